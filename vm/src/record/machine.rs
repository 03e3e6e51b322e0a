//! The trace recorder as a [`Machine`]: pairs of a concrete value and a trace reference. It does what the interpreter
//! does and says the same to the trace builder; every decision becomes a guard on the answer it got.
//!
//! What the vocabulary does not cover the recorder *leaves* to the interpreter: compiled code steps over the op
//! ([`over`](super::over)), or the trace ends before it.

use std::cell::{Cell as StdCell, RefCell};

use jit::abort::Abort;
use jit::build::TraceBuilder;
use jit::ir::{Field, NewDesc, Op, Ref as R, Shape as JitShape, Slot as JitSlot, Trace, Ty};
use jit::snapshot::Frame as JitFrame;
use lang::opcode::{Pc, Reg};

use super::drive::relative;
use super::target::{self, Help};
use crate::heap::{cell_size, class_of};
use crate::interp::frame::{Frame, OnReturn};
use crate::interp::{Flow, Interp};
use crate::object::{Cell, List, Ref, word_of};
use crate::semantics::Machine;
use crate::thread::Slot;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// Slots from here on hold the new instances of inlined `__init__` frames, by depth.
pub const SHADOW: i32 = 1024;

/// The shadow slot of a frame, by its depth above the anchor's.
pub(super) fn shadow(depth: i32) -> JitSlot {
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
    /// What becomes of the value: one of the following.
    pub const RETURN: usize = 3;
    pub const STORE: u64 = 0;
    /// The frame is an `__init__` whose caller gets the instance.
    pub const INIT: u64 = 1;
    /// The frame is an operator's method, whose number follows.
    pub const OPERATOR: u64 = 2;
    /// The frame is a generator's, resumed by `for_iter` or by `send`; where the caller goes on at its end follows.
    pub const NEXT: u64 = 3;
    pub const SEND: u64 = 4;
    pub const NUMBER: usize = 4;
    /// Register of the caller that holds the generator, from the trace's base.
    pub const GENERATOR: usize = 5;
    /// Register of the caller that holds the function, from the trace's base, where `FUNCTION` is UNDEF: one of several
    /// functions with this code.
    pub const CALLEE: usize = 6;
    /// No register: a number that no place is, those of frames below the trace's base, which are negative, included.
    pub const NONE: u64 = 1 << 40;
}

/// The running frame as the trace knows it.
pub fn frame_of(m: &Interp<'_>, base: Slot, pc: u32) -> JitFrame {
    let f = m.frame();
    let (dst, on_return) = match f.on_return {
        OnReturn::Store(s) => (relative(base, s).0 as u64, meta::STORE),
        OnReturn::Init(s) => (relative(base, s).0 as u64, meta::INIT),
        OnReturn::Operator(s) => (relative(base, s).0 as u64, meta::OPERATOR),
        _ => (0, meta::STORE),
    };
    let number = if on_return == meta::OPERATOR {
        f.extra
    } else {
        Raw::UNDEF
    };
    JitFrame {
        code: f.code.0,
        pc,
        base: relative(base, Slot(f.base)),
        meta: vec![
            f.function.0,
            f.globals.0,
            dst,
            on_return,
            number.0,
            meta::NONE,
            meta::NONE,
        ],
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

/// The heads of the region that a trace is for.
pub struct Heads {
    /// The code that the anchor lies in.
    pub code: Raw,
    /// The frames of the head it grows from, if that is not the anchor.
    pub own: Option<Vec<JitFrame>>,
    /// The frames of the others, where the trace may end.
    pub others: Vec<Vec<JitFrame>>,
    /// The frame of the anchor is there whenever the code of the region runs.
    pub framed: bool,
}

/// The trace as it was when an inner loop went round for the first time.
struct WayOut {
    builder: TraceBuilder,
    head: u32,
    /// The frame that the loop is in.
    base: u32,
}

impl WayOut {
    fn is_of(&self, head: u32, base: u32) -> bool {
        (self.head, self.base) == (head, base)
    }
}

/// Records while it runs.
pub struct Recorder<'a, 'b> {
    pub(super) m: &'a mut Interp<'b>,
    pub(super) b: RefCell<TraceBuilder>,
    pub(super) base: Slot,
    base_depth: usize,
    pub(super) anchor: u32,
    leaving: StdCell<bool>,
    /// The value that the function of the region returns.
    returning: StdCell<Option<R>>,
    /// Where the registers of the region's own frame end, if that is there.
    own_end: Option<i32>,
    pub(super) pins: RefCell<Vec<Raw>>,
    /// Frames that the trace has returned from, with the frame they were called from: from the anchor's downwards.
    left_below: Vec<(Frame, Frame)>,
    pub(super) heads: Heads,
    /// Where the interpreter goes on if the trace ends within an op.
    leave_at: StdCell<Option<u32>>,
    /// Inner loops that went round, outermost first.
    ways_out: Vec<WayOut>,
    /// Refs known not to be UNDEF.
    pub(super) defined: RefCell<Vec<R>>,
    /// What had fallen when the recording began.
    fallen: Option<u64>,
    /// Ops that compiled code has the interpreter do.
    pub(super) steps: u32,
    /// The last op was one, behind which nothing that the trace relies on need hold any more.
    pub(super) check_validity: StdCell<bool>,
}

impl<'a, 'b> Recorder<'a, 'b> {
    pub(super) fn new(
        m: &'a mut Interp<'b>,
        b: TraceBuilder,
        base: Slot,
        base_depth: usize,
        anchor: u32,
        heads: Heads,
    ) -> Self {
        let own = m.th.frames.get(base_depth - 1).copied();
        let own = own.filter(|f| f.base == base.0);
        Recorder {
            fallen: m.th.vm.jit().map(super::Jit::falls),
            own_end: own.map(|f| f.body().lang.nregs as i32),
            returning: StdCell::new(None),
            m,
            b: RefCell::new(b),
            base,
            base_depth,
            anchor,
            leaving: StdCell::new(false),
            pins: RefCell::default(),
            left_below: Vec::new(),
            heads,
            leave_at: StdCell::new(None),
            ways_out: Vec::new(),
            defined: RefCell::default(),
            steps: 0,
            check_validity: StdCell::new(false),
        }
    }

    /// Frames above the anchor's; negative below it.
    pub(super) fn depth(&self) -> i32 {
        self.m.th.frames.len() as i32 - self.base_depth as i32
    }

    /// Is this the head that the trace grows from? For the anchor: in a frame that stands where the anchor's stood, called
    /// from where that was called from.
    pub(super) fn at_anchor(&self, pc: u32) -> bool {
        if let Some(own) = &self.heads.own {
            return self.stands_at(own, pc);
        }
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

    /// Is this another head of the region?
    pub(super) fn at_other_head(&self, pc: u32) -> bool {
        self.heads.others.iter().any(|h| self.stands_at(h, pc))
    }

    fn stands_at(&self, head: &[JitFrame], pc: u32) -> bool {
        let b = self.b.borrow();
        let (Some((top, below)), Some((now, now_below))) =
            (head.split_last(), b.frames().split_last())
        else {
            return false;
        };
        top.pc == pc
            && below == now_below
            && (top.base, top.code, &top.meta) == (now.base, now.code, &now.meta)
    }

    /// Has the trace returned from the anchor's frame, into another loop than the anchor's?
    pub(super) fn is_below(&self, head: u32) -> bool {
        self.depth() < 0 && !(self.m.frame().code == self.heads.code && head == self.anchor)
    }

    /// Is the loop with this head one around the one that the trace grows from, as far as one can see?
    pub(super) fn is_around(&self, head: u32) -> bool {
        if let Some(own) = self.heads.own.as_ref().and_then(|own| own.last()) {
            let base = relative(self.base, Slot(self.m.frame().base));
            return base < own.base || base == own.base && head < own.pc;
        }
        let depth = self.depth();
        if self.is_function() {
            return false;
        }
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

    /// The trace grows from one that had returned from these frames.
    pub(super) fn has_returned(&mut self, frames: crate::resume::Returned) {
        if let Some((anchor, _)) = frames.first() {
            self.own_end = Some(anchor.body().lang.nregs as i32);
        }
        self.left_below = frames;
    }

    /// Is it the region of a function, not of a loop?
    pub(super) fn is_function(&self) -> bool {
        self.anchor == super::drive::ENTRY
    }

    pub(super) fn own_end(&self) -> Option<i32> {
        self.own_end
    }

    /// Ends the trace with the return of the region's function.
    pub(super) fn return_here<T>(&self, value: R) -> Res<T> {
        self.returning.set(Some(value));
        Err(Unwind::Conflict)
    }

    pub(super) fn returning(&self) -> Option<R> {
        self.returning.get()
    }

    pub(super) fn finish_return(self, pc: u32) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        self.log_end("returns");
        let value = self.returning.get().expect("J4: a value is returned");
        (
            self.b.into_inner().finish_return(pc, value),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    pub(super) fn wants_to_leave(&self) -> bool {
        self.leaving.get()
    }

    /// The trace does not end here after all.
    pub(super) fn stay(&self) {
        self.leaving.set(false);
    }

    /// Ends the trace within an op, behind what that has done?
    pub(super) fn leaves_within(&self) -> bool {
        self.leave_at.get().is_some()
    }

    /// Has something fallen since the recording began, on which the trace may rely?
    pub(super) fn has_fallen(&self) -> bool {
        self.m.th.vm.jit().map(super::Jit::falls) != self.fallen
    }

    /// Has the trace returned from the anchor's frame?
    pub(super) fn has_left_below(&self) -> bool {
        !self.left_below.is_empty()
    }

    pub(super) fn gave_up(&self) -> Option<Abort> {
        self.b.borrow().gave_up()
    }

    /// Forgets dead registers and begins an op.
    pub(super) fn begin_op(&mut self, pc: u32) {
        let live = self.m.body().lang.live_in(Pc(pc));
        let first = self.slot(Reg(0)).0;
        let variables = self.m.body().lang.first_temporary();
        let mut b = self.b.borrow_mut();
        for i in 0..self.m.body().lang.nregs {
            let slot = JitSlot(first + i as i32);
            match live.contains(i as usize) {
                true => {}
                false if i < variables => b.rest(slot),
                false => b.kill(slot),
            }
        }
        b.op(pc);
        drop(b);
        self.after_step();
    }

    pub(super) fn slot(&self, r: Reg) -> JitSlot {
        relative(self.base, self.m.slot(r))
    }

    /// The code being recorded, kept for as long as a step runs.
    pub(super) fn words(&self) -> std::sync::Arc<lang::Code> {
        self.m.body().lang.clone()
    }

    /// A hot loop within goes round for the first time: here the trace ends if it turns out to be a long one.
    pub(super) fn note_way_out(&mut self, head: u32) {
        let base = self.m.frame().base;
        if self.ways_out.iter().all(|way| !way.is_of(head, base)) {
            let builder = self.b.borrow().clone();
            self.ways_out.push(WayOut {
                builder,
                head,
                base,
            });
        }
    }

    /// Forgets the loops of frames that are gone.
    pub(super) fn forget_ways_out(&mut self) {
        let top = self.m.frame().base;
        self.ways_out.retain(|way| way.base <= top);
    }

    /// Is the loop with this head, of the running frame, one to leave the trace for?
    pub(super) fn way_out(&self, head: u32) -> Option<usize> {
        let base = self.m.frame().base;
        self.ways_out.iter().position(|way| way.is_of(head, base))
    }

    /// Ends the trace behind the poll of a loop's back-edge.
    pub(super) fn leave_to<T>(&self, head: u32) -> Res<T> {
        self.leave_at.set(Some(head));
        self.leave_here()
    }

    /// Where the trace ends that ends within this op.
    pub(super) fn leaves_at(&self, pc: u32) -> u32 {
        self.leave_at.get().unwrap_or(pc)
    }

    /// Ends the trace where this loop first went round; the interpreter is ahead of that.
    pub(super) fn finish_before(mut self, way: usize) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        let way = self.ways_out.swap_remove(way);
        self.b = RefCell::new(way.builder);
        let too_short = self.is_function() || self.len() < self.m.th.shortest_trace();
        if self.is_root() && too_short {
            return self.give_up(Abort::Untraceable);
        }
        self.finish_leave(way.head)
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
        self.log_end("comes round");
        (
            self.b.into_inner().finish_loop(pc),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    /// Instructions recorded so far.
    pub(super) fn len(&self) -> usize {
        self.b.borrow().len()
    }

    pub(super) fn finish_leave(self, pc: u32) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        if self.b.borrow().len() < 4 {
            self.log_end("is too short to leave");
            return self.done(Err(Abort::Untraceable));
        }
        self.log_end("leaves");
        (
            self.b.into_inner().finish_leave(pc),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    /// Says for a dump where a recording ended, and how.
    pub(super) fn log_end(&self, how: &str) {
        jit::log::stage("ends", || {
            let lang = &self.m.body().lang;
            let pc = Pc(self.m.pc);
            let (op, name, line) = (lang.op_at(pc).text(), &lang.name, lang.line(pc));
            let (depth, len) = (self.depth(), self.len());
            format!("{how} at {op} of {name}:{line}, depth {depth}, {len} instructions")
        });
    }

    /// Ends the trace at another head, however short it is.
    pub(super) fn finish_at_head(self, pc: u32) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        self.log_end("reaches a head");
        (
            self.b.into_inner().finish_leave(pc),
            self.pins.into_inner(),
            Ok(()),
        )
    }

    pub(super) fn give_up(self, why: Abort) -> (Result<Trace, Abort>, Vec<Raw>, Res<()>) {
        self.log_end(why.words());
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
}
