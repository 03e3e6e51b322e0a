//! `Match`.

use std::any::Any;

use super::engine::{Spans, Subject};
use super::pattern::{code_of, field as of_pattern, group_number};
use crate::class::flags;
use crate::modules::support::{NativeClass, NativeClassSpec, repr};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Dict, NativeData, Record, Tuple};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);
const GROUP: Params = Params::pos(&["_self", "_group"], 1);

/// Fields: pattern, string.
pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "re",
    name: "Match",
    doc: "The result of re.match() and re.search().",
    nfields: 2,
    flags: flags::NO_NEW | flags::FINAL,
    methods: &[
        NativeDef::quick("group", Params::pos(&["_self"], 1).rest(), group),
        NativeDef::quick("groups", Params::pos(&["_self", "default"], 1), groups),
        NativeDef::quick(
            "groupdict",
            Params::pos(&["_self", "default"], 1),
            group_dict,
        ),
        NativeDef::quick("start", GROUP, |th, a| {
            Ok(span_of(th, a)?.map_or(Val::small(-1), |s| Val::small(s.0 as i64)))
        }),
        NativeDef::quick("end", GROUP, |th, a| {
            Ok(span_of(th, a)?.map_or(Val::small(-1), |s| Val::small(s.1 as i64)))
        }),
        NativeDef::quick("span", GROUP, |th, a| Ok(pair(th, span_of(th, a)?))),
        NativeDef::full(
            "expand",
            Params::all(&["_self", "template"]),
            super::replace::expand,
        ),
        NativeDef::quick("__getitem__", Params::all(&["_self", "_key"]), |th, a| {
            piece_of(th, a.get(0), a.get(1), Val::NONE)
        }),
        NativeDef::full("__repr__", ONE, shown),
        NativeDef::quick("__copy__", ONE, |_, a| Ok(a.get(0))),
        NativeDef::quick("__deepcopy__", Params::all(&["_self", "_memo"]), |_, a| {
            Ok(a.get(0))
        }),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("re", |_, v| Ok(v.expect::<Record>().fixed(0))),
        GetSet::read("string", |_, v| Ok(v.expect::<Record>().fixed(1))),
        GetSet::read("pos", |_, v| Ok(Val::small(span(v).pos as i64))),
        GetSet::read("endpos", |_, v| Ok(Val::small(span(v).endpos as i64))),
        GetSet::read("lastindex", |_, v| {
            Ok(match span(v).last {
                0 => Val::NONE,
                n => Val::small(n as i64),
            })
        }),
        GetSet::read("lastgroup", last_group),
        GetSet::read("regs", |th, v| {
            let all: Vec<Val<'_>> = span(v).spans.iter().map(|s| pair(th, *s)).collect();
            Ok(th.tuple(&all))
        }),
    ],
};

/// Where the groups of a match lie, and where it was looked for; never changes.
pub struct Span {
    pub spans: Spans,
    pub pos: usize,
    pub endpos: usize,
    pub last: usize,
}

impl NativeData for Span {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A new Match object.
pub fn make<'t>(th: &'t Thread, pattern: Val<'t>, string: Val<'t>, span: Span) -> Val<'t> {
    let info = th.native_class(NativeClass::Match).info();
    Record::with_native(th, info.root_shape(), &[pattern, string], Box::new(span)).val()
}

/// Where the groups of a match lie.
pub fn span<'t>(v: Val<'t>) -> &'t Span {
    v.expect::<Record>()
        .native::<Span>()
        .expect("V3: made with spans")
}

/// The subject of a match.
pub fn subject<'t>(th: &'t Thread, v: Val<'t>) -> Res<Subject<'t>> {
    let r = v.expect::<Record>();
    Subject::of(th, r.fixed(1), code_of(r.fixed(0)).of_bytes)
}

fn pair<'t>(th: &'t Thread, span: Option<(usize, usize)>) -> Val<'t> {
    let (a, b) = span.map_or((-1, -1), |(a, b)| (a as i64, b as i64));
    th.tuple(&[Val::small(a), Val::small(b)])
}

fn span_of<'t>(th: &'t Thread, a: Args<'t>) -> Res<Option<(usize, usize)>> {
    let v = a.get(0);
    let n = match a.opt(1) {
        Some(key) => group_number(th, v.expect::<Record>().fixed(0), key)?,
        None => 0,
    };
    Ok(span(v).spans[n])
}

/// The text of a group.
fn piece_of<'t>(th: &'t Thread, v: Val<'t>, key: Val<'t>, default: Val<'t>) -> Res<Val<'t>> {
    let n = group_number(th, v.expect::<Record>().fixed(0), key)?;
    piece(th, v, n, default)
}

/// The same by number.
pub fn piece<'t>(th: &'t Thread, v: Val<'t>, n: usize, default: Val<'t>) -> Res<Val<'t>> {
    match span(v).spans[n] {
        None => Ok(default),
        Some((from, to)) => {
            let s = subject(th, v)?;
            // What lies outside a subject that was changed meanwhile is gone.
            let len = s.len();
            Ok(s.piece(th, from.min(len), to.min(len)))
        }
    }
}

fn group<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.from(1) {
        [] => piece(th, a.get(0), 0, Val::NONE),
        [one] => piece_of(th, a.get(0), *one, Val::NONE),
        several => {
            let all: Res<Vec<Val<'t>>> = several
                .iter()
                .map(|k| piece_of(th, a.get(0), *k, Val::NONE))
                .collect();
            Ok(th.tuple(&all?))
        }
    }
}

fn groups<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let default = a.opt(1).unwrap_or(Val::NONE);
    let all: Res<Vec<Val<'t>>> = (1..span(a.get(0)).spans.len())
        .map(|i| piece(th, a.get(0), i, default))
        .collect();
    Ok(th.tuple(&all?))
}

fn group_dict<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let default = a.opt(1).unwrap_or(Val::NONE);
    let pattern = a.get(0).expect::<Record>().fixed(0).expect::<Record>();
    let out = Dict::new(th);
    if let Some(index) = pattern.fixed(of_pattern::INDEX).cast::<Dict>() {
        for (hash, name, n) in index.see(th)?.entries() {
            let n = n.as_int().unwrap_or(0) as usize;
            out.append(th, hash, name, piece(th, a.get(0), n, default)?);
        }
    }
    Ok(out.val())
}

fn last_group<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let names = v
        .expect::<Record>()
        .fixed(0)
        .expect::<Record>()
        .fixed(of_pattern::NAMES);
    let last = span(v).last;
    let name = names
        .cast::<Tuple>()
        .and_then(|t| t.items().get(last).copied());
    Ok(match last {
        0 => Val::NONE,
        _ => name.unwrap_or(Val::NONE),
    })
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let (from, to) = span(th.get(w.at(0))).spans[0].unwrap_or((0, 0));
    let text = th.section(|th| Ok(th.root(piece(th, th.get(w.at(0)), 0, Val::NONE)?)))?;
    let text = repr(th, text)?;
    th.ret(th.str(&format!(
        "<re.Match object; span=({from}, {to}), match={text}>"
    )))
}
