//! Drops `check_local` where the local is bound on every path. A forward walk over blocks: a register is bound after
//! it is written (by anything but `load_undef`) or checked, unbound after `load_undef`; where paths meet it is bound if it
//! is bound on all of them. A handler is entered with what was bound before each covered op that may raise.

use std::collections::BTreeSet;

use crate::code::Insn;
use crate::flow::BitSet;
use crate::opcode::{Mode, Op, Reg};
use crate::writer::{Label, Pending, label_operand};

/// Marks the superfluous checks dead. `nparams` registers are bound at entry.
pub(crate) fn drop_checks(
    insns: &mut [Pending],
    labels: &[Option<u32>],
    handlers: &[(Label, Reg)],
    nparams: usize,
) {
    let checked = |pending: &&Pending| pending.insn.op == Op::CheckLocal && !pending.dead;
    let Some(most) = insns
        .iter()
        .filter(checked)
        .map(|pending| pending.insn.operands[0])
        .max()
    else {
        return;
    };
    let mut walk = Walk::new(insns, labels, handlers, most as usize + 1);
    let mut entry = BitSet::new(walk.width);
    (0..nparams.min(walk.width)).for_each(|reg| entry.insert(reg));
    walk.meet(0, &entry);
    while let Some(block) = walk.work.pop_first() {
        walk.block(block, |_| {});
    }
    let mut superfluous = Vec::new();
    for block in 0..walk.starts.len() {
        walk.block(block, |at| superfluous.push(at));
    }
    for at in superfluous {
        insns[at].dead = true;
    }
}

struct Walk<'a> {
    insns: &'a [Pending],
    labels: &'a [Option<u32>],
    handlers: &'a [(Label, Reg)],
    /// Registers of interest are below this.
    width: usize,
    /// First instruction of each block.
    starts: Vec<usize>,
    /// What is bound at the start of each block; None while it has not been reached.
    states: Vec<Option<BitSet>>,
    work: BTreeSet<usize>,
}

impl<'a> Walk<'a> {
    fn new(
        insns: &'a [Pending],
        labels: &'a [Option<u32>],
        handlers: &'a [(Label, Reg)],
        width: usize,
    ) -> Self {
        let mut starts = vec![0];
        for (at, pending) in insns.iter().enumerate() {
            if let Some(operand) = label_operand(pending.insn.op) {
                starts
                    .extend(labels[pending.insn.operands[operand] as usize].map(|to| to as usize));
                starts.push(at + 1);
            } else if pending.insn.op.info().flags.ends {
                starts.push(at + 1);
            }
        }
        starts.extend(
            handlers
                .iter()
                .filter_map(|(label, _)| labels[label.0 as usize].map(|to| to as usize)),
        );
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|start| *start < insns.len());
        let states = vec![None; starts.len()];
        Walk {
            insns,
            labels,
            handlers,
            width,
            starts,
            states,
            work: BTreeSet::new(),
        }
    }

    /// Control comes to instruction `at` with `bound`.
    fn meet(&mut self, at: usize, bound: &BitSet) {
        let Ok(block) = self.starts.binary_search(&at) else {
            return;
        };
        let changed = match &mut self.states[block] {
            Some(state) => state.intersect(bound),
            state => {
                *state = Some(bound.clone());
                true
            }
        };
        if changed {
            self.work.insert(block);
        }
    }

    fn meet_label(&mut self, label: Label, bound: &BitSet) {
        if let Some(at) = self.labels[label.0 as usize] {
            self.meet(at as usize, bound);
        }
    }

    /// Runs through a block; tells `superfluous` of each check that cannot fail.
    fn block(&mut self, block: usize, mut superfluous: impl FnMut(usize)) {
        let Some(mut bound) = self.states[block].clone() else {
            return;
        };
        let end = self
            .starts
            .get(block + 1)
            .copied()
            .unwrap_or(self.insns.len());
        for at in self.starts[block]..end {
            let Pending {
                insn,
                handler,
                dead,
                ..
            } = self.insns[at];
            if dead {
                continue;
            }
            let flags = insn.op.info().flags;
            if let (true, Some(handler)) = (flags.raises, handler) {
                let (label, exc) = self.handlers[handler.index()];
                let mut bound = bound.clone();
                self.insert(&mut bound, u32::from(exc.0));
                self.meet_label(label, &bound);
            }
            if insn.op == Op::CheckLocal && bound.contains(insn.operands[0] as usize) {
                superfluous(at);
            }
            self.step(&insn, &mut bound);
            if flags.ends {
                return;
            }
        }
        self.meet(end, &bound);
    }

    fn step(&mut self, insn: &Insn, bound: &mut BitSet) {
        insn.for_writes(|reg, n, mode| {
            if mode != Mode::OutNext {
                (reg..reg + n).for_each(|reg| self.insert(bound, reg));
            }
        });
        if insn.op == Op::LoadUndef {
            bound.remove(insn.operands[0] as usize);
        }
        if let Some(operand) = label_operand(insn.op) {
            self.meet_label(Label(insn.operands[operand]), bound);
        }
        insn.for_writes(|reg, n, _| {
            (reg..reg + n).for_each(|reg| self.insert_unless_undef(insn, bound, reg))
        });
    }

    fn insert(&self, bound: &mut BitSet, reg: u32) {
        if (reg as usize) < self.width {
            bound.insert(reg as usize);
        }
    }

    fn insert_unless_undef(&self, insn: &Insn, bound: &mut BitSet, reg: u32) {
        if insn.op != Op::LoadUndef {
            self.insert(bound, reg);
        }
    }
}
