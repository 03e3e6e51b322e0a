//! Floats where Python and the processor differ: division, remainder, power, rounding.

use crate::text::Fault;

/// `divmod(x, y)`: the quotient rounded down, a remainder with the sign of `y`.
pub fn div_mod(x: f64, y: f64) -> Result<(f64, f64), Fault> {
    if y == 0.0 {
        return Err(Fault::ZeroDivision("division by zero"));
    }
    let mut rest = x % y;
    // `x - rest` is as good as a multiple of `y`, so the division gives an integer up to a rounding error.
    let mut quotient = (x - rest) / y;
    if rest == 0.0 {
        rest = rest.abs().copysign(y);
    } else if (rest < 0.0) != (y < 0.0) {
        rest += y;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Ok((0.0_f64.copysign(x / y), rest));
    }
    let floor = quotient.floor();
    Ok((
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        },
        rest,
    ))
}

/// `x % y`.
pub fn modulo(x: f64, y: f64) -> Result<f64, Fault> {
    Ok(div_mod(x, y)?.1)
}

/// What `x ** y` gives.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Power {
    Real(f64),
    /// A negative base and an exponent that is not whole: to be computed with complex numbers.
    Complex,
}

/// `x ** y`.
pub fn power(x: f64, y: f64) -> Result<Power, Fault> {
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(Fault::ZeroDivision("zero to a negative power"));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y != y.floor() {
        return Ok(Power::Complex);
    }
    let result = x.powf(y);
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Fault::overflow("(34, 'Numerical result out of range')");
    }
    Ok(Power::Real(result))
}

/// `round(x, digits)`: of the decimal value, half to even.
pub fn round(x: f64, digits: i64) -> Result<f64, Fault> {
    // Beyond these a double has no digit to lose, or none to keep.
    if !x.is_finite() || digits > 323 {
        return Ok(x);
    }
    if digits < -308 {
        return Ok(0.0_f64.copysign(x));
    }
    let rounded = if digits >= 0 {
        format!("{x:.*}", digits as usize).parse().unwrap_or(x)
    } else {
        round_left(x, digits.unsigned_abs() as usize)
    };
    if rounded.is_infinite() {
        return Fault::overflow("rounded value too large to represent");
    }
    Ok(rounded)
}

/// Rounds away `digits` digits before the point: written out exactly, cut, and read back.
fn round_left(x: f64, digits: usize) -> f64 {
    // As many significant digits as remain, counted from the first one.
    let exponent = |x: f64| {
        format!("{x:e}")
            .split_once('e')
            .and_then(|(_, exponent)| exponent.parse::<i64>().ok())
    };
    let Some(keep) = exponent(x)
        .map(|exponent| exponent - digits as i64)
        .filter(|_| x != 0.0)
    else {
        return x;
    };
    match keep {
        0.. => format!("{x:.*e}", keep as usize).parse().unwrap_or(x),
        // Half a unit, rounded to even, is none.
        -1 if x.abs() > format!("5e{}", digits - 1).parse().unwrap_or(f64::INFINITY) => {
            format!("1e{digits}")
                .parse::<f64>()
                .unwrap_or(f64::INFINITY)
                .copysign(x)
        }
        _ => 0.0_f64.copysign(x),
    }
}

/// `round(x)` as a float: half to even.
pub fn round_whole(x: f64) -> f64 {
    x.round_ties_even()
}
