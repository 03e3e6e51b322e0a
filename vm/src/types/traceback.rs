//! Tracebacks.

use crate::class::Builtin;
use crate::error::field;
use crate::interp::frame::Frame;
use crate::object::Record;
use crate::thread::Thread;
use crate::value::Val;

/// Puts the place where a frame stands in front of the pending exception's traceback.
pub fn add_entry(th: &mut Thread, frame: &Frame, pc: u32) {
    let _ = th.section(|th| {
        let exc = th.pending.get().val(th).expect::<Record>().own(th)?;
        let next = exc.field(field::TRACEBACK);
        let tb = th.record(
            Builtin::Traceback,
            &[
                next,
                frame.code.val(th),
                Val::small(i64::from(pc)),
                Val::UNDEF,
            ],
        );
        exc.set_field(field::TRACEBACK, tb);
        Ok(())
    });
}
