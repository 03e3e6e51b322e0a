//! Functions of doubles. The elementary ones are the C library's, as in CPython; what is out of a function's domain
//! is told in CPython's words.

use crate::error::Exc;
use crate::modules::support::{big, both, is_int, quick_f64, to_f64, to_i64};
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Traced, Window};
use crate::numeric::to_f64 as big_to_f64;
use crate::text::IntRef;
use crate::text::float::repr;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A `ValueError` that says what was expected.
fn domain(th: &Thread, expected: &str, x: f64) -> Unwind {
    th.value_error(format!("expected {expected}, got {}", repr(x)))
}

/// The result of a function whose only trouble is a result beyond the doubles.
fn in_range(th: &Thread, r: f64, x: f64) -> Res<f64> {
    if r.is_infinite() && x.is_finite() {
        return Err(th.raise(Exc::OverflowError, "math range error"));
    }
    Ok(r)
}

/// The result of a function that has none at infinity.
fn finite_only(th: &Thread, x: f64, f: fn(f64) -> f64) -> Res<f64> {
    match x.is_infinite() {
        true => Err(domain(th, "a finite input", x)),
        false => Ok(f(x)),
    }
}

fn sqrt(th: &Thread, x: f64) -> Res<f64> {
    match x < 0.0 {
        true => Err(domain(th, "a nonnegative input", x)),
        false => Ok(x.sqrt()),
    }
}

fn acos(th: &Thread, x: f64) -> Res<f64> {
    match x.abs() > 1.0 {
        true => Err(domain(th, "a number in range from -1 up to 1", x)),
        false => Ok(x.acos()),
    }
}

fn asin(th: &Thread, x: f64) -> Res<f64> {
    match x.abs() > 1.0 {
        true => Err(domain(th, "a number in range from -1 up to 1", x)),
        false => Ok(x.asin()),
    }
}

fn acosh(th: &Thread, x: f64) -> Res<f64> {
    match x < 1.0 {
        true => Err(domain(th, "argument value not less than 1", x)),
        false => Ok(libm::acosh(x)),
    }
}

fn atanh(th: &Thread, x: f64) -> Res<f64> {
    match x.abs() >= 1.0 {
        true => Err(domain(th, "a number between -1 and 1", x)),
        false => Ok(libm::atanh(x)),
    }
}

fn log1p(th: &Thread, x: f64) -> Res<f64> {
    match x <= -1.0 {
        true => Err(domain(th, "argument value > -1", x)),
        false => Ok(x.ln_1p()),
    }
}

fn gamma(th: &Thread, x: f64) -> Res<f64> {
    if x == f64::NEG_INFINITY || x == 0.0 || x < 0.0 && x.fract() == 0.0 {
        return Err(domain(th, "a noninteger or positive integer", x));
    }
    // Whole numbers have exact factorials as long as a double can hold them.
    if x.fract() == 0.0 && x <= 23.0 && x >= 1.0 {
        return Ok((1..x as u64).map(|i| i as f64).product());
    }
    in_range(th, libm::tgamma(x), x)
}

fn lgamma(th: &Thread, x: f64) -> Res<f64> {
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x <= 0.0 && x.fract() == 0.0 {
        return Err(domain(th, "a noninteger or positive integer", x));
    }
    if x == 1.0 || x == 2.0 {
        return Ok(0.0);
    }
    in_range(th, libm::lgamma(x), x)
}

macro_rules! one_argument {
    ($($name:ident $text:literal $traced:ident: $f:expr;)*) => {
        $(mod $name {
            use super::*;

            pub fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
                match quick_f64(th, a.get(0))? {
                    Some(x) => apply(th, x).map(Val::float),
                    None => Ok(Val::UNDEF),
                }
            }

            pub fn full(th: &mut Thread, w: Window) -> Res<Done> {
                let x = to_f64(th, w.at(0))?;
                let r = apply(th, x)?;
                th.ret(Val::float(r))
            }

            fn apply(th: &Thread, x: f64) -> Res<f64> {
                if x.is_nan() {
                    return Ok(x);
                }
                let f: fn(&Thread, f64) -> Res<f64> = $f;
                f(th, x)
            }
        })*

        const ONE: &[NativeDef] = &[$(
            both($text, Params::all(&["_x"]), $name::quick, $name::full).traced(Traced::$traced),
        )*];
    };
}
one_argument! {
    f_sqrt "sqrt" Sqrt: sqrt;
    f_exp "exp" Pure: |th, x| in_range(th, x.exp(), x);
    f_exp2 "exp2" Pure: |th, x| in_range(th, x.exp2(), x);
    f_expm1 "expm1" Pure: |th, x| in_range(th, x.exp_m1(), x);
    f_sin "sin" Pure: |th, x| finite_only(th, x, f64::sin);
    f_cos "cos" Pure: |th, x| finite_only(th, x, f64::cos);
    f_tan "tan" Pure: |th, x| finite_only(th, x, f64::tan);
    f_asin "asin" Pure: asin;
    f_acos "acos" Pure: acos;
    f_atan "atan" Pure: |_, x| Ok(x.atan());
    f_sinh "sinh" Pure: |th, x| in_range(th, x.sinh(), x);
    f_cosh "cosh" Pure: |th, x| in_range(th, x.cosh(), x);
    f_tanh "tanh" Pure: |_, x| Ok(x.tanh());
    f_asinh "asinh" Pure: |_, x| Ok(libm::asinh(x));
    f_acosh "acosh" Pure: acosh;
    f_atanh "atanh" Pure: atanh;
    f_log1p "log1p" Pure: log1p;
    f_fabs "fabs" Magnitude: |_, x| Ok(x.abs());
    f_erf "erf" Pure: |_, x| Ok(libm::erf(x));
    f_erfc "erfc" Pure: |_, x| Ok(libm::erfc(x));
    f_gamma "gamma" Pure: gamma;
    f_lgamma "lgamma" Pure: lgamma;
    f_cbrt "cbrt" Pure: |_, x| Ok(x.cbrt());
    f_degrees "degrees" Pure: |_, x| Ok(x * (180.0 / std::f64::consts::PI));
    f_radians "radians" Pure: |_, x| Ok(x * (std::f64::consts::PI / 180.0));
    f_ulp "ulp" Pure: |_, x| Ok(ulp(x));
}

fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    let up = f64::from_bits(x.to_bits() + 1);
    if up.is_infinite() {
        return x - f64::from_bits(x.to_bits() - 1);
    }
    up - x
}

macro_rules! tests_of_one {
    ($($name:ident $text:literal $traced:ident: $f:expr;)*) => {
        $(mod $name {
            use super::*;

            pub fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
                let f: fn(f64) -> bool = $f;
                Ok(quick_f64(th, a.get(0))?.map_or(Val::UNDEF, |x| Val::bool(f(x))))
            }

            pub fn full(th: &mut Thread, w: Window) -> Res<Done> {
                let f: fn(f64) -> bool = $f;
                let x = to_f64(th, w.at(0))?;
                th.ret(Val::bool(f(x)))
            }
        })*

        const TESTS: &[NativeDef] = &[$(
            both($text, Params::all(&["_x"]), $name::quick, $name::full).traced(Traced::$traced),
        )*];
    };
}
tests_of_one! {
    is_nan "isnan" Pure: f64::is_nan;
    is_inf "isinf" Pure: f64::is_infinite;
    is_finite "isfinite" Pure: f64::is_finite;
}

macro_rules! two_arguments {
    ($($name:ident $text:literal $traced:ident: $f:expr;)*) => {
        $(mod $name {
            use super::*;

            pub fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
                let f: fn(&Thread, f64, f64) -> Res<f64> = $f;
                match (quick_f64(th, a.get(0))?, quick_f64(th, a.get(1))?) {
                    (Some(x), Some(y)) => f(th, x, y).map(Val::float),
                    _ => Ok(Val::UNDEF),
                }
            }

            pub fn full(th: &mut Thread, w: Window) -> Res<Done> {
                let f: fn(&Thread, f64, f64) -> Res<f64> = $f;
                let (x, y) = (to_f64(th, w.at(0))?, to_f64(th, w.at(1))?);
                let r = f(th, x, y)?;
                th.ret(Val::float(r))
            }
        })*

        const TWO: &[NativeDef] = &[$(
            both($text, Params::all(&["_x", "_y"]), $name::quick, $name::full).traced(Traced::$traced),
        )*];
    };
}
two_arguments! {
    f_atan2 "atan2" Pure: |_, y, x| Ok(y.atan2(x));
    f_copysign "copysign" Pure: |_, x, y| Ok(x.copysign(y));
    f_fmod "fmod" Pure: fmod;
    f_pow "pow" Pure: pow;
    f_remainder "remainder" Pure: remainder;
}

fn fmod(th: &Thread, x: f64, y: f64) -> Res<f64> {
    if x.is_finite() && y.is_infinite() {
        return Ok(x);
    }
    let r = x % y;
    match r.is_nan() && !x.is_nan() && !y.is_nan() {
        true => Err(th.value_error("math domain error")),
        false => Ok(r),
    }
}

fn pow(th: &Thread, x: f64, y: f64) -> Res<f64> {
    let r = x.powf(y);
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(th.value_error("math domain error"));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(match x == 0.0 {
            true => th.value_error("math domain error"),
            false => th.raise(Exc::OverflowError, "math range error"),
        });
    }
    Ok(r)
}

/// IEEE 754 remainder.
fn remainder(th: &Thread, x: f64, y: f64) -> Res<f64> {
    if x.is_nan() || y.is_nan() {
        return Ok(x + y);
    }
    if x.is_infinite() || y == 0.0 {
        return Err(th.value_error("math domain error"));
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (ax, ay) = (x.abs(), y.abs());
    let m = ax % ay;
    let c = ay - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (ax - m)) % ay)
    };
    Ok(1f64.copysign(x) * r)
}

const MORE: &[NativeDef] = &[
    NativeDef::full("log", Params::pos(&["_x", "_base"], 1), log),
    NativeDef::full("log2", Params::all(&["_x"]), log2),
    NativeDef::full("log10", Params::all(&["_x"]), log10),
    NativeDef::full("floor", Params::all(&["_x"]), |th, w| {
        rounded(th, w, Id::__floor__, f64::floor)
    }),
    NativeDef::full("ceil", Params::all(&["_x"]), |th, w| {
        rounded(th, w, Id::__ceil__, f64::ceil)
    }),
    NativeDef::full("trunc", Params::all(&["_x"]), trunc),
    NativeDef::full("frexp", Params::all(&["_x"]), frexp),
    NativeDef::full("ldexp", Params::all(&["_x", "_i"]), ldexp),
    NativeDef::full("modf", Params::all(&["_x"]), modf),
    NativeDef::full(
        "nextafter",
        Params::all(&["_x", "_y"]).kw(&["steps"]),
        nextafter,
    ),
    NativeDef::full("fma", Params::all(&["_x", "_y", "_z"]), fma),
    NativeDef::full(
        "isclose",
        Params::all(&["a", "b"]).kw(&["rel_tol", "abs_tol"]),
        isclose,
    ),
];

/// All functions of this file.
pub const TABLES: &[&[NativeDef]] = &[ONE, TESTS, TWO, MORE];

/// A logarithm of any positive number, ints of any size included.
fn logarithm(th: &mut Thread, v: Slot, f: fn(f64) -> f64, of_two: f64) -> Res<f64> {
    if is_int(th.get(v)) {
        let n = big(th.get(v)).unwrap_or_default();
        if n.sign() != num_bigint::Sign::Plus {
            return Err(th.value_error("expected a positive input"));
        }
        if let Ok(x) = big_to_f64(IntRef::Big(&n)) {
            return Ok(f(x));
        }
        // n = m * 2**e with m in the doubles.
        let e = n.bits() - 64;
        let m = big_to_f64(IntRef::Big(&(n >> e))).unwrap_or(f64::MAX);
        return Ok(f(m) + e as f64 * of_two);
    }
    let x = to_f64(th, v)?;
    if x <= 0.0 {
        return Err(domain(th, "a positive input", x));
    }
    Ok(f(x))
}

fn log(th: &mut Thread, w: Window) -> Res<Done> {
    let x = logarithm(th, w.at(0), f64::ln, std::f64::consts::LN_2)?;
    let Some(base) = w.opt(th, 1) else {
        return th.ret(Val::float(x));
    };
    let b = logarithm(th, base, f64::ln, std::f64::consts::LN_2)?;
    if b == 0.0 {
        return Err(th.raise(Exc::ZeroDivisionError, "division by zero"));
    }
    th.ret(Val::float(x / b))
}

fn log2(th: &mut Thread, w: Window) -> Res<Done> {
    let r = logarithm(th, w.at(0), f64::log2, 1.0)?;
    th.ret(Val::float(r))
}

fn log10(th: &mut Thread, w: Window) -> Res<Done> {
    let r = logarithm(th, w.at(0), f64::log10, std::f64::consts::LOG10_2)?;
    th.ret(Val::float(r))
}

/// A whole double as an int.
pub fn whole<'t>(th: &'t Thread, x: f64) -> Res<Val<'t>> {
    if x.is_nan() {
        return Err(th.value_error("cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(th.raise(
            Exc::OverflowError,
            "cannot convert float infinity to integer",
        ));
    }
    if x.abs() < 9e18 {
        return Ok(th.int(x as i64));
    }
    let n = num_traits::FromPrimitive::from_f64(x).unwrap_or_default();
    Ok(th.big_int(&n))
}

/// `floor` and `ceil`: the object's own method, else its double's.
fn rounded(th: &mut Thread, w: Window, id: Id, f: fn(f64) -> f64) -> Res<Done> {
    let v = w.at(0);
    if is_int(th.get(v)) {
        return th.ret(th.get(v).unboxed());
    }
    if let Some(x) = th.get(v).as_float() {
        let v = whole(th, f(x))?;
        return th.ret(v);
    }
    if let Some(r) = th.call_special(v, id, &[])? {
        return th.ret_slot(r);
    }
    let x = to_f64(th, v)?;
    let v = whole(th, f(x))?;
    th.ret(v)
}

fn trunc(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(x) = th.get(w.at(0)).as_float() {
        let v = whole(th, x.trunc())?;
        return th.ret(v);
    }
    match th.call_special(w.at(0), Id::__trunc__, &[])? {
        Some(r) => th.ret_slot(r),
        None => {
            let text = format!(
                "type {} doesn't define __trunc__ method",
                th.class_name(th.get(w.at(0)))
            );
            Err(th.type_error(text))
        }
    }
}

fn frexp(th: &mut Thread, w: Window) -> Res<Done> {
    let x = to_f64(th, w.at(0))?;
    let (m, e) = match x == 0.0 || !x.is_finite() {
        true => (x, 0),
        false => libm::frexp(x),
    };
    th.ret(th.tuple(&[Val::float(m), Val::small(e.into())]))
}

fn ldexp(th: &mut Thread, w: Window) -> Res<Done> {
    let x = to_f64(th, w.at(0))?;
    if !is_int(th.get(w.at(1))) && !th.get(w.at(1)).is_bool() {
        return Err(th.type_error("Expected an int as second argument to ldexp."));
    }
    let n = big(th.get(w.at(1))).unwrap_or_default();
    let e = i32::try_from(&n).unwrap_or(match n.sign() {
        num_bigint::Sign::Minus => -10_000,
        _ => 10_000,
    });
    let r = libm::ldexp(x, e.clamp(-10_000, 10_000));
    let r = in_range(th, r, x)?;
    th.ret(Val::float(r))
}

fn modf(th: &mut Thread, w: Window) -> Res<Done> {
    let x = to_f64(th, w.at(0))?;
    let (fraction, whole) = match x {
        x if x.is_infinite() => (0f64.copysign(x), x),
        x if x.is_nan() => (x, x),
        x => (x.fract().copysign(x), x.trunc()),
    };
    th.ret(th.tuple(&[Val::float(fraction), Val::float(whole)]))
}

fn nextafter(th: &mut Thread, w: Window) -> Res<Done> {
    let (x, y) = (to_f64(th, w.at(0))?, to_f64(th, w.at(1))?);
    let steps = match w.opt(th, 2).filter(|s| !th.get(*s).is_none()) {
        None => 1,
        Some(s) => {
            let n = to_i64(th, s)?;
            if n < 0 {
                return Err(th.value_error("steps must be a non-negative integer"));
            }
            n as u64
        }
    };
    th.ret(Val::float(after(x, y, steps)))
}

/// The double that many steps from `x` towards `y`.
fn after(x: f64, y: f64, steps: u64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    // Doubles in order as numbers in order: negative ones count down from zero.
    let place = |f: f64| match f.to_bits() as i64 {
        b if b < 0 => i64::MIN.wrapping_sub(b),
        b => b,
    };
    let (a, b) = (i128::from(place(x)), i128::from(place(y)));
    if steps == 0 {
        return x;
    }
    if a == b {
        return y;
    }
    let far = (a - b).unsigned_abs().min(steps.into()) as i128;
    let at = if b > a { a + far } else { a - far };
    if at == b {
        return y;
    }
    match at {
        n if n < 0 => f64::from_bits(i64::MIN.wrapping_sub(n as i64) as u64),
        0 if a < 0 => -0.0,
        n => f64::from_bits(n as u64),
    }
}

fn fma(th: &mut Thread, w: Window) -> Res<Done> {
    let (x, y, z) = (
        to_f64(th, w.at(0))?,
        to_f64(th, w.at(1))?,
        to_f64(th, w.at(2))?,
    );
    let r = x.mul_add(y, z);
    if r.is_finite() {
        return th.ret(Val::float(r));
    }
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(th.value_error("invalid operation in fma"));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(th.raise(Exc::OverflowError, "overflow in fma"));
    }
    th.ret(Val::float(r))
}

fn isclose(th: &mut Thread, w: Window) -> Res<Done> {
    let (a, b) = (to_f64(th, w.at(0))?, to_f64(th, w.at(1))?);
    let relative = match w.opt(th, 2) {
        Some(v) => to_f64(th, v)?,
        None => 1e-9,
    };
    let absolute = match w.opt(th, 3) {
        Some(v) => to_f64(th, v)?,
        None => 0.0,
    };
    if relative < 0.0 || absolute < 0.0 {
        return Err(th.value_error("tolerances must be non-negative"));
    }
    let close = a == b
        || a.is_finite() && b.is_finite() && {
            let d = (b - a).abs();
            d <= (relative * b).abs() || d <= (relative * a).abs() || d <= absolute
        };
    th.ret(Val::bool(close))
}
