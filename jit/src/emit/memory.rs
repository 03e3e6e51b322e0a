//! Loads, stores, allocation.

use super::Emitter;
use crate::ir::{Field, Inst, Mem, Op, Ref};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};

impl Emitter<'_> {
    /// Base address of an element: the object's plus the scaled index.
    fn element(&mut self, base: Ref, index: Ref, field: Field) -> Value {
        let base = self.value(base);
        let index = self.value(index);
        let scale = i64::from(field.kind.size().trailing_zeros());
        let scaled = if scale == 0 {
            index
        } else {
            self.b.ins().ishl_imm_s(index, scale)
        };
        self.b.ins().iadd(base, scaled)
    }

    pub(super) fn load(&mut self, inst: &Inst) -> Value {
        let field = inst.field();
        let base = match inst.op {
            Op::LoadX => self.element(inst.args[0], inst.args[1], field),
            _ => self.value(inst.args[0]),
        };
        let flags = MemFlagsData::trusted();
        let ins = self.b.ins();
        match field.kind {
            Mem::Val | Mem::Int | Mem::Len | Mem::Ptr => {
                ins.load(types::I64, flags, base, field.offset)
            }
            Mem::Float => ins.load(types::F64, flags, base, field.offset),
            Mem::U32 => ins.uload32(flags, base, field.offset),
            Mem::I32 => ins.sload32(flags, base, field.offset),
            Mem::U16 => ins.uload16(types::I64, flags, base, field.offset),
            Mem::U8 => ins.uload8(types::I64, flags, base, field.offset),
        }
    }

    pub(super) fn store(&mut self, inst: &Inst) {
        let field = inst.field();
        let (base, value) = match inst.op {
            Op::StoreX => (
                self.element(inst.args[0], inst.args[1], field),
                self.value(inst.args[2]),
            ),
            _ => (self.value(inst.args[0]), self.value(inst.args[1])),
        };
        let flags = MemFlagsData::trusted();
        let ins = self.b.ins();
        match field.kind {
            Mem::Val | Mem::Int | Mem::Len | Mem::Ptr | Mem::Float => {
                ins.store(flags, value, base, field.offset)
            }
            Mem::U32 | Mem::I32 => ins.istore32(flags, value, base, field.offset),
            Mem::U16 => ins.istore16(flags, value, base, field.offset),
            Mem::U8 => ins.istore8(flags, value, base, field.offset),
        };
    }

    /// Bumps the thread's cursor; a cold call when it meets its limit.
    pub(super) fn allocate(&mut self, inst: &Inst) -> Value {
        let desc = inst.new_desc();
        let cursor = self.target.context.cursors + 16 * i32::from(desc.cursor);
        let flags = MemFlagsData::trusted();
        let ctx = self.ctx;
        let here = self.b.ins().load(types::I64, flags, ctx, cursor);
        let limit = self.b.ins().load(types::I64, flags, ctx, cursor + 8);
        let end = self.b.ins().iadd_imm_s(here, i64::from(desc.size));
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
        let (slow, fast, done) = (
            self.b.create_block(),
            self.b.create_block(),
            self.b.create_block(),
        );
        self.b.set_cold_block(slow);
        let object = self.b.append_block_param(done, types::I64);
        self.b.ins().brif(full, slow, &[], fast, &[]);
        self.b.switch_to_block(slow);
        let (size, class) = (
            self.int(i64::from(desc.size)),
            self.int(i64::from(desc.cursor)),
        );
        let fresh = self.thunk(self.at.thunks.allocate, size, class);
        self.b.ins().jump(done, &[BlockArg::Value(fresh)]);
        self.b.switch_to_block(fast);
        self.b.ins().store(flags, end, ctx, cursor);
        self.b.ins().jump(done, &[BlockArg::Value(here)]);
        self.b.switch_to_block(done);
        let tag = if desc.shared {
            self.shared_tag
        } else {
            self.own_tag
        };
        let shape = self.int(i64::from(desc.shape.0));
        let word = self.b.ins().bor(tag, shape);
        self.b.ins().store(flags, word, object, 0);
        object
    }
}
