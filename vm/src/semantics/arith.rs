//! Operators and comparisons: ints and floats at once, everything else by the protocol.

use lang::opcode::ops;

use super::Machine;
use crate::interp::Flow;
use crate::protocol::number::{BinOp, CmpOp};
use crate::unwind::Res;

/// An operator that has a rule for two ints and one for two numbers, both of which may decline.
macro_rules! numeric {
    ($($name:ident $op:ident $inplace:literal $kind:ident, |$m:ident, $a:ident, $b:ident| $int:expr, |$x:ident, $y:ident| $float:expr;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            {
                let $m = &*m;
                let (va, vb) = ($m.reg(op.a), $m.reg(op.b));
                if let Some(($a, $b)) = $m.two_ints(va, vb) {
                    if let Some(r) = $int {
                        $m.set(op.dst, r);
                        return Ok(Flow::Next);
                    }
                } else if let Some($x) = $m.number(va) && let Some($y) = $m.number(vb) {
                    if let Some(r) = $float {
                        $m.set(op.dst, r);
                        return Ok(Flow::Next);
                    }
                }
            }
            m.binary(BinOp::$op, $inplace, op.dst, op.a, op.b)
        }
    )*};
}
numeric! {
    add Add false Add, |m, a, b| m.int_add(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_add(x, y)));
    sub Sub false Sub, |m, a, b| m.int_sub(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_sub(x, y)));
    mul Mul false Mul, |m, a, b| m.int_mul(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_mul(x, y)));
    truediv TrueDiv false TrueDiv, |m, a, b| m.int_truediv(a, b).map(|r| m.from_float(r)), |x, y| m.float_div(x, y).map(|r| m.from_float(r));
    inplace_add Add true InplaceAdd, |m, a, b| m.int_add(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_add(x, y)));
    inplace_sub Sub true InplaceSub, |m, a, b| m.int_sub(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_sub(x, y)));
    inplace_mul Mul true InplaceMul, |m, a, b| m.int_mul(a, b).map(|r| m.from_int(r)), |x, y| Some(m.from_float(m.float_mul(x, y)));
    inplace_truediv TrueDiv true InplaceTrueDiv, |m, a, b| m.int_truediv(a, b).map(|r| m.from_float(r)), |x, y| m.float_div(x, y).map(|r| m.from_float(r));
}

/// An operator with a rule for two ints only.
macro_rules! integral {
    ($($name:ident $op:ident $inplace:literal $kind:ident, |$m:ident, $a:ident, $b:ident| $int:expr;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            {
                let $m = &*m;
                if let Some(($a, $b)) = $m.two_ints($m.reg(op.a), $m.reg(op.b))
                    && let Some(r) = $int
                {
                    $m.set(op.dst, $m.from_int(r));
                    return Ok(Flow::Next);
                }
            }
            m.binary(BinOp::$op, $inplace, op.dst, op.a, op.b)
        }
    )*};
}
integral! {
    floordiv FloorDiv false FloorDiv, |m, a, b| m.int_floordiv(a, b);
    mod_ Mod false Mod, |m, a, b| m.int_mod(a, b);
    lshift LShift false LShift, |m, a, b| m.int_shl(a, b);
    rshift RShift false RShift, |m, a, b| m.int_shr(a, b);
    and And false And, |m, a, b| Some(m.int_and(a, b));
    or Or false Or, |m, a, b| Some(m.int_or(a, b));
    xor Xor false Xor, |m, a, b| Some(m.int_xor(a, b));
    inplace_floordiv FloorDiv true InplaceFloorDiv, |m, a, b| m.int_floordiv(a, b);
    inplace_mod Mod true InplaceMod, |m, a, b| m.int_mod(a, b);
    inplace_lshift LShift true InplaceLShift, |m, a, b| m.int_shl(a, b);
    inplace_rshift RShift true InplaceRShift, |m, a, b| m.int_shr(a, b);
    inplace_and And true InplaceAnd, |m, a, b| Some(m.int_and(a, b));
    inplace_or Or true InplaceOr, |m, a, b| Some(m.int_or(a, b));
    inplace_xor Xor true InplaceXor, |m, a, b| Some(m.int_xor(a, b));
}

/// Power: floats only at once; ints overflow too easily to be worth a rule.
macro_rules! power {
    ($($name:ident $inplace:literal $kind:ident;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            {
                let m = &*m;
                if let Some(x) = m.float(m.reg(op.a))
                    && let Some(y) = m.number(m.reg(op.b))
                    && let Some(r) = m.float_pow(x, y)
                {
                    m.set(op.dst, m.from_float(r));
                    return Ok(Flow::Next);
                }
            }
            m.binary(BinOp::Pow, $inplace, op.dst, op.a, op.b)
        }
    )*};
}
power! { pow false Pow; inplace_pow true InplacePow; }

#[inline(always)]
pub fn matmul<M: Machine>(m: &mut M, op: ops::MatMul) -> Res<Flow> {
    m.binary(BinOp::MatMul, false, op.dst, op.a, op.b)
}

#[inline(always)]
pub fn inplace_matmul<M: Machine>(m: &mut M, op: ops::InplaceMatMul) -> Res<Flow> {
    m.binary(BinOp::MatMul, true, op.dst, op.a, op.b)
}

/// Adding or subtracting a small constant.
macro_rules! immediate {
    ($($name:ident $op:ident $inplace:literal $kind:ident $int:ident $float:ident;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            {
                let m = &*m;
                let v = m.reg(op.a);
                if let Some(a) = m.int(v) {
                    if let Some(r) = m.$int(a, m.const_int(i64::from(op.b))) {
                        m.set(op.dst, m.from_int(r));
                        return Ok(Flow::Next);
                    }
                } else if let Some(x) = m.float(v)
                    && let Some(y) = m.number(m.from_int(m.const_int(i64::from(op.b))))
                {
                    m.set(op.dst, m.from_float(m.$float(x, y)));
                    return Ok(Flow::Next);
                }
            }
            m.binary_imm(BinOp::$op, $inplace, op.dst, op.a, op.b)
        }
    )*};
}
immediate! {
    add_i Add false AddI int_add float_add;
    sub_i Sub false SubI int_sub float_sub;
    inplace_add_i Add true InplaceAddI int_add float_add;
    inplace_sub_i Sub true InplaceSubI int_sub float_sub;
}

#[inline(always)]
pub fn neg<M: Machine>(m: &mut M, op: ops::Neg) -> Res<Flow> {
    {
        let m = &*m;
        let v = m.reg(op.a);
        if let Some(i) = m.int(v) {
            if let Some(r) = m.int_neg(i) {
                m.set(op.dst, m.from_int(r));
                return Ok(Flow::Next);
            }
        } else if let Some(f) = m.float(v) {
            m.set(op.dst, m.from_float(m.float_neg(f)));
            return Ok(Flow::Next);
        }
    }
    m.out_of_line(op, super::rare::neg)
}

#[inline(always)]
pub fn invert<M: Machine>(m: &mut M, op: ops::Invert) -> Res<Flow> {
    {
        let m = &*m;
        if let Some(i) = m.int(m.reg(op.a)) {
            m.set(op.dst, m.from_int(m.int_not(i)));
            return Ok(Flow::Next);
        }
    }
    m.out_of_line(op, super::rare::invert)
}

#[inline(always)]
pub fn not<M: Machine>(m: &mut M, op: ops::Not) -> Res<Flow> {
    let known = m.truth(m.reg(op.a))?;
    let t = match known {
        Some(t) => t,
        None => m.truth_of(op.a)?,
    };
    m.set(op.dst, m.from_bool(m.const_bool(!t)));
    Ok(Flow::Next)
}

/// A comparison's answer where it needs no protocol.
#[inline(always)]
fn quick_compare<M: Machine>(m: &M, op: CmpOp, a: M::Val<'_>, b: M::Val<'_>) -> Option<M::Bool> {
    if let Some((x, y)) = m.two_ints(a, b) {
        return Some(m.int_cmp(op, x, y));
    }
    let x = m.number(a)?;
    Some(m.float_cmp(op, x, m.number(b)?))
}

macro_rules! comparisons {
    ($($name:ident $op:ident $kind:ident;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            {
                let m = &*m;
                if let Some(r) = quick_compare(m, CmpOp::$op, m.reg(op.a), m.reg(op.b)) {
                    m.set(op.dst, m.from_bool(r));
                    return Ok(Flow::Next);
                }
            }
            m.compare(CmpOp::$op, op.dst, op.a, op.b)
        }
    )*};
}
comparisons! { lt Lt Lt; le Le Le; eq Eq Eq; ne Ne Ne; gt Gt Gt; ge Ge Ge; }

macro_rules! compare_jumps {
    ($($name:ident $op:ident $kind:ident $when:literal;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            let quick = {
                let m = &*m;
                quick_compare(m, CmpOp::$op, m.reg(op.a), m.reg(op.b)).map(|b| m.decide(b))
            };
            let holds = match quick {
                Some(b) => b,
                None => m.compare_truth(CmpOp::$op, op.a, op.b)?,
            };
            Ok(if holds == $when { Flow::Jump(op.target.0) } else { Flow::Next })
        }
    )*};
}
compare_jumps! {
    jump_if_lt Lt JumpIfLt true; jump_if_le Le JumpIfLe true; jump_if_eq Eq JumpIfEq true;
    jump_if_ne Ne JumpIfNe true; jump_if_gt Gt JumpIfGt true; jump_if_ge Ge JumpIfGe true;
    jump_if_not_lt Lt JumpIfNotLt false; jump_if_not_le Le JumpIfNotLe false; jump_if_not_eq Eq JumpIfNotEq false;
    jump_if_not_ne Ne JumpIfNotNe false; jump_if_not_gt Gt JumpIfNotGt false; jump_if_not_ge Ge JumpIfNotGe false;
}

macro_rules! compare_jumps_imm {
    ($($name:ident $op:ident $kind:ident $when:literal;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            let quick = {
                let m = &*m;
                let (v, k) = (m.reg(op.a), m.const_int(i64::from(op.b)));
                match m.int(v) {
                    Some(i) => Some(m.decide(m.int_cmp(CmpOp::$op, i, k))),
                    None => match (m.float(v), m.number(m.from_int(k))) {
                        (Some(x), Some(y)) => Some(m.decide(m.float_cmp(CmpOp::$op, x, y))),
                        _ => None,
                    },
                }
            };
            let holds = match quick {
                Some(b) => b,
                None => m.compare_truth_imm(CmpOp::$op, op.a, op.b)?,
            };
            Ok(if holds == $when { Flow::Jump(op.target.0) } else { Flow::Next })
        }
    )*};
}
compare_jumps_imm! {
    jump_if_lt_i Lt JumpIfLtI true; jump_if_le_i Le JumpIfLeI true; jump_if_eq_i Eq JumpIfEqI true;
    jump_if_ne_i Ne JumpIfNeI true; jump_if_gt_i Gt JumpIfGtI true; jump_if_ge_i Ge JumpIfGeI true;
    jump_if_not_lt_i Lt JumpIfNotLtI false; jump_if_not_le_i Le JumpIfNotLeI false; jump_if_not_eq_i Eq JumpIfNotEqI false;
    jump_if_not_ne_i Ne JumpIfNotNeI false; jump_if_not_gt_i Gt JumpIfNotGtI false; jump_if_not_ge_i Ge JumpIfNotGeI false;
}

#[inline(always)]
pub fn is<M: Machine>(m: &mut M, op: ops::Is) -> Res<Flow> {
    m.set(op.dst, m.from_bool(m.same(m.reg(op.a), m.reg(op.b))));
    Ok(Flow::Next)
}

#[inline(always)]
pub fn is_not<M: Machine>(m: &mut M, op: ops::IsNot) -> Res<Flow> {
    m.set(
        op.dst,
        m.from_bool(m.bool_not(m.same(m.reg(op.a), m.reg(op.b)))),
    );
    Ok(Flow::Next)
}
