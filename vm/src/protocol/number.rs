//! Operators: builtin types at once, then the special methods with their reflected forms.

use crate::class::Builtin;
use crate::names::Id;
use crate::object::{Dict, List, Set, Str, Tuple};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::{Tag, Val};

macro_rules! operators {
    ($($op:ident $symbol:literal $name:ident $reflected:ident $inplace:ident;)*) => {
        /// A binary operator.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BinOp { $($op),* }

        impl BinOp {
            /// As in messages.
            pub const fn symbol(self) -> &'static str {
                match self { $(BinOp::$op => $symbol),* }
            }

            /// The operator with this number, as compiled code passes it.
            pub fn from_number(n: u64) -> Option<BinOp> {
                [$(BinOp::$op),*].get(n as usize).copied()
            }

            /// Special method, reflected one, in-place one.
            pub const fn methods(self) -> (Id, Id, Id) {
                match self { $(BinOp::$op => (Id::$name, Id::$reflected, Id::$inplace)),* }
            }
        }
    };
}
operators! {
    Add "+" __add__ __radd__ __iadd__;
    Sub "-" __sub__ __rsub__ __isub__;
    Mul "*" __mul__ __rmul__ __imul__;
    TrueDiv "/" __truediv__ __rtruediv__ __itruediv__;
    FloorDiv "//" __floordiv__ __rfloordiv__ __ifloordiv__;
    Mod "%" __mod__ __rmod__ __imod__;
    Pow "** or pow()" __pow__ __rpow__ __ipow__;
    MatMul "@" __matmul__ __rmatmul__ __imatmul__;
    LShift "<<" __lshift__ __rlshift__ __ilshift__;
    RShift ">>" __rshift__ __rrshift__ __irshift__;
    And "&" __and__ __rand__ __iand__;
    Or "|" __or__ __ror__ __ior__;
    Xor "^" __xor__ __rxor__ __ixor__;
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CmpOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CmpOp {
    /// The operator with this number, as compiled code passes it.
    pub fn from_number(n: u64) -> Option<CmpOp> {
        use CmpOp::*;
        [Lt, Le, Eq, Ne, Gt, Ge].get(n as usize).copied()
    }

    #[inline(always)]
    pub fn holds<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            CmpOp::Lt => a < b,
            CmpOp::Le => a <= b,
            CmpOp::Eq => a == b,
            CmpOp::Ne => a != b,
            CmpOp::Gt => a > b,
            CmpOp::Ge => a >= b,
        }
    }

    /// The answer for two values in this order.
    #[inline(always)]
    pub fn orders(self, order: std::cmp::Ordering) -> bool {
        match self {
            CmpOp::Lt => order.is_lt(),
            CmpOp::Le => order.is_le(),
            CmpOp::Eq => order.is_eq(),
            CmpOp::Ne => order.is_ne(),
            CmpOp::Gt => order.is_gt(),
            CmpOp::Ge => order.is_ge(),
        }
    }

    pub const fn symbol(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Eq => "==",
            CmpOp::Ne => "!=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        }
    }

    pub const fn method(self) -> Id {
        match self {
            CmpOp::Lt => Id::__lt__,
            CmpOp::Le => Id::__le__,
            CmpOp::Eq => Id::__eq__,
            CmpOp::Ne => Id::__ne__,
            CmpOp::Gt => Id::__gt__,
            CmpOp::Ge => Id::__ge__,
        }
    }

    /// The operator with its sides exchanged.
    pub const fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
            same => same,
        }
    }
}

/// `a ** b` where the answer is a double and Rust's is Python's.
#[inline]
pub fn quick_float_pow(a: f64, b: f64) -> Option<f64> {
    if a < 0.0 && b.fract() != 0.0 || a == 0.0 && b < 0.0 {
        return None;
    }
    let r = a.powf(b);
    (r.is_finite() || !a.is_finite() || !b.is_finite()).then_some(r)
}

/// Truth of builtin values.
#[inline]
pub fn quick_truth<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<bool>> {
    Ok(Some(match v.tag() {
        Tag::Bool(b) => b,
        Tag::None => false,
        Tag::Int(i) => i != 0,
        Tag::Float(f) => f != 0.0,
        Tag::Ellipsis => true,
        Tag::NotImplemented => {
            return Err(th.type_error("NotImplemented should not be used in a boolean context"));
        }
        Tag::Undef => unreachable!("V4: UNDEF is not a Python value"),
        Tag::Pointer => match v.shape_id() {
            s if s == Builtin::Str.shape() => !v.known::<Str>().is_empty(),
            s if s == Builtin::List.shape() => !v.known::<List>().see(th)?.is_empty(),
            s if s == Builtin::Tuple.shape() => !v.known::<Tuple>().is_empty(),
            s if s == Builtin::Dict.shape() => !v.known::<Dict>().see(th)?.is_empty(),
            s if s == Builtin::Set.shape() => !v.known::<Set>().see(th)?.is_empty(),
            s if s == Builtin::Int.shape() => true,
            _ => {
                if let Some(known) = crate::native::operators_of(th, v) {
                    return Ok(Some((known.truth)(v)));
                }
                let class = th.class_of(v);
                let none = lookup::lookup_cell(th, class, th.id(Id::__bool__)).is_none()
                    && lookup::lookup_cell(th, class, th.id(Id::__len__)).is_none();
                return Ok(none.then_some(true));
            }
        },
    }))
}

/// `bool(v)`.
pub fn truth(th: &mut Thread, v: Slot) -> Res<bool> {
    if let Some(t) = th.section(|th| quick_truth(th, th.get(v)))? {
        return Ok(t);
    }
    if let Some(r) = th.call_special(v, Id::__bool__, &[])? {
        return th.get(r).as_bool().ok_or_else(|| {
            th.type_error(format!(
                "__bool__ should return bool, returned {}",
                th.class_name(th.get(r))
            ))
        });
    }
    Ok(crate::protocol::container::len(th, v)? != 0)
}

/// `a op b` (or the in-place form).
pub fn binary(th: &mut Thread, op: BinOp, inplace: bool, a: Slot, b: Slot) -> Res<Slot> {
    if let Some(v) = th.section(|th| {
        Ok(
            crate::types::ops::quick_binary(th, op, inplace, th.get(a), th.get(b))?
                .map(|v| th.root(v)),
        )
    })? {
        return Ok(v);
    }
    if let Some(v) = binary_special(th, op, inplace, a, b)? {
        return Ok(v);
    }
    sequence_or_refuse(th, op, inplace, a, b)
}

/// What is left when no special method knows the pair: repetition by an object with `__index__`, or the TypeError, in
/// the words of sequences if one is involved.
fn sequence_or_refuse(th: &mut Thread, op: BinOp, inplace: bool, a: Slot, b: Slot) -> Res<Slot> {
    let sequence = |th: &Thread, s: Slot| {
        let home = th.class_of(th.get(s)).info().builtin;
        matches!(
            home,
            Builtin::Str | Builtin::Bytes | Builtin::ByteArray | Builtin::List | Builtin::Tuple
        )
        .then_some(home)
    };
    match (op, sequence(th, a), sequence(th, b)) {
        (BinOp::Add, Some(home), _) => {
            let other = th.class_name(th.get(b));
            let text = match home {
                Builtin::Bytes | Builtin::ByteArray => {
                    format!("can't concat {other} to {}", home.row().name)
                }
                _ => {
                    let name = home.row().name;
                    format!("can only concatenate {name} (not \"{other}\") to {name}")
                }
            };
            Err(th.type_error(text))
        }
        (BinOp::Mul, Some(_), _) => repeat(th, inplace, a, b),
        (BinOp::Mul, None, Some(_)) => repeat(th, false, b, a),
        _ => Err(unsupported(th, op, inplace, a, b)),
    }
}

/// A sequence times an object that is not an int.
fn repeat(th: &mut Thread, inplace: bool, sequence: Slot, times: Slot) -> Res<Slot> {
    let has_index = lookup::lookup_cell(th, th.class_of(th.get(times)), th.id(Id::__index__));
    if has_index.is_none() || Int::of(th.get(times)).is_some() {
        let text = format!(
            "can't multiply sequence by non-int of type '{}'",
            th.class_name(th.get(times))
        );
        return Err(th.type_error(text));
    }
    let times = super::index::index(th, times)?;
    binary(th, BinOp::Mul, inplace, sequence, times)
}

fn unsupported(th: &Thread, op: BinOp, inplace: bool, a: Slot, b: Slot) -> Unwind {
    let sign = match (op, inplace) {
        (BinOp::Pow, true) => "**=".to_owned(),
        (_, true) => format!("{}=", op.symbol()),
        _ => op.symbol().to_owned(),
    };
    th.type_error(format!(
        "unsupported operand type(s) for {sign}: '{}' and '{}'",
        th.class_name(th.get(a)),
        th.class_name(th.get(b))
    ))
}

/// The special methods: in-place, then the right side first if its class is a proper subclass that overrides.
pub fn binary_special(
    th: &mut Thread,
    op: BinOp,
    inplace: bool,
    a: Slot,
    b: Slot,
) -> Res<Option<Slot>> {
    let (direct, reflected, in_place) = op.methods();
    if inplace && let Some(v) = try_method(th, a, in_place, b)? {
        return Ok(Some(v));
    }
    let (same, right_first) = th.section(|th| {
        let (ca, cb) = (th.class_of(th.get(a)), th.class_of(th.get(b)));
        let same = ca.val().is(cb.val());
        let right = !same && cb.is_subclass(ca.val()) && {
            let (mine, theirs) = (
                lookup::lookup_cell(th, ca, th.id(reflected)),
                lookup::lookup_cell(th, cb, th.id(reflected)),
            );
            theirs.map(|c| c.raw()) != mine.map(|c| c.raw())
        };
        Ok((same, right))
    })?;
    if right_first && let Some(v) = try_method(th, b, reflected, a)? {
        return Ok(Some(v));
    }
    if let Some(v) = try_method(th, a, direct, b)? {
        return Ok(Some(v));
    }
    if !same && !right_first {
        try_method(th, b, reflected, a)
    } else {
        Ok(None)
    }
}

/// The rest of a binary operator after the method asked first has answered NotImplemented: the left one's of classes
/// that do not give the right one precedence, or the right one's (`reflected`).
pub fn binary_rest(
    th: &mut Thread,
    op: BinOp,
    inplace: bool,
    reflected: bool,
    a: Slot,
    b: Slot,
) -> Res<Slot> {
    let same = th
        .class_of(th.get(a))
        .val()
        .is(th.class_of(th.get(b)).val());
    if !reflected
        && !same
        && let Some(v) = try_method(th, b, op.methods().1, a)?
    {
        return Ok(v);
    }
    sequence_or_refuse(th, op, inplace, a, b)
}

/// Calls a special method; `None` if there is none or it answers NotImplemented.
fn try_method(th: &mut Thread, this: Slot, id: Id, other: Slot) -> Res<Option<Slot>> {
    let r = th.call_special(this, id, &[other])?;
    Ok(r.filter(|r| !th.get(*r).is_not_implemented()))
}

/// `a op b` as a value.
pub fn compare(th: &mut Thread, op: CmpOp, a: Slot, b: Slot) -> Res<Slot> {
    if let Some(t) =
        th.section(|th| crate::types::ops::quick_compare(th, op, th.get(a), th.get(b)))?
    {
        return Ok(th.root(Val::bool(t)));
    }
    let right_first = th.section(|th| {
        let (ca, cb) = (th.class_of(th.get(a)), th.class_of(th.get(b)));
        Ok(!ca.val().is(cb.val()) && cb.is_subclass(ca.val()))
    })?;
    if right_first && let Some(v) = try_method(th, b, op.swapped().method(), a)? {
        return Ok(v);
    }
    if let Some(v) = try_method(th, a, op.method(), b)? {
        return Ok(v);
    }
    if !right_first && let Some(v) = try_method(th, b, op.swapped().method(), a)? {
        return Ok(v);
    }
    let same = th.get(a).is(th.get(b));
    match op {
        CmpOp::Eq => Ok(th.root(Val::bool(same))),
        CmpOp::Ne => Ok(th.root(Val::bool(!same))),
        _ => {
            let text = format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                th.class_name(th.get(a)),
                th.class_name(th.get(b))
            );
            Err(th.type_error(text))
        }
    }
}

/// Truth of `a op b`.
pub fn compare_truth(th: &mut Thread, op: CmpOp, a: Slot, b: Slot) -> Res<bool> {
    if let Some(t) =
        th.section(|th| crate::types::ops::quick_compare(th, op, th.get(a), th.get(b)))?
    {
        return Ok(t);
    }
    let r = compare(th, op, a, b)?;
    truth(th, r)
}

/// `a is b or a == b`, as containers compare.
pub fn same_or_equal(th: &mut Thread, a: Slot, b: Slot) -> Res<bool> {
    if th.get(a).is(th.get(b)) {
        return Ok(true);
    }
    let mark = th.mark();
    let r = compare_truth(th, CmpOp::Eq, a, b);
    th.release_to(mark);
    r
}
