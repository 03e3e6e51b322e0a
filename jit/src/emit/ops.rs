//! One arm per IR op.

use super::{Emitter, machine};
use crate::abort::Abort;
use crate::exit::Cause;
use crate::ir::{Inst, Op, Ref, SnapId, Ty};
use crate::target::Fails;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{AbiParam, InstBuilder, MemFlagsData, Signature, Value, types};
use cranelift_codegen::isa::CallConv;

impl Emitter<'_> {
    /// Emits an instruction; its machine value if it has one.
    pub(super) fn inst(&mut self, at: usize, inst: &Inst) -> Result<Option<Value>, Abort> {
        let [a, b, _] = inst.args;
        let value = match inst.op {
            Op::Reg => {
                let (base, at) = (self.base, 8 * inst.slot().0);
                self.b
                    .ins()
                    .load(types::I64, MemFlagsData::trusted(), base, at)
            }
            Op::Input | Op::Outer => return Ok(self.values[self.part][at]),
            Op::Param => match self.labels[self.root()] {
                Some(label) => self.b.block_params(label)[inst.number() as usize],
                None => panic!("J1: parameter without a label"),
            },
            Op::OwnTag => self.own_tag,
            Op::UnboxInt => self.unary(a, Self::unbox_int),
            Op::BoxInt => self.unary(a, Self::box_int),
            Op::UnboxFloat => self.unary(a, Self::unbox_float),
            Op::BoxFloat => self.unary(a, Self::box_float),
            Op::BoxBool => self.unary(a, Self::box_bool),
            Op::UnboxBool => {
                let (v, yes) = (self.value(a), self.target.tags.true_ as i64);
                self.b.ins().icmp_imm_s(IntCC::Equal, v, yes)
            }
            Op::IntToFloat => self.unary(a, |e, v| e.b.ins().fcvt_from_sint(types::F64, v)),
            Op::BoolToInt => self.unary(a, |e, v| e.b.ins().uextend(types::I64, v)),
            Op::FloatToInt => {
                let f = self.value(a);
                self.float_to_int(f, inst.snap)
            }
            Op::AsVal | Op::AsPtr => self.value(a),
            Op::AddOvf | Op::SubOvf | Op::MulOvf | Op::ShlOvf => self.overflowing(inst),
            Op::FloorDiv | Op::FloorMod => self.floor_division(inst),
            Op::Load | Op::LoadX => self.load(inst),
            Op::New => self.allocate(inst),
            Op::Call => return self.call(inst),
            Op::IEq | Op::INe | Op::ILt | Op::ILe | Op::IGt | Op::IGe | Op::ULt => {
                let (a, b) = (self.value(a), self.value(b));
                self.b.ins().icmp(int_cc(inst.op), a, b)
            }
            Op::FEq | Op::FNe | Op::FLt | Op::FLe | Op::FGt | Op::FGe => {
                let (a, b) = (self.value(a), self.value(b));
                self.b.ins().fcmp(float_cc(inst.op), a, b)
            }
            Op::Same => self.same(a, b),
            Op::BNot => self.unary(a, |e, v| e.b.ins().bxor_imm_s(v, 1)),
            op if op.row().effect == crate::ir::Effect::Pure
                && op.row().args.len() == 2
                && !op.is_guard() =>
            {
                let (a, b) = (self.value(a), self.value(b));
                self.binary(op, a, b)
            }
            op if op.row().effect == crate::ir::Effect::Pure
                && op.row().args.len() == 1
                && !op.is_guard() =>
            {
                let a = self.value(a);
                self.one(op, a)
            }
            _ => {
                self.without_result(inst);
                return Ok(None);
            }
        };
        Ok(Some(value))
    }

    fn unary(&mut self, a: Ref, f: impl FnOnce(&mut Self, Value) -> Value) -> Value {
        let a = self.value(a);
        f(self, a)
    }

    /// Guards, stores and control.
    fn without_result(&mut self, inst: &Inst) {
        let [a, b, _] = inst.args;
        match inst.op {
            Op::GuardInt | Op::GuardFloat | Op::GuardPtr | Op::GuardBool => {
                let v = self.value(a);
                let is = self.is_kind(inst.op, v);
                self.guard(is, inst.snap);
            }
            Op::GuardNotInt | Op::GuardNotFloat | Op::GuardNotPtr | Op::GuardNotBool => {
                let v = self.value(a);
                let is = self.is_kind(inst.op, v);
                self.guard_not(is, inst.snap);
            }
            Op::GuardSame | Op::GuardOther => {
                let same = self.same(a, b);
                if inst.op == Op::GuardSame {
                    self.guard(same, inst.snap)
                } else {
                    self.guard_not(same, inst.snap)
                }
            }
            Op::GuardTrue => {
                let truth = self.value(a);
                self.guard(truth, inst.snap);
            }
            Op::GuardFalse => {
                let truth = self.value(a);
                self.guard_not(truth, inst.snap);
            }
            Op::GuardShape | Op::GuardNotShape => self.shape_guard(inst),
            Op::See | Op::SeeShared | Op::Own => self.barrier(inst),
            Op::GuardValid => {
                let cell = self.int(self.at.invalid as i64);
                let fallen = self.flag(cell);
                self.leave_if(fallen, inst.snap, Cause::Invalid);
            }
            Op::Poll => {
                let at = i64::from(self.target.context.poll);
                let cell = if at == 0 {
                    self.tx
                } else {
                    self.b.ins().iadd_imm_s(self.tx, at)
                };
                let asked = self.flag(cell);
                self.leave_if(asked, inst.snap, Cause::Poll);
            }
            Op::Store | Op::StoreX => self.store(inst),
            Op::SetReg => {
                let (value, base) = (self.value(a), self.base);
                self.b
                    .ins()
                    .store(MemFlagsData::trusted(), value, base, 8 * inst.slot().0);
            }
            _ => self.control(inst),
        }
    }

    /// A word that other threads write; an atomic load, or the back end would read it once for the whole loop.
    fn flag(&mut self, at: Value) -> Value {
        self.b
            .ins()
            .atomic_load(types::I32, MemFlagsData::trusted(), at)
    }

    fn same(&mut self, a: Ref, b: Ref) -> Value {
        let ty = self.trace().ty(a);
        let (mut a, mut b) = (self.value(a), self.value(b));
        if ty == Ty::Float {
            a = self.b.ins().bitcast(types::I64, MemFlagsData::new(), a);
            b = self.b.ins().bitcast(types::I64, MemFlagsData::new(), b);
        }
        self.b.ins().icmp(IntCC::Equal, a, b)
    }

    fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ins = self.b.ins();
        match op {
            Op::IAdd => ins.iadd(a, b),
            Op::ISub => ins.isub(a, b),
            Op::IMul => ins.imul(a, b),
            Op::IAnd => ins.band(a, b),
            Op::IOr => ins.bor(a, b),
            Op::IXor => ins.bxor(a, b),
            Op::Sar => ins.sshr(a, b),
            Op::Shr => ins.ushr(a, b),
            Op::FAdd => ins.fadd(a, b),
            Op::FSub => ins.fsub(a, b),
            Op::FMul => ins.fmul(a, b),
            Op::FDiv => ins.fdiv(a, b),
            _ => unreachable!("J1: {} is no plain operation on two values", op.row().name),
        }
    }

    fn one(&mut self, op: Op, a: Value) -> Value {
        let ins = self.b.ins();
        match op {
            Op::INot => ins.bnot(a),
            Op::FNeg => ins.fneg(a),
            Op::FAbs => ins.fabs(a),
            Op::FSqrt => ins.sqrt(a),
            Op::FFloor => ins.floor(a),
            Op::FCeil => ins.ceil(a),
            Op::FTrunc => ins.trunc(a),
            _ => unreachable!("J1: {} is no plain operation on one value", op.row().name),
        }
    }

    fn overflowing(&mut self, inst: &Inst) -> Value {
        let [a, b, _] = inst.args;
        let (x, y) = (self.value(a), self.value(b));
        if inst.op == Op::ShlOvf {
            let ok = self.b.ins().icmp_imm_s(IntCC::UnsignedLessThan, y, 63);
            self.guard(ok, inst.snap);
            let up = self.b.ins().ishl(x, y);
            let back = self.b.ins().sshr(up, y);
            let kept = self.b.ins().icmp(IntCC::Equal, back, x);
            self.guard(kept, inst.snap);
            return up;
        }
        // Adding a constant can pass one end of the range only.
        if let (Some(c), Op::AddOvf | Op::SubOvf) = (self.trace().int_of(b), inst.op) {
            let up = (c >= 0) == (inst.op == Op::AddOvf);
            let result = if inst.op == Op::AddOvf {
                self.b.ins().iadd(x, y)
            } else {
                self.b.ins().isub(x, y)
            };
            let cc = if up {
                IntCC::SignedGreaterThanOrEqual
            } else {
                IntCC::SignedLessThanOrEqual
            };
            let ok = self.b.ins().icmp(cc, result, x);
            self.guard(ok, inst.snap);
            return result;
        }
        let ins = self.b.ins();
        let (result, overflow) = match inst.op {
            Op::AddOvf => ins.sadd_overflow(x, y),
            Op::SubOvf => ins.ssub_overflow(x, y),
            _ => ins.smul_overflow(x, y),
        };
        self.guard_not(overflow, inst.snap);
        result
    }

    /// Python's division rounds down, the machine's towards zero.
    fn floor_division(&mut self, inst: &Inst) -> Value {
        let [a, b, _] = inst.args;
        let (x, y) = (self.value(a), self.value(b));
        let quotient = inst.op == Op::FloorDiv;
        match self.trace().int_of(b) {
            Some(d) if d > 0 && d & (d - 1) == 0 => {
                let shift = i64::from(d.trailing_zeros());
                return if quotient {
                    self.b.ins().sshr_imm_s(x, shift)
                } else {
                    self.b.ins().band_imm_s(x, d - 1)
                };
            }
            Some(d) if d > 0 => {
                let ins = self.b.ins();
                let (rest, whole) = if quotient {
                    let whole = ins.sdiv(x, y);
                    let back = self.b.ins().imul(whole, y);
                    (self.b.ins().isub(x, back), whole)
                } else {
                    let rest = ins.srem(x, y);
                    (rest, rest)
                };
                // All ones if the remainder is negative.
                let sign = self.b.ins().sshr_imm_s(rest, 63);
                if quotient {
                    return self.b.ins().iadd(whole, sign);
                }
                let fix = self.b.ins().band(sign, y);
                return self.b.ins().iadd(rest, fix);
            }
            _ => {}
        }
        self.division_by_any(inst.snap, x, y, quotient)
    }

    fn division_by_any(&mut self, snap: SnapId, x: Value, y: Value, quotient: bool) -> Value {
        self.guard(y, snap);
        // The least integer divided by -1 is left to the interpreter, with everything else divided by -1.
        let minus = self.b.ins().icmp_imm_s(IntCC::Equal, y, -1);
        self.guard_not(minus, snap);
        let whole = self.b.ins().sdiv(x, y);
        let back = self.b.ins().imul(whole, y);
        let rest = self.b.ins().isub(x, back);
        let some = self.b.ins().icmp_imm_s(IntCC::NotEqual, rest, 0);
        let signs = self.b.ins().bxor(rest, y);
        let differ = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, signs, 0);
        let down = self.b.ins().band(some, differ);
        if quotient {
            let one = self.b.ins().uextend(types::I64, down);
            return self.b.ins().isub(whole, one);
        }
        let fixed = self.b.ins().iadd(rest, y);
        self.b.ins().select(down, fixed, rest)
    }

    fn call(&mut self, inst: &Inst) -> Result<Option<Value>, Abort> {
        let helper = self.target.helper(inst.helper());
        if helper.is_function() {
            return Ok(Some(self.call_function(inst)));
        }
        let trace = self.trace();
        let mut sig = Signature::new(CallConv::triple_default(self.isa.triple()));
        sig.params.push(AbiParam::new(types::I64));
        sig.params
            .extend(helper.args.iter().map(|&ty| AbiParam::new(machine(ty))));
        match (helper.fails, helper.result) {
            (Fails::Status, _) => sig.returns.push(AbiParam::new(types::I32)),
            (_, Some(ty)) => sig.returns.push(AbiParam::new(machine(ty))),
            (_, None) => {}
        }
        let mut args = vec![self.ctx];
        for &r in trace.list_refs(inst.list) {
            args.push(self.value(r));
        }
        let sig = self.b.import_signature(sig);
        let callee = self.int(helper.address as i64);
        let call = self.b.ins().call_indirect(sig, callee, &args);
        let result = self.b.inst_results(call).first().copied();
        match (helper.fails, result) {
            (Fails::Never, result) => return Ok(result),
            (_, Some(result)) => {
                let zero = self.b.ins().icmp_imm_s(IntCC::Equal, result, 0);
                self.leave_if(zero, inst.snap, Cause::Helper);
            }
            (_, None) => return Err(Abort::Backend),
        }
        if helper.effects.breaks {
            // They may be others now.
            self.load_tags();
        }
        Ok(if helper.fails == Fails::Status {
            None
        } else {
            result
        })
    }
}

fn int_cc(op: Op) -> IntCC {
    match op {
        Op::IEq => IntCC::Equal,
        Op::INe => IntCC::NotEqual,
        Op::ILt => IntCC::SignedLessThan,
        Op::ILe => IntCC::SignedLessThanOrEqual,
        Op::IGt => IntCC::SignedGreaterThan,
        Op::IGe => IntCC::SignedGreaterThanOrEqual,
        _ => IntCC::UnsignedLessThan,
    }
}

fn float_cc(op: Op) -> FloatCC {
    match op {
        Op::FEq => FloatCC::Equal,
        Op::FNe => FloatCC::NotEqual,
        Op::FLt => FloatCC::LessThan,
        Op::FLe => FloatCC::LessThanOrEqual,
        Op::FGt => FloatCC::GreaterThan,
        _ => FloatCC::GreaterThanOrEqual,
    }
}
