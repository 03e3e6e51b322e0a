//! Common subexpressions: same operation, same operands, one copy.
//!
//! Pure operations only, guards with a result among them: where the first copy went on, the second would. Loads are the
//! matter of `heap`.

use super::{Arg, Proposal, View};
use crate::ir::{Imm, Inst, Op, Ref, Trace};
use crate::target::Target;
use std::collections::HashMap;

type Key = (Op, [Ref; 3], Imm, Vec<Ref>);

/// What was computed already.
#[derive(Clone, Default)]
pub struct Shared {
    done: HashMap<Key, Ref>,
}

fn key(trace: &Trace, target: &Target, inst: &Inst) -> Option<Key> {
    let pure = match inst.op {
        Op::Call => target.helper(inst.helper()).pure,
        Op::Reg => true,
        op => op.is_pure() && !matches!(op, Op::Input | Op::Outer),
    };
    // A guard without a result says its fact to `types`, which drops the next one.
    if !pure || inst.ty.is_none() {
        return None;
    }
    let mut args = inst.args;
    if inst.op.row().commutes && args[1] < args[0] {
        args.swap(0, 1);
    }
    Some((inst.op, args, inst.imm, trace.list_refs(inst.list).to_vec()))
}

impl Shared {
    pub fn note(&mut self, trace: &Trace, target: &Target, r: Ref, inst: &Inst) {
        if inst.op == Op::SetReg {
            self.done
                .retain(|(op, _, imm, _), _| *op != Op::Reg || *imm != inst.imm);
        }
        if inst.op == Op::Call && target.helper(inst.helper()).effects.breaks {
            self.done.retain(|(op, ..), _| *op != Op::Reg);
        }
        if let Some(key) = key(trace, target, inst) {
            self.done.entry(key).or_insert(r);
        }
    }
}

pub fn propose(view: View, inst: &Inst) -> Proposal {
    let known = key(view.trace, view.target, inst)
        .and_then(|key| view.facts.shared.done.get(&key).copied());
    known.map_or(Proposal::Keep, |r| Proposal::Is(Arg::Ref(r)))
}
