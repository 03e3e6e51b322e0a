//! Blocks: an atomic block that compiled code runs from its opening to its end without a break needs no transaction; nor does
//! a lock have to be taken that is free before such a section and would be after it.
//!
//! ```text
//! set_reg %0 r4                              (gone)
//! %2 = call.val open () ?0                   (gone)
//! own %1 shape 7 ?1                          own %1 shape 7 ?0
//! %4 = load.val %1 @2+16                     %4 = load.val %1 @2+16
//! store.val %1, %3 @2+16             ──▶     store.val %1, %3 @2+16
//! guard_int %5 ?2                            guard_int %5 ?9
//! %8 = call.val close () ?3                  (gone)
//!                                            snap 9 … as snap 0 … late %1 @2+16.val = %4
//! ```
//!
//! What a thread owns is asked for only at breaks, so what lies between two breaks is one step for all others anyway. What is
//! left of the block is that it may be left in its middle: then it is **taken back**. Its exits are those of its opening, and
//! they put back what it has stored so far, as late stores; the interpreter opens the block and runs it from its start.
//!
//! The recorder has made sure that a lock is free where it is taken. To look at it is enough, so threads that want different
//! things under one lock run at the same time. (Speculative lock elision; Rajwar and Goodman, 2001.)
//!
//! That is so only for blocks and sections that have nothing in them but memory, arithmetic, guards and helpers that the
//! target names. After a write that cannot be taken back there may be no exit, but for guards that decide what has been
//! decided before, which go; a block that is not like that stays as it is. A poll within is not asked: the way to the end is
//! straight.

use super::forward::Forward;
use crate::abort::Abort;
use crate::ir::effects::Effects;
use crate::ir::{Field, Imm, Inst, Mem, Op, Ref, SnapId, Trace, Ty};
use crate::snapshot::{Held, Late};
use crate::target::{Blocks, Fails, Target};

/// Where a block that is to go begins and ends: its two calls.
#[derive(Clone, Copy, Debug)]
struct Found {
    open: usize,
    close: usize,
}

/// The trace without those blocks that need no transaction and those locks that need not be taken; `None` if it has none of
/// them.
pub fn dissolve(trace: &Trace, target: &Target) -> Result<Option<Trace>, Abort> {
    let Some(blocks) = &target.blocks else {
        return Ok(None);
    };
    let mut done = None;
    // What lies in another one goes first.
    while let Some(next) = step(done.as_ref().unwrap_or(trace), target, blocks)? {
        done = Some(next);
    }
    Ok(done)
}

fn step(trace: &Trace, target: &Target, blocks: &Blocks) -> Result<Option<Trace>, Abort> {
    let opens = |&at: &usize| {
        let inst = &trace.insts[at];
        inst.op == Op::Call && [blocks.open, blocks.take].contains(&inst.helper())
    };
    let found: Vec<Found> = (0..trace.insts.len())
        .filter(opens)
        .filter_map(|open| close_of(trace, target, blocks, open).map(|close| Found { open, close }))
        .collect();
    if found.is_empty() {
        return Ok(None);
    }
    let mut out = Forward::new(trace, target, &[]);
    let mut at = 0;
    for Found { open, close } in found {
        let homes = homes_before(trace, open);
        (at..homes).try_for_each(|at| out.feed(trace, at))?;
        take_in(&mut out, trace, blocks, open, close)?;
        at = close + 1;
    }
    (at..trace.insts.len()).try_for_each(|at| out.feed(trace, at))?;
    Ok(Some(out.out))
}

/// The end of the block that is opened here, if it can go.
fn close_of(trace: &Trace, target: &Target, blocks: &Blocks, open: usize) -> Option<usize> {
    let opening = &trace.insts[open];
    let end = match opening.helper() == blocks.open {
        true => blocks.close,
        false => blocks.free,
    };
    // Of a lock: the same one.
    let closes = |inst: &Inst| {
        inst.helper() == end
            && trace.list_refs(inst.list).first() == lock_of(trace, blocks, opening)
    };
    let mut is_final = false;
    for (at, inst) in trace.insts.iter().enumerate().skip(open + 1) {
        match inst.op {
            Op::Call if closes(inst) => return Some(at),
            Op::Call if blocks.levels.contains(&inst.helper()) => continue,
            Op::Call => {
                let helper = target.helper(inst.helper());
                let fails = helper.fails != Fails::Never;
                if !blocks.within.contains(&inst.helper()) || is_final && fails {
                    return None;
                }
                is_final |= !helper.pure && !Effects::of(inst, target).silent();
            }
            Op::Store | Op::StoreX => is_final |= !is_undone(trace, open, inst),
            Op::Poll => continue,
            _ if holds_already(trace, target, blocks, (open, at)) => continue,
            Op::SetReg | Op::Label | Op::Param => return None,
            op if op.is_end() || op.is_guard() && is_final => return None,
            _ => {}
        }
    }
    None
}

/// Has the trace decided the very same before? Then the guard goes: it must not stand behind what cannot be taken back.
fn holds_already(
    trace: &Trace,
    target: &Target,
    blocks: &Blocks,
    (open, at): (usize, usize),
) -> bool {
    let guard = &trace.insts[at];
    let is_shape = guard.op == Op::GuardShape;
    if !guard.op.is_guard() || guard.ty.is_some() || !(guard.op.is_pure() || is_shape) {
        return false;
    }
    let reshapes = |k: usize, inst: &Inst| match inst.op {
        Op::Store | Op::StoreX => inst.field().class == Field::WORD,
        Op::Call if k > open => blocks.reshape.contains(&inst.helper()),
        Op::Call => k < open && Effects::of(inst, target).writes.has(Field::WORD),
        _ => false,
    };
    for k in (0..at).rev() {
        let inst = &trace.insts[k];
        if (inst.op, inst.args, inst.imm) == (guard.op, guard.args, guard.imm) {
            return true;
        }
        if is_shape && reshapes(k, inst) {
            return false;
        }
    }
    false
}

fn lock_of<'t>(trace: &'t Trace, blocks: &Blocks, opening: &Inst) -> Option<&'t Ref> {
    match opening.helper() == blocks.take {
        true => trace.list_refs(opening.list).first(),
        false => None,
    }
}

/// Can a store within a block be taken back, or does nobody see it if the block is?
fn is_undone(trace: &Trace, open: usize, inst: &Inst) -> bool {
    is_made_within(trace, open, inst) || inst.op == Op::Store && may_be_late(trace, inst)
}

fn is_made_within(trace: &Trace, open: usize, store: &Inst) -> bool {
    let base = store.args[0];
    trace.def_is(base, Op::New).is_some() && base.index().is_some_and(|made| made > open)
}

fn may_be_late(trace: &Trace, store: &Inst) -> bool {
    let field = store.field();
    let plain = matches!(field.kind, Mem::Val | Mem::Int | Mem::Len);
    plain && field.class != Field::WORD && trace.ty(store.args[0]) == Ty::Val
}

/// The first of the writes to homes that belong to the opening of a block.
fn homes_before(trace: &Trace, open: usize) -> usize {
    let before = &trace.insts[..open];
    let homes = before.iter().rev().take_while(|inst| inst.op == Op::SetReg);
    open - homes.count()
}

/// Puts what lies within a block through the walk.
fn take_in(
    out: &mut Forward,
    trace: &Trace,
    blocks: &Blocks,
    open: usize,
    close: usize,
) -> Result<(), Abort> {
    let start = trace.insts[open].snap;
    let mut undo: Vec<Late> = Vec::new();
    // The snapshot of exits that have to undo this much.
    let mut snap: Option<SnapId> = None;
    for at in open + 1..close {
        let inst = trace.insts[at];
        let counts = inst.op == Op::Call && blocks.levels.contains(&inst.helper());
        let sure = holds_already(trace, out.target, blocks, (open, at));
        if inst.op == Op::Poll || counts || sure {
            continue;
        }
        if inst.op == Op::Store && !is_made_within(trace, open, &inst) && may_be_late(trace, &inst)
        {
            note_undo(out, &inst, &mut undo)?;
            snap = None;
        }
        if inst.snap == SnapId::NONE {
            out.feed(trace, at)?;
            continue;
        }
        let exit = match snap {
            Some(exit) => exit,
            None => {
                let opening = out.snapshot(trace, start);
                with_undo(out, opening, &undo)
            }
        };
        snap = Some(exit);
        out.map[at] = out.copy(trace, &inst.at(start))?;
        if let Some(kept) = out.out.insts.last_mut() {
            kept.snap = exit;
        }
    }
    Ok(())
}

/// Before a store: what it is about to overwrite.
fn note_undo(out: &mut Forward, store: &Inst, undo: &mut Vec<Late>) -> Result<(), Abort> {
    let (base, field) = (out.mapped(store.args[0]), store.field());
    if undo.iter().any(|l| (l.base, l.field) == (base, field)) {
        return Ok(());
    }
    let before: Ref = out.push(Op::Load, &[base], Imm::Field(field))?;
    // The newest first: two bases may be one object.
    undo.insert(
        0,
        Late {
            base,
            field,
            value: Held::Ref(before),
        },
    );
    Ok(())
}

fn with_undo(out: &mut Forward, opening: SnapId, undo: &[Late]) -> SnapId {
    if undo.is_empty() {
        return opening;
    }
    let mut snap = out.out.snaps.get(opening).clone();
    snap.late.splice(0..0, undo.iter().copied());
    out.out.snaps.add(snap)
}
