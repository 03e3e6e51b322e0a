//! The less common half of `deque`: indexing, searching, comparing, iterating.

use std::collections::VecDeque;

use super::deque::{LIMIT, hold, is_deque, make, own, own_for, seen};
use super::deque_edit::Edit;
use crate::class::flags;
use crate::error::Exc;
use crate::modules::iterate::{ITER, NEXT};
use crate::modules::support::{NativeClass, NativeClassSpec, repr, to_i64};
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, NativeNext, Params, Window};
use crate::object::Record;
use crate::protocol::index as indices;
use crate::protocol::number::{self, CmpOp};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ITERATION: &[NativeDef] = &[
    ITER,
    NEXT,
    NativeDef::quick("__length_hint__", Params::all(&["_self"]), hint),
];

/// Fields: deque (UNDEF when exhausted), how many items were given, changes of the deque at the start.
const fn iterator(name: &'static str) -> NativeClassSpec {
    NativeClassSpec {
        module: "collections",
        name,
        doc: "",
        nfields: 3,
        flags: flags::NO_NEW,
        methods: ITERATION,
        getsets: &[],
    }
}

pub const ITERATORS: &[(NativeClass, &NativeClassSpec, &NativeNext)] = &[
    (
        NativeClass::DequeIter,
        &iterator("_deque_iterator"),
        &NativeNext {
            quick: |th, it| advance(th, it, false),
            full: |th, it| full(th, it, false),
        },
    ),
    (
        NativeClass::DequeRevIter,
        &iterator("_deque_reverse_iterator"),
        &NativeNext {
            quick: |th, it| advance(th, it, true),
            full: |th, it| full(th, it, true),
        },
    ),
];

fn advance<'t>(th: &'t Thread, it: Val<'t>, backwards: bool) -> Res<Next<Val<'t>>> {
    let own = it.expect::<Record>().own(th)?;
    let deque = own.field(0);
    if deque.is_undef() {
        return Ok(Next::Done);
    }
    let state = seen(th, deque)?;
    if own.field(2).as_int() != Some(state.changes as i64) {
        own.set_field(0, Val::UNDEF);
        return Err(th.raise(
            crate::error::Exc::RuntimeError,
            "deque mutated during iteration",
        ));
    }
    let n = own.field(1).int_unchecked() as usize;
    let found = match backwards {
        false => state.items.get(n),
        true => state
            .items
            .len()
            .checked_sub(n + 1)
            .map(|i| &state.items[i]),
    };
    Ok(match found {
        Some(v) => {
            own.set_field(1, Val::small(n as i64 + 1));
            Next::Item(v.val(th))
        }
        None => {
            own.set_field(0, Val::UNDEF);
            Next::Done
        }
    })
}

fn full(th: &mut Thread, it: Slot, backwards: bool) -> Res<Option<Slot>> {
    th.section(|th| {
        Ok(match advance(th, th.get(it), backwards)? {
            Next::Item(v) => Some(th.root(v)),
            Next::Done | Next::Other => None,
        })
    })
}

fn hint<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>().see(th)?;
    let deque = r.field(0);
    if deque.is_undef() {
        return Ok(Val::small(0));
    }
    let left = seen(th, deque)?.items.len() as i64 - r.field(1).int_unchecked();
    Ok(Val::small(left.max(0)))
}

fn new_iterator<'t>(th: &'t Thread, deque: Val<'t>, class: NativeClass) -> Res<Val<'t>> {
    let changes = seen(th, deque)?.changes as i64;
    Ok(th.native_record(class, &[deque, Val::small(0), Val::small(changes)]))
}

pub fn iterate<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    new_iterator(th, a.get(0), NativeClass::DequeIter)
}

pub fn iterate_backwards<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    new_iterator(th, a.get(0), NativeClass::DequeRevIter)
}

pub fn quick_get_item<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(i) = a.get(1).as_int() else {
        return Ok(Val::UNDEF);
    };
    let state = seen(th, a.get(0))?;
    match indices::in_range(i, state.items.len()) {
        Some(at) => Ok(state.items[at].val(th)),
        None => Err(th.index_error("deque index out of range")),
    }
}

/// An index argument as a number.
fn index_of(th: &mut Thread, key: Slot) -> Res<i64> {
    let is_slice = th.get(key).has_shape(crate::class::Builtin::Slice.shape());
    if is_slice {
        return Err(th.type_error("sequence index must be integer, not 'slice'"));
    }
    to_i64(th, key)
}

/// The position that the index stands for now.
fn position(th: &Thread, i: i64, items: &VecDeque<Raw>) -> Res<usize> {
    match indices::in_range(i, items.len()) {
        Some(at) => Ok(at),
        None => Err(th.index_error("deque index out of range")),
    }
}

pub fn get_item(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index_of(th, w.at(1))?;
    let v = th.section(|th| {
        let state = seen(th, th.get(w.at(0)))?;
        let at = position(th, i, &state.items)?;
        Ok(th.root(state.items[at].val(th)))
    })?;
    th.ret_slot(v)
}

pub fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index_of(th, w.at(1))?;
    th.section(|th| {
        let (deque, v) = (th.get(w.at(0)), th.get(w.at(2)).raw());
        let at = position(th, i, &hold(th, deque)?.items)?;
        own_for(th, deque, Edit::Set(at))?.change(|items| items[at] = v);
        Ok(())
    })?;
    th.ret(Val::NONE)
}

pub fn delete_item(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index_of(th, w.at(1))?;
    th.section(|th| {
        let deque = th.get(w.at(0));
        let at = position(th, i, &hold(th, deque)?.items)?;
        own_for(th, deque, Edit::Remove(at))?.change(|items| items.remove(at));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// The position of the first item from `from` on, before `to`, that equals the argument.
fn find(
    th: &mut Thread,
    deque: Slot,
    item: Slot,
    (from, to): (usize, usize),
    changed: Exc,
) -> Res<Option<usize>> {
    let start = th.section(|th| Ok(seen(th, th.get(deque))?.changes))?;
    let mut at = from;
    loop {
        let mark = th.mark();
        let candidate = th.section(|th| {
            let state = seen(th, th.get(deque))?;
            if state.changes != start {
                return Err(th.raise(changed, "deque mutated during iteration"));
            }
            let found = state.items.get(at).filter(|_| at < to);
            Ok(found.map(|v| th.root(v.val(th))))
        })?;
        let Some(candidate) = candidate else {
            return Ok(None);
        };
        if number::same_or_equal(th, candidate, item)? {
            return Ok(Some(at));
        }
        th.release_to(mark);
        at += 1;
    }
}

pub fn contains(th: &mut Thread, w: Window) -> Res<Done> {
    let found = find(th, w.at(0), w.at(1), (0, usize::MAX), Exc::RuntimeError)?;
    th.ret(Val::bool(found.is_some()))
}

pub fn count(th: &mut Thread, w: Window) -> Res<Done> {
    let (mut n, mut from) = (0, 0);
    while let Some(at) = find(th, w.at(0), w.at(1), (from, usize::MAX), Exc::RuntimeError)? {
        n += 1;
        from = at + 1;
    }
    th.ret(Val::small(n))
}

pub fn index(th: &mut Thread, w: Window) -> Res<Done> {
    let n = th.section(|th| Ok(seen(th, th.get(w.at(0)))?.items.len()))? as i64;
    let bound = |th: &mut Thread, i: usize, default: i64| -> Res<usize> {
        let b = match w.opt(th, i) {
            Some(v) => to_i64(th, v)?,
            None => default,
        };
        let b = if b < 0 { b.saturating_add(n) } else { b };
        Ok(b.clamp(0, n) as usize)
    };
    let (from, to) = (bound(th, 2, 0)?, bound(th, 3, n)?);
    match find(th, w.at(0), w.at(1), (from, to), Exc::RuntimeError)? {
        Some(at) => th.ret(Val::small(at as i64)),
        None => {
            let text = format!("{} is not in deque", repr(th, w.at(1))?);
            Err(th.value_error(text))
        }
    }
}

pub fn insert(th: &mut Thread, w: Window) -> Res<Done> {
    let i = to_i64(th, w.at(1))?;
    th.section(|th| {
        let (deque, v) = (th.get(w.at(0)), th.get(w.at(2)).raw());
        let n = hold(th, deque)?.items.len();
        let limit = deque.expect::<Record>().hold(th)?.field(LIMIT).as_int();
        if limit.is_some_and(|l| n >= l as usize) {
            return Err(th.index_error("deque already at its maximum size"));
        }
        let n = n as i64;
        let at = if i < 0 { (i + n).max(0) } else { i.min(n) } as usize;
        own_for(th, deque, Edit::Insert(at))?.change(|items| items.insert(at, v));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

pub fn remove(th: &mut Thread, w: Window) -> Res<Done> {
    let before = th.section(|th| Ok(seen(th, th.get(w.at(0)))?.changes))?;
    match find(th, w.at(0), w.at(1), (0, usize::MAX), Exc::IndexError)? {
        Some(at) => {
            th.section(|th| {
                let deque = th.get(w.at(0));
                if hold(th, deque)?.changes != before {
                    return Err(th.index_error("deque mutated during iteration"));
                }
                own_for(th, deque, Edit::Remove(at))?.change(|items| items.remove(at));
                Ok(())
            })?;
            th.ret(Val::NONE)
        }
        None => {
            let text = format!("{} is not in deque", repr(th, w.at(1))?);
            Err(th.value_error(text))
        }
    }
}

/// A copy: of the same class, through its constructor if a program has made that class.
fn copied(th: &mut Thread, deque: Slot) -> Res<Slot> {
    let (class, exact, limit) = th.section(|th| {
        let v = th.get(deque);
        let class = th.class_of(v).val();
        let exact = class.is(th.native_class(NativeClass::Deque).val());
        let limit = v.expect::<Record>().see(th)?.field(LIMIT);
        Ok((th.root(class), exact, th.root(limit)))
    })?;
    if exact {
        return th.section(|th| {
            let items = seen(th, th.get(deque))?.items.clone();
            Ok(th.root(make(th, th.get(class), items, th.get(limit))))
        });
    }
    match th.get(limit).is_none() {
        true => th.call(class, &[deque]),
        false => th.call(class, &[deque, limit]),
    }
}

pub fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    let c = copied(th, w.at(0))?;
    th.ret_slot(c)
}

pub fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    let items: Vec<Slot> = th.section(|th| {
        let state = seen(th, th.get(this))?;
        Ok(state.items.iter().map(|v| th.root(v.val(th))).collect())
    })?;
    let limit = th.section(|th| {
        Ok(th
            .get(this)
            .expect::<Record>()
            .see(th)?
            .field(LIMIT)
            .as_int())
    })?;
    let name = th.class_name(th.get(this)).to_owned();
    let mut parts = Vec::with_capacity(items.len());
    for v in items {
        parts.push(match th.get(v).is(th.get(this)) {
            true => "[...]".to_owned(),
            false => repr(th, v)?,
        });
    }
    let list = parts.join(", ");
    th.ret(th.str(&match limit {
        Some(n) => format!("{name}([{list}], maxlen={n})"),
        None => format!("{name}([{list}])"),
    }))
}

/// Compares two deques item by item.
fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    if !is_deque(th, th.get(w.at(1))) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (a, b) = (w.at(0), w.at(1));
    let lengths = th.section(|th| {
        Ok((
            seen(th, th.get(a))?.items.len(),
            seen(th, th.get(b))?.items.len(),
        ))
    })?;
    if lengths.0 != lengths.1 && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return th.ret(Val::bool(op == CmpOp::Ne));
    }
    let mut at = 0;
    loop {
        let mark = th.mark();
        let pair = th.section(|th| {
            let (x, y) = (seen(th, th.get(a))?, seen(th, th.get(b))?);
            Ok(match (x.items.get(at), y.items.get(at)) {
                (Some(v), Some(u)) => Some((th.root(v.val(th)), th.root(u.val(th)))),
                _ => None,
            })
        })?;
        let Some((v, u)) = pair else {
            return th.ret(Val::bool(op.holds(&lengths.0, &lengths.1)));
        };
        if !number::same_or_equal(th, v, u)? {
            return match op {
                CmpOp::Eq => th.ret(Val::FALSE),
                CmpOp::Ne => th.ret(Val::TRUE),
                _ => {
                    let r = number::compare(th, op, v, u)?;
                    th.ret_slot(r)
                }
            };
        }
        th.release_to(mark);
        at += 1;
    }
}

pub fn equal(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Eq)
}

pub fn not_equal(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Ne)
}

pub fn less(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Lt)
}

pub fn less_or_equal(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Le)
}

pub fn greater(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Gt)
}

pub fn greater_or_equal(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Ge)
}

pub fn add(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_deque(th, th.get(w.at(1))) {
        let text = format!(
            "can only concatenate deque (not \"{}\") to deque",
            th.class_name(th.get(w.at(1)))
        );
        return Err(th.type_error(text));
    }
    let c = copied(th, w.at(0))?;
    super::deque::add_all(th, c, w.at(1), false)?;
    th.ret_slot(c)
}

pub fn add_in_place(th: &mut Thread, w: Window) -> Res<Done> {
    super::deque::add_all(th, w.at(0), w.at(1), false)?;
    th.ret_slot(w.at(0))
}

/// Repeats the items of a deque in place.
fn repeat(th: &mut Thread, deque: Slot, n: Slot) -> Res<()> {
    let n = to_i64(th, n)?.max(0) as usize;
    th.section(|th| {
        let own = own(th, th.get(deque))?;
        let limit = own.limit();
        own.change(|items| {
            let once: Vec<Raw> = items.iter().copied().collect();
            let total = once.len() * n;
            let skip = limit.map_or(0, |l| total.saturating_sub(l));
            let all = (0..n).flat_map(|_| once.iter().copied());
            *items = all.skip(skip).collect::<VecDeque<Raw>>();
        });
        Ok(())
    })
}

pub fn multiply(th: &mut Thread, w: Window) -> Res<Done> {
    let c = copied(th, w.at(0))?;
    repeat(th, c, w.at(1))?;
    th.ret_slot(c)
}

pub fn multiply_in_place(th: &mut Thread, w: Window) -> Res<Done> {
    repeat(th, w.at(0), w.at(1))?;
    th.ret_slot(w.at(0))
}

pub fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let name = th.root(th.id(Id::__dict__));
    let own = th.getattr_opt(w.at(0), name)?;
    let own = own.unwrap_or_else(|| th.root(Val::NONE));
    let it = crate::protocol::iter::get_iter(th, w.at(0))?;
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        let limit = v.expect::<Record>().see(th)?.field(LIMIT);
        let args = match limit.is_none() {
            true => th.tuple(&[]),
            false => th.tuple(&[th.tuple(&[]), limit]),
        };
        let class = th.class_of(v).val();
        Ok(th.root(th.tuple(&[class, args, th.get(own), th.get(it)])))
    })?;
    th.ret_slot(r)
}
