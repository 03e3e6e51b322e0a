//! Rows of special methods that are the same for every type that has operators.

/// `__add__` and `__radd__` and so on, from a function `(th, op, left, right) -> Res<Val>` that answers NotImplemented
/// for a pair that it does not know.
macro_rules! operator_rows {
    ($f:path; $($name:literal $reflected:literal $op:ident;)*) => {
        &[$(
            $crate::native::NativeDef::quick(
                $name,
                $crate::types::rows::TWO,
                |th, a| $f(th, $crate::protocol::number::BinOp::$op, a.get(0), a.get(1)),
            ),
            $crate::native::NativeDef::quick(
                $reflected,
                $crate::types::rows::TWO,
                |th, a| $f(th, $crate::protocol::number::BinOp::$op, a.get(1), a.get(0)),
            ),
        )*]
    };
}

/// The six comparisons, from a function `(th, op, left, right) -> Res<Val>`.
macro_rules! comparison_rows {
    ($f:path) => {
        comparison_rows!($f; "__lt__" Lt, "__le__" Le, "__eq__" Eq, "__ne__" Ne, "__gt__" Gt, "__ge__" Ge)
    };
    ($f:path; $($name:literal $op:ident),*) => {
        &[$(
            $crate::native::NativeDef::quick(
                $name,
                $crate::types::rows::TWO,
                |th, a| $f(th, $crate::protocol::number::CmpOp::$op, a.get(0), a.get(1)),
            ),
        )*]
    };
}

pub(crate) use {comparison_rows, operator_rows};

use crate::native::Params;

/// Receiver only.
pub const ONE: Params = Params::all(&["_self"]);
/// Receiver and one more.
pub const TWO: Params = Params::all(&["_self", "_other"]);
/// Receiver, one more, and one that may be left out.
pub const POW: Params = Params::pos(&["_self", "_value", "_mod"], 2);
