//! Methods of `float`.

use super::{Real, arith};
use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::numeric::{big, real};
use crate::protocol::number::{BinOp, CmpOp};
use crate::protocol::text;
use crate::text::float_parse;
use crate::thread::{Slot, Thread};
use crate::types::rows::{ONE, POW, TWO, comparison_rows, operator_rows};
use crate::types::{args, construct, int};
use crate::unwind::Res;
use crate::value::{Tag, Val};

pub const METHODS: &[NativeDef] = &[
    NativeDef::full("__new__", Params::pos(&["_cls", "_x"], 1), new).static_method(),
    NativeDef::quick("__repr__", ONE, |th, a| {
        Ok(th.str(&crate::text::float::repr(this(a))))
    }),
    NativeDef::quick("__hash__", ONE, |th, a| {
        let exact = Val::float(this(a));
        let hash = crate::types::hash::quick_hash(th, exact)?;
        Ok(th.int(hash.expect("V3: floats have hashes")))
    }),
    NativeDef::full("__format__", TWO, format),
    NativeDef::quick("__float__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__pos__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("conjugate", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__neg__", ONE, |_, a| Ok(Val::float(-this(a)))),
    NativeDef::quick("__abs__", ONE, |_, a| Ok(Val::float(this(a).abs()))),
    NativeDef::quick("__bool__", ONE, |_, a| Ok(Val::bool(this(a) != 0.0))),
    NativeDef::quick("__int__", ONE, |th, a| int::from_f64(th, this(a))),
    NativeDef::quick("__trunc__", ONE, |th, a| int::from_f64(th, this(a))),
    NativeDef::quick("__floor__", ONE, |th, a| int::from_f64(th, this(a).floor())),
    NativeDef::quick("__ceil__", ONE, |th, a| int::from_f64(th, this(a).ceil())),
    NativeDef::quick("__round__", Params::pos(&["_self", "_ndigits"], 1), round).index(&[1]),
    NativeDef::quick("__divmod__", TWO, |th, a| divmod(th, a.get(0), a.get(1))),
    NativeDef::quick("__rdivmod__", TWO, |th, a| divmod(th, a.get(1), a.get(0))),
    NativeDef::quick("__pow__", POW, |th, a| {
        power(th, a.get(0), a.get(1), a.get(2))
    }),
    NativeDef::quick("__rpow__", POW, |th, a| {
        power(th, a.get(1), a.get(0), a.get(2))
    }),
    NativeDef::quick("__getnewargs__", ONE, |th, a| {
        Ok(th.tuple(&[Val::float(this(a))]))
    }),
    NativeDef::quick("is_integer", ONE, |_, a| {
        Ok(Val::bool(this(a).is_finite() && this(a).fract() == 0.0))
    }),
    NativeDef::quick("as_integer_ratio", ONE, |th, a| match big::ratio(this(a)) {
        Ok((n, d)) => Ok(th.tuple(&[th.big_int(&n), th.big_int(&d)])),
        Err(fault) => Err(th.fault(fault)),
    }),
    NativeDef::quick(
        "hex",
        ONE,
        |th, a| Ok(th.str(&float_parse::to_hex(this(a)))),
    ),
    NativeDef::full("fromhex", Params::all(&["_cls", "_string"]), from_hex).class_method(),
    NativeDef::full(
        "from_number",
        Params::all(&["_cls", "_number"]),
        from_number,
    )
    .class_method(),
    NativeDef::quick(
        "__getformat__",
        Params::all(&["_cls", "_typestr"]),
        |th, a| match args::text_of(a.get(1)) {
            Some("double" | "float") => Ok(th.str("IEEE, little-endian")),
            _ => Err(th.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        },
    )
    .class_method(),
];

pub const OPERATORS: &[NativeDef] = operator_rows! { operator;
    "__add__" "__radd__" Add;
    "__sub__" "__rsub__" Sub;
    "__mul__" "__rmul__" Mul;
    "__truediv__" "__rtruediv__" TrueDiv;
    "__floordiv__" "__rfloordiv__" FloorDiv;
    "__mod__" "__rmod__" Mod;
};

pub const COMPARISONS: &[NativeDef] = comparison_rows!(compare);

/// The receiver.
fn this(a: Args<'_>) -> f64 {
    a.get(0)
        .unboxed()
        .as_float()
        .expect("V3: the receiver was checked")
}

/// The receiver as an exact float.
pub fn plain<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.unboxed())
}

fn operator<'t>(th: &'t Thread, op: BinOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (Some(x), Some(y)) = (Real::of(a), Real::of(b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let r = arith::binary(th, op, arith::to_f64(th, x)?, arith::to_f64(th, y)?)?;
    Ok(r.unwrap_or(Val::NOT_IMPLEMENTED))
}

fn compare<'t>(_: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (Some(x), Some(y)) = (Real::of(a), Real::of(b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    Ok(Val::bool(match arith::order(x, y) {
        Some(order) => op.orders(order),
        None => op == CmpOp::Ne,
    }))
}

fn divmod<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (Some(x), Some(y)) = (Real::of(a), Real::of(b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let (q, r) = arith::div_mod(th, arith::to_f64(th, x)?, arith::to_f64(th, y)?)?;
    Ok(th.tuple(&[Val::float(q), Val::float(r)]))
}

fn power<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, modulus: Val<'t>) -> Res<Val<'t>> {
    if !modulus.is_undef() && !modulus.is_none() {
        return Err(
            th.type_error("pow() 3rd argument not allowed unless all arguments are integers")
        );
    }
    operator(th, BinOp::Pow, a, b)
}

fn round<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let x = this(a);
    match a.opt(1).filter(|v| !v.is_none()) {
        None => int::from_f64(th, real::round_whole(x)),
        Some(digits) => match real::round(x, args::int(th, digits)?.clamped()) {
            Ok(x) => Ok(Val::float(x)),
            Err(fault) => Err(th.fault(fault)),
        },
    }
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let done = th.section(|th| {
        let (v, spec) = (th.get(w.at(0)), text::spec_argument(th, th.get(w.at(1)))?);
        if spec.is_empty() && !v.is_float() {
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
    let value = match w.opt(th, 1) {
        None => 0.0,
        Some(x) => from_object(th, x)?,
    };
    th.ret(construct::boxed_as(
        th,
        th.get(w.at(0)),
        Builtin::Float,
        Val::float(value),
    )?)
}

/// `float(x)` of values that need no Python code.
pub fn quick_new<'t>(th: &'t Thread, x: Val<'t>) -> Res<Option<f64>> {
    Ok(match x.tag() {
        Tag::Float(f) => Some(f),
        Tag::Int(i) => Some(i as f64),
        Tag::Bool(b) => Some(f64::from(u8::from(b))),
        Tag::Pointer if x.has_shape(Builtin::Str.shape()) => match args::text_of(x) {
            Some(text) => Some(float_parse::parse(text).map_err(|fault| th.fault(fault))?),
            None => None,
        },
        _ => None,
    })
}

/// `float(x)`: the special methods, then text and bytes.
pub fn from_object(th: &mut Thread, x: Slot) -> Res<f64> {
    if let Some(f) = th.section(|th| quick_new(th, th.get(x)))? {
        return Ok(f);
    }
    if let Some(f) = by_special_method(th, x)? {
        return Ok(f);
    }
    th.section(|th| {
        let v = th.get(x).unboxed();
        if let Some(text) = args::text_of(v) {
            return float_parse::parse(text).map_err(|fault| th.fault(fault));
        }
        let Some(bytes) = crate::types::bytes::content(th, v)? else {
            return Err(th.type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                th.class_name(th.get(x))
            )));
        };
        let parsed = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|t| float_parse::parse(t).ok());
        parsed.ok_or_else(|| {
            th.value_error(format!(
                "could not convert string to float: b{}",
                crate::text::escape::bytes_repr(&bytes)
            ))
        })
    })
}

/// By `__float__`, then `__index__`.
pub fn by_special_method(th: &mut Thread, x: Slot) -> Res<Option<f64>> {
    if let Some(r) = th.call_special(x, Id::__float__, &[])? {
        return match th.get(r).unboxed().as_float() {
            Some(f) => Ok(Some(f)),
            None => Err(th.type_error(format!(
                "{}.__float__ returned non-float (type {})",
                th.class_name(th.get(x)),
                th.class_name(th.get(r))
            ))),
        };
    }
    let has_index =
        crate::protocol::lookup::lookup_cell(th, th.class_of(th.get(x)), th.id(Id::__index__));
    if has_index.is_none() {
        return Ok(None);
    }
    let i = crate::protocol::index::index(th, x)?;
    let i = int::Int::of(th.get(i)).expect("V3: index gives an int");
    i.to_f64().map(Some).map_err(|fault| th.fault(fault))
}

/// The number that a real argument of a mathematical function stands for, or "must be real number".
pub fn real_argument(th: &mut Thread, x: Slot) -> Res<f64> {
    if let Some(r) = Real::of(th.get(x)) {
        return arith::to_f64(th, r);
    }
    match by_special_method(th, x)? {
        Some(f) => Ok(f),
        None => Err(th.type_error(format!(
            "must be real number, not {}",
            th.class_name(th.get(x))
        ))),
    }
}

fn from_hex(th: &mut Thread, w: Window) -> Res<Done> {
    let parsed = match args::text_of(th.get(w.at(1))) {
        None => return Err(th.type_error("bad argument type for built-in operation")),
        Some(text) => float_parse::from_hex(text),
    };
    let value = parsed.map_err(|fault| th.fault(fault))?;
    as_instance(th, w.at(0), value)
}

fn from_number(th: &mut Thread, w: Window) -> Res<Done> {
    let value = real_argument(th, w.at(1))?;
    as_instance(th, w.at(0), value)
}

/// `cls(value)`.
fn as_instance(th: &mut Thread, class: Slot, value: f64) -> Res<Done> {
    if th.get(class).is(th.builtin(Builtin::Float)) {
        return th.ret(Val::float(value));
    }
    let value = th.root(Val::float(value));
    let r = th.call(class, &[value])?;
    th.ret_slot(r)
}
