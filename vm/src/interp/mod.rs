//! The interpreter loop: fetch, dispatch, retry, unwind.
//!
//! One loop runs all Python frames above the one where native code entered it; a Python call pushes a frame and goes on
//! in the same loop. What an op means is in `semantics`; the dispatch is made from `lang`'s table, so an op without a
//! meaning does not compile. After a conflict the op is run again from its start; an exception goes to the handler that
//! the code's table names, or up the frames.

#[allow(unsafe_code)]
pub mod cache;
pub mod consume;
pub(crate) mod dispatch;
#[allow(unsafe_code)]
pub mod frame;
pub mod machine;
mod misses;
pub(crate) mod operator;
pub(crate) use misses::{name_error, unbound};
mod plain;
pub(crate) mod suspend;
pub mod unwinding;
mod whole;
pub(crate) use whole::complete_op;

use crate::error::Exc;
use crate::interp::frame::{Frame, OnReturn};
use crate::object::{Function, Kind, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

pub use machine::Interp;

/// What the loop does after an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next op.
    Next,
    /// The op at this word index.
    Jump(u32),
    /// Another frame is on top now, and the machine stands in it already.
    Entered,
    /// Another frame is on top now: a call was begun, a generator resumed or a frame left.
    Switch,
    /// The frame that native code was waiting for is gone: its value is in `Thread::result`.
    Leave,
}

/// Leaves a frame with the thread until [`push_prepared`] makes it the running one: binding is a quick operation, which
/// may have to be repeated, pushing is not.
pub(crate) fn prepare(th: &Thread, frame: Frame) {
    th.prepared.set(Some(frame));
}

/// Makes the prepared frame the running one.
pub(crate) fn push_prepared(th: &mut Thread) -> Res<()> {
    let frame = th.prepared.take().expect("V6: a frame was prepared");
    push(th, frame)
}

/// Makes a frame the running one.
pub(crate) fn push(th: &mut Thread, frame: Frame) -> Res<()> {
    count_depth(th)?;
    th.top.set(frame.base + frame.body().lang.nregs);
    th.frames.push(frame);
    Ok(())
}

/// Counts a call against the recursion limit.
pub(crate) fn count_depth(th: &Thread) -> Res<()> {
    let depth = th.depth.get() + 1;
    if depth > th.vm.recursion_limit() {
        return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
    }
    th.depth.set(depth);
    Ok(())
}

/// The opposite.
pub(crate) fn uncount_depth(th: &Thread) {
    th.depth.set(th.depth.get() - 1);
}

/// Takes the running frame away; the caller's registers end where they did before.
pub(crate) fn pop(th: &mut Thread) -> Frame {
    let frame = th.frames.pop().expect("V6: a frame is running");
    th.depth.set(th.depth.get() - 1);
    if let Some(caller) = th.frames.last() {
        th.top.set(caller.base + caller.body().lang.nregs);
    }
    frame
}

/// Runs the frame just pushed until it returns; its value is in `Thread::result`.
pub fn run_pushed(th: &mut Thread) -> Res<()> {
    let floor = th.frames.len() - 1;
    let mark = th.frames[floor].base;
    let r = run(th, floor);
    // Native code above a caller's frame has its own registers: give it back the top it had.
    th.top
        .set(mark.max(th.frames.last().map_or(0, |f| f.base + f.body().lang.nregs)));
    r
}

/// Runs until no more than `floor` frames are left.
pub(crate) fn run(th: &mut Thread, floor: usize) -> Res<()> {
    check_stack(th)?;
    loop {
        let (pc, unwind) = match dispatch::execute(&mut Interp::enter(th, floor)) {
            Ok(()) => return Ok(()),
            Err(stop) => stop,
        };
        match unwinding::unwind(th, floor, pc, unwind)? {
            unwinding::Outcome::Handled => {}
            unwinding::Outcome::Left => return Ok(()),
        }
    }
}

/// The same with an exception pending, which is raised at `pc` of the frame on top.
pub(crate) fn run_raising(th: &mut Thread, floor: usize, pc: u32) -> Res<()> {
    match unwinding::unwind(th, floor, pc, crate::unwind::Unwind::Raise)? {
        unwinding::Outcome::Handled => run(th, floor),
        unwinding::Outcome::Left => Ok(()),
    }
}

/// The interpreter loop itself takes machine stack.
fn check_stack(th: &mut Thread) -> Res<()> {
    if has_machine_stack(th) {
        return Ok(());
    }
    pop(th);
    Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"))
}

/// May another interpreter loop be entered?
pub(crate) fn has_machine_stack(th: &Thread) -> bool {
    let here = 0u8;
    (&raw const here).addr() >= th.stack_floor
}

/// What a frame's value becomes for the one who is waiting for it. The frame is already gone.
pub(crate) fn deliver(th: &Thread, frame: &Frame, value: Raw) -> Res<Flow> {
    match frame.on_return {
        OnReturn::Store(slot) | OnReturn::Covered(slot) | OnReturn::Operator(slot) => {
            th.set_raw(slot, value);
            Ok(Flow::Switch)
        }
        OnReturn::Leave => {
            th.result.set(value);
            Ok(Flow::Leave)
        }
        OnReturn::Init(_) | OnReturn::LeaveInit if value != Raw::NONE => {
            let text = format!(
                "__init__() should return None, not '{}'",
                th.class_name(value.val(th))
            );
            Err(th.type_error(text))
        }
        OnReturn::Init(slot) => {
            th.set_raw(slot, frame.extra);
            Ok(Flow::Switch)
        }
        OnReturn::LeaveInit => {
            th.result.set(frame.extra);
            Ok(Flow::Leave)
        }
        OnReturn::Next(_) | OnReturn::Send(_) => {
            unreachable!("V6: a generator's frame is left by `suspend::finish`")
        }
    }
}

/// Runs a code object's function as a module or class body in a namespace; the body's value is in a new register.
pub fn run_namespace(th: &mut Thread, function: Slot, namespace: Slot) -> Res<Slot> {
    let at = th.mark();
    let frame = {
        let f: Ref<'_, Function> = th.get(function).expect();
        let (code, globals) = (f.code(), f.globals());
        let nregs = code.body().lang.nregs as usize;
        if !th.has_room(at, nregs) {
            return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
        }
        for i in 0..nregs {
            th.set(Slot(at).offset(i), Val::UNDEF);
        }
        debug_assert!(th.get(namespace).is_pointer() && !th.get(namespace).is_kind(Kind::Function));
        Frame {
            function: f.raw(),
            code: code.raw(),
            data: code.body(),
            globals: globals.raw(),
            base: at,
            pc: 0,
            on_return: OnReturn::Leave,
            extra: Raw::UNDEF,
            generator: Raw::UNDEF,
            namespace: th.raw(namespace),
            outer_handled: th.handled.get(),
        }
    };
    push(th, frame)?;
    let r = run_pushed(th);
    th.top.set(at);
    r?;
    let value = th.result.get().val(th);
    Ok(th.root(value))
}

impl Thread {
    /// Waits for the object of the last refused barrier, and answers requests meanwhile.
    #[cold]
    pub(crate) fn resolve_conflict(&mut self) -> Res<()> {
        let Some(c) = self.conflict.take() else {
            return match self.waiting.get() {
                Some(w) => crate::wait::sleep(self, w),
                None => self.safepoint(),
            };
        };
        crate::vm::resolve(self, c)
    }

    /// True if a barrier was refused and the object has not been waited for yet.
    pub(crate) fn is_conflicted(&self) -> bool {
        let c = self.conflict.take();
        let refused = c.is_some();
        self.conflict.set(c);
        refused
    }

    /// True if something wants this thread's attention.
    #[inline(always)]
    pub fn is_polled(&self) -> bool {
        self.tx().context().poll() != 0
    }

    /// A transaction break: answers requests, lets the world stop, collects, runs signal handlers.
    #[cold]
    pub fn safepoint(&mut self) -> Res<()> {
        crate::vm::safepoint(self)
    }
}

/// After a call: the caller goes on behind its call op.
pub(crate) fn advance_caller(th: &mut Thread) {
    let caller = th.frames.last_mut().expect("V6: the caller is running");
    let words = dispatch::words_at(&caller.body().lang.words, caller.pc);
    caller.pc += words;
}
