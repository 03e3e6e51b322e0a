//! Sums, differences, products.

use super::coefficient::{Coef, MOST_DIGITS, SMALL_DIGITS};
use super::number::{Env, Number, Rounding, Status};
use super::round::finish;

pub fn add(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if a.is_finite() && b.is_finite() {
        return finish(sum(a, b, b.negative, env, st), env, st);
    }
    special_sum(a, b, b.negative, env, st)
}

pub fn sub(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if a.is_finite() && b.is_finite() {
        return finish(sum(a, b, !b.negative, env, st), env, st);
    }
    special_sum(a, b, !b.negative, env, st)
}

fn special_sum(a: &Number, b: &Number, b_negative: bool, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    match (a.is_infinite(), b.is_infinite()) {
        (true, true) if a.negative != b_negative => Number::invalid(st, Status::INVALID_OPERATION),
        (true, _) => a.clone(),
        _ => Number::infinity(b_negative),
    }
}

/// The sum of two finite numbers: exact, or such that rounding it to the precision rounds the exact sum.
fn sum(a: &Number, b: &Number, b_negative: bool, env: &Env, st: &mut Status) -> Number {
    if a.exp == b.exp {
        return signed_sum(&a.coef, a.negative, &b.coef, b_negative, a.exp, env);
    }
    let (high, high_negative, low, low_negative) = if a.exp > b.exp {
        (a, a.negative, b, b_negative)
    } else {
        (b, b_negative, a, a.negative)
    };
    let gap = high.exp.abs_diff(low.exp);
    if gap < SMALL_DIGITS && high.coef.digits() + gap <= SMALL_DIGITS {
        let shifted = high.coef.shift_left(gap);
        return signed_sum(
            &shifted,
            high_negative,
            &low.coef,
            low_negative,
            low.exp,
            env,
        );
    }
    far_sum((high, high_negative), (low, low_negative), gap, env, st)
}

/// The same where a number would need many zeros to be aligned.
#[cold]
fn far_sum(
    (high, high_negative): (&Number, bool),
    (low, low_negative): (&Number, bool),
    gap: u64,
    env: &Env,
    st: &mut Status,
) -> Number {
    if high.coef.is_zero() {
        let both = low.coef.is_zero();
        let negative = if both {
            zero_sign(high_negative, low_negative, env)
        } else {
            low_negative
        };
        return Number::finite(negative, low.coef.clone(), low.exp);
    }
    if low.coef.is_zero() {
        // As many zeros as the precision shows, and one more.
        let exp = low.exp.max(high.exp.saturating_sub(env.prec + 1));
        let zeros = high.exp.abs_diff(exp);
        if zeros > MOST_DIGITS {
            return Number::invalid(st, Status::NO_MEMORY);
        }
        return Number::finite(high_negative, high.coef.shift_left(zeros), exp);
    }
    // A number below everything that rounding looks at stands for any other such.
    let digits = high.coef.digits() as i64;
    let seen = high.exp + (digits - env.prec - 2).min(-1);
    let one = Number::finite(low.negative, Coef::ONE, seen);
    let (low, gap) = if low.adjusted() < seen {
        (&one, high.exp.abs_diff(seen))
    } else {
        (low, gap)
    };
    if gap > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    let shifted = high.coef.shift_left(gap);
    signed_sum(
        &shifted,
        high_negative,
        &low.coef,
        low_negative,
        low.exp,
        env,
    )
}

fn zero_sign(a: bool, b: bool, env: &Env) -> bool {
    a && b || a != b && env.rounding == Rounding::Floor
}

#[inline]
fn signed_sum(
    a: &Coef,
    a_negative: bool,
    b: &Coef,
    b_negative: bool,
    exp: i64,
    env: &Env,
) -> Number {
    if a_negative == b_negative {
        return Number::finite(a_negative, a.add(b), exp);
    }
    match a.cmp(b) {
        std::cmp::Ordering::Greater => Number::finite(a_negative, a.sub(b), exp),
        std::cmp::Ordering::Less => Number::finite(b_negative, b.sub(a), exp),
        std::cmp::Ordering::Equal => Number::zero(zero_sign(a_negative, b_negative, env), exp),
    }
}

pub fn mul(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    let product = product(a, b, env, st);
    finish(product, env, st)
}

/// The exact product, of special values what they give.
fn product(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if a.is_finite() && b.is_finite() {
        return Number::finite(negative, a.coef.mul(&b.coef), a.exp + b.exp);
    }
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    if a.is_zero() || b.is_zero() {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    Number::infinity(negative)
}

/// `a * b + c`, rounded once.
pub fn fma(a: &Number, b: &Number, c: &Number, env: &Env, st: &mut Status) -> Number {
    let mut mine = Status::default();
    let ab = product(a, b, env, &mut mine);
    st.add(mine.0);
    if mine.has(Status::INVALID) {
        return ab;
    }
    add(&ab, c, env, st)
}

/// `+a`: rounded; a zero loses its sign.
pub fn plus(a: &Number, env: &Env, st: &mut Status) -> Number {
    signed(a, a.negative, env, st)
}

/// `-a`.
pub fn minus(a: &Number, env: &Env, st: &mut Status) -> Number {
    signed(a, !a.negative, env, st)
}

/// `abs(a)`.
pub fn abs(a: &Number, env: &Env, st: &mut Status) -> Number {
    signed(a, false, env, st)
}

fn signed(a: &Number, negative: bool, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return nan;
    }
    let mut n = a.clone();
    n.negative = negative;
    if n.is_zero() {
        n.negative = env.rounding == Rounding::Floor && negative;
    }
    finish(n, env, st)
}
