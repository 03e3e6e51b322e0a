//! The named methods of numbers.

use super::core::digits as on_digits;
use super::core::{
    Env, Kind, Number, Rounding, Status, arith, binary, compare, divide, round, series, text,
};
use super::operators::{Binary, Unary};
use super::{construct, context, current, value};
use crate::error::Exc;
use crate::modules::support::NativeClass;
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Record, Ref};
use crate::thread::Thread;
use crate::types::rows::ONE;
use crate::unwind::Res;
use crate::value::Val;

const WITH_CONTEXT: Params = Params::pos(&["_self", "context"], 1);
const OTHER: Params = Params::pos(&["_self", "other", "context"], 2);

macro_rules! unary {
    ($name:literal $op:path) => {
        NativeDef::quick($name, WITH_CONTEXT, |th, a| {
            let context = current::or_current(th, a.opt(1))?;
            apply_unary(th, value::number(a.get(0)), context, $op)
        })
    };
}

macro_rules! binary {
    ($name:literal $op:path) => {
        NativeDef::quick($name, OTHER, |th, a| {
            let context = current::or_current(th, a.opt(2))?;
            let other = operand(th, a.get(1))?;
            apply_binary(th, value::number(a.get(0)), other, context, $op)
        })
    };
}

/// A question about the number alone.
macro_rules! is {
    ($name:literal $f:expr) => {
        NativeDef::quick($name, ONE, |_, a| {
            let f: fn(&Number) -> bool = $f;
            Ok(Val::bool(f(&value::number(a.get(0)))))
        })
    };
}

/// A question that the limits of a context decide.
macro_rules! is_within {
    ($name:literal $f:path) => {
        NativeDef::quick($name, WITH_CONTEXT, |th, a| {
            let env = context::env(th, current::or_current(th, a.opt(1))?)?;
            Ok(Val::bool($f(&value::number(a.get(0)), &env)))
        })
    };
}

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick(
        "__new__",
        Params::pos(&["_cls", "value", "context"], 1),
        construct::new,
    )
    .static_method(),
    NativeDef::full(
        "from_float",
        Params::all(&["_cls", "_f"]),
        construct::from_float,
    )
    .class_method(),
    NativeDef::full(
        "from_number",
        Params::all(&["_cls", "_number"]),
        construct::from_number,
    )
    .class_method(),
    unary!("exp" series::exp),
    unary!("ln" series::ln),
    unary!("log10" series::log10),
    unary!("sqrt" divide::sqrt),
    unary!("logb" on_digits::logb),
    unary!("logical_invert" on_digits::logical_invert),
    unary!("next_minus" on_digits::next_minus),
    unary!("next_plus" on_digits::next_plus),
    unary!("normalize" round::normalize),
    binary!("compare" compare::compare),
    binary!("compare_signal" compare::compare_signal),
    binary!("max" compare::max),
    binary!("max_mag" compare::max_mag),
    binary!("min" compare::min),
    binary!("min_mag" compare::min_mag),
    binary!("next_toward" on_digits::next_toward),
    binary!("remainder_near" divide::rem_near),
    binary!("logical_and" on_digits::logical_and),
    binary!("logical_or" on_digits::logical_or),
    binary!("logical_xor" on_digits::logical_xor),
    binary!("rotate" on_digits::rotate),
    binary!("scaleb" on_digits::scaleb),
    binary!("shift" on_digits::shift),
    binary!("compare_total" total),
    binary!("compare_total_mag" total_magnitude),
    binary!("copy_sign" copy_sign),
    NativeDef::quick("same_quantum", OTHER, |th, a| {
        current::or_current(th, a.opt(2))?;
        let other = operand(th, a.get(1))?;
        Ok(Val::bool(on_digits::same_quantum(
            &value::number(a.get(0)),
            &other,
        )))
    }),
    NativeDef::quick(
        "fma",
        Params::pos(&["_self", "other", "third", "context"], 3),
        |th, a| {
            let context = current::or_current(th, a.opt(3))?;
            let (b, c) = (operand(th, a.get(1))?, operand(th, a.get(2))?);
            apply_fma(th, [value::number(a.get(0)), b, c], context)
        },
    ),
    NativeDef::quick(
        "quantize",
        Params::pos(&["_self", "exp", "rounding", "context"], 2),
        quantize,
    ),
    NativeDef::quick("to_integral", ROUNDING, |th, a| to_integral(th, a, false)),
    NativeDef::quick("to_integral_value", ROUNDING, |th, a| {
        to_integral(th, a, false)
    }),
    NativeDef::quick("to_integral_exact", ROUNDING, |th, a| {
        to_integral(th, a, true)
    }),
    is!("is_canonical" | _ | true),
    is!("is_finite" Number::is_finite),
    is!("is_infinite" Number::is_infinite),
    is!("is_nan" Number::is_nan),
    is!("is_qnan" | n | n.kind == Kind::Quiet),
    is!("is_snan" Number::is_signaling),
    is!("is_signed" | n | n.negative),
    is!("is_zero" Number::is_zero),
    is_within!("is_normal" Number::is_normal),
    is_within!("is_subnormal" Number::is_subnormal),
    NativeDef::quick("adjusted", ONE, |th, a| {
        let n = value::number(a.get(0));
        Ok(th.int(if n.is_finite() { n.adjusted() } else { 0 }))
    }),
    NativeDef::quick("canonical", ONE, |_, a| Ok(a.get(0))),
    NativeDef::quick("conjugate", ONE, |_, a| Ok(a.get(0))),
    NativeDef::quick("radix", ONE, |th, _| Ok(value::new(th, &Number::int(10)))),
    NativeDef::quick("copy_abs", ONE, |th, a| {
        Ok(value::new(th, &value::number(a.get(0)).absolute()))
    }),
    NativeDef::quick("copy_negate", ONE, |th, a| {
        Ok(value::new(th, &value::number(a.get(0)).negated()))
    }),
    NativeDef::quick("number_class", WITH_CONTEXT, |th, a| {
        let env = context::env(th, current::or_current(th, a.opt(1))?)?;
        Ok(th.intern(on_digits::class(&value::number(a.get(0)), &env)))
    }),
    NativeDef::quick("to_eng_string", WITH_CONTEXT, |th, a| {
        let env = context::env(th, current::or_current(th, a.opt(1))?)?;
        Ok(th.str(&text::engineering(&value::number(a.get(0)), env.capitals)))
    }),
    NativeDef::full("as_tuple", ONE, as_tuple),
    NativeDef::quick("as_integer_ratio", ONE, as_integer_ratio),
];

pub const GETSETS: &[GetSet] = &[
    GetSet::read("real", |_, v| Ok(v)),
    GetSet::read("imag", |th, _| Ok(value::new(th, &Number::int(0)))),
];

const ROUNDING: Params = Params::pos(&["_self", "rounding", "context"], 1);

/// A Decimal or an int as an operand of a method.
#[inline]
pub fn operand<'t>(th: &'t Thread, v: Val<'t>) -> Res<Number> {
    value::operand(th, v).ok_or_else(|| construct::unsupported(th, v))
}

/// Computes under a context and reports to it.
#[inline]
pub fn apply_unary<'t>(
    th: &'t Thread,
    a: Number,
    context: Ref<'t, Record>,
    op: Unary,
) -> Res<Val<'t>> {
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = op(&a, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

/// The same with two operands.
#[inline]
pub fn apply_binary<'t>(
    th: &'t Thread,
    a: Number,
    b: Number,
    context: Ref<'t, Record>,
    op: Binary,
) -> Res<Val<'t>> {
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = op(&a, &b, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

/// `a * b + c`.
pub fn apply_fma<'t>(
    th: &'t Thread,
    [a, b, c]: [Number; 3],
    context: Ref<'t, Record>,
) -> Res<Val<'t>> {
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = arith::fma(&a, &b, &c, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

pub fn total(a: &Number, b: &Number, _: &Env, _: &mut Status) -> Number {
    compare::compare_total(a, b)
}

pub fn total_magnitude(a: &Number, b: &Number, _: &Env, _: &mut Status) -> Number {
    compare::compare_total_mag(a, b)
}

pub fn copy_sign(a: &Number, b: &Number, _: &Env, _: &mut Status) -> Number {
    Number {
        negative: b.negative,
        ..a.clone()
    }
}

/// The settings of a context, with another rounding mode if one was given.
fn env_with_rounding<'t>(
    th: &'t Thread,
    context: Ref<'t, Record>,
    rounding: Option<Val<'t>>,
) -> Res<Env> {
    let env = context::env(th, context)?;
    match rounding.filter(|v| !v.is_none()) {
        None => Ok(env),
        Some(v) => {
            let mode: Rounding = context::rounding(th, v)?;
            Ok(env.with_rounding(mode))
        }
    }
}

fn quantize<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let context = current::or_current(th, a.opt(3))?;
    let env = env_with_rounding(th, context, a.opt(2))?;
    let other = operand(th, a.get(1))?;
    let mut st = Status::default();
    let r = round::quantize(&value::number(a.get(0)), &other, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

fn to_integral<'t>(th: &'t Thread, a: Args<'t>, exact: bool) -> Res<Val<'t>> {
    let context = current::or_current(th, a.opt(2))?;
    let env = env_with_rounding(th, context, a.opt(1))?;
    let mut st = Status::default();
    let r = round::to_integral(&value::number(a.get(0)), exact, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

fn as_tuple(th: &mut Thread, w: Window) -> Res<Done> {
    let n = value::number(th.get(w.at(0)));
    let digits = match n.kind {
        Kind::Quiet | Kind::Signaling if n.coef.is_zero() => String::new(),
        _ => n.coef.text(),
    };
    let digits: Vec<Val<'_>> = digits
        .bytes()
        .map(|d| Val::small((d - b'0').into()))
        .collect();
    let digits = th.root(th.tuple(&digits));
    let sign = th.root(Val::small(n.negative.into()));
    let exponent = th.root(match n.kind {
        Kind::Finite => th.int(n.exp),
        Kind::Infinite => th.intern("F"),
        Kind::Quiet => th.intern("n"),
        Kind::Signaling => th.intern("N"),
    });
    let class = th.root(th.native_value(NativeClass::DecimalTuple));
    let r = th.call(class, &[sign, digits, exponent])?;
    th.ret_slot(r)
}

fn as_integer_ratio<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = value::number(a.get(0));
    match n.kind {
        Kind::Quiet | Kind::Signaling => Err(th.value_error("cannot convert NaN to integer ratio")),
        Kind::Infinite => Err(th.raise(
            Exc::OverflowError,
            "cannot convert Infinity to integer ratio",
        )),
        Kind::Finite => match binary::ratio(&n) {
            Some((p, q)) => Ok(th.tuple(&[
                value::int_of(th, n.negative, &p),
                value::int_of(th, false, &q),
            ])),
            None => Err(th.raise_with(Exc::MemoryError, &[])),
        },
    }
}
