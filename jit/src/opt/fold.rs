//! Folding: constants, algebra, boxes.
//!
//! ```text
//! %3 = box_int %2          %3 = box_int %2
//! %4 = unbox_int %3   ──▶  (%4 is %2)
//! %5 = add_ovf %4, 0       (%5 is %2)
//! ```
//!
//! An integer in compiled code is a full `i64`, so `unbox_int (box_int %x)` is `%x` even where the box would be a heap
//! integer: the value is the same. Float rules are exact: nothing is reordered, `x + 0.0` stays.

use super::{Arg, Proposal, View};
use crate::ir::eval::pure;
use crate::ir::{Const, Field, Imm, Inst, Op, Ref};
use Proposal::{Drop, Is, Keep, Never, Rewrite};

pub fn propose(view: View, inst: &Inst) -> Proposal {
    if let Some(c) = constant(view, inst) {
        return Is(Arg::Const(c));
    }
    // Constants to the right.
    if inst.op.row().commutes && inst.args[0].is_const() && !inst.args[1].is_const() {
        return Rewrite(
            inst.op,
            vec![Arg::Ref(inst.args[1]), Arg::Ref(inst.args[0])],
            inst.imm,
        );
    }
    match inst.op {
        op if op.is_guard() && inst.ty.is_none() => guard(view, inst),
        Op::LoadX => element(view, inst, 1),
        Op::StoreX => element(view, inst, 1),
        _ => value(view, inst),
    }
}

/// Pure operations over constants.
fn constant(view: View, inst: &Inst) -> Option<Const> {
    let args = inst.operands();
    if !inst.op.is_pure() || args.is_empty() || !args.iter().all(|r| r.is_const()) {
        return None;
    }
    let consts: Vec<Const> = args
        .iter()
        .filter_map(|&r| view.trace.const_of(r))
        .collect();
    let tags = &view.target.tags;
    match (inst.op, consts[0]) {
        (Op::UnboxInt, Const::Val(v)) if tags.is_int(v) => Some(Const::Int(tags.unbox_int(v))),
        (Op::UnboxFloat, Const::Val(v)) if tags.is_float(v) => {
            Some(Const::Float(tags.unbox_float(v).to_bits()))
        }
        (Op::UnboxBool, Const::Val(v)) if tags.is_bool(v) => Some(Const::Bool(v == tags.true_)),
        (Op::BoxInt, Const::Int(i)) => tags.box_int(i).map(Const::Val),
        (Op::BoxFloat, Const::Float(f)) => Some(Const::Val(tags.box_float(f64::from_bits(f)))),
        (Op::BoxBool, Const::Bool(b)) => Some(Const::Val(tags.box_bool(b))),
        (Op::AsVal, Const::Ptr(p) | Const::Val(p)) => Some(Const::Val(p)),
        (Op::AsPtr, Const::Val(p)) => Some(Const::Ptr(p)),
        (Op::Same, a) => Some(Const::Bool(a.bits() == consts[1].bits())),
        _ => pure(inst.op, &consts),
    }
}

/// The operand of the definition of `r`, if it is this op.
fn inside(view: View, r: Ref, op: Op) -> Option<Ref> {
    view.def(r, op).map(|inst| inst.args[0])
}

fn value(view: View, inst: &Inst) -> Proposal {
    let [a, b, _] = inst.args;
    let undo = |op| inside(view, a, op).map_or(Keep, |x| Is(Arg::Ref(x)));
    match inst.op {
        Op::UnboxInt => undo(Op::BoxInt),
        Op::UnboxFloat => undo(Op::BoxFloat),
        Op::UnboxBool => undo(Op::BoxBool),
        Op::BoxInt => undo(Op::UnboxInt),
        Op::BoxFloat => undo(Op::UnboxFloat),
        Op::BoxBool => undo(Op::UnboxBool),
        Op::AsPtr => undo(Op::AsVal),
        Op::AsVal => undo(Op::AsPtr),
        Op::INot => undo(Op::INot),
        Op::FNeg => undo(Op::FNeg),
        Op::BNot => match view.trace.def(a) {
            Some(cmp) if cmp.op == Op::BNot => Is(Arg::Ref(cmp.args[0])),
            Some(cmp) => match cmp.op.inverse() {
                Some(op) => Rewrite(
                    op,
                    cmp.operands().iter().map(|&r| Arg::Ref(r)).collect(),
                    Imm::None,
                ),
                None => Keep,
            },
            None => Keep,
        },
        Op::Same if a == b => Is(Arg::Const(Const::Bool(true))),
        Op::FDiv => reciprocal(view, a, b),
        Op::FMul if view.trace.float_of(b) == Some(1.0) => Is(Arg::Ref(a)),
        Op::FSub if view.trace.const_of(b) == Some(Const::Float(0)) => Is(Arg::Ref(a)),
        _ => integer(view, inst),
    }
}

/// Dividing by a power of two is multiplying by another, exactly.
fn reciprocal(view: View, a: Ref, b: Ref) -> Proposal {
    match view.trace.float_of(b) {
        Some(d) if d.is_normal() && d.to_bits() << 12 == 0 && (1.0 / d).is_normal() => Rewrite(
            Op::FMul,
            vec![Arg::Ref(a), Arg::Const(Const::Float((1.0 / d).to_bits()))],
            Imm::None,
        ),
        _ => Keep,
    }
}

fn integer(view: View, inst: &Inst) -> Proposal {
    let [a, b, _] = inst.args;
    if inst.op.row().args.len() == 2 && a == b && !a.is_const() {
        match inst.op {
            Op::ISub | Op::SubOvf | Op::IXor => return Is(Arg::int(0)),
            Op::IAnd | Op::IOr => return Is(Arg::Ref(a)),
            Op::IEq | Op::ILe | Op::IGe => return Is(Arg::Const(Const::Bool(true))),
            Op::INe | Op::ILt | Op::IGt | Op::ULt => return Is(Arg::Const(Const::Bool(false))),
            _ => {}
        }
    }
    let Some(c) = view.int(b).filter(|_| inst.op.row().args.len() == 2) else {
        return Keep;
    };
    match (inst.op, c) {
        (
            Op::IAdd
            | Op::AddOvf
            | Op::ISub
            | Op::SubOvf
            | Op::IOr
            | Op::IXor
            | Op::Sar
            | Op::Shr
            | Op::ShlOvf,
            0,
        )
        | (Op::IMul | Op::MulOvf | Op::FloorDiv, 1)
        | (Op::IAnd, -1) => Is(Arg::Ref(a)),
        (Op::IMul | Op::MulOvf | Op::IAnd, 0) | (Op::FloorMod, 1) => Is(Arg::int(0)),
        (Op::IOr, -1) => Is(Arg::int(-1)),
        (Op::SubOvf, c) if c != i64::MIN => {
            Rewrite(Op::AddOvf, vec![Arg::Ref(a), Arg::int(-c)], Imm::None)
        }
        (Op::ISub, c) if c != i64::MIN => {
            Rewrite(Op::IAdd, vec![Arg::Ref(a), Arg::int(-c)], Imm::None)
        }
        _ => Keep,
    }
}

/// An element at a constant index is a field.
fn element(view: View, inst: &Inst, index: usize) -> Proposal {
    let field = inst.field();
    let offset = view
        .int(inst.args[index])
        .and_then(|i| i.checked_mul(i64::from(field.kind.size())))
        .and_then(|i| i.checked_add(i64::from(field.offset)))
        .and_then(|i| i32::try_from(i).ok());
    let Some(offset) = offset else {
        return Keep;
    };
    let mut args: Vec<Arg> = inst.operands().iter().map(|&r| Arg::Ref(r)).collect();
    args.remove(index);
    let op = if inst.op == Op::LoadX {
        Op::Load
    } else {
        Op::Store
    };
    Rewrite(op, args, Imm::Field(Field { offset, ..field }))
}

fn guard(view: View, inst: &Inst) -> Proposal {
    let [a, b, _] = inst.args;
    let settle = |holds: bool| if holds { Drop } else { Never };
    match inst.op {
        Op::GuardTrue | Op::GuardFalse => {
            let wanted = inst.op == Op::GuardTrue;
            if let Some(c) = view.trace.bool_of(a) {
                return settle(c == wanted);
            }
            match inside(view, a, Op::BNot) {
                Some(x) => Rewrite(
                    if wanted {
                        Op::GuardFalse
                    } else {
                        Op::GuardTrue
                    },
                    vec![Arg::Ref(x)],
                    Imm::None,
                ),
                None => Keep,
            }
        }
        Op::GuardSame | Op::GuardOther => {
            let wanted = inst.op == Op::GuardSame;
            if a == b {
                return settle(wanted);
            }
            match (view.trace.const_of(a), view.trace.const_of(b)) {
                (Some(x), Some(y)) => settle((x.bits() == y.bits()) == wanted),
                _ => Keep,
            }
        }
        _ => Keep,
    }
}
