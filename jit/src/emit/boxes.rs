//! Kinds and boxes: the tag scheme as machine code.
//!
//! The kind of a value is in its top `int_shift` bits: all ones for integers, zero for pointers and immediates, anything
//! between for floats.

use super::Emitter;
use crate::ir::{Op, Ref, Ty};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};

impl Emitter<'_> {
    fn kind_bits(&mut self, v: Value) -> (Value, i64) {
        let shift = 64 - self.target.tags.int_shift;
        (
            self.b.ins().ushr_imm_s(v, i64::from(shift)),
            (1 << self.target.tags.int_shift) - 1,
        )
    }

    /// Is the value of the kind a guard asks for (the positive form)?
    pub(super) fn is_kind(&mut self, op: Op, v: Value) -> Value {
        let tags = self.target.tags;
        match op {
            Op::GuardInt | Op::GuardNotInt => {
                let (kind, ones) = self.kind_bits(v);
                self.b.ins().icmp_imm_s(IntCC::Equal, kind, ones)
            }
            Op::GuardFloat | Op::GuardNotFloat => {
                // Neither zero nor all ones.
                let (kind, ones) = self.kind_bits(v);
                let down = self.b.ins().iadd_imm_s(kind, -1);
                self.b
                    .ins()
                    .icmp_imm_s(IntCC::UnsignedLessThan, down, ones - 1)
            }
            Op::GuardPtr | Op::GuardNotPtr => {
                let down = self.b.ins().iadd_imm_s(v, -(tags.pointer_min as i64));
                let width = self.int((tags.float_offset - tags.pointer_min) as i64);
                self.b.ins().icmp(IntCC::UnsignedLessThan, down, width)
            }
            Op::GuardBool | Op::GuardNotBool => {
                let low = tags.false_.min(tags.true_);
                let down = self.b.ins().iadd_imm_s(v, -(low as i64));
                let width = tags.false_.max(tags.true_) - low;
                self.b
                    .ins()
                    .icmp_imm_s(IntCC::UnsignedLessThanOrEqual, down, width as i64)
            }
            _ => unreachable!("J1: {} asks for no kind", op.row().name),
        }
    }

    pub(super) fn unbox_int(&mut self, v: Value) -> Value {
        let shift = i64::from(self.target.tags.int_shift);
        let up = self.b.ins().ishl_imm_s(v, shift);
        self.b.ins().sshr_imm_s(up, shift)
    }

    pub(super) fn unbox_float(&mut self, v: Value) -> Value {
        let offset = self.int(self.target.tags.float_offset as i64);
        let bits = self.b.ins().isub(v, offset);
        self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits)
    }

    pub(super) fn box_float(&mut self, f: Value) -> Value {
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), f);
        let offset = self.int(self.target.tags.float_offset as i64);
        self.b.ins().iadd(bits, offset)
    }

    pub(super) fn box_bool(&mut self, truth: Value) -> Value {
        let (yes, no) = (self.target.tags.true_, self.target.tags.false_);
        if yes == no + 1 {
            let wide = self.b.ins().uextend(types::I64, truth);
            return self.b.ins().iadd_imm_s(wide, no as i64);
        }
        let (yes, no) = (self.int(yes as i64), self.int(no as i64));
        self.b.ins().select(truth, yes, no)
    }

    /// The payload bits are the integer's own, so setting the tag bits is all there is to do for one that fits.
    pub(super) fn box_int(&mut self, i: Value) -> Value {
        let narrow = self.unbox_int(i);
        let fits = self.b.ins().icmp(IntCC::Equal, narrow, i);
        let (wide, done) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(wide);
        let result = self.b.append_block_param(done, types::I64);
        let tag = self.int(self.target.tags.int_tag as i64);
        let small = self.b.ins().bor(i, tag);
        self.b
            .ins()
            .brif(fits, done, &[BlockArg::Value(small)], wide, &[]);
        self.b.switch_to_block(wide);
        let zero = self.int(0);
        let heap = self.thunk(self.at.thunks.box_int, i, zero);
        self.b.ins().jump(done, &[BlockArg::Value(heap)]);
        self.b.switch_to_block(done);
        result
    }

    /// The boxed form of any ref.
    pub(super) fn boxed(&mut self, r: Ref) -> Value {
        let ty = self.trace().ty(r);
        let value = self.value(r);
        match ty {
            Ty::Int => self.box_int(value),
            Ty::Float => self.box_float(value),
            Ty::Bool => self.box_bool(value),
            Ty::Val | Ty::Ptr => value,
        }
    }

    /// Towards zero; leaves outside of the range of `i64`, also for NaN.
    pub(super) fn float_to_int(&mut self, f: Value, snap: crate::ir::SnapId) -> Value {
        use cranelift_codegen::ir::condcodes::FloatCC;
        let low = self.b.ins().f64const(-9_223_372_036_854_775_808.0);
        let high = self.b.ins().f64const(9_223_372_036_854_775_808.0);
        let above = self.b.ins().fcmp(FloatCC::GreaterThanOrEqual, f, low);
        self.guard(above, snap);
        let below = self.b.ins().fcmp(FloatCC::LessThan, f, high);
        self.guard(below, snap);
        self.b.ins().fcvt_to_sint_sat(types::I64, f)
    }
}
