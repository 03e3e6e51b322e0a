//! `StringIO`: a text stream in memory. Its content belongs to the record and follows its ownership.

use std::any::Any;
use std::cell::RefCell;

use super::newline::{Ends, Newline};
use super::{closed_error, size, stream_class, unsupported};
use crate::class::Class;
use crate::modules::support::{NativeClassSpec, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{NativeData, Record, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);
const SIZED: Params = Params::pos(&["_self", "_size"], 1);

pub const CLASS: NativeClassSpec = stream_class(
    "StringIO",
    "Text I/O implementation using an in-memory buffer.",
    &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).kwdict().rest(), new).static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "initial_value", "newline"], 1),
            init,
        ),
        NativeDef::full("read", SIZED, read),
        NativeDef::full("readline", SIZED, read_line),
        NativeDef::quick("write", Params::all(&["_self", "_s"]), write),
        NativeDef::quick("getvalue", ONE, |th, a| {
            Ok(th.str(&content(th, a.get(0))?.borrow().text))
        }),
        NativeDef::full("seek", Params::pos(&["_self", "_pos", "_whence"], 2), seek),
        NativeDef::quick("tell", ONE, |th, a| {
            let c = content(th, a.get(0))?.borrow();
            Ok(Val::small(c.position() as i64))
        }),
        NativeDef::full("truncate", Params::pos(&["_self", "_pos"], 1), truncate),
        NativeDef::quick("close", ONE, |th, a| {
            let c = own(th, a.get(0))?;
            let mut c = c.borrow_mut();
            c.closed = true;
            c.text = String::new();
            c.at = 0;
            Ok(Val::NONE)
        }),
        NativeDef::quick("readable", ONE, yes),
        NativeDef::quick("writable", ONE, yes),
        NativeDef::quick("seekable", ONE, yes),
        NativeDef::quick("isatty", ONE, |th, a| {
            content(th, a.get(0))?;
            Ok(Val::FALSE)
        }),
        NativeDef::quick("flush", ONE, |_, _| Ok(Val::NONE)),
        NativeDef::quick("__getstate__", ONE, |th, a| {
            let c = content(th, a.get(0))?.borrow();
            let newline = c.newline.text().map_or(Val::NONE, |t| th.str(t));
            let at = Val::small(c.position() as i64);
            Ok(th.tuple(&[th.str(&c.text), newline, at, Val::NONE]))
        }),
        NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), set_state),
    ],
    &[
        GetSet::read("closed", |th, v| {
            Ok(Val::bool(look(th, v)?.borrow().closed))
        }),
        GetSet::read("newlines", |th, v| {
            Ok(content(th, v)?.borrow().ends.as_value(th))
        }),
        GetSet::read("line_buffering", |th, v| {
            content(th, v)?;
            Ok(Val::FALSE)
        }),
    ],
);

#[derive(Clone, Default)]
struct Content {
    text: String,
    /// Byte offset in `text`; `beyond` characters behind its end.
    at: usize,
    beyond: usize,
    newline: Newline,
    ends: Ends,
    closed: bool,
}

impl Content {
    /// The position in characters.
    fn position(&self) -> usize {
        self.text[..self.at].chars().count() + self.beyond
    }

    fn move_to(&mut self, chars: usize) {
        match self.text.char_indices().nth(chars) {
            Some((i, _)) => (self.at, self.beyond) = (i, 0),
            None => {
                self.beyond = chars - self.text.chars().count();
                self.at = self.text.len();
            }
        }
    }

    fn put(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        self.text.extend(std::iter::repeat_n('\0', self.beyond));
        self.at += self.beyond;
        self.beyond = 0;
        if self.at == self.text.len() {
            self.text.push_str(piece);
        } else {
            let over = piece.chars().count();
            let rest = &self.text[self.at..];
            let end = rest.char_indices().nth(over).map_or(rest.len(), |(i, _)| i);
            self.text.replace_range(self.at..self.at + end, piece);
        }
        self.at += piece.len();
    }

    /// Takes text off the rest of the content.
    fn take(&mut self, n: impl Fn(&str) -> usize) -> String {
        let rest = &self.text[self.at..];
        let n = n(rest);
        let out = rest[..n].to_owned();
        self.at += n;
        out
    }
}

struct Held(RefCell<Content>);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        Some(Box::new(Held(self.0.clone())))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<Held>() {
            *self.0.borrow_mut() = saved.0.borrow().clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn look<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    // Held, not only seen: a `RefCell` is for one thread at a time, even to be read.
    let seen = v.expect::<Record>().hold(th)?;
    Ok(&seen.native::<Held>().expect("V3: made with content").0)
}

/// The content of a stream that was not closed.
fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let c = look(th, v)?;
    match c.borrow().closed {
        true => Err(closed_error(th)),
        false => Ok(c),
    }
}

/// The content, to be changed.
fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let own = v.expect::<Record>().own(th)?;
    Ok(&own.native::<Held>().expect("V3: made with content").0)
}

fn own_open<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let c = own(th, v)?;
    match c.borrow().closed {
        true => Err(closed_error(th)),
        false => Ok(c),
    }
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let info = a.get(0).expect::<Class>().info();
    let state = Box::new(Held(RefCell::default()));
    Ok(Record::with_native(th, info.root_shape(), &[], state).val())
}

fn yes<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    content(th, a.get(0))?;
    Ok(Val::TRUE)
}

/// A text as this stream keeps it.
fn kept(c: &mut Content, text: &str) -> String {
    match c.newline {
        Newline::Translate => {
            let mut ends = std::mem::take(&mut c.ends);
            let piece = ends.feed(text, true, true);
            c.ends = ends;
            piece
        }
        Newline::Keep => {
            let mut ends = std::mem::take(&mut c.ends);
            ends.feed(text, false, true);
            c.ends = ends;
            text.to_owned()
        }
        n => match n.written() {
            Some(end) => text.replace('\n', end),
            None => text.to_owned(),
        },
    }
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let text_of = |th: &Thread, v: Option<Slot>, what: &str| -> Res<Option<String>> {
        match v.filter(|v| !th.get(*v).is_none()) {
            None => Ok(None),
            Some(v) => match th.get(v).unboxed().cast::<Str>() {
                Some(s) => Ok(Some(s.text().to_owned())),
                None => Err(th.type_error(format!(
                    "{what} must be str or None, not {}",
                    th.class_name(th.get(v))
                ))),
            },
        }
    };
    let initial = text_of(th, w.opt(th, 1), "initial_value")?;
    let newline = match w.opt(th, 2) {
        None => Newline::Lf,
        given => {
            let text = text_of(th, given, "newline")?;
            match Newline::parse(text.as_deref()) {
                Some(n) => n,
                None => {
                    let text = format!("illegal newline value: {text:?}");
                    return Err(th.value_error(text));
                }
            }
        }
    };
    th.section(|th| {
        let c = own(th, th.get(w.at(0)))?;
        let mut fresh = Content {
            newline,
            ..Content::default()
        };
        if let Some(text) = &initial {
            fresh.text = kept(&mut fresh, text);
        }
        *c.borrow_mut() = fresh;
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// Text, kind of line ends and position, as `__getstate__` gives them.
fn set_state(th: &mut Thread, w: Window) -> Res<Done> {
    th.section(|th| {
        let parts = th.get(w.at(1)).cast::<Tuple>().map_or(&[][..], |t| t.items());
        let (text, newline, at) = match parts {
            [text, newline, at, _] => (
                text.cast::<Str>(),
                Newline::parse(newline.cast::<Str>().map(|s| s.text())),
                at.as_int(),
            ),
            _ => (None, None, None),
        };
        let (Some(text), Some(newline), Some(at)) = (text, newline, at) else {
            return Err(th.type_error(
                "StringIO.__setstate__ argument should be a tuple of text, newline, position and dict",
            ));
        };
        let mut fresh = Content {
            text: text.text().to_owned(),
            newline,
            ..Content::default()
        };
        fresh.move_to(at.max(0) as usize);
        *own(th, th.get(w.at(0)))?.borrow_mut() = fresh;
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn write<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(s) = a.get(1).unboxed().cast::<Str>() else {
        return Err(th.type_error(format!(
            "string argument expected, got '{}'",
            th.class_name(a.get(1))
        )));
    };
    let c = &mut *own_open(th, a.get(0))?.borrow_mut();
    if c.newline == Newline::Lf {
        c.put(s.text());
    } else {
        let piece = kept(c, s.text());
        c.put(&piece);
    }
    Ok(Val::small(s.len() as i64))
}

/// Bytes of the first `n` characters.
fn bytes_of(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(i, _)| i)
}

fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let n = size(th, w.opt(th, 1))?;
    let text = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        Ok(c.borrow_mut()
            .take(|rest| n.map_or(rest.len(), |n| bytes_of(rest, n))))
    })?;
    th.ret(th.str(&text))
}

fn read_line(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = size(th, w.opt(th, 1))?;
    let text = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let c = &mut *c.borrow_mut();
        let newline = c.newline;
        Ok(c.take(|rest| {
            let end = newline.line_end(rest).unwrap_or(rest.len());
            limit.map_or(end, |l| end.min(bytes_of(rest, l)))
        }))
    })?;
    th.ret(th.str(&text))
}

fn seek(th: &mut Thread, w: Window) -> Res<Done> {
    let pos = to_i64(th, w.at(1))?;
    let whence = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    if !(0..=2).contains(&whence) {
        let text = format!("Invalid whence ({whence}, should be 0, 1 or 2)");
        return Err(th.value_error(text));
    }
    if whence == 0 && pos < 0 {
        let text = format!("Negative seek position {pos}");
        return Err(th.value_error(text));
    }
    if whence != 0 && pos != 0 {
        return Err(unsupported(th, "Can't do nonzero cur-relative seeks"));
    }
    let at = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let mut c = c.borrow_mut();
        match whence {
            0 => c.move_to(pos as usize),
            2 => (c.at, c.beyond) = (c.text.len(), 0),
            _ => {}
        }
        Ok(c.position())
    })?;
    th.ret(Val::small(at as i64))
}

fn truncate(th: &mut Thread, w: Window) -> Res<Done> {
    let length = match w.opt(th, 1).filter(|v| !th.get(*v).is_none()) {
        Some(v) => Some(to_i64(th, v)?),
        None => None,
    };
    if let Some(n) = length.filter(|n| *n < 0) {
        let text = format!("Negative size value {n}");
        return Err(th.value_error(text));
    }
    let n = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let mut c = c.borrow_mut();
        let position = c.position();
        let n = length.map_or(position, |l| l as usize);
        let end = bytes_of(&c.text, n);
        c.text.truncate(end);
        c.move_to(position);
        Ok(n)
    })?;
    th.ret(Val::small(n as i64))
}
