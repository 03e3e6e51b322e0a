//! The trace recorder as a [`Machine`]: pairs of a concrete value and a trace reference. It does what the interpreter
//! does and says the same to the trace builder; every decision becomes a guard on the answer it got.
//!
//! What the vocabulary does not cover ends the trace: the recorder *leaves* before the op, and the interpreter goes on.

use std::cell::{Cell as StdCell, RefCell};

use jit::abort::Abort;
use jit::build::TraceBuilder;
use jit::ir::{Field, NewDesc, Op, Ref as R, Shape as JitShape, Slot as JitSlot, Trace, Ty};
use jit::snapshot::Frame as JitFrame;
use lang::opcode::{Pc, Reg};

use super::drive::relative;
use super::target::{self, Help};
use crate::class::{Builtin, Class};
use crate::heap::{cell_size, class_of};
use crate::interp::frame::{Frame, OnReturn};
use crate::interp::{Flow, Interp};
use crate::native::{Binding, Body};
use crate::object::{Cell, Function, Instance, Kind, List, Native, Ref, word_of};
use crate::semantics::Machine;
use crate::thread::Slot;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// Slots from here on hold the new instances of inlined `__init__` frames, by depth.
pub const SHADOW: i32 = 1024;

/// The shadow slot of a frame, by its depth above the anchor's.
fn shadow(depth: i32) -> JitSlot {
    JitSlot(SHADOW + 16 + depth)
}

/// The depth that a shadow slot belongs to.
pub fn shadow_depth(slot: JitSlot) -> Option<i32> {
    (slot.0 >= SHADOW).then(|| slot.0 - SHADOW - 16)
}

/// Words that the VM keeps with a frame of a snapshot.
pub mod meta {
    pub const FUNCTION: usize = 0;
    pub const GLOBALS: usize = 1;
    /// Register of the caller that gets the value, from the trace's base.
    pub const DST: usize = 2;
    /// 1 if the frame is an `__init__` whose caller gets the instance.
    pub const INIT: usize = 3;
}

/// The running frame as the trace knows it.
pub fn frame_of(m: &Interp<'_>, base: Slot, pc: u32) -> JitFrame {
    let f = m.frame();
    let (dst, init) = match f.on_return {
        OnReturn::Store(s) => (relative(base, s).0 as u64, 0),
        OnReturn::Init(s) => (relative(base, s).0 as u64, 1),
        OnReturn::Leave | OnReturn::LeaveInit | OnReturn::Covered(_) => (0, 0),
    };
    JitFrame {
        code: f.code.0,
        pc,
        base: relative(base, Slot(f.base)),
        meta: vec![f.function.0, f.globals.0, dst, init],
    }
}

/// A value and what the trace calls it.
#[derive(Clone, Copy)]
pub struct Pair<'t> {
    pub(super) v: Val<'t>,
    pub(super) r: R,
}

/// A cell: constant, or an object that follows the protocol.
#[derive(Clone, Copy)]
pub struct PairCell<'t> {
    pub(super) cell: Ref<'t, Cell>,
    pub(super) r: R,
}

/// An exact list and the trace's name for it.
#[derive(Clone, Copy)]
pub struct PairList<'t> {
    pub(super) list: Ref<'t, List>,
    pub(super) r: R,
}

/// Were both frames entered in the same way?
fn same_frame(a: &Frame, b: &Frame) -> bool {
    a.function == b.function
        && a.code == b.code
        && a.base == b.base
        && a.on_return == b.on_return
        && a.generator == b.generator
}

/// Records while it runs.
pub struct Recorder<'a, 'b> {
    pub(super) m: &'a mut Interp<'b>,
    pub(super) b: RefCell<TraceBuilder>,
    pub(super) base: Slot,
    base_depth: usize,
    pub(super) anchor: u32,
    leaving: StdCell<bool>,
    pub(super) pins: RefCell<Vec<Raw>>,
    /// Frames that the trace has returned from, with the frame they were called from: from the anchor's downwards.
    left_below: Vec<(Frame, Frame)>,
    /// Refs known not to be UNDEF.
    pub(super) defined: RefCell<Vec<R>>,
}

impl<'a, 'b> Recorder<'a, 'b> {
    pub(super) fn new(
        m: &'a mut Interp<'b>,
        b: TraceBuilder,
        base: Slot,
        base_depth: usize,
        anchor: u32,
    ) -> Self {
        Recorder {
            m,
            b: RefCell::new(b),
            base,
            base_depth,
            anchor,
            leaving: StdCell::new(false),
            pins: RefCell::default(),
            left_below: Vec::new(),
            defined: RefCell::default(),
        }
    }

    /// Frames above the anchor's; negative below it.
    pub(super) fn depth(&self) -> i32 {
        self.m.th.frames.len() as i32 - self.base_depth as i32
    }

    /// Is this the anchor, in a frame that stands where the anchor's stood, called from where that was called from?
    pub(super) fn at_anchor(&self, pc: u32) -> bool {
        if pc != self.anchor || self.depth() != 0 {
            return false;
        }
        let frames = &self.m.th.frames;
        let again = self
            .left_below
            .iter()
            .enumerate()
            .all(|(level, (left, caller))| {
                let at = self.base_depth - 1 - level;
                let (now, below) = (&frames[at], &frames[at - 1]);
                same_frame(now, left) && same_frame(below, caller) && below.pc == caller.pc
            });
        again && self.m.frame().base == self.base.0
    }

    /// Is the loop with this head one around the anchor, as far as one can see?
    pub(super) fn is_around(&self, head: u32) -> bool {
        let depth = self.depth();
        depth < 0 || depth == 0 && (head < self.anchor || self.m.frame().base != self.base.0)
    }

    pub(super) fn is_root(&self) -> bool {
        self.b.borrow().is_root()
    }

    /// Says that the trace returns below its base, having made sure of the caller.
    pub(super) fn return_below(&mut self) {
        let frames = &self.m.th.frames;
        let (left, caller) = (frames[frames.len() - 1], frames[frames.len() - 2]);
        let level = -self.depth();
        let distance = left.base - caller.base;
        let args = [
            i64::from(level),
            left.function.0 as i64,
            caller.function.0 as i64,
            (u64::from(caller.pc) << 32 | u64::from(distance)) as i64,
        ]
        .map(|i| self.int_const(i));
        self.pins
            .borrow_mut()
            .extend([left.function, caller.function]);
        let holds = self.help(Help::ReturnsTo, &args);
        let yes = self.constant(Val::TRUE);
        self.emit(Op::GuardSame, &[holds, yes]);
        self.left_below.push((left, caller));
    }

    pub(super) fn wants_to_leave(&self) -> bool {
        self.leaving.get()
    }

    pub(super) fn gave_up(&self) -> Option<Abort> {
        self.b.borrow().gave_up()
    }

    /// Forgets dead registers and begins an op.
    pub(super) fn begin_op(&mut self, pc: u32) {
        let live = self.m.body().lang.live_in(Pc(pc));
        let first = self.slot(Reg(0)).0;
        let mut b = self.b.borrow_mut();
        for i in 0..self.m.body().lang.nregs {
            if !live.contains(i as usize) {
                b.kill(JitSlot(first + i as i32));
            }
        }
        b.op(pc);
    }

    pub(super) fn slot(&self, r: Reg) -> JitSlot {
        relative(self.base, self.m.slot(r))
    }

    /// The code being recorded, kept for as long as a step runs.
    pub(super) fn words(&self) -> std::sync::Arc<lang::Code> {
        self.m.body().lang.clone()
    }

    /// Ends the trace before this op.
    pub(super) fn leave_here<T>(&self) -> Res<T> {
        self.leaving.set(true);
        Err(Unwind::Conflict)
    }

    fn done(self, trace: Result<Trace, Abort>) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        (trace, self.pins.into_inner(), Ok(()))
    }

    pub(super) fn finish_loop(self, pc: u32) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        (
            self.b.into_inner().finish_loop(pc),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    pub(super) fn finish_leave(self, pc: u32) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        if self.b.borrow().len() < 4 {
            return self.done(Err(Abort::Untraceable));
        }
        (
            self.b.into_inner().finish_leave(pc),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    pub(super) fn give_up(self, why: Abort) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        self.done(Err(why))
    }

    /// The builder gave up in this op: the interpreter's state is that after the op, if it finished.
    pub(super) fn abandon(
        self,
        why: Abort,
        step: Res<(Flow, u32)>,
        pc: u32,
    ) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        let flow = match step {
            Ok((Flow::Next, words)) => {
                self.m.pc = pc + words;
                Ok(())
            }
            Ok((Flow::Jump(to), _)) => {
                self.m.pc = to;
                Ok(())
            }
            Ok((Flow::Entered, _)) => Ok(()),
            Ok((Flow::Switch | Flow::Leave, _)) => {
                self.m.reenter_frame();
                Ok(())
            }
            Err(Unwind::Conflict) => Ok(()),
            Err(u) => Err(u),
        };
        let (t, p, _) = self.give_up(why);
        (t, p, flow)
    }

    // ---- the builder ----

    pub(super) fn emit(&self, op: Op, args: &[R]) -> R {
        self.b.borrow_mut().do_op(op, args)
    }

    pub(super) fn load(&self, at: R, f: Field) -> R {
        self.b.borrow_mut().load(at, f)
    }

    pub(super) fn constant(&self, v: Val<'_>) -> R {
        self.b.borrow_mut().val(v.bits())
    }

    pub(super) fn int_const(&self, i: i64) -> R {
        self.b.borrow_mut().int(i)
    }

    pub(super) fn help(&self, h: Help, args: &[R]) -> R {
        let mut b = self.b.borrow_mut();
        let args: Vec<R> = args
            .iter()
            .map(|r| {
                if matches!(b.ty(*r), Ty::Bool) {
                    b.boxed(*r)
                } else {
                    *r
                }
            })
            .collect();
        b.call(h.id(), &args)
    }

    /// What a box was made of.
    pub(super) fn inside(&self, r: R) -> Option<(Ty, R)> {
        let b = self.b.borrow();
        b.inside(r).map(|u| (b.ty(u), u))
    }

    pub(super) fn pair<'t>(&self, v: Val<'t>, r: R) -> Pair<'t> {
        Pair {
            v,
            r: self.b.borrow_mut().boxed(r),
        }
    }

    /// Decides the kind of word that a value is.
    pub(super) fn guard_kind(&self, x: Pair<'_>) {
        if x.r.is_const() || self.inside(x.r).is_some() {
            return;
        }
        let op = if x.v.is_int() {
            Op::GuardInt
        } else if x.v.is_float() {
            Op::GuardFloat
        } else if x.v.is_pointer() {
            Op::GuardPtr
        } else {
            let k = self.constant(x.v);
            self.emit(Op::GuardSame, &[x.r, k]);
            return;
        };
        self.emit(op, &[x.r]);
    }

    /// Decides the shape of an object, whoever owns it.
    pub(super) fn guard_shape(&self, x: Pair<'_>) {
        self.guard_kind(x);
        if x.v.is_pointer() {
            self.b
                .borrow_mut()
                .shape(Op::GuardShape, x.r, JitShape(x.v.shape_id()));
        }
    }

    /// Decides shape and right to read, as the object was met.
    pub(super) fn guard_see(&self, x: Pair<'_>) {
        if !x.r.is_const() {
            self.guard_kind(x);
        }
        let shared = word_of(x.v).tag() == stm::SHARED_TAG;
        let op = if shared { Op::SeeShared } else { Op::See };
        self.b.borrow_mut().shape(op, x.r, JitShape(x.v.shape_id()));
    }

    /// Decides shape and right to write.
    pub(super) fn guard_own(&self, x: Pair<'_>) {
        if !x.r.is_const() {
            self.guard_kind(x);
        }
        self.b
            .borrow_mut()
            .shape(Op::Own, x.r, JitShape(x.v.shape_id()));
    }

    /// Decides that a value is this very one.
    pub(super) fn guard_identity(&self, x: Pair<'_>) {
        if !x.r.is_const() {
            let k = self.constant(x.v);
            self.emit(Op::GuardSame, &[x.r, k]);
            if x.v.is_pointer() {
                self.pins.borrow_mut().push(x.v.raw());
            }
        }
    }

    pub(super) fn say(&self, holds: bool, r: R) {
        if !r.is_const() {
            self.emit(if holds { Op::GuardTrue } else { Op::GuardFalse }, &[r]);
        }
    }

    pub(super) fn note_defined(&self, r: R) {
        self.defined.borrow_mut().push(r);
    }

    /// Decides that an int is small enough to be exact as a double.
    pub(super) fn guard_exact(&self, i: (i64, R)) {
        if i.1.is_const() {
            return;
        }
        let (half, whole) = (self.int_const(1 << 53), self.int_const(1 << 54));
        let moved = self.emit(Op::IAdd, &[i.1, half]);
        let fits = self.emit(Op::ULt, &[moved, whole]);
        self.say(true, fits);
    }

    /// The index in range, counted from the front.
    pub(super) fn index(&self, i: (i64, R), len: (usize, R)) -> Option<(usize, R)> {
        let n = len.0 as i64;
        let at = if i.0 < 0 { i.0 + n } else { i.0 };
        if !(0..n).contains(&at) {
            return None;
        }
        let r = if i.0 < 0 {
            if !i.1.is_const() {
                let zero = self.int_const(0);
                let negative = self.emit(Op::ILt, &[i.1, zero]);
                self.say(true, negative);
            }
            self.emit(Op::IAdd, &[i.1, len.1])
        } else {
            i.1
        };
        let fits = self.emit(Op::ULt, &[r, len.1]);
        self.say(true, fits);
        Some((at as usize, r))
    }

    pub(super) fn list_len(&self, l: PairList<'_>) -> Res<(usize, R)> {
        Ok((
            l.list.see(self.m.th)?.len(),
            self.load(l.r, target::LIST_LEN),
        ))
    }

    pub(super) fn new_object(&self, shape: u32, bytes: usize, shared: bool) -> R {
        let class = class_of(bytes);
        let desc = NewDesc {
            size: cell_size(class) as u32,
            cursor: class as u16,
            shared,
            shape: JitShape(shape),
        };
        self.b.borrow_mut().allocate(desc)
    }

    pub(super) fn store(&self, at: R, f: Field, v: R) {
        self.b.borrow_mut().store(at, f, v);
    }

    /// A row of registers with their refs.
    pub(super) fn window_refs(&self, base: Reg, n: usize) -> Vec<R> {
        (0..n).map(|i| self.reg(Reg(base.0 + i as u16)).r).collect()
    }

    // ---- calls ----

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
            b.set_reg(
                shadow(self.m.th.frames.len() as i32 - self.base_depth as i32),
                r,
            );
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
            || info.has_flag(crate::class::flags::ABSTRACT)
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

    pub(super) fn call_native(
        &mut self,
        dst: Reg,
        from: Reg,
        callee: Reg,
        nargs: usize,
    ) -> Res<Flow> {
        let f = self.reg(from);
        let native = f.v.expect::<Native>();
        let (def, p) = (native.def(), &native.def().params);
        let bound = !native.this().is_undef();
        let given = nargs + usize::from(bound);
        let simple = p.kwonly.is_empty()
            && !p.kwdict
            && (p.rest && given >= p.pos.len() || !p.rest && given <= p.pos.len())
            && given >= p.min;
        if !matches!(def.body, Body::Quick(_))
            || !simple
            || given > 4
            || def.binding != Binding::Method && bound
        {
            return self.leave_here();
        }
        self.guard_identity(f);
        let mut args = self.window_refs(Reg(callee.0 + 1), nargs);
        if let Some(owner) = native.owner().cast::<Class>()
            && !bound
        {
            // The receiver's class was checked by the interpreter; the trace checks its shape.
            if nargs == 0
                || !self
                    .m
                    .th
                    .class_of(self.reg(Reg(callee.0 + 1)).v)
                    .is_subclass(owner.val())
            {
                return self.leave_here();
            }
            self.guard_shape(self.reg(Reg(callee.0 + 1)));
        }
        if bound {
            let this = self.constant(native.this());
            args.insert(0, this);
        }
        let address = def as *const _ as i64;
        let flow = self.do_call(dst, from, callee, nargs)?;
        let mut all = vec![self.int_const(address)];
        all.extend(args);
        let help = [
            Help::Quick0,
            Help::Quick1,
            Help::Quick2,
            Help::Quick3,
            Help::Quick4,
        ][given];
        let r = self.help(help, &all);
        let slot = self.slot(dst);
        self.b.borrow_mut().set_reg(slot, r);
        Ok(flow)
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
                OnReturn::Leave | OnReturn::LeaveInit | OnReturn::Covered(_) => false,
            }
    }
}
