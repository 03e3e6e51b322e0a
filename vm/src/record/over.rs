//! Recording goes on behind an op that no trace can hold: compiled code steps over it ([`crate::over`]).

use std::sync::Arc;

use jit::ir::{Kept, Op as JitOp, Ref as R, Slot as JitSlot};
use lang::opcode::{Op, Pc};

use super::machine::{Recorder, SHADOW, meta, shadow};
use super::target::Help;
use crate::object::Code;
use crate::over::{MOST_INSTANCES, Site};
use crate::unwind::Res;
use crate::value::Raw;

/// Ops of a trace that are stepped over.
const MOST: u32 = 8;

/// Instructions from which on a trace ends at such an op.
const LONG: usize = 400;

impl<'a, 'b> Recorder<'a, 'b> {
    /// Has the interpreter do the op at `pc`, which wanted to leave the trace, there and in compiled code; the interpreter
    /// stands behind it then. `None` if the trace has to end.
    pub(super) fn step_over(&mut self, pc: u32) -> Option<Res<()>> {
        let instances = self.instances()?;
        if !self.may_step_over(pc) {
            return None;
        }
        self.stay();
        self.steps += 1;
        self.log_end("steps over an op");
        let site = Arc::new(Site::new(self.b.borrow().frames().to_vec()));
        self.call_interpreter(&site, &instances);
        self.m.note_pc();
        let (frames, block) = (self.m.th.frames.len(), self.m.th.in_block());
        let done = self.complete_op();
        self.m.reenter_frame();
        if let Err(u) = done {
            return Some(Err(u));
        }
        debug_assert!(self.m.th.frames.len() == frames);
        if self.m.th.in_block() != block {
            self.b.borrow_mut().refuse(jit::abort::Abort::LeftFrame);
        }
        site.leads_to(self.m.pc);
        self.reread_results(pc);
        Some(Ok(()))
    }

    /// The interpreter does the op; nothing of the trace is known to the collector otherwise.
    fn complete_op(&mut self) -> Res<()> {
        let others = self.m.th.recorded.borrow().len();
        let pins = self.pins.borrow().clone();
        self.m.th.recorded.borrow_mut().extend(pins);
        let done = crate::interp::complete_op(self.m.th);
        self.m.th.recorded.borrow_mut().truncate(others);
        done
    }

    fn may_step_over(&self, pc: u32) -> bool {
        let leaves_frame = matches!(
            self.m.body().lang.op_at(Pc(pc)),
            Op::Yield
                | Op::YieldFrom
                | Op::ReturnGenerator
                | Op::Return
                | Op::ReturnConst
                | Op::Loop
                | Op::Raise
                | Op::RaiseFrom
                | Op::RaiseAgain
                | Op::Reraise
                | Op::EndAsyncFor
                | Op::EnterHandler
                | Op::LeaveHandler
        );
        let at_home = self.b.borrow().frames()[0].base == JitSlot(0) && !self.has_left_below();
        !leaves_frame
            && at_home
            && !self.leaves_within()
            && self.has_frame()
            && self.steps < MOST
            && self.len() < LONG
            && !self.has_fallen()
            && !self.m.th.in_block()
    }

    /// Is the anchor's frame there when the code runs? If only calls of itself are in the way of that, the function is
    /// recorded without them next time.
    fn has_frame(&self) -> bool {
        let there = !self.is_function() || self.heads.framed;
        if !there
            && self.is_root()
            && let Some(code) = self.heads.code.val(&*self.m.th).cast::<Code>()
            && let Some(slot) = code.body().hot.last()
        {
            slot.note_steps();
        }
        there
    }

    /// The instances that the inlined `__init__` frames are for, outermost first; `None` if they are too many.
    fn instances(&self) -> Option<Vec<R>> {
        let mut b = self.b.borrow_mut();
        let of_init = |(_, f): &(usize, &jit::snapshot::Frame)| f.meta[meta::RETURN] == meta::INIT;
        let depths: Vec<i32> = b
            .frames()
            .iter()
            .enumerate()
            .skip(1)
            .filter(of_init)
            .map(|(depth, _)| depth as i32)
            .collect();
        if depths.len() > MOST_INSTANCES {
            return None;
        }
        let nothing = b.val(Raw::UNDEF.0);
        let mut refs: Vec<R> = depths.into_iter().map(|d| b.reg(shadow(d))).collect();
        refs.resize(MOST_INSTANCES, nothing);
        Some(refs)
    }

    fn call_interpreter(&self, site: &Arc<Site>, instances: &[R]) {
        let end = self.slot(lang::opcode::Reg(0)).0 + self.m.body().lang.nregs as i32;
        {
            let mut b = self.b.borrow_mut();
            let inlined = b.frames().get(1).map_or(JitSlot(end), |f| f.base);
            let nothing = b.val(Raw::UNDEF.0);
            debug_assert!(end < SHADOW);
            b.write_homes(inlined, JitSlot(end), nothing);
            b.keep(Kept(site.clone()));
        }
        let mut args = vec![self.int_const(Arc::as_ptr(site) as i64)];
        args.extend(instances);
        self.help(Help::StepOver, &args);
    }

    /// What the op has written is what the homes hold now.
    fn reread_results(&self, pc: u32) {
        let insn = self.m.body().lang.insn(Pc(pc));
        let first = self.slot(lang::opcode::Reg(0)).0;
        let mut b = self.b.borrow_mut();
        let inlined = b.frames().len() > 1;
        insn.for_writes(|reg, n, _| {
            for r in reg..reg + n {
                b.reread(JitSlot(first + r as i32), inlined);
            }
        });
        drop(b);
        self.check_validity.set(true);
    }

    /// Makes sure that the trace still holds, if an op was stepped over just before.
    pub(super) fn after_step(&self) {
        if self.check_validity.replace(false) {
            self.emit(JitOp::GuardValid, &[]);
        }
    }
}
