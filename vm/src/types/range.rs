//! `range`, and its iterators.
//!
//! All four parts are Python ints of any size, set at birth. Ranges of small ints, by far the commonest, are computed
//! with `i64`; the others with big ints.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::class::Builtin;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{BigIntObj, Record, Ref};
use crate::protocol::index::{self, Key, Slice};
use crate::protocol::number::CmpOp;
use crate::semantics::Next;
use crate::thread::Thread;
use crate::types::iter::ranges;
use crate::types::sequence;
use crate::unwind::Res;
use crate::value::{INT_MAX, INT_MIN, Val};

/// Fields.
pub const START: usize = 0;
pub const STOP: usize = 1;
pub const STEP: usize = 2;
pub const LEN: usize = 3;

/// An int of any size as the bigint crate's type.
pub fn big(v: Val<'_>) -> BigInt {
    match v.as_int() {
        Some(i) => BigInt::from(i),
        None => v.expect::<BigIntObj>().to_big(),
    }
}

fn part<'t>(r: Ref<'t, Record>, i: usize) -> Val<'t> {
    r.fixed_of(Builtin::Range, i)
}

/// A range of exact ints; the step is not zero.
pub fn new<'t>(th: &'t Thread, start: Val<'t>, stop: Val<'t>, step: Val<'t>) -> Val<'t> {
    let len = match (start.as_int(), stop.as_int(), step.as_int()) {
        (Some(a), Some(b), Some(s)) => th.int(small_len(a, b, s)),
        _ => {
            let (a, b, s) = (big(start), big(stop), big(step));
            th.big_int(&big_len(&a, &b, &s))
        }
    };
    th.record(Builtin::Range, &[start, stop, step, len])
}

fn small_len(start: i64, stop: i64, step: i64) -> i64 {
    if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    }
}

fn big_len(start: &BigInt, stop: &BigInt, step: &BigInt) -> BigInt {
    let (span, step_size) = if step.is_positive() {
        (stop - start, step.clone())
    } else {
        (start - stop, -step)
    };
    if span.is_positive() {
        (span - 1) / step_size + 1
    } else {
        BigInt::zero()
    }
}

/// Start, step and length, if they and every item are small ints.
fn small_parts(r: Ref<'_, Record>) -> Option<(i64, i64, i64)> {
    part(r, STOP).as_int()?;
    Some((
        part(r, START).as_int()?,
        part(r, STEP).as_int()?,
        part(r, LEN).as_int()?,
    ))
}

/// The item at a position that is in range.
fn item<'t>(th: &'t Thread, r: Ref<'t, Record>, i: i64) -> Val<'t> {
    match small_parts(r) {
        Some((start, step, _)) => th.int(start + i * step),
        None => th.big_int(&(big(part(r, START)) + i * big(part(r, STEP)))),
    }
}

/// `len(r)` where it fits an index.
pub fn quick_len(r: Ref<'_, Record>) -> Option<usize> {
    part(r, LEN).as_int().map(|n| n as usize)
}

/// `iter(r)`.
pub fn iter<'t>(th: &'t Thread, r: Ref<'t, Record>) -> Val<'t> {
    if let Some((start, step, len)) = small_parts(r)
        && let Some(end) = len.checked_mul(step).and_then(|d| d.checked_add(start))
        && (INT_MIN..=INT_MAX).contains(&end)
    {
        let fields = [Val::small(start), Val::small(end), Val::small(step)];
        return th.record(Builtin::RangeIter, &fields);
    }
    let end = big(part(r, START)) + big(part(r, LEN)) * big(part(r, STEP));
    let fields = [part(r, START), th.big_int(&end), part(r, STEP)];
    th.record(Builtin::LongRangeIter, &fields)
}

/// `reversed(r)`.
fn reversed<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let (start, step, len) = (big(part(r, START)), big(part(r, STEP)), big(part(r, LEN)));
    let (first, end) = (&start + (len - 1) * &step, start - &step);
    let back = new(th, th.big_int(&first), th.big_int(&end), th.big_int(&-step));
    Ok(iter(th, back.expect()))
}

/// The next item of an iterator over ints that do not all fit immediates.
pub fn long_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    let own = it.own(th)?;
    let next = own.field(ranges::NEXT);
    let (at, end) = (big(next), big(own.field(ranges::END)));
    if at == end {
        return Ok(Next::Done);
    }
    let after = at + big(own.field(ranges::STEP));
    own.set_field(ranges::NEXT, th.big_int(&after));
    Ok(Next::Item(next))
}

/// How many items an iterator has left.
pub fn iter_left<'t>(th: &'t Thread, it: crate::object::Seen<'t, Record>) -> Val<'t> {
    let span = big(it.field(ranges::END)) - big(it.field(ranges::NEXT));
    th.big_int(&(span / big(it.field(ranges::STEP))))
}

/// `r[key]` for plain keys; UNDEF if an `__index__` has to be called.
pub fn get<'t>(th: &'t Thread, r: Val<'t>, key: Val<'t>) -> Res<Val<'t>> {
    let range = r.expect::<Record>();
    match Key::of(th, key)? {
        Key::At(i) => {
            if let Some(len) = part(range, LEN).as_int() {
                let Some(at) = index::in_range(i, len as usize) else {
                    return Err(th.index_error("range object index out of range"));
                };
                return Ok(item(th, range, at as i64));
            }
            let (mut at, len) = (big(key.unboxed()), big(part(range, LEN)));
            if at.is_negative() {
                at += &len;
            }
            if at.is_negative() || at >= len {
                return Err(th.index_error("range object index out of range"));
            }
            Ok(th.big_int(&(big(part(range, START)) + at * big(part(range, STEP)))))
        }
        Key::Slice(s) => slice(th, range, s),
        Key::Ask => Ok(Val::UNDEF),
        Key::Other => Err(index::bad_key(th, "range", key)),
    }
}

fn slice<'t>(th: &'t Thread, r: Ref<'t, Record>, s: Slice) -> Res<Val<'t>> {
    let len = part(r, LEN).as_int().unwrap_or(i64::MAX);
    let b = s.over(th, len as usize)?;
    let (start, step) = (big(part(r, START)), big(part(r, STEP)));
    let at = |i: i64| th.big_int(&(&start + BigInt::from(i) * &step));
    let by = th.big_int(&(&step * b.step));
    Ok(new(th, at(b.start), at(b.stop), by))
}

/// The position of an int in the range, if it is an item.
fn position_of(r: Ref<'_, Record>, v: Val<'_>) -> Option<BigInt> {
    let v = match v.as_bool() {
        Some(b) => BigInt::from(i64::from(b)),
        None => big(v.unboxed()),
    };
    let (start, step) = (big(part(r, START)), big(part(r, STEP)));
    let away = v - start;
    if !(&away % &step).is_zero() {
        return None;
    }
    let at = away / step;
    (!at.is_negative() && at < big(part(r, LEN))).then_some(at)
}

/// Is it an int, exactly (a bool counts)? Others are compared item by item, as `__eq__` may say anything.
fn is_exact_int(v: Val<'_>) -> bool {
    v.is_int() || v.is_bool() || v.has_shape(Builtin::Int.shape())
}

/// `v in r` for an exact int or float.
pub fn quick_contains<'t>(r: Val<'t>, v: Val<'t>) -> Option<bool> {
    let r = r.expect::<Record>();
    if let (Some(i), Some((start, step, len))) = (v.as_int(), small_parts(r)) {
        let away = i - start;
        return Some(away % step == 0 && (0..len).contains(&(away / step)));
    }
    if is_exact_int(v) {
        return Some(position_of(r, v).is_some());
    }
    match v.as_float() {
        Some(f) if f.fract() != 0.0 || !f.is_finite() => Some(false),
        Some(f) => {
            let i = crate::numeric::big::from_f64(f).ok()?;
            Some(holds(r, &i))
        }
        None => None,
    }
}

fn holds(r: Ref<'_, Record>, i: &BigInt) -> bool {
    let (start, step) = (big(part(r, START)), big(part(r, STEP)));
    let away = i - start;
    let at = &away / &step;
    (&away % &step).is_zero() && !at.is_negative() && at < big(part(r, LEN))
}

fn contains(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(known) = quick_contains(th.get(w.at(0)), th.get(w.at(1))) {
        return th.ret(Val::bool(known));
    }
    let found = crate::protocol::container::find_by_iteration(th, w.at(0), w.at(1))?;
    th.ret(Val::bool(found.is_some()))
}

fn count(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(known) = quick_contains(th.get(w.at(0)), th.get(w.at(1))) {
        return th.ret(Val::small(i64::from(known)));
    }
    let n = crate::protocol::container::count_by_iteration(th, w.at(0), w.at(1))?;
    th.ret(Val::small(n as i64))
}

fn index_of(th: &mut Thread, w: Window) -> Res<Done> {
    let (r, v) = (w.at(0), w.at(1));
    if is_exact_int(th.get(v)) {
        return match position_of(th.get(r).expect(), th.get(v)) {
            Some(at) => th.ret(th.big_int(&at)),
            None => {
                let text = crate::protocol::text::repr_text(th, v)?;
                Err(th.value_error(format!("{text} is not in range")))
            }
        };
    }
    match crate::protocol::container::find_by_iteration(th, r, v)? {
        Some(n) => th.ret(Val::small(n as i64)),
        None => Err(th.value_error("sequence.index(x): x not in sequence")),
    }
}

/// Equality as sequences.
pub fn same<'t>(a: Ref<'t, Record>, b: Ref<'t, Record>) -> bool {
    let (n, m) = (big(part(a, LEN)), big(part(b, LEN)));
    if n != m {
        return false;
    }
    n.is_zero()
        || big(part(a, START)) == big(part(b, START))
            && (n == BigInt::from(1) || big(part(a, STEP)) == big(part(b, STEP)))
}

/// The hash, of length, start and step, the last two None where they make no difference.
pub fn hash<'t>(th: &'t Thread, r: Ref<'t, Record>) -> Res<i64> {
    let len = part(r, LEN);
    let start = if len.is(Val::small(0)) {
        Val::NONE
    } else {
        part(r, START)
    };
    let short = len.is(Val::small(0)) || len.is(Val::small(1));
    let step = if short { Val::NONE } else { part(r, STEP) };
    let key = th.tuple(&[len, start, step]);
    Ok(crate::types::hash::quick_hash(th, key)?.expect("V3: a tuple of ints and None"))
}

fn compare<'t>(th: &'t Thread, a: Args<'t>, op: CmpOp) -> Res<Val<'t>> {
    let _ = th;
    if !a.get(1).has_shape(Builtin::Range.shape()) {
        return Ok(Val::NOT_IMPLEMENTED);
    }
    let same = same(a.get(0).expect(), a.get(1).expect());
    Ok(Val::bool(same == (op == CmpOp::Eq)))
}

fn new_range(th: &mut Thread, w: Window) -> Res<Done> {
    th.section(|th| {
        crate::types::construct::class_of_new(th, th.get(w.at(0)), Builtin::Range).map(|_| ())
    })?;
    let one = th.root(Val::small(1));
    let zero = th.root(Val::small(0));
    let (start, stop, step) = match (w.opt(th, 2), w.opt(th, 3)) {
        (None, _) => (zero, index::index(th, w.at(1))?, one),
        (Some(stop), step) => {
            let (start, stop) = (index::index(th, w.at(1))?, index::index(th, stop)?);
            let step = match step {
                Some(s) => index::index(th, s)?,
                None => one,
            };
            (start, stop, step)
        }
    };
    if th.get(step).is(Val::small(0)) {
        return Err(th.value_error("range() arg 3 must not be zero"));
    }
    th.ret(new(th, th.get(start), th.get(stop), th.get(step)))
}

/// `range(…)` of small ints.
pub fn quick_new<'t>(th: &'t Thread, args: &[Val<'t>]) -> Option<Val<'t>> {
    let small = |v: &Val<'t>| v.is_int();
    let (zero, one) = (Val::small(0), Val::small(1));
    match args {
        [stop] if small(stop) => Some(new(th, zero, *stop, one)),
        [start, stop] if small(start) && small(stop) => Some(new(th, *start, *stop, one)),
        [start, stop, step] if args.iter().all(small) && !step.is(zero) => {
            Some(new(th, *start, *stop, *step))
        }
        _ => None,
    }
}

fn length(th: &mut Thread, w: Window) -> Res<Done> {
    let n = part(th.get(w.at(0)).expect(), LEN);
    if crate::types::int::Int::of(n).is_some_and(|n| n.to_i64().is_some()) {
        return th.ret(n);
    }
    Err(th.raise(
        crate::error::Exc::OverflowError,
        "Python int too large to convert to C ssize_t",
    ))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let r: Ref<'_, Record> = th.get(w.at(0)).expect();
    let (start, stop, step) = (big(part(r, START)), big(part(r, STOP)), big(part(r, STEP)));
    let text = if step == BigInt::from(1) {
        format!("range({start}, {stop})")
    } else {
        format!("range({start}, {stop}, {step})")
    };
    th.ret(th.str(&text))
}

fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let parts = th.tuple(&[part(r, START), part(r, STOP), part(r, STEP)]);
    Ok(th.tuple(&[th.builtin(Builtin::Range), parts]))
}

fn not_empty<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let len = part(a.get(0).expect(), LEN);
    Ok(Val::bool(!len.is(Val::small(0))))
}

const PAIR: Params = Params::all(&["_self", "_value"]);
const ONE: Params = Params::all(&["_self"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Range,
    doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_start", "_stop", "_step"], 2),
            new_range,
        )
        .static_method(),
        NativeDef::full("__len__", ONE, length),
        NativeDef::quick("__iter__", ONE, |th, a| Ok(iter(th, a.get(0).expect()))),
        NativeDef::quick("__reversed__", ONE, reversed),
        NativeDef::quick("__bool__", ONE, not_empty),
        NativeDef::either("__getitem__", PAIR, |th, a| get(th, a.get(0), a.get(1)), |th, w| sequence::get_by_plain_key(th, w, get)),
        NativeDef::full("__contains__", PAIR, contains),
        NativeDef::full("count", PAIR, count).doc("rangeobject.count(value) -> integer -- return number of occurrences of value"),
        NativeDef::full("index", PAIR, index_of).doc("rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."),
        NativeDef::quick("__eq__", PAIR, |th, a| compare(th, a, CmpOp::Eq)),
        NativeDef::quick("__ne__", PAIR, |th, a| compare(th, a, CmpOp::Ne)),
        NativeDef::quick("__hash__", ONE, |th, a| Ok(th.int(hash(th, a.get(0).expect())?))),
        NativeDef::full("__repr__", ONE, repr),
        NativeDef::quick("__reduce__", ONE, reduce),
    ],
    getsets: &[
        GetSet::read("start", |_, r| Ok(part(r.expect(), START))),
        GetSet::read("stop", |_, r| Ok(part(r.expect(), STOP))),
        GetSet::read("step", |_, r| Ok(part(r.expect(), STEP))),
    ],
};
