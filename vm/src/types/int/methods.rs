//! Methods of `int`.

use super::{Int, arith, bytes, new};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::numeric::big;
use crate::protocol::number::{BinOp, CmpOp};
use crate::protocol::text;
use crate::thread::Thread;
use crate::types::args;
use crate::types::rows::{ONE, POW, TWO, comparison_rows, operator_rows};
use crate::unwind::Res;
use crate::value::Val;

pub const METHODS: &[NativeDef] = &[
    NativeDef::full("__new__", Params::pos(&["_cls", "_x", "base"], 1), new::new).static_method(),
    NativeDef::quick("__repr__", ONE, |th, a| {
        let text = this(a).decimal(th).map_err(|fault| th.fault(fault))?;
        Ok(th.str(&text))
    }),
    NativeDef::quick("__hash__", ONE, |th, a| {
        Ok(th.int(this(a).with(crate::numeric::hash::int)))
    }),
    NativeDef::full("__format__", TWO, format),
    NativeDef::quick("__int__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__index__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__trunc__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__floor__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__ceil__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__pos__", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("conjugate", ONE, |th, a| plain(th, a.get(0))),
    NativeDef::quick("__neg__", ONE, |th, a| Ok(arith::negate(th, this(a)))),
    NativeDef::quick("__invert__", ONE, |th, a| Ok(arith::invert(th, this(a)))),
    NativeDef::quick("__abs__", ONE, |th, a| Ok(arith::absolute(th, this(a)))),
    NativeDef::quick("__bool__", ONE, |_, a| Ok(Val::bool(!this(a).is_zero()))),
    NativeDef::quick("__float__", ONE, |th, a| {
        this(a)
            .to_f64()
            .map(Val::float)
            .map_err(|fault| th.fault(fault))
    }),
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
        Ok(th.tuple(&[plain(th, a.get(0))?]))
    }),
    NativeDef::quick("__sizeof__", ONE, |_, a| {
        let digits = this(a).with(big::bit_length).div_ceil(30).max(1);
        Ok(Val::small(24 + 4 * digits as i64))
    }),
    NativeDef::quick("bit_length", ONE, |th, a| {
        Ok(th.uint(this(a).with(big::bit_length)))
    }),
    NativeDef::quick("bit_count", ONE, |th, a| {
        Ok(th.uint(this(a).with(big::bit_count)))
    }),
    NativeDef::quick("as_integer_ratio", ONE, |th, a| {
        Ok(th.tuple(&[plain(th, a.get(0))?, Val::small(1)]))
    }),
    NativeDef::quick("is_integer", ONE, |_, _| Ok(Val::TRUE)),
    NativeDef::quick(
        "to_bytes",
        Params::pos(&["_self", "length", "byteorder"], 1).kw(&["signed"]),
        bytes::to_bytes,
    )
    .index(&[1]),
    NativeDef::full(
        "from_bytes",
        Params::pos(&["_cls", "bytes", "byteorder"], 2).kw(&["signed"]),
        bytes::from_bytes,
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
    "__lshift__" "__rlshift__" LShift;
    "__rshift__" "__rrshift__" RShift;
    "__and__" "__rand__" And;
    "__or__" "__ror__" Or;
    "__xor__" "__rxor__" Xor;
};

pub const COMPARISONS: &[NativeDef] = comparison_rows!(compare);

/// The receiver.
fn this<'t>(a: Args<'t>) -> Int<'t> {
    Int::of(a.get(0)).expect("V3: the receiver was checked")
}

/// The receiver as an exact int.
pub fn plain<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(Int::of(v).expect("V3: the receiver was checked").val(th))
}

fn operator<'t>(th: &'t Thread, op: BinOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    match (Int::of(a), Int::of(b)) {
        (Some(x), Some(y)) => Ok(arith::binary(th, op, x, y)?.unwrap_or(Val::NOT_IMPLEMENTED)),
        _ => Ok(Val::NOT_IMPLEMENTED),
    }
}

fn compare<'t>(_: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    Ok(match (Int::of(a), Int::of(b)) {
        (Some(x), Some(y)) => Val::bool(op.orders(arith::order(x, y))),
        _ => Val::NOT_IMPLEMENTED,
    })
}

fn divmod<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    let (Some(x), Some(y)) = (Int::of(a), Int::of(b)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let (quotient, rest) = arith::div_mod(th, x, y)?;
    Ok(th.tuple(&[quotient, rest]))
}

fn power<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, modulus: Val<'t>) -> Res<Val<'t>> {
    if modulus.is_undef() || modulus.is_none() {
        return operator(th, BinOp::Pow, a, b);
    }
    match (Int::of(a), Int::of(b), Int::of(modulus)) {
        (Some(x), Some(y), Some(m)) => arith::power_mod(th, x, y, m),
        _ => Ok(Val::NOT_IMPLEMENTED),
    }
}

fn round<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.opt(1).filter(|v| !v.is_none()) {
        None => plain(th, a.get(0)),
        Some(digits) => {
            let digits = args::int(th, digits)?.clamped();
            if digits >= 0 {
                return plain(th, a.get(0));
            }
            Ok(arith::round(th, this(a), digits.unsigned_abs()))
        }
    }
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let done = th.section(|th| {
        let (v, spec) = (th.get(w.at(0)), text::spec_argument(th, th.get(w.at(1)))?);
        if spec.is_empty() && Int::exact(v).is_none() {
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
