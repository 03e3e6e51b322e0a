//! Iterators over other iterators and over any object: `enumerate`, `zip`, `map`, `filter`, `reversed`, `iter(f, end)`
//! and the iterator of the `__getitem__` protocol.
//!
//! [`next`] advances any of them with the full right; the two that can do without are also quick.

use num_bigint::BigInt;

use crate::class::Builtin;
use crate::error::Exc;
use crate::names::Id;
use crate::object::{BigIntObj, Record, Ref, Tuple};
use crate::protocol::{container, iter, number};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::iter::{quick_next, quick_ready};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// Fields of `enumerate`.
pub mod enumerate {
    pub const ITER: usize = 0;
    /// Number of the next item: any int.
    pub const COUNT: usize = 1;
}

/// Fields of `zip`.
pub mod zip {
    /// A tuple.
    pub const ITERS: usize = 0;
    pub const STRICT: usize = 1;
}

/// Fields of `map`.
pub mod map {
    pub const FUNC: usize = 0;
    /// A tuple.
    pub const ITERS: usize = 1;
    pub const STRICT: usize = 2;
}

/// Fields of `filter`; the function may be None.
pub mod filter {
    pub const FUNC: usize = 0;
    pub const ITER: usize = 1;
}

/// Fields of `reversed` and of the iterator over `__getitem__`; the object is UNDEF when exhausted.
pub mod sequence {
    pub const OBJECT: usize = 0;
    /// The index to ask for next.
    pub const AT: usize = 1;
}

/// Fields of `iter(f, end)`; the function is UNDEF when exhausted.
pub mod callable {
    pub const FUNC: usize = 0;
    pub const END: usize = 1;
}

/// `enumerate` over a quick iterator.
pub fn quick_enumerate<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::Enumerate;
    let own = it.own(th)?;
    let Some(count) = own.field_of(B, enumerate::COUNT).as_int() else {
        return Ok(Next::Other);
    };
    Ok(match quick_next(th, own.field_of(B, enumerate::ITER))? {
        Next::Item(v) => {
            own.set_field_of(B, enumerate::COUNT, th.int(count + 1));
            Next::Item(th.tuple(&[Val::small(count), v]))
        }
        other => other,
    })
}

/// A `zip` of more than this is not advanced quickly.
pub const QUICK_ZIP: usize = 4;

/// `zip` over quick iterators.
pub fn quick_zip<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    let own = it.own(th)?;
    let iters = own
        .field_of(Builtin::Zip, zip::ITERS)
        .expect::<Tuple>()
        .items();
    for it in iters {
        if !quick_ready(th, *it)? {
            return Ok(Next::Other);
        }
    }
    if iters.is_empty() {
        return Ok(Next::Done);
    }
    // No barrier can refuse any more, so the iterators advance together or an error stands.
    let mut items = [Val::UNDEF; QUICK_ZIP];
    if iters.len() > QUICK_ZIP {
        return Ok(Next::Other);
    }
    let strict = own.field_of(Builtin::Zip, zip::STRICT).is(Val::TRUE);
    for (i, it) in iters.iter().enumerate() {
        match quick_next(th, *it)? {
            Next::Item(v) => items[i] = v,
            _ if strict && i > 0 => return Err(uneven(th, "zip", i, "shorter")),
            _ if strict => {
                for (i, it) in iters.iter().enumerate().skip(1) {
                    if let Next::Item(_) = quick_next(th, *it)? {
                        return Err(uneven(th, "zip", i, "longer"));
                    }
                }
                return Ok(Next::Done);
            }
            _ => return Ok(Next::Done),
        }
    }
    Ok(Next::Item(th.tuple(&items[..iters.len()])))
}

/// The ValueError of a strict `zip` or `map`: argument number `i` (from 0) is shorter or longer than those before.
fn uneven(th: &Thread, what: &str, i: usize, how: &str) -> Unwind {
    let others = if i == 1 {
        "argument 1".to_owned()
    } else {
        format!("arguments 1-{i}")
    };
    th.value_error(format!(
        "{what}() argument {} is {how} than {others}",
        i + 1
    ))
}

/// Advances an iterator of this module; the outer `None` if it is none.
pub fn next(th: &mut Thread, it: Slot) -> Res<Option<Option<Slot>>> {
    let b = {
        let v = th.get(it);
        if !v.is_kind(crate::object::Kind::Record) {
            return Ok(None);
        }
        th.class_of(v).info().builtin
    };
    match b {
        Builtin::Enumerate => next_enumerate(th, it).map(Some),
        Builtin::Zip => {
            let iters = field(th, it, zip::ITERS)?;
            let strict = field(th, it, zip::STRICT)?;
            let row = row_of(th, "zip", iters, strict)?;
            Ok(Some(row.map(|(first, n)| {
                let items: Vec<Val<'_>> = (0..n).map(|i| th.get(first.offset(i))).collect();
                th.root(th.tuple(&items))
            })))
        }
        Builtin::Map => next_map(th, it).map(Some),
        Builtin::Filter => next_filter(th, it).map(Some),
        Builtin::Reversed | Builtin::SeqIter => next_sequence(th, it, b).map(Some),
        Builtin::CallableIter => next_callable(th, it).map(Some),
        _ => Ok(None),
    }
}

/// A field in a new register.
fn field(th: &mut Thread, it: Slot, i: usize) -> Res<Slot> {
    th.section(|th| Ok(th.root(th.get(it).expect::<Record>().see(th)?.field(i))))
}

fn next_enumerate(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let inner = field(th, it, enumerate::ITER)?;
    let Some(v) = iter::next(th, inner)? else {
        return Ok(None);
    };
    let pair = th.section(|th| {
        let own = th.get(it).expect::<Record>().own(th)?;
        let count = own.field(enumerate::COUNT);
        own.set_field(enumerate::COUNT, successor(th, count));
        Ok(th.root(th.tuple(&[count, th.get(v)])))
    })?;
    Ok(Some(pair))
}

/// An int plus one.
fn successor<'t>(th: &'t Thread, i: Val<'t>) -> Val<'t> {
    match i.as_int() {
        Some(i) => th.int(i + 1),
        None => th.big_int(&(i.expect::<BigIntObj>().to_big() + BigInt::from(1))),
    }
}

/// One item of each iterator in a row of registers; `None` if one is exhausted.
fn row_of(th: &mut Thread, what: &str, iters: Slot, strict: Slot) -> Res<Option<(Slot, usize)>> {
    let n = th.get(iters).expect::<Tuple>().len();
    if n == 0 {
        return Ok(None);
    }
    let strict = th.get(strict).is(Val::TRUE);
    let (first, it) = (th.root_row(n), th.root(Val::UNDEF));
    let mark = th.mark();
    for i in 0..n {
        th.set(it, th.get(iters).expect::<Tuple>().at(i));
        match iter::next(th, it)? {
            Some(v) => th.set(first.offset(i), th.get(v)),
            None if strict && i > 0 => return Err(uneven(th, what, i, "shorter")),
            None if strict => {
                for i in 1..n {
                    th.set(it, th.get(iters).expect::<Tuple>().at(i));
                    if iter::next(th, it)?.is_some() {
                        return Err(uneven(th, what, i, "longer"));
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
        th.release_to(mark);
    }
    Ok(Some((first, n)))
}

fn next_map(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let func = field(th, it, map::FUNC)?;
    let (iters, strict) = (field(th, it, map::ITERS)?, field(th, it, map::STRICT)?);
    let Some((first, n)) = row_of(th, "map", iters, strict)? else {
        return Ok(None);
    };
    let args: Vec<Slot> = (0..n).map(|i| first.offset(i)).collect();
    th.call(func, &args).map(Some)
}

fn next_filter(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (func, inner) = (field(th, it, filter::FUNC)?, field(th, it, filter::ITER)?);
    let plain = {
        let f = th.get(func);
        f.is_none() || f.is(th.builtin(Builtin::Bool))
    };
    let mark = th.mark();
    loop {
        let Some(v) = iter::next(th, inner)? else {
            return Ok(None);
        };
        let answer = if plain { v } else { th.call(func, &[v])? };
        if number::truth(th, answer)? {
            return Ok(Some(v));
        }
        th.release_to(mark);
        if th.is_polled() {
            th.safepoint()?;
        }
    }
}

fn next_sequence(th: &mut Thread, it: Slot, b: Builtin) -> Res<Option<Slot>> {
    let (object, at) = (
        field(th, it, sequence::OBJECT)?,
        field(th, it, sequence::AT)?,
    );
    if th.get(object).is_undef() {
        return Ok(None);
    }
    let i = th.get(at).int_unchecked();
    let found = if i < 0 {
        None
    } else {
        match container::get_item(th, object, at) {
            Ok(v) => Some(v),
            Err(Unwind::Raise) if th.swallow(Exc::IndexError) => None,
            Err(Unwind::Raise) if th.swallow(Exc::StopIteration) => None,
            Err(u) => return Err(u),
        }
    };
    let step = if b == Builtin::Reversed { -1 } else { 1 };
    th.section(|th| {
        let own = th.get(it).expect::<Record>().own(th)?;
        if found.is_some() {
            own.set_field(sequence::AT, Val::small(i + step));
        } else {
            own.set_field(sequence::OBJECT, Val::UNDEF);
        }
        Ok(())
    })?;
    Ok(found)
}

fn next_callable(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (func, end) = (
        field(th, it, callable::FUNC)?,
        field(th, it, callable::END)?,
    );
    if th.get(func).is_undef() {
        return Ok(None);
    }
    let answer = match th.call(func, &[]) {
        Ok(v) if number::same_or_equal(th, end, v)? => None,
        Ok(v) => Some(v),
        Err(Unwind::Raise) if th.swallow(Exc::StopIteration) => None,
        Err(u) => return Err(u),
    };
    if answer.is_none() {
        th.section(|th| {
            let own = th.get(it).expect::<Record>().own(th)?;
            own.set_field(callable::FUNC, Val::UNDEF);
            Ok(())
        })?;
    }
    Ok(answer)
}

/// `reversed(v)`, before it is looked at as a sequence: by `__reversed__`.
pub fn reversed_special(th: &mut Thread, v: Slot) -> Res<Option<Slot>> {
    if crate::protocol::lookup::blocked(th, v, Id::__reversed__)? {
        return Err(not_reversible(th, v));
    }
    th.call_special(v, Id::__reversed__, &[])
}

/// The TypeError of `reversed`.
pub fn not_reversible(th: &Thread, v: Slot) -> Unwind {
    th.type_error(format!(
        "'{}' object is not reversible",
        th.class_name(th.get(v))
    ))
}
