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

        /// One op on any machine; its length.
        pub(crate) fn step<M: crate::semantics::Machine>(m: &mut M, words: &[u16], pc: u32) -> Res<(Flow, u32)> {
            match frame::opcode(words, pc) {
                $(number::$op => {
                    const WORDS: usize = ops::$op::WORDS;
                    let op = ops::$op::decode(frame::fetch::<WORDS>(words, pc));
                    crate::semantics::meaning::$text(m, op).map(|f| (f, WORDS as u32))
                })*
                other => unreachable!("V9: no op has the number {other}"),
            }
        }

        /// Runs ops until the frame that native code waits for is left, or something goes wrong.
        pub(super) fn execute(m: &mut Interp<'_>) -> Result<(), Stop> {
            loop {
                let words = m.words;
                let rare = match frame::opcode(words, m.pc) {
                    // Each op ends in the usual two ways by itself, so that nothing has to be passed on.
                    $(number::$op => {
                        const WORDS: usize = ops::$op::WORDS;
                        let op = ops::$op::decode(frame::fetch::<WORDS>(words, m.pc));
                        match crate::semantics::meaning::$text(m, op) {
                            Ok(Flow::Next) => {
                                m.pc += WORDS as u32;
                                continue;
                            }
                            Ok(Flow::Jump(to)) => {
                                m.pc = to;
                                continue;
                            }
                            rare => rare,
                        }
                    })*
                    other => unreachable!("V9: no op has the number {other}"),
                };
                match rare {
                    Ok(Flow::Switch) => m.reenter(),
                    Ok(Flow::Leave) => return Ok(()),
                    Ok(Flow::Entered | Flow::Next | Flow::Jump(_)) => {}
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

/// Lengths of the ops, by number.
static WORDS: [u8; Op::ALL.len()] = {
    let mut all = [0; Op::ALL.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = Op::ALL[i].words_const() as u8;
        i += 1;
    }
    all
};

/// Length of the op at a word index.
#[inline(always)]
pub(crate) fn words_at(words: &[u16], pc: u32) -> u32 {
    u32::from(WORDS[usize::from(frame::opcode(words, pc))])
}
