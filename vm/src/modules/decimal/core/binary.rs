//! To and from ints and doubles, and hashes.

use dashu_int::UBig;

use super::coefficient::{Coef, MOST_DIGITS};
use super::number::Number;
use super::round::rescaled;
use super::{number::Rounding, text};

/// A whole number from 64-bit digits, lowest first.
pub fn from_digits(negative: bool, digits: &[u64]) -> Number {
    let coef = match digits {
        [] => Coef::ZERO,
        [d] => Coef::Small((*d).into()),
        _ => Coef::big(UBig::from_words(digits)),
    };
    Number::finite(negative, coef, 0)
}

/// A double, exactly.
pub fn from_f64(x: f64) -> Number {
    let negative = x.is_sign_negative();
    if x.is_nan() {
        return Number {
            negative,
            ..Number::nan()
        };
    }
    if x.is_infinite() {
        return Number::infinity(negative);
    }
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i64, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = match exponent {
        0 => (fraction, -1074),
        e => (fraction | 1 << 52, e - 1075),
    };
    if mantissa == 0 {
        return Number::zero(negative, 0);
    }
    let twos = mantissa.trailing_zeros();
    let (mantissa, exponent) = (mantissa >> twos, exponent + i64::from(twos));
    if exponent >= 0 {
        let coef = Coef::big(UBig::from(mantissa) << exponent as usize);
        return Number::finite(negative, coef, 0);
    }
    // m / 2^k is m * 5^k / 10^k.
    let k = exponent.unsigned_abs() as usize;
    let coef = Coef::big(UBig::from(mantissa) * UBig::from(5u8).pow(k));
    Number::finite(negative, coef, exponent)
}

/// The nearest double of a number that is no signaling NaN.
pub fn to_f64(n: &Number) -> f64 {
    if n.is_nan() {
        return if n.negative { -f64::NAN } else { f64::NAN };
    }
    text::scientific(n, true).parse().unwrap_or(f64::NAN)
}

/// A finite number rounded to a whole one: its absolute value. `None` if it has more digits than there is memory for.
pub fn to_whole(n: &Number, mode: Rounding) -> Option<UBig> {
    if n.exp > 0 && !n.coef.is_zero() && n.exp as u64 > MOST_DIGITS {
        return None;
    }
    Some(rescaled(n, 0, mode).0.coef.to_big())
}

/// Numerator and denominator of a finite number, without a common divisor.
pub fn ratio(n: &Number) -> Option<(UBig, UBig)> {
    use dashu_int::ops::Gcd;
    if n.coef.is_zero() {
        return Some((UBig::ZERO, UBig::ONE));
    }
    if n.exp.unsigned_abs() > MOST_DIGITS {
        return None;
    }
    let coef = n.coef.to_big();
    let power = super::coefficient::power_of_ten(n.exp.unsigned_abs());
    if n.exp >= 0 {
        return Some((coef * power, UBig::ONE));
    }
    let common = (&coef).gcd(&power);
    Some((coef / &common, power / common))
}

/// The hash of a finite number: that of an equal int, float or fraction.
pub fn hash(n: &Number) -> i64 {
    const PRIME: u64 = (1 << 61) - 1;
    /// The inverse of 10 modulo the prime.
    const TENTH: u64 = 2_075_258_708_292_324_556;
    let times = |a: u64, b: u64| (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64;
    let mut base = if n.exp >= 0 { 10 } else { TENTH };
    let mut left = n.exp.unsigned_abs();
    let mut rest = match &n.coef {
        Coef::Small(v) => (v % u128::from(PRIME)) as u64,
        Coef::Big(v, _) => v % PRIME,
    };
    while left > 0 {
        if left & 1 == 1 {
            rest = times(rest, base);
        }
        base = times(base, base);
        left >>= 1;
    }
    let hash = if n.negative {
        -(rest as i64)
    } else {
        rest as i64
    };
    if hash == -1 { -2 } else { hash }
}
