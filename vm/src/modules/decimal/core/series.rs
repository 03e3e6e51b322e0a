//! The exponential function and the logarithms, correctly rounded half to even.
//!
//! They are computed in binary fixed point: a value is a big int that counts units of 2^-bits. The first try has a few
//! digits more than the precision; where the digits beyond the precision do not say on which side of a boundary the exact
//! result lies, the next try has more. Results that lie on a boundary exactly are told apart before.

use std::sync::Mutex;

use dashu_int::ops::{Abs, BitTest, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::coefficient::{Coef, power_of_ten};
use super::number::{Env, Number, Rounding, Status};
use super::round::finish;

/// Precisions for which there would be neither time nor memory.
const LONGEST: i64 = 1 << 24;

/// Bits that hold so many decimal digits.
fn bits_for(digits: u64) -> usize {
    (digits as usize * 3402 >> 10) + 1
}

/// The area cotangent of a small number: sum of 1 / (n^(2k+1) (2k+1)).
fn acoth(n: u32, bits: usize) -> UBig {
    let mut power = (UBig::ONE << bits) / n;
    let mut sum = power.clone();
    let square = u64::from(n) * u64::from(n);
    for odd in (3u32..).step_by(2) {
        power /= square;
        if power.is_zero() {
            break;
        }
        sum += &power / odd;
    }
    sum
}

/// The natural logarithm of 10, wrong by less than two units.
fn ln10(bits: usize) -> UBig {
    static KNOWN: Mutex<Option<(usize, UBig)>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(|e| e.into_inner());
    if let Some((have, value)) = &*known
        && *have >= bits
    {
        return value >> (have - bits);
    }
    let have = (bits + bits / 2).max(256);
    let guard = have + 32;
    let value = acoth(31, guard) * 46u8 + acoth(49, guard) * 34u8 + acoth(161, guard) * 20u8;
    let value: UBig = value >> 32;
    *known = Some((have, value.clone()));
    value >> (have - bits)
}

/// e^r for 0 <= r < 3, wrong by less than two units.
fn exp_fixed(r: &UBig, bits: usize) -> UBig {
    // The series is short for a small argument; squaring leads back.
    let halvings = bits.isqrt() / 2 + 4;
    let work = bits + halvings + 32;
    let r: UBig = (r << (work - bits)) >> halvings;
    let one = UBig::ONE << work;
    let mut sum = &one + &r;
    let mut term = r.clone();
    for n in 2u32.. {
        term = (term * &r >> work) / n;
        if term.is_zero() {
            break;
        }
        sum += &term;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> work;
    }
    sum >> (work - bits)
}

/// `coef * 10^exp` in fixed point, cut.
fn fixed(coef: &UBig, exp: i64, bits: usize) -> UBig {
    let shifted = coef << bits;
    if exp >= 0 {
        shifted * power_of_ten(exp as u64)
    } else {
        shifted / power_of_ten(exp.unsigned_abs())
    }
}

/// `value * 10^digits`, rounded to a whole number.
fn whole(value: &UBig, digits: i64, bits: usize) -> Coef {
    let half = UBig::ONE << (bits - 1);
    let scaled = if digits >= 0 {
        (value * power_of_ten(digits as u64) + half) >> bits
    } else {
        (value / power_of_ten(digits.unsigned_abs()) + half) >> bits
    };
    Coef::big(scaled)
}

/// Do the digits beyond the precision decide the rounding, though the last one may be wrong by one?
fn decided(coef: &Coef, prec: i64) -> bool {
    let beyond = coef.digits() as i64 - prec - 1;
    if beyond < 1 {
        return false;
    }
    let half = Coef::Small(5).shift_left(beyond as u64);
    !coef.div_rem(&half).1.is_zero()
}

/// Tries with more and more digits until the rounding is decided; the attempt gives a coefficient and its exponent.
fn attempt(prec: i64, f: impl Fn(u64) -> (Coef, i64)) -> (Coef, i64) {
    let mut extra = 4;
    loop {
        let (coef, exp) = f((prec + extra) as u64);
        if decided(&coef, prec) {
            return (coef, exp);
        }
        extra *= 2;
    }
}

/// `e ** a`.
pub fn exp(a: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return nan;
    }
    if a.is_infinite() {
        return match a.negative {
            true => Number::zero(false, 0),
            false => a.clone(),
        };
    }
    if a.coef.is_zero() {
        return Number::int(1);
    }
    let even = env.with_rounding(Rounding::HalfEven);
    let result = exp_of(a, env, st);
    finish(result, &even, st)
}

/// The same of a finite number that is not 0, before rounding.
fn exp_of(a: &Number, env: &Env, st: &mut Status) -> Number {
    let adjusted = a.adjusted();
    let digits_of = |n: i128| n.to_string().len() as i64;
    if !a.negative && adjusted >= digits_of((i128::from(env.emax) + 1) * 3) {
        return Number::finite(false, Coef::ONE, env.emax + 1);
    }
    if a.negative && adjusted >= digits_of((1 - i128::from(env.etiny())) * 3) {
        return Number::finite(false, Coef::ONE, env.etiny() - 1);
    }
    if env.prec > LONGEST {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    if adjusted < -env.prec - 2 {
        // So near to 1 that nothing else shows.
        st.add(Status::INEXACT | Status::ROUNDED);
        let zeros = env.prec - 1;
        return Number::finite(false, Coef::ONE.shift_left(zeros as u64), -zeros);
    }
    let coef = a.coef.to_big();
    let (coef, exp) = attempt(env.prec, |digits| {
        let bits = bits_for(digits) + 16;
        let above = bits_for(adjusted.max(0) as u64 + 1);
        let work = bits + above + 8;
        let x = fixed(&coef, a.exp, work);
        let ten = ln10(work);
        let turns = &x / &ten;
        let turns = i64::try_from(&turns).expect("the exponent is bounded");
        let (turns, rest) = if a.negative {
            (-turns - 1, &ten * (turns as u64 + 1) - x)
        } else {
            (turns, x - &ten * turns as u64)
        };
        let y = exp_fixed(&(rest >> (work - bits)), bits);
        let digits = digits as i64;
        (whole(&y, digits - 1, bits), turns - (digits - 1))
    });
    Number::finite(false, coef, exp)
}

/// The natural logarithm of `coef * 10^exp`, not 1, in fixed point, wrong by less than 2^(bits/100 + 40) units.
fn ln_fixed(coef: &UBig, exp: i64, tens: i64, bits: usize) -> IBig {
    let y = fixed(coef, exp - tens, bits);
    // A double begins, the series does the rest.
    let top: u64 = u64::try_from(&y >> (bits - 60)).unwrap_or(u64::MAX);
    let near = ((top as f64 / (1u64 << 60) as f64).ln() * (1u64 << 50) as f64).round() as i64;
    let e = exp_fixed(&(UBig::from(near.unsigned_abs()) << (bits - 50)), bits);
    let t: UBig = if near >= 0 {
        (y << bits) / e
    } else {
        (y * e) >> bits
    };
    let one = IBig::ONE << bits;
    let t = IBig::from(t);
    let z = ((&t - &one) << bits) / (t + one);
    let square: IBig = (&z * &z) >> bits;
    let mut sum = z.clone();
    let mut power = z;
    for odd in (3u32..).step_by(2) {
        power = power * &square >> bits;
        if power.is_zero() || power == -IBig::ONE {
            break;
        }
        sum += &power / odd;
    }
    sum = (sum << 1) + (IBig::from(near) << (bits - 50));
    sum + IBig::from(ln10(bits)) * tens
}

/// What both logarithms have in common: the digits of ln a or log10 a.
fn logarithm(a: &Number, env: &Env, to_ten: bool) -> Number {
    let coef = a.coef.to_big();
    let adjusted = a.adjusted();
    // The power of ten that brings the number nearest to 1.
    let first = a.coef.shift_right(a.coef.digits().saturating_sub(3)).0;
    let first = first.shift_left(3 - first.digits());
    let tens = adjusted + i64::from(first > Coef::Small(316));
    let lost = if tens == 0 && a.exp <= 0 {
        // The nearer to 1, the more of the digits are those of 1.
        let one = Coef::ONE.shift_left(a.exp.unsigned_abs());
        let from_one = if a.coef > one {
            a.coef.sub(&one)
        } else {
            one.sub(&a.coef)
        };
        -(a.exp + from_one.digits() as i64 - 1)
    } else {
        0
    };
    let mut negative = false;
    let (coef, exp) = attempt(env.prec, |digits| {
        let bits = bits_for(digits + lost.max(0) as u64 + 3) + 128;
        let mut value = ln_fixed(&coef, a.exp, tens, bits);
        if to_ten {
            value = (value << bits) / IBig::from(ln10(bits));
        }
        let value = value.abs().unsigned_abs();
        let size = (value.bit_len() as i64 - bits as i64) * 1233 >> 12;
        let places = digits as i64 - size + 1;
        (whole(&value, places, bits), -places)
    });
    negative |= adjusted < 0;
    Number::finite(negative, coef, exp)
}

/// The logarithm of special values and of 0, which are the same for every base.
fn special_logarithm(a: &Number, env: &Env, st: &mut Status) -> Option<Number> {
    if let Some(nan) = Number::nan_of(&[a], env, st) {
        return Some(nan);
    }
    if a.is_zero() {
        return Some(Number::infinity(true));
    }
    if a.negative {
        return Some(Number::invalid(st, Status::INVALID_OPERATION));
    }
    if a.is_infinite() {
        return Some(a.clone());
    }
    None
}

/// The exponent of a power of ten.
fn as_power_of_ten(a: &Number) -> Option<i64> {
    let zeros = a.coef.digits() - 1;
    (a.coef.trailing_zeros(zeros) == zeros && a.coef.shift_right(zeros).0 == Coef::ONE)
        .then(|| a.adjusted())
}

/// The natural logarithm.
pub fn ln(a: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(done) = special_logarithm(a, env, st) {
        return done;
    }
    if as_power_of_ten(a) == Some(0) {
        return Number::int(0);
    }
    if env.prec > LONGEST {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    let result = logarithm(a, env, false);
    finish(result, &env.with_rounding(Rounding::HalfEven), st)
}

/// The logarithm to the base 10.
pub fn log10(a: &Number, env: &Env, st: &mut Status) -> Number {
    if let Some(done) = special_logarithm(a, env, st) {
        return done;
    }
    let even = env.with_rounding(Rounding::HalfEven);
    if let Some(n) = as_power_of_ten(a) {
        return finish(Number::int(n), &even, st);
    }
    if env.prec > LONGEST {
        return Number::invalid(st, Status::NO_MEMORY);
    }
    let result = logarithm(a, env, true);
    finish(result, &even, st)
}
