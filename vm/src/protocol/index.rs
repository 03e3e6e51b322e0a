//! Indices and slices: `__index__`, Python's rules for negative and missing bounds.
//!
//! A key is sorted without running Python code ([`Key::of`]); what needs an `__index__` method called is made plain
//! first ([`plain_key`]) by whoever has the full right, and then sorted again.

use crate::class::Builtin;
use crate::error::Exc;
use crate::names::Id;
use crate::object::{BigIntObj, Record};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Tag, Val};

/// An int (also a bool or an instance of a subclass) as `i64`; one that does not fit becomes the nearest `i64`.
#[inline]
pub fn as_index(v: Val<'_>) -> Option<i64> {
    match v.tag() {
        Tag::Int(i) => Some(i),
        Tag::Bool(b) => Some(i64::from(b)),
        Tag::Pointer => {
            let v = v.unboxed();
            if let Some(i) = v.as_int() {
                return Some(i);
            }
            let big = v.cast::<BigIntObj>()?;
            Some(big.to_i64().unwrap_or(if big.is_negative() {
                i64::MIN
            } else {
                i64::MAX
            }))
        }
        _ => None,
    }
}

/// A subscript, as far as it can be told without running Python code.
pub enum Key {
    At(i64),
    Slice(Slice),
    /// An `__index__` method has to be called.
    Ask,
    /// Neither index nor slice.
    Other,
}

/// The parts of a slice object; `None` where it has `None`. Ints that do not fit are cut to the nearest `i64`.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    pub start: Option<i64>,
    pub stop: Option<i64>,
    pub step: Option<i64>,
}

/// A slice laid over a sequence: the items `start, start + step, …`, `len` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub len: usize,
}

impl Key {
    pub fn of<'t>(th: &'t Thread, key: Val<'t>) -> Res<Key> {
        if let Some(i) = as_index(key) {
            return Ok(Key::At(i));
        }
        if key.has_shape(Builtin::Slice.shape()) {
            return Ok(Slice::of(key).map_or(Key::Ask, Key::Slice));
        }
        let asks = lookup::special(th, key, Id::__index__)?.is_some();
        Ok(if asks { Key::Ask } else { Key::Other })
    }
}

impl Slice {
    /// The parts of a slice object, if they are all ints or None.
    pub fn of(v: Val<'_>) -> Option<Slice> {
        let r = v.expect::<Record>();
        let part = |i| match r.fixed(i) {
            v if v.is_none() => Some(None),
            v => as_index(v).map(Some),
        };
        Some(Slice {
            start: part(0)?,
            stop: part(1)?,
            step: part(2)?,
        })
    }

    /// Lays the slice over a sequence of `len` items.
    pub fn over(self, th: &Thread, len: usize) -> Res<Bounds> {
        let (step, len) = (self.step.unwrap_or(1), len as i64);
        if step == 0 {
            return Err(th.value_error("slice step cannot be zero"));
        }
        let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
        let place = |i: Option<i64>, default: i64| match i {
            None => default,
            Some(i) if i < 0 => i.saturating_add(len).max(low),
            Some(i) => i.min(high),
        };
        let (start, stop) = if step > 0 {
            (place(self.start, low), place(self.stop, high))
        } else {
            (place(self.start, high), place(self.stop, low))
        };
        let len = if step > 0 && start < stop {
            (stop - start - 1) / step + 1
        } else if step < 0 && stop < start {
            (start - stop - 1) / step.saturating_neg() + 1
        } else {
            0
        };
        Ok(Bounds {
            start,
            stop,
            step,
            len: len as usize,
        })
    }
}

impl Bounds {
    /// The positions in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..self.len as i64).map(move |n| (self.start + n * self.step) as usize)
    }

    /// A slice of step 1 as a range, empty ones at their start.
    pub fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.len
    }
}

/// Python's rule for an index into `len` items; `None` if it is out of range.
#[inline(always)]
pub fn in_range(i: i64, len: usize) -> Option<usize> {
    let at = if i < 0 {
        i.saturating_add(len as i64)
    } else {
        i
    };
    (at as u64).lt(&(len as u64)).then_some(at as usize)
}

/// The position of `seq[i]`, or the IndexError.
#[inline]
pub fn position(th: &Thread, i: i64, len: usize, message: &str) -> Res<usize> {
    match in_range(i, len) {
        Some(at) => Ok(at),
        None if i == i64::MAX || i == i64::MIN => {
            Err(th.index_error("cannot fit 'int' into an index-sized integer"))
        }
        None => Err(th.index_error(message)),
    }
}

/// `TypeError`: the subscript is neither an index nor a slice.
#[cold]
pub fn bad_key(th: &Thread, what: &str, key: Val<'_>) -> Unwind {
    th.type_error(format!(
        "{what} indices must be integers or slices, not {}",
        th.class_name(key.raw().val(th))
    ))
}

/// `operator.index(v)`: an exact int in a new register.
pub fn index(th: &mut Thread, v: Slot) -> Res<Slot> {
    if as_index(th.get(v)).is_some() {
        return Ok(th.root(exact_int(th.get(v))));
    }
    let Some(r) = th.call_special(v, Id::__index__, &[])? else {
        return Err(th.type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            th.class_name(th.get(v))
        )));
    };
    if as_index(th.get(r)).is_none() {
        return Err(th.type_error(format!(
            "__index__ returned non-int (type {})",
            th.class_name(th.get(r))
        )));
    }
    Ok(th.root(exact_int(th.get(r))))
}

/// An int without its box; True and False as 1 and 0.
fn exact_int(v: Val<'_>) -> Val<'_> {
    match v.as_bool() {
        Some(b) => Val::small(i64::from(b)),
        None => v.unboxed(),
    }
}

/// An argument that counts something.
pub fn size(th: &mut Thread, v: Slot) -> Res<i64> {
    let mark = th.mark();
    let i = index(th, v)?;
    let i = as_index(th.get(i)).expect("index gives an int");
    th.release_to(mark);
    if i == i64::MAX || i == i64::MIN {
        return Err(th.raise(
            Exc::OverflowError,
            "Python int too large to convert to C ssize_t",
        ));
    }
    Ok(i)
}

/// Calls the `__index__` methods that a subscript needs: an int, a slice of ints and Nones, or the key as it is.
pub fn plain_key(th: &mut Thread, key: Slot) -> Res<Slot> {
    if !th.get(key).has_shape(Builtin::Slice.shape()) {
        let asks =
            th.section(|th| Ok(lookup::special(th, th.get(key), Id::__index__)?.is_some()))?;
        return if asks { index(th, key) } else { Ok(key) };
    }
    let parts = th.root_row(3);
    for i in 0..3 {
        let part = th.root(th.get(key).expect::<Record>().fixed(i));
        let plain = slice_part(th, part)?;
        th.set(parts.offset(i), th.get(plain));
    }
    let all = [0, 1, 2].map(|i| th.get(parts.offset(i)));
    Ok(th.root(th.record(Builtin::Slice, &all)))
}

/// A bound of a slice, made plain: an int or None.
fn slice_part(th: &mut Thread, part: Slot) -> Res<Slot> {
    if th.get(part).is_none() {
        return Ok(part);
    }
    bound(th, part, "integers or None or")
}

/// A `start` or `stop` argument of a search, as an `i64`, cut to the nearest if it does not fit.
pub fn search_bound(th: &mut Thread, v: Slot) -> Res<i64> {
    let i = bound(th, v, "integers or")?;
    Ok(as_index(th.get(i)).expect("index gives an int"))
}

fn bound(th: &mut Thread, v: Slot, what: &str) -> Res<Slot> {
    match index(th, v) {
        Err(Unwind::Raise) if lacks_index(th, v)? => {
            th.take_pending();
            Err(th.type_error(format!(
                "slice indices must be {what} have an __index__ method"
            )))
        }
        r => r,
    }
}

fn lacks_index(th: &mut Thread, v: Slot) -> Res<bool> {
    th.section(|th| Ok(lookup::special(th, th.get(v), Id::__index__)?.is_none()))
}
