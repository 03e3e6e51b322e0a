//! `Pattern`, and the iterators over its matches.

use std::any::Any;
use std::sync::Mutex;

use super::engine::{Search, Spans, Subject, Where};
use super::{found, replace};
use crate::class::{Builtin, flags};
use crate::modules::iterate::{ITER, NEXT};
use crate::modules::support::{NativeClass, NativeClassSpec, quick_i64, repr, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, NativeNext, Params, Window};
use crate::object::{Bytes, Dict, List, NativeData, Record, Str};
use crate::semantics::Next;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Fields of a pattern.
pub mod field {
    /// The source, or None.
    pub const SOURCE: usize = 0;
    pub const FLAGS: usize = 1;
    /// Dict from names to numbers of groups.
    pub const INDEX: usize = 2;
    /// Tuple of the names, None for groups without.
    pub const NAMES: usize = 3;
}

const SUBJECT: Params = Params::pos(&["_self", "string", "pos", "endpos"], 2);

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "re",
    name: "Pattern",
    doc: "Compiled regular expression object.",
    nfields: 4,
    flags: flags::NO_NEW | flags::FINAL,
    methods: &[
        NativeDef::either(
            "match",
            SUBJECT,
            |th, a| quick_find(th, a, Where::Start),
            |th, w| find(th, w, Where::Start),
        ),
        NativeDef::either(
            "fullmatch",
            SUBJECT,
            |th, a| quick_find(th, a, Where::Whole),
            |th, w| find(th, w, Where::Whole),
        ),
        NativeDef::either(
            "search",
            SUBJECT,
            |th, a| quick_find(th, a, Where::Anywhere),
            |th, w| find(th, w, Where::Anywhere),
        ),
        NativeDef::full("findall", SUBJECT, find_all),
        NativeDef::full("finditer", SUBJECT, find_iter),
        NativeDef::full("scanner", SUBJECT, scanner),
        NativeDef::full(
            "sub",
            Params::pos(&["_self", "repl", "string", "count"], 3),
            replace::sub,
        ),
        NativeDef::full(
            "subn",
            Params::pos(&["_self", "repl", "string", "count"], 3),
            replace::subn,
        ),
        NativeDef::full(
            "split",
            Params::pos(&["_self", "string", "maxsplit"], 2),
            replace::split,
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), shown),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), equal),
        NativeDef::full("__hash__", Params::all(&["_self"]), hash),
        NativeDef::quick("__copy__", Params::all(&["_self"]), |_, a| Ok(a.get(0))),
        NativeDef::quick("__deepcopy__", Params::all(&["_self", "_memo"]), |_, a| {
            Ok(a.get(0))
        }),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("pattern", |_, v| {
            Ok(v.expect::<Record>().fixed(field::SOURCE))
        }),
        GetSet::read("flags", |_, v| Ok(v.expect::<Record>().fixed(field::FLAGS))),
        GetSet::read("groups", |_, v| Ok(Val::small(code_of(v).groups as i64))),
        GetSet::read("groupindex", |th, v| {
            Ok(th.record(
                Builtin::MappingProxy,
                &[v.expect::<Record>().fixed(field::INDEX)],
            ))
        }),
    ],
};

/// The compiled form of a pattern; never changes.
pub struct Code {
    pub codes: Vec<u32>,
    pub groups: usize,
    /// Of bytes; `None` if the source is not known.
    pub of_bytes: Option<bool>,
}

impl NativeData for Code {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The code of a pattern object.
pub fn code_of<'t>(v: Val<'t>) -> &'t Code {
    v.expect::<Record>()
        .native::<Code>()
        .expect("V3: made with code")
}

/// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`.
pub fn compile(th: &mut Thread, w: Window) -> Res<Done> {
    let groups = to_i64(th, w.at(3))?;
    let codes = th.section(|th| {
        let Some(list) = th.get(w.at(2)).cast::<List>() else {
            return Err(th.type_error("compile() argument 'code' must be list"));
        };
        let numbers: Option<Vec<u32>> = list
            .see(th)?
            .items()
            .iter()
            .map(|v| quick_i64(*v).and_then(|n| u32::try_from(n).ok()))
            .collect();
        numbers.ok_or_else(|| {
            th.raise(
                crate::error::Exc::OverflowError,
                "regular expression code size limit exceeded",
            )
        })
    })?;
    let of_bytes = {
        let source = th.get(w.at(0));
        match source.is_none() {
            true => None,
            false => Some(source.unboxed().cast::<Str>().is_none()),
        }
    };
    let r = {
        let fields = [0, 1, 4, 5].map(|i| th.get(w.at(i)));
        let info = th.native_class(NativeClass::Pattern).info();
        let code = Code {
            codes,
            groups: groups as usize,
            of_bytes,
        };
        Record::with_native(th, info.root_shape(), &fields, Box::new(code)).val()
    };
    th.ret(r)
}

/// The bounds of a search in a subject.
pub fn bounds(subject: &Subject<'_>, pos: i64, endpos: i64) -> (usize, usize) {
    let n = subject.len() as i64;
    let end = endpos.clamp(0, n);
    (pos.clamp(0, n) as usize, end as usize)
}

/// One match as a Match object, or None.
fn search<'t>(
    th: &'t Thread,
    pattern: Val<'t>,
    string: Val<'t>,
    (pos, endpos): (i64, i64),
    place: Where,
) -> Res<Val<'t>> {
    let code = code_of(pattern);
    let subject = Subject::of(th, string, code.of_bytes)?;
    let (start, end) = bounds(&subject, pos, endpos);
    let mut s = Search::new(&code.codes, code.groups, &subject, (start, end));
    Ok(match s.next(place) {
        Some(spans) => found::make(
            th,
            pattern,
            string,
            found::Span {
                spans,
                pos: start,
                endpos: end,
                last: s.last_index(),
            },
        ),
        None => Val::NONE,
    })
}

fn quick_find<'t>(th: &'t Thread, a: Args<'t>, place: Where) -> Res<Val<'t>> {
    let number = |i: usize, default: i64| match a.opt(i) {
        None => Some(default),
        Some(v) => quick_i64(v),
    };
    match (number(2, 0), number(3, i64::MAX)) {
        (Some(pos), Some(end)) => search(th, a.get(0), a.get(1), (pos, end), place),
        _ => Ok(Val::UNDEF),
    }
}

/// The arguments `pos` and `endpos`.
fn limits(th: &mut Thread, w: Window) -> Res<(i64, i64)> {
    let pos = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    let end = match w.opt(th, 3) {
        Some(v) => to_i64(th, v)?,
        None => i64::MAX,
    };
    Ok((pos, end))
}

fn find(th: &mut Thread, w: Window, place: Where) -> Res<Done> {
    let bounds = limits(th, w)?;
    let m = th.section(|th| {
        let m = search(th, th.get(w.at(0)), th.get(w.at(1)), bounds, place)?;
        Ok(th.root(m))
    })?;
    th.ret_slot(m)
}

fn find_all(th: &mut Thread, w: Window) -> Res<Done> {
    let (pos, endpos) = limits(th, w)?;
    let list = th.section(|th| {
        let code = code_of(th.get(w.at(0)));
        let subject = Subject::of(th, th.get(w.at(1)), code.of_bytes)?;
        let mut s = Search::new(
            &code.codes,
            code.groups,
            &subject,
            bounds(&subject, pos, endpos),
        );
        let list = List::new(th, &[]);
        while let Some(spans) = s.next(Where::Anywhere) {
            let piece = |span: Option<(usize, usize)>| {
                let (from, to) = span.unwrap_or((0, 0));
                subject.piece(th, from, to)
            };
            list.push(
                th,
                match &spans[..] {
                    [whole] => piece(*whole),
                    [_, one] => piece(*one),
                    [_, several @ ..] => {
                        let all: Vec<Val<'_>> = several.iter().map(|s| piece(*s)).collect();
                        th.tuple(&all)
                    }
                    [] => unreachable!("V4: a match has a whole"),
                },
            );
        }
        Ok(th.root(list.val()))
    })?;
    th.ret_slot(list)
}

// ---- iterators: pattern, string ----

pub const ITERATOR: NativeClassSpec = NativeClassSpec {
    module: "_sre",
    name: "SRE_MatchIterator",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[ITER, NEXT],
    getsets: &[],
};

pub const SCANNER: NativeClassSpec = NativeClassSpec {
    module: "_sre",
    name: "SRE_Scanner",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::quick("match", Params::all(&["_self"]), |th, a| {
            scan(th, a.get(0), Where::Start, 1)
        }),
        NativeDef::quick("search", Params::all(&["_self"]), |th, a| {
            scan(th, a.get(0), Where::Anywhere, 1)
        }),
    ],
    getsets: &[GetSet::read("pattern", |_, v| {
        Ok(v.expect::<Record>().fixed(0))
    })],
};

/// Where an iterator stands. Matches are found some ahead, because starting again costs a walk over text that is not
/// ASCII.
#[derive(Clone, Default)]
struct Position {
    first: usize,
    start: usize,
    end: usize,
    must_advance: bool,
    ahead: std::collections::VecDeque<(Spans, usize)>,
    over: bool,
}

struct Held(Mutex<Position>);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        let now = self.0.lock().unwrap_or_else(|e| e.into_inner());
        Some(Box::new(Held(Mutex::new(now.clone()))))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<Held>() {
            let saved = saved.0.lock().unwrap_or_else(|e| e.into_inner());
            *self.0.lock().unwrap_or_else(|e| e.into_inner()) = saved.clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Matches that an iterator finds at once.
const AHEAD: usize = 32;

pub const NEXT_MATCH: NativeNext = NativeNext {
    quick: |th, it| {
        let m = scan(th, it, Where::Anywhere, AHEAD)?;
        Ok(if m.is_none() {
            Next::Done
        } else {
            Next::Item(m)
        })
    },
    full: |th, it| {
        th.section(|th| {
            let m = scan(th, th.get(it), Where::Anywhere, AHEAD)?;
            Ok((!m.is_none()).then(|| th.root(m)))
        })
    },
};

/// The next match of an iterator or scanner, or None; up to `wanted` are found at once.
fn scan<'t>(th: &'t Thread, it: Val<'t>, place: Where, wanted: usize) -> Res<Val<'t>> {
    let own = it.expect::<Record>().own(th)?;
    let (pattern, string) = (own.fixed(0), own.fixed(1));
    let code = code_of(pattern);
    let subject = Subject::of(th, string, code.of_bytes)?;
    let held = own.native::<Held>().expect("V3: made with a position");
    let mut p = held.0.lock().unwrap_or_else(|e| e.into_inner());
    if p.ahead.is_empty() && !p.over {
        let mut s = Search::new(&code.codes, code.groups, &subject, (p.start, p.end))
            .advancing(p.must_advance);
        for _ in 0..wanted {
            match s.next(place) {
                Some(spans) => {
                    let last = s.last_index();
                    p.ahead.push_back((spans, last));
                }
                None => {
                    p.over = true;
                    break;
                }
            }
        }
        p.start = s.start;
        p.must_advance = s.must_advance();
    }
    Ok(match p.ahead.pop_front() {
        Some((spans, last)) => found::make(
            th,
            pattern,
            string,
            found::Span {
                spans,
                pos: p.first,
                endpos: p.end,
                last,
            },
        ),
        None => Val::NONE,
    })
}

fn new_iterator(th: &mut Thread, w: Window, class: NativeClass) -> Res<Done> {
    let (pos, endpos) = limits(th, w)?;
    let it = th.section(|th| {
        let (pattern, string) = (th.get(w.at(0)), th.get(w.at(1)));
        let subject = Subject::of(th, string, code_of(pattern).of_bytes)?;
        let (start, end) = bounds(&subject, pos, endpos);
        let position = Position {
            first: start,
            start,
            end,
            ..Position::default()
        };
        let info = th.native_class(class).info();
        let state = Box::new(Held(Mutex::new(position)));
        let it = Record::with_native(th, info.root_shape(), &[pattern, string], state);
        Ok(th.root(it.val()))
    })?;
    th.ret_slot(it)
}

fn find_iter(th: &mut Thread, w: Window) -> Res<Done> {
    new_iterator(th, w, NativeClass::MatchIterator)
}

fn scanner(th: &mut Thread, w: Window) -> Res<Done> {
    new_iterator(th, w, NativeClass::SreScanner)
}

// ---- the rest ----

/// Flags by name, as a pattern shows them.
const NAMES: &[(i64, &str)] = &[
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let (source, flags, of_bytes) = {
        let v = th.get(w.at(0));
        let r = v.expect::<Record>();
        (
            th.root(r.fixed(field::SOURCE)),
            r.fixed(field::FLAGS).as_int().unwrap_or(0),
            code_of(v).of_bytes,
        )
    };
    let mut text: String = repr(th, source)?.chars().take(200).collect();
    // A text pattern is Unicode unless it says otherwise.
    let mut left = flags;
    if of_bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        left &= !32;
    }
    let mut names = Vec::new();
    for (bit, name) in NAMES {
        if left & bit != 0 {
            names.push((*name).to_owned());
            left &= !bit;
        }
    }
    if left != 0 {
        names.push(format!("0x{left:x}"));
    }
    if !names.is_empty() {
        text = format!("{text}, {}", names.join("|"));
    }
    th.ret(th.str(&format!("re.compile({text})")))
}

fn equal(th: &mut Thread, w: Window) -> Res<Done> {
    let class = th.native_class(NativeClass::Pattern).raw();
    if th.class_of(th.get(w.at(1))).raw() != class {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (a, b) = (th.get(w.at(0)), th.get(w.at(1)));
    let (x, y) = (code_of(a), code_of(b));
    let alike = x.codes == y.codes
        && x.of_bytes == y.of_bytes
        && a.expect::<Record>()
            .fixed(field::FLAGS)
            .is(b.expect::<Record>().fixed(field::FLAGS));
    if !alike {
        return th.ret(Val::FALSE);
    }
    let (p, q) = (
        th.root(a.expect::<Record>().fixed(field::SOURCE)),
        th.root(b.expect::<Record>().fixed(field::SOURCE)),
    );
    let same = crate::protocol::number::same_or_equal(th, p, q)?;
    th.ret(Val::bool(same))
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let source = th.root(th.get(w.at(0)).expect::<Record>().fixed(field::SOURCE));
    let h = crate::types::keyed::hash(th, source)?;
    let flags = th.get(w.at(0)).expect::<Record>().fixed(field::FLAGS);
    th.ret(th.int(h ^ flags.as_int().unwrap_or(0)))
}

/// The number of a group that an argument names.
pub fn group_number<'t>(th: &'t Thread, pattern: Val<'t>, key: Val<'t>) -> Res<usize> {
    let no_such = || th.index_error("no such group");
    let groups = code_of(pattern).groups;
    if let Some(i) = quick_i64(key) {
        return match usize::try_from(i) {
            Ok(i) if i <= groups => Ok(i),
            _ => Err(no_such()),
        };
    }
    let index = pattern.expect::<Record>().fixed(field::INDEX);
    let Some(d) = index.cast::<Dict>() else {
        return Err(no_such());
    };
    let is_name = key.unboxed().cast::<Str>().is_some() || key.unboxed().cast::<Bytes>().is_some();
    match is_name {
        true => match crate::types::dict::quick_get(th, d, key.unboxed())?.and_then(quick_i64) {
            Some(i) => Ok(i as usize),
            None => Err(no_such()),
        },
        false => Err(no_such()),
    }
}
