//! The state at a block's start.
//!
//! Only the frame that enters the block is copied then: its registers and where it stands. The frames below it cannot
//! change before it is left. Just before that the caller is copied too, so the copies grow downwards only as far
//! as the block outlives its frames, which few do:
//!
//! ```text
//!   frames:  main  helper              helper enters the block: copy of helper
//!   frames:  main                      helper returned, block open: copies of helper, main
//!   abort:   main  helper              both are put back
//! ```
//!
//! A frame that was copied and returns into another frame has [`OnReturn::Covered`] in the place of `Store`, so that the
//! interpreter's fast path for returns need not ask. A frame that returns to native code cannot be brought
//! back: the block becomes irrevocable first.

use crate::interp::dispatch;
use crate::interp::frame::{Frame, OnReturn};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Raw;

/// The call of `__enter__` by the frame on top.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The call itself.
    pc: u32,
    next: u32,
    /// Where its value goes.
    dst: Slot,
    manager: Raw,
}

/// A copied frame; its registers begin at `first` in the common vector.
struct Copy {
    frame: Frame,
    first: usize,
}

/// Copies of frames, the block's own first, then its callers.
#[derive(Default)]
pub struct Snapshot {
    copies: Vec<Copy>,
    registers: Vec<Raw>,
    /// Number of the lowest copied frame, plus one; 0 for none.
    lowest: usize,
    call: Option<Call>,
    handled: Raw,
    context: Raw,
    depth: u32,
}

impl Snapshot {
    /// Number of the lowest frame that was copied.
    #[inline]
    pub fn lowest(&self) -> Option<usize> {
        self.lowest.checked_sub(1)
    }

    pub(super) fn clear(&mut self) {
        self.copies.clear();
        self.registers.clear();
        self.lowest = 0;
        self.call = None;
        self.handled = Raw::UNDEF;
        self.context = Raw::UNDEF;
    }

    pub(super) fn visit(&self, visit: &mut dyn FnMut(Raw)) {
        self.copies.iter().for_each(|c| c.frame.trace(&mut *visit));
        self.registers.iter().for_each(|r| visit(*r));
        visit(self.handled);
        visit(self.context);
        if let Some(call) = self.call {
            visit(call.manager);
        }
    }
}

impl Snapshot {
    /// The manager whose block it is; none if native code runs the block.
    pub(super) fn manager(&self) -> Option<Raw> {
        self.call.map(|call| call.manager)
    }
}

/// The call op that runs now, if it is one of the frame on top and nothing native lies between: then the native's
/// arguments begin right behind the frame's registers.
pub(super) fn direct_call(th: &Thread, window: Slot) -> Option<Call> {
    let frame = th.frames.last()?;
    let code = &frame.body().lang;
    if window.0 != frame.base + code.nregs {
        return None;
    }
    use lang::opcode::Op;
    match code.op_at(lang::opcode::Pc(frame.pc)) {
        Op::Call | Op::CallKw | Op::CallMethod | Op::CallMethodKw => {}
        _ => return None,
    }
    // All call ops name the register of their value first.
    let dst = code.words[frame.pc as usize + 1];
    Some(Call {
        pc: frame.pc,
        next: frame.pc + dispatch::words_at(&code.words, frame.pc),
        dst: Slot(frame.base + u32::from(dst)),
        manager: th.raw(window),
    })
}

/// Keeps the state of the thread, which is in the call of `__enter__`.
pub(super) fn take(th: &mut Thread, call: Call) {
    th.block.start.clear();
    cover(th, th.frames.len() - 1);
    let (handled, context) = (th.handled.get(), th.locals.context.get());
    // The native call itself is counted, too.
    let depth = th.depth.get() - 1;
    let start = &mut th.block.start;
    start.call = Some(call);
    start.handled = handled;
    start.context = context;
    start.depth = depth;
}

/// What compiled code says of the block that it opens.
pub(crate) struct Opening {
    /// The frame that opens it, and its number; its registers are in their homes.
    pub frame: Frame,
    pub number: usize,
    /// Compiled code runs it inlined: the frame will be pushed when that is left.
    pub inlined: bool,
    /// Calls in progress.
    pub depth: u32,
    /// Word index of the call, and of the op behind it.
    pub pc: u32,
    pub next: u32,
    pub dst: Slot,
    pub manager: Raw,
}

/// The same for compiled code, which is in the call.
pub(super) fn take_compiled(th: &mut Thread, opening: &Opening) {
    th.block.start.clear();
    copy(th, opening.frame, opening.number);
    if !opening.inlined {
        mark(th, opening.number);
    }
    let (handled, context) = (th.handled.get(), th.locals.context.get());
    let start = &mut th.block.start;
    start.call = Some(Call {
        pc: opening.pc,
        next: opening.next,
        dst: opening.dst,
        manager: opening.manager,
    });
    start.handled = handled;
    start.context = context;
    start.depth = opening.depth;
}

/// Compiled code was left, and the frames that it ran inlined have been pushed.
#[inline]
pub(crate) fn mark_inlined(th: &mut Thread) {
    if let Some(lowest) = th.block.start.lowest()
        && lowest < th.frames.len()
    {
        mark(th, lowest);
    }
}

/// Copies a frame, which no frame above it needs any more.
fn cover(th: &mut Thread, number: usize) {
    copy(th, th.frames[number], number);
    mark(th, number);
}

fn copy(th: &mut Thread, frame: Frame, number: usize) {
    let first = th.block.start.registers.len();
    let mut registers = std::mem::take(&mut th.block.start.registers);
    let nregs = frame.body().lang.nregs;
    registers.extend((0..nregs).map(|i| th.raw(Slot(frame.base + i))));
    th.block.start.registers = registers;
    th.block.start.copies.push(Copy { frame, first });
    th.block.start.lowest = number + 1;
}

fn mark(th: &mut Thread, number: usize) {
    let frame = &mut th.frames[number];
    if let OnReturn::Store(dst) = frame.on_return {
        frame.on_return = OnReturn::Covered(dst);
    }
}

fn unmark(th: &mut Thread, number: usize) {
    if let Some(frame) = th.frames.get_mut(number)
        && let OnReturn::Covered(dst) = frame.on_return
    {
        frame.on_return = OnReturn::Store(dst);
    }
}

/// The frame on top is about to be left: keeps A1.
#[inline]
pub(crate) fn before_leaving(th: &mut Thread) -> Res<()> {
    match th.block.start.lowest() {
        Some(lowest) if lowest + 1 == th.frames.len() => leave_covered(th, lowest),
        _ => Ok(()),
    }
}

#[cold]
fn leave_covered(th: &mut Thread, lowest: usize) -> Res<()> {
    let to_native = matches!(
        th.frames[lowest].on_return,
        OnReturn::Leave | OnReturn::LeaveInit
    );
    if to_native {
        th.irrevocably_for(|th| {
            crate::stm_log::reason(th, "a return to native code with the block open")
        })?;
    }
    unmark(th, lowest);
    if th.block.irrevocable.get() {
        th.block.start.clear();
    } else {
        cover(th, lowest - 1);
    }
    Ok(())
}

/// The block is over: the frames are ordinary again.
pub(super) fn forget(th: &mut Thread) {
    if let Some(lowest) = th.block.start.lowest() {
        unmark(th, lowest);
    }
    th.block.start.clear();
}

/// Puts the thread back to the block's start; the snapshot remains, for the block's own frame.
pub(super) fn restore(th: &mut Thread) {
    let lowest = th.block.start.lowest().expect("A1: there is a snapshot");
    th.frames.truncate(lowest);
    let start = std::mem::take(&mut th.block.start);
    // Callers first: the registers of a frame may lie over those of its caller's call window.
    for copy in start.copies.iter().rev() {
        let frame = copy.frame;
        for i in 0..frame.body().lang.nregs {
            let r = start.registers[copy.first + i as usize];
            th.set_raw(Slot(frame.base + i), r);
        }
        th.frames.push(frame);
        th.top.set(frame.base + frame.body().lang.nregs);
    }
    th.handled.set(start.handled);
    th.locals.context.set(start.context);
    th.depth.set(start.depth);
    th.pending.set(Raw::UNDEF);
    th.prepared.set(None);
    th.conflict.set(None);
    th.block.start = start;
    let own = th.block.start.copies[0].frame.body().lang.nregs as usize;
    th.block.start.copies.truncate(1);
    th.block.start.registers.truncate(own);
    th.block.start.lowest = th.frames.len();
}

/// Behind the call of `__enter__`, as when the block was first opened.
pub(super) fn go_on(th: &mut Thread) {
    let call = th.block.start.call.expect("A1: there is a snapshot");
    th.set_raw(call.dst, call.manager);
    let own = th.frames.len() - 1;
    th.frames[own].pc = call.next;
    mark(th, own);
}

/// Where the block was opened: the place of an exception that comes instead of it.
pub(super) fn place(th: &Thread) -> u32 {
    th.block.start.call.expect("A1: there is a snapshot").pc
}

/// Gives the local variables of the block's frame, if that is the running one, the values they had at the start, and the
/// thread its context.
pub(super) fn restore_locals(th: &Thread) {
    let start = &th.block.start;
    let Some(copy) = start.copies.first() else {
        return;
    };
    th.locals.context.set(start.context);
    if start.lowest() != th.frames.len().checked_sub(1) {
        return;
    }
    let locals = copy.frame.body().varnames.len();
    for i in 0..locals {
        th.set_raw(
            Slot(copy.frame.base + i as u32),
            start.registers[copy.first + i],
        );
    }
}

/// Where native code that runs a block stands: what it needs besides its own variables.
pub(super) struct Base {
    frames: usize,
    top: u32,
    depth: u32,
    handled: Slot,
    context: Slot,
}

impl Base {
    pub(super) fn of(th: &Thread) -> Base {
        let handled = th.root(th.handled.get().val(th));
        let context = th.root(th.locals.context.get().val(th));
        Base {
            frames: th.frames.len(),
            top: th.mark(),
            depth: th.depth.get(),
            handled,
            context,
        }
    }

    pub(super) fn restore(&self, th: &mut Thread) {
        th.frames.truncate(self.frames);
        th.top.set(self.top);
        th.depth.set(self.depth);
        th.handled.set(th.raw(self.handled));
        th.locals.context.set(th.raw(self.context));
        th.pending.set(Raw::UNDEF);
        th.prepared.set(None);
        th.conflict.set(None);
    }
}
