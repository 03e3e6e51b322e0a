//! Concatenation and repetition of the builtin sequences.

use crate::class::Builtin;
use crate::error::Exc;
use crate::object::{Bytes, List, Str, Tuple};
use crate::thread::Thread;
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The largest result in bytes; anything more is a MemoryError.
const MOST_BYTES: usize = u32::MAX as usize;

/// `a + b` of exact sequences of the same type; `None` for any other pair, and for `list += …`.
#[inline]
pub fn concat<'t>(th: &'t Thread, inplace: bool, a: Val<'t>, b: Val<'t>) -> Res<Option<Val<'t>>> {
    if !a.is_pointer() || !b.is_pointer() {
        return Ok(None);
    }
    let (left, right) = (a.shape_id(), b.shape_id());
    if left == Builtin::Str.shape() && left == right {
        return concat_text(th, a, b).map(Some);
    }
    if left == Builtin::List.shape() && left == right && !inplace {
        let (x, y) = (a.known::<List>().see(th)?, b.known::<List>().see(th)?);
        let (x, y) = (x.items(), y.items());
        let sum = List::with_capacity(th, x.len() + y.len());
        sum.splice(th, 0, 0, x);
        sum.splice(th, x.len(), x.len(), y);
        return Ok(Some(sum.val()));
    }
    if left == Builtin::Tuple.shape() && left == right {
        let (x, y) = (a.known::<Tuple>().items(), b.known::<Tuple>().items());
        if x.is_empty() || y.is_empty() {
            return Ok(Some(if x.is_empty() { b } else { a }));
        }
        let items = x.iter().chain(y).copied();
        return Ok(Some(Tuple::from_iter(th, x.len() + y.len(), items).val()));
    }
    if left == Builtin::Bytes.shape() && left == right {
        let (x, y) = (a.known::<Bytes>().slice(), b.known::<Bytes>().slice());
        return Ok(Some(Bytes::new(th, &[x, y].concat()).val()));
    }
    Ok(None)
}

fn concat_text<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (x, y) = (a.known::<Str>(), b.known::<Str>());
    if x.is_empty() || y.is_empty() {
        return Ok(if x.is_empty() { b } else { a });
    }
    check_size(th, x.text().len() + y.text().len())?;
    Ok(Str::concat(th, x, y).val())
}

/// Refuses a result that would be too large.
pub fn check_size(th: &Thread, bytes: usize) -> Res<()> {
    if bytes > MOST_BYTES {
        return Err(memory_error(th));
    }
    Ok(())
}

#[cold]
fn memory_error(th: &Thread) -> Unwind {
    th.raise_with(Exc::MemoryError, &[])
}

/// How often to repeat, as a count.
pub fn times(th: &Thread, n: Int<'_>) -> Res<usize> {
    match n.to_i64() {
        Some(n) => Ok(n.max(0) as usize),
        None => Err(th.raise(
            Exc::OverflowError,
            "cannot fit 'int' into an index-sized integer",
        )),
    }
}

/// `sequence * n` of an exact sequence; `None` for anything else, and for `list *= n`.
pub fn repeat<'t>(
    th: &'t Thread,
    inplace: bool,
    sequence: Val<'t>,
    n: Int<'t>,
) -> Res<Option<Val<'t>>> {
    if !sequence.is_pointer() {
        return Ok(None);
    }
    let id = sequence.shape_id();
    if id == Builtin::Str.shape() {
        let s = sequence.known::<Str>();
        let n = times(th, n)?;
        if n == 1 {
            return Ok(Some(sequence));
        }
        check_size(th, s.text().len().saturating_mul(n))?;
        return Ok(Some(th.str(&s.text().repeat(n))));
    }
    if id == Builtin::List.shape() && !inplace {
        let items = sequence.known::<List>().see(th)?.items();
        let n = times(th, n)?;
        let len = items.len().saturating_mul(n);
        check_size(th, len.saturating_mul(8))?;
        return Ok(Some(List::repeated(th, items, len).val()));
    }
    if id == Builtin::Tuple.shape() {
        let items = sequence.known::<Tuple>().items();
        let n = times(th, n)?;
        if n == 1 {
            return Ok(Some(sequence));
        }
        let len = items.len().saturating_mul(n);
        check_size(th, len.saturating_mul(8))?;
        let all = items.iter().cycle().take(len).copied();
        return Ok(Some(Tuple::from_iter(th, len, all).val()));
    }
    if id == Builtin::Bytes.shape() {
        let bytes = sequence.known::<Bytes>().slice();
        let n = times(th, n)?;
        check_size(th, bytes.len().saturating_mul(n))?;
        return Ok(Some(Bytes::new(th, &bytes.repeat(n)).val()));
    }
    Ok(None)
}
