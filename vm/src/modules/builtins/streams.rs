//! print, input, open.

use std::io::Write;

use crate::error::Exc;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Kind, Str};
use crate::protocol::{attr, number, text};
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full("print", Params::pos(&[], 0).kw(&["sep", "end", "file", "flush"]).rest(), print).doc("Prints the values to a stream, or to sys.stdout by default.\n\nsep\n  string inserted between values, default a space.\nend\n  string appended after the last value, default a newline.\nfile\n  a file-like object (stream); defaults to the current sys.stdout.\nflush\n  whether to forcibly flush the stream."),
    NativeDef::full("input", Params::pos(&["_prompt"], 0), input).doc("Read a string from standard input.  The trailing newline is stripped.\n\nThe prompt string, if given, is printed to standard output without a\ntrailing newline before reading input.\n\nIf the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise EOFError.\nOn *nix systems, readline is used if available."),
    NativeDef::full("open", Params::all(&[]).rest().kwdict(), open).doc("Open file and return a stream.  Raise OSError upon failure."),
    NativeDef::quick("exit", Params::pos(&["code"], 0), leave),
    NativeDef::quick("quit", Params::pos(&["code"], 0), leave),
];

/// `exit()` and `quit()`, which CPython's `site` adds.
fn leave<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let args: Vec<Val<'t>> = a.opt(0).into_iter().collect();
    Err(th.raise_with(Exc::SystemExit, &args))
}

/// An object of the `sys` module, in a new register; `None` if there is none (yet).
fn sys_object<'t>(th: &'t Thread, id: Id) -> Res<Option<Slot>> {
    let Some(sys) = dict::get_name(th, th.vm.modules(th), th.intern("sys"))? else {
        return Ok(None);
    };
    let Some(ns) = attr::module_dict(th, sys) else {
        return Ok(None);
    };
    let found: Option<Val<'t>> = dict::get_name(th, ns, th.id(id))?;
    Ok(found.map(|v| th.root(v)))
}

/// The text of `sep` or `end`.
fn separator(th: &mut Thread, w: Window, i: usize, name: &str, default: &str) -> Res<String> {
    let Some(v) = w.opt(th, i).filter(|v| !th.get(*v).is_none()) else {
        return Ok(default.to_owned());
    };
    match th.get(v).unboxed().cast::<Str>() {
        Some(s) => Ok(s.text().to_owned()),
        None => Err(th.type_error(format!(
            "{name} must be None or a string, not {}",
            th.class_name(th.get(v))
        ))),
    }
}

fn print(th: &mut Thread, w: Window) -> Res<Done> {
    let sep = separator(th, w, 0, "sep", " ")?;
    let end = separator(th, w, 1, "end", "\n")?;
    let file = match w.opt(th, 2).filter(|f| !th.get(*f).is_none()) {
        Some(f) => Some(f),
        None => th.section(|th| sys_object(th, Id::stdout))?,
    };
    let flush = match w.opt(th, 3) {
        Some(v) => number::truth(th, v)?,
        None => false,
    };
    // One text, so that one `print` is one write: lines of threads do not mix. A program's own object sees the parts.
    let own = file.filter(|f| th.get(*f).is_kind(Kind::Instance));
    let mut out = String::new();
    for (n, v) in w.from(4).enumerate() {
        if n > 0 {
            out.push_str(&sep);
            write_part(th, own, &mut out)?;
        }
        let done = th.section(|th| text::push_quick_str(th, &mut out, th.get(v)))?;
        if !done {
            out.push_str(&text::str_text(th, v)?);
        }
        write_part(th, own, &mut out)?;
    }
    out.push_str(&end);
    match file {
        Some(file) if th.get(file).is_none() => {}
        Some(file) => write_to_object(th, file, &out, flush)?,
        None => write_to_process(th, &out)?,
    }
    th.ret(Val::NONE)
}

/// Writes to an object that sees the parts of what is printed.
fn write_part(th: &mut Thread, file: Option<Slot>, part: &mut String) -> Res<()> {
    match file {
        Some(file) => write_to_object(th, file, &std::mem::take(part), false),
        None => Ok(()),
    }
}

fn write_to_object(th: &mut Thread, file: Slot, text: &str, flush: bool) -> Res<()> {
    let text = th.root(th.str(text));
    th.call_method(file, Id::write, &[text])?;
    if flush {
        th.call_method(file, Id::flush, &[])?;
    }
    Ok(())
}

/// Before there is a `sys.stdout`.
fn write_to_process(th: &mut Thread, text: &str) -> Res<()> {
    crate::modules::support::irrevocable(th)?;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .map_err(|e| crate::modules::support::os_error(th, &e, None))
}

fn input(th: &mut Thread, w: Window) -> Res<Done> {
    let out = th.section(|th| sys_object(th, Id::stdout))?;
    if let Some(prompt) = w.opt(th, 0) {
        let text = text::str_text(th, prompt)?;
        if let Some(out) = out {
            write_to_object(th, out, &text, true)?;
        }
    }
    let Some(source) = th.section(|th| sys_object(th, Id::stdin))? else {
        return Err(th.raise(crate::error::Exc::RuntimeError, "input(): lost sys.stdin"));
    };
    let name = th.root(th.intern("readline"));
    let method = th.getattr(source, name)?;
    let line = th.call(method, &[])?;
    let Some(line) = th
        .get(line)
        .unboxed()
        .cast::<Str>()
        .map(|s| s.text().to_owned())
    else {
        return Err(th.type_error("object.readline() returned non-string"));
    };
    if line.is_empty() {
        return Err(th.raise(crate::error::Exc::EOFError, "EOF when reading a line"));
    }
    th.ret(th.str(line.strip_suffix('\n').unwrap_or(&line)))
}

/// `io.open`.
fn open(th: &mut Thread, w: Window) -> Res<Done> {
    let f = crate::import::import_object(th, "io", "open")?;
    let args: Vec<Val<'_>> = w.from(1).map(|s| th.get(s)).collect();
    let args = th.root(th.tuple(&args));
    let kwargs = match w.opt(th, 0) {
        Some(kw) => kw,
        None => th.root(Val::UNDEF),
    };
    debug_assert!(th.get(kwargs).is_undef() || th.get(kwargs).is_kind(Kind::Dict));
    let r = th.call_ex(f, args, kwargs)?;
    th.ret_slot(r)
}
