//! Operators between floats, and comparing them with ints exactly.

use std::cmp::Ordering;

use super::Real;
use crate::error::Exc;
use crate::numeric::real::{self, Power};
use crate::object::Complex;
use crate::protocol::number::BinOp;
use crate::text::Fault;
use crate::thread::Thread;
use crate::types::int::arith as ints;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `a op b`; `None` for an operator that floats do not have.
#[inline]
pub fn binary<'t>(th: &'t Thread, op: BinOp, a: f64, b: f64) -> Res<Option<Val<'t>>> {
    Ok(Some(Val::float(match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::TrueDiv if b == 0.0 => {
            return Err(th.raise(Exc::ZeroDivisionError, "division by zero"));
        }
        BinOp::TrueDiv => a / b,
        BinOp::FloorDiv => div_mod(th, a, b)?.0,
        BinOp::Mod => div_mod(th, a, b)?.1,
        BinOp::Pow => return power(th, a, b).map(Some),
        _ => return Ok(None),
    })))
}

/// `divmod(a, b)`.
pub fn div_mod(th: &Thread, a: f64, b: f64) -> Res<(f64, f64)> {
    real::div_mod(a, b).map_err(|fault| th.fault(fault))
}

/// `a ** b`, complex for a negative base and an exponent that is not whole.
pub fn power<'t>(th: &'t Thread, a: f64, b: f64) -> Res<Val<'t>> {
    match real::power(a, b) {
        Ok(Power::Real(x)) => Ok(Val::float(x)),
        Ok(Power::Complex) => {
            let (re, im) = crate::types::complex::power(th, (a, 0.0), (b, 0.0))?;
            Ok(Complex::new(th, re, im).val())
        }
        Err(Fault::Overflow(_)) => Err(out_of_range(th)),
        Err(fault) => Err(th.fault(fault)),
    }
}

/// The error of a result too large, in the words of the C library.
#[cold]
pub fn out_of_range(th: &Thread) -> Unwind {
    let args = [Val::small(34), th.str("Numerical result out of range")];
    th.raise_with(Exc::OverflowError, &args)
}

/// Orders two reals exactly; `None` if one is not a number.
#[inline]
pub fn order(a: Real<'_>, b: Real<'_>) -> Option<Ordering> {
    match (a, b) {
        (Real::Float(x), Real::Float(y)) => x.partial_cmp(&y),
        (Real::Int(x), Real::Int(y)) => Some(ints::order(x, y)),
        (Real::Int(x), Real::Float(y)) => x.with(|x| crate::numeric::big::compare(x, y)),
        (Real::Float(x), Real::Int(y)) => y
            .with(|y| crate::numeric::big::compare(y, x))
            .map(Ordering::reverse),
    }
}

/// A real as a float, or the OverflowError of an int that is too large.
#[inline]
pub fn to_f64(th: &Thread, r: Real<'_>) -> Res<f64> {
    match r {
        Real::Float(f) => Ok(f),
        Real::Int(i) => i.to_f64().map_err(|fault| th.fault(fault)),
    }
}
