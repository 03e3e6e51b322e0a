//! The named methods of contexts: the operations with the context as receiver.

use super::core::digits as on_digits;
use super::core::{Env, Kind, Number, Status, arith, compare, divide, power, round, series, text};
use super::methods::{
    apply_binary, apply_fma, apply_unary, copy_sign, operand, total, total_magnitude,
};
use super::{construct, context, value};
use crate::native::{Args, NativeDef, Params};
use crate::thread::Thread;
use crate::types::rows::ONE;
use crate::unwind::Res;
use crate::value::Val;

const TWO: Params = Params::all(&["_self", "_x"]);
const THREE: Params = Params::all(&["_self", "_x", "_y"]);
const FOUR: Params = Params::all(&["_self", "_x", "_y", "_z"]);

macro_rules! unary {
    ($name:literal $op:path) => {
        NativeDef::quick($name, TWO, |th, a| {
            let n = operand(th, a.get(1))?;
            apply_unary(th, n, a.get(0).expect(), $op)
        })
    };
}

macro_rules! binary {
    ($name:literal $op:path) => {
        NativeDef::quick($name, THREE, |th, a| {
            let (x, y) = (operand(th, a.get(1))?, operand(th, a.get(2))?);
            apply_binary(th, x, y, a.get(0).expect(), $op)
        })
    };
}

macro_rules! is {
    ($name:literal $f:expr) => {
        NativeDef::quick($name, TWO, |th, a| {
            let f: fn(&Number) -> bool = $f;
            Ok(Val::bool(f(&operand(th, a.get(1))?)))
        })
    };
}

macro_rules! is_within {
    ($name:literal $f:path) => {
        NativeDef::quick($name, TWO, |th, a| {
            let env = context::env(th, a.get(0).expect())?;
            Ok(Val::bool($f(&operand(th, a.get(1))?, &env)))
        })
    };
}

/// Something that needs no settings.
macro_rules! simple {
    ($name:literal $f:expr) => {
        NativeDef::quick($name, TWO, |th, a| {
            let f: fn(Number) -> Number = $f;
            Ok(value::new(th, &f(operand(th, a.get(1))?)))
        })
    };
}

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick(
        "__new__",
        Params::pos(&["_cls"], 1).rest().kwdict(),
        context::make,
    )
    .static_method(),
    NativeDef::full(
        "__init__",
        Params::pos(
            &[
                "_self", "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps",
            ],
            1,
        ),
        context::init,
    ),
    NativeDef::quick("__repr__", ONE, context::repr),
    NativeDef::quick("__reduce__", ONE, context::reduce),
    NativeDef::quick("__copy__", ONE, context::copy),
    NativeDef::quick("copy", ONE, context::copy),
    NativeDef::quick("clear_flags", ONE, context::clear_flags),
    NativeDef::quick("clear_traps", ONE, context::clear_traps),
    NativeDef::quick("Etiny", ONE, |th, a| {
        Ok(th.int(context::env(th, a.get(0).expect())?.etiny()))
    }),
    NativeDef::quick("Etop", ONE, |th, a| {
        Ok(th.int(context::env(th, a.get(0).expect())?.etop()))
    }),
    NativeDef::quick("radix", ONE, |th, _| Ok(value::new(th, &Number::int(10)))),
    NativeDef::quick(
        "create_decimal",
        Params::pos(&["_self", "_num"], 1),
        construct::create,
    ),
    NativeDef::quick(
        "create_decimal_from_float",
        TWO,
        construct::create_from_float,
    ),
    unary!("_apply" fitted),
    unary!("abs" arith::abs),
    unary!("plus" arith::plus),
    unary!("minus" arith::minus),
    unary!("exp" series::exp),
    unary!("ln" series::ln),
    unary!("log10" series::log10),
    unary!("sqrt" divide::sqrt),
    unary!("logb" on_digits::logb),
    unary!("logical_invert" on_digits::logical_invert),
    unary!("next_minus" on_digits::next_minus),
    unary!("next_plus" on_digits::next_plus),
    unary!("normalize" round::normalize),
    unary!("to_integral" silently),
    unary!("to_integral_value" silently),
    unary!("to_integral_exact" exactly),
    binary!("add" arith::add),
    binary!("subtract" arith::sub),
    binary!("multiply" arith::mul),
    binary!("divide" divide::div),
    binary!("divide_int" divide::div_int),
    binary!("remainder" divide::rem),
    binary!("remainder_near" divide::rem_near),
    binary!("compare" compare::compare),
    binary!("compare_signal" compare::compare_signal),
    binary!("compare_total" total),
    binary!("compare_total_mag" total_magnitude),
    binary!("copy_sign" copy_sign),
    binary!("max" compare::max),
    binary!("max_mag" compare::max_mag),
    binary!("min" compare::min),
    binary!("min_mag" compare::min_mag),
    binary!("next_toward" on_digits::next_toward),
    binary!("logical_and" on_digits::logical_and),
    binary!("logical_or" on_digits::logical_or),
    binary!("logical_xor" on_digits::logical_xor),
    binary!("rotate" on_digits::rotate),
    binary!("scaleb" on_digits::scaleb),
    binary!("shift" on_digits::shift),
    binary!("quantize" round::quantize),
    NativeDef::quick("same_quantum", THREE, |th, a| {
        let (x, y) = (operand(th, a.get(1))?, operand(th, a.get(2))?);
        Ok(Val::bool(on_digits::same_quantum(&x, &y)))
    }),
    NativeDef::quick("divmod", THREE, divmod),
    NativeDef::quick(
        "power",
        Params::pos(&["_self", "a", "b", "modulo"], 3),
        power_of,
    ),
    NativeDef::quick("fma", FOUR, |th, a| {
        let numbers = [
            operand(th, a.get(1))?,
            operand(th, a.get(2))?,
            operand(th, a.get(3))?,
        ];
        apply_fma(th, numbers, a.get(0).expect())
    }),
    simple!("copy_abs" Number::absolute),
    simple!("copy_negate" Number::negated),
    NativeDef::quick("copy_decimal", TWO, |th, a| {
        match value::is_decimal(th, a.get(1)) {
            true => Ok(a.get(1)),
            false => Ok(value::new(th, &operand(th, a.get(1))?)),
        }
    }),
    NativeDef::quick("canonical", TWO, |th, a| {
        match value::is_decimal(th, a.get(1)) {
            true => Ok(a.get(1)),
            false => Err(th.type_error("argument must be a Decimal")),
        }
    }),
    is!("is_finite" Number::is_finite),
    is!("is_infinite" Number::is_infinite),
    is!("is_nan" Number::is_nan),
    is!("is_qnan" | n | n.kind == Kind::Quiet),
    is!("is_snan" Number::is_signaling),
    is!("is_signed" | n | n.negative),
    is!("is_zero" Number::is_zero),
    is_within!("is_normal" Number::is_normal),
    is_within!("is_subnormal" Number::is_subnormal),
    NativeDef::quick("is_canonical", TWO, |th, a| {
        match value::is_decimal(th, a.get(1)) {
            true => Ok(Val::TRUE),
            false => Err(th.type_error("argument must be a Decimal")),
        }
    }),
    NativeDef::quick("number_class", TWO, |th, a| {
        let env = context::env(th, a.get(0).expect())?;
        Ok(th.intern(on_digits::class(&operand(th, a.get(1))?, &env)))
    }),
    NativeDef::quick("to_sci_string", TWO, |th, a| {
        let env = context::env(th, a.get(0).expect())?;
        Ok(th.str(&text::scientific(&operand(th, a.get(1))?, env.capitals)))
    }),
    NativeDef::quick("to_eng_string", TWO, |th, a| {
        let env = context::env(th, a.get(0).expect())?;
        Ok(th.str(&text::engineering(&operand(th, a.get(1))?, env.capitals)))
    }),
];

fn fitted(a: &Number, env: &Env, st: &mut Status) -> Number {
    round::finish(a.clone(), env, st)
}

fn silently(a: &Number, env: &Env, st: &mut Status) -> Number {
    round::to_integral(a, false, env, st)
}

fn exactly(a: &Number, env: &Env, st: &mut Status) -> Number {
    round::to_integral(a, true, env, st)
}

fn divmod<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (x, y) = (operand(th, a.get(1))?, operand(th, a.get(2))?);
    let context = a.get(0).expect();
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let (q, r) = divide::divmod(&x, &y, &env, &mut st);
    context::report(th, context, st)?;
    Ok(th.tuple(&[value::new(th, &q), value::new(th, &r)]))
}

fn power_of<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (x, y) = (operand(th, a.get(1))?, operand(th, a.get(2))?);
    let context = a.get(0).expect();
    let Some(m) = a.opt(3).filter(|m| !m.is_none()) else {
        return apply_binary(th, x, y, context, power::power);
    };
    let m = operand(th, m)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let r = power::power_mod(&x, &y, &m, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}
