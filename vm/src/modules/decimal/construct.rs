//! Making numbers from strings, ints, floats, tuples and other numbers.

use super::core::{Coef, Env, Kind, Number, Status, binary, parse};
use super::{context, current, value};
use crate::class::Class;
use crate::modules::support::NativeClass;
use crate::native::{Args, Done, Window};
use crate::object::{List, Record, Ref, Tuple};
use crate::thread::Thread;
use crate::types::args::text_of;
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The TypeError for what cannot become a number.
pub fn unsupported<'t>(th: &'t Thread, v: Val<'t>) -> Unwind {
    th.type_error(format!(
        "conversion from {} to Decimal is not supported",
        th.class_name(v)
    ))
}

/// A number from any object that is one or names one; exactly, or as an `env` has it. Conditions are reported to the
/// context; a float is a condition by itself.
fn convert<'t>(
    th: &'t Thread,
    v: Val<'t>,
    env: Option<&Env>,
    context: Ref<'t, Record>,
) -> Res<Number> {
    let mut st = Status::default();
    let n = if let Some(text) = text_of(v) {
        match env {
            None => parse::exact(text, &mut st),
            Some(env) => parse::rounded(text, env, &mut st),
        }
    } else if let Some(n) = value::operand(th, v) {
        fit(n, env, &mut st)
    } else if let Some(f) = v.unboxed().as_float() {
        context::report(th, context, Status(Status::FLOAT_OPERATION))?;
        fit(binary::from_f64(f), env, &mut st)
    } else {
        fit(from_sequence(th, v)?, env, &mut st)
    };
    context::report(th, context, reported(st, env))?;
    Ok(n)
}

fn fit(n: Number, env: Option<&Env>, st: &mut Status) -> Number {
    match env {
        None => parse::in_range(n, st),
        Some(env) => parse::fitted(n, env, st),
    }
}

/// An exact conversion has no conditions but errors.
fn reported(st: Status, env: Option<&Env>) -> Status {
    match env {
        None => Status(st.0 & Status::ERRORS),
        Some(_) => st,
    }
}

/// A number from `(sign, digits, exponent)`.
fn from_sequence<'t>(th: &'t Thread, v: Val<'t>) -> Res<Number> {
    let items: &[Val<'t>] = match (v.unboxed().cast::<Tuple>(), v.cast::<List>()) {
        (Some(t), _) => t.items(),
        (_, Some(l)) => l.see(th)?.items(),
        _ => return Err(unsupported(th, v)),
    };
    let &[sign, digits, exponent] = items else {
        return Err(th.value_error("argument must be a sequence of length 3"));
    };
    let sign = match Int::of(sign).and_then(Int::to_i64) {
        Some(n @ 0..=1) => n == 1,
        _ => return Err(th.value_error("sign must be an integer with the value 0 or 1")),
    };
    let (kind, exp) = match (text_of(exponent), Int::of(exponent)) {
        (Some("F"), _) => return Ok(Number::infinity(sign)),
        (Some("n"), _) => (Kind::Quiet, 0),
        (Some("N"), _) => (Kind::Signaling, 0),
        (Some(_), _) => {
            return Err(
                th.value_error("string argument in the third position must be 'F', 'n' or 'N'")
            );
        }
        (None, Some(n)) => match n.to_i64() {
            Some(n) => (Kind::Finite, n.clamp(-FAR, FAR)),
            None => {
                return Err(context::too_large(th));
            }
        },
        _ => return Err(th.value_error("exponent must be an integer")),
    };
    Ok(Number {
        negative: sign,
        kind,
        exp,
        coef: coefficient(th, digits)?,
    })
}

/// Beyond all exponents.
const FAR: i64 = 3_000_000_000_000_000_000;

fn coefficient<'t>(th: &'t Thread, digits: Val<'t>) -> Res<Coef> {
    let items: Option<&[Val<'t>]> = match (digits.unboxed().cast::<Tuple>(), digits.cast::<List>())
    {
        (Some(t), _) => Some(t.items()),
        (_, Some(l)) => Some(l.see(th)?.items()),
        _ => None,
    };
    let digit = |v: &Val<'t>| match Int::of(*v)?.to_i64()? {
        n @ 0..=9 => Some(b'0' + n as u8),
        _ => None,
    };
    match items.and_then(|items| items.iter().map(digit).collect::<Option<Vec<u8>>>()) {
        Some(text) => Ok(Coef::from_text(&text)),
        None => Err(th.value_error("coefficient must be a tuple of digits")),
    }
}

/// `Decimal.__new__(cls, value="0", context=None)`.
pub fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let decimal = th.native_class(NativeClass::Decimal);
    if !class.is_subclass(decimal.val()) {
        let name = class.name();
        return Err(th.type_error(format!(
            "decimal.Decimal.__new__({name}): {name} is not a subtype of decimal.Decimal"
        )));
    }
    let context = current::or_current(th, a.opt(2))?;
    let Some(v) = a.opt(1) else {
        return Ok(value::of_class(th, class, &Number::int(0)));
    };
    if class.val().is(decimal.val()) && value::is_exact(th, v) {
        return Ok(v);
    }
    let n = convert(th, v, None, context)?;
    Ok(value::of_class(th, class, &n))
}

/// `Context.create_decimal(num="0")`.
pub fn create<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let context = a.get(0).expect::<Record>();
    let env = context::env(th, context)?;
    let n = match a.opt(1) {
        None => Number::int(0),
        Some(v) => convert(th, v, Some(&env), context)?,
    };
    Ok(value::new(th, &n))
}

/// An int or a float as a number.
fn plain_number<'t>(th: &'t Thread, v: Val<'t>) -> Res<Number> {
    match (Int::of(v), v.unboxed().as_float()) {
        (Some(i), _) => Ok(value::number_of_int(i)),
        (_, Some(f)) => Ok(binary::from_f64(f)),
        _ => Err(th.type_error("argument must be int or float")),
    }
}

/// `Context.create_decimal_from_float(f)`.
pub fn create_from_float<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let context = a.get(0).expect::<Record>();
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let n = parse::fitted(plain_number(th, a.get(1))?, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &n))
}

/// `Decimal.from_float(f)`.
pub fn from_float(th: &mut Thread, w: Window) -> Res<Done> {
    let n = plain_number(th, th.get(w.at(1)))?;
    finish_class_method(th, w, &n)
}

/// `Decimal.from_number(number)`.
pub fn from_number(th: &mut Thread, w: Window) -> Res<Done> {
    let known = {
        let v = th.get(w.at(1));
        match value::number_of(th, v) {
            Some(n) => Some(n),
            None if Int::of(v).is_some() || v.unboxed().is_float() => Some(plain_number(th, v)?),
            None => None,
        }
    };
    match known {
        Some(n) => finish_class_method(th, w, &n),
        None => {
            let repr = crate::modules::support::repr(th, w.at(1))?;
            Err(th.type_error(format!("Cannot convert {repr} to Decimal")))
        }
    }
}

/// The result of a class method: a subclass is called with it.
fn finish_class_method(th: &mut Thread, w: Window, n: &Number) -> Res<Done> {
    let made = th.root(value::new(th, n));
    let plain = th
        .get(w.at(0))
        .is(th.native_class(NativeClass::Decimal).val());
    if plain {
        return th.ret_slot(made);
    }
    let r = th.call(w.at(0), &[made])?;
    th.ret_slot(r)
}
