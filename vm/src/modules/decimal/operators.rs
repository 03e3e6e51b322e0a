//! The arithmetic operators and the comparisons.

use super::core::{Env, Number, Status, arith, binary, compare, divide, power};
use super::{context, current, value};
use crate::modules::builtins::objects::is_instance;
use crate::modules::support::{NativeClass, get_attr};
use crate::native::{Args, Done, NativeDef, NativeOperators, Params, Window};
use crate::object::{Complex, Kind};
use crate::protocol::number::{BinOp, CmpOp};
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::types::rows::{ONE, TWO};
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// A function of the arithmetic with two operands.
pub type Binary = fn(&Number, &Number, &Env, &mut Status) -> Number;
/// The same with one.
pub type Unary = fn(&Number, &Env, &mut Status) -> Number;

#[inline(always)]
fn operator<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, op: Binary) -> Res<Val<'t>> {
    let (Some(a), Some(b)) = (value::operand(th, a), value::operand(th, b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = op(&a, &b, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

#[inline(always)]
fn unary<'t>(th: &'t Thread, a: Val<'t>, op: Unary) -> Res<Val<'t>> {
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = op(&value::number(a), &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

fn divmod<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (Some(a), Some(b)) = (value::operand(th, a), value::operand(th, b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let (q, r) = divide::divmod(&a, &b, &env, &mut st);
    context::report(th, context, st)?;
    Ok(th.tuple(&[value::new(th, &q), value::new(th, &r)]))
}

fn pow<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, modulo: Option<Val<'t>>) -> Res<Val<'t>> {
    let Some(modulo) = modulo.filter(|m| !m.is_none()) else {
        return operator(th, a, b, power::power);
    };
    let operands = [a, b, modulo].map(|v| value::operand(th, v));
    let [Some(a), Some(b), Some(m)] = operands else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = power::power_mod(&a, &b, &m, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

/// The operators between exact numbers and ints.
pub const QUICK: NativeOperators = NativeOperators {
    binary: exact_binary,
    compare: exact_compare,
    truth: |v| !value::number(v).is_zero(),
    hash: |v| {
        Some(value::number(v))
            .filter(Number::is_finite)
            .map(|n| binary::hash(&n))
    },
    text: super::special::text_of_number,
};

/// Is it an exact Decimal or int?
#[inline(always)]
fn is_known<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    v.is_int() || value::is_exact(th, v) || Int::exact(v).is_some()
}

/// The number of such a value.
#[inline(always)]
fn known(v: Val<'_>) -> Number {
    match v.is_kind(Kind::Record) {
        true => value::number(v),
        false => Int::exact(v).map_or_else(Number::nan, value::number_of_int),
    }
}

fn exact_binary<'t>(th: &'t Thread, op: BinOp, a: Val<'t>, b: Val<'t>) -> Res<Option<Val<'t>>> {
    let f: Binary = match op {
        BinOp::Add => arith::add,
        BinOp::Sub => arith::sub,
        BinOp::Mul => arith::mul,
        BinOp::TrueDiv => divide::div,
        BinOp::FloorDiv => divide::div_int,
        BinOp::Mod => divide::rem,
        BinOp::Pow => power::power,
        _ => return Ok(None),
    };
    if !is_known(th, a) || !is_known(th, b) {
        return Ok(None);
    }
    let (a, b) = (known(a), known(b));
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = f(&a, &b, &env, &mut st);
    context::report(th, context, st)?;
    Ok(Some(value::new(th, &r)))
}

fn exact_compare<'t>(th: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    if !is_known(th, a) || !is_known(th, b) {
        return Ok(None);
    }
    let (a, b) = (known(a), known(b));
    let ordered = !a.is_nan() && !b.is_nan();
    Ok(ordered.then(|| op.orders(compare::order(&a, &b))))
}

macro_rules! binary_rows {
    ($($name:literal $reflected:literal $op:path;)*) => {
        &[$(
            NativeDef::quick($name, TWO, |th, a| operator(th, a.get(0), a.get(1), $op)),
            NativeDef::quick($reflected, TWO, |th, a| operator(th, a.get(1), a.get(0), $op)),
        )*]
    };
}

macro_rules! comparisons {
    ($($name:literal $op:ident),*) => {
        &[$(NativeDef::either(
            $name,
            TWO,
            |th, a| quick_compare(th, CmpOp::$op, a),
            |th, w| full_compare(th, CmpOp::$op, w),
        )),*]
    };
}

pub const ARITHMETIC: &[NativeDef] = binary_rows! {
    "__add__" "__radd__" arith::add;
    "__sub__" "__rsub__" arith::sub;
    "__mul__" "__rmul__" arith::mul;
    "__truediv__" "__rtruediv__" divide::div;
    "__floordiv__" "__rfloordiv__" divide::div_int;
    "__mod__" "__rmod__" divide::rem;
};

pub const COMPARISONS: &[NativeDef] = comparisons!(
    "__lt__" Lt, "__le__" Le, "__eq__" Eq, "__ne__" Ne, "__gt__" Gt, "__ge__" Ge
);

pub const OTHERS: &[NativeDef] = &[
    NativeDef::quick("__divmod__", TWO, |th, a| divmod(th, a.get(0), a.get(1))),
    NativeDef::quick("__rdivmod__", TWO, |th, a| divmod(th, a.get(1), a.get(0))),
    NativeDef::quick(
        "__pow__",
        Params::pos(&["_self", "_value", "_mod"], 2),
        |th, a| pow(th, a.get(0), a.get(1), a.opt(2)),
    ),
    NativeDef::quick(
        "__rpow__",
        Params::pos(&["_self", "_value", "_mod"], 2),
        |th, a| pow(th, a.get(1), a.get(0), a.opt(2)),
    ),
    NativeDef::quick("__neg__", ONE, |th, a| unary(th, a.get(0), arith::minus)),
    NativeDef::quick("__pos__", ONE, |th, a| unary(th, a.get(0), arith::plus)),
    NativeDef::quick("__abs__", ONE, |th, a| unary(th, a.get(0), arith::abs)),
];

/// The answer of a comparison, with the conditions that NaNs raise.
fn answer<'t>(th: &'t Thread, op: CmpOp, a: &Number, b: &Number) -> Res<Val<'t>> {
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    if a.is_nan() || b.is_nan() {
        if a.is_signaling() || b.is_signaling() || !equality {
            let st = Status(Status::INVALID_OPERATION);
            context::report(th, current::get(th)?, st)?;
        }
        return Ok(Val::bool(op == CmpOp::Ne));
    }
    Ok(Val::bool(op.orders(compare::order(a, b))))
}

/// Comparison with what needs no Python code; UNDEF for objects that may be fractions.
fn quick_compare<'t>(th: &'t Thread, op: CmpOp, args: Args<'t>) -> Res<Val<'t>> {
    let (a, b) = (value::number(args.get(0)), args.get(1));
    if let Some(b) = value::operand(th, b) {
        return answer(th, op, &a, &b);
    }
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    let float = match (b.unboxed().as_float(), b.unboxed().cast::<Complex>()) {
        (Some(f), _) => Some(f),
        (_, Some(c)) if equality && c.im == 0.0 => Some(c.re),
        (_, Some(_)) => {
            return Ok(if equality {
                Val::bool(op == CmpOp::Ne)
            } else {
                Val::NOT_IMPLEMENTED
            });
        }
        _ => None,
    };
    if let Some(f) = float {
        let context = current::get(th)?;
        if equality {
            context::note(th, context, Status::FLOAT_OPERATION)?;
        } else {
            context::report(th, context, Status(Status::FLOAT_OPERATION))?;
        }
        return answer(th, op, &a, &binary::from_f64(f));
    }
    let plain = b.tag() != Tag::Pointer
        || matches!(
            b.unboxed().shape().kind,
            Kind::Str | Kind::Bytes | Kind::Tuple | Kind::List | Kind::Dict | Kind::Set
        );
    Ok(if plain {
        Val::NOT_IMPLEMENTED
    } else {
        Val::UNDEF
    })
}

/// Comparison with a fraction: of the number times the denominator with the numerator.
fn full_compare(th: &mut Thread, op: CmpOp, w: Window) -> Res<Done> {
    let rational = th.root(th.native_value(NativeClass::Rational));
    if !is_instance(th, w.at(1), rational)? {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let numerator = part(th, w.at(1), "numerator")?;
    let denominator = part(th, w.at(1), "denominator")?;
    let a = value::number(th.get(w.at(0)));
    let product = if a.is_nan() {
        a
    } else {
        arith::mul(&a, &denominator, &Env::WIDEST, &mut Status::default())
    };
    let r = th.section(|th| {
        let v = answer(th, op, &product, &numerator)?;
        Ok(th.root(v))
    })?;
    th.ret_slot(r)
}

fn part(th: &mut Thread, v: Slot, name: &str) -> Res<Number> {
    let n = get_attr(th, v, name)?;
    match Int::of(th.get(n)) {
        Some(i) => Ok(value::number_of_int(i)),
        None => {
            let name = th.class_name(th.get(n)).to_owned();
            Err(th.type_error(format!(
                "numerator and denominator of a fraction must be ints, not {name}"
            )))
        }
    }
}
