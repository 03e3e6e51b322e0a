//! What happens when an op does not finish: handlers, frames left, blocks undone.

use lang::opcode::Pc;

use crate::atomic::Resumed;
use crate::error::field;
use crate::interp::frame::{Frame, OnReturn};
use crate::interp::pop;
use crate::object::{GenState, Generator, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Raw;

/// How unwinding ended.
pub enum Outcome {
    /// A handler goes on.
    Handled,
    /// The frame native code waits for was left with a value.
    Left,
}

/// Deals with an unwind that came out of the op at `pc` of the top frame.
pub fn unwind(th: &mut Thread, floor: usize, pc: u32, u: Unwind) -> Res<Outcome> {
    if th.frames.len() <= floor {
        return Err(u);
    }
    let stop = match u {
        Unwind::Raise => match raise(th, floor, pc) {
            Err(Unwind::Abort) if th.frames.len() > floor => Unwind::Abort,
            done => return done,
        },
        other => other,
    };
    match stop {
        Unwind::Raise => unreachable!("S9: the exception has found its place"),
        Unwind::Abort => match crate::atomic::resume_aborted(th, floor)? {
            Resumed::Again => Ok(Outcome::Handled),
            Resumed::Raised(pc) => unwind(th, floor, pc, Unwind::Raise),
        },
        Unwind::Exit => {
            while th.frames.len() > floor {
                leave_frame(th);
            }
            Err(Unwind::Exit)
        }
        Unwind::Conflict => unreachable!("S9: conflicts are resolved in the loop"),
    }
}

fn raise(th: &mut Thread, floor: usize, mut pc: u32) -> Res<Outcome> {
    {
        let top = th.frames.last().expect("V6: a frame is running");
        if !is_reraise(&top.body().lang, pc) {
            note_context(th);
        }
    }
    loop {
        let frame = *th.frames.last().expect("V6: a frame is running");
        let code = &frame.body().lang;
        if !is_reraise(code, pc) {
            crate::types::traceback::add_entry(th, &frame, pc);
        }
        if let Some(entry) = code.handler(Pc(pc)) {
            let exc = th.pending.replace(Raw::UNDEF);
            th.set_raw(Slot(frame.base + u32::from(entry.exc.0)), exc);
            th.frames.last_mut().expect("V6: a frame is running").pc = entry.handler;
            th.top.set(frame.base + code.nregs);
            return Ok(Outcome::Handled);
        }
        crate::atomic::snapshot::before_leaving(th)?;
        let left = leave_frame(th);
        if matches!(left.on_return, OnReturn::Leave | OnReturn::LeaveInit)
            || th.frames.len() <= floor
        {
            return Err(Unwind::Raise);
        }
        pc = th.frames.last().expect("V6: the caller is running").pc;
    }
}

/// An exception that is only passed on keeps its traceback as it is.
fn is_reraise(code: &lang::Code, pc: u32) -> bool {
    use lang::opcode::Op;
    matches!(
        code.op_at(Pc(pc)),
        Op::Reraise | Op::RaiseAgain | Op::EndAsyncFor
    )
}

/// Takes the top frame away; a generator's is finished with it.
fn leave_frame(th: &mut Thread) -> Frame {
    let frame = pop(th);
    th.handled.set(frame.outer_handled);
    if !frame.generator.is_undef() {
        let pending = th.pending.get();
        let _ = th.section(|th| {
            let g = frame.generator.val(th).expect::<Generator>().own(th)?;
            g.set_state(GenState::Finished);
            g.set_saved(crate::value::Val::UNDEF);
            Ok(())
        });
        th.pending.set(pending);
        // Native code that resumed the generator has registers of its own above the caller's; new ones begin behind them.
        let top = th.top.replace(frame.base);
        crate::types::generator::replace_stop_iteration(th, &frame);
        th.top.set(top);
    }
    frame
}

/// The exception being handled becomes the context of a new one.
fn note_context(th: &mut Thread) {
    let (exc, handled) = (th.pending.get(), th.handled.get());
    if handled.is_undef() || handled == Raw::NONE || exc == handled {
        return;
    }
    let done = th.section(|th| {
        let e = exc.val(th).expect::<Record>();
        if e.see(th)?.field(field::CONTEXT).is_none() && !leads_to(th, handled, exc)? {
            e.own(th)?.set_field(field::CONTEXT, handled.val(th));
        }
        Ok(())
    });
    // An abort here comes back at the next safepoint.
    let _ = done;
}

fn leads_to(th: &Thread, from: Raw, to: Raw) -> Res<bool> {
    let mut at = from.val(th);
    for _ in 0..1000 {
        let next = at.expect::<Record>().see(th)?.field(field::CONTEXT);
        if next.raw() == to {
            return Ok(true);
        }
        if !next.is_pointer() {
            return Ok(false);
        }
        at = next;
    }
    Ok(true)
}
