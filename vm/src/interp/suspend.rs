//! Frames that can be put away: generators, coroutines, asynchronous generators.
//!
//! A suspended frame's registers lie in the generator object; resuming copies them above the caller's frame and
//! pushes a frame there, suspending copies them back. Resumed by `for_iter` or `send` of a Python frame, it runs in the
//! same interpreter loop; resumed by native code, in a loop of its own that ends at the next suspension.
//!
//! The op at the saved pc says where the generator stands: `return_generator` at the start, else `yield` or `yield_from`,
//! whose first operand receives the value that is sent.

use lang::opcode::{Op, Pc};

use super::frame::{Frame, OnReturn};
use super::{Flow, Interp, dispatch, pop};
use crate::error::Exc;
use crate::object::{Function, GenState, Generator, Ref, Seen};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// Why a generator was not resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It runs already.
    Running,
    Finished,
    /// It has not started, and the value to send is not None.
    JustStarted,
}

/// What is done to the frame that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A value is sent.
    Send(Raw),
    /// An exception is raised where it stands: the pc stays at the op.
    Raise,
    /// It goes on at this word index.
    At(u32),
}

/// Makes the frame of a generator the running one.
pub fn resume(
    th: &mut Thread,
    generator: Slot,
    how: How,
    on_return: OnReturn,
    extra: Raw,
) -> Res<Result<(), Refused>> {
    check_depth(th)?;
    let base = th.mark();
    let frame = th.section(|th| {
        let g = th.get(generator).expect::<Generator>();
        wake(th, g, how, base, on_return, extra)
    })?;
    Ok(frame.map(|frame| push(th, frame)))
}

fn check_depth(th: &Thread) -> Res<()> {
    if th.depth.get() < th.vm.recursion_limit() {
        return Ok(());
    }
    Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"))
}

#[inline]
fn push(th: &mut Thread, frame: Frame) {
    th.depth.set(th.depth.get() + 1);
    th.top.set(frame.base + frame.body().lang.nregs);
    th.frames.push(frame);
}

/// Marks the generator as running and lays its registers out at `base`.
fn wake<'t>(
    th: &'t Thread,
    g: Ref<'t, Generator>,
    how: How,
    base: u32,
    on_return: OnReturn,
    extra: Raw,
) -> Res<Result<Frame, Refused>> {
    let own = g.own(th)?;
    match own.state() {
        GenState::Suspended => {}
        GenState::Created if matches!(how, How::Send(v) if v != Raw::NONE) => {
            return Ok(Err(Refused::JustStarted));
        }
        GenState::Created => {}
        GenState::Running => return Ok(Err(Refused::Running)),
        GenState::Finished => return Ok(Err(Refused::Finished)),
    }
    let f = own.function().expect::<Function>();
    let body = g.code().body();
    if !th.has_room(base, body.lang.nregs as usize) {
        return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
    }
    own.each_register(|i, r| th.set_raw(Slot(base + i), r));
    let at = own.pc();
    let pc = match how {
        How::Raise => at,
        How::At(pc) => pc,
        How::Send(v) => {
            if own.state() == GenState::Suspended {
                // The first operand of both ops that suspend is the register of what is sent.
                let sent = body.lang.words[at as usize + 1];
                th.set_raw(Slot(base + u32::from(sent)), v);
            }
            at + dispatch::words_at(&body.lang.words, at)
        }
    };
    let outer_handled = th.handled.get();
    let handled = own.handled();
    own.set_state(GenState::Running);
    own.set_handled(Val::UNDEF);
    if !handled.is_undef() {
        th.handled.set(handled.raw());
    }
    Ok(Ok(Frame {
        function: f.raw(),
        code: g.code().raw(),
        data: body,
        globals: f.globals().raw(),
        base,
        pc,
        on_return,
        extra,
        generator: g.raw(),
        namespace: Raw::UNDEF,
        outer_handled,
    }))
}

/// A value was yielded by the frame on top at the running op: puts the frame away and gives the value to who resumed it.
pub fn suspend(m: &mut Interp<'_>, value: Raw) -> Res<Flow> {
    let (pc, floor) = (m.pc, m.floor);
    let th = m.full();
    if th.block.opened_in(th.frames.len()) {
        return Err(th.raise(Exc::RuntimeError, "cannot suspend inside an atomic block"));
    }
    let frame = *th.frames.last().expect("V6: a frame is running");
    {
        let th = &*th;
        let own = frame.generator.val(th).known::<Generator>().own(th)?;
        own.save_registers(|i| th.raw(Slot(frame.base + i)));
        own.set_pc(pc);
        own.set_state(GenState::Suspended);
        if th.handled.get() != frame.outer_handled {
            own.set_handled(th.handled.get().val(th));
        }
    }
    th.handled.set(frame.outer_handled);
    pop(th);
    match frame.on_return {
        OnReturn::Next(dst) | OnReturn::Send(dst) => {
            th.set_raw(dst, value);
            if th.frames.len() <= floor {
                super::advance_caller(th);
                return Ok(Flow::Leave);
            }
            m.back_in_caller();
            Ok(Flow::Entered)
        }
        OnReturn::Leave => {
            th.result.set(value);
            Ok(Flow::Leave)
        }
        other => unreachable!("V6: a generator is resumed with {other:?}"),
    }
}

/// The frame of a generator, on top, returns.
pub fn finish(m: &mut Interp<'_>, frame: &Frame, value: Raw) -> Res<Flow> {
    let floor = m.floor;
    let th = m.full();
    {
        let th = &*th;
        let own = frame.generator.val(th).known::<Generator>().own(th)?;
        own.set_state(GenState::Finished);
        own.set_saved(Val::UNDEF);
    }
    th.handled.set(frame.outer_handled);
    pop(th);
    let go_on = |th: &mut Thread| {
        let pc = frame.extra.val(&*th).int_unchecked() as u32;
        th.frames.last_mut().expect("V6: the caller is running").pc = pc;
    };
    match frame.on_return {
        OnReturn::Next(_) => go_on(th),
        OnReturn::Send(dst) => {
            th.set_raw(dst, value);
            go_on(th);
        }
        OnReturn::Leave => {
            th.result.set(value);
            return Ok(Flow::Leave);
        }
        other => unreachable!("V6: a generator is resumed with {other:?}"),
    }
    match th.frames.len() <= floor {
        true => Ok(Flow::Leave),
        false => Ok(Flow::Switch),
    }
}

/// Where a generator stands.
pub fn op_at<'t>(g: Seen<'t, Generator>) -> Option<Op> {
    if g.state() == GenState::Finished {
        return None;
    }
    Some(g.code().body().lang.op_at(Pc(g.pc())))
}

/// What it delegates to while it is suspended in `yield from` or `await`: the value of the op's third operand.
pub fn delegate_of<'t>(g: Seen<'t, Generator>) -> Option<Val<'t>> {
    if g.state() != GenState::Suspended || op_at(g) != Some(Op::YieldFrom) {
        return None;
    }
    let reg = g.code().body().lang.words[g.pc() as usize + 3];
    Some(g.register(usize::from(reg)))
}

/// Runs a generator until it suspends (true) or returns (false); the value is in a new register. An exception that it
/// raises is passed on.
pub fn run(th: &mut Thread, generator: Slot, how: How) -> Res<Result<(Slot, bool), Refused>> {
    if !super::has_machine_stack(th) {
        return Err(th.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
    }
    let mark = th.mark();
    if let Err(refused) = resume(th, generator, how, OnReturn::Leave, Raw::UNDEF)? {
        return Ok(Err(refused));
    }
    let floor = th.frames.len() - 1;
    let pc = th.frames[floor].pc;
    let r = match how {
        How::Raise => super::run_raising(th, floor, pc),
        How::Send(_) | How::At(_) => super::run(th, floor),
    };
    th.top.set(mark);
    r?;
    let value = th.root(th.result.get().val(th));
    let suspended = th.section(|th| {
        let g = th.get(generator).expect::<Generator>();
        Ok(g.see(th)?.state() == GenState::Suspended)
    })?;
    Ok(Ok((value, suspended)))
}

/// What a refusal means to who wanted to send.
#[cold]
pub fn refusal(th: &Thread, what: &str, refused: Refused) -> Unwind {
    match refused {
        Refused::Running => th.value_error(format!("{what} already executing")),
        Refused::JustStarted => th.type_error(format!(
            "can't send non-None value to a just-started {what}"
        )),
        Refused::Finished => th.stop_iteration(),
    }
}
