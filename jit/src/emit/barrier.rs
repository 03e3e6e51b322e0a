//! Shape guards and ownership barriers.
//!
//! An object begins with one word: shape in the low half, ownership tag in the high half; the tag's top bit says that
//! its owner may write. With `own` the thread's tag (that bit set):
//!
//! ```text
//!   write  word == own | shape                           read  ((word ^ (own | shape)) << 1) == 0
//! ```
//!
//! so one compare proves both. An object to be read may also be Shared, or lent by a thread that does not run: those are the second and the
//! third compare. When they fail, a cold call finds out why: another shape is a failed guard, a conflict
//! leaves to the start of the op, and a first touch in a block is settled there and the trace goes on.

use super::Emitter;
use crate::census;
use crate::exit::Cause;
use crate::ir::{Inst, Op, Shape};
use crate::target::{Barrier, Barriers};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value, types};

impl Emitter<'_> {
    /// `guard_shape`, `guard_not_shape`.
    pub(super) fn shape_guard(&mut self, inst: &Inst) {
        let object = self.value(inst.args[0]);
        let shape = self
            .b
            .ins()
            .load(types::I32, MemFlagsData::trusted(), object, 0);
        let same = self
            .b
            .ins()
            .icmp_imm_s(IntCC::Equal, shape, i64::from(inst.shape().0));
        if inst.op == Op::GuardShape {
            self.guard(same, inst.snap)
        } else {
            self.guard_not(same, inst.snap)
        }
    }

    /// `see`, `see_shared`, `own`.
    pub(super) fn barrier(&mut self, inst: &Inst) {
        if self.target.census && self.target.barriers != Barriers::Off {
            self.count(inst.op);
        }
        match self.target.barriers {
            Barriers::Off => {
                self.shape_guard(&Inst {
                    op: Op::GuardShape,
                    ..*inst
                });
                return;
            }
            Barriers::Plain => self.shape_guard(&Inst {
                op: Op::GuardShape,
                ..*inst
            }),
            Barriers::Full => {}
        }
        let object = self.value(inst.args[0]);
        let word = self
            .b
            .ins()
            .load(types::I64, MemFlagsData::trusted(), object, 0);
        let mut holds = self.check(inst.op, word, inst.shape());
        let next = self.b.create_block();
        // What one thread has for itself another finds shared, or lent.
        let other = match inst.op {
            Op::See => Some(Op::SeeShared),
            Op::SeeShared => Some(Op::See),
            _ => None,
        };
        if let Some(other) = other {
            let second = self.b.create_block();
            self.b.set_cold_block(second);
            self.b.ins().brif(holds, next, &[], second, &[]);
            self.b.switch_to_block(second);
            let found = self.check(other, word, inst.shape());
            let lent = self.is_lent(word, inst.shape());
            holds = self.b.ins().bor(found, lent);
        }
        self.settle(holds, inst, object, next);
        self.b.switch_to_block(next);
    }

    /// The fast check of a barrier.
    fn check(&mut self, op: Op, word: Value, shape: Shape) -> Value {
        let shape = self.int(i64::from(shape.0));
        let tag = if op == Op::SeeShared {
            self.shared_tag
        } else {
            self.own_tag
        };
        let expected = self.b.ins().bor(tag, shape);
        if op != Op::See {
            return self.b.ins().icmp(IntCC::Equal, word, expected);
        }
        let differs = self.b.ins().bxor(word, expected);
        let differs = self.b.ins().ishl_imm_s(differs, 1);
        self.b.ins().icmp_imm_s(IntCC::Equal, differs, 0)
    }

    /// Does the object belong to whom this thread reads from?
    fn is_lent(&mut self, word: Value, shape: Shape) -> Value {
        let (tx, c, flags) = (self.tx, self.target.context, MemFlagsData::trusted());
        let lender = self.b.ins().load(types::I64, flags, tx, c.lender);
        let shape = self.int(i64::from(shape.0));
        let expected = self.b.ins().bor(lender, shape);
        let differs = self.b.ins().bxor(word, expected);
        let mask = self.int(c.lender_mask as i64);
        let differs = self.b.ins().band(differs, mask);
        self.b.ins().icmp_imm_s(IntCC::Equal, differs, 0)
    }

    /// Counts an execution, without locking.
    fn count(&mut self, op: Op) {
        let place = self.int(census::place(op) as i64);
        let flags = MemFlagsData::trusted();
        let n = self.b.ins().load(types::I64, flags, place, 0);
        let n = self.b.ins().iadd_imm_s(n, 1);
        self.b.ins().store(flags, n, place, 0);
    }

    /// Goes on to `next` if the fast check holds or the slow path settles it.
    fn settle(&mut self, holds: Value, inst: &Inst, object: Value, next: Block) {
        let thunk = if inst.op == Op::Own {
            self.at.thunks.own
        } else {
            self.at.thunks.see
        };
        let (slow, unsettled) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(slow);
        self.b.set_cold_block(unsettled);
        self.b.ins().brif(holds, next, &[], slow, &[]);
        self.b.switch_to_block(slow);
        let shape = self.int(i64::from(inst.shape().0));
        let answer = self.thunk(thunk, object, shape);
        let answer = self.b.ins().ireduce(types::I32, answer);
        let settled = self
            .b
            .ins()
            .icmp_imm_s(IntCC::Equal, answer, Barrier::Settled as i64);
        self.b.ins().brif(settled, next, &[], unsettled, &[]);
        self.b.switch_to_block(unsettled);
        let exit = self.exit(inst.snap);
        let conflict = self
            .b
            .ins()
            .icmp_imm_s(IntCC::Equal, answer, Barrier::Conflict as i64);
        let cause = self.cause(Cause::Conflict);
        self.b.ins().brif(
            conflict,
            exit.out,
            &[BlockArg::Value(cause)],
            exit.fail,
            &[],
        );
    }
}
