//! The interpreter as a [`Machine`](crate::semantics::Machine): plain values; everything inlines away.

use lang::opcode::{ConstId, NameId, Reg};

use crate::interp::frame::Frame;
use crate::object::{CodeData, stack};
use crate::thread::{Slot, Thread};
use crate::value::{Raw, Val};

/// The running frame, with what the loop needs at hand.
pub struct Interp<'a> {
    pub(crate) th: &'a mut Thread,
    /// First register of the frame.
    registers: *mut Raw,
    pub(in crate::interp) body: &'a CodeData,
    /// The code's words, at hand.
    pub(in crate::interp) words: &'a [u16],
    base: u32,
    /// Word index of the op being executed.
    pub(crate) pc: u32,
    pub(in crate::interp) floor: usize,
}

impl<'a> Interp<'a> {
    /// Goes on in the frame on top.
    pub(in crate::interp) fn enter(th: &'a mut Thread, floor: usize) -> Interp<'a> {
        let frame: &Frame = th.frames.last().expect("V6: a frame is running");
        let (body, base, pc) = (super::frame::body_of(frame), frame.base, frame.pc);
        let registers = th.register_ptr(Slot(base));
        Interp {
            th,
            registers,
            words: &body.lang.words,
            body,
            base,
            pc,
            floor,
        }
    }

    /// The same after the top frame has changed.
    #[inline(always)]
    pub(in crate::interp) fn reenter(&mut self) {
        let frame: &Frame = self.th.frames.last().expect("V6: a frame is running");
        self.body = super::frame::body_of(frame);
        self.words = &self.body.lang.words;
        self.base = frame.base;
        self.pc = frame.pc;
        self.registers = self.th.register_ptr(Slot(self.base));
    }

    /// Number of a frame register on the register stack.
    #[inline(always)]
    pub fn slot(&self, r: Reg) -> Slot {
        Slot(self.base + u32::from(r.0))
    }

    #[inline(always)]
    pub fn get(&self, r: Reg) -> Val<'_> {
        stack::read(self.registers, Slot(u32::from(r.0))).val(&*self.th)
    }

    #[inline(always)]
    pub fn put(&self, r: Reg, v: Val<'_>) {
        stack::write(self.registers, Slot(u32::from(r.0)), v.raw())
    }

    #[inline(always)]
    pub fn body(&self) -> &'a CodeData {
        self.body
    }

    #[inline(always)]
    pub fn const_val(&self, k: ConstId) -> Val<'_> {
        self.body.consts[k.index()].val(&*self.th)
    }

    #[inline(always)]
    pub fn name_val(&self, n: NameId) -> Val<'_> {
        self.body.names[n.index()].val(&*self.th)
    }

    #[inline(always)]
    pub fn frame(&self) -> &Frame {
        self.th.frames.last().expect("V6: a frame is running")
    }

    /// The thread with the full right, after the frame's position was written down for whoever looks.
    #[inline(always)]
    pub fn full(&mut self) -> &mut Thread {
        self.note_pc();
        self.th
    }

    /// Writes the position of the running op into the frame.
    #[inline(always)]
    pub fn note_pc(&mut self) {
        let pc = self.pc;
        self.th
            .frames
            .last_mut()
            .expect("V6: a frame is running")
            .pc = pc;
    }

    /// Goes on at another word index.
    pub(crate) fn go_to(&mut self, pc: u32) {
        self.pc = pc;
    }

    /// Goes on in the frame that is on top now.
    pub(crate) fn reenter_frame(&mut self) {
        self.reenter();
    }

    /// Stands at the start of the frame just pushed.
    #[inline(always)]
    pub(in crate::interp) fn stand_in(&mut self, base: u32) {
        let frame: &Frame = self.th.frames.last().expect("V6: a frame is running");
        self.body = super::frame::body_of(frame);
        self.words = &self.body.lang.words;
        self.base = base;
        self.pc = 0;
        self.registers = self.th.register_ptr(Slot(base));
    }

    /// Goes on in the caller, behind its call.
    #[inline(always)]
    pub(in crate::interp) fn back_in_caller(&mut self) {
        self.reenter();
        self.pc += super::dispatch::words_at(self.words, self.pc);
        self.th.top.set(self.base + self.body.lang.nregs);
    }
}
