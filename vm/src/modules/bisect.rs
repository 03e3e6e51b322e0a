//! `_bisect`: places in sorted lists.

use super::support::{get_attr, to_i64};
use crate::class::Builtin;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::List;
use crate::protocol::container;
use crate::protocol::number::{CmpOp, compare_truth};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Val, both_int};

const PARAMS: Params = Params::pos(&["a", "x", "lo", "hi"], 2).kw(&["key"]);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_bisect",
    doc: "Bisection algorithms.",
    functions: &[
        NativeDef::full("bisect_right", PARAMS, |th, w| bisect(th, w, Side::Right)),
        NativeDef::full("bisect_left", PARAMS, |th, w| bisect(th, w, Side::Left)),
        NativeDef::full("bisect", PARAMS, |th, w| bisect(th, w, Side::Right)),
        NativeDef::full("insort_right", PARAMS, |th, w| insert(th, w, Side::Right)),
        NativeDef::full("insort_left", PARAMS, |th, w| insert(th, w, Side::Left)),
        NativeDef::full("insort", PARAMS, |th, w| insert(th, w, Side::Right)),
    ],
    init: |_, _| Ok(()),
};

/// Of equals: before or behind them?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The place of `x` (which is a key already) among the items from `lo` to `hi`.
fn place(
    th: &mut Thread,
    (a, x): (Slot, Slot),
    (mut lo, mut hi): (usize, usize),
    key: Option<Slot>,
    side: Side,
) -> Res<usize> {
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        let quick = th.section(|th| quickly(th, a, x, mid, key, side))?;
        let before = match quick {
            Some(before) => before,
            None => slowly(th, a, x, mid, key, side)?,
        };
        if before {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    Ok(lo)
}

/// Does the item lie before the place? Known at once for ints and floats of a list.
fn quickly(
    th: &Thread,
    a: Slot,
    x: Slot,
    mid: usize,
    key: Option<Slot>,
    side: Side,
) -> Res<Option<bool>> {
    if key.is_some() || !th.get(a).has_shape(Builtin::List.shape()) {
        return Ok(None);
    }
    let Some(item) = th.get(a).expect::<List>().see(th)?.at(mid) else {
        return Ok(None);
    };
    let x = th.get(x);
    let left = side == Side::Left;
    if both_int(item, x) {
        let (item, x) = (item.int_unchecked(), x.int_unchecked());
        return Ok(Some(if left { item < x } else { item <= x }));
    }
    Ok(match (item.as_float(), x.as_float()) {
        (Some(item), Some(x)) => Some(if left { item < x } else { !(x < item) }),
        _ => None,
    })
}

fn slowly(
    th: &mut Thread,
    a: Slot,
    x: Slot,
    mid: usize,
    key: Option<Slot>,
    side: Side,
) -> Res<bool> {
    let mark = th.mark();
    let i = th.root(Val::small(mid as i64));
    let mut item = container::get_item(th, a, i)?;
    if let Some(key) = key {
        item = th.call(key, &[item])?;
    }
    let before = match side {
        Side::Left => compare_truth(th, CmpOp::Lt, item, x)?,
        Side::Right => !compare_truth(th, CmpOp::Lt, x, item)?,
    };
    th.release_to(mark);
    Ok(before)
}

/// The limits given, or all of the sequence.
fn limits(th: &mut Thread, w: Window) -> Res<(usize, usize)> {
    let lo = match w.opt(th, 2) {
        Some(lo) => to_i64(th, lo)?,
        None => 0,
    };
    let Ok(lo) = usize::try_from(lo) else {
        return Err(th.value_error("lo must be non-negative"));
    };
    let hi = match w.opt(th, 3).filter(|hi| !th.get(*hi).is_none()) {
        // As in C, -1 stands for the length.
        Some(hi) => match to_i64(th, hi)? {
            -1 => container::len(th, w.at(0))?,
            hi => usize::try_from(hi).unwrap_or(0),
        },
        None => container::len(th, w.at(0))?,
    };
    Ok((lo, hi))
}

fn key_of(th: &Thread, w: Window) -> Option<Slot> {
    w.opt(th, 4).filter(|k| !th.get(*k).is_none())
}

fn bisect(th: &mut Thread, w: Window, side: Side) -> Res<Done> {
    let (limits, key) = (limits(th, w)?, key_of(th, w));
    let i = place(th, (w.at(0), w.at(1)), limits, key, side)?;
    th.ret(Val::small(i as i64))
}

fn insert(th: &mut Thread, w: Window, side: Side) -> Res<Done> {
    let (limits, key) = (limits(th, w)?, key_of(th, w));
    let x = match key {
        Some(key) => th.call(key, &[w.at(1)])?,
        None => w.at(1),
    };
    let i = place(th, (w.at(0), x), limits, key, side)?;
    let i = th.root(Val::small(i as i64));
    let insert = get_attr(th, w.at(0), "insert")?;
    th.call(insert, &[i, w.at(1)])?;
    th.ret(Val::NONE)
}
