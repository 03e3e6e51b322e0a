//! From an exit of compiled code back to the interpreter: frames, registers, objects that were virtual.

use jit::cache::Left;
use jit::exit::{Cause, Exit, Rebuild};
use jit::ir::{Field, Mem, NewDesc, Slot as JitSlot};
use jit::target::Target;

use crate::interp::frame::{Frame, OnReturn};
use crate::object::{Code, Generator, born_raw, poke, poke_half};
use crate::record::machine::{meta, shadow_depth};
use crate::thread::{Slot, Thread};
use crate::value::Raw;

/// A function that compiled code called and that was left.
pub(crate) struct Callee {
    /// Good as long as the thread is pinned, which it is until the frame is made.
    pub left: Left<'static>,
    /// Where its registers begin, from the caller's base.
    pub first: i32,
    /// Where its value goes, from there.
    pub dst: i32,
    /// What its exit saved.
    pub leaves: Vec<u64>,
}

/// What was left first, and where the frame of its region stands.
pub struct Innermost<'g> {
    pub left: Left<'g>,
    pub base: Slot,
    /// Frames up to its own.
    pub depth: usize,
    /// It is a function that other compiled code called.
    pub called: bool,
    /// Frames that the trace had returned from, as [`Returned`] says.
    pub returned: Returned,
}

/// Frames that a trace returned from, with the frame that each was called from: from the anchor's downwards.
pub type Returned = Vec<(Frame, Frame)>;

/// Makes the interpreter stand where the exit says; the anchor's frame is on top, its registers begin at `base`. Where the
/// trace has returned below the anchor's frame, frames are popped first. If the exit is that of a call, the frames of
/// the callee and its callees follow.
pub fn resume<'g>(th: &mut Thread, base: Slot, left: Left<'g>, target: &Target) -> Innermost<'g> {
    let depth = th.frames.len();
    // The spill area is the thread's, and rebuilding may use it: work on a copy, on the stack if it is short.
    let (mut short, mut long) = ([0; 32], Vec::new());
    let n = left.exit.leaves.len();
    let spill = if n <= short.len() {
        &mut short[..n]
    } else {
        long.resize(n, 0);
        &mut long[..]
    };
    th.spill(spill);
    let returned = rebuild(th, base, left.exit, spill, target);
    crate::atomic::snapshot::mark_inlined(th);
    let mut innermost = Innermost {
        left,
        base,
        depth,
        called: false,
        returned,
    };
    if innermost.left.cause == Cause::Called {
        for callee in th.callees.take().into_iter().rev() {
            let caller = innermost.base.0;
            let base = Slot(caller.wrapping_add_signed(callee.first));
            let dst = Slot(caller.wrapping_add_signed(callee.dst));
            push_callee(th, base, dst, &callee.left.exit.frames[0]);
            innermost = Innermost {
                left: callee.left,
                base,
                depth: th.frames.len(),
                called: true,
                returned: Vec::new(),
            };
            rebuild(th, base, innermost.left.exit, &callee.leaves, target);
        }
    }
    innermost
}

/// The frame of a function called by compiled code; its arguments are in place.
fn push_callee(th: &mut Thread, base: Slot, dst: Slot, f: &jit::snapshot::Frame) {
    let mut frame = inlined_frame(th, base, f);
    frame.on_return = OnReturn::Store(dst);
    frame.extra = Raw::UNDEF;
    push_inlined(th, frame);
}

/// Pushes a frame. Its parameters are registers of the caller: what the exit does not set is what the call was given.
fn push_inlined(th: &mut Thread, frame: Frame) {
    let code = &frame.body().lang;
    let first = match frame.on_return {
        OnReturn::Next(_) | OnReturn::Send(_) => 0,
        _ => code.nparams() as u32,
    };
    for i in first..code.nregs {
        th.set_raw(Slot(frame.base + i), Raw::UNDEF);
    }
    th.depth.set(th.depth.get() + 1);
    th.frames.push(frame);
}

/// The frames and registers of one exit, above what is there.
fn rebuild(th: &mut Thread, base: Slot, exit: &Exit, leaves: &[u64], target: &Target) -> Returned {
    let mut returned = Vec::new();
    let (first, inlined) = exit.frames.split_first().expect("J4: an exit has a frame");
    let anchor = th.frames.len() - 1;
    let outermost = base.0.wrapping_add_signed(first.base.0);
    while th.frames.last().is_some_and(|f| f.base > outermost) {
        let frame = crate::interp::pop(th);
        returned.extend(th.frames.last().map(|below| (frame, *below)));
    }
    if let Some(f) = th.frames.last_mut() {
        f.pc = first.pc;
    }
    for f in inlined {
        push_inlined(th, inlined_frame(th, base, f));
    }
    let top = th.frames.last().map_or(0, |f| f.base + f.body().lang.nregs);
    th.top.set(top);
    exit.restore(leaves, &target.tags, &mut Rebuilder { th, base, anchor });
    for (above, f) in inlined.iter().rev().enumerate() {
        let number = th.frames.len() - 1 - above;
        find_function(th, number, base, f);
    }
    returned
}

/// The generator or function that an inlined frame runs, if a register of its caller has it.
pub(crate) fn find_function(th: &mut Thread, number: usize, base: Slot, f: &jit::snapshot::Frame) {
    let held = |what: usize| Slot(base.0.wrapping_add(f.meta[what] as u32));
    if f.meta[meta::GENERATOR] != meta::NONE {
        runs_in_generator(th, number, held(meta::GENERATOR));
    } else if f.meta[meta::CALLEE] != meta::NONE {
        th.frames[number].function = th.raw(held(meta::CALLEE));
    }
}

/// A frame is that of the generator in a register of its caller.
fn runs_in_generator(th: &mut Thread, number: usize, generator: Slot) {
    let g = th.get(generator).expect::<Generator>();
    let (g, function) = (g.raw(), g.made_by().raw());
    let frame = &mut th.frames[number];
    frame.generator = g;
    frame.function = function;
}

pub(crate) fn inlined_frame(th: &Thread, base: Slot, f: &jit::snapshot::Frame) -> Frame {
    let code = Raw(f.code);
    let dst = Slot(base.0.wrapping_add(f.meta[meta::DST] as u32));
    Frame {
        function: Raw(f.meta[meta::FUNCTION]),
        code,
        data: code.val(th).expect::<Code>().body(),
        globals: Raw(f.meta[meta::GLOBALS]),
        base: base.0.wrapping_add_signed(f.base.0),
        pc: f.pc,
        on_return: match f.meta[meta::RETURN] {
            meta::INIT => OnReturn::Init(dst),
            meta::OPERATOR => OnReturn::Operator(dst),
            meta::NEXT => OnReturn::Next(dst),
            meta::SEND => OnReturn::Send(dst),
            _ => OnReturn::Store(dst),
        },
        extra: Raw(f.meta[meta::NUMBER]),
        generator: Raw::UNDEF,
        namespace: Raw::UNDEF,
        outer_handled: th.handled.get(),
    }
}

struct Rebuilder<'a> {
    th: &'a mut Thread,
    base: Slot,
    anchor: usize,
}

impl Rebuild for Rebuilder<'_> {
    fn box_int(&mut self, i: i64) -> u64 {
        self.th.int(i).bits()
    }

    fn allocate(&mut self, desc: NewDesc) -> u64 {
        born_raw(self.th, desc.shape.0, desc.size as usize, desc.shared).0
    }

    fn set_field(&mut self, object: u64, field: Field, bits: u64) {
        match field.kind {
            Mem::U32 | Mem::I32 => poke_half(Raw(object), field.offset as usize, bits as u32),
            _ => poke(Raw(object), field.offset as usize, bits),
        }
    }

    fn set_slot(&mut self, slot: JitSlot, value: u64) {
        if let Some(depth) = shadow_depth(slot) {
            // The new instance of an inlined `__init__`, by depth of its frame.
            let frame = self.anchor.wrapping_add_signed(depth as isize);
            if let Some(f) = self.th.frames.get_mut(frame) {
                f.extra = Raw(value);
            }
            return;
        }
        self.th
            .set_raw(Slot(self.base.0.wrapping_add_signed(slot.0)), Raw(value));
    }
}
