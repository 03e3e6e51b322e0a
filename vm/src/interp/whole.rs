//! One op done whole: with the frames that it enters, until the frame that it belongs to goes on.
//!
//! Compiled code has the interpreter do what no trace can hold ([`crate::over`]).

use super::frame::OnReturn;
use super::{Flow, Interp, dispatch, unwinding};
use crate::thread::Thread;
use crate::unwind::{Res, Unwind};

/// Does the op at which the frame on top stands. Then that frame is on top again, at its next op; or it is where something
/// was raised. The op is none that leaves its frame.
pub(crate) fn complete_op(th: &mut Thread) -> Res<()> {
    let floor = th.frames.len();
    let mut m = Interp::enter(th, floor);
    let next = m.pc + dispatch::words_at(m.words, m.pc);
    let begun = loop {
        let (words, pc) = (m.words, m.pc);
        match dispatch::step(&mut m, words, pc) {
            Err(Unwind::Conflict) => {
                m.note_pc();
                m.th.resolve_conflict()?;
            }
            begun => break begun,
        }
    };
    match begun {
        Ok((Flow::Next, _)) => go_on(th, next),
        Ok((Flow::Jump(to), _)) => go_on(th, to),
        Ok((Flow::Entered, _)) => {
            m.note_pc();
            return rest(th, floor, next);
        }
        Ok((Flow::Switch, _)) => return rest(th, floor, next),
        Ok((Flow::Leave, _)) => {}
        Err(u) if th.frames.len() > floor => {
            let pc = th.frames.last().expect("V6: a frame is running").pc;
            if let unwinding::Outcome::Handled = unwinding::unwind(th, floor, pc, u)? {
                return rest(th, floor, next);
            }
        }
        Err(u) => return Err(u),
    }
    Ok(())
}

fn go_on(th: &mut Thread, pc: u32) {
    th.frames.last_mut().expect("V6: a frame is running").pc = pc;
}

/// Runs the frames that the op has entered.
fn rest(th: &mut Thread, floor: usize, next: u32) -> Res<()> {
    let Some(entered) = th.frames.get_mut(floor) else {
        return Ok(());
    };
    // Compiled code must not return to the frame below, which waits for this loop: it does so from `Store` only.
    let stores = match entered.on_return {
        OnReturn::Store(dst) => {
            entered.on_return = OnReturn::Covered(dst);
            true
        }
        OnReturn::Covered(_) => true,
        _ => false,
    };
    super::run(th, floor)?;
    if stores {
        go_on(th, next);
    }
    Ok(())
}
