//! Side exits: cold blocks that save the leaves of a snapshot and return the exit's number.

use super::{Emitter, ExitBlocks};
use crate::abort::Abort;
use crate::cache::CAUSE_SHIFT;
use crate::exit::Cause;
use crate::ir::{Entry, Mem, Op, SnapId};
use crate::snapshot::{Held, Late};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value, types};
use std::sync::Arc;

impl Emitter<'_> {
    /// The blocks of an exit of the current part.
    pub(super) fn exit(&mut self, snap: SnapId) -> ExitBlocks {
        let key = (self.part, snap);
        if let Some(&blocks) = self.exits.get(&key) {
            return blocks;
        }
        let (fail, out) = (self.b.create_block(), self.b.create_block());
        self.b.append_block_param(out, types::I64);
        self.b.set_cold_block(out);
        let blocks = ExitBlocks {
            fail,
            out,
            own_tag: self.own_tag,
            shared_tag: self.shared_tag,
        };
        self.exits.insert(key, blocks);
        self.waiting.push((key, fail));
        blocks
    }

    /// What happens when a guard of this snapshot fails: the side trace, if there is one.
    pub(super) fn fail_block(
        &mut self,
        part: usize,
        snap: SnapId,
        fail: Block,
    ) -> Result<(), Abort> {
        self.b.switch_to_block(fail);
        let side = self
            .parts
            .iter()
            .position(|p| p.parent == Some((part, snap)) && p.trace.entry == Entry::Side);
        match side {
            Some(side) => {
                let blocks = self.exits[&(part, snap)];
                (self.own_tag, self.shared_tag) = (blocks.own_tag, blocks.shared_tag);
                self.part(side)
            }
            None => {
                let ends = self.parts[part].trace.insts.last();
                let end = ends.is_some_and(|inst| inst.op == Op::Leave && inst.snap == snap);
                if end && let Some(head) = self.head_at(part, snap) {
                    self.part = part;
                    self.write_homes(snap);
                    self.go_to_head(head);
                    return Ok(());
                }
                self.b.set_cold_block(fail);
                let cause = if end { Cause::End } else { Cause::Guard };
                let cause = self.cause(cause);
                let out = self.exits[&(part, snap)].out;
                self.b.ins().jump(out, &[BlockArg::Value(cause)]);
                Ok(())
            }
        }
    }

    /// A cause as the high half of what the function returns.
    pub(super) fn cause(&mut self, cause: Cause) -> Value {
        self.int((i64::from(cause as u32) + 1) << CAUSE_SHIFT)
    }

    /// The head whose frames are those of a snapshot, if all its values can be put in their homes.
    fn head_at(&self, part: usize, snap: SnapId) -> Option<usize> {
        let snap = self.parts[part].trace.snaps.get(snap);
        let homely = |&(_, held): &(_, Held)| matches!(held, Held::Ref(_));
        let stored = |late: &Late| matches!(late.value, Held::Ref(_));
        if !(snap.slots.iter().all(homely) && snap.late.iter().all(stored)) {
            return None;
        }
        self.parts
            .iter()
            .enumerate()
            .position(|(at, p)| p.root == at && p.trace.start == snap.frames)
    }

    /// Fills the out blocks of all exits; those of side traces' parents too, which other causes reach.
    pub(super) fn out_blocks(&mut self) {
        let mut exits: Vec<_> = self
            .exits
            .iter()
            .map(|(&key, blocks)| (key, blocks.out))
            .collect();
        exits.sort_by_key(|&(key, _)| key);
        let done = self.b.create_block();
        self.b.set_cold_block(done);
        self.b.append_block_param(done, types::I64);
        for ((part, snap), out) in exits {
            self.part = part;
            self.b.switch_to_block(out);
            let cause = self.b.block_params(out)[0];
            let leaves = self.trace().snaps.leaves(snap);
            for (k, leaf) in leaves.into_iter().enumerate() {
                let value = self.value(leaf);
                let at = self.target.context.spill + 8 * k as i32;
                let ctx = self.ctx;
                self.b.ins().store(MemFlagsData::trusted(), value, ctx, at);
            }
            let exit = Arc::as_ptr(&self.parts[part].exits[snap.0 as usize]) as i64;
            debug_assert!(
                exit >> CAUSE_SHIFT == 0,
                "an address leaves room for the cause"
            );
            let exit = self.int(exit);
            let status = self.b.ins().bor(cause, exit);
            self.b.ins().jump(done, &[BlockArg::Value(status)]);
        }
        self.b.switch_to_block(done);
        let status = self.b.block_params(done)[0];
        let zero = self.int(0);
        self.b.ins().return_(&[status, zero]);
    }

    /// Writes the slots of a snapshot to their homes, boxed, and does its late stores.
    pub(super) fn write_homes(&mut self, snap: SnapId) {
        for late in self.trace().snaps.get(snap).late.clone() {
            let Held::Ref(r) = late.value else {
                panic!("J4: a virtual object at the end of a loop");
            };
            let value = match late.field.kind {
                Mem::Val => self.boxed(r),
                _ => self.value(r),
            };
            let (base, at) = (self.value(late.base), late.field.offset);
            self.b.ins().store(MemFlagsData::trusted(), value, base, at);
        }
        for (slot, held) in self.trace().snaps.get(snap).slots.clone() {
            let Held::Ref(r) = held else {
                panic!("J4: a virtual object at the end of a loop");
            };
            let value = self.boxed(r);
            let (base, at) = (self.base, 8 * slot.0);
            self.b.ins().store(MemFlagsData::trusted(), value, base, at);
        }
    }
}
