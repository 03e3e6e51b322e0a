//! Operations on single digits, exponents and neighbours.

use super::coefficient::{Coef, MOST_DIGITS};
use super::compare::order;
use super::number::{Env, Number, Rounding, Status};
use super::round::finish;
use super::{arith, number::Kind};

/// The digits of an operand of a logical operation, as many as the precision, the last first; `None` if it is not one.
fn bits(n: &Number, env: &Env) -> Option<Vec<u8>> {
    if !n.is_finite() || n.negative || n.exp != 0 {
        return None;
    }
    let text = n.coef.text();
    if text.bytes().any(|d| d > b'1') {
        return None;
    }
    let most = usize::try_from(env.prec).unwrap_or(usize::MAX);
    Some(text.bytes().rev().take(most).collect())
}

fn from_bits(mut digits: Vec<u8>) -> Number {
    digits.reverse();
    Number::finite(false, Coef::from_text(&digits), 0)
}

fn logical(
    a: &Number,
    b: &Number,
    env: &Env,
    st: &mut Status,
    op: impl Fn(u8, u8) -> u8,
) -> Number {
    let (Some(x), Some(y)) = (bits(a, env), bits(b, env)) else {
        return Number::invalid(st, Status::INVALID_OPERATION);
    };
    let digit = |v: &[u8], i: usize| v.get(i).copied().unwrap_or(b'0');
    let all = (0..x.len().max(y.len())).map(|i| op(digit(&x, i) & 1, digit(&y, i) & 1) + b'0');
    from_bits(all.collect())
}

pub fn logical_and(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    logical(a, b, env, st, |x, y| x & y)
}

pub fn logical_or(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    logical(a, b, env, st, |x, y| x | y)
}

pub fn logical_xor(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    logical(a, b, env, st, |x, y| x ^ y)
}

pub fn logical_invert(a: &Number, env: &Env, st: &mut Status) -> Number {
    let Some(mut x) = bits(a, env) else {
        return Number::invalid(st, Status::INVALID_OPERATION);
    };
    if env.prec as u64 > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    x.resize(env.prec as usize, b'0');
    x.iter_mut().for_each(|d| *d ^= 1);
    from_bits(x)
}

/// By how much to shift or rotate; `None` if the operand does not say.
fn count(b: &Number, env: &Env) -> Option<i64> {
    if !b.is_finite() || b.exp != 0 {
        return None;
    }
    b.to_i64().filter(|n| n.unsigned_abs() <= env.prec as u64)
}

pub fn shift(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    moved(a, b, env, st, |coef, n| {
        if n < 0 {
            return coef.shift_right(n.unsigned_abs()).0;
        }
        let kept = coef.low_digits((env.prec - n) as u64);
        if env.prec == n {
            return Coef::ZERO;
        }
        kept.shift_left(n as u64)
    })
}

pub fn rotate(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    moved(a, b, env, st, |coef, n| {
        let right = if n < 0 {
            n.unsigned_abs()
        } else {
            (env.prec - n) as u64
        };
        let right = right % env.prec as u64;
        let low = if right == 0 {
            Coef::ZERO
        } else {
            coef.low_digits(right)
        };
        let high = coef.shift_right(right).0;
        low.shift_left(env.prec as u64 - right).add(&high)
    })
}

fn moved(
    a: &Number,
    b: &Number,
    env: &Env,
    st: &mut Status,
    f: impl Fn(&Coef, i64) -> Coef,
) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    let Some(n) = count(b, env) else {
        return Number::invalid(st, Status::INVALID_OPERATION);
    };
    if a.is_infinite() {
        return a.clone();
    }
    if env.prec as u64 > MOST_DIGITS && n != 0 {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    let coef = a.coef.low_digits(env.prec as u64);
    let coef = if n == 0 { coef } else { f(&coef, n) };
    Number::finite(a.negative, coef, a.exp)
}

/// `a * 10^b`.
pub fn scaleb(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    let most = 2 * (env.emax + env.prec);
    let by = match b.exp {
        0 if b.is_finite() => b.to_i64().filter(|n| n.abs() <= most),
        _ => None,
    };
    let Some(by) = by else {
        return Number::invalid(st, Status::INVALID_OPERATION);
    };
    if a.is_infinite() {
        return a.clone();
    }
    let moved = Number::finite(a.negative, a.coef.clone(), a.exp.saturating_add(by));
    finish(moved, env, st)
}

/// The exponent of the first digit.
pub fn logb(a: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return nan;
    }
    if a.is_infinite() {
        return Number::infinity(false);
    }
    if a.coef.is_zero() {
        st.add(Status::DIVISION_BY_ZERO);
        return Number::infinity(true);
    }
    finish(Number::int(a.adjusted()), env, st)
}

/// The next number below or above.
fn neighbour(a: &Number, up: bool, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return nan;
    }
    let mut quiet = Status::default();
    if a.is_infinite() {
        if a.negative != up {
            return a.clone();
        }
        let inward = env.with_rounding(Rounding::Down);
        let n = super::round::overflow(a.negative, &inward, &mut quiet);
        st.add(quiet.0 & Status::ERRORS);
        return n;
    }
    let mode = if up {
        Rounding::Ceiling
    } else {
        Rounding::Floor
    };
    let there = env.with_rounding(mode);
    // A number that the context does not have goes to the next one that it has.
    let fitted = finish(a.clone(), &there, &mut quiet);
    if order(&fitted, a).is_ne() {
        return fitted;
    }
    let tiny = Number::finite(!up, Coef::ONE, env.etiny() - 1);
    let n = arith::add(a, &tiny, &there, &mut quiet);
    st.add(quiet.0 & Status::ERRORS);
    n
}

pub fn next_minus(a: &Number, env: &Env, st: &mut Status) -> Number {
    neighbour(a, false, env, st)
}

pub fn next_plus(a: &Number, env: &Env, st: &mut Status) -> Number {
    neighbour(a, true, env, st)
}

/// The next number in the direction of another one.
pub fn next_toward(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    let direction = order(a, b);
    if direction.is_eq() {
        return Number {
            negative: b.negative,
            ..a.clone()
        };
    }
    let n = neighbour(a, direction.is_lt(), env, st);
    if n.is_infinite() {
        st.add(Status::OVERFLOW | Status::INEXACT | Status::ROUNDED);
    } else if n.is_finite() && n.adjusted() < env.emin {
        st.add(Status::UNDERFLOW | Status::SUBNORMAL | Status::INEXACT | Status::ROUNDED);
        if n.coef.is_zero() {
            st.add(Status::CLAMPED);
        }
    }
    n
}

/// Have they the same exponent, or are both infinite, or both NaNs?
pub fn same_quantum(a: &Number, b: &Number) -> bool {
    match (a.kind, b.kind) {
        (Kind::Finite, Kind::Finite) => a.exp == b.exp,
        _ => a.is_nan() && b.is_nan() || a.is_infinite() && b.is_infinite(),
    }
}

/// What sort of number it is, in the words of the specification.
pub fn class(a: &Number, env: &Env) -> &'static str {
    match a.kind {
        Kind::Quiet => "NaN",
        Kind::Signaling => "sNaN",
        Kind::Infinite if a.negative => "-Infinity",
        Kind::Infinite => "+Infinity",
        Kind::Finite => match (a.coef.is_zero(), a.is_subnormal(env), a.negative) {
            (true, _, true) => "-Zero",
            (true, _, false) => "+Zero",
            (_, true, true) => "-Subnormal",
            (_, true, false) => "+Subnormal",
            (_, _, true) => "-Normal",
            (_, _, false) => "+Normal",
        },
    }
}
