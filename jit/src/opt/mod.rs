//! The optimiser: passes, their order and why that order.
//!
//! A pass is a function that looks at one instruction, its operands already rewritten, and at what is known
//! ([`Facts`]); it answers with a [`Proposal`] and changes nothing. [`forward::Forward`] walks a trace once, asks the passes,
//! applies what they propose, and tells every fact keeper about each instruction that is kept.
//!
//! Order within the walk, and why:
//! 1. `fold` first: constants and box/unbox pairs vanish, so the others see unboxed values.
//! 2. `types` drops guards on kinds that are known; it needs nothing but `fold`.
//! 3. `ranges` turns overflow guards into plain arithmetic before `cse` numbers them.
//! 4. `cse` shares what is left.
//! 5. `heap` answers loads; its values may be constants and boxes, so the walk starts again at `fold` for them.
//! 6. `barriers` drops what is owned; last, since it looks at the final base of an access.
//!
//! Before the walk `blocks` takes away atomic blocks that need no transaction. A side trace begins with what `inherit` knows of its root. Between walks: `claims` turns reads into writes to come, `virtuals` removes objects nobody sees, `peel` walks the trace a second time behind itself as the loop
//! body, `sink` moves stores out of that body, `link` lets side traces jump into that body, `dce` removes what is left without use.

pub mod barriers;
pub mod blocks;
pub mod claims;
pub mod cse;
pub mod dce;
pub mod fold;
pub mod forward;
pub mod heap;
pub mod inherit;
pub mod link;
pub mod peel;
pub mod ranges;
pub mod sink;
pub mod types;
pub mod virtuals;

use crate::abort::Abort;
use crate::census;
use crate::ir::{Const, Entry, Imm, Inst, Op, Ref, Trace, verify};
use crate::log;
use crate::target::Target;
use forward::Forward;

/// An operand a pass wants: there already, or a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg {
    Ref(Ref),
    Const(Const),
}

impl Arg {
    pub fn int(i: i64) -> Arg {
        Arg::Const(Const::Int(i))
    }
}

/// What a pass would do with an instruction.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal {
    Keep,
    /// It is not needed (it has no result, or nobody can tell).
    Drop,
    /// Its result is this.
    Is(Arg),
    /// This instruction does the same.
    Rewrite(Op, Vec<Arg>, Imm),
    /// A guard that can never hold.
    Never,
}

/// What a pass may look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What was kept so far.
    pub trace: &'a Trace,
    pub target: &'a Target,
    pub facts: &'a Facts,
}

impl<'a> View<'a> {
    pub fn int(&self, r: Ref) -> Option<i64> {
        self.trace.int_of(r)
    }

    pub fn def(&self, r: Ref, op: Op) -> Option<&'a Inst> {
        self.trace.def_is(r, op)
    }
}

/// What is known, by keeper.
#[derive(Clone, Default)]
pub struct Facts {
    pub kinds: types::Kinds,
    pub ranges: ranges::Ranges,
    pub shared: cse::Shared,
    pub heap: heap::Heap,
    pub words: barriers::Words,
}

impl Facts {
    /// An instruction was kept as `r`.
    pub fn note(&mut self, trace: &Trace, target: &Target, r: Ref, inst: &Inst) {
        self.kinds.note(trace, target, r, inst);
        self.ranges.note(trace, target, r, inst);
        self.shared.note(trace, target, r, inst);
        self.heap.note(trace, target, &self.words, r, inst);
        self.words.note(trace, target, r, inst);
    }
}

/// A pass of the forward walk.
pub struct Pass {
    pub name: &'static str,
    pub propose: fn(View, &Inst) -> Proposal,
}

/// In the order of the module page.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "fold",
        propose: fold::propose,
    },
    Pass {
        name: "types",
        propose: types::propose,
    },
    Pass {
        name: "ranges",
        propose: ranges::propose,
    },
    Pass {
        name: "cse",
        propose: cse::propose,
    },
    Pass {
        name: "heap",
        propose: heap::propose,
    },
    Pass {
        name: "barriers",
        propose: barriers::propose,
    },
];

/// Optimises a trace; a side trace is given the root it may jump to, if it grows from the root's loop body.
pub fn optimise(trace: &Trace, root: Option<link::Root>, target: &Target) -> Result<Trace, Abort> {
    check(trace, target, "recording")?;
    let recorded = trace;
    let dissolved = blocks::dissolve(trace, target)?;
    let trace = dissolved.as_ref().unwrap_or(trace);
    check(trace, target, "blocks")?;
    let walked = match root {
        Some(root) => {
            let mut forward = Forward::new(trace, target, PASSES);
            inherit::walk(&mut forward, trace, root, trace.insts.len())?;
            forward.out
        }
        None => walk(trace, target, PASSES)?,
    };
    let mut walked = dce::sweep(&walked, target);
    claims::strengthen(&mut walked, target);
    check(&walked, target, "the forward walk")?;
    let looped = match (&walked.entry, root) {
        (Entry::Root, _) => {
            let lean = dce::sweep(&virtuals::remove(&walked, true), target);
            check(&lean, target, "virtuals")?;
            let peeled = peel::peel(&lean, target, PASSES)?;
            peeled.map(|looped| sink::from_loop(&looped, target))
        }
        (Entry::Side, Some(root)) => Some(link::link(&walked, root, target)?),
        (Entry::Side, None) => None,
    };
    let looped = looped.unwrap_or(walked);
    check(&looped, target, "the loop")?;
    let lean = virtuals::remove(&dce::sweep(&looped, target), false);
    let done = dce::sweep(&lean, target);
    check(&done, target, "dce")?;
    census::optimised(recorded, &done);
    Ok(done)
}

/// One forward walk with these passes.
pub fn walk(trace: &Trace, target: &Target, passes: &[Pass]) -> Result<Trace, Abort> {
    let mut forward = Forward::new(trace, target, passes);
    let repeats = trace.insts.last().is_some_and(|end| end.op == Op::Loop);
    let first_turn = trace.entry == Entry::Root && repeats;
    forward.facts.ranges.first_turn(first_turn);
    for at in 0..trace.insts.len() {
        forward.feed(trace, at)?;
    }
    Ok(forward.out)
}

/// Runs the verifier if it is switched on.
fn check(trace: &Trace, target: &Target, stage: &str) -> Result<(), Abort> {
    if !log::checking() {
        return Ok(());
    }
    verify::verify(trace, target).map_err(|why| {
        log::stage("errors", || format!("after {stage}: {why}\n{trace}"));
        Abort::Malformed
    })
}
