//! Generators: suspending and resuming frames.

use crate::interp::frame::Frame;
use crate::interp::{Flow, Interp};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Raw;

/// The frame of a generator returns.
pub fn finish(m: &mut Interp<'_>, value: Raw) -> Res<Flow> {
    let _ = value;
    Err(m.full().type_error("generators"))
}

/// A StopIteration that leaves a generator becomes a RuntimeError.
pub fn replace_stop_iteration(th: &mut Thread, frame: &Frame) {
    let _ = (th, frame);
}
