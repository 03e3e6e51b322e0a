//! The recording loop: runs ops on the recorder until the trace ends.

use std::sync::Arc;

use jit::abort::Abort;
use jit::build::{Limits, TraceBuilder};
use jit::exit::Exit;
use jit::ir::{Slot as JitSlot, Trace};
use jit::target::Target;

use super::machine::{Heads, Recorder, frame_of};
use crate::interp::{Flow, Interp, dispatch};
use crate::thread::Slot;
use crate::unwind::{Res, Unwind};
use crate::value::Raw;

/// What came of a recording: the trace, the constants it compares with, and what the interpreter goes on with.
type Recorded = (Result<Trace, Abort>, Vec<Raw>, Res<()>);

/// Times the back-edge of another loop may be passed: one within the anchor's loop is unrolled, so is one that has code
/// of its own if it is very short, one around it brings the trace back to the anchor or it does not.
const MOST_UNROLLED: u32 = 6;
pub(super) const MOST_UNROLLED_HOT: u32 = 4;
const MOST_AROUND: u32 = 2;

/// The anchor of a function's entry: no place in its code, since the trace never comes back to it.
pub const ENTRY: u32 = u32::MAX;

/// Records a function from its entry to its return.
pub fn function(m: &mut Interp<'_>) -> Recorded {
    let base = m.slot(lang::opcode::Reg(0));
    let depth = m.th.frames.len();
    let target = target(m);
    let mut builder = TraceBuilder::root(target, Limits::default(), frame_of(m, base, 0));
    // Compiled callers write the arguments only.
    let lang = &m.body().lang;
    let nothing = builder.val(Raw::UNDEF.0);
    for i in lang.nparams() as u32..lang.nregs {
        builder.set_reg(JitSlot(i as i32), nothing);
    }
    builder.op(0);
    builder.emit(jit::ir::Op::Poll, &[], jit::ir::Imm::None);
    let heads = Heads {
        code: m.frame().code,
        own: None,
        others: Vec::new(),
        framed: true,
    };
    run(m, builder, base, depth, ENTRY, heads)
}

/// Records a loop from its head.
pub fn root(m: &mut Interp<'_>, anchor: u32) -> Recorded {
    let base = m.slot(lang::opcode::Reg(0));
    let depth = m.th.frames.len();
    let target = target(m);
    let builder = TraceBuilder::root(target, Limits::default(), frame_of(m, base, anchor));
    let heads = Heads {
        code: m.frame().code,
        own: None,
        others: Vec::new(),
        framed: true,
    };
    run(m, builder, base, depth, anchor, heads)
}

/// Records a further head of a region from where a trace ended; the interpreter stands there already.
pub fn head(
    m: &mut Interp<'_>,
    (depth, base): (usize, Slot),
    returned: crate::resume::Returned,
    exit: &Arc<Exit>,
    anchor: u32,
    mut heads: Heads,
) -> Recorded {
    let target = target(m);
    let Some(builder) = TraceBuilder::head(target, Limits::default(), exit) else {
        return (Err(Abort::InnerLoop), Vec::new(), Ok(()));
    };
    heads.own = Some(exit.frames.clone());
    let mut recorder = Recorder::new(m, builder, base, depth, anchor, heads);
    recorder.has_returned(returned);
    run_recorder(recorder)
}

/// Records from an exit of a region; the interpreter stands there already.
pub fn side(
    m: &mut Interp<'_>,
    (depth, base): (usize, Slot),
    returned: crate::resume::Returned,
    exit: &Arc<Exit>,
    anchor: u32,
    heads: Heads,
) -> Recorded {
    let target = target(m);
    let frames_at_head = heads.own.as_ref().map_or(1, Vec::len);
    let builder = TraceBuilder::side(target, Limits::default(), exit, frames_at_head);
    let mut recorder = Recorder::new(m, builder, base, depth, anchor, heads);
    recorder.has_returned(returned);
    run_recorder(recorder)
}

/// What recording is for.
fn target(m: &Interp<'_>) -> Arc<Target> {
    let jit = m.th.vm.jit().expect("J8: recording needs the JIT");
    jit.engine.target().clone()
}

fn run(
    m: &mut Interp<'_>,
    builder: TraceBuilder,
    base: Slot,
    depth: usize,
    anchor: u32,
    heads: Heads,
) -> Recorded {
    run_recorder(Recorder::new(m, builder, base, depth, anchor, heads))
}

/// Records; what relied on something that fell meanwhile is thrown away: nobody could have told code that was not there.
fn run_recorder(r: Recorder<'_, '_>) -> Recorded {
    let vm = r.m.th.vm;
    let falls = || vm.jit().map(super::Jit::falls);
    let before = falls();
    let (trace, pins, flow) = follow(r);
    let trace = match before == falls() {
        true => trace,
        false => trace.and(Err(Abort::Invalid)),
    };
    (trace, pins, flow)
}

/// How often back-edges were passed, each in its frame.
#[derive(Default)]
struct Passed(Vec<Turns>);

struct Turns {
    pc: u32,
    base: u32,
    turns: u32,
}

impl Passed {
    /// Counts the back-edge at `pc`, which leads to the loop's head.
    fn is_too_much(&mut self, r: &Recorder<'_, '_>, pc: u32, head: u32) -> bool {
        let base = r.m.frame().base;
        let known = self.0.iter().position(|p| (p.pc, p.base) == (pc, base));
        let at = known.unwrap_or_else(|| {
            let turns = 0;
            self.0.push(Turns { pc, base, turns });
            self.0.len() - 1
        });
        self.0[at].turns += 1;
        self.0[at].turns > most_turns(r, head)
    }

    /// Frames are gone, and what was counted there.
    fn forget(&mut self, r: &Recorder<'_, '_>) {
        let top = r.m.frame().base;
        self.0.retain(|p| p.base <= top);
    }
}

fn most_turns(r: &Recorder<'_, '_>, head: u32) -> u32 {
    if r.is_around(head) {
        MOST_AROUND
    } else if r.way_out(head).is_some() {
        MOST_UNROLLED_HOT
    } else {
        MOST_UNROLLED
    }
}

/// The back-edge to this head was passed too often: another loop is to be entered there, or nothing comes of the trace.
fn passed_too_often(r: Recorder<'_, '_>, head: u32) -> Recorded {
    if let Some(way) = r.way_out(head) {
        return r.finish_before(way);
    }
    if r.is_root() && (r.is_around(head) || r.is_function()) {
        r.give_up(Abort::InnerLoop)
    } else {
        r.finish_leave(head)
    }
}

/// Runs ops on the recorder until the trace ends.
fn follow(mut r: Recorder<'_, '_>) -> Recorded {
    let mut first = true;
    let mut passed = Passed::default();
    loop {
        let pc = r.m.pc;
        if !first && r.at_anchor(pc) {
            return r.finish_loop(pc);
        }
        if !first && r.at_other_head(pc) {
            return r.finish_at_head(pc);
        }
        let at_start = std::mem::replace(&mut first, false);
        r.begin_op(pc);
        let step = {
            let words = r.words();
            dispatch::step(&mut r, &words.words, pc)
        };
        if let Some(why) = r.gave_up() {
            return r.abandon(why, step, pc);
        }
        match step {
            Ok((Flow::Next, words)) => r.m.pc = pc + words,
            Ok((Flow::Jump(to), _)) => {
                if to <= pc && !r.at_anchor(to) && passed.is_too_much(&r, pc, to) {
                    r.m.pc = to;
                    return passed_too_often(r, to);
                }
                r.m.pc = to;
            }
            Ok((Flow::Entered, _)) => {}
            Ok((Flow::Switch, _)) => {
                r.m.reenter_frame();
                r.forget_ways_out();
                passed.forget(&r);
            }
            Ok((Flow::Leave, _)) => return r.give_up(Abort::LeftFrame),
            Err(Unwind::Conflict) if r.returning().is_some() => return r.finish_return(pc),
            Err(Unwind::Conflict) if r.wants_to_leave() => {
                match r.step_over(pc) {
                    Some(Ok(())) => match r.gave_up() {
                        Some(why) => return r.give_up(why),
                        None => continue,
                    },
                    Some(Err(u)) => {
                        let (t, p, _) = r.give_up(Abort::Raised);
                        return (t, p, Err(u));
                    }
                    None => {}
                }
                let op = r.words().op_at(lang::opcode::Pc(pc)).text();
                if let Some(jit) = r.m.th.vm.jit() {
                    jit.note_end(op);
                }
                if r.is_root() && r.anchor == ENTRY {
                    // Going in and out again is not worth it.
                    return r.give_up(Abort::Untraceable);
                }
                if r.is_root() && r.suspends_into_loop() {
                    // Whoever resumes the generator takes it into a trace of its own.
                    return r.give_up(Abort::Untraceable);
                }
                if at_start || r.is_root() && r.len() < r.m.th.shortest_trace() {
                    // The code would go round without getting on, or cost more to enter than it saves.
                    return r.give_up(Abort::Untraceable);
                }
                let at = r.leaves_at(pc);
                r.m.pc = at;
                return r.finish_leave(at);
            }
            Err(Unwind::Conflict) => {
                r.m.note_pc();
                let waited = r.m.th.resolve_conflict();
                let (t, p, _) = r.give_up(Abort::Conflict);
                return (t, p, waited);
            }
            Err(u) => {
                let (t, p, _) = r.give_up(Abort::Raised);
                return (t, p, Err(u));
            }
        }
    }
}

/// The slot of a register of the register stack, counted from the trace's base; negative in frames below it.
pub fn relative(base: Slot, s: Slot) -> JitSlot {
    JitSlot(s.0.wrapping_sub(base.0) as i32)
}
