//! `with` as the recorder sees it: the methods of a context manager, and atomic blocks.
//!
//! A block is opened and closed by helpers. When one is opened, the registers of the frame that opens it are written to
//! their homes, so what the block has to restore is kept as the interpreter keeps it, and an abort, which always comes
//! at a safepoint outside compiled code, finds it there. That stores them makes virtual objects in them real, so what a
//! block may change lies on the heap, where the log knows it. A block that is opened in compiled code has begun outside
//! any other; one level more of an open block is a matter of counting. A block that nothing can break in the middle of goes away
//! altogether when the trace is compiled (`jit::opt::blocks`).

use jit::ir::{Op, Slot as JitSlot};
use lang::opcode::{Pc, Reg, Special, ops};

use super::calls::Site;
use super::machine::{Pair, Recorder, meta};
use super::target::{self, Help};
use crate::class::Class;
use crate::interp::{Flow, dispatch};
use crate::modules::transaction::mode;
use crate::names::Id;
use crate::native::Traced;
use crate::object::{Native, Record};
use crate::protocol::{attr, lookup};
use crate::semantics::Machine;
use crate::unwind::Res;
use crate::value::{Raw, Val};

impl<'a, 'b> Recorder<'a, 'b> {
    /// A method that the class of an object has, if it is a function: a matter of the shape.
    pub(super) fn special_method(&self, op: &ops::LoadSpecial) -> Res<bool> {
        let (obj, th) = (self.reg(op.obj), &*self.m.th);
        let id = match op.method {
            Special::Enter => Id::__enter__,
            Special::Exit => Id::__exit__,
            Special::AEnter | Special::AExit => return Ok(false),
        };
        if !obj.v.is_pointer() {
            return Ok(false);
        }
        let Some(f) = lookup::special(th, obj.v, id)? else {
            return Ok(false);
        };
        let found = attr::bind_found(th, f, obj.v, th.class_of(obj.v).val())?;
        let attr::Found::Bind(f) = found else {
            return Ok(false);
        };
        self.guard_shape(obj);
        self.b.borrow_mut().depend(super::CLASSES);
        self.pins.borrow_mut().push(f.raw());
        let r = self.constant(f);
        self.set(op.dst, Pair { v: f, r });
        self.set(Reg(op.dst.0 + 1), obj);
        Ok(true)
    }

    /// The call of `__enter__` or `__exit__` of `atomic`; `None` if it is another call.
    pub(super) fn block_call(&mut self, site: Site) -> Res<Option<Flow>> {
        let native = self.reg(site.from).v.expect::<Native>();
        let (traced, unbound) = (native.def().traced, native.this().is_undef());
        match (traced, site.nargs) {
            (Traced::OpensBlock, 1) if unbound => self.open_block(site).map(Some),
            (Traced::ClosesBlock, 4) if unbound => self.close_block(site).map(Some),
            _ => Ok(None),
        }
    }

    /// Decides that the receiver is a manager like this one.
    fn guard_manager(&self, site: Site) -> bool {
        let (f, this) = (self.reg(site.from), self.reg(Reg(site.callee.0 + 1)));
        let owner = f.v.expect::<Native>().owner();
        let class = self.m.th.class_of(this.v);
        if owner.cast::<Class>().is_none() || !class.is_subclass(owner) {
            return false;
        }
        let kind = this.v.expect::<Record>().fixed(0);
        if kind.as_int() == Some(mode::EXCLUSIVE) {
            return false;
        }
        self.guard_identity(f);
        if !this.r.is_const() {
            self.guard_shape(this);
            let (now, seen) = (self.load(this.r, target::record(0)), self.constant(kind));
            self.emit(Op::GuardSame, &[now, seen]);
        }
        true
    }

    fn open_block(&mut self, site: Site) -> Res<Flow> {
        let inlined = self.b.borrow().frames().len() > 1;
        let stores = {
            let b = self.b.borrow();
            let frame = b.frames().last();
            frame.is_some_and(|f| {
                f.meta[meta::RETURN] == meta::STORE && f.meta[meta::CALLEE] == meta::NONE
            })
        };
        if self.is_function() || inlined && !stores || !self.guard_manager(site) {
            return self.leave_here();
        }
        let manager = self.reg(Reg(site.callee.0 + 1)).r;
        if self.m.th.in_block() {
            let level = self.int_const(i64::from(self.depth()));
            self.help(Help::NestBlock, &[level]);
        } else {
            self.write_homes(inlined);
            let mut args = self.opening(site, inlined).to_vec();
            args.push(manager);
            self.help(Help::OpenBlock, &args);
        }
        self.after_block_call(site, manager)
    }

    /// Where the block begins, as the helper takes it.
    fn opening(&self, site: Site, inlined: bool) -> [jit::ir::Ref; 5] {
        let pair = |high: i64, low: i64| self.int_const(high << 32 | low & 0xffff_ffff);
        let pc = self.m.pc;
        let next = pc + dispatch::words_at(&self.m.body().lang.words, pc);
        let (first, dst) = (self.slot(Reg(0)).0, self.slot(site.dst).0);
        let (returns, function, code) = match self.b.borrow().frames().last() {
            Some(f) if inlined => (f.meta[meta::DST], f.meta[meta::FUNCTION], f.code),
            _ => (0, Raw::UNDEF.0, Raw::UNDEF.0),
        };
        if inlined {
            self.pins.borrow_mut().extend([Raw(function), Raw(code)]);
        }
        let mut b = self.b.borrow_mut();
        let (function, code) = (b.val(function), b.val(code));
        drop(b);
        [
            pair(returns as i64, i64::from(self.depth())),
            pair(i64::from(pc), i64::from(next)),
            pair(i64::from(first), i64::from(dst)),
            function,
            code,
        ]
    }

    /// Writes what the running frame goes on with to its homes. Those of an inlined frame hold nothing else.
    fn write_homes(&self, inlined: bool) {
        let lang = &self.m.body().lang;
        let live = lang.live_in(Pc(self.m.pc));
        let first = self.slot(Reg(0)).0;
        let mut b = self.b.borrow_mut();
        let nothing = b.val(Raw::UNDEF.0);
        for i in 0..lang.nregs {
            let slot = JitSlot(first + i as i32);
            if live.contains(i as usize) {
                b.write_home(slot, None);
            } else if inlined {
                b.write_home(slot, Some(nothing));
            }
        }
    }

    fn close_block(&mut self, site: Site) -> Res<Flow> {
        let outermost = self.m.th.block.is_outermost();
        let (Some(outermost), false) = (outermost, self.m.th.block.has_followers()) else {
            return self.leave_here();
        };
        let failed = !self.is_none(self.reg(Reg(site.callee.0 + 2)));
        if failed || self.is_function() || !self.guard_manager(site) {
            return self.leave_here();
        }
        let help = match outermost {
            true => Help::CloseBlock,
            false => Help::UnnestBlock,
        };
        self.help(help, &[]);
        let none = self.constant(Val::NONE);
        self.after_block_call(site, none)
    }

    /// The interpreter does the call; nothing of the trace is known to the collector otherwise.
    fn after_block_call(&mut self, site: Site, value: jit::ir::Ref) -> Res<Flow> {
        if let Some(jit) = self.m.th.vm.jit() {
            jit.pin(self.pins.borrow().clone());
        }
        let flow = self.do_call(site)?;
        let dst = self.slot(site.dst);
        self.b.borrow_mut().set_reg(dst, value);
        self.note_defined(value);
        Ok(flow)
    }
}
