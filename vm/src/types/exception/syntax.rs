//! `SyntaxError` and its subclasses: where in the source, and how that is shown.

use lang::{CompileError, ErrorKind};

use super::base::{self, ANY, SELF, member};
use crate::class::Builtin;
use crate::error::{Exc, field};
use crate::native::{Done, NativeDef, TypeSpec, Window};
use crate::object::{Record, Str};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const MSG: usize = field::EXTRA;
const FILENAME: usize = field::EXTRA + 1;
const LINE: usize = field::EXTRA + 2;
const OFFSET: usize = field::EXTRA + 3;
const TEXT: usize = field::EXTRA + 4;
const END_LINE: usize = field::EXTRA + 5;
const END_OFFSET: usize = field::EXTRA + 6;
const PRINT: usize = field::EXTRA + 7;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::BaseException,
    doc: "Invalid syntax.",
    methods: &[
        NativeDef::full("__init__", ANY, init),
        NativeDef::full("__str__", SELF, str),
    ],
    getsets: &[
        member::<MSG>("msg"),
        member::<FILENAME>("filename"),
        member::<LINE>("lineno"),
        member::<OFFSET>("offset"),
        member::<TEXT>("text"),
        member::<END_LINE>("end_lineno"),
        member::<END_OFFSET>("end_offset"),
        member::<PRINT>("print_file_and_line"),
    ],
};

/// `SyntaxError(msg, (filename, lineno, offset, text[, end_lineno, end_offset]))`.
fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let details = match w.from(2).nth(1) {
        Some(second) if w.from(2).count() == 2 => Some(crate::protocol::iter::to_list(th, second)?),
        _ => None,
    };
    th.section(|th| {
        let args: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
        let tuple = th.tuple(&args);
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        own.set_field(field::ARGS, tuple);
        if let Some(msg) = args.first() {
            own.set_field(MSG, *msg);
        }
        let Some(details) = details else {
            return Ok(());
        };
        let items = th
            .get(details)
            .expect::<crate::object::List>()
            .see(th)?
            .items();
        if items.len() != 4 && items.len() != 6 {
            return Err(th.type_error(format!(
                "function takes at {} {} arguments ({} given)",
                if items.len() < 4 { "least" } else { "most" },
                if items.len() < 4 { 4 } else { 7 },
                items.len()
            )));
        }
        for (i, v) in items.iter().enumerate() {
            own.set_field(FILENAME + i, *v);
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// The message with the file's last name and the line, as far as they are known.
fn str(th: &mut Thread, w: Window) -> Res<Done> {
    let (msg, file, line) = th.section(|th| {
        let get = |i| base::seen(th, th.get(w.at(0)), i);
        let file = get(FILENAME)?.cast::<Str>().map(|s| s.text().to_owned());
        Ok((th.root(get(MSG)?), file, get(LINE)?.as_int()))
    })?;
    let msg = text::str_text(th, msg)?;
    let file = file.map(|f| f.rsplit('/').next().unwrap_or(&f).to_owned());
    let text = match (file, line) {
        (Some(file), Some(line)) => format!("{msg} ({file}, line {line})"),
        (Some(file), None) => format!("{msg} ({file})"),
        (None, Some(line)) => format!("{msg} (line {line})"),
        (None, None) => msg,
    };
    let text = th.str(&text);
    th.ret(text)
}

/// Raises what the compiler found.
pub fn raise(th: &Thread, e: &CompileError, filename: &str) -> Unwind {
    raise_as(th, e, filename, Exc::SyntaxError)
}

/// The same with the class for an error that is a plain `SyntaxError`, or for sources that go on, for all.
pub fn raise_as(th: &Thread, e: &CompileError, filename: &str, plain: Exc) -> Unwind {
    let class = match e.kind {
        ErrorKind::Syntax => plain,
        _ if plain != Exc::SyntaxError => plain,
        ErrorKind::Indentation => Exc::IndentationError,
        ErrorKind::Tab => Exc::TabError,
        ErrorKind::Recursion => return th.raise(Exc::RecursionError, &e.message),
        ErrorKind::Overflow => return th.raise(Exc::OverflowError, &e.message),
    };
    let number = |n: u32| Val::small(i64::from(n));
    let place = [
        th.str(filename),
        number(e.line),
        number(e.column),
        th.str(&format!("{}\n", e.text)),
        number(e.end_line),
        number(e.end_column),
    ];
    let msg = th.str(&e.message);
    let exc = th.new_exception(class, &[msg, th.tuple(&place)]);
    // The exception is new and ours: the barrier cannot refuse it.
    if let Ok(own) = exc.own(th) {
        own.set_field(MSG, msg);
        for (i, v) in place.iter().enumerate() {
            own.set_field(FILENAME + i, *v);
        }
    }
    th.raise_value(exc.val())
}

/// What is known of the place.
struct Place {
    filename: Option<String>,
    line: Option<i64>,
    end_line: Option<i64>,
    text: Option<String>,
    offset: Option<i64>,
    end_offset: Option<i64>,
}

/// The text of a syntax error: file and line, the source line, carets, the message.
pub fn formatted(th: &mut Thread, exc: Slot, title: &str) -> Res<String> {
    let (p, msg) = th.section(|th| {
        let get = |i| base::seen(th, th.get(exc), i);
        let text = |i| Ok::<_, Unwind>(get(i)?.cast::<Str>().map(|s| s.text().to_owned()));
        let place = Place {
            filename: text(FILENAME)?,
            line: get(LINE)?.as_int(),
            end_line: get(END_LINE)?.as_int(),
            text: text(TEXT)?,
            offset: get(OFFSET)?.as_int(),
            end_offset: get(END_OFFSET)?.as_int(),
        };
        Ok((place, th.root(get(MSG)?)))
    })?;
    let msg = match th.get(msg).is_none() {
        true => "<no detail available>".to_owned(),
        false => text::str_text(th, msg)?,
    };
    let mut out = String::new();
    let mut suffix = String::new();
    match (&p.filename, p.line) {
        (file, Some(line)) => {
            let file = file.as_deref().unwrap_or("<string>");
            out += &format!("  File \"{file}\", line {line}\n");
        }
        (Some(file), None) => suffix = format!(" ({file})"),
        (None, None) => {}
    }
    out += &source_with_carets(&p);
    Ok(out + &format!("{title}: {msg}{suffix}\n"))
}

fn source_with_carets(p: &Place) -> String {
    let Some(text) = &p.text else {
        return String::new();
    };
    let right: Vec<char> = text.trim_end_matches('\n').chars().collect();
    let spaces = right
        .iter()
        .take_while(|c| matches!(c, ' ' | '\n' | '\u{c}'))
        .count();
    let shown: String = right[spaces..].iter().collect();
    let mut out = format!("    {shown}\n");
    let Some(mut offset) = p.offset else {
        return out;
    };
    let all = right.len() as i64 + 1;
    let length = text.chars().count() as i64;
    let mut end = match p.line == p.end_line {
        true => p.end_offset.filter(|e| *e != 0).unwrap_or(offset),
        false => all,
    };
    if length > 0 && offset > length {
        offset = all;
    }
    if length > 0 && end > length {
        end = all;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let from = offset - 1 - spaces as i64;
    if from >= 0 {
        // White space other than blanks is kept, so that the carets stand where they belong.
        let lead = shown.chars().take(from as usize);
        out += "    ";
        out.extend(lead.map(|c| if c.is_whitespace() { c } else { ' ' }));
        out += &"^".repeat((end - offset) as usize);
        out.push('\n');
    }
    out
}
