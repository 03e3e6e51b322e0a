//! `bool`, `None`, `Ellipsis` and `NotImplemented`: the immediates that are no numbers, or hardly.

use super::int::Int;
use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Done, NativeDef, Params, TypeSpec, Window};
use crate::protocol::number::{self, BinOp};
use crate::thread::Thread;
use crate::types::construct;
use crate::types::rows::{ONE, TWO, operator_rows};
use crate::unwind::Res;
use crate::value::Val;

pub const BOOL: TypeSpec = TypeSpec {
    builtin: Builtin::Bool,
    doc: "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    methods: &[
        NativeDef::full("__new__", Params::pos(&["_cls", "_x"], 1), new_bool).static_method(),
        NativeDef::quick("__repr__", ONE, |th, a| {
            Ok(th.intern(if a.get(0) == Val::TRUE {
                "True"
            } else {
                "False"
            }))
        }),
    ],
    getsets: &[],
};
pub const BOOL_OPERATORS: TypeSpec = TypeSpec {
    builtin: Builtin::Bool,
    doc: "",
    methods: operator_rows! { operator;
        "__and__" "__rand__" And;
        "__or__" "__ror__" Or;
        "__xor__" "__rxor__" Xor;
    },
    getsets: &[],
};
pub const NONE: TypeSpec = TypeSpec {
    builtin: Builtin::NoneType,
    doc: "The type of the None singleton.",
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), |th, a| {
            construct::class_of_new(th, a.get(0), Builtin::NoneType)?;
            Ok(Val::NONE)
        })
        .static_method(),
        NativeDef::quick("__repr__", ONE, |th, _| Ok(th.intern("None"))),
        NativeDef::quick("__bool__", ONE, |_, _| Ok(Val::FALSE)),
        NativeDef::quick("__hash__", ONE, hash),
        NativeDef::quick("__eq__", TWO, |_, a| Ok(same(a.get(0), a.get(1), true))),
        NativeDef::quick("__ne__", TWO, |_, a| Ok(same(a.get(0), a.get(1), false))),
    ],
    getsets: &[],
};
pub const ELLIPSIS: TypeSpec = TypeSpec {
    builtin: Builtin::EllipsisType,
    doc: "The type of the Ellipsis singleton.",
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), |th, a| {
            construct::class_of_new(th, a.get(0), Builtin::EllipsisType)?;
            Ok(Val::ELLIPSIS)
        })
        .static_method(),
        NativeDef::quick("__repr__", ONE, |th, _| Ok(th.intern("Ellipsis"))),
        NativeDef::quick("__reduce__", ONE, |th, _| Ok(th.intern("Ellipsis"))),
    ],
    getsets: &[],
};
pub const NOT_IMPLEMENTED: TypeSpec = TypeSpec {
    builtin: Builtin::NotImplementedType,
    doc: "The type of the NotImplemented singleton.",
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), |th, a| {
            construct::class_of_new(th, a.get(0), Builtin::NotImplementedType)?;
            Ok(Val::NOT_IMPLEMENTED)
        })
        .static_method(),
        NativeDef::quick("__repr__", ONE, |th, _| Ok(th.intern("NotImplemented"))),
        NativeDef::quick("__reduce__", ONE, |th, _| Ok(th.intern("NotImplemented"))),
        NativeDef::quick("__bool__", ONE, |th, _| {
            Err(th.raise(
                Exc::TypeError,
                "NotImplemented should not be used in a boolean context",
            ))
        }),
    ],
    getsets: &[],
};

fn new_bool(th: &mut Thread, w: Window) -> Res<Done> {
    construct::class_of_new(th, th.get(w.at(0)), Builtin::Bool)?;
    let t = match w.opt(th, 1) {
        Some(x) => number::truth(th, x)?,
        None => false,
    };
    th.ret(Val::bool(t))
}

/// `&`, `|` and `^` of two bools are bools.
fn operator<'t>(th: &'t Thread, op: BinOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    if let Some(v) = between(op, a, b) {
        return Ok(v);
    }
    match (Int::of(a), Int::of(b)) {
        (Some(x), Some(y)) => {
            Ok(super::int::arith::binary(th, op, x, y)?.unwrap_or(Val::NOT_IMPLEMENTED))
        }
        _ => Ok(Val::NOT_IMPLEMENTED),
    }
}

/// A bitwise operator between two bools.
pub fn between(op: BinOp, a: Val<'_>, b: Val<'_>) -> Option<Val<'static>> {
    let (x, y) = (a.as_bool()?, b.as_bool()?);
    Some(Val::bool(match op {
        BinOp::And => x & y,
        BinOp::Or => x | y,
        BinOp::Xor => x ^ y,
        _ => return None,
    }))
}

fn hash<'t>(th: &'t Thread, a: crate::native::Args<'t>) -> Res<Val<'t>> {
    let hash = super::hash::quick_hash(th, a.get(0))?;
    Ok(th.int(hash.expect("V3: immediates have hashes")))
}

fn same<'t>(a: Val<'t>, b: Val<'t>, answer: bool) -> Val<'static> {
    if a.is(b) {
        Val::bool(answer)
    } else {
        Val::NOT_IMPLEMENTED
    }
}
