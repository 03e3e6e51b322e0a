//! Rounding: to the precision of a context, to an exponent, to a whole number.

use super::coefficient::{Coef, Cut, MOST_DIGITS};
use super::number::{Env, Kind, MAX_EMAX, MIN_ETINY, Number, Rounding, Status};

/// Does a number that was cut after this last digit go away from zero?
#[inline]
fn goes_up(mode: Rounding, negative: bool, kept: &Coef, cut: Cut) -> bool {
    if cut == Cut::Nothing {
        return false;
    }
    match mode {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => cut != Cut::Below,
        Rounding::HalfDown => cut == Cut::Above,
        Rounding::HalfEven => cut == Cut::Above || cut == Cut::Half && kept.is_odd(),
        Rounding::ZeroFiveUp => matches!(kept.last_digit(), 0 | 5),
    }
}

/// Cuts off the last `n` digits and rounds; tells whether anything but zeros was cut.
#[inline]
pub fn drop_digits(coef: &Coef, n: u64, negative: bool, mode: Rounding) -> (Coef, bool) {
    let (kept, cut) = coef.shift_right(n);
    let changed = cut != Cut::Nothing;
    if goes_up(mode, negative, &kept, cut) {
        return (kept.add(&Coef::ONE), changed);
    }
    (kept, changed)
}

/// A result of any size as the context allows it: rounded, or an infinity, or subnormal.
#[inline]
pub fn finish(n: Number, env: &Env, st: &mut Status) -> Number {
    match n.kind {
        Kind::Finite => {}
        Kind::Infinite => return n,
        _ => return n.with_payload_for(env),
    }
    if n.coef.is_zero() {
        return finish_zero(n, env, st);
    }
    let digits = n.coef.digits() as i64;
    let adjusted = n.exp + digits - 1;
    // What needs nothing is most of what there is.
    if digits <= env.prec
        && adjusted >= env.emin
        && adjusted <= env.emax
        && (!env.clamp || n.exp <= env.etop())
    {
        return n;
    }
    finish_slowly(n, adjusted, env, st)
}

fn finish_zero(mut n: Number, env: &Env, st: &mut Status) -> Number {
    let most = if env.clamp { env.etop() } else { env.emax };
    let exp = n.exp.clamp(env.etiny(), most.max(env.etiny()));
    if exp != n.exp {
        st.add(Status::CLAMPED);
        n.exp = exp;
    }
    n
}

fn finish_slowly(mut n: Number, adjusted: i64, env: &Env, st: &mut Status) -> Number {
    if adjusted > env.emax {
        return overflow(n.negative, env, st);
    }
    let subnormal = adjusted < env.emin;
    let least = if subnormal {
        env.etiny()
    } else {
        adjusted - (env.prec - 1)
    };
    if n.exp < least {
        let cut = least.abs_diff(n.exp);
        let (mut coef, changed) = drop_digits(&n.coef, cut, n.negative, env.rounding);
        let mut exp = least;
        if coef.exceeds(env.prec) {
            // The nines have become one and zeros.
            (coef, exp) = (coef.shift_right(1).0, exp + 1);
        }
        let n = Number::finite(n.negative, coef, exp);
        if !n.coef.is_zero() && n.adjusted() > env.emax {
            return overflow(n.negative, env, st);
        }
        st.add(Status::ROUNDED);
        if changed {
            st.add(Status::INEXACT);
        }
        if subnormal {
            st.add(Status::SUBNORMAL);
            if changed {
                st.add(Status::UNDERFLOW);
                if n.coef.is_zero() {
                    st.add(Status::CLAMPED);
                }
            }
        }
        return folded(n, env, st);
    }
    if subnormal {
        st.add(Status::SUBNORMAL);
    }
    n = folded(n, env, st);
    n
}

/// With `clamp`, a great exponent is brought down by adding zeros.
fn folded(n: Number, env: &Env, st: &mut Status) -> Number {
    if !env.clamp || n.exp <= env.etop() {
        return n;
    }
    st.add(Status::CLAMPED);
    let by = n.exp.abs_diff(env.etop());
    if by > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    Number::finite(n.negative, n.coef.shift_left(by), env.etop())
}

/// The result that is too great: an infinity, or the greatest number if rounding goes towards zero.
pub fn overflow(negative: bool, env: &Env, st: &mut Status) -> Number {
    st.add(Status::OVERFLOW | Status::INEXACT | Status::ROUNDED);
    let infinite = match env.rounding {
        Rounding::Up | Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => true,
        Rounding::Down | Rounding::ZeroFiveUp => false,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
    };
    if infinite {
        return Number::infinity(negative);
    }
    if env.prec as u64 > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    Number::finite(negative, Coef::nines(env.prec as u64), env.etop())
}

/// The number with another exponent, rounded if digits have to go; nothing is checked.
pub fn rescaled(n: &Number, exp: i64, mode: Rounding) -> (Number, bool) {
    if n.coef.is_zero() {
        return (Number::zero(n.negative, exp), false);
    }
    if n.exp >= exp {
        let coef = n.coef.shift_left(n.exp.abs_diff(exp));
        return (Number::finite(n.negative, coef, exp), false);
    }
    let (coef, changed) = drop_digits(&n.coef, exp.abs_diff(n.exp), n.negative, mode);
    (Number::finite(n.negative, coef, exp), changed)
}

/// `quantize`: the number with the exponent of another one.
pub fn quantize(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Number::nan_of(&[a, b], env, st) {
            return nan;
        }
        return match (a.is_infinite(), b.is_infinite()) {
            (true, true) => a.clone(),
            _ => Number::invalid(st, Status::INVALID_OPERATION),
        };
    }
    if b.exp < env.etiny() || b.exp > env.emax {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    to_exponent(a, b.exp, env, st)
}

/// A finite number with this exponent; invalid if it does not fit the precision.
fn to_exponent(a: &Number, exp: i64, env: &Env, st: &mut Status) -> Number {
    if a.coef.is_zero() {
        return finish(Number::zero(a.negative, exp), env, st);
    }
    let adjusted = a.adjusted();
    if adjusted > env.emax || adjusted - exp + 1 > env.prec {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    if a.exp > exp && a.exp.abs_diff(exp) > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    let (n, changed) = rescaled(a, exp, env.rounding);
    if n.coef.exceeds(env.prec) || !n.coef.is_zero() && n.adjusted() > env.emax {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    if exp > a.exp {
        st.add(Status::ROUNDED);
        if changed {
            st.add(Status::INEXACT);
        }
    }
    finish(n, env, st)
}

/// The number with this exponent, whatever the precision, as `round(x, n)` and `format()` want it.
pub fn rescale_freely(a: &Number, exp: i64, mode: Rounding, st: &mut Status) -> Number {
    if !a.is_finite() {
        return a.clone();
    }
    if !(MIN_ETINY..=MAX_EMAX + 1).contains(&exp) {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    if a.exp > exp && a.exp.abs_diff(exp) > MOST_DIGITS {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    rescaled(a, exp, mode).0
}

/// `to_integral_exact` and, without telling what was lost, `to_integral_value`.
pub fn to_integral(a: &Number, exact: bool, env: &Env, st: &mut Status) -> Number {
    if !a.is_finite() {
        return Number::nan_of(&[a], env, st).unwrap_or_else(|| a.clone());
    }
    if a.exp >= 0 {
        return a.clone();
    }
    let (n, changed) = rescaled(a, 0, env.rounding);
    if exact && !a.coef.is_zero() {
        st.add(Status::ROUNDED);
        if changed {
            st.add(Status::INEXACT);
        }
    }
    n
}

/// `normalize`: without trailing zeros.
pub fn normalize(a: &Number, env: &Env, st: &mut Status) -> Number {
    if !a.is_finite() {
        return Number::nan_of(&[a], env, st).unwrap_or_else(|| a.clone());
    }
    let n = finish(a.clone(), env, st);
    if !n.is_finite() {
        return n;
    }
    if n.coef.is_zero() {
        return Number::zero(n.negative, 0);
    }
    let most = if env.clamp { env.etop() } else { env.emax };
    let room = u64::try_from(most.saturating_sub(n.exp)).unwrap_or(0);
    let zeros = n.coef.trailing_zeros(room);
    Number::finite(
        n.negative,
        n.coef.shift_right(zeros).0,
        n.exp + zeros as i64,
    )
}

/// Without trailing zeros, down to an exponent that is wanted: of results that came out exact.
pub fn reduced_to(coef: Coef, exp: i64, ideal: i64) -> (Coef, i64) {
    if exp >= ideal || coef.is_zero() {
        return (coef, exp);
    }
    let zeros = coef.trailing_zeros(ideal.abs_diff(exp));
    (coef.shift_right(zeros).0, exp + zeros as i64)
}
