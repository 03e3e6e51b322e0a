//! Sinking: a field that the loop carries in a register is stored where the loop is left, not in each turn.
//!
//! ```text
//! label (%3)                            label (%3)
//! %7 = param.int 0                      %7 = param.int 0
//! guard_true %8 ?2                      guard_true %8 ?2
//! %9 = iadd %7, 1                 ──▶   %9 = iadd %7, 1
//! %10 = box_int %9
//! store.val %0, %10 @7+24
//! poll ?3                               poll ?3
//! jump (%9)                             jump (%9)
//! snap 2 …                              snap 2 … late %0 @7+24.val = %7
//! snap 3 …                              snap 3 … late %0 @7+24.val = %9
//! ```
//!
//! Nobody sees the difference: other threads have to ask for the object, and are answered only where compiled code has
//! been left; what runs inside the loop neither reads nor writes the place but by these stores. A side trace that
//! begins at such an exit begins with the store; if it goes back to the label and does not look at the place either, it
//! holds the store back in the same way. (Partial dead code elimination for stores; Knoop and others, 1994.)

use super::barriers::Words;
use super::heap::Place;
use crate::ir::effects::Effects;
use crate::ir::{Carried, Field, Mem, Op, Ref, SnapId, Trace, Ty};
use crate::opt::dce;
use crate::opt::forward::unboxed;
use crate::snapshot::{Held, Late};
use crate::target::Target;
use std::collections::HashSet;

/// A field whose stores may wait, and what it holds before the first of them if that is late, too.
struct Candidate {
    base: Ref,
    field: Field,
    now: Option<Ref>,
}

/// Holds back the stores of a peeled loop.
pub fn from_loop(trace: &Trace, target: &Target) -> Trace {
    let (Some(label), Some(head)) = (trace.label(), &trace.head) else {
        return trace.clone();
    };
    let candidates = head.carried.iter().enumerate().filter_map(|(k, carried)| {
        let &Carried::Field { base, field } = carried else {
            return None;
        };
        let now = Some(Ref::inst(label + 1 + k));
        Some(Candidate { base, field, now })
    });
    sink(trace, target, label + 1, candidates.collect())
}

/// Holds back those stores of a side trace whose fields (given as the side trace knows them) the loop it goes back to
/// stores late.
pub fn from_side(trace: &Trace, target: &Target, late: &[(Ref, Field)]) -> Trace {
    let candidate = |&(base, field): &(Ref, Field)| Candidate {
        base,
        field,
        now: None,
    };
    sink(trace, target, 0, late.iter().map(candidate).collect())
}

/// Moves the stores from instruction `from` on into the snapshots; a head is told for which fields that was done.
fn sink(trace: &Trace, target: &Target, from: usize, candidates: Vec<Candidate>) -> Trace {
    let before: HashSet<SnapId> = trace.insts[..from].iter().map(|inst| inst.snap).collect();
    let shared = |id: SnapId| id != SnapId::NONE && before.contains(&id);
    if trace.insts[from..].iter().any(|inst| shared(inst.snap)) {
        return trace.clone();
    }
    let mut out = trace.clone();
    let mut dropped = HashSet::new();
    let mut late = Vec::new();
    for candidate in candidates {
        if may_wait(trace, target, from, &candidate) {
            hold_back(&mut out, from, &candidate, &mut dropped);
            late.push((candidate.base, candidate.field));
        }
    }
    if let Some(head) = &mut out.head {
        head.late = late;
    }
    dce::sweep_without(&out, target, &dropped)
}

/// Is the place touched by nothing but stores to exactly it?
fn may_wait(trace: &Trace, target: &Target, from: usize, candidate: &Candidate) -> bool {
    let place = Place {
        base: candidate.base,
        index: None,
        field: candidate.field,
    };
    let class = place.field.class;
    let words = Words::default();
    let plain = class != Field::WORD
        && place.field.kind.size() == 8
        && place.field.kind != Mem::Float
        && trace.ty(place.base) == Ty::Val;
    plain
        && trace.insts[from..].iter().all(|inst| match inst.op {
            Op::Load | Op::LoadX => Place::of(inst).is_some_and(|p| !p.meets(place, trace, &words)),
            Op::Store | Op::StoreX => {
                Place::of(inst).is_some_and(|p| p == place || !p.meets(place, trace, &words))
            }
            _ => {
                let effects = Effects::of(inst, target);
                !(effects.breaks || effects.reads.has(class) || effects.writes.has(class))
            }
        })
}

fn hold_back(out: &mut Trace, from: usize, candidate: &Candidate, dropped: &mut HashSet<usize>) {
    let mut now = candidate.now;
    let mut done = HashSet::new();
    for at in from..out.insts.len() {
        let inst = out.insts[at];
        let own = inst.op == Op::Store
            && inst.args[0] == candidate.base
            && inst.field() == candidate.field;
        if own {
            let value = inst.args[1];
            now = Some(match candidate.field.kind {
                Mem::Val => unboxed(out, value),
                _ => value,
            });
            dropped.insert(at);
        }
        if let Some(value) = now
            && inst.snap != SnapId::NONE
            && done.insert(inst.snap)
            && !is_late_already(out, inst.snap, candidate)
        {
            out.snaps.get_mut(inst.snap).late.push(Late {
                base: candidate.base,
                field: candidate.field,
                value: Held::Ref(value),
            });
        }
    }
}

/// Does an exit put the field back to what it was at the start of a block?
fn is_late_already(trace: &Trace, snap: SnapId, candidate: &Candidate) -> bool {
    let late = &trace.snaps.get(snap).late;
    late.iter()
        .any(|l| l.base == candidate.base && l.field == candidate.field)
}
