//! Powers, as the reference library of CPython computes them.
//!
//! A whole exponent means multiplications under a somewhat greater precision, rounded half to even, then one rounding to the
//! precision that was asked for; any other means the exponential of a logarithm with some twenty digits more. Both are
//! correctly rounded but for cases that are next to impossible.

use dashu_int::UBig;
use dashu_int::ops::BitTest;

use super::coefficient::{Coef, MOST_DIGITS};
use super::compare::magnitude;
use super::number::{Env, Number, Rounding, Status};
use super::round::{finish, overflow};
use super::{arith, divide, series};

/// Digits of the greatest exponent.
const EXPONENT_DIGITS: i64 = 19;

/// `a ** b`.
pub fn power(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    let whole = b.is_integer();
    let negative = whole && a.negative && b.is_odd();
    if let Some(done) = special(a, b, (whole, negative), env, st) {
        return done;
    }
    let from_one = magnitude(a, &Number::int(1));
    if from_one.is_eq() {
        return power_of_one(a, b, (whole, negative), env, st);
    }
    if let Some(done) = out_of_bounds(a, b, from_one.is_gt(), negative, env, st) {
        return done;
    }
    if whole {
        power_whole(a, b, negative, env, st)
    } else {
        power_real(a, b, env, st)
    }
}

/// With a zero or an infinity among the operands, or a negative base that has no power.
fn special(
    a: &Number,
    b: &Number,
    (whole, negative): (bool, bool),
    env: &Env,
    st: &mut Status,
) -> Option<Number> {
    if a.is_zero() {
        return Some(if b.is_zero() {
            Number::invalid(st, Status::INVALID_OPERATION)
        } else if b.negative {
            Number::infinity(negative)
        } else {
            Number::zero(negative, 0)
        });
    }
    if a.negative && !whole {
        return Some(Number::invalid(st, Status::INVALID_OPERATION));
    }
    if b.is_infinite() {
        let from_one = magnitude(a, &Number::int(1));
        return Some(if from_one.is_eq() {
            st.add(Status::INEXACT | Status::ROUNDED);
            one_with_zeros(false, env.prec - 1, st)
        } else if from_one.is_gt() == b.negative {
            Number::zero(false, 0)
        } else {
            Number::infinity(false)
        });
    }
    if a.is_infinite() {
        return Some(if b.is_zero() {
            Number::int(1)
        } else if b.negative {
            Number::zero(negative, 0)
        } else {
            Number::infinity(negative)
        });
    }
    b.is_zero().then(|| Number::int(1))
}

/// 1 with so many zeros behind the point.
fn one_with_zeros(negative: bool, zeros: i64, st: &mut Status) -> Number {
    if zeros as u64 > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    Number::finite(negative, Coef::ONE.shift_left(zeros as u64), -zeros)
}

/// Powers of 1 and -1: as many zeros as the multiplications would give.
fn power_of_one(
    a: &Number,
    b: &Number,
    (whole, negative): (bool, bool),
    env: &Env,
    st: &mut Status,
) -> Number {
    let mut zeros = env.prec - 1;
    if whole {
        if b.negative {
            return Number::finite(negative, Coef::ONE, 0);
        }
        let wanted = match (a.exp, b.to_i64()) {
            (0, _) => Some(0),
            (exp, Some(n)) => n.checked_mul(-exp),
            _ => None,
        };
        match wanted.filter(|n| *n <= zeros) {
            Some(n) => zeros = n,
            None => st.add(Status::ROUNDED),
        }
    } else {
        st.add(Status::INEXACT | Status::ROUNDED);
    }
    one_with_zeros(negative, zeros, st)
}

/// Decimal exponent of |log10 a|, from below.
fn log_exponent(a: &Number) -> i64 {
    let adjusted = a.adjusted();
    let far = if adjusted >= 0 {
        adjusted
    } else {
        -adjusted - 1
    };
    if far >= 1 {
        return far.to_string().len() as i64 - 1;
    }
    // Between 0.1 and 10: as far from 0 as the number is from 1, but for a factor below 3.
    let a = a.clone().absolute();
    let away = arith::sub(&a, &Number::int(1), &Env::WIDEST, &mut Status::default());
    away.adjusted() - if adjusted == 0 { 2 } else { 1 }
}

/// Results that are too great or too small by far.
fn out_of_bounds(
    a: &Number,
    b: &Number,
    above_one: bool,
    negative: bool,
    env: &Env,
    st: &mut Status,
) -> Option<Number> {
    let size = log_exponent(a) + b.adjusted();
    let digits = |n: i64| n.unsigned_abs().to_string().len() as i64;
    if above_one != b.negative {
        return (size > digits(env.emax)).then(|| overflow(negative, env, st));
    }
    let least = env.etiny();
    let tiny = Number::finite(negative, Coef::ONE, least - 1);
    (size > digits(least)).then(|| finish(tiny, env, st))
}

fn power_whole(a: &Number, b: &Number, negative: bool, env: &Env, st: &mut Status) -> Number {
    let mut work = Env {
        prec: env.prec + b.coef.digits() as i64 + b.exp + 2,
        rounding: Rounding::HalfEven,
        clamp: false,
        ..*env
    };
    let mut base = a.clone();
    if b.negative {
        work.prec += 1;
        base = divide::div(&Number::int(1), a, &work, st);
    }
    let n: UBig = if b.exp >= 0 {
        b.coef.shift_left(b.exp as u64).to_big()
    } else {
        b.coef.shift_right(b.exp.unsigned_abs()).0.to_big()
    };
    let mut result = multiplied(&base, &n, &work, st);
    result.negative = negative;
    if result.is_infinite() {
        return overflow(negative, env, st);
    }
    finish(result, env, st)
}

/// The power by squaring, from the first bit of the exponent on.
fn multiplied(base: &Number, n: &UBig, work: &Env, st: &mut Status) -> Number {
    let mut result = base.clone();
    let mut mine = Status::default();
    for i in (0..n.bit_len() - 1).rev() {
        result = arith::mul(&result, &result, work, &mut mine);
        if n.bit(i) {
            result = arith::mul(&result, base, work, &mut mine);
        }
        if !result.is_finite() || result.coef.is_zero() {
            break;
        }
    }
    st.add(mine.0);
    result
}

fn power_real(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    let work = Env {
        prec: env.prec.max(a.coef.digits() as i64) + 4 + EXPONENT_DIGITS,
        ..Env::WIDEST
    };
    let mut mine = Status::default();
    let ln = series::ln(a, &work, &mut mine);
    let product = arith::mul(&ln, b, &work, &mut mine);
    let result = series::exp(&product, &work, &mut mine);
    st.add(mine.0 & Status::ERRORS | Status::INEXACT | Status::ROUNDED);
    if result.is_finite() && result == Number::int(1) {
        return one_with_zeros(false, env.prec - 1, st);
    }
    if result.is_infinite() {
        return overflow(false, env, st);
    }
    finish(result, env, st)
}

/// `pow(a, b, modulo)` of whole numbers.
pub fn power_mod(a: &Number, b: &Number, modulo: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b, modulo], env, st) {
        return nan;
    }
    let refused = !(a.is_integer() && b.is_integer() && modulo.is_integer())
        || b.negative && !b.coef.is_zero()
        || modulo.coef.is_zero()
        || modulo.adjusted() >= env.prec
        || a.coef.is_zero() && b.coef.is_zero();
    if refused {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    let negative = a.negative && b.is_odd();
    let m = integer(modulo);
    let ten = UBig::from(10u8);
    let base = match a.exp {
        below if below < 0 => integer(a) % &m,
        exp => {
            let power = power_in_ring(&ten, &UBig::from(exp as u64), &m);
            (a.coef.to_big() % &m) * power % &m
        }
    };
    let result = match b.exp {
        below if below < 0 => power_in_ring(&base, &integer(b), &m),
        exp => {
            let mut base = base;
            for _ in 0..exp {
                base = power_in_ring(&base, &ten, &m);
            }
            power_in_ring(&base, &b.coef.to_big(), &m)
        }
    };
    Number::finite(negative, Coef::big(result), 0)
}

/// The absolute value of a whole number.
fn integer(n: &Number) -> UBig {
    match n.exp {
        below if below < 0 => n.coef.shift_right(below.unsigned_abs()).0.to_big(),
        exp => n.coef.shift_left(exp as u64).to_big(),
    }
}

fn power_in_ring(base: &UBig, n: &UBig, m: &UBig) -> UBig {
    let mut result = UBig::ONE % m;
    for i in (0..n.bit_len()).rev() {
        result = &result * &result % m;
        if n.bit(i) {
            result = result * base % m;
        }
    }
    result
}
