//! Calls from compiled code to the compiled code of functions, maybe the caller's own.
//!
//! Arguments are written to the homes of the callee's first slots; what the callee returns comes in a register. No
//! interpreter frame is made: if the callee cannot go on, it saves its leaves and returns a status, its caller hands
//! these to the vm, saves its own and returns in turn, and so on. The vm then has all it needs to make the frames of
//! the interpreter, from the outermost to the one that was left first. So within compiled code a call is like one of a
//! quick helper: no transaction ends in it.

use super::{Emitter, signature};
use crate::exit::Cause;
use crate::ir::Inst;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};

impl Emitter<'_> {
    /// The call of a function, see [`crate::target::Helper::is_function`]; its value.
    pub(super) fn call_function(&mut self, inst: &Inst) -> Value {
        let trace = self.trace();
        let list = trace.list_refs(inst.list);
        let number = |k: usize| trace.int_of(list[k]).unwrap_or(0);
        let (door, first, dst) = (number(0), number(1), number(2));
        let (end, frames) = (number(3), number(4));
        let flags = MemFlagsData::trusted();
        let (ctx, c) = (self.ctx, self.target.context);
        let door = self.int(door);
        let callee = self.b.ins().atomic_load(types::I64, flags, door);
        let missing = self.b.ins().icmp_imm_s(IntCC::Equal, callee, 0);
        self.leave_if(missing, inst.snap, Cause::End);
        let depth = self.b.ins().load(types::I32, flags, ctx, c.depth);
        let limit = self.b.ins().load(types::I32, flags, ctx, c.depth_limit);
        let deeper = self.b.ins().iadd_imm_s(depth, frames);
        let deep = self.b.ins().icmp(IntCC::UnsignedGreaterThan, deeper, limit);
        self.leave_if(deep, inst.snap, Cause::End);
        for (i, &r) in list[5..].iter().enumerate() {
            let (value, base) = (self.value(r), self.base);
            let at = 8 * (first as i32 + i as i32);
            self.b.ins().store(flags, value, base, at);
        }
        self.b.ins().store(flags, deeper, ctx, c.depth);
        let top = self.b.ins().load(types::I32, flags, ctx, c.top);
        let above = self.b.ins().iadd_imm_s(top, end);
        self.b.ins().store(flags, above, ctx, c.top);
        let base = self.b.ins().iadd_imm_s(self.base, 8 * first);
        let sig = self.b.import_signature(signature(self.isa));
        let call = self.b.ins().call_indirect(sig, callee, &[ctx, base]);
        let results = self.b.inst_results(call);
        let (status, value) = (results[0], results[1]);
        self.b.ins().store(flags, depth, ctx, c.depth);
        self.b.ins().store(flags, top, ctx, c.top);
        let (left, next) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(left);
        self.b.ins().brif(status, left, &[], next, &[]);
        self.b.switch_to_block(left);
        let place = self.int(dst << 32 | first & 0xffff_ffff);
        self.thunk(self.at.thunks.leave_callee, status, place);
        let cause = self.cause(Cause::Called);
        let out = self.exit(inst.snap).out;
        self.b.ins().jump(out, &[BlockArg::Value(cause)]);
        self.b.switch_to_block(next);
        value
    }
}
