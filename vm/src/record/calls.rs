//! Calls and returns as the recorder sees them: Python functions and `__init__` are inlined, natives see
//! [`natives`](super::natives).

use jit::abort::Abort;
use jit::ir::{Op, Ref as R, Slot as JitSlot};
use lang::opcode::Reg;

use super::drive::relative;
use super::machine::{Pair, Recorder, SHADOW, frame_of, shadow};
use super::target;
use crate::class::{Builtin, Class, flags};
use crate::interp::Flow;
use crate::interp::frame::OnReturn;
use crate::object::{Function, Instance, Kind, Ref};
use crate::semantics::Machine;
use crate::unwind::Res;
use crate::value::{Raw, Val};

impl<'a, 'b> Recorder<'a, 'b> {
    /// Enters the frame that the interpreter has just pushed.
    pub(super) fn enter_frame(&mut self, init: Option<R>) {
        self.m.reenter_frame();
        let frame = frame_of(self.m, self.base, self.m.pc);
        let (nregs, first) = (self.m.body().lang.nregs, frame.base.0);
        let mut b = self.b.borrow_mut();
        if first + nregs as i32 >= SHADOW {
            b.refuse(Abort::TooManySlots);
            return;
        }
        b.enter(frame);
        if let Some(r) = init {
            b.set_reg(shadow(self.depth()), r);
        }
    }

    /// A call whose callee is found in `from` and whose window begins at `callee` (where the callee is put first).
    pub(super) fn call_at(&mut self, dst: Reg, from: Reg, callee: Reg, nargs: usize) -> Res<Flow> {
        let f = self.reg(from);
        if !f.v.is_pointer() {
            return self.leave_here();
        }
        match f.v.shape().kind {
            Kind::Function => self.call_function(dst, from, callee, nargs),
            Kind::Native => self.call_native(dst, from, callee, nargs),
            Kind::Class => self.call_class(dst, from, callee, nargs),
            _ => self.leave_here(),
        }
    }

    pub(super) fn do_call(&mut self, dst: Reg, from: Reg, callee: Reg, nargs: usize) -> Res<Flow> {
        if from != callee {
            self.m.put(callee, self.m.get(from));
        }
        self.m.call(dst, callee, nargs, None)
    }

    /// Binds as the quick path of `bind_function` does, or leaves.
    pub(super) fn plain_binding(&self, f: Ref<'_, Function>, nargs: usize) -> bool {
        let code = &f.code().body().lang;
        let argc = usize::from(code.argcount);
        let flags = code.flags;
        code.kwonly == 0
            && !flags.varargs
            && !flags.varkw
            && !flags.suspends()
            && nargs <= argc
            && argc - nargs <= f.defaults().len()
    }

    /// Says which values the callee's registers begin with: arguments are there, then defaults, then nothing.
    pub(super) fn fill_registers(&self, f: Ref<'_, Function>, first: i32, nargs: usize) {
        let code = &f.code().body().lang;
        let argc = usize::from(code.argcount);
        let defaults = f.defaults();
        let mut b = self.b.borrow_mut();
        for i in nargs..argc {
            let d = defaults[defaults.len() - (argc - i)];
            let r = b.val(d.bits());
            b.set_reg(JitSlot(first + i as i32), r);
        }
        let nothing = b.val(Raw::UNDEF.0);
        for i in argc as u32..code.nregs {
            b.set_reg(JitSlot(first + i as i32), nothing);
        }
    }

    pub(super) fn call_function(
        &mut self,
        dst: Reg,
        from: Reg,
        callee: Reg,
        nargs: usize,
    ) -> Res<Flow> {
        let f = self.reg(from);
        if !self.plain_binding(f.v.expect(), nargs) {
            return self.leave_here();
        }
        self.guard_identity(f);
        // Arguments have to be known under their registers before the frame is laid over them.
        let _ = self.window_refs(Reg(callee.0 + 1), nargs);
        let first = self.slot(callee).0 + 1;
        self.fill_registers(f.v.expect(), first, nargs);
        let flow = self.do_call(dst, from, callee, nargs)?;
        self.enter_frame(None);
        Ok(flow)
    }

    pub(super) fn call_class(
        &mut self,
        dst: Reg,
        from: Reg,
        callee: Reg,
        nargs: usize,
    ) -> Res<Flow> {
        let class = self.reg(from);
        if class.v.is(self.m.th.builtin(Builtin::Range)) {
            return self.call_range(dst, from, callee, nargs);
        }
        if nargs == 1 && self.conversion(dst, from, callee) {
            return Ok(Flow::Next);
        }
        let Some((shape, init)) = self.quick_class(class.v.expect()) else {
            return self.leave_here();
        };
        if !self.plain_binding(init.val(&*self.m.th).expect(), nargs + 1) {
            return self.leave_here();
        }
        let class = self.reg(from);
        self.guard_identity(class);
        let _ = self.window_refs(Reg(callee.0 + 1), nargs);
        self.b.borrow_mut().depend(super::CLASSES);
        let shape = crate::object::shape(shape);
        let made = self.new_object(
            shape.id,
            Instance::size_for(shape.inline_cap as usize),
            false,
        );
        let nothing = self.constant(Val::UNDEF);
        self.store(made, target::ATTRS, nothing);
        for i in 0..shape.inline_cap {
            self.store(made, target::inline(i), nothing);
        }
        let first = self.slot(callee);
        self.b.borrow_mut().set_reg(first, made);
        let f = init.val(&*self.m.th).expect::<Function>();
        self.fill_registers(f, first.0, nargs + 1);
        let flow = self.do_call(dst, from, callee, nargs)?;
        self.enter_frame(Some(made));
        Ok(flow)
    }

    /// `float(x)` and `int(x)` of a number.
    fn conversion(&self, dst: Reg, from: Reg, callee: Reg) -> bool {
        let (class, x) = (self.reg(from), self.reg(Reg(callee.0 + 1)));
        let made =
            if class.v.is(self.m.th.builtin(Builtin::Float)) && (x.v.is_float() || x.v.is_int()) {
                self.guard_identity(class);
                self.number(x).map(|f| self.from_float(f))
            } else if class.v.is(self.m.th.builtin(Builtin::Int)) && x.v.is_int() {
                self.guard_identity(class);
                self.int(x).map(|i| self.from_int(i))
            } else if class.v.is(self.m.th.builtin(Builtin::Int))
                && x.v
                    .as_float()
                    .is_some_and(|f| f.abs() < (1u64 << 48) as f64)
            {
                self.guard_identity(class);
                self.float(x).map(|f| {
                    let r = self.emit(Op::FloatToInt, &[f.1]);
                    self.from_int((f.0 as i64, r))
                })
            } else {
                None
            };
        if let Some(v) = made {
            self.set(dst, v);
        }
        made.is_some()
    }

    fn call_range(&mut self, dst: Reg, from: Reg, callee: Reg, nargs: usize) -> Res<Flow> {
        self.guard_identity(self.reg(from));
        let made = {
            let args: Vec<Pair<'_>> = (0..nargs)
                .map(|i| self.reg(Reg(callee.0 + 1 + i as u16)))
                .collect();
            self.new_range(&args)
        };
        let Some(made) = made else {
            return self.leave_here();
        };
        let flow = self.do_call(dst, from, callee, nargs)?;
        let slot = self.slot(dst);
        self.b.borrow_mut().set_reg(slot, made);
        self.note_defined(made);
        Ok(flow)
    }

    /// Root shape and `__init__` of a class whose instances are made as `protocol::call::quick_instance` does.
    pub(super) fn quick_class(&self, class: Ref<'_, Class>) -> Option<(u32, Raw)> {
        let info = class.info();
        if class.val().shape_id() != Builtin::Type.shape()
            || info.kind != Kind::Instance
            || info.has_flag(flags::ABSTRACT | flags::FINALIZER)
        {
            return None;
        }
        let th = &*self.m.th;
        let find = |id| {
            crate::protocol::lookup::lookup_cell(th, class, th.id(id))
                .filter(|c| c.is_constant())
                .map(|c| c.current())
        };
        if !find(crate::names::Id::__new__).is_some_and(|n| th.vm.is_object_new(n)) {
            return None;
        }
        let init = find(crate::names::Id::__init__)?;
        init.is_kind(Kind::Function)
            .then(|| (info.root_shape().id, init.raw()))
    }

    /// Where a returned value goes, and what it becomes there.
    pub(super) fn destination(&mut self, value: Raw, r: R) -> Option<(R, JitSlot)> {
        match self.m.frame().on_return {
            OnReturn::Store(s) => Some((r, relative(self.base, s))),
            OnReturn::Init(s) if value == Raw::NONE => {
                let shadow = shadow(self.depth());
                let mut b = self.b.borrow_mut();
                let made = b.reg(shadow);
                b.kill(shadow);
                Some((made, relative(self.base, s)))
            }
            _ => None,
        }
    }

    pub(super) fn leave_frame(&mut self, value: R, dst: JitSlot, nregs: u32, first: JitSlot) {
        let caller = frame_of(self.m, self.base, self.m.frame().pc);
        let mut b = self.b.borrow_mut();
        if !b.exit() {
            b.return_below(caller);
        }
        for i in 0..nregs {
            b.kill(JitSlot(first.0 + i as i32));
        }
        b.set_reg(dst, value);
    }

    pub(super) fn can_return(&self) -> bool {
        let f = self.m.frame();
        // Of a frame below the trace's base only the interpreter knows the new instance.
        f.generator.is_undef()
            && match f.on_return {
                OnReturn::Store(_) => true,
                OnReturn::Init(_) => self.depth() > 0,
                _ => false,
            }
    }
}
