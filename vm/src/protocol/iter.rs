//! Iteration.

use crate::class::Builtin;
use crate::error::Exc;
use crate::interp::frame::OnReturn;
use crate::interp::suspend::{self, How, Refused};
use crate::interp::{Flow, Interp};
use crate::names::Id;
use crate::object::{Kind, List, Tuple};
use crate::protocol::{container, index, lookup};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::iter::chain;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};
use lang::opcode::Reg;

pub use crate::types::iter::{quick_iter, quick_next};

/// `next(it)`; `None` when exhausted. What it takes of registers besides the result is the caller's to give back.
pub fn next(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let quick = th.section(|th| {
        Ok(match quick_next(th, th.get(it))? {
            Next::Item(v) => Some(Some(th.root(v))),
            Next::Done => Some(None),
            Next::Other => None,
        })
    })?;
    if let Some(known) = quick {
        return Ok(known);
    }
    if th.get(it).has_shape(Builtin::Generator.shape()) {
        return crate::types::generator::next(th, it);
    }
    slow_next(th, it)
}

fn slow_next(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    match next_or_stop(th, it) {
        Err(Unwind::Raise) if th.swallow(Exc::StopIteration) => Ok(None),
        r => r,
    }
}

/// `next(it)`; a StopIteration that Python code raises is passed on as it is.
pub fn next_or_stop(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    // A subclass may have its own `__next__`.
    if !th.get(it).is_pointer() || th.get(it).shape_id() < crate::class::FIRST_FREE_SHAPE {
        if let Some(known) = chain::next(th, it)? {
            return Ok(known);
        }
    }
    if let Some(ways) = crate::types::iter::native_next(th, th.get(it)) {
        return (ways.full)(th, it);
    }
    match th.call_special(it, Id::__next__, &[]) {
        Ok(Some(v)) => Ok(Some(v)),
        Ok(None) => Err(th.type_error(format!(
            "'{}' object is not an iterator",
            th.class_name(th.get(it))
        ))),
        Err(u) => Err(u),
    }
}

/// `iter(v)`.
pub fn get_iter(th: &mut Thread, v: Slot) -> Res<Slot> {
    if let Some(it) = th.section(|th| Ok(quick_iter(th, th.get(v))?.map(|it| th.root(it))))? {
        return Ok(it);
    }
    if lookup::blocked(th, v, Id::__iter__)? {
        return Err(not_iterable(th, v));
    }
    match th.call_special(v, Id::__iter__, &[])? {
        Some(it) => {
            let is_iterator = th.section(|th| {
                Ok(lookup::special(th, th.get(it), Id::__next__)?.is_some()
                    || th.get(it).is_kind(Kind::Generator))
            })?;
            if is_iterator {
                return Ok(it);
            }
            Err(th.type_error(format!(
                "iter() returned non-iterator of type '{}'",
                th.class_name(th.get(it))
            )))
        }
        None if is_sequence(th, v)? => {
            let fields = [th.get(v), Val::small(0)];
            Ok(th.root(th.record(Builtin::SeqIter, &fields)))
        }
        None => Err(not_iterable(th, v)),
    }
}

fn not_iterable(th: &Thread, v: Slot) -> Unwind {
    th.type_error(format!(
        "'{}' object is not iterable",
        th.class_name(th.get(v))
    ))
}

/// Can it be iterated over, as far as its type says?
pub fn is_iterable(th: &mut Thread, v: Slot) -> Res<bool> {
    let known = th.section(|th| {
        let v = th.get(v);
        Ok(quick_iter(th, v)?.is_some()
            || v.is_kind(Kind::Generator)
            || lookup::special(th, v, Id::__iter__)?.is_some_and(|f| !f.is_none()))
    })?;
    Ok(known || is_sequence(th, v)?)
}

/// Has it a `__getitem__` that may take indices?
pub fn is_sequence(th: &mut Thread, v: Slot) -> Res<bool> {
    th.section(|th| {
        let v = th.get(v);
        Ok(!v.is_kind(Kind::Dict)
            && lookup::special(th, v, Id::__getitem__)?.is_some_and(|f| !f.is_none()))
    })
}

/// Runs `f` for each item; the item's register is given back after each turn. `f` says whether to go on.
pub fn for_each(
    th: &mut Thread,
    iterable: Slot,
    mut f: impl FnMut(&mut Thread, Slot) -> Res<bool>,
) -> Res<()> {
    let it = get_iter(th, iterable)?;
    let mark = th.mark();
    while let Some(v) = next(th, it)? {
        let more = f(th, v)?;
        th.release_to(mark);
        if !more {
            break;
        }
        if th.is_polled() {
            th.safepoint()?;
        }
    }
    th.release_to(mark);
    Ok(())
}

/// The items of an exact list or tuple as they are now.
pub fn quick_items<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<&'t [Val<'t>]>> {
    Ok(if v.has_shape(Builtin::List.shape()) {
        Some(v.known::<List>().see(th)?.items())
    } else if v.has_shape(Builtin::Tuple.shape()) {
        Some(v.known::<Tuple>().items())
    } else {
        None
    })
}

/// Goes over an exact builtin container in one step: nobody changes it meanwhile. `f` says whether to go on, or `None` if
/// it needs more than quick code; the answer is then `None`, as for anything that is no such container.
pub fn quick_fold<'t>(
    th: &'t Thread,
    v: Val<'t>,
    mut f: impl FnMut(Val<'t>) -> Res<Option<bool>>,
) -> Res<Option<()>> {
    use Builtin as B;
    const CONTAINERS: [Builtin; 8] = [
        B::List,
        B::Tuple,
        B::Dict,
        B::DictKeys,
        B::DictValues,
        B::DictItems,
        B::Set,
        B::FrozenSet,
    ];
    if !v.is_pointer() || !CONTAINERS.iter().any(|b| v.has_shape(b.shape())) {
        return Ok(None);
    }
    let Some(it) = quick_iter(th, v)? else {
        return Ok(None);
    };
    loop {
        match quick_next(th, it)? {
            Next::Done => return Ok(Some(())),
            Next::Other => return Ok(None),
            Next::Item(item) => match f(item)? {
                Some(true) => {}
                Some(false) => return Ok(Some(())),
                None => return Ok(None),
            },
        }
    }
}

/// All items of an exact builtin container as they are in this one moment.
pub fn quick_all<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Vec<Val<'t>>>> {
    if let Some(items) = quick_items(th, v)? {
        return Ok(Some(items.to_vec()));
    }
    let mut all = Vec::new();
    let done = quick_fold(th, v, |item| {
        all.push(item);
        Ok(Some(true))
    })?;
    Ok(done.map(|()| all))
}

/// `list(iterable)`: a new list.
pub fn to_list(th: &mut Thread, iterable: Slot) -> Res<Slot> {
    let quick = th.section(|th| {
        let items = quick_all(th, th.get(iterable))?;
        Ok(items.map(|items| th.root(th.list(&items))))
    })?;
    if let Some(list) = quick {
        return Ok(list);
    }
    let list = th.root(th.list(&[]));
    extend(th, list, iterable)?;
    Ok(list)
}

/// Appends all items to a list.
pub fn extend(th: &mut Thread, list: Slot, iterable: Slot) -> Res<()> {
    let quick = th.section(|th| {
        // The items may be the list's own.
        let Some(items) = quick_all(th, th.get(iterable))? else {
            return Ok(false);
        };
        let own = th.get(list).expect::<List>().own(th)?;
        own.splice(th, own.len(), own.len(), &items);
        Ok(true)
    })?;
    if quick {
        return Ok(());
    }
    let it = get_iter(th, iterable)?;
    let hint = length_hint(th, iterable)?;
    if hint > crate::types::sequence::MOST_ITEMS {
        return Err(th.raise_with(Exc::MemoryError, &[]));
    }
    th.section(|th| {
        let own = th.get(list).expect::<List>().own(th)?;
        own.reserve(th, own.len() + hint.min(1 << 16));
        Ok(())
    })?;
    drain(th, list, it)
}

/// Appends what an iterator still gives.
fn drain(th: &mut Thread, list: Slot, it: Slot) -> Res<()> {
    let mark = th.mark();
    loop {
        // Both effects of a turn stay when a later one meets a conflict and the section is run again.
        let slow = th.section(|th| {
            let own = th.get(list).expect::<List>().own(th)?;
            loop {
                match quick_next(th, th.get(it))? {
                    Next::Item(v) => own.push(th, v),
                    Next::Done => return Ok(None),
                    Next::Other => return Ok(Some(true)),
                }
                if th.is_polled() {
                    return Ok(Some(false));
                }
            }
        })?;
        match slow {
            None => return Ok(()),
            Some(false) => th.safepoint()?,
            Some(true) => {
                let Some(v) = next(th, it)? else {
                    return Ok(());
                };
                th.section(|th| {
                    th.get(list).expect::<List>().own(th)?.push(th, th.get(v));
                    Ok(())
                })?;
                th.release_to(mark);
            }
        }
    }
}

/// `operator.length_hint(v)`, 0 if unknown.
pub fn length_hint(th: &mut Thread, v: Slot) -> Res<usize> {
    if let Some(n) = th.section(|th| container::quick_len(th, th.get(v)))? {
        return Ok(n);
    }
    let mark = th.mark();
    let n = match th.call_special(v, Id::__len__, &[]) {
        Ok(None) => match th.call_special(v, Id::__length_hint__, &[]) {
            Ok(r) => r,
            Err(Unwind::Raise) if th.swallow(Exc::TypeError) => None,
            Err(u) => return Err(u),
        },
        Ok(r) => r,
        Err(Unwind::Raise) if th.swallow(Exc::TypeError) => None,
        Err(u) => return Err(u),
    };
    let n = n
        .and_then(|n| index::as_index(th.get(n)))
        .unwrap_or(0)
        .max(0);
    th.release_to(mark);
    Ok(n as usize)
}

/// `tuple(iterable)`: an exact tuple.
pub fn to_tuple(th: &mut Thread, iterable: Slot) -> Res<Slot> {
    if th.get(iterable).has_shape(Builtin::Tuple.shape()) {
        return Ok(iterable);
    }
    let list = to_list(th, iterable)?;
    th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        Ok(th.root(th.tuple(items)))
    })
}

/// The `for_iter` op beyond the quick iterators.
pub fn for_iter(m: &mut Interp<'_>, dst: Reg, it: Reg, exhausted: u32) -> Res<Flow> {
    let is_generator = m.get(it).has_shape(Builtin::Generator.shape());
    let (dst, it) = (m.slot(dst), m.slot(it));
    if is_generator {
        return resume_generator(m, dst, it, exhausted);
    }
    m.scoped(|th| match next(th, it)? {
        Some(v) => {
            th.set(dst, th.get(v));
            Ok(Flow::Next)
        }
        None => Ok(Flow::Jump(exhausted)),
    })
}

/// A generator goes on in this interpreter loop.
fn resume_generator(m: &mut Interp<'_>, dst: Slot, it: Slot, exhausted: u32) -> Res<Flow> {
    let (on_return, end) = (OnReturn::Next(dst), Raw::int(i64::from(exhausted)));
    match suspend::resume(m.full(), it, How::Send(Raw::NONE), on_return, end)? {
        Ok(()) => Ok(Flow::Switch),
        Err(Refused::Finished) => Ok(Flow::Jump(exhausted)),
        Err(refused) => Err(crate::types::generator::refused(m.full(), it, refused)),
    }
}

/// The iterator of something to unpack.
fn unpack_iter(th: &mut Thread, obj: Slot) -> Res<Slot> {
    match get_iter(th, obj) {
        Err(Unwind::Raise) if th.pending_is(Exc::TypeError) && !has_iter(th, obj)? => {
            th.take_pending();
            Err(th.type_error(format!(
                "cannot unpack non-iterable {} object",
                th.class_name(th.get(obj))
            )))
        }
        r => r,
    }
}

fn has_iter(th: &mut Thread, obj: Slot) -> Res<bool> {
    th.section(|th| {
        Ok(lookup::special(th, th.get(obj), Id::__iter__)?.is_some_and(|f| !f.is_none()))
    })
}

/// Exactly `n` items of an iterable into registers.
pub fn unpack(th: &mut Thread, base: Slot, n: usize, obj: Slot) -> Res<()> {
    let it = unpack_iter(th, obj)?;
    let first = th.root_row(n);
    let mark = th.mark();
    for i in 0..n {
        match next(th, it)? {
            Some(v) => th.set(first.offset(i), th.get(v)),
            None => {
                return Err(th.value_error(format!(
                    "not enough values to unpack (expected {n}, got {i})"
                )));
            }
        }
        th.release_to(mark);
    }
    if next(th, it)?.is_some() {
        return Err(too_many(th, obj, n)?);
    }
    for i in 0..n {
        th.set(base.offset(i), th.get(first.offset(i)));
    }
    Ok(())
}

/// The ValueError of too many values, which says how many where that is known at once.
fn too_many(th: &mut Thread, obj: Slot, n: usize) -> Res<Unwind> {
    let v = th.get(obj);
    let counted = v.has_shape(Builtin::List.shape())
        || v.has_shape(Builtin::Tuple.shape())
        || v.has_shape(Builtin::Dict.shape());
    let len = match counted {
        true => th.section(|th| container::quick_len(th, th.get(obj)))?,
        false => None,
    };
    Ok(th.value_error(match len {
        Some(len) => format!("too many values to unpack (expected {n}, got {len})"),
        None => format!("too many values to unpack (expected {n})"),
    }))
}

/// `before` items, a list of those between, `after` items, into registers.
pub fn unpack_ex(th: &mut Thread, base: Slot, before: usize, after: usize, obj: Slot) -> Res<()> {
    let it = unpack_iter(th, obj)?;
    let list = to_list(th, it)?;
    let short = th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        let Some(rest) = items.len().checked_sub(before + after) else {
            return Ok(Some(items.len()));
        };
        for (i, v) in items[..before].iter().enumerate() {
            th.set(base.offset(i), *v);
        }
        th.set(base.offset(before), th.list(&items[before..before + rest]));
        for (i, v) in items[before + rest..].iter().enumerate() {
            th.set(base.offset(before + 1 + i), *v);
        }
        Ok(None)
    })?;
    match short {
        None => Ok(()),
        Some(got) => Err(th.value_error(format!(
            "not enough values to unpack (expected at least {}, got {got})",
            before + after
        ))),
    }
}
