//! Methods of `set` and `frozenset`.

use super::{add, assign, combine, contains, fill, is_subset, operand};
use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Set, Spot};
use crate::protocol::number::{BinOp, CmpOp};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::types::{alias, construct, iter as iters};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_object"]);
const MANY: Params = Params::all(&["_self"]).rest();

/// The rows that both have, with more.
macro_rules! with_common {
    ($($more:expr),* $(,)?) => {
        &[
            NativeDef::quick("__len__", ONE, len),
            NativeDef::quick("__iter__", ONE, |th, a| iters::sized_iter(th, Builtin::SetIter, a.get(0))),
            NativeDef::full("__contains__", TWO, |th, w| {
                let found = contains(th, w.at(0), w.at(1))?;
                th.ret(Val::bool(found))
            }).doc("x.__contains__(y) <==> y in x."),
            NativeDef::full("copy", ONE, copy).doc("Return a shallow copy of a set."),
            NativeDef::full("union", MANY, |th, w| many(th, BinOp::Or, w)).doc("Return a new set with elements from the set and all others."),
            NativeDef::full("intersection", MANY, |th, w| many(th, BinOp::And, w)).doc("Return a new set with elements common to the set and all others."),
            NativeDef::full("difference", MANY, |th, w| many(th, BinOp::Sub, w)).doc("Return a new set with elements in the set that are not in the others."),
            NativeDef::full("symmetric_difference", TWO, |th, w| many(th, BinOp::Xor, w)).doc("Return a new set with elements in either the set or other but not both."),
            NativeDef::full("issubset", TWO, |th, w| {
                let other = operand(th, w.at(1))?;
                let r = is_subset(th, w.at(0), other)?;
                th.ret(Val::bool(r))
            }).doc("Report whether another set contains this set."),
            NativeDef::full("issuperset", TWO, |th, w| {
                let other = operand(th, w.at(1))?;
                let r = is_subset(th, other, w.at(0))?;
                th.ret(Val::bool(r))
            }).doc("Report whether this set contains another set."),
            NativeDef::full("isdisjoint", TWO, is_disjoint).doc("Return True if two sets have a null intersection."),
            NativeDef::full("__or__", TWO, |th, w| binary(th, BinOp::Or, w.at(0), w.at(1))),
            NativeDef::full("__ror__", TWO, |th, w| binary(th, BinOp::Or, w.at(1), w.at(0))),
            NativeDef::full("__and__", TWO, |th, w| binary(th, BinOp::And, w.at(0), w.at(1))),
            NativeDef::full("__rand__", TWO, |th, w| binary(th, BinOp::And, w.at(1), w.at(0))),
            NativeDef::full("__sub__", TWO, |th, w| binary(th, BinOp::Sub, w.at(0), w.at(1))),
            NativeDef::full("__rsub__", TWO, |th, w| binary(th, BinOp::Sub, w.at(1), w.at(0))),
            NativeDef::full("__xor__", TWO, |th, w| binary(th, BinOp::Xor, w.at(0), w.at(1))),
            NativeDef::full("__rxor__", TWO, |th, w| binary(th, BinOp::Xor, w.at(1), w.at(0))),
            NativeDef::full("__lt__", TWO, |th, w| compare(th, w, CmpOp::Lt)),
            NativeDef::full("__le__", TWO, |th, w| compare(th, w, CmpOp::Le)),
            NativeDef::full("__eq__", TWO, |th, w| compare(th, w, CmpOp::Eq)),
            NativeDef::full("__ne__", TWO, |th, w| compare(th, w, CmpOp::Ne)),
            NativeDef::full("__gt__", TWO, |th, w| compare(th, w, CmpOp::Gt)),
            NativeDef::full("__ge__", TWO, |th, w| compare(th, w, CmpOp::Ge)),
            NativeDef::full("__repr__", ONE, repr),
            NativeDef::full("__reduce__", ONE, reduce).doc("Return state information for pickling."),
            NativeDef::quick("__sizeof__", ONE, |th, a| Ok(Val::small(64 + 36 * a.get(0).expect::<Set>().see(th)?.used() as i64))),
            alias::CLASS_GETITEM,
            $($more),*
        ]
    };
}

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Set,
    doc: "Build an unordered collection of unique elements.",
    methods: with_common![
        NativeDef::quick("__new__", Params::all(&["_cls"]).rest().kwdict(), new).static_method(),
        NativeDef::full("__init__", Params::pos(&["_self", "_iterable"], 1), init),
        NativeDef::either("add", TWO, quick_add, add_method).doc("Add an element to a set.\n\nThis has no effect if the element is already present."),
        NativeDef::full("remove", TWO, remove).doc("Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."),
        NativeDef::full("discard", TWO, discard).doc("Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set."),
        NativeDef::quick("pop", ONE, pop).doc("Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."),
        NativeDef::quick("clear", ONE, clear).doc("Remove all elements from this set."),
        NativeDef::full("update", MANY, update).doc("Update the set, adding elements from all others."),
        NativeDef::full("intersection_update", MANY, |th, w| many_in_place(th, BinOp::And, w)).doc("Update the set, keeping only elements found in it and all others."),
        NativeDef::full("difference_update", MANY, |th, w| many_in_place(th, BinOp::Sub, w)).doc("Update the set, removing elements found in others."),
        NativeDef::full("symmetric_difference_update", TWO, |th, w| many_in_place(th, BinOp::Xor, w)).doc("Update the set, keeping only elements found in either set, but not in both."),
        NativeDef::full("__ior__", TWO, |th, w| in_place(th, BinOp::Or, w)),
        NativeDef::full("__iand__", TWO, |th, w| in_place(th, BinOp::And, w)),
        NativeDef::full("__isub__", TWO, |th, w| in_place(th, BinOp::Sub, w)),
        NativeDef::full("__ixor__", TWO, |th, w| in_place(th, BinOp::Xor, w)),
    ],
    getsets: &[],
};

pub const FROZEN: TypeSpec = TypeSpec {
    builtin: Builtin::FrozenSet,
    doc: "Build an immutable unordered collection of unique elements.",
    methods: with_common![
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_iterable"], 1),
            new_frozen
        )
        .static_method(),
        NativeDef::quick("__hash__", ONE, |th, a| Ok(
            th.int(super::hash(a.get(0).expect::<Set>().see(th)?))
        )),
    ],
    getsets: &[],
};

/// Is it of `frozenset` or a subclass (and not of `set`)?
fn is_frozen(th: &Thread, v: Val<'_>) -> bool {
    th.class_of(v.raw().val(th)).info().builtin == Builtin::FrozenSet
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let shape = construct::shape_for_new(th, a.get(0), Builtin::Set)?;
    Ok(Set::of_shape(th, shape.id).val())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let items = match w.opt(th, 1) {
        Some(iterable) => super::from_iterable(th, iterable)?,
        None => th.root(Set::new(th).val()),
    };
    assign(th, w.at(0), items)?;
    th.ret(Val::NONE)
}

fn new_frozen(th: &mut Thread, w: Window) -> Res<Done> {
    let cls = w.at(0);
    th.section(|th| construct::class_of_new(th, th.get(cls), Builtin::FrozenSet).map(|_| ()))?;
    let exact = th.get(cls).is(th.builtin(Builtin::FrozenSet));
    let iterable = w.opt(th, 1);
    if let Some(v) = iterable
        && exact
        && th.get(v).has_shape(Builtin::FrozenSet.shape())
    {
        return th.ret_slot(v);
    }
    let made = th.section(|th| {
        let shape = construct::shape_for_new(th, th.get(cls), Builtin::FrozenSet)?;
        Ok(th.root(Set::of_shape(th, shape.id).val()))
    })?;
    if let Some(v) = iterable {
        fill(th, made, v)?;
    }
    th.ret_slot(made)
}

fn len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.get(0).expect::<Set>().see(th)?.len();
    Ok(Val::small(n as i64))
}

/// A set of the kind of `like` (`set` or `frozenset`) with the items of `from`, which nobody else knows.
fn as_kind_of(th: &mut Thread, like: Slot, from: Slot) -> Res<Slot> {
    if !is_frozen(th, th.get(like)) {
        return Ok(from);
    }
    let frozen = th.root(Set::of_shape(th, Builtin::FrozenSet.shape()).val());
    assign(th, frozen, from)?;
    Ok(frozen)
}

fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(0)).has_shape(Builtin::FrozenSet.shape()) {
        return th.ret_slot(w.at(0));
    }
    let new = super::from_iterable(th, w.at(0))?;
    let new = as_kind_of(th, w.at(0), new)?;
    th.ret_slot(new)
}

/// The result of an operation with each of the other arguments in turn.
fn many_combined(th: &mut Thread, op: BinOp, w: Window) -> Res<Slot> {
    let mut at = w.at(0);
    for v in w.from(1) {
        let other = operand(th, v)?;
        at = combine(th, op, at, other)?;
    }
    if at == w.at(0) {
        return super::from_iterable(th, at);
    }
    Ok(at)
}

fn many(th: &mut Thread, op: BinOp, w: Window) -> Res<Done> {
    let r = many_combined(th, op, w)?;
    let r = as_kind_of(th, w.at(0), r)?;
    th.ret_slot(r)
}

fn many_in_place(th: &mut Thread, op: BinOp, w: Window) -> Res<Done> {
    let r = many_combined(th, op, w)?;
    assign(th, w.at(0), r)?;
    th.ret(Val::NONE)
}

fn update(th: &mut Thread, w: Window) -> Res<Done> {
    for v in w.from(1) {
        fill(th, w.at(0), v)?;
    }
    th.ret(Val::NONE)
}

fn both_sets(th: &Thread, a: Slot, b: Slot) -> bool {
    th.get(a).cast::<Set>().is_some() && th.get(b).cast::<Set>().is_some()
}

fn binary(th: &mut Thread, op: BinOp, a: Slot, b: Slot) -> Res<Done> {
    if !both_sets(th, a, b) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let r = combine(th, op, a, b)?;
    let r = as_kind_of(th, a, r)?;
    th.ret_slot(r)
}

fn in_place(th: &mut Thread, op: BinOp, w: Window) -> Res<Done> {
    if !both_sets(th, w.at(0), w.at(1)) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    if op == BinOp::Or {
        fill(th, w.at(0), w.at(1))?;
    } else {
        let r = combine(th, op, w.at(0), w.at(1))?;
        assign(th, w.at(0), r)?;
    }
    th.ret_slot(w.at(0))
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let (a, b) = (w.at(0), w.at(1));
    if !both_sets(th, a, b) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (n, m) = th.section(|th| {
        Ok((
            th.get(a).expect::<Set>().see(th)?.len(),
            th.get(b).expect::<Set>().see(th)?.len(),
        ))
    })?;
    let holds = match op {
        CmpOp::Eq => n == m && is_subset(th, a, b)?,
        CmpOp::Ne => !(n == m && is_subset(th, a, b)?),
        CmpOp::Lt => n < m && is_subset(th, a, b)?,
        CmpOp::Le => is_subset(th, a, b)?,
        CmpOp::Gt => n > m && is_subset(th, b, a)?,
        CmpOp::Ge => is_subset(th, b, a)?,
    };
    th.ret(Val::bool(holds))
}

fn is_disjoint(th: &mut Thread, w: Window) -> Res<Done> {
    let mut disjoint = true;
    crate::protocol::iter::for_each(th, w.at(1), |th, v| {
        disjoint = !contains(th, w.at(0), v)?;
        Ok(disjoint)
    })?;
    th.ret(Val::bool(disjoint))
}

fn quick_add<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let done = super::quick_add(th, a.get(0).expect(), a.get(1))?;
    Ok(if done { Val::NONE } else { Val::UNDEF })
}

fn add_method(th: &mut Thread, w: Window) -> Res<Done> {
    add(th, w.at(0), w.at(1))?;
    th.ret(Val::NONE)
}

fn discard(th: &mut Thread, w: Window) -> Res<Done> {
    let key = super::as_key(th, w.at(1))?;
    super::remove(th, w.at(0), key)?;
    th.ret(Val::NONE)
}

fn remove(th: &mut Thread, w: Window) -> Res<Done> {
    let key = super::as_key(th, w.at(1))?;
    if super::remove(th, w.at(0), key)? {
        return th.ret(Val::NONE);
    }
    Err(th.key_error(th.get(w.at(1))))
}

fn pop<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let set = a.get(0).expect::<Set>();
    let seen = set.hold(th)?;
    let first = (0..seen.used()).find_map(|i| Some((i, seen.entry(i)?.1)));
    match first {
        Some((i, v)) => {
            set.own_spot(th, Spot::At(i))?.remove_entry(i);
            Ok(v)
        }
        None => Err(th.raise_with(Exc::KeyError, &[th.str("pop from an empty set")])),
    }
}

fn clear<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    a.get(0).expect::<Set>().own(th)?.forget_all();
    Ok(Val::NONE)
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let (name, plain) = {
        let v = th.get(w.at(0));
        (
            th.class_name(v).to_owned(),
            v.has_shape(Builtin::Set.shape()),
        )
    };
    let body = text::guarded(th, w.at(0), |th| {
        let items = crate::protocol::iter::to_list(th, w.at(0))?;
        text::repr_text(th, items)
    })?;
    let text = match body {
        None => format!("{name}(...)"),
        Some(items) if items == "[]" => format!("{name}()"),
        Some(items) => {
            let inner = &items[1..items.len() - 1];
            if plain {
                format!("{{{inner}}}")
            } else {
                format!("{name}({{{inner}}})")
            }
        }
    };
    th.ret(th.str(&text))
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let items = crate::protocol::iter::to_list(th, w.at(0))?;
    let name = th.root(th.id(crate::names::Id::__dict__));
    let state = match th.getattr_opt(w.at(0), name)? {
        Some(state) => state,
        None => th.root(Val::NONE),
    };
    let class = th.class_of(th.get(w.at(0))).val();
    th.ret(th.tuple(&[class, th.tuple(&[th.get(items)]), th.get(state)]))
}
