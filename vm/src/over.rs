//! Ops that compiled code steps over: the interpreter does them, in the middle of the compiled trace.
//!
//! A trace cannot hold everything: calls of natives that may do anything, operators of classes made in Python, deletions. At such
//! an op compiled code writes what it has to the homes and calls [`step_over`], which pushes the frames that the trace
//! runs inlined, has the interpreter do the whole op, and takes the frames away again. So for the op, and for all that it
//! calls, everything is as if the interpreter had run all the time: it may collect, wait, hand objects over, raise, look at
//! frames. The trace goes on behind it, where it knows nothing of the heap any more, if the frame stands where it stood
//! when it was recorded; otherwise the interpreter is where it has to be, and compiled code is left for good.

use std::sync::atomic::{AtomicU32, Ordering};

use jit::snapshot::Frame as JitFrame;

use crate::interp::{self, frame::Frame};
use crate::record::machine::meta;
use crate::resume;
use crate::thread::{Slot, Thread};
use crate::value::Raw;

/// Inlined frames of `__init__` that there may be: their new instances are arguments of the helper.
pub(crate) const MOST_INSTANCES: usize = 3;

/// An op of a trace that is stepped over.
pub(crate) struct Site {
    /// The frames of the trace, the anchor's first.
    frames: Vec<JitFrame>,
    /// Where the innermost stands afterwards.
    next: AtomicU32,
}

impl Site {
    pub fn new(frames: Vec<JitFrame>) -> Site {
        Site {
            frames,
            next: AtomicU32::new(u32::MAX),
        }
    }

    /// Says where the op led to when it was recorded.
    pub fn leads_to(&self, pc: u32) {
        // ORD: Relaxed; written before there is code of the trace.
        self.next.store(pc, Ordering::Relaxed);
    }
}

/// What there was before the op.
struct Before {
    frames: usize,
    depth: u32,
    depth_limit: u32,
    top: u32,
    block: bool,
}

impl Before {
    fn of(th: &Thread) -> Before {
        Before {
            frames: th.frames.len(),
            depth: th.depth.get(),
            depth_limit: th.depth_limit.get(),
            top: th.top.get(),
            block: th.in_block(),
        }
    }

    fn restore(&self, th: &mut Thread) {
        th.frames.truncate(self.frames);
        th.depth.set(self.depth);
        th.depth_limit.set(self.depth_limit);
        th.top.set(self.top);
    }
}

/// Has the interpreter do an op. True if compiled code goes on. Otherwise `Thread::stepped_out` says how the op ended, and
/// the interpreter stands behind it; or that is empty, and nothing was done.
pub(crate) fn step_over(th: &mut Thread, site: &Site, instances: &[Raw]) -> bool {
    if !interp::has_machine_stack(th) {
        return false;
    }
    let before = Before::of(th);
    push_frames(th, site, instances);
    let done = interp::complete_op(th);
    // ORD: Relaxed; as in `leads_to`.
    let next = site.next.load(Ordering::Relaxed);
    let on_the_way = done.is_ok()
        && th.frames.len() == before.frames + site.frames.len() - 1
        && th.frames.last().is_some_and(|f| f.pc == next)
        && th.in_block() == before.block;
    if on_the_way {
        before.restore(th);
    } else {
        th.stepped_out.set(Some(done));
    }
    on_the_way
}

/// Makes the frames of the trace those of the interpreter; their registers are in their homes.
fn push_frames(th: &mut Thread, site: &Site, instances: &[Raw]) {
    let anchor = th.frames.len() - 1;
    let base = Slot(th.frames[anchor].base);
    th.frames[anchor].pc = site.frames[0].pc;
    let mut instances = instances.iter();
    for f in &site.frames[1..] {
        let mut frame: Frame = resume::inlined_frame(th, base, f);
        if f.meta[meta::RETURN] == meta::INIT
            && let Some(&instance) = instances.next()
        {
            frame.extra = instance;
        }
        th.depth.set(th.depth.get() + 1);
        th.frames.push(frame);
        resume::find_function(th, th.frames.len() - 1, base, f);
    }
    let top = th.frames.last().expect("V6: a frame is running");
    th.top.set(top.base + top.body().lang.nregs);
    crate::atomic::snapshot::mark_inlined(th);
}
