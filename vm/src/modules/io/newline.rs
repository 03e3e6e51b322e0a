//! Ends of lines: what they become in reading and writing, and `IncrementalNewlineDecoder`.

use std::sync::{Arc, Mutex};

use super::channel::held;
use super::{BELOW, FIELDS, make, set_state, state};
use crate::class::flags;
use crate::modules::support::{NativeClassSpec, get_attr, to_i64};
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Record, Str};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The `newline` argument of `open`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Newline {
    /// None: all ends become `\n`.
    #[default]
    Translate,
    /// `''`: all ends count, none is changed.
    Keep,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    pub fn parse(text: Option<&str>) -> Option<Newline> {
        Some(match text {
            None => Newline::Translate,
            Some("") => Newline::Keep,
            Some("\n") => Newline::Lf,
            Some("\r") => Newline::Cr,
            Some("\r\n") => Newline::CrLf,
            Some(_) => return None,
        })
    }

    /// What `parse` makes it from.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Newline::Translate => None,
            Newline::Keep => Some(""),
            Newline::Lf => Some("\n"),
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
        }
    }

    /// Do all three ends of lines count?
    pub fn is_universal(self) -> bool {
        matches!(self, Newline::Translate | Newline::Keep)
    }

    /// What `\n` becomes in writing, if it changes.
    pub fn written(self) -> Option<&'static str> {
        match self {
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
            _ => None,
        }
    }

    /// Length of the first line of a text, its end included; `None` if it has no end yet.
    pub fn line_end(self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        match self {
            Newline::Translate | Newline::Lf => memchr::memchr(b'\n', bytes).map(|i| i + 1),
            Newline::Cr => memchr::memchr(b'\r', bytes).map(|i| i + 1),
            Newline::CrLf => memchr::memmem::find(bytes, b"\r\n").map(|i| i + 2),
            Newline::Keep => {
                let i = memchr::memchr2(b'\n', b'\r', bytes)?;
                let two = bytes[i] == b'\r' && bytes.get(i + 1) == Some(&b'\n');
                Some(i + 1 + usize::from(two))
            }
        }
    }
}

/// Kinds of ends that were met.
const LF: u8 = 1;
const CR: u8 = 2;
const CRLF: u8 = 4;

/// The state of a translation: a `\r` at the end of a piece waits for what follows it.
#[derive(Clone, Default)]
pub struct Ends {
    pub pending_cr: bool,
    pub seen: u8,
}

impl Ends {
    /// The next piece of text; the last one if `last`.
    pub fn feed(&mut self, text: &str, translate: bool, last: bool) -> String {
        let mut piece = String::with_capacity(text.len() + 1);
        if self.pending_cr && (!text.is_empty() || last) {
            piece.push('\r');
            self.pending_cr = false;
        }
        piece.push_str(text);
        if piece.ends_with('\r') && !last {
            piece.pop();
            self.pending_cr = true;
        }
        if memchr::memchr(b'\r', piece.as_bytes()).is_none() {
            if self.seen & LF == 0 && piece.contains('\n') {
                self.seen |= LF;
            }
            return piece;
        }
        let crlf = piece.matches("\r\n").count();
        let cr = piece.matches('\r').count() - crlf;
        let lf = piece.matches('\n').count() - crlf;
        self.seen |= u8::from(lf > 0) * LF | u8::from(cr > 0) * CR | u8::from(crlf > 0) * CRLF;
        match translate {
            true => piece.replace("\r\n", "\n").replace('\r', "\n"),
            false => piece,
        }
    }

    /// `newlines`: None, a text, or a tuple of them.
    pub fn as_value<'t>(&self, th: &'t Thread) -> Val<'t> {
        let all = [(CR, "\r"), (LF, "\n"), (CRLF, "\r\n")];
        let met: Vec<Val<'t>> = all
            .iter()
            .filter(|(bit, _)| self.seen & bit != 0)
            .map(|(_, t)| th.str(t))
            .collect();
        match met.as_slice() {
            [] => Val::NONE,
            [one] => *one,
            several => th.tuple(several),
        }
    }
}

/// State of an `IncrementalNewlineDecoder`.
struct Decoder {
    translate: bool,
    ends: Mutex<Ends>,
}

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "_io",
    name: "IncrementalNewlineDecoder",
    doc: "Codec used when reading a file in universal newlines mode.",
    nfields: FIELDS,
    flags: flags::DICT,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).kwdict().rest(),
            |th, a| Ok(make::<Decoder>(th, a.get(0))),
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "decoder", "translate", "errors"], 3),
            init,
        ),
        NativeDef::full(
            "decode",
            Params::pos(&["_self", "input", "final"], 2),
            decode,
        ),
        NativeDef::full("getstate", Params::all(&["_self"]), get_state),
        NativeDef::full(
            "setstate",
            Params::all(&["_self", "_state"]),
            set_decoder_state,
        ),
        NativeDef::full("reset", Params::all(&["_self"]), reset),
    ],
    getsets: &[GetSet::read("newlines", |th, v| {
        Ok(super::state_of::<Decoder>(v).map_or(Val::NONE, |d| held(&d.ends).as_value(th)))
    })],
};

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let translate = number::truth(th, w.at(2))?;
    set_state(
        th,
        w.at(0),
        Some(Arc::new(Decoder {
            translate,
            ends: Mutex::default(),
        })),
    );
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        own.set_field(BELOW, th.get(w.at(1)));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// The decoder of bytes below, if there is one.
fn below(th: &mut Thread, this: Slot) -> Res<Option<Slot>> {
    th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(BELOW);
        Ok((!v.is_undef() && !v.is_none()).then(|| th.root(v)))
    })
}

fn decode(th: &mut Thread, w: Window) -> Res<Done> {
    let d: Arc<Decoder> = state(th, w.at(0))?;
    let last = match w.opt(th, 2) {
        Some(f) => number::truth(th, f)?,
        None => false,
    };
    let text = match below(th, w.at(0))? {
        None => w.at(1),
        Some(decoder) => {
            let f = get_attr(th, decoder, "decode")?;
            let flag = th.root(Val::bool(last));
            th.call(f, &[w.at(1), flag])?
        }
    };
    let Some(text) = th.get(text).unboxed().cast::<Str>() else {
        return Err(th.type_error("decoder should return a string result"));
    };
    let piece = held(&d.ends).feed(text.text(), d.translate, last);
    th.ret(th.str(&piece))
}

fn get_state(th: &mut Thread, w: Window) -> Res<Done> {
    let d: Arc<Decoder> = state(th, w.at(0))?;
    let pending = i64::from(held(&d.ends).pending_cr);
    let (bytes, flag) = match below(th, w.at(0))? {
        None => (th.root(crate::object::Bytes::new(th, &[]).val()), 0),
        Some(decoder) => {
            let f = get_attr(th, decoder, "getstate")?;
            let pair = th.call(f, &[])?;
            let items = {
                let t = th.get(pair).expect::<crate::object::Tuple>();
                (th.root(t.at(0)), th.root(t.at(1)))
            };
            (items.0, to_i64(th, items.1)?)
        }
    };
    th.ret(th.tuple(&[th.get(bytes), th.int(flag << 1 | pending)]))
}

fn set_decoder_state(th: &mut Thread, w: Window) -> Res<Done> {
    let d: Arc<Decoder> = state(th, w.at(0))?;
    let Some(t) = th.get(w.at(1)).unboxed().cast::<crate::object::Tuple>() else {
        return Err(th.type_error("state argument must be a tuple"));
    };
    let (bytes, flag) = (th.root(t.at(0)), th.root(t.at(1)));
    let flag = to_i64(th, flag)?;
    held(&d.ends).pending_cr = flag & 1 != 0;
    if let Some(decoder) = below(th, w.at(0))? {
        let f = get_attr(th, decoder, "setstate")?;
        let state = {
            let rest = th.int(flag >> 1);
            th.root(th.tuple(&[th.get(bytes), rest]))
        };
        th.call(f, &[state])?;
    }
    th.ret(Val::NONE)
}

fn reset(th: &mut Thread, w: Window) -> Res<Done> {
    let d: Arc<Decoder> = state(th, w.at(0))?;
    *held(&d.ends) = Ends::default();
    if let Some(decoder) = below(th, w.at(0))? {
        let f = get_attr(th, decoder, "reset")?;
        th.call(f, &[])?;
    }
    th.ret(Val::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriage_return_waits_for_what_follows() {
        let mut e = Ends::default();
        assert_eq!(e.feed("a\r", true, false), "a");
        assert_eq!(e.feed("\nb\r\nc\rd", true, false), "\nb\nc\nd");
        assert_eq!(e.feed("x\r", true, true), "x\n");
        assert_eq!(e.seen, CR | CRLF);
    }

    #[test]
    fn lines_end_as_asked() {
        assert_eq!(Newline::Keep.line_end("a\r\nb"), Some(3));
        assert_eq!(Newline::Keep.line_end("a\rb"), Some(2));
        assert_eq!(Newline::Lf.line_end("a\rb"), None);
        assert_eq!(Newline::CrLf.line_end("a\nb\r\n"), Some(5));
    }
}
