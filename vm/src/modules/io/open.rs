//! `open`, and the standard streams.

use std::sync::Arc;

use super::buffered;
use super::channel::{BUFFER, Buffer, File};
use super::newline::Newline;
use super::raw::{self, Access};
use super::text::{self, Settings, Text};
use super::{classes, make, set_state, state};
use crate::modules::support::{NativeClass, set_attr, to_i64};
use crate::native::{Done, Window};
use crate::object::Str;
use crate::os;
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The arguments of `open` that are texts or None.
fn option(th: &mut Thread, w: Window, i: usize, what: &str) -> Res<Option<String>> {
    match w.opt(th, i).filter(|v| !th.get(*v).is_none()) {
        None => Ok(None),
        Some(v) => match th.get(v).unboxed().cast::<Str>() {
            Some(s) => Ok(Some(s.text().to_owned())),
            None => {
                let text = format!(
                    "open() argument '{what}' must be str or None, not {}",
                    th.class_name(th.get(v))
                );
                Err(th.type_error(text))
            }
        },
    }
}

/// What is wrong with a mode, if anything.
fn mode_problem(mode: &str, binary: bool, text: bool) -> Option<String> {
    let repeated = mode
        .char_indices()
        .any(|(i, c)| mode[i + c.len_utf8()..].contains(c));
    if repeated || mode.chars().any(|c| !"rwxabt+".contains(c)) {
        return Some(format!("invalid mode: '{mode}'"));
    }
    if binary && text {
        return Some("can't have text and binary mode at once".into());
    }
    let kinds = mode.chars().filter(|c| "rwxa".contains(*c)).count();
    (kinds != 1).then(|| "must have exactly one of create/read/write/append mode".into())
}

/// `open(file, mode, buffering, encoding, errors, newline, closefd, opener)`.
pub fn open(th: &mut Thread, w: Window) -> Res<Done> {
    let mode = option(th, w, 1, "mode")?.unwrap_or_else(|| "r".into());
    let buffering = match w.opt(th, 2) {
        Some(b) => to_i64(th, b)?,
        None => -1,
    };
    let encoding = option(th, w, 3, "encoding")?;
    let errors = option(th, w, 4, "errors")?;
    let newline_text = option(th, w, 5, "newline")?;
    let owned = match w.opt(th, 6) {
        Some(c) => number::truth(th, c)?,
        None => true,
    };
    let opener = w.opt(th, 7).filter(|o| !th.get(*o).is_none());
    let (binary, is_text) = (mode.contains('b'), mode.contains('t'));
    if let Some(problem) = mode_problem(&mode, binary, is_text) {
        return Err(th.value_error(problem));
    }
    let Some(access) = Access::parse(&mode) else {
        return Err(th.value_error(format!("invalid mode: '{mode}'")));
    };
    for (given, what) in [
        (encoding.is_some(), "an encoding"),
        (errors.is_some(), "an errors"),
        (newline_text.is_some(), "a newline"),
    ] {
        if binary && given {
            return Err(th.value_error(format!("binary mode doesn't take {what} argument")));
        }
    }
    let Some(newline) = Newline::parse(newline_text.as_deref()) else {
        let shown = newline_text.unwrap_or_default();
        return Err(th.value_error(format!("illegal newline value: {shown}")));
    };
    if buffering == 0 && !binary {
        return Err(th.value_error("can't have unbuffered text I/O"));
    }
    let file = raw::open(th, w.at(0), access, owned, opener)?;
    let raw = new_file(th, file, w.at(0))?;
    let made = layers(th, raw, access, binary, buffering, |line_buffering| {
        Settings {
            encoding: encoding.clone(),
            errors: errors.clone(),
            newline,
            line_buffering,
            write_through: false,
        }
    });
    let made = match made {
        Ok(m) => m,
        Err(Unwind::Raise) => {
            // The file does not stay open.
            let kept = th.root(th.take_pending());
            let f: Arc<File> = state(th, raw)?;
            let _ = f.close();
            return Err(th.raise_value(th.get(kept)));
        }
        Err(u) => return Err(u),
    };
    if !binary {
        let m = th.root(th.str(&mode));
        set_attr(th, made, "mode", m)?;
    }
    th.ret_slot(made)
}

/// A `FileIO` over an open file.
fn new_file(th: &mut Thread, file: File, name: Slot) -> Res<Slot> {
    classes(th)?;
    let raw = th.root(make::<File>(th, th.native_class(NativeClass::FileIo).val()));
    set_state(th, raw, Some(Arc::new(file)));
    set_attr(th, raw, "name", name)?;
    Ok(raw)
}

/// Puts a buffer and a text stream over a raw file, as far as they are wanted.
fn layers(
    th: &mut Thread,
    raw: Slot,
    access: Access,
    binary: bool,
    buffering: i64,
    settings: impl Fn(bool) -> Settings,
) -> Res<Slot> {
    let file: Arc<File> = state(th, raw)?;
    let fd = file.fd().unwrap_or(-1);
    let is_terminal = buffering < 0 && os::file::is_terminal(fd);
    let line_buffering = buffering == 1 || is_terminal;
    if buffering == 0 {
        return Ok(raw);
    }
    let size = match buffering {
        n if n > 1 => n as usize,
        _ => os::file::status(fd).map_or(BUFFER, |s| (s.st_blksize as usize).max(BUFFER)),
    };
    let buffer = new_buffer(th, raw, access, size)?;
    if binary {
        return Ok(buffer);
    }
    new_text(th, buffer, settings(line_buffering))
}

fn new_buffer(th: &mut Thread, raw: Slot, access: Access, size: usize) -> Res<Slot> {
    let (class, writes) = if access.updating {
        (NativeClass::BufferedRandom, true)
    } else if access.reading {
        (NativeClass::BufferedReader, false)
    } else {
        (NativeClass::BufferedWriter, true)
    };
    let buffer = th.root(make::<Buffer>(th, th.native_class(class).val()));
    buffered::set_up(th, buffer, raw, size, writes)?;
    Ok(buffer)
}

fn new_text(th: &mut Thread, buffer: Slot, settings: Settings) -> Res<Slot> {
    let text = th.root(make::<Text>(
        th,
        th.native_class(NativeClass::TextIoWrapper).val(),
    ));
    text::set_up(th, text, buffer, settings)?;
    Ok(text)
}

/// `open_code(path)`.
pub fn open_code(th: &mut Thread, w: Window) -> Res<Done> {
    let access = Access {
        reading: true,
        ..Access::default()
    };
    let file = raw::open(th, w.at(0), access, true, None)?;
    let raw = new_file(th, file, w.at(0))?;
    let buffer = new_buffer(th, raw, access, BUFFER)?;
    th.ret_slot(buffer)
}

/// Adds `stdin`, `stdout` and `stderr` to the module `sys`; None for those that are not open.
pub fn add_streams(th: &mut Thread, sys: Slot) -> Res<()> {
    let environment = match th.vm.options.program.ignore_environment {
        true => None,
        false => std::env::var("PYTHONIOENCODING").ok(),
    };
    let (encoding, errors) = match &environment {
        Some(e) => match e.split_once(':') {
            Some((e, h)) => (Some(e), Some(h)),
            None => (Some(e.as_str()), None),
        },
        None => (None, None),
    };
    let encoding = encoding.filter(|e| !e.is_empty());
    let unbuffered = th.vm.options.program.unbuffered;
    for (fd, name, shown) in [
        (0, "stdin", "<stdin>"),
        (1, "stdout", "<stdout>"),
        (2, "stderr", "<stderr>"),
    ] {
        let stream = match os::file::status(fd) {
            Err(_) => th.root(Val::NONE),
            Ok(_) => {
                let settings = Settings {
                    encoding: Some(encoding.unwrap_or("utf-8").to_owned()),
                    errors: Some(match fd {
                        2 => "backslashreplace".to_owned(),
                        _ => errors.unwrap_or("strict").to_owned(),
                    }),
                    newline: match fd {
                        0 => Newline::Translate,
                        _ => Newline::Lf,
                    },
                    line_buffering: fd == 2 || fd == 1 && os::file::is_terminal(1),
                    write_through: unbuffered && fd != 0,
                };
                standard(th, fd, shown, settings)?
            }
        };
        set_attr(th, sys, name, stream)?;
        set_attr(th, sys, &format!("__{name}__"), stream)?;
    }
    Ok(())
}

fn standard(th: &mut Thread, fd: i32, name: &str, settings: Settings) -> Res<Slot> {
    classes(th)?;
    let name = th.root(th.str(name));
    let reading = fd == 0;
    let raw = new_file(th, File::new(fd, false, reading, !reading), name)?;
    let access = Access {
        reading,
        writing: !reading,
        ..Access::default()
    };
    let buffer = new_buffer(th, raw, access, BUFFER)?;
    let stream = new_text(th, buffer, settings)?;
    let mode = th.root(th.str(if reading { "r" } else { "w" }));
    set_attr(th, stream, "mode", mode)?;
    Ok(stream)
}
