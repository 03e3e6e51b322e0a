//! What other builtins ask of a number: text, hash, truth, rounding, conversion, copies.

use super::core::format::{Marks, Spec};
use super::core::{Kind, Number, Rounding, Status, binary, round, text};
use super::{context, current, value};
use crate::error::Exc;
use crate::modules::support::{get_attr, str_of};
use crate::modules::warnings;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Complex, Dict};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::types::args::text_of;
use crate::types::dict;
use crate::types::hash::identity_hash;
use crate::types::int::Int;
use crate::types::rows::ONE;
use crate::unwind::Res;
use crate::value::Val;

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("__hash__", ONE, hash),
    NativeDef::quick("__bool__", ONE, |_, a| {
        Ok(Val::bool(!value::number(a.get(0)).is_zero()))
    }),
    NativeDef::quick("__int__", ONE, |th, a| whole(th, a.get(0), Rounding::Down)),
    NativeDef::quick("__trunc__", ONE, |th, a| {
        whole(th, a.get(0), Rounding::Down)
    }),
    NativeDef::quick("__floor__", ONE, |th, a| {
        whole(th, a.get(0), Rounding::Floor)
    }),
    NativeDef::quick("__ceil__", ONE, |th, a| {
        whole(th, a.get(0), Rounding::Ceiling)
    }),
    NativeDef::quick("__round__", Params::pos(&["_self", "_ndigits"], 1), round),
    NativeDef::quick("__float__", ONE, |th, a| {
        Ok(Val::float(double(th, a.get(0))?))
    }),
    NativeDef::quick("__complex__", ONE, |th, a| {
        Ok(Complex::new(th, double(th, a.get(0))?, 0.0).val())
    }),
    NativeDef::quick("__str__", ONE, |th, a| {
        Ok(th.str(&text_of_number(th, a.get(0), false)?))
    }),
    NativeDef::quick("__repr__", ONE, |th, a| {
        Ok(th.str(&text_of_number(th, a.get(0), true)?))
    }),
    NativeDef::full(
        "__format__",
        Params::pos(&["_self", "_spec", "_override"], 2),
        format,
    ),
    NativeDef::quick("__reduce__", ONE, |th, a| {
        let text = th.str(&plain_text(th, a.get(0))?);
        Ok(th.tuple(&[th.class_of(a.get(0)).val(), th.tuple(&[text])]))
    }),
    NativeDef::quick("__copy__", ONE, |_, a| Ok(a.get(0))),
    NativeDef::quick("__deepcopy__", Params::all(&["_self", "_memo"]), |_, a| {
        Ok(a.get(0))
    }),
];

/// `str(d)`: the current context says whether the `E` is a capital.
fn plain_text<'t>(th: &'t Thread, v: Val<'t>) -> Res<String> {
    let env = current::settings(th)?;
    Ok(text::scientific(&value::number(v), env.capitals))
}

/// `str(d)` or `repr(d)`.
pub fn text_of_number<'t>(th: &'t Thread, v: Val<'t>, repr: bool) -> Res<String> {
    let text = plain_text(th, v)?;
    Ok(match repr {
        true => format!("Decimal('{text}')"),
        false => text,
    })
}

fn hash<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    const INFINITY: i64 = 314_159;
    let n = value::number(a.get(0));
    let hash = match n.kind {
        Kind::Signaling => return Err(th.type_error("Cannot hash a signaling NaN value")),
        Kind::Quiet => identity_hash(a.get(0)),
        Kind::Infinite if n.negative => -INFINITY,
        Kind::Infinite => INFINITY,
        Kind::Finite => binary::hash(&n),
    };
    Ok(th.int(hash))
}

fn whole<'t>(th: &'t Thread, v: Val<'t>, mode: Rounding) -> Res<Val<'t>> {
    let n = value::number(v);
    match n.kind {
        Kind::Quiet | Kind::Signaling => Err(th.value_error("cannot convert NaN to integer")),
        Kind::Infinite => Err(th.raise(Exc::OverflowError, "cannot convert Infinity to integer")),
        Kind::Finite => match binary::to_whole(&n, mode) {
            Some(v) => Ok(value::int_of(th, n.negative, &v)),
            None => Err(th.raise_with(Exc::MemoryError, &[])),
        },
    }
}

fn round<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(digits) = a.opt(1).filter(|v| !v.is_none()) else {
        return whole(th, a.get(0), Rounding::HalfEven);
    };
    let Some(digits) = Int::of(digits) else {
        return Err(th.type_error("optional arg must be an integer"));
    };
    let exp = match digits.to_i64() {
        Some(n) => n.clamp(-(1 << 62), 1 << 62).wrapping_neg(),
        None => return Err(context::too_large(th)),
    };
    let context = current::get(th)?;
    let env = context::env(th, context)?;
    let mut st = Status::default();
    let like = Number::finite(false, super::core::Coef::ONE, exp);
    let r = round::quantize(&value::number(a.get(0)), &like, &env, &mut st);
    context::report(th, context, st)?;
    Ok(value::new(th, &r))
}

fn double<'t>(th: &'t Thread, v: Val<'t>) -> Res<f64> {
    let n = value::number(v);
    match n.is_signaling() {
        true => Err(th.value_error("cannot convert signaling NaN to float")),
        false => Ok(binary::to_f64(&n)),
    }
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let spec = {
        let Some(given) = text_of(th.get(w.at(1))) else {
            return Err(th.type_error("format arg must be str"));
        };
        let env = context::env(th, current::get(th)?)?;
        match Spec::parse(given, env.capitals) {
            Some(spec) => spec,
            None => return Err(th.value_error("invalid format string")),
        }
    };
    if spec.deprecated {
        let text = "Format specifier 'N' is deprecated and slated for removal in Python 3.18";
        warnings::warn(th, Exc::DeprecationWarning, text)?;
    }
    let mut spec = spec;
    if let Some(marks) = w.opt(th, 2) {
        if th.get(marks).cast::<Dict>().is_none() {
            return Err(th.type_error("optional argument must be a dict"));
        }
        override_marks(th, marks, &mut spec.marks)?;
    } else if spec.localized {
        spec.marks = local_marks(th)?;
    }
    let text = th.section(|th| {
        let context = current::get(th)?;
        let env = context::env(th, context)?;
        let mut st = Status::default();
        let text = spec.apply(&value::number(th.get(w.at(0))), &env, &mut st);
        if st.has(Status::NO_MEMORY) {
            return Err(th.raise_with(Exc::MemoryError, &[]));
        }
        match text {
            Some(text) => Ok(th.root(th.str(&text))),
            None => Err(th.value_error("format specification exceeds internal limits of _decimal")),
        }
    })?;
    th.ret_slot(text)
}

/// Bytes that a point or a separator may have.
const LONGEST_MARK: usize = 4;

/// The marks that a dict names instead of those of the specification.
fn override_marks(th: &mut Thread, marks: Slot, into: &mut Marks) -> Res<()> {
    for name in ["decimal_point", "thousands_sep", "grouping"] {
        let key = th.root(th.intern(name));
        let Some(v) = dict::get(th, marks, key)? else {
            continue;
        };
        let Some(text) = text_of(th.get(v)).map(str::to_owned) else {
            return Err(th.value_error("invalid override dict"));
        };
        match name {
            "decimal_point" if (1..=LONGEST_MARK).contains(&text.len()) => into.point = text,
            "thousands_sep" if text.len() <= LONGEST_MARK => into.separator = text,
            "grouping" if text.is_ascii() => {
                into.groups = text.bytes().take_while(|size| *size > 0).collect();
            }
            _ => return Err(th.value_error("invalid override dict")),
        }
    }
    Ok(())
}

/// The marks of the locale.
fn local_marks(th: &mut Thread) -> Res<Marks> {
    let locale = super::imported(th, "locale")?;
    let f = get_attr(th, locale, "localeconv")?;
    let conventions = th.call(f, &[])?;
    let item = |th: &mut Thread, name: &str| -> Res<Option<Slot>> {
        let key = th.root(th.intern(name));
        dict::get(th, conventions, key)
    };
    let text = |th: &mut Thread, v: Option<Slot>| match v {
        Some(v) => str_of(th, v),
        None => Ok(String::new()),
    };
    let point = item(th, "decimal_point")?;
    let point = text(th, point)?;
    let separator = item(th, "thousands_sep")?;
    let separator = text(th, separator)?;
    let mut groups = Vec::new();
    if let Some(sizes) = item(th, "grouping")? {
        iter::for_each(th, sizes, |th, size| {
            let size = Int::of(th.get(size)).map_or(0, Int::clamped);
            groups.push(size.clamp(0, 127) as u8);
            Ok(true)
        })?;
    }
    // A size of 0 says that the one before it is that of all further groups.
    if let Some(end) = groups.iter().position(|size| *size == 0) {
        groups.truncate(end);
    }
    Ok(Marks {
        point,
        separator,
        groups,
    })
}
