//! `tuple`.

use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Kind, Tuple};
use crate::protocol::index::{self, Key};
use crate::protocol::{iter, text};
use crate::thread::Thread;
use crate::types::{alias, construct, iter as iters, keyed, list, sequence};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_value"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Tuple,
    doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    methods: &{
        let [lt, le, eq, ne, gt, ge] = sequence::comparison_rows!(is_tuple);
        [
            NativeDef::full("__new__", Params::pos(&["_cls", "_iterable"], 1), new).static_method(),
            NativeDef::full(
                "index",
                Params::pos(&["_self", "_value", "_start", "_stop"], 2),
                index_of,
            )
            .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
            NativeDef::full("count", TWO, count).doc("Return number of occurrences of value."),
            NativeDef::quick("__len__", ONE, |_, a| {
                Ok(Val::small(items(a.get(0)).len() as i64))
            }),
            NativeDef::quick("__iter__", ONE, |th, a| {
                Ok(iters::source_iter(
                    th,
                    Builtin::TupleIter,
                    a.get(0).unboxed(),
                ))
            }),
            NativeDef::either(
                "__getitem__",
                TWO,
                |th, a| get(th, a.get(0), a.get(1)),
                |th, w| sequence::get_by_plain_key(th, w, get),
            ),
            NativeDef::full("__contains__", TWO, contains),
            NativeDef::quick("__add__", TWO, add),
            NativeDef::either("__mul__", TWO, mul, mul_full),
            NativeDef::either("__rmul__", TWO, mul, mul_full),
            NativeDef::full("__hash__", ONE, hash),
            NativeDef::full("__repr__", ONE, repr),
            NativeDef::quick("__getnewargs__", ONE, |th, a| {
                Ok(th.tuple(&[a.get(0).unboxed()]))
            }),
            alias::CLASS_GETITEM,
            lt,
            le,
            eq,
            ne,
            gt,
            ge,
        ]
    },
    getsets: &[],
};

fn is_tuple(v: Val<'_>) -> bool {
    v.unboxed().is_kind(Kind::Tuple)
}

fn items<'t>(v: Val<'t>) -> &'t [Val<'t>] {
    v.unboxed().expect::<Tuple>().items()
}

/// `t[key]` for plain keys; UNDEF if an `__index__` has to be called.
pub fn get<'t>(th: &'t Thread, t: Val<'t>, key: Val<'t>) -> Res<Val<'t>> {
    let items = items(t);
    match Key::of(th, key)? {
        Key::At(i) => Ok(items[index::position(th, i, items.len(), "tuple index out of range")?]),
        Key::Slice(s) => {
            let b = s.over(th, items.len())?;
            if b.step == 1 {
                if b.len == items.len() && t.has_shape(Builtin::Tuple.shape()) {
                    return Ok(t);
                }
                return Ok(th.tuple(&items[b.range()]));
            }
            let picked: Vec<Val<'t>> = b.places().map(|i| items[i]).collect();
            Ok(th.tuple(&picked))
        }
        Key::Ask => Ok(Val::UNDEF),
        Key::Other => Err(index::bad_key(th, "tuple", key)),
    }
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let exact = match w.opt(th, 1) {
        Some(iterable) => iter::to_tuple(th, iterable)?,
        None => th.root(th.tuple(&[])),
    };
    let v = th.section(|th| {
        let cls = th.get(w.at(0));
        Ok(th.root(construct::boxed_as(th, cls, Builtin::Tuple, th.get(exact))?))
    })?;
    th.ret_slot(v)
}

fn index_of(th: &mut Thread, w: Window) -> Res<Done> {
    let (from, to) = list::search_bounds(th, w)?;
    match sequence::search(th, w.at(0), w.at(1), from, to)? {
        Some(at) => th.ret(Val::small(at as i64)),
        None => Err(th.value_error("tuple.index(x): x not in tuple")),
    }
}

fn count(th: &mut Thread, w: Window) -> Res<Done> {
    let n = sequence::count(th, w.at(0), w.at(1))?;
    th.ret(Val::small(n as i64))
}

fn contains(th: &mut Thread, w: Window) -> Res<Done> {
    let found = sequence::search(th, w.at(0), w.at(1), 0, usize::MAX)?;
    th.ret(Val::bool(found.is_some()))
}

fn add<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if !is_tuple(a.get(1)) {
        return Err(th.type_error(format!(
            "can only concatenate tuple (not \"{}\") to tuple",
            th.class_name(a.get(1))
        )));
    }
    Ok(th.tuple(&[items(a.get(0)), items(a.get(1))].concat()))
}

fn mul<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(n) = index::as_index(a.get(1)) else {
        return Ok(Val::UNDEF);
    };
    Ok(th.tuple(&sequence::repeated(th, items(a.get(0)), n)?))
}

fn mul_full(th: &mut Thread, w: Window) -> Res<Done> {
    match sequence::repeat_count(th, w.at(1))? {
        None => th.ret(Val::NOT_IMPLEMENTED),
        Some(n) => th.ret(th.tuple(&sequence::repeated(th, items(th.get(w.at(0))), n)?)),
    }
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let n = items(th.get(w.at(0))).len();
    let mark = th.mark();
    let mut parts = Vec::with_capacity(n);
    for i in 0..n {
        let item = th.root(items(th.get(w.at(0)))[i]);
        parts.push(keyed::hash(th, item)?);
        th.release_to(mark);
    }
    th.ret(th.int(crate::numeric::hash::tuple(parts.into_iter())))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let one = items(th.get(w.at(0))).len() == 1;
    let ends = if one { ("(", ",)") } else { ("(", ")") };
    let text = text::repr_items(th, w.at(0), ends, |th, v, i| {
        Ok(items(th.get(v)).get(i).map(|v| th.root(*v)))
    })?;
    let text = text.unwrap_or_else(|| "(...)".to_owned());
    th.ret(th.str(&text))
}
