//! `complex`.

use crate::class::Builtin;
use crate::error::Exc;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::Complex;
use crate::protocol::number::{BinOp, CmpOp};
use crate::protocol::text;
use crate::text::{float, float_parse};
use crate::thread::{Slot, Thread};
use crate::types::float::{Real, arith};
use crate::types::rows::{ONE, POW, TWO, comparison_rows, operator_rows};
use crate::types::{args, construct};
use crate::unwind::Res;
use crate::value::Val;

/// Real and imaginary part.
pub type Parts = (f64, f64);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Complex,
    doc: "Create a complex number from a string or numbers.",
    methods: METHODS,
    getsets: &[
        GetSet::read("real", |_, v| Ok(Val::float(parts(v).0))),
        GetSet::read("imag", |_, v| Ok(Val::float(parts(v).1))),
    ],
};
pub const OPERATORS: TypeSpec = TypeSpec {
    builtin: Builtin::Complex,
    doc: "",
    methods: operator_rows! { operator;
        "__add__" "__radd__" Add;
        "__sub__" "__rsub__" Sub;
        "__mul__" "__rmul__" Mul;
        "__truediv__" "__rtruediv__" TrueDiv;
    },
    getsets: &[],
};
pub const COMPARISONS: TypeSpec = TypeSpec {
    builtin: Builtin::Complex,
    doc: "",
    methods: comparison_rows!(compare),
    getsets: &[],
};

const METHODS: &[NativeDef] = &[
    NativeDef::full("__new__", Params::pos(&["_cls", "real", "imag"], 1), new).static_method(),
    NativeDef::quick("__repr__", ONE, |th, a| {
        let (re, im) = this(a);
        Ok(th.str(&float::complex_repr(re, im)))
    }),
    NativeDef::quick("__hash__", ONE, |th, a| {
        let hash = crate::types::hash::quick_hash(th, a.get(0).unboxed())?;
        Ok(th.int(hash.expect("V3: complex numbers have hashes")))
    }),
    NativeDef::full("__format__", TWO, format),
    NativeDef::quick("__complex__", ONE, |_, a| Ok(a.get(0).unboxed())),
    NativeDef::quick("__pos__", ONE, |_, a| Ok(a.get(0).unboxed())),
    NativeDef::quick("__neg__", ONE, |th, a| {
        let (re, im) = this(a);
        Ok(Complex::new(th, -re, -im).val())
    }),
    NativeDef::quick("conjugate", ONE, |th, a| {
        let (re, im) = this(a);
        Ok(Complex::new(th, re, -im).val())
    }),
    NativeDef::quick("__abs__", ONE, |th, a| {
        let (re, im) = this(a);
        let size = re.hypot(im);
        if size.is_infinite() && re.is_finite() && im.is_finite() {
            return Err(th.raise(Exc::OverflowError, "absolute value too large"));
        }
        Ok(Val::float(size))
    }),
    NativeDef::quick("__bool__", ONE, |_, a| Ok(Val::bool(this(a) != (0.0, 0.0)))),
    NativeDef::quick("__pow__", POW, |th, a| {
        pow(th, a.get(0), a.get(1), a.get(2))
    }),
    NativeDef::quick("__rpow__", POW, |th, a| {
        pow(th, a.get(1), a.get(0), a.get(2))
    }),
    NativeDef::quick("__getnewargs__", ONE, |th, a| {
        let (re, im) = this(a);
        Ok(th.tuple(&[Val::float(re), Val::float(im)]))
    }),
    NativeDef::full(
        "from_number",
        Params::all(&["_cls", "_number"]),
        from_number,
    )
    .class_method(),
];

/// The parts of a complex number or of an instance of a subclass.
fn parts(v: Val<'_>) -> Parts {
    let c = v.unboxed().expect::<Complex>();
    (c.re, c.im)
}

fn this(a: Args<'_>) -> Parts {
    parts(a.get(0))
}

/// An operand: complex or real.
#[derive(Clone, Copy)]
pub enum Operand {
    Complex(Parts),
    Real(f64),
}

impl Operand {
    fn parts(self) -> Parts {
        match self {
            Operand::Complex(c) => c,
            Operand::Real(x) => (x, 0.0),
        }
    }
}

/// A number as an operand of complex arithmetic; `None` if it is not a number.
pub fn operand<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Operand>> {
    if let Some(c) = v.unboxed().cast::<Complex>() {
        return Ok(Some(Operand::Complex((c.re, c.im))));
    }
    match Real::of(v) {
        Some(r) => Ok(Some(Operand::Real(arith::to_f64(th, r)?))),
        None => Ok(None),
    }
}

fn operator<'t>(th: &'t Thread, op: BinOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    match (operand(th, a)?, operand(th, b)?) {
        (Some(x), Some(y)) => Ok(binary(th, op, x, y)?.unwrap_or(Val::NOT_IMPLEMENTED)),
        _ => Ok(Val::NOT_IMPLEMENTED),
    }
}

/// `a op b`; `None` for an operator that complex numbers do not have. A real operand is not made complex first: that
/// would give it an imaginary zero, which shows in signs and in infinities.
pub fn binary<'t>(th: &'t Thread, op: BinOp, a: Operand, b: Operand) -> Res<Option<Val<'t>>> {
    use Operand::{Complex as C, Real as R};
    let (re, im) = match (op, a, b) {
        (BinOp::Add, C(x), R(y)) => (x.0 + y, x.1),
        (BinOp::Add, R(x), C(y)) => (x + y.0, y.1),
        (BinOp::Sub, C(x), R(y)) => (x.0 - y, x.1),
        (BinOp::Sub, R(x), C(y)) => (x - y.0, -y.1),
        (BinOp::Mul, C(x), R(y)) => (x.0 * y, x.1 * y),
        (BinOp::Mul, R(x), C(y)) => (x * y.0, x * y.1),
        (BinOp::TrueDiv, C(_), R(0.0)) => return Err(by_zero(th)),
        (BinOp::TrueDiv, C(x), R(y)) => (x.0 / y, x.1 / y),
        (BinOp::Add, ..) => {
            let (x, y) = (a.parts(), b.parts());
            (x.0 + y.0, x.1 + y.1)
        }
        (BinOp::Sub, ..) => {
            let (x, y) = (a.parts(), b.parts());
            (x.0 - y.0, x.1 - y.1)
        }
        (BinOp::Mul, ..) => multiply(a.parts(), b.parts()),
        (BinOp::TrueDiv, ..) => divide(th, a.parts(), b.parts())?,
        (BinOp::Pow, ..) => power(th, a.parts(), b.parts())?,
        _ => return Ok(None),
    };
    Ok(Some(Complex::new(th, re, im).val()))
}

fn by_zero(th: &Thread) -> crate::unwind::Unwind {
    th.raise(Exc::ZeroDivisionError, "division by zero")
}

fn multiply(a: Parts, b: Parts) -> Parts {
    let (re, im) = (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0);
    if re.is_nan() && im.is_nan() {
        return multiply_infinite(a, b).unwrap_or((re, im));
    }
    (re, im)
}

/// A product with an infinite factor is infinite, though its parts came out as "not a number" (C99, annex G).
fn multiply_infinite(a: Parts, b: Parts) -> Option<Parts> {
    let infinite = |c: Parts| c.0.is_infinite() || c.1.is_infinite();
    let unit = |x: f64| f64::from(u8::from(x.is_infinite())).copysign(x);
    let number = |x: f64| if x.is_nan() { 0.0_f64.copysign(x) } else { x };
    let (mut x, mut y, mut again) = (a, b, false);
    if infinite(x) {
        (x, y, again) = ((unit(x.0), unit(x.1)), (number(y.0), number(y.1)), true);
    }
    if infinite(y) {
        (x, y, again) = ((number(x.0), number(x.1)), (unit(y.0), unit(y.1)), true);
    }
    let overflow = [a.0 * b.0, a.1 * b.1, a.0 * b.1, a.1 * b.0];
    if !again && overflow.iter().any(|p| p.is_infinite()) {
        (x, y, again) = ((number(x.0), number(x.1)), (number(y.0), number(y.1)), true);
    }
    again.then(|| {
        (
            f64::INFINITY * (x.0 * y.0 - x.1 * y.1),
            f64::INFINITY * (x.0 * y.1 + x.1 * y.0),
        )
    })
}

/// Scaled by the larger part of the divisor, so that nothing overflows on the way.
fn divide(th: &Thread, a: Parts, b: Parts) -> Res<Parts> {
    let (re, im) = (b.0.abs(), b.1.abs());
    if re >= im {
        if re == 0.0 {
            return Err(by_zero(th));
        }
        let ratio = b.1 / b.0;
        let below = b.0 + b.1 * ratio;
        return Ok(((a.0 + a.1 * ratio) / below, (a.1 - a.0 * ratio) / below));
    }
    if im >= re {
        let ratio = b.0 / b.1;
        let below = b.0 * ratio + b.1;
        return Ok(((a.0 * ratio + a.1) / below, (a.1 * ratio - a.0) / below));
    }
    Ok((f64::NAN, f64::NAN))
}

/// `a ** b`. Small whole exponents are multiplied out.
pub fn power(th: &Thread, a: Parts, b: Parts) -> Res<Parts> {
    if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let whole = whole_power(a, b.0.abs() as u32);
        let r = if b.0 < 0.0 {
            if a == (0.0, 0.0) {
                return Err(zero_power(th));
            }
            divide(th, (1.0, 0.0), whole)?
        } else {
            whole
        };
        return checked(th, a, b, r);
    }
    if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return Err(zero_power(th));
        }
        return Ok((0.0, 0.0));
    }
    let (size, angle) = (a.0.hypot(a.1), a.1.atan2(a.0));
    let (mut len, mut turn) = (size.powf(b.0), angle * b.0);
    if b.1 != 0.0 {
        len *= (-angle * b.1).exp();
        turn += b.1 * size.ln();
    }
    checked(th, a, b, (len * turn.cos(), len * turn.sin()))
}

fn zero_power(th: &Thread) -> crate::unwind::Unwind {
    th.raise(
        Exc::ZeroDivisionError,
        "zero to a negative or complex power",
    )
}

fn checked(th: &Thread, a: Parts, b: Parts, r: Parts) -> Res<Parts> {
    let finite = |c: Parts| c.0.is_finite() && c.1.is_finite();
    if !finite(r) && finite(a) && finite(b) {
        return Err(th.raise(Exc::OverflowError, "complex exponentiation"));
    }
    Ok(r)
}

fn whole_power(a: Parts, mut exponent: u32) -> Parts {
    let (mut result, mut square) = ((1.0, 0.0), a);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, square);
        }
        exponent >>= 1;
        if exponent > 0 {
            square = multiply(square, square);
        }
    }
    result
}

fn pow<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, modulus: Val<'t>) -> Res<Val<'t>> {
    if !modulus.is_undef() && !modulus.is_none() {
        return Err(th.value_error("complex modulo"));
    }
    operator(th, BinOp::Pow, a, b)
}

/// Complex numbers are equal or not; they have no order.
fn compare<'t>(_: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (this, other) = if a.unboxed().cast::<Complex>().is_some() {
        (parts(a), b)
    } else {
        (parts(b), a)
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Val::NOT_IMPLEMENTED);
    }
    let same = match (other.unboxed().cast::<Complex>(), Real::of(other)) {
        (Some(c), _) => this == (c.re, c.im),
        (None, Some(r)) => {
            this.1 == 0.0
                && arith::order(Real::Float(this.0), r).is_some_and(std::cmp::Ordering::is_eq)
        }
        (None, None) => return Ok(Val::NOT_IMPLEMENTED),
    };
    Ok(Val::bool(same == (op == CmpOp::Eq)))
}

/// Equality with any number, for values that are known to be numbers.
pub fn equals<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<bool> {
    Ok(compare(th, CmpOp::Eq, a, b)?.as_bool() == Some(true))
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let done = th.section(|th| {
        let (v, spec) = (th.get(w.at(0)), text::spec_argument(th, th.get(w.at(1)))?);
        if spec.is_empty() && !v.has_shape(Builtin::Complex.shape()) {
            return Ok(None);
        }
        Ok(Some(th.root(text::format_number(th, v, spec)?)))
    })?;
    let done = match done {
        Some(v) => v,
        None => text::str(th, w.at(0))?,
    };
    th.ret_slot(done)
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let (re, im) = match (w.opt(th, 1), w.opt(th, 2)) {
        (None, None) => (0.0, 0.0),
        (Some(x), None) => from_object(th, x)?,
        (re, Some(im)) => from_two(th, re, im)?,
    };
    let exact = Complex::new(th, re, im).val();
    th.ret(construct::boxed_as(
        th,
        th.get(w.at(0)),
        Builtin::Complex,
        exact,
    )?)
}

/// `complex(x)`.
fn from_object(th: &mut Thread, x: Slot) -> Res<Parts> {
    if let Some(text) = args::text_of(th.get(x)) {
        return float_parse::parse_complex(text).map_err(|fault| th.fault(fault));
    }
    match component(th, x)? {
        Some(c) => Ok(c.parts()),
        None => Err(th.type_error(format!(
            "complex() argument must be a string or a number, not {}",
            th.class_name(th.get(x))
        ))),
    }
}

/// `complex(re, im)`: `re + im * 1j`.
fn from_two(th: &mut Thread, re: Option<Slot>, im: Slot) -> Res<Parts> {
    let mut read = |slot: Slot, name: &str| -> Res<Operand> {
        match component(th, slot)? {
            Some(c) => Ok(c),
            None => Err(th.type_error(format!(
                "complex() argument '{name}' must be a real number, not {}",
                th.class_name(th.get(slot))
            ))),
        }
    };
    let re = match re {
        Some(re) => read(re, "real")?,
        None => Operand::Real(0.0),
    };
    let im = read(im, "imag")?;
    Ok(match (re, im) {
        (Operand::Real(re), Operand::Real(im)) => (re, im),
        (re, im) => {
            let (re, im) = (re.parts(), im.parts());
            (re.0 - im.1, re.1 + im.0)
        }
    })
}

/// A number, by `__complex__`, `__float__` or `__index__`; `None` for anything else (also text).
fn component(th: &mut Thread, x: Slot) -> Res<Option<Operand>> {
    if let Some(c) = th.section(|th| operand(th, th.get(x)))? {
        return Ok(Some(c));
    }
    if let Some(r) = th.call_special(x, Id::__complex__, &[])? {
        return match th.get(r).unboxed().cast::<Complex>() {
            Some(c) => Ok(Some(Operand::Complex((c.re, c.im)))),
            None => Err(th.type_error(format!(
                "{}.__complex__() must return a complex, not {}",
                th.class_name(th.get(x)),
                th.class_name(th.get(r))
            ))),
        };
    }
    crate::types::float::by_special_method(th, x).map(|f| f.map(Operand::Real))
}

fn from_number(th: &mut Thread, w: Window) -> Res<Done> {
    let x = w.at(1);
    let Some(c) = component(th, x)? else {
        return Err(th.type_error(format!(
            "must be real number, not {}",
            th.class_name(th.get(x))
        )));
    };
    let (re, im) = c.parts();
    let exact = th.root(Complex::new(th, re, im).val());
    if th.get(w.at(0)).is(th.builtin(Builtin::Complex)) {
        return th.ret_slot(exact);
    }
    let r = th.call(w.at(0), &[exact])?;
    th.ret_slot(r)
}
