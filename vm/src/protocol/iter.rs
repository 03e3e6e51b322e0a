//! Iteration.

use crate::error::Exc;
use crate::interp::{Flow, Interp};
use crate::names::Id;
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;
use lang::opcode::Reg;

/// The next item of a builtin iterator.
pub fn quick_next<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let _ = (th, it);
    Ok(Next::Other)
}

/// `next(it)`; `None` when exhausted.
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
    match th.call_special(it, Id::__next__, &[]) {
        Ok(Some(v)) => Ok(Some(v)),
        Ok(None) => Err(th.type_error(format!(
            "'{}' object is not an iterator",
            th.class_name(th.get(it))
        ))),
        Err(Unwind::Raise) if th.swallow(Exc::StopIteration) => Ok(None),
        Err(u) => Err(u),
    }
}

/// `iter(v)`.
pub fn get_iter(th: &mut Thread, v: Slot) -> Res<Slot> {
    match th.call_special(v, Id::__iter__, &[])? {
        Some(it) => Ok(it),
        None => Err(th.type_error(format!(
            "'{}' object is not iterable",
            th.class_name(th.get(v))
        ))),
    }
}

/// The `for_iter` op beyond the quick iterators.
pub fn for_iter(m: &mut Interp<'_>, dst: Reg, it: Reg, exhausted: u32) -> Res<Flow> {
    let (dst, it) = (m.slot(dst), m.slot(it));
    m.scoped(|th| match next(th, it)? {
        Some(v) => {
            th.set(dst, th.get(v));
            Ok(Flow::Next)
        }
        None => Ok(Flow::Jump(exhausted)),
    })
}

/// Exactly `n` items of an iterable into registers.
pub fn unpack(th: &mut Thread, base: Slot, n: usize, obj: Slot) -> Res<()> {
    let it = match get_iter(th, obj) {
        Err(Unwind::Raise) if th.pending_is(Exc::TypeError) => {
            th.take_pending();
            return Err(th.type_error(format!(
                "cannot unpack non-iterable {} object",
                th.class_name(th.get(obj))
            )));
        }
        r => r?,
    };
    let first = th.root_row(n);
    for i in 0..n {
        match next(th, it)? {
            Some(v) => th.set(first.offset(i), th.get(v)),
            None => {
                return Err(th.value_error(format!(
                    "not enough values to unpack (expected {n}, got {i})"
                )));
            }
        }
    }
    if next(th, it)?.is_some() {
        return Err(th.value_error(format!("too many values to unpack (expected {n})")));
    }
    for i in 0..n {
        th.set(base.offset(i), th.get(first.offset(i)));
    }
    Ok(())
}

/// `iter(v)` of builtin iterables.
pub fn quick_iter<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Val<'t>>> {
    let _ = (th, v);
    Ok(None)
}
