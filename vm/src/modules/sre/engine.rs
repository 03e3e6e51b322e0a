//! Running compiled code over texts and bytes.
//!
//! Positions are characters. ASCII text is run over as bytes, where a position is an offset; other text counts its way.

use std::borrow::Cow;

use rustpython_sre_engine::{Request, State, StrDrive};

use crate::object::{Ref, Str};
use crate::thread::Thread;
use crate::types::bytes;
use crate::unwind::Res;
use crate::value::Val;

/// What is searched.
pub enum Subject<'t> {
    Ascii(&'t [u8]),
    Text(Ref<'t, Str>),
    Bytes(Cow<'t, [u8]>),
}

/// Start and end of each group that took part, the whole match first.
pub type Spans = Box<[Option<(usize, usize)>]>;

/// How a match has to lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// At the start.
    Start,
    /// From the start to the end.
    Whole,
    Anywhere,
}

impl<'t> Subject<'t> {
    /// The subject that a value is, for a pattern of text or of bytes (`None`: of either).
    pub fn of(th: &'t Thread, v: Val<'t>, of_bytes: Option<bool>) -> Res<Subject<'t>> {
        if let Some(s) = v.unboxed().cast::<Str>() {
            if of_bytes == Some(true) {
                return Err(th.type_error("cannot use a bytes pattern on a string-like object"));
            }
            return Ok(match s.is_ascii() {
                true => Subject::Ascii(s.text().as_bytes()),
                false => Subject::Text(s),
            });
        }
        let Some(content) = bytes::content(th, v)? else {
            return Err(th.type_error(format!(
                "expected string or bytes-like object, got '{}'",
                th.class_name(v)
            )));
        };
        if of_bytes == Some(false) {
            return Err(th.type_error("cannot use a string pattern on a bytes-like object"));
        }
        Ok(Subject::Bytes(content))
    }

    /// Length in characters.
    pub fn len(&self) -> usize {
        match self {
            Subject::Ascii(b) => b.len(),
            Subject::Text(s) => s.len(),
            Subject::Bytes(b) => b.len(),
        }
    }

    /// A piece as a new object of the subject's kind.
    pub fn piece(&self, th: &'t Thread, from: usize, to: usize) -> Val<'t> {
        match self {
            Subject::Ascii(b) => th.str(std::str::from_utf8(&b[from..to]).expect("V4: ASCII text")),
            Subject::Text(s) => th.str(s.get().slice(from, to)),
            Subject::Bytes(b) => crate::object::Bytes::new(th, &b[from..to]).val(),
        }
    }

    /// Appends a piece.
    pub fn push_piece(&self, out: &mut Vec<u8>, from: usize, to: usize) {
        match self {
            Subject::Ascii(b) => out.extend_from_slice(&b[from..to]),
            Subject::Text(s) => out.extend_from_slice(s.get().slice(from, to).as_bytes()),
            Subject::Bytes(b) => out.extend_from_slice(&b[from..to]),
        }
    }

    /// The object that was put together from pieces.
    pub fn whole(&self, th: &'t Thread, bytes: &[u8]) -> Val<'t> {
        match self {
            Subject::Bytes(_) => crate::object::Bytes::new(th, bytes).val(),
            _ => th.str(std::str::from_utf8(bytes).expect("V4: put together from texts")),
        }
    }
}

/// A search going on.
pub struct Search<'a, 't> {
    codes: &'a [u32],
    groups: usize,
    subject: &'a Subject<'t>,
    state: State,
    /// Where the next match may begin.
    pub start: usize,
    end: usize,
    must_advance: bool,
}

impl<'a, 't> Search<'a, 't> {
    pub fn new(
        codes: &'a [u32],
        groups: usize,
        subject: &'a Subject<'t>,
        (start, end): (usize, usize),
    ) -> Search<'a, 't> {
        Search {
            codes,
            groups,
            subject,
            state: State::default(),
            start,
            end,
            must_advance: false,
        }
    }

    /// Goes on after an empty match: the next one is elsewhere.
    pub fn advancing(mut self, must_advance: bool) -> Search<'a, 't> {
        self.must_advance = must_advance;
        self
    }

    /// Must the next match not be empty where the last one ended?
    pub fn must_advance(&self) -> bool {
        self.must_advance
    }

    /// The next match; nothing if there is none.
    pub fn next(&mut self, place: Where) -> Option<Spans> {
        if self.start > self.end {
            return None;
        }
        let found = match self.subject {
            Subject::Ascii(b) => self.run(*b, place),
            Subject::Text(s) => self.run(s.get().as_str(), place),
            Subject::Bytes(b) => self.run(&b[..], place),
        };
        if !found {
            return None;
        }
        let (from, to) = (self.state.start, self.state.cursor.position);
        self.must_advance = from == to;
        self.start = to;
        let mut spans = vec![None; self.groups + 1];
        spans[0] = Some((from, to));
        for (i, span) in spans.iter_mut().enumerate().skip(1) {
            let (a, b) = self.state.marks.get(i - 1);
            if let (Some(a), Some(b)) = (a.into_option(), b.into_option())
                && a <= b
            {
                *span = Some((a, b));
            }
        }
        Some(spans.into())
    }

    /// Number of the group that was closed last, 0 for none.
    pub fn last_index(&self) -> usize {
        usize::try_from(self.state.marks.last_index()).unwrap_or(0)
    }

    fn run<S: StrDrive>(&mut self, string: S, place: Where) -> bool {
        let request = Request {
            string,
            start: self.start,
            end: self.end,
            pattern_codes: self.codes,
            match_all: place == Where::Whole,
            must_advance: self.must_advance,
        };
        self.state.reset(&request, self.start);
        match place {
            Where::Anywhere => self.state.search(request),
            Where::Start | Where::Whole => self.state.py_match(&request),
        }
    }
}
