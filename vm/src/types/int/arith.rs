//! Operators between ints: in 64 bits, in 128 bits, and in any number of bits.

use std::cmp::Ordering;

use num_traits::{Pow, ToPrimitive};

use super::{Int, digits};
use crate::numeric::big;
use crate::numeric::real::{self, Power};
use crate::protocol::number::BinOp;
use crate::text::{Fault, IntRef};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// Results of more bits than this are refused with MemoryError.
const MOST_BITS: u64 = 1 << 37;

const DIVISION_BY_ZERO: Fault = Fault::ZeroDivision("division by zero");

/// `a op b`; `None` for an operator that ints do not have.
pub fn binary<'t>(th: &'t Thread, op: BinOp, a: Int<'t>, b: Int<'t>) -> Res<Option<Val<'t>>> {
    if op == BinOp::MatMul {
        return Ok(None);
    }
    let quick = match (a, b) {
        (Int::Small(x), Int::Small(y)) => small(th, op, x, y),
        _ => match (a.to_i128(), b.to_i128()) {
            (Some(x), Some(y)) => wide(th, op, x, y),
            _ => Ok(None),
        },
    };
    let done = match quick {
        Ok(Some(v)) => Ok(v),
        Ok(None) => any(th, op, a, b),
        Err(fault) => Err(fault),
    };
    done.map(Some).map_err(|fault| th.fault(fault))
}

/// In 64 bits; `None` if the answer needs more care.
fn small<'t>(th: &'t Thread, op: BinOp, a: i64, b: i64) -> Result<Option<Val<'t>>, Fault> {
    let (x, y) = (i128::from(a), i128::from(b));
    Ok(Some(match op {
        BinOp::Add => th.wide_int(x + y),
        BinOp::Sub => th.wide_int(x - y),
        BinOp::Mul => th.wide_int(x * y),
        BinOp::TrueDiv | BinOp::FloorDiv | BinOp::Mod if b == 0 => return Err(DIVISION_BY_ZERO),
        BinOp::TrueDiv if a.unsigned_abs() | b.unsigned_abs() < 1 << 53 => {
            Val::float(a as f64 / b as f64)
        }
        BinOp::FloorDiv => match big::div_mod_small(a, b) {
            Some((quotient, _)) => th.int(quotient),
            None => return Ok(None),
        },
        BinOp::Mod => match big::div_mod_small(a, b) {
            Some((_, rest)) => th.int(rest),
            None => return Ok(None),
        },
        BinOp::LShift | BinOp::RShift if b < 0 => return Fault::value("negative shift count"),
        BinOp::LShift if b < 64 => th.wide_int(x << b),
        BinOp::RShift => th.int(a >> b.min(63)),
        BinOp::And => th.int(a & b),
        BinOp::Or => th.int(a | b),
        BinOp::Xor => th.int(a ^ b),
        BinOp::Pow => return Ok(small_power(a, b).map(|r| th.wide_int(r))),
        BinOp::TrueDiv | BinOp::LShift | BinOp::MatMul => return Ok(None),
    }))
}

/// A power that fits.
fn small_power(base: i64, exponent: i64) -> Option<i128> {
    i128::from(base).checked_pow(u32::try_from(exponent).ok()?)
}

/// In 128 bits; `None` if the answer needs more.
fn wide<'t>(th: &'t Thread, op: BinOp, a: i128, b: i128) -> Result<Option<Val<'t>>, Fault> {
    let r = match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        BinOp::And => Some(a & b),
        BinOp::Or => Some(a | b),
        BinOp::Xor => Some(a ^ b),
        BinOp::FloorDiv | BinOp::Mod if b == 0 => return Err(DIVISION_BY_ZERO),
        BinOp::FloorDiv => a.checked_div_euclid(b).map(|q| {
            // Euclid's remainder is never negative; Python's has the sign of the divisor.
            if b < 0 && a.rem_euclid(b) != 0 {
                q - 1
            } else {
                q
            }
        }),
        BinOp::Mod => a
            .checked_rem_euclid(b)
            .map(|r| if b < 0 && r != 0 { r + b } else { r }),
        BinOp::RShift if b >= 0 => Some(a >> b.min(127)),
        BinOp::LShift if (0..64).contains(&b) && i64::try_from(a).is_ok() => Some(a << b),
        _ => None,
    };
    Ok(r.map(|r| th.wide_int(r)))
}

/// In any number of bits.
fn any<'t>(th: &'t Thread, op: BinOp, a: Int<'t>, b: Int<'t>) -> Result<Val<'t>, Fault> {
    match op {
        BinOp::Add | BinOp::Sub => return Ok(digits::sum(th, a, b, op == BinOp::Sub)),
        BinOp::Mul => {
            if let Some(v) = digits::product(th, a, b) {
                return Ok(v);
            }
        }
        _ => {}
    }
    let (x, y) = (a.to_big(), b.to_big());
    Ok(th.big_int(&match op {
        BinOp::Mul => x * y,
        BinOp::TrueDiv => return big::true_divide(&x, &y).map(Val::float),
        BinOp::FloorDiv => big::div_mod(&x, &y)?.0,
        BinOp::Mod => big::div_mod(&x, &y)?.1,
        BinOp::LShift => {
            refuse_huge(x.bits().saturating_add(y.to_u64().unwrap_or(0)))?;
            big::shift_left(&x, &y)?
        }
        BinOp::RShift => big::shift_right(&x, &y)?,
        BinOp::And => x & y,
        BinOp::Or => x | y,
        BinOp::Xor => x ^ y,
        BinOp::Pow => return power(th, a, b),
        BinOp::Add | BinOp::Sub | BinOp::MatMul => unreachable!("answered before"),
    }))
}

fn refuse_huge(bits: u64) -> Result<(), Fault> {
    if bits > MOST_BITS {
        Err(Fault::Memory)
    } else {
        Ok(())
    }
}

/// `a ** b`: an int, or a float for a negative exponent.
fn power<'t>(th: &'t Thread, a: Int<'t>, b: Int<'t>) -> Result<Val<'t>, Fault> {
    if b.is_negative() {
        return match real::power(a.to_f64()?, b.to_f64()?)? {
            Power::Real(x) => Ok(Val::float(x)),
            Power::Complex => unreachable!("the exponent is whole"),
        };
    }
    if let Int::Small(base @ -1..=1) = a {
        let odd = b.with(|b| match b {
            IntRef::Small(b) => b & 1 == 1,
            IntRef::Big(b) => b.bit(0),
        });
        let even_answer = if b.is_zero() { 1 } else { base * base };
        return Ok(Val::small(if odd { base } else { even_answer }));
    }
    let exponent = b.to_i64().ok_or(Fault::Memory)? as u64;
    let base = a.to_big();
    refuse_huge((base.bits() - 1).saturating_mul(exponent))?;
    Ok(th.big_int(&Pow::pow(&base, exponent)))
}

/// `pow(a, b, modulus)`.
pub fn power_mod<'t>(th: &'t Thread, a: Int<'t>, b: Int<'t>, modulus: Int<'t>) -> Res<Val<'t>> {
    if let (Int::Small(x), Int::Small(e @ 0..), Int::Small(m @ 1..)) = (a, b, modulus) {
        return Ok(th.int(small_power_mod(x, e as u64, m)));
    }
    big::pow_mod(&a.to_big(), &b.to_big(), &modulus.to_big())
        .map(|r| th.big_int(&r))
        .map_err(|fault| th.fault(fault))
}

/// Square and multiply; the modulus is positive.
fn small_power_mod(base: i64, mut exponent: u64, modulus: i64) -> i64 {
    let m = i128::from(modulus);
    let mut square = i128::from(base).rem_euclid(m);
    let mut result = 1 % m;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % m;
        }
        square = square * square % m;
        exponent >>= 1;
    }
    result as i64
}

/// `divmod(a, b)`.
pub fn div_mod<'t>(th: &'t Thread, a: Int<'t>, b: Int<'t>) -> Res<(Val<'t>, Val<'t>)> {
    if let (Some(x), Some(y)) = (a.to_i64(), b.to_i64())
        && let Some((q, r)) = big::div_mod_small(x, y)
    {
        return Ok((th.int(q), th.int(r)));
    }
    match big::div_mod(&a.to_big(), &b.to_big()) {
        Ok((q, r)) => Ok((th.big_int(&q), th.big_int(&r))),
        Err(fault) => Err(th.fault(fault)),
    }
}

/// Orders two ints.
#[inline]
pub fn order(a: Int<'_>, b: Int<'_>) -> Ordering {
    match (a, b) {
        (Int::Small(x), Int::Small(y)) => x.cmp(&y),
        _ => digits::order(a, b),
    }
}

/// `-a`.
pub fn negate<'t>(th: &'t Thread, a: Int<'t>) -> Val<'t> {
    match a.to_i128() {
        Some(x) => th.wide_int(-x),
        None => th.big_int(&-a.to_big()),
    }
}

/// `~a`.
pub fn invert<'t>(th: &'t Thread, a: Int<'t>) -> Val<'t> {
    match a.to_i128() {
        Some(x) => th.wide_int(!x),
        None => th.big_int(&!a.to_big()),
    }
}

/// `abs(a)`.
pub fn absolute<'t>(th: &'t Thread, a: Int<'t>) -> Val<'t> {
    if a.is_negative() {
        negate(th, a)
    } else {
        a.val(th)
    }
}

/// `round(a, digits)` for negative `digits`.
pub fn round<'t>(th: &'t Thread, a: Int<'t>, digits: u64) -> Val<'t> {
    let value = a.to_big();
    // More digits than the number has: nothing is left.
    if digits > value.bits() / 3 + 2 {
        return Val::small(0);
    }
    th.big_int(&big::round_to_power(&value, digits as u32))
}
