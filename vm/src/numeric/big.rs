//! Integers of any size: what `num-bigint` leaves to be done.

use crate::text::float_parse::scale_exactly;
use crate::text::{Fault, IntRef};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// `float(value)`, correctly rounded.
pub fn to_f64(value: IntRef<'_>) -> Result<f64, Fault> {
    match value {
        IntRef::Small(value) => Ok(value as f64),
        IntRef::Big(value) => match magnitude_to_f64(value.magnitude(), 0) {
            Some(float) => Ok(signed(float, value.is_negative())),
            None => Fault::overflow("int too large to convert to float"),
        },
    }
}

fn signed(float: f64, negative: bool) -> f64 {
    if negative { -float } else { float }
}

/// `value * 2^scale`, correctly rounded; None if too large.
fn magnitude_to_f64(value: &BigUint, scale: i64) -> Option<f64> {
    let drop = value.bits().saturating_sub(64);
    let top = (value >> drop).to_u64()?;
    let rest = drop > 0 && value.trailing_zeros().is_some_and(|zeros| zeros < drop);
    scale_exactly(top, rest, scale + drop as i64)
}

/// `a / b`, correctly rounded.
pub fn true_divide(a: &BigInt, b: &BigInt) -> Result<f64, Fault> {
    if b.is_zero() {
        return Err(Fault::ZeroDivision("division by zero"));
    }
    // Scaled so that the quotient has 64 or 65 bits; a remainder only matters for being there.
    let scale = a.bits() as i64 - b.bits() as i64 - 64;
    let (above, below) = match scale {
        0.. => (a.magnitude().clone(), b.magnitude() << scale),
        _ => (a.magnitude() << -scale, b.magnitude().clone()),
    };
    let (mut quotient, rest) = above.div_rem(&below);
    if !rest.is_zero() {
        // Two more bits, so that this one is below all that are kept.
        quotient = (quotient << 2_u8) | BigUint::one();
        return finish_divide(&quotient, scale - 2, a, b);
    }
    finish_divide(&quotient, scale, a, b)
}

fn finish_divide(quotient: &BigUint, scale: i64, a: &BigInt, b: &BigInt) -> Result<f64, Fault> {
    match magnitude_to_f64(quotient, scale) {
        Some(float) => Ok(signed(float, a.is_negative() != b.is_negative())),
        None => Fault::overflow("integer division result too large for a float"),
    }
}

/// `divmod(a, b)`: the quotient rounded down, a remainder with the sign of `b`.
pub fn div_mod(a: &BigInt, b: &BigInt) -> Result<(BigInt, BigInt), Fault> {
    if b.is_zero() {
        return Err(Fault::ZeroDivision("division by zero"));
    }
    Ok(a.div_mod_floor(b))
}

/// The same for words. None if the quotient does not fit.
pub fn div_mod_small(a: i64, b: i64) -> Option<(i64, i64)> {
    let (quotient, rest) = (a.checked_div(b)?, a.checked_rem(b)?);
    if rest != 0 && (rest < 0) != (b < 0) {
        Some((quotient - 1, rest + b))
    } else {
        Some((quotient, rest))
    }
}

/// `int(x)`.
pub fn from_f64(x: f64) -> Result<BigInt, Fault> {
    if x.is_nan() {
        return Fault::value("cannot convert float NaN to integer");
    }
    if x.is_infinite() {
        return Fault::overflow("cannot convert float infinity to integer");
    }
    let (mantissa, exponent) = decompose(x.trunc());
    let value = if exponent >= 0 {
        BigInt::from(mantissa) << exponent
    } else {
        BigInt::from(mantissa >> -exponent)
    };
    Ok(if x < 0.0 { -value } else { value })
}

/// The absolute value as an odd integer times a power of two; zero as 0, 0.
fn decompose(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = if exponent == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, exponent - 1075)
    };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    (mantissa >> zeros, exponent + zeros as i32)
}

/// `x.as_integer_ratio()`.
pub fn ratio(x: f64) -> Result<(BigInt, BigInt), Fault> {
    if x.is_nan() {
        return Fault::value("cannot convert NaN to integer ratio");
    }
    if x.is_infinite() {
        return Fault::overflow("cannot convert Infinity to integer ratio");
    }
    let (mantissa, exponent) = decompose(x);
    let mantissa = if x < 0.0 {
        -BigInt::from(mantissa)
    } else {
        BigInt::from(mantissa)
    };
    let one = BigInt::one();
    Ok(if exponent >= 0 {
        (mantissa << exponent, one)
    } else {
        (mantissa, one << -exponent)
    })
}

/// Compares exactly, not as floats. None if `x` is not a number.
pub fn compare(value: IntRef<'_>, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let whole = x.floor();
    let ordering = match value {
        // Both ends of a word's range are powers of two, so exact as floats.
        IntRef::Small(value) if (i64::MIN as f64..-(i64::MIN as f64)).contains(&whole) => {
            value.cmp(&(whole as i64))
        }
        IntRef::Small(_) => 0.0.partial_cmp(&whole)?,
        IntRef::Big(value) => value.cmp(&from_f64(whole).ok()?),
    };
    // Equal to the floor of a number that is not whole is below it.
    Some(if ordering == Ordering::Equal && whole < x {
        Ordering::Less
    } else {
        ordering
    })
}

/// `math.isqrt`.
pub fn isqrt(value: &BigInt) -> Result<BigInt, Fault> {
    if value.is_negative() {
        return Fault::value("isqrt() argument must be nonnegative");
    }
    Ok(value.sqrt())
}

/// `math.gcd` of two.
pub fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    a.gcd(b)
}

/// `int.bit_length`.
pub fn bit_length(value: IntRef<'_>) -> u64 {
    match value {
        IntRef::Small(value) => 64 - u64::from(value.unsigned_abs().leading_zeros()),
        IntRef::Big(value) => value.bits(),
    }
}

/// `int.bit_count`.
pub fn bit_count(value: IntRef<'_>) -> u64 {
    match value {
        IntRef::Small(value) => u64::from(value.unsigned_abs().count_ones()),
        IntRef::Big(value) => value.magnitude().count_ones(),
    }
}

/// `pow(base, exponent, modulus)`.
pub fn pow_mod(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> Result<BigInt, Fault> {
    if modulus.is_zero() {
        return Fault::value("pow() 3rd argument cannot be 0");
    }
    if !exponent.is_negative() {
        return Ok(base.modpow(exponent, modulus));
    }
    match base.modinv(&modulus.abs()) {
        Some(inverse) => Ok(inverse.modpow(&-exponent, modulus)),
        None => Fault::value("base is not invertible for the given modulus"),
    }
}

/// `a << by`; negative `by` is refused.
pub fn shift_left(a: &BigInt, by: &BigInt) -> Result<BigInt, Fault> {
    if by.is_negative() {
        return Fault::value("negative shift count");
    }
    if a.is_zero() {
        return Ok(BigInt::zero());
    }
    match by.to_u64().filter(|&by| by < 1 << 40) {
        Some(by) => Ok(a << by),
        None => Fault::overflow("too many digits in integer"),
    }
}

/// `a >> by`, rounding down; negative `by` is refused.
pub fn shift_right(a: &BigInt, by: &BigInt) -> Result<BigInt, Fault> {
    if by.is_negative() {
        return Fault::value("negative shift count");
    }
    Ok(match by.to_u64() {
        Some(by) => a >> by,
        None if a.is_negative() => -BigInt::one(),
        None => BigInt::zero(),
    })
}

/// `round(value, -digits)`: to a multiple of 10^digits, half to even.
pub fn round_to_power(value: &BigInt, digits: u32) -> BigInt {
    let unit = BigInt::from(10).pow(digits);
    let (quotient, rest) = value.div_mod_floor(&unit);
    let up = match (&rest * 2_u8).cmp(&unit) {
        Ordering::Less => false,
        Ordering::Equal => quotient.is_odd(),
        Ordering::Greater => true,
    };
    (quotient + i32::from(up)) * unit
}
