//! The trace builder: what the recorder talks to.
//!
//! The recorder runs an op on concrete values and says here what it did, in the same order. For each interpreter op it
//! calls [`TraceBuilder::op`] first. Guards of the op share one snapshot, taken lazily: the state at the **start** of
//! the op. So within one op every decision precedes every effect (J3); a builder that is asked for a guard after an
//! effect gives the trace up, and likewise a register is written only after the op's last guard.
//!
//! A slot is known by the ref it holds. A slot that was never written holds what its home holds, and `reg` loads it.
//! Slots above the innermost frame's live registers should be dropped with [`TraceBuilder::kill_from`], or they stay
//! alive in every snapshot.
//!
//! The builder does not optimise, except that operations over constants are computed.

use crate::abort::Abort;
use crate::exit::{Exit, Source};
use crate::ir::eval::pure;
use crate::ir::{
    Const, Effect, Entry, Field, HelperId, Imm, Inst, Kept, Mem, NewDesc, Op, Ref, Shape, Slot,
    SnapId, Trace, Ty,
};
use crate::snapshot::{Frame, Held, Snapshot};
use crate::target::{Fails, Target};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Limits of a recording.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub instructions: usize,
    pub frames: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            instructions: 6000,
            frames: 12,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum SlotState {
    /// Never read or written; its home holds its value.
    Home,
    /// Its home holds this.
    Loaded(Ref),
    Changed(Ref),
    /// Not read any more, but a variable whose value somebody may want to see who looks at the frame.
    Idle(Ref),
    /// Of no interest any more.
    Dead,
}

/// Builds one trace.
#[derive(Clone)]
pub struct TraceBuilder {
    target: Arc<Target>,
    limits: Limits,
    trace: Trace,
    slots: BTreeMap<Slot, SlotState>,
    frames: Vec<Frame>,
    /// The snapshot of the current op, once a guard asked for it.
    snap: Option<SnapId>,
    /// The current op had an effect.
    acted: bool,
    gave_up: Option<Abort>,
    /// The trace has returned below its base.
    below: bool,
    /// Frames that are there at the head where a loop ends.
    frames_at_head: usize,
}

impl TraceBuilder {
    /// A trace that begins at an anchor, in this frame.
    pub fn root(target: Arc<Target>, limits: Limits, frame: Frame) -> TraceBuilder {
        let mut trace = Trace::new(Entry::Root);
        trace.start = vec![frame.clone()];
        TraceBuilder {
            target,
            limits,
            trace,
            slots: BTreeMap::new(),
            frames: vec![frame],
            snap: None,
            acted: false,
            gave_up: None,
            below: false,
            frames_at_head: 1,
        }
    }

    /// A trace that begins where another ends with `leave`, every value in its home: a further head of the region.
    /// `None` if a value of that exit has no home.
    pub fn head(target: Arc<Target>, limits: Limits, exit: &Exit) -> Option<TraceBuilder> {
        if !exit.objects.is_empty() {
            return None;
        }
        let mut builder = TraceBuilder::root(target, limits, exit.frames[0].clone());
        builder.trace.start = exit.frames.clone();
        builder.frames = exit.frames.clone();
        builder.frames_at_head = exit.frames.len();
        // The interpreter makes inlined frames anew, so every exit has to say what their registers hold.
        let inlined = exit.frames.get(1).map(|frame| frame.base);
        for &(slot, _) in &exit.slots {
            if inlined.is_some_and(|first| slot >= first) {
                let r = builder.reg(slot);
                builder.set_reg(slot, r);
            }
        }
        builder.acted = false;
        Some(builder)
    }

    /// A trace that begins at an exit of the same region. A loop of it ends where this many frames are there.
    pub fn side(
        target: Arc<Target>,
        limits: Limits,
        exit: &Exit,
        frames_at_head: usize,
    ) -> TraceBuilder {
        let mut builder = TraceBuilder::root(target, limits, exit.frames[0].clone());
        builder.trace.entry = Entry::Side;
        builder.trace.start.clear();
        builder.frames_at_head = frames_at_head;
        builder.frames = exit.frames.clone();
        builder.below = exit.frames[0].base.0 < 0;
        let inputs: Vec<Ref> = exit
            .leaves
            .iter()
            .enumerate()
            .map(|(k, &ty)| {
                builder.push(Inst::new(Op::Input, &[], Imm::Index(k as u32)).typed(Some(ty)))
            })
            .collect();
        let objects: Vec<Ref> = exit
            .objects
            .iter()
            .map(|object| builder.allocate(object.desc))
            .collect();
        for (object, &at) in exit.objects.iter().zip(&objects) {
            for &(field, source) in &object.fields {
                builder.store_inherited(at, field, source, &inputs, &objects);
            }
        }
        for &(base, field, source) in &exit.late {
            let base = builder.inherited(base, &inputs, &objects);
            builder.store_inherited(base, field, source, &inputs, &objects);
        }
        for &(slot, source) in &exit.slots {
            let r = builder.inherited(source, &inputs, &objects);
            let r = builder.boxed(r);
            builder.set_reg(slot, r);
        }
        builder.acted = false;
        builder
    }

    fn store_inherited(
        &mut self,
        base: Ref,
        field: Field,
        source: Source,
        inputs: &[Ref],
        objects: &[Ref],
    ) {
        let r = self.inherited(source, inputs, objects);
        let r = if field.kind == Mem::Val {
            self.boxed(r)
        } else {
            r
        };
        self.store(base, field, r);
    }

    fn inherited(&mut self, source: Source, inputs: &[Ref], objects: &[Ref]) -> Ref {
        match source {
            Source::Leaf(k, _) => inputs[k as usize],
            Source::Const(c) => self.trace.constant(c),
            Source::Object(k) => objects[k as usize],
        }
    }

    /// Begins an interpreter op of the innermost frame.
    pub fn op(&mut self, pc: u32) {
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = pc;
        }
        self.snap = None;
        self.acted = false;
    }

    /// Enters an inlined call; its registers begin at `frame.base`.
    pub fn enter(&mut self, frame: Frame) {
        self.frames.push(frame);
        self.acted = true;
        if self.frames.len() > self.limits.frames {
            self.give_up(Abort::TooDeep);
        }
    }

    /// Returns from an inlined call. False if it was the frame of the anchor, which a trace cannot leave.
    pub fn exit(&mut self) -> bool {
        self.acted = true;
        if self.frames.len() == 1 {
            return false;
        }
        self.frames.pop();
        true
    }

    /// Returns from the outermost frame of the trace to its caller, which lies below the trace's base; the recorder
    /// has made sure that the caller is this one.
    pub fn return_below(&mut self, caller: Frame) {
        self.acted = true;
        self.below = true;
        self.frames = vec![caller];
    }

    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Changes the innermost frame's pc or meta words without beginning an op.
    pub fn frame_mut(&mut self) -> Option<&mut Frame> {
        self.frames.last_mut()
    }

    fn slot(&mut self, slot: Slot) -> &mut SlotState {
        self.slots.entry(slot).or_insert(SlotState::Home)
    }

    /// The value of a slot.
    pub fn reg(&mut self, slot: Slot) -> Ref {
        match *self.slot(slot) {
            SlotState::Loaded(r) | SlotState::Changed(r) => r,
            SlotState::Home | SlotState::Idle(_) | SlotState::Dead => {
                let r = self.push(Inst::new(Op::Reg, &[], Imm::Slot(slot)));
                *self.slot(slot) = SlotState::Loaded(r);
                r
            }
        }
    }

    /// Sets a slot; the value may be unboxed.
    pub fn set_reg(&mut self, slot: Slot, r: Ref) {
        self.acted = true;
        if self.trace.ty(r) == Ty::Ptr {
            self.give_up(Abort::NotAnObject);
        }
        let r = self.boxed(r);
        *self.slot(slot) = SlotState::Changed(r);
    }

    /// Writes a slot to its home, for a call of this op that looks there; an exit of the op says what the slot holds, too.
    /// With `dead`, a slot of no interest gets that value there.
    pub fn write_home(&mut self, slot: Slot, dead: Option<Ref>) {
        self.snapshot();
        let value = match *self.slot(slot) {
            SlotState::Changed(r) | SlotState::Idle(r) => Some(r),
            SlotState::Home | SlotState::Loaded(_) => None,
            SlotState::Dead => dead,
        };
        if let Some(r) = value {
            self.emit(Op::SetReg, &[r], Imm::Slot(slot));
        }
    }

    /// The slots from this one on hold nothing of interest.
    pub fn kill_from(&mut self, slot: Slot) {
        self.acted = true;
        for (_, state) in self.slots.range_mut(slot..) {
            *state = SlotState::Dead;
        }
    }

    /// This slot, a variable's, is not read any more.
    pub fn rest(&mut self, slot: Slot) {
        self.acted = true;
        let state = self.slot(slot);
        *state = match *state {
            SlotState::Changed(r) | SlotState::Idle(r) => SlotState::Idle(r),
            _ => SlotState::Dead,
        };
    }

    /// This slot holds nothing of interest.
    pub fn kill(&mut self, slot: Slot) {
        self.acted = true;
        *self.slot(slot) = SlotState::Dead;
    }

    fn state(&self) -> Snapshot {
        // Who is called through a step over may look at the frames, and find variables there that nothing else reads.
        let seen = self.trace.needs_frame();
        let changed = |(&slot, state): (&Slot, &SlotState)| match *state {
            SlotState::Changed(r) => Some((slot, Held::Ref(self.unboxed(r)))),
            SlotState::Idle(r) if seen => Some((slot, Held::Ref(self.unboxed(r)))),
            _ => None,
        };
        Snapshot {
            frames: self.frames.clone(),
            slots: self.slots.iter().filter_map(changed).collect(),
            late: Vec::new(),
        }
    }

    /// What a box was made of, if the ref is one.
    pub fn inside(&self, r: Ref) -> Option<Ref> {
        let u = self.unboxed(r);
        (u != r).then_some(u)
    }

    /// Gives the trace up for a reason of the recorder's.
    pub fn refuse(&mut self, why: Abort) {
        self.give_up(why);
    }

    /// Does the trace begin at an anchor?
    pub fn is_root(&self) -> bool {
        self.trace.entry == Entry::Root
    }

    pub fn truth(&mut self, b: bool) -> Ref {
        self.trace.truth(b)
    }

    /// What an exit boxes by itself needs no box in the trace.
    fn unboxed(&self, r: Ref) -> Ref {
        match self.trace.def(r) {
            Some(inst) if matches!(inst.op, Op::BoxInt | Op::BoxFloat | Op::BoxBool) => {
                inst.args[0]
            }
            _ => r,
        }
    }

    fn snapshot(&mut self) -> SnapId {
        match self.snap {
            Some(snap) => snap,
            None => {
                if self.acted {
                    self.give_up(Abort::GuardAfterEffect);
                }
                let state = self.state();
                if state.slots.len() > self.target.context.spill_words as usize {
                    self.give_up(Abort::TooManySlots);
                }
                let snap = self.trace.snaps.add(state);
                self.snap = Some(snap);
                snap
            }
        }
    }

    fn push(&mut self, inst: Inst) -> Ref {
        if self.trace.insts.len() >= self.limits.instructions {
            self.give_up(Abort::TooLong);
        }
        self.trace.push(inst)
    }

    fn give_up(&mut self, why: Abort) {
        self.gave_up.get_or_insert(why);
    }

    /// Why the trace cannot be used any more, if so; to be asked after each op.
    pub fn gave_up(&self) -> Option<Abort> {
        self.gave_up
    }

    /// Records any op but calls and ends. The result is `Ref::NONE` for ops without one.
    pub fn emit(&mut self, op: Op, args: &[Ref], imm: Imm) -> Ref {
        if op.is_pure() && !args.is_empty() && args.iter().all(|r| r.is_const()) {
            let consts: Vec<Const> = args
                .iter()
                .filter_map(|&r| self.trace.const_of(r))
                .collect();
            if let Some(c) = pure(op, &consts) {
                return self.trace.constant(c);
            }
        }
        let mut inst = Inst::new(op, args, imm);
        if op.is_guard() {
            if self.acted && self.snap.is_some() {
                self.give_up(Abort::GuardAfterEffect);
            }
            inst.snap = self.snapshot();
        }
        if matches!(op.row().effect, Effect::Write | Effect::WriteHome) {
            self.acted = true;
        }
        let has_result = inst.ty.is_some();
        let r = self.push(inst);
        if has_result { r } else { Ref::NONE }
    }

    /// Records an op without immediate.
    pub fn do_op(&mut self, op: Op, args: &[Ref]) -> Ref {
        self.emit(op, args, Imm::None)
    }

    /// Records a guard on an object's shape: `guard_shape`, `see`, `see_shared`, `own`.
    pub fn shape(&mut self, op: Op, object: Ref, shape: Shape) {
        self.emit(op, &[object], Imm::Shape(shape));
    }

    pub fn load(&mut self, base: Ref, field: Field) -> Ref {
        self.emit(Op::Load, &[base], Imm::Field(field))
    }

    pub fn store(&mut self, base: Ref, field: Field, value: Ref) {
        self.emit(Op::Store, &[base, value], Imm::Field(field));
    }

    pub fn load_at(&mut self, base: Ref, index: Ref, field: Field) -> Ref {
        self.emit(Op::LoadX, &[base, index], Imm::Field(field))
    }

    pub fn store_at(&mut self, base: Ref, index: Ref, field: Field, value: Ref) {
        self.emit(Op::StoreX, &[base, index, value], Imm::Field(field));
    }

    pub fn allocate(&mut self, desc: NewDesc) -> Ref {
        self.emit(Op::New, &[], Imm::New(desc))
    }

    /// Calls a helper. Arguments are given as the helper takes them.
    pub fn call(&mut self, helper: HelperId, args: &[Ref]) -> Ref {
        let declared = self.target.helper(helper);
        let (fails, pure, effects) = (declared.fails, declared.pure, declared.effects);
        let ty = if fails == Fails::Status {
            None
        } else {
            declared.result
        };
        let list = self.trace.list(args);
        let mut inst = Inst::new(Op::Call, &[], Imm::Helper(helper)).typed(ty);
        inst.list = list;
        inst.snap = self.snapshot();
        let r = self.push(inst);
        if !pure && !effects.silent() {
            self.acted = true;
        }
        if ty.is_some() { r } else { Ref::NONE }
    }

    /// The boxed form of any value.
    pub fn boxed(&mut self, r: Ref) -> Ref {
        match self.trace.ty(r) {
            Ty::Int => match self
                .trace
                .int_of(r)
                .and_then(|i| self.target.tags.box_int(i))
            {
                Some(bits) => self.trace.val(bits),
                None => self.do_op(Op::BoxInt, &[r]),
            },
            Ty::Float => match self.trace.float_of(r) {
                Some(f) => self.trace.val(self.target.tags.box_float(f)),
                None => self.do_op(Op::BoxFloat, &[r]),
            },
            Ty::Bool => match self.trace.bool_of(r) {
                Some(b) => self.trace.val(self.target.tags.box_bool(b)),
                None => self.do_op(Op::BoxBool, &[r]),
            },
            Ty::Val | Ty::Ptr => r,
        }
    }

    pub fn constant(&mut self, c: Const) -> Ref {
        self.trace.constant(c)
    }

    pub fn int(&mut self, i: i64) -> Ref {
        self.trace.int(i)
    }

    pub fn float(&mut self, f: f64) -> Ref {
        self.trace.float(f)
    }

    pub fn val(&mut self, bits: u64) -> Ref {
        self.trace.val(bits)
    }

    pub fn ty(&self, r: Ref) -> Ty {
        self.trace.ty(r)
    }

    pub fn const_of(&self, r: Ref) -> Option<Const> {
        self.trace.const_of(r)
    }

    /// The trace relies on this invalidation cell.
    pub fn depend(&mut self, cell: u64) {
        if !self.trace.depends.contains(&cell) {
            self.trace.depends.push(cell);
        }
    }

    /// Keeps what a helper is given the address of.
    pub fn keep(&mut self, what: Kept) {
        self.trace.keeps.push(what);
    }

    /// Writes every slot to its home, for a call that does with the interpreter's state what the interpreter would. The slots
    /// of inlined frames, those from `inlined` up to `end`, hold nothing else there: one of no interest gets `nothing`.
    pub fn write_homes(&mut self, inlined: Slot, end: Slot, nothing: Ref) {
        let own: Vec<Slot> = self.slots.range(..inlined).map(|(&slot, _)| slot).collect();
        for slot in own {
            self.write_home(slot, None);
            let state = self.slot(slot);
            *state = match *state {
                SlotState::Changed(r) => SlotState::Loaded(r),
                SlotState::Idle(_) => SlotState::Dead,
                there => there,
            };
        }
        for slot in inlined.0..end.0 {
            let slot = Slot(slot);
            if *self.slot(slot) == SlotState::Home {
                self.slots.insert(slot, SlotState::Dead);
            }
            self.write_home(slot, Some(nothing));
        }
    }

    /// A call has written the slot's home. Exits say what the slots of inlined frames hold, wherever that is.
    pub fn reread(&mut self, slot: Slot, inlined: bool) {
        self.slots.insert(slot, SlotState::Home);
        if inlined {
            let r = self.reg(slot);
            self.slots.insert(slot, SlotState::Changed(r));
        }
    }

    pub fn len(&self) -> usize {
        self.trace.insts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.trace.insts.is_empty()
    }

    /// Ends the trace where it began: at the region's anchor, in the anchor's frame.
    pub fn finish_loop(self, pc: u32) -> Result<Trace, Abort> {
        self.finish(Op::Loop, pc)
    }

    /// Ends the trace: the interpreter goes on at this pc of the innermost frame.
    pub fn finish_leave(self, pc: u32) -> Result<Trace, Abort> {
        self.finish(Op::Leave, pc)
    }

    /// Ends the trace of a function: the op at this pc returns the value.
    pub fn finish_return(mut self, pc: u32, value: Ref) -> Result<Trace, Abort> {
        self.op(pc);
        let value = self.boxed(value);
        let snap = self.snapshot();
        self.trace
            .push(Inst::new(Op::Return, &[value], Imm::None).at(snap));
        match self.gave_up {
            Some(why) => Err(why),
            None => Ok(self.trace),
        }
    }

    fn finish(mut self, end: Op, pc: u32) -> Result<Trace, Abort> {
        self.op(pc);
        if end == Op::Loop && self.below {
            // Callers stand where they stood: the recorder has made sure of that, too.
            self.frames.drain(..self.frames.len() - self.frames_at_head);
        }
        if end == Op::Loop && self.frames.len() != self.frames_at_head {
            self.give_up(Abort::LeftFrame);
        }
        let snap = self.snapshot();
        self.trace.push(Inst::new(end, &[], Imm::None).at(snap));
        match self.gave_up {
            Some(why) => Err(why),
            None => Ok(self.trace),
        }
    }
}
