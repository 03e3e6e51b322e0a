//! `TextIOWrapper`: what it is made of, its settings, its position.
//!
//! Encodings that we have ourselves are done here; for others the incremental coders of `codecs` are asked. Over one of
//! our own buffers text goes straight into it.
//!
//! A position (`tell`) is the number of bytes that the text read so far came from. Text read ahead is kept with the
//! bytes it was made of, so that the part not yet given out can be counted.

use std::sync::{Arc, Mutex};

use super::base::{check_able, check_open};
use super::buffered::below_attribute;
use super::channel::{Buffer, Lock, held};
use super::newline::{Ends, Newline};
use super::raw::shown_name;
use super::{
    BELOW, HELPER, make, set_state, state, state_of, stream_class, text_read, text_write,
    unsupported,
};
use crate::modules::support::{self, NativeClass, NativeClassSpec, get_attr, to_i64};
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Record, Str};
use crate::protocol::number;
use crate::text::codec::Codec;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);

/// A text stream.
pub struct Text {
    pub lock: Lock,
    /// The buffer below, if it is one of ours.
    pub buffer: Option<Arc<Buffer>>,
    pub state: Mutex<TextState>,
}

/// Settings and content of a text stream.
pub struct TextState {
    pub encoding: String,
    /// The encoding, if it is one of ours.
    pub codec: Option<Codec>,
    pub errors: String,
    pub newline: Newline,
    pub line_buffering: bool,
    pub write_through: bool,
    pub seekable: bool,
    /// Text read ahead, given out up to `at`.
    pub chars: String,
    pub at: usize,
    /// The bytes that `chars` was made of, and where they begin.
    pub raw: Vec<u8>,
    pub raw_at: i64,
    /// Bytes of a character that is not complete.
    pub incomplete: Vec<u8>,
    pub ends: Ends,
    pub wrote_mark: bool,
    pub closed: bool,
}

impl TextState {
    /// The text read ahead.
    pub fn ahead(&self) -> &str {
        &self.chars[self.at..]
    }

    /// Forgets what was read ahead.
    pub fn forget(&mut self) {
        self.chars.clear();
        self.at = 0;
        self.raw.clear();
        self.incomplete.clear();
        self.ends.pending_cr = false;
    }

    /// How many of the bytes `raw` the text given out so far came from.
    pub fn consumed(&self) -> Option<usize> {
        if self.at == self.chars.len() && !self.ends.pending_cr {
            return Some(self.raw.len());
        }
        let given = &self.chars[..self.at];
        if self.codec == Some(Codec::Utf8) && self.raw.starts_with(given.as_bytes()) {
            let after = &self.raw[given.len()..];
            if given.is_empty() || !given.ends_with('\n') || after.first() != Some(&b'\n') {
                return Some(given.len());
            }
        }
        self.walk(given)
    }

    /// Counts bytes character by character, for encodings where that is simple.
    fn walk(&self, given: &str) -> Option<usize> {
        let translate = self.newline == Newline::Translate;
        let mut at = 0;
        for c in given.chars() {
            if c == '\n' && translate && self.raw.get(at) == Some(&b'\r') {
                at += 1 + usize::from(self.raw.get(at + 1) == Some(&b'\n'));
                continue;
            }
            at += match self.codec? {
                Codec::Utf8 => c.len_utf8(),
                Codec::Latin1 | Codec::Ascii => 1,
                _ => return None,
            };
        }
        (at <= self.raw.len()).then_some(at)
    }
}

pub const CLASS: NativeClassSpec = stream_class(
    "TextIOWrapper",
    "Character and line based layer over a BufferedIOBase object, buffer.",
    &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).kwdict().rest(),
            |th, a| Ok(make::<Text>(th, a.get(0))),
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(
                &[
                    "_self",
                    "buffer",
                    "encoding",
                    "errors",
                    "newline",
                    "line_buffering",
                    "write_through",
                ],
                2,
            ),
            init,
        ),
        NativeDef::full(
            "reconfigure",
            Params::all(&["_self"]).kw(&[
                "encoding",
                "errors",
                "newline",
                "line_buffering",
                "write_through",
            ]),
            reconfigure,
        ),
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), text_read::read),
        NativeDef::full(
            "readline",
            Params::pos(&["_self", "_size"], 1),
            text_read::read_line,
        ),
        NativeDef::full("__iter__", ONE, |th, w| {
            check_open(th, w.at(0))?;
            th.ret_slot(w.at(0))
        }),
        crate::modules::iterate::NEXT,
        NativeDef::full("write", Params::all(&["_self", "_text"]), text_write::write),
        NativeDef::full("flush", ONE, text_write::flush),
        NativeDef::full("close", ONE, close),
        NativeDef::full("detach", ONE, detach),
        NativeDef::full(
            "seek",
            Params::pos(&["_self", "_cookie", "_whence"], 2),
            seek,
        ),
        NativeDef::full("tell", ONE, tell),
        NativeDef::full("truncate", Params::pos(&["_self", "_pos"], 1), truncate),
        NativeDef::full("fileno", ONE, |th, w| of_buffer(th, w, "fileno")),
        NativeDef::full("isatty", ONE, |th, w| of_buffer(th, w, "isatty")),
        NativeDef::full("seekable", ONE, |th, w| of_buffer(th, w, "seekable")),
        NativeDef::full("readable", ONE, |th, w| of_buffer(th, w, "readable")),
        NativeDef::full("writable", ONE, |th, w| of_buffer(th, w, "writable")),
        NativeDef::full("__repr__", ONE, shown),
    ],
    &[
        GetSet::read("buffer", |th, v| {
            let below = v.expect::<Record>().see(th)?.field(BELOW);
            Ok(if below.is_undef() { Val::NONE } else { below })
        }),
        GetSet::read("closed", |th, v| Ok(Val::bool(is_closed(th, v)))),
        GetSet::read("name", |th, v| below_attribute(th, v, "name")),
        GetSet::read("encoding", |th, v| setting(th, v, |s| th.str(&s.encoding))),
        GetSet::read("errors", |th, v| setting(th, v, |s| th.str(&s.errors))),
        GetSet::read("newlines", |th, v| setting(th, v, |s| s.ends.as_value(th))),
        GetSet::read("line_buffering", |th, v| {
            setting(th, v, |s| Val::bool(s.line_buffering))
        }),
        GetSet::read("write_through", |th, v| {
            setting(th, v, |s| Val::bool(s.write_through))
        }),
        GetSet::read("_CHUNK_SIZE", |_, _| {
            Ok(Val::small(super::channel::BUFFER as i64))
        })
        .write(|_, _, _| Ok(())),
    ],
);

fn setting<'t>(th: &'t Thread, v: Val<'t>, f: impl FnOnce(&TextState) -> Val<'t>) -> Res<Val<'t>> {
    match state_of::<Text>(v) {
        Some(t) => Ok(f(&held(&t.state))),
        None => Err(th.value_error("I/O operation on uninitialized object")),
    }
}

/// Was the stream, or the one below, closed?
pub fn is_closed(th: &Thread, v: Val<'_>) -> bool {
    let Some(t) = state_of::<Text>(v) else {
        return false;
    };
    if held(&t.state).closed {
        return true;
    }
    match &t.buffer {
        Some(b) => b.is_closed(),
        None => {
            use crate::protocol::attr::{self, Found};
            let v = v.raw().val(th);
            let below = v.expect::<Record>().see(th).map(|r| r.field(BELOW));
            below.is_ok_and(|b| {
                !b.is_undef()
                    && matches!(attr::find(th, b, th.intern("closed")), Ok(Found::Value(c)) if c.is(Val::TRUE))
            })
        }
    }
}

/// A text argument that may be None.
fn text_option(th: &mut Thread, v: Option<Slot>, what: &str) -> Res<Option<String>> {
    match v.filter(|v| !th.get(*v).is_none()) {
        None => Ok(None),
        Some(v) => match th.get(v).unboxed().cast::<Str>() {
            Some(s) => Ok(Some(s.text().to_owned())),
            None => {
                let text = format!(
                    "TextIOWrapper() argument '{what}' must be str or None, not {}",
                    th.class_name(th.get(v))
                );
                Err(th.type_error(text))
            }
        },
    }
}

/// What a text stream is to be like.
#[derive(Default)]
pub struct Settings {
    pub encoding: Option<String>,
    pub errors: Option<String>,
    pub newline: Newline,
    pub line_buffering: bool,
    pub write_through: bool,
}

fn newline_option(th: &mut Thread, v: Option<Slot>) -> Res<Newline> {
    let text = text_option(th, v, "newline")?;
    match Newline::parse(text.as_deref()) {
        Some(n) => Ok(n),
        None => {
            let text = format!("illegal newline value: {}", text.unwrap_or_default());
            Err(th.value_error(text))
        }
    }
}

fn flag(th: &mut Thread, v: Option<Slot>) -> Res<bool> {
    match v.filter(|v| !th.get(*v).is_none()) {
        Some(v) => number::truth(th, v),
        None => Ok(false),
    }
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let settings = Settings {
        encoding: text_option(th, w.opt(th, 2), "encoding")?,
        errors: text_option(th, w.opt(th, 3), "errors")?,
        newline: newline_option(th, w.opt(th, 4))?,
        line_buffering: flag(th, w.opt(th, 5))?,
        write_through: flag(th, w.opt(th, 6))?,
    };
    set_up(th, w.at(0), w.at(1), settings)?;
    th.ret(Val::NONE)
}

/// The class of our own buffers that this object is of, exactly.
fn own_buffer(th: &Thread, v: Val<'_>) -> Option<Arc<Buffer>> {
    let class = th.class_of(v.raw().val(th)).val().raw();
    let ours = [
        NativeClass::BufferedReader,
        NativeClass::BufferedWriter,
        NativeClass::BufferedRandom,
    ];
    ours.iter()
        .any(|c| th.native_class(*c).raw() == class)
        .then(|| state_of::<Buffer>(v))
        .flatten()
}

/// Puts a text stream over a buffer.
pub fn set_up(th: &mut Thread, this: Slot, buffer: Slot, s: Settings) -> Res<()> {
    let encoding = match s.encoding.as_deref() {
        None | Some("locale") => "utf-8".to_owned(),
        Some(e) => e.to_owned(),
    };
    let codec = Codec::find(&encoding);
    if codec.is_none() {
        text_read::set_up_coders(th, this, &encoding, s.errors.as_deref().unwrap_or("strict"))?;
    }
    let ours = own_buffer(th, th.get(buffer));
    let seekable = {
        let f = get_attr(th, buffer, "seekable")?;
        let r = th.call(f, &[])?;
        number::truth(th, r)?
    };
    th.section(|th| {
        let own = th.get(this).expect::<Record>().own(th)?;
        own.set_field(BELOW, th.get(buffer));
        Ok(())
    })?;
    let mut wrote_mark = false;
    if seekable && codec.is_some_and(|c| !c.mark().is_empty()) {
        // A mark belongs to the front of a file only.
        wrote_mark = buffer_position(th, buffer)? != 0;
    }
    let state = TextState {
        encoding,
        codec,
        errors: s.errors.unwrap_or_else(|| "strict".into()),
        newline: s.newline,
        line_buffering: s.line_buffering,
        write_through: s.write_through,
        seekable,
        chars: String::new(),
        at: 0,
        raw: Vec::new(),
        raw_at: 0,
        incomplete: Vec::new(),
        ends: Ends::default(),
        wrote_mark,
        closed: false,
    };
    let text = Text {
        lock: Lock::default(),
        buffer: ours,
        state: Mutex::new(state),
    };
    set_state(th, this, Some(Arc::new(text)));
    Ok(())
}

/// Where the buffer is.
pub fn buffer_position(th: &mut Thread, buffer: Slot) -> Res<i64> {
    let mark = th.mark();
    let f = get_attr(th, buffer, "tell")?;
    let r = th.call(f, &[])?;
    let at = to_i64(th, r)?;
    th.release_to(mark);
    Ok(at)
}

fn reconfigure(th: &mut Thread, w: Window) -> Res<Done> {
    let t: Arc<Text> = state(th, w.at(0))?;
    let encoding = text_option(th, w.opt(th, 1), "encoding")?;
    let errors = text_option(th, w.opt(th, 2), "errors")?;
    let newline = match w.opt(th, 3) {
        Some(n) => Some(newline_option(th, Some(n))?),
        None => None,
    };
    if (encoding.is_some() || newline.is_some()) && !held(&t.state).chars.is_empty() {
        return Err(unsupported(
            th,
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    text_write::flush_all(th, w.at(0))?;
    let through = match w.opt(th, 5).filter(|v| !th.get(*v).is_none()) {
        Some(v) => Some(number::truth(th, v)?),
        None => None,
    };
    let lines = match w.opt(th, 4).filter(|v| !th.get(*v).is_none()) {
        Some(v) => Some(number::truth(th, v)?),
        None => None,
    };
    if let Some(e) = &encoding {
        let codec = Codec::find(e);
        if codec.is_none() {
            let errors = errors.clone().unwrap_or_else(|| "strict".into());
            text_read::set_up_coders(th, w.at(0), e, &errors)?;
        }
        held(&t.state).codec = codec;
    }
    let mut s = held(&t.state);
    if let Some(e) = encoding {
        s.encoding = e;
        if errors.is_none() {
            s.errors = "strict".into();
        }
    }
    if let Some(e) = errors {
        s.errors = e;
    }
    s.newline = newline.unwrap_or(s.newline);
    s.write_through = through.unwrap_or(s.write_through);
    s.line_buffering = lines.unwrap_or(s.line_buffering);
    drop(s);
    th.ret(Val::NONE)
}

/// The buffer below in a register.
pub fn buffer(th: &mut Thread, this: Slot) -> Res<Slot> {
    let below = th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(BELOW);
        Ok(th.root(v))
    })?;
    match th.get(below).is_undef() {
        true => Err(th.value_error("underlying buffer has been detached")),
        false => Ok(below),
    }
}

fn of_buffer(th: &mut Thread, w: Window, method: &str) -> Res<Done> {
    let b = buffer(th, w.at(0))?;
    let f = get_attr(th, b, method)?;
    let r = th.call(f, &[])?;
    th.ret_slot(r)
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    if is_closed(th, th.get(this)) {
        return th.ret(Val::NONE);
    }
    let Some(t) = state_of::<Text>(th.get(this)) else {
        return th.ret(Val::NONE);
    };
    let f = get_attr(th, this, "flush")?;
    let flushed = th.call(f, &[]).map(|_| ());
    let kept = match flushed {
        Err(Unwind::Raise) => Some(th.root(th.take_pending())),
        Err(u) => return Err(u),
        Ok(()) => None,
    };
    let b = buffer(th, this)?;
    let f = get_attr(th, b, "close")?;
    let r = th.call(f, &[]);
    held(&t.state).closed = true;
    r?;
    match kept {
        Some(e) => Err(th.raise_value(th.get(e))),
        None => th.ret(Val::NONE),
    }
}

fn detach(th: &mut Thread, w: Window) -> Res<Done> {
    let f = get_attr(th, w.at(0), "flush")?;
    th.call(f, &[])?;
    let b = buffer(th, w.at(0))?;
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        own.set_field(BELOW, Val::UNDEF);
        own.set_field(HELPER, Val::UNDEF);
        Ok(())
    })?;
    set_state::<Text>(th, w.at(0), None);
    th.ret_slot(b)
}

fn tell(th: &mut Thread, w: Window) -> Res<Done> {
    let t: Arc<Text> = state(th, w.at(0))?;
    check_open(th, w.at(0))?;
    if !held(&t.state).seekable {
        return Err(unsupported(th, "underlying stream is not seekable"));
    }
    text_write::flush_all(th, w.at(0))?;
    let b = buffer(th, w.at(0))?;
    let at = buffer_position(th, b)?;
    let (consumed, total) = {
        let s = held(&t.state);
        (s.consumed(), s.raw.len() as i64)
    };
    let incomplete = held(&t.state).incomplete.len() as i64;
    match consumed {
        Some(n) => th.ret(th.int(at - total - incomplete + n as i64)),
        None => Err(th.raise(
            crate::error::Exc::OSError,
            "can't reconstruct logical file position",
        )),
    }
}

fn seek(th: &mut Thread, w: Window) -> Res<Done> {
    let t: Arc<Text> = state(th, w.at(0))?;
    check_open(th, w.at(0))?;
    let whence = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    if !held(&t.state).seekable {
        return Err(unsupported(th, "underlying stream is not seekable"));
    }
    let cookie = to_i64(th, w.at(1))?;
    let b = buffer(th, w.at(0))?;
    let (target, how) = match whence {
        0 if cookie < 0 => {
            let text = format!("negative seek position {cookie}");
            return Err(th.value_error(text));
        }
        0 => (cookie, 0),
        1 if cookie != 0 => return Err(unsupported(th, "can't do nonzero cur-relative seeks")),
        1 => {
            let f = get_attr(th, w.at(0), "tell")?;
            let r = th.call(f, &[])?;
            (to_i64(th, r)?, 0)
        }
        2 if cookie != 0 => return Err(unsupported(th, "can't do nonzero end-relative seeks")),
        2 => (0, 2),
        other => {
            let text = format!("invalid whence ({other}, should be 0, 1 or 2)");
            return Err(th.value_error(text));
        }
    };
    text_write::flush_all(th, w.at(0))?;
    held(&t.state).forget();
    text_read::reset_decoder(th, w.at(0))?;
    let f = get_attr(th, b, "seek")?;
    let (target, how) = (th.root(th.int(target)), th.root(Val::small(how)));
    let at = th.call(f, &[target, how])?;
    let n = to_i64(th, at)?;
    {
        let mut s = held(&t.state);
        s.raw_at = n;
        s.wrote_mark = n != 0;
    }
    th.ret(th.int(n))
}

fn truncate(th: &mut Thread, w: Window) -> Res<Done> {
    text_write::flush_all(th, w.at(0))?;
    let b = buffer(th, w.at(0))?;
    let f = get_attr(th, b, "truncate")?;
    let args: Vec<Slot> = w.opt(th, 1).into_iter().collect();
    let r = th.call(f, &args)?;
    th.ret_slot(r)
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let t: Arc<Text> = state(th, w.at(0))?;
    let encoding = held(&t.state).encoding.clone();
    let mut parts = vec!["<_io.TextIOWrapper".to_owned()];
    if let Some(n) = shown_name(th, w.at(0))? {
        parts.push(format!("name={n}"));
    }
    if let Some(m) = support::get_attr_opt(th, w.at(0), "mode")? {
        parts.push(format!("mode={}", support::repr(th, m)?));
    }
    parts.push(format!("encoding='{encoding}'>"));
    th.ret(th.str(&parts.join(" ")))
}

/// Raises unless the buffer says that it can do this.
pub fn ensure_able(th: &mut Thread, this: Slot, what: &str) -> Res<()> {
    let b = buffer(th, this)?;
    check_able(th, b, what, &format!("not {what}"))
}
