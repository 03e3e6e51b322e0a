//! Generators as the recorder sees them: resumed by `for_iter` or `send` in a trace, their frame is inlined there.
//!
//! The generator object is what the interpreter would have: it says that it runs while it does, and when it suspends its
//! registers are stored in it. So an exit need only push the frame, which finds its generator in the register of the
//! caller that it was resumed from. What the body keeps in its registers is, to the optimiser, what is known of fields
//! of the storage: carried round a loop unboxed, checked once.
//!
//! A trace that begins in a generator does not follow it to whoever resumed it: that is for the caller's trace.

use std::any::Any;

use jit::ir::{Op, Ref as R, Slot as JitSlot};
use jit::snapshot::Frame as JitFrame;
use lang::opcode::{Pc, Reg, ops};

use super::calls::Site;
use super::drive::relative;
use super::machine::{Pair, Recorder, SHADOW, meta};
use super::target::{self, Help};
use crate::class::Builtin;
use crate::interp::frame::OnReturn;
use crate::interp::{Flow, consume};
use crate::object::{Function, GenState, Generator, Part, Slots};
use crate::semantics::Machine;
use crate::thread::Slot;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Frames of one generator function that are inlined: recursive ones would make traces for every depth.
const MOST_NESTED: usize = 1;

/// A generator that is about to be resumed.
pub(super) struct Resumption {
    /// Register of the caller that holds it.
    holder: JitSlot,
    /// The storage of its registers.
    saved: R,
    /// What is sent, and the register that receives it.
    sent: Option<(u32, R)>,
}

/// What is left to say to the builder when the interpreter has done an op of this module.
pub(super) enum Plan {
    Resume(Resumption),
    /// The frame with these registers is gone; the value for its caller, and where to.
    Leave {
        nregs: u32,
        first: JitSlot,
        value: Option<(R, JitSlot)>,
    },
    /// The op is like any other.
    Set(JitSlot, R),
}

impl<'a, 'b> Recorder<'a, 'b> {
    /// Decides that the generator in a register can be resumed where it stands; `None` if the interpreter has to do it.
    pub(super) fn resumption(&self, it: Reg, sent: Option<Pair<'_>>) -> Res<Option<Resumption>> {
        let g = self.reg(it);
        if !g.v.has_shape(Builtin::Generator.shape()) {
            return Ok(None);
        }
        let (th, gen_ref) = (&*self.m.th, g.v.known::<Generator>());
        let own = gen_ref.own(th)?;
        let (state, pc, code) = (own.state(), own.pc(), gen_ref.code());
        let ready = match state {
            GenState::Suspended => true,
            GenState::Created => sent.is_none_or(|v| v.v.is_none()),
            GenState::Running | GenState::Finished => false,
        };
        let nested = self
            .b
            .borrow()
            .frames()
            .iter()
            .filter(|f| f.code == code.raw().0)
            .count();
        let deep = nested >= MOST_NESTED || th.depth.get() >= th.vm.recursion_limit();
        if !ready || deep || !own.handled().is_undef() {
            return Ok(None);
        }
        self.guard_own(g);
        let (stands, seen) = (
            self.load(g.r, target::STANDS),
            self.int_const(Generator::stands(state, pc)),
        );
        let same = self.emit(Op::IEq, &[stands, seen]);
        self.say(true, same);
        self.guard_field(g.r, target::GENERATOR_CODE, code.val());
        let function = self.load(g.r, target::MADE_BY);
        let globals = gen_ref.made_by().expect::<Function>().globals().val();
        self.guard_field(function, target::FUNCTION_GLOBALS, globals);
        self.guard_field(g.r, target::HANDLED, Val::UNDEF);
        if let Some(sent) = sent.filter(|_| state == GenState::Created) {
            self.is_none(sent);
        }
        let saved = self.load(g.r, target::SAVED);
        let running = self.int_const(Generator::stands(GenState::Running, pc));
        self.store(g.r, target::STANDS, running);
        let none = self.constant(Val::NONE);
        let sent = (state == GenState::Suspended).then(|| {
            // The first operand of both ops that suspend.
            let register = code.body().lang.words[pc as usize + 1];
            (u32::from(register), sent.map_or(none, |v| v.r))
        });
        Ok(Some(Resumption {
            holder: self.slot(it),
            saved,
            sent,
        }))
    }

    /// Decides that a field holds this very value.
    pub(super) fn guard_field(&self, object: R, field: jit::ir::Field, v: Val<'_>) {
        let now = self.load(object, field);
        let seen = self.constant(v);
        if now != seen {
            self.emit(Op::GuardSame, &[now, seen]);
        }
        if v.is_pointer() {
            self.pins.borrow_mut().push(v.raw());
        }
    }

    /// Enters the frame of the generator that the interpreter has just resumed.
    pub(super) fn enter_generator(&mut self, resumed: Resumption) {
        self.m.reenter_frame();
        let frame = *self.m.frame();
        let (dst, how) = match frame.on_return {
            OnReturn::Send(dst) => (dst, meta::SEND),
            OnReturn::Next(dst) => (dst, meta::NEXT),
            other => unreachable!("V6: a generator is resumed with {other:?}"),
        };
        let first = relative(self.base, Slot(frame.base));
        let lang = &self.m.body().lang;
        let live = lang.live_in(Pc(self.m.pc));
        let mut b = self.b.borrow_mut();
        if first.0 + lang.nregs as i32 >= SHADOW {
            b.refuse(jit::abort::Abort::TooManySlots);
            return;
        }
        b.enter(JitFrame {
            code: frame.code.0,
            pc: self.m.pc,
            base: first,
            meta: vec![
                Raw::UNDEF.0,
                frame.globals.0,
                relative(self.base, dst).0 as u64,
                how,
                frame.extra.0,
                resumed.holder.0 as u64,
                meta::NONE,
            ],
        });
        for i in 0..lang.nregs {
            let slot = JitSlot(first.0 + i as i32);
            match resumed.sent {
                Some((register, r)) if register == i => b.set_reg(slot, r),
                _ if live.contains(i as usize) => {
                    let r = b.load(resumed.saved, target::saved_register(i));
                    b.set_reg(slot, r);
                }
                _ => b.kill(slot),
            }
        }
    }

    /// The generator whose frame is running, if it was resumed in the trace.
    fn running_generator(&self) -> Option<Pair<'_>> {
        let holder = {
            let b = self.b.borrow();
            let [.., _, frame] = b.frames() else {
                return None;
            };
            frame.meta[meta::GENERATOR]
        };
        let frame = self.m.frame();
        let th = &*self.m.th;
        // Nothing that outlives the frame's suspension may be open.
        let plain = !th.block.opened_in(th.frames.len()) && th.handled.get() == frame.outer_handled;
        if holder == meta::NONE || !plain {
            return None;
        }
        let r = self.b.borrow_mut().reg(JitSlot(holder as i64 as i32));
        Some(Pair {
            v: frame.generator.val(th),
            r,
        })
    }

    /// A builtin that consumes a generator: a call of what does so in its place; `None` if it is another call.
    pub(super) fn call_consumer(&mut self, site: Site) -> Res<Option<Flow>> {
        if site.nargs != 1 || site.names.is_some() {
            return Ok(None);
        }
        let (f, given, sources) = {
            let (callee, arg) = (self.reg(site.from), self.reg(Reg(site.callee.0 + 1)));
            let Some(f) = consume::consumer(self.m.th, callee.v, arg.v) else {
                return Ok(None);
            };
            let Some(sources) = self.binding(f, 0, site) else {
                return Ok(None);
            };
            self.guard_identity(callee);
            self.guard_shape(arg);
            let code = arg.v.known::<Generator>().code();
            self.guard_field(arg.r, target::GENERATOR_CODE, code.val());
            (f.raw(), [arg.r], sources)
        };
        self.pins.borrow_mut().push(f);
        self.fill_bound(f, self.slot(site.callee).0 + 1, &given, &sources);
        let flow = self.do_call(site)?;
        self.enter_frame(None);
        Ok(Some(flow))
    }

    /// Where the running generator's values go.
    fn goes_to(&self) -> JitSlot {
        match self.m.frame().on_return {
            OnReturn::Next(dst) | OnReturn::Send(dst) => relative(self.base, dst),
            other => unreachable!("V6: a generator is resumed with {other:?}"),
        }
    }

    /// Records an op of generators as far as that comes before it; `None` if it is none, or for the interpreter.
    pub(super) fn suspension(&mut self, op: &dyn Any) -> Res<Option<Plan>> {
        if let Some(op) = op.downcast_ref::<ops::Yield>() {
            return self.suspend(op.value);
        }
        if let Some(op) = op.downcast_ref::<ops::YieldFrom>() {
            return self.suspend(op.value);
        }
        if let Some(op) = op.downcast_ref::<ops::Send>() {
            let resumed = self.resumption(op.iter, Some(self.reg(op.value)))?;
            return Ok(resumed.map(Plan::Resume));
        }
        if let Some(op) = op.downcast_ref::<ops::MakeFunction>() {
            let r = self.new_function(op);
            return Ok(Some(Plan::Set(self.slot(op.dst), r)));
        }
        if op.is::<ops::ReturnGenerator>() {
            return Ok(self.make_generator());
        }
        if let Some(op) = op.downcast_ref::<ops::GetYieldFromIter>() {
            let obj = self.reg(op.obj);
            if obj.v.has_shape(Builtin::Generator.shape()) {
                self.guard_shape(obj);
                return Ok(Some(Plan::Set(self.slot(op.dst), obj.r)));
            }
        }
        Ok(None)
    }

    /// A function, as generator expressions need one each time.
    fn new_function(&self, op: &ops::MakeFunction) -> R {
        let th = &*self.m.th;
        let code = self.m.const_val(op.code);
        let globals = self.m.frame().globals.val(th);
        self.pins.borrow_mut().extend([code.raw(), globals.raw()]);
        let mut args = vec![self.constant(code), self.constant(globals)];
        args.extend(self.window_refs(op.parts, 4));
        let r = self.help(Help::MakeFunction, &args);
        self.note_defined(r);
        r
    }

    /// The running generator puts its registers away.
    fn suspend(&self, value: Reg) -> Res<Option<Plan>> {
        let Some(g) = self.running_generator() else {
            return Ok(None);
        };
        g.v.known::<Generator>().own(self.m.th)?;
        self.guard_own(g);
        let saved = self.load(g.r, target::SAVED);
        let (lang, pc) = (&self.m.body().lang, self.m.pc);
        let live = lang.live_in(Pc(pc));
        for i in (0..lang.nregs).filter(|i| live.contains(*i as usize)) {
            let r = self.reg(Reg(i as u16)).r;
            self.store(saved, target::saved_register(i), r);
        }
        let stands = self.int_const(Generator::stands(GenState::Suspended, pc));
        self.store(g.r, target::STANDS, stands);
        let value = self.reg(value).r;
        Ok(Some(self.leaves(Some((value, self.goes_to())))))
    }

    fn leaves(&self, value: Option<(R, JitSlot)>) -> Plan {
        Plan::Leave {
            nregs: self.m.body().lang.nregs,
            first: self.slot(Reg(0)),
            value,
        }
    }

    /// The running frame returns; `None` if it is not a generator's that was resumed in the trace.
    pub(super) fn finish_generator(&self, value: R) -> Res<Option<Plan>> {
        let Some(g) = self.running_generator() else {
            return Ok(None);
        };
        g.v.known::<Generator>().own(self.m.th)?;
        self.guard_own(g);
        let stands = self.int_const(Generator::stands(GenState::Finished, 0));
        self.store(g.r, target::STANDS, stands);
        let nothing = self.constant(Val::UNDEF);
        self.store(g.r, target::SAVED, nothing);
        let sends = matches!(self.m.frame().on_return, OnReturn::Send(_));
        Ok(Some(self.leaves(sends.then(|| (value, self.goes_to())))))
    }

    /// The running frame, that of an inlined call, becomes a generator.
    fn make_generator(&self) -> Option<Plan> {
        let frame = *self.m.frame();
        let lang = &self.m.body().lang;
        let OnReturn::Store(dst) = frame.on_return else {
            return None;
        };
        // One that has to clean up when it is abandoned is entered among the finalizers, which the interpreter does.
        if !lang.flags.generator
            || self.m.body().cleans_up
            || self.b.borrow().frames().len() < 2
            || !frame.generator.is_undef()
        {
            return None;
        }
        let live = lang.live_in(Pc(self.m.pc));
        let nothing = self.constant(Val::UNDEF);
        let saved = self.new_object(
            Builtin::Slots.shape(),
            Slots::size_for(lang.nregs as usize),
            true,
        );
        let cap = self.int_const(i64::from(lang.nregs));
        self.store(saved, target::SLOTS_CAP, cap);
        for i in 0..lang.nregs {
            let r = match live.contains(i as usize) {
                true => self.reg(Reg(i as u16)).r,
                false => nothing,
            };
            self.store(saved, target::saved_register(i), r);
        }
        let function = self.running_function();
        let code = self.constant(frame.code.val(&*self.m.th));
        self.pins.borrow_mut().push(frame.code);
        let name = self.load(function, target::part(Part::Name));
        let qualname = self.load(function, target::part(Part::QualName));
        let stands = self.int_const(Generator::stands(GenState::Created, self.m.pc));
        let made = self.new_object(Builtin::Generator.shape(), size_of::<Generator>(), false);
        for (field, r) in [
            (target::ATTRS, nothing),
            (target::STANDS, stands),
            (target::MADE_BY, function),
            (target::GENERATOR_CODE, code),
            (target::SAVED, saved),
            (target::HANDLED, nothing),
            (target::GENERATOR_NAME, name),
            (target::GENERATOR_QUALNAME, qualname),
            (target::DELEGATE, nothing),
        ] {
            self.store(made, field, r);
        }
        self.note_defined(made);
        Some(self.leaves(Some((made, relative(self.base, dst)))))
    }

    /// Says the rest of what an op of generators does, which the interpreter has done.
    pub(super) fn done_with(&mut self, plan: Plan, flow: Flow) {
        match plan {
            Plan::Resume(resumed) => self.enter_generator(resumed),
            Plan::Leave {
                nregs,
                first,
                value,
            } => {
                if flow == Flow::Switch {
                    self.m.reenter_frame();
                }
                self.drop_frame(nregs, first);
                if let Some((r, dst)) = value {
                    self.b.borrow_mut().set_reg(dst, r);
                }
            }
            Plan::Set(slot, r) => self.b.borrow_mut().set_reg(slot, r),
        }
    }

    /// Does the trace, which begins in a generator's frame, stand where that suspends into the loop of another frame?
    pub(super) fn suspends_into_loop(&self) -> bool {
        let op = self.m.body().lang.op_at(Pc(self.m.pc));
        let yields = matches!(op, lang::opcode::Op::Yield | lang::opcode::Op::YieldFrom);
        let resumed = matches!(
            self.m.frame().on_return,
            OnReturn::Next(_) | OnReturn::Send(_)
        );
        yields && resumed && self.b.borrow().frames().len() == 1
    }
}
