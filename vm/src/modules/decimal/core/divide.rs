//! Quotients, remainders and square roots.

use dashu_int::UBig;
use dashu_int::ops::{DivRem, SquareRootRem};

use super::coefficient::{Coef, MOST_DIGITS, power_of_ten};
use super::number::{Env, Number, Rounding, Status};
use super::round::{finish, reduced_to, rescaled};

/// `a / b`.
pub fn div(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Number::nan_of(&[a, b], env, st) {
            return nan;
        }
        if a.is_infinite() {
            return match b.is_infinite() {
                true => Number::invalid(st, Status::INVALID_OPERATION),
                false => Number::infinity(negative),
            };
        }
        st.add(Status::CLAMPED);
        return Number::zero(negative, env.etiny());
    }
    if b.coef.is_zero() {
        if a.coef.is_zero() {
            return Number::invalid(st, Status::DIVISION_UNDEFINED);
        }
        st.add(Status::DIVISION_BY_ZERO);
        return Number::infinity(negative);
    }
    let ideal = a.exp - b.exp;
    if a.coef.is_zero() {
        return finish(Number::zero(negative, ideal), env, st);
    }
    let (a_digits, b_digits) = (a.coef.digits() as i64, b.coef.digits() as i64);
    let mut shift = b_digits - a_digits + env.prec + 1;
    let guess = shift > MOST_DIGITS as i64;
    if guess {
        // Nobody can have all these digits, but the quotient may have an end.
        shift = shift.min((4 * b_digits + 1).max(b_digits - a_digits + 1));
    }
    let (mut q, rest) = quotient(&a.coef, &b.coef, shift);
    let mut exp = ideal - shift;
    if !rest {
        (q, exp) = reduced_to(q, exp, ideal);
    } else if guess {
        return Number::invalid(st, Status::NO_MEMORY);
    } else if q.last_digit().is_multiple_of(5) {
        // What is beyond counts for rounding only; it must not look like nothing, nor like a half.
        q = q.add(&Coef::ONE);
    }
    finish(Number::finite(negative, q, exp), env, st)
}

/// `a * 10^shift / b`, and whether anything is left.
#[inline]
fn quotient(a: &Coef, b: &Coef, shift: i64) -> (Coef, bool) {
    if shift >= 0 {
        let a = a.shift_left(shift as u64);
        let (q, r) = a.div_rem(b);
        return (q, !r.is_zero());
    }
    let b = b.shift_left(shift.unsigned_abs());
    let (q, r) = a.div_rem(&b);
    (q, !r.is_zero())
}

/// Both coefficients as they are with the lesser exponent.
fn aligned(a: &Number, b: &Number) -> (Coef, Coef) {
    if a.exp >= b.exp {
        (a.coef.shift_left(a.exp.abs_diff(b.exp)), b.coef.clone())
    } else {
        (a.coef.clone(), b.coef.shift_left(a.exp.abs_diff(b.exp)))
    }
}

/// Whole quotient and remainder of finite numbers, `b` not 0; `None` if the quotient has too many digits.
fn whole(a: &Number, b: &Number, env: &Env) -> Option<(Number, Number)> {
    let negative = a.negative != b.negative;
    let ideal = a.exp.min(b.exp);
    let apart = a.adjusted() - b.adjusted();
    if a.coef.is_zero() || apart <= -2 {
        let rest = rescaled(a, ideal, env.rounding).0;
        return Some((Number::zero(negative, 0), rest));
    }
    if apart > env.prec || a.exp.abs_diff(b.exp) > MOST_DIGITS {
        return None;
    }
    let (x, y) = aligned(a, b);
    let (q, r) = x.div_rem(&y);
    if q.exceeds(env.prec) {
        return None;
    }
    Some((
        Number::finite(negative, q, 0),
        Number::finite(a.negative, r, ideal),
    ))
}

/// `a // b`: the quotient cut to a whole number.
pub fn div_int(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return nan;
    }
    if a.is_infinite() {
        return match b.is_infinite() {
            true => Number::invalid(st, Status::INVALID_OPERATION),
            false => Number::infinity(negative),
        };
    }
    if b.is_infinite() {
        return Number::zero(negative, 0);
    }
    if b.coef.is_zero() {
        if a.coef.is_zero() {
            return Number::invalid(st, Status::DIVISION_UNDEFINED);
        }
        st.add(Status::DIVISION_BY_ZERO);
        return Number::infinity(negative);
    }
    match whole(a, b, env) {
        Some((q, _)) => finish(q, env, st),
        None => Number::invalid(st, Status::DIVISION_IMPOSSIBLE),
    }
}

/// `a % b`, with the sign of `a`.
pub fn rem(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(done) = rem_special(a, b, env, st) {
        return done;
    }
    match whole(a, b, env) {
        Some((_, r)) => finish(r, env, st),
        None => Number::invalid(st, Status::DIVISION_IMPOSSIBLE),
    }
}

fn rem_special(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Option<Number> {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return Some(nan);
    }
    if a.is_infinite() {
        return Some(Number::invalid(st, Status::INVALID_OPERATION));
    }
    if b.is_infinite() {
        return Some(finish(a.clone(), env, st));
    }
    if b.coef.is_zero() {
        let condition = if a.coef.is_zero() {
            Status::DIVISION_UNDEFINED
        } else {
            Status::INVALID_OPERATION
        };
        return Some(Number::invalid(st, condition));
    }
    None
}

/// `divmod(a, b)`.
pub fn divmod(a: &Number, b: &Number, env: &Env, st: &mut Status) -> (Number, Number) {
    if let Some(nan) = Number::nan_of(&[a, b], env, st) {
        return (nan.clone(), nan);
    }
    let negative = a.negative != b.negative;
    if a.is_infinite() {
        let q = match b.is_infinite() {
            true => Number::nan(),
            false => Number::infinity(negative),
        };
        return (q, Number::invalid(st, Status::INVALID_OPERATION));
    }
    if b.is_infinite() {
        let r = finish(a.clone(), env, st);
        return (Number::zero(negative, 0), r);
    }
    if b.coef.is_zero() {
        if a.coef.is_zero() {
            let nan = Number::invalid(st, Status::DIVISION_UNDEFINED);
            return (nan.clone(), nan);
        }
        st.add(Status::DIVISION_BY_ZERO);
        let r = Number::invalid(st, Status::INVALID_OPERATION);
        return (Number::infinity(negative), r);
    }
    match whole(a, b, env) {
        Some((q, r)) => (finish(q, env, st), finish(r, env, st)),
        None => {
            let nan = Number::invalid(st, Status::DIVISION_IMPOSSIBLE);
            (nan.clone(), nan)
        }
    }
}

/// `remainder_near`: what is left of `a` after the nearest multiple of `b`.
pub fn rem_near(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(done) = rem_special(a, b, env, st) {
        return done;
    }
    let ideal = a.exp.min(b.exp);
    if a.coef.is_zero() {
        return finish(Number::zero(a.negative, ideal), env, st);
    }
    let apart = a.adjusted() - b.adjusted();
    if apart > env.prec || apart > -2 && a.exp.abs_diff(b.exp) > MOST_DIGITS {
        return Number::invalid(st, Status::DIVISION_IMPOSSIBLE);
    }
    if apart <= -2 {
        return finish(rescaled(a, ideal, env.rounding).0, env, st);
    }
    let (x, y) = aligned(a, b);
    let (mut q, mut r) = x.div_rem(&y);
    let mut negative = a.negative;
    let missing = y.sub(&r);
    if r > missing || r == missing && q.is_odd() {
        (q, r, negative) = (q.add(&Coef::ONE), missing, !negative);
    }
    if q.exceeds(env.prec) {
        return Number::invalid(st, Status::DIVISION_IMPOSSIBLE);
    }
    finish(Number::finite(negative, r, ideal), env, st)
}

/// The square root, correctly rounded half to even.
pub fn sqrt(a: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return nan;
    }
    let even = env.with_rounding(Rounding::HalfEven);
    if a.is_zero() {
        return finish(Number::zero(a.negative, a.exp >> 1), &even, st);
    }
    if a.negative {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    if a.is_infinite() {
        return a.clone();
    }
    let ideal = a.exp >> 1;
    let (coef, digits) = match a.exp & 1 {
        0 => (a.coef.clone(), a.coef.digits() as i64),
        _ => (a.coef.shift_left(1), a.coef.digits() as i64 + 1),
    };
    let half = (digits + 1) >> 1;
    let guess = env.prec > MOST_DIGITS as i64;
    // Nobody can have all these digits, but the root may be exact.
    let shift = if guess { 0 } else { env.prec + 1 - half };
    let (scaled, lost): (UBig, bool) = if shift >= 0 {
        (coef.to_big() * power_of_ten(2 * shift as u64), false)
    } else {
        let (q, r) = coef
            .to_big()
            .div_rem(power_of_ten(2 * shift.unsigned_abs()));
        (q, !r.is_zero())
    };
    let (root, rest) = scaled.sqrt_rem();
    let exact = !lost && rest.is_zero();
    let (mut root, mut exp) = (Coef::big(root), ideal - shift);
    if exact {
        if shift < 0 {
            (root, exp) = (root.shift_left(shift.unsigned_abs()), ideal);
        } else {
            (root, exp) = (root.shift_right(shift as u64).0, ideal);
        }
    } else if guess {
        return Number::invalid(st, Status::NO_MEMORY);
    } else if root.last_digit().is_multiple_of(5) {
        root = root.add(&Coef::ONE);
    }
    finish(Number::finite(false, root, exp), &even, st)
}
