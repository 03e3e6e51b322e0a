//! Operators to ops.

use ruff_python_ast::{CmpOp, Operator};

use crate::opcode::Op;

/// `a op b`, or `a op= b`.
pub(super) fn binary(op: Operator, inplace: bool) -> Op {
    use Operator::*;
    match (op, inplace) {
        (Add, false) => Op::Add,
        (Sub, false) => Op::Sub,
        (Mult, false) => Op::Mul,
        (Div, false) => Op::TrueDiv,
        (FloorDiv, false) => Op::FloorDiv,
        (Mod, false) => Op::Mod,
        (Pow, false) => Op::Pow,
        (MatMult, false) => Op::MatMul,
        (LShift, false) => Op::LShift,
        (RShift, false) => Op::RShift,
        (BitAnd, false) => Op::And,
        (BitOr, false) => Op::Or,
        (BitXor, false) => Op::Xor,
        (Add, true) => Op::InplaceAdd,
        (Sub, true) => Op::InplaceSub,
        (Mult, true) => Op::InplaceMul,
        (Div, true) => Op::InplaceTrueDiv,
        (FloorDiv, true) => Op::InplaceFloorDiv,
        (Mod, true) => Op::InplaceMod,
        (Pow, true) => Op::InplacePow,
        (MatMult, true) => Op::InplaceMatMul,
        (LShift, true) => Op::InplaceLShift,
        (RShift, true) => Op::InplaceRShift,
        (BitAnd, true) => Op::InplaceAnd,
        (BitOr, true) => Op::InplaceOr,
        (BitXor, true) => Op::InplaceXor,
    }
}

/// The form of a binary op with a small int on its right.
pub(super) fn with_small_int(op: Operator, inplace: bool) -> Option<Op> {
    match (op, inplace) {
        (Operator::Add, false) => Some(Op::AddI),
        (Operator::Sub, false) => Some(Op::SubI),
        (Operator::Add, true) => Some(Op::InplaceAddI),
        (Operator::Sub, true) => Some(Op::InplaceSubI),
        _ => None,
    }
}

/// A comparison as a value.
pub(super) fn compare(op: CmpOp) -> Op {
    match op {
        CmpOp::Lt => Op::Lt,
        CmpOp::LtE => Op::Le,
        CmpOp::Eq => Op::Eq,
        CmpOp::NotEq => Op::Ne,
        CmpOp::Gt => Op::Gt,
        CmpOp::GtE => Op::Ge,
        CmpOp::Is => Op::Is,
        CmpOp::IsNot => Op::IsNot,
        CmpOp::In => Op::In,
        CmpOp::NotIn => Op::NotIn,
    }
}

/// The jump taken if the comparison is true (`when`), or if it is not.
pub(super) fn compare_and_jump(op: CmpOp, when: bool) -> Op {
    match (op, when) {
        (CmpOp::Lt, true) => Op::JumpIfLt,
        (CmpOp::LtE, true) => Op::JumpIfLe,
        (CmpOp::Eq, true) => Op::JumpIfEq,
        (CmpOp::NotEq, true) => Op::JumpIfNe,
        (CmpOp::Gt, true) => Op::JumpIfGt,
        (CmpOp::GtE, true) => Op::JumpIfGe,
        (CmpOp::Lt, false) => Op::JumpIfNotLt,
        (CmpOp::LtE, false) => Op::JumpIfNotLe,
        (CmpOp::Eq, false) => Op::JumpIfNotEq,
        (CmpOp::NotEq, false) => Op::JumpIfNotNe,
        (CmpOp::Gt, false) => Op::JumpIfNotGt,
        (CmpOp::GtE, false) => Op::JumpIfNotGe,
        (CmpOp::Is, true) | (CmpOp::IsNot, false) => Op::JumpIfIs,
        (CmpOp::Is, false) | (CmpOp::IsNot, true) => Op::JumpIfIsNot,
        (CmpOp::In, true) | (CmpOp::NotIn, false) => Op::JumpIfIn,
        (CmpOp::In, false) | (CmpOp::NotIn, true) => Op::JumpIfNotIn,
    }
}

/// The form of a comparing jump with a small int on its right.
pub(super) fn jump_with_small_int(op: Op) -> Option<Op> {
    Some(match op {
        Op::JumpIfLt => Op::JumpIfLtI,
        Op::JumpIfLe => Op::JumpIfLeI,
        Op::JumpIfEq => Op::JumpIfEqI,
        Op::JumpIfNe => Op::JumpIfNeI,
        Op::JumpIfGt => Op::JumpIfGtI,
        Op::JumpIfGe => Op::JumpIfGeI,
        Op::JumpIfNotLt => Op::JumpIfNotLtI,
        Op::JumpIfNotLe => Op::JumpIfNotLeI,
        Op::JumpIfNotEq => Op::JumpIfNotEqI,
        Op::JumpIfNotNe => Op::JumpIfNotNeI,
        Op::JumpIfNotGt => Op::JumpIfNotGtI,
        Op::JumpIfNotGe => Op::JumpIfNotGeI,
        _ => return None,
    })
}
