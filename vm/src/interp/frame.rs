//! Frames: where each Python function in progress stands.
//!
//! Frames of one thread lie in a vector; their registers on the register stack. A frame's registers begin at `base`,
//! inside the caller's call window, so arguments are passed without copying.

use crate::object::CodeData;
use crate::thread::Slot;
use crate::value::Raw;

/// What happens with the value that a frame returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnReturn {
    /// Stored into the register.
    Store(Slot),
    /// The same; the open atomic block keeps a copy of the frame, so that returning from it takes some care.
    Covered(Slot),
    /// Handed to the native code that made the call: the interpreter loop ends.
    Leave,
    /// `__init__`: must be None; the new instance (in `extra`) is stored instead.
    Init(Slot),
    /// The answer of an operator's method, stored unless it is NotImplemented; which operator is in `extra`.
    Operator(Slot),
    /// As `Init`, for native code.
    LeaveInit,
    /// A generator resumed by `for_iter`: what it yields is stored; when it returns, the caller goes on at the word index
    /// in `extra`.
    Next(Slot),
    /// A generator or coroutine resumed by `send`: as `Next`, and what it returns is stored, too.
    Send(Slot),
}

/// One Python function in progress.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The function (a namespace frame's is made for it, too).
    pub function: Raw,
    /// The code object.
    pub code: Raw,
    pub data: *const CodeData,
    pub globals: Raw,
    /// First register.
    pub base: u32,
    /// Word index: of the op being executed while others run, of the next op after a call.
    pub pc: u32,
    pub on_return: OnReturn,
    /// The instance for `Init`, a number for `Operator`, a word index for `Next` and `Send`; otherwise UNDEF.
    pub extra: Raw,
    /// The generator that this frame is a resumption of, or UNDEF.
    pub generator: Raw,
    /// Namespace of a module or class body, UNDEF in a function.
    pub namespace: Raw,
    /// The exception that was being handled when the frame was entered.
    pub outer_handled: Raw,
}

impl Frame {
    /// The code's data.
    #[inline(always)]
    pub fn body(&self) -> &CodeData {
        // SAFETY: V6, the code object is a root as long as the frame is.
        unsafe { &*self.data }
    }

    /// The code's data with a lifetime of the caller's choice, for the loop that runs this very frame.
    ///
    /// # Safety
    /// The result is not used after the frame was popped.
    #[inline(always)]
    pub(in crate::interp) unsafe fn body_for<'a>(&self) -> &'a CodeData {
        // SAFETY: V6, as in `body`; the caller's promise.
        unsafe { &*self.data }
    }

    /// Reports what the frame refers to besides its registers.
    pub fn trace(&self, mut visit: impl FnMut(Raw)) {
        [
            self.function,
            self.code,
            self.globals,
            self.extra,
            self.generator,
            self.namespace,
            self.outer_handled,
        ]
        .into_iter()
        .for_each(&mut visit);
    }
}

/// The code's data, for the loop that runs the frame.
#[inline(always)]
pub(in crate::interp) fn body_of<'a>(frame: &Frame) -> &'a CodeData {
    // SAFETY: V6, the loop drops or renews the reference whenever the top frame changes.
    unsafe { frame.body_for() }
}

/// The instruction at a word index, as an array of its length.
#[inline(always)]
pub(in crate::interp) fn fetch<const N: usize>(words: &[u16], pc: u32) -> &[u16; N] {
    debug_assert!(pc as usize + N <= words.len());
    // SAFETY: V9, verified code: a pc is the start of an instruction, which lies in the words.
    unsafe { &*(words.as_ptr().add(pc as usize) as *const [u16; N]) }
}

/// The opcode at a word index.
#[inline(always)]
pub(in crate::interp) fn opcode(words: &[u16], pc: u32) -> u16 {
    debug_assert!((pc as usize) < words.len());
    // SAFETY: V9, as in `fetch`.
    unsafe { *words.get_unchecked(pc as usize) }
}
