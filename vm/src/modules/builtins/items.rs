//! Builtin functions of iterables: len, iter, next, sorted, sum, min, max, any, all, anext, aiter.

use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Traced, Window};
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::protocol::{container, iter};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::list;
use crate::unwind::Res;
use crate::value::{Tag, Val};

const ONE: Params = Params::all(&["_obj"]);

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::either("len", ONE, quick_len, len).traced(Traced::Len).doc("Return the number of items in a container."),
    NativeDef::full("iter", Params::pos(&["_object", "_sentinel"], 1), iter_).doc("iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an object.\nIn the first form, the argument must supply its own iterator, or be a sequence.\nIn the second form, the callable is called until it returns the sentinel."),
    NativeDef::either("next", Params::pos(&["_iterator", "_default"], 1), quick_next, next).doc("next(iterator[, default])\n\nReturn the next item from the iterator. If default is given and the iterator\nis exhausted, it is returned instead of raising StopIteration."),
    NativeDef::full("sorted", Params::all(&["_iterable"]).kw(&["key", "reverse"]), sorted).doc("Return a new list containing all items from the iterable in ascending order.\n\nA custom key function can be supplied to customize the sort order, and the\nreverse flag can be set to request the result in descending order."),
    NativeDef::full("sum", Params::pos(&["_iterable", "start"], 1), sum).traced(Traced::Sum).doc("Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\nWhen the iterable is empty, return the start value.\nThis function is intended specifically for use with numeric values and may\nreject non-numeric types."),
    NativeDef::either("min", Params::pos(&[], 0).kw(&["key", "default"]).rest(), |th, a| quick_extreme(th, a, CmpOp::Lt), |th, w| extreme(th, w, CmpOp::Lt)).traced(Traced::Least).doc("min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument."),
    NativeDef::either("max", Params::pos(&[], 0).kw(&["key", "default"]).rest(), |th, a| quick_extreme(th, a, CmpOp::Gt), |th, w| extreme(th, w, CmpOp::Gt)).traced(Traced::Most).doc("max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the largest argument."),
    NativeDef::full("any", Params::all(&["_iterable"]), |th, w| quantify(th, w, true)).traced(Traced::Any).doc("Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
    NativeDef::full("all", Params::all(&["_iterable"]), |th, w| quantify(th, w, false)).traced(Traced::All).doc("Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
    NativeDef::full("anext", Params::pos(&["_aiterator", "_default"], 1), anext).doc("Return the next item from the async iterator.\n\nIf default is given and the async iterator is exhausted,\nit is returned instead of raising StopAsyncIteration."),
    NativeDef::full("aiter", Params::all(&["_async_iterable"]), aiter).doc("Return an AsyncIterator for an AsyncIterable object."),
];

fn quick_len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = container::quick_len(th, a.get(0))?;
    Ok(n.map_or(Val::UNDEF, |n| Val::small(n as i64)))
}

fn len(th: &mut Thread, w: Window) -> Res<Done> {
    let n = container::len(th, w.at(0))?;
    th.ret(th.int(n as i64))
}

fn iter_(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(end) = w.opt(th, 1) else {
        let it = iter::get_iter(th, w.at(0))?;
        return th.ret_slot(it);
    };
    if !super::objects::is_callable(th, w.at(0))? {
        return Err(th.type_error("iter(v, w): v must be callable"));
    }
    let fields = [th.get(w.at(0)), th.get(end)];
    th.ret(th.record(Builtin::CallableIter, &fields))
}

fn quick_next<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match iter::quick_next(th, a.get(0))? {
        Next::Item(v) => Ok(v),
        Next::Done => match a.opt(1) {
            Some(default) => Ok(default),
            None => Err(th.stop_iteration()),
        },
        Next::Other => Ok(Val::UNDEF),
    }
}

fn next(th: &mut Thread, w: Window) -> Res<Done> {
    // The StopIteration of a Python iterator is passed on as it is, with its value.
    let Some(default) = w.opt(th, 1) else {
        return match iter::next_or_stop(th, w.at(0))? {
            Some(v) => th.ret_slot(v),
            None => Err(th.stop_iteration()),
        };
    };
    match iter::next(th, w.at(0))? {
        Some(v) => th.ret_slot(v),
        None => th.ret_slot(default),
    }
}

fn sorted(th: &mut Thread, w: Window) -> Res<Done> {
    let all = iter::to_list(th, w.at(0))?;
    let reverse = match w.opt(th, 2) {
        Some(v) => number::truth(th, v)?,
        None => false,
    };
    let key = w.opt(th, 1);
    list::sort::sort(th, all, key, reverse)?;
    th.ret_slot(all)
}

/// A running sum: ints as long as they fit, floats with the error that each addition makes kept aside (Neumaier).
#[derive(Clone, Copy)]
enum Sum {
    Int(i64),
    Float(f64, f64),
    /// In the accumulator register.
    Any,
}

impl Sum {
    /// The sum with one more item; `None` if that is not a matter of plain numbers.
    fn with(self, v: Val<'_>) -> Option<Sum> {
        match (self, v.tag()) {
            (Sum::Int(a), Tag::Int(b)) => a.checked_add(b).map(Sum::Int),
            (Sum::Int(a), Tag::Bool(b)) => a.checked_add(i64::from(b)).map(Sum::Int),
            (Sum::Int(a), Tag::Float(b)) => Some(Sum::Float(a as f64, 0.0).plus(b)),
            (Sum::Float(..), Tag::Float(b)) => Some(self.plus(b)),
            (Sum::Float(..), Tag::Int(b)) => Some(self.plus(b as f64)),
            (Sum::Float(..), Tag::Bool(b)) => Some(self.plus(f64::from(b))),
            _ => None,
        }
    }

    fn plus(self, x: f64) -> Sum {
        let Sum::Float(high, low) = self else {
            unreachable!("only floats are added here")
        };
        let sum = high + x;
        let error = if high.abs() >= x.abs() {
            high - sum + x
        } else {
            x - sum + high
        };
        Sum::Float(sum, low + error)
    }

    fn value(self, th: &Thread) -> Val<'_> {
        match self {
            Sum::Int(i) => th.int(i),
            Sum::Float(high, low) if low != 0.0 && low.is_finite() => Val::float(high + low),
            Sum::Float(high, _) => Val::float(high),
            Sum::Any => Val::UNDEF,
        }
    }

    fn of(v: Val<'_>) -> Sum {
        match v.tag() {
            Tag::Int(i) => Sum::Int(i),
            Tag::Bool(b) => Sum::Int(i64::from(b)),
            Tag::Float(f) => Sum::Float(f, 0.0),
            _ => Sum::Any,
        }
    }
}

/// Why the quick loop of `sum` stopped.
enum Pause {
    End,
    Poll,
    /// An item that is not a plain number.
    Item(Slot),
    /// The iterator is not a quick one.
    Slow,
}

fn sum(th: &mut Thread, w: Window) -> Res<Done> {
    let start = match w.opt(th, 1) {
        Some(v) => v,
        None => th.root(Val::small(0)),
    };
    refuse_texts(th, start)?;
    if let Some(sum) = quick_sum(th, start, w.at(0))? {
        return th.ret(sum.value(th));
    }
    let it = iter::get_iter(th, w.at(0))?;
    let total = th.root(th.get(start));
    let mut sum = Sum::of(th.get(start));
    let mark = th.mark();
    loop {
        // Each turn advances the iterator and the sum together, so running on after a conflict is right.
        let pause = th.section(|th| {
            loop {
                match iter::quick_next(th, th.get(it))? {
                    Next::Done => return Ok(Pause::End),
                    Next::Other => return Ok(Pause::Slow),
                    Next::Item(v) => match sum.with(v) {
                        Some(next) => sum = next,
                        None => return Ok(Pause::Item(th.root(v))),
                    },
                }
                if th.is_polled() {
                    return Ok(Pause::Poll);
                }
            }
        })?;
        let item = match pause {
            Pause::End => break,
            Pause::Poll => {
                th.safepoint()?;
                continue;
            }
            Pause::Item(v) => v,
            Pause::Slow => match iter::next(th, it)? {
                Some(v) => v,
                None => break,
            },
        };
        match sum.with(th.get(item)) {
            Some(next) => sum = next,
            None => {
                if !matches!(sum, Sum::Any) {
                    th.set(total, sum.value(th));
                }
                let r = number::binary(th, BinOp::Add, false, total, item)?;
                th.set(total, th.get(r));
                // Big ints and the like go on by the protocol; a float result is summed with care again.
                sum = Sum::of(th.get(r));
            }
        }
        th.release_to(mark);
    }
    match sum {
        Sum::Any => th.ret_slot(total),
        plain => th.ret(plain.value(th)),
    }
}

/// The sum of a builtin container of plain numbers, in one step.
fn quick_sum(th: &mut Thread, start: Slot, items: Slot) -> Res<Option<Sum>> {
    th.section(|th| {
        let mut sum = Sum::of(th.get(start));
        let done = iter::quick_fold(th, th.get(items), |v| {
            let Some(next) = sum.with(v) else {
                return Ok(None);
            };
            sum = next;
            Ok(Some(true))
        })?;
        Ok(done.map(|()| sum))
    })
}

fn refuse_texts(th: &Thread, start: Slot) -> Res<()> {
    let b = th.class_of(th.get(start)).info().builtin;
    let text = match b {
        Builtin::Str => "sum() can't sum strings [use ''.join(seq) instead]",
        Builtin::Bytes => "sum() can't sum bytes [use b''.join(seq) instead]",
        Builtin::ByteArray => "sum() can't sum bytearray [use b''.join(seq) instead]",
        _ => return Ok(()),
    };
    Err(th.type_error(text))
}

/// `min` (`Lt`) and `max` (`Gt`) without `key` and `default`, where comparing needs no Python code; else UNDEF.
fn quick_extreme<'t>(th: &'t Thread, a: Args<'t>, op: CmpOp) -> Res<Val<'t>> {
    if !a.get(0).is_undef() || !a.get(1).is_undef() {
        return Ok(Val::UNDEF);
    }
    let mut best = Val::UNDEF;
    let mut step = |v: Val<'t>| {
        let better = best.is_undef() || {
            match crate::types::ops::quick_compare(th, op, v, best)? {
                Some(better) => better,
                None => return Ok(None),
            }
        };
        if better {
            best = v;
        }
        Ok(Some(true))
    };
    let done = match a.len() {
        3 => iter::quick_fold(th, a.get(2), step)?.is_some(),
        n => (2..n).try_fold(true, |done, i| Ok(done && step(a.get(i))?.is_some()))?,
    };
    Ok(if done { best } else { Val::UNDEF })
}

/// `min` (`Lt`) and `max` (`Gt`).
fn extreme(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let name = if op == CmpOp::Lt { "min" } else { "max" };
    let (key, default) = (w.opt(th, 0), w.opt(th, 1));
    let key = key.filter(|k| !th.get(*k).is_none());
    let items: Slot = match w.len - 2 {
        0 => {
            return Err(th.type_error(format!("{name} expected at least 1 argument, got 0")));
        }
        1 => w.at(2),
        _ if default.is_some() => {
            return Err(th.type_error(format!(
                "Cannot specify a default for {name}() with multiple positional arguments"
            )));
        }
        _ => {
            let all: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
            th.root(th.tuple(&all))
        }
    };
    if key.is_none()
        && let Some(best) = quick_best(th, op, items)?
    {
        return th.ret_slot(best);
    }
    let (best, best_key) = (th.root(Val::UNDEF), th.root(Val::UNDEF));
    iter::for_each(th, items, |th, item| {
        let k = match key {
            Some(f) => th.call(f, &[item])?,
            None => item,
        };
        if th.get(best).is_undef() || number::compare_truth(th, op, k, best_key)? {
            th.set(best, th.get(item));
            th.set(best_key, th.get(k));
        }
        Ok(true)
    })?;
    if !th.get(best).is_undef() {
        return th.ret_slot(best);
    }
    match default {
        Some(d) => th.ret_slot(d),
        None => Err(th.value_error(format!("{name}() iterable argument is empty"))),
    }
}

/// The best item of a builtin container that is not empty, in one step, if comparing needs no Python code.
fn quick_best(th: &mut Thread, op: CmpOp, items: Slot) -> Res<Option<Slot>> {
    th.section(|th| {
        let mut best: Option<Val<'_>> = None;
        let done = iter::quick_fold(th, th.get(items), |v| {
            let better = match best {
                None => true,
                Some(b) => match crate::types::ops::quick_compare(th, op, v, b)? {
                    Some(better) => better,
                    None => return Ok(None),
                },
            };
            if better {
                best = Some(v);
            }
            Ok(Some(true))
        })?;
        Ok(done.and(best).map(|v| th.root(v)))
    })
}

/// `any` and `all` of a builtin container in one step, if truth needs no Python code.
fn quick_quantify(th: &mut Thread, items: Slot, wanted: bool) -> Res<Option<bool>> {
    th.section(|th| {
        let mut answer = !wanted;
        let done = iter::quick_fold(th, th.get(items), |v| {
            let Some(truth) = number::quick_truth(th, v)? else {
                return Ok(None);
            };
            if truth == wanted {
                answer = wanted;
            }
            Ok(Some(answer != wanted))
        })?;
        Ok(done.map(|()| answer))
    })
}

/// `any` (`wanted`) and `all` (not).
fn quantify(th: &mut Thread, w: Window, wanted: bool) -> Res<Done> {
    if let Some(answer) = quick_quantify(th, w.at(0), wanted)? {
        return th.ret(Val::bool(answer));
    }
    let mut answer = !wanted;
    iter::for_each(th, w.at(0), |th, v| {
        if number::truth(th, v)? == wanted {
            answer = wanted;
        }
        Ok(answer != wanted)
    })?;
    th.ret(Val::bool(answer))
}

fn anext(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(step) = th.call_special(w.at(0), Id::__anext__, &[])? else {
        return Err(th.type_error(format!(
            "'{}' object is not an async iterator",
            th.class_name(th.get(w.at(0)))
        )));
    };
    let Some(default) = w.opt(th, 1) else {
        return th.ret_slot(step);
    };
    let f = crate::import::import_object(th, "_typhon_async", "step_or")?;
    let r = th.call(f, &[step, default])?;
    th.ret_slot(r)
}

fn aiter(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(it) = th.call_special(w.at(0), Id::__aiter__, &[])? else {
        return Err(th.type_error(format!(
            "'{}' object is not an async iterable",
            th.class_name(th.get(w.at(0)))
        )));
    };
    let ok = th.section(|th| {
        Ok(crate::protocol::lookup::special(th, th.get(it), Id::__anext__)?.is_some())
    })?;
    if ok {
        return th.ret_slot(it);
    }
    Err(th.type_error(format!(
        "aiter() returned not an async iterator of type '{}'",
        th.class_name(th.get(it))
    )))
}
