//! The loop, made from the table of bytecodes.

use lang::opcode::{Op, ops};

use super::{Flow, Interp, frame};
use crate::unwind::{Res, Unwind};

/// Why the loop stopped: where, and with what.
pub(super) type Stop = (u32, Unwind);

macro_rules! make_loop {
    ($($op:ident $text:ident ($($operand:ident: $mode:ident),* $(; $slot:ident)?) [$($flag:ident)*] $meaning:literal;)*) => {
        /// Opcode numbers as constants, so that the match below is a jump table.
        #[allow(non_upper_case_globals)]
        mod number {
            $(pub const $op: u16 = lang::opcode::Op::$op as u16;)*
        }

        /// Runs ops until the frame that native code waits for is left, or something goes wrong.
        pub(super) fn execute(m: &mut Interp<'_>) -> Result<(), Stop> {
            loop {
                let words = &m.body.lang.words[..];
                let flow: Res<(Flow, u32)> = match frame::opcode(words, m.pc) {
                    $(number::$op => {
                        const WORDS: usize = ops::$op::WORDS;
                        let op = ops::$op::decode(frame::fetch::<WORDS>(words, m.pc));
                        crate::semantics::meaning::$text(m, op).map(|f| (f, WORDS as u32))
                    })*
                    other => unreachable!("V9: no op has the number {other}"),
                };
                match flow {
                    Ok((Flow::Next, words)) => m.pc += words,
                    Ok((Flow::Jump(to), _)) => m.pc = to,
                    Ok((Flow::Switch, _)) => m.reenter(),
                    Ok((Flow::Leave, _)) => return Ok(()),
                    Err(Unwind::Conflict) => {
                        m.note_pc();
                        if let Err(u) = m.th.resolve_conflict() {
                            return Err((m.pc, u));
                        }
                    }
                    Err(u) => return Err((m.pc, u)),
                }
            }
        }
    };
}

lang::for_each_op!(make_loop);

/// Length of the op at a word index.
pub(crate) fn words_at(words: &[u16], pc: u32) -> u32 {
    Op::from_u16(frame::opcode(words, pc))
        .expect("V9: verified code")
        .words() as u32
}
