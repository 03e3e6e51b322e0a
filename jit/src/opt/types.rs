//! Kinds: what guards and definitions have proved about boxed values.
//!
//! ```text
//! guard_int %0 ?0          guard_int %0 ?0
//! guard_int %0 ?1     ──▶
//! %2 = box_float %1        %2 = box_float %1
//! guard_float %2 ?1
//! ```
//!
//! A fact is the set of kinds a value may still be of. A guard is dropped when all of them pass it, and the trace is
//! given up when none does.

use super::{Proposal, View};
use crate::ir::{Const, Inst, Op, Ref, Trace, Ty};
use crate::target::{Tags, Target};
use std::collections::HashMap;

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindSet(u8);

impl KindSet {
    pub const INT: KindSet = KindSet(1);
    pub const FLOAT: KindSet = KindSet(2);
    pub const PTR: KindSet = KindSet(4);
    pub const BOOL: KindSet = KindSet(8);
    const OTHER: KindSet = KindSet(16);
    pub const ANY: KindSet = KindSet(31);

    fn not(self) -> KindSet {
        KindSet(!self.0 & KindSet::ANY.0)
    }

    fn within(self, other: KindSet) -> bool {
        self.0 & !other.0 == 0
    }

    fn and(self, other: KindSet) -> KindSet {
        KindSet(self.0 & other.0)
    }
}

/// The kind of a constant value.
fn kind_of(tags: &Tags, v: u64) -> KindSet {
    match v {
        v if tags.is_int(v) => KindSet::INT,
        v if tags.is_float(v) => KindSet::FLOAT,
        v if tags.is_ptr(v) => KindSet::PTR,
        v if tags.is_bool(v) => KindSet::BOOL,
        _ => KindSet::OTHER,
    }
}

/// What a guard lets pass, if it is one on kinds.
fn passes(op: Op) -> Option<KindSet> {
    Some(match op {
        Op::GuardInt => KindSet::INT,
        Op::GuardNotInt => KindSet::INT.not(),
        Op::GuardFloat => KindSet::FLOAT,
        Op::GuardNotFloat => KindSet::FLOAT.not(),
        Op::GuardPtr => KindSet::PTR,
        Op::GuardNotPtr => KindSet::PTR.not(),
        Op::GuardBool => KindSet::BOOL,
        Op::GuardNotBool => KindSet::BOOL.not(),
        _ => return None,
    })
}

/// Keeper of kinds, known truth values and known constants.
#[derive(Clone, Default)]
pub struct Kinds {
    kinds: HashMap<Ref, KindSet>,
    truths: HashMap<Ref, bool>,
    constants: HashMap<Ref, Ref>,
}

impl Kinds {
    /// Kinds a value may be of.
    pub fn of(&self, trace: &Trace, target: &Target, r: Ref) -> KindSet {
        match trace.const_of(r) {
            Some(Const::Val(v)) => kind_of(&target.tags, v),
            Some(_) => KindSet::ANY,
            None => self.kinds.get(&r).copied().unwrap_or(KindSet::ANY),
        }
    }

    /// The constant a ref is known to equal.
    pub fn constant(&self, r: Ref) -> Option<Ref> {
        self.constants.get(&r).copied()
    }

    /// Says that a value is of these kinds.
    pub fn assume(&mut self, r: Ref, kinds: KindSet) {
        let known = self.kinds.entry(r).or_insert(KindSet::ANY);
        *known = known.and(kinds);
    }

    pub fn note(&mut self, trace: &Trace, _target: &Target, r: Ref, inst: &Inst) {
        let a = inst.args[0];
        if let Some(kinds) = passes(inst.op) {
            self.assume(a, kinds);
        }
        match inst.op {
            Op::BoxInt => self.assume(r, KindSet::INT),
            Op::BoxFloat => self.assume(r, KindSet::FLOAT),
            Op::BoxBool => self.assume(r, KindSet::BOOL),
            Op::New | Op::AsVal => self.assume(r, KindSet::PTR),
            Op::GuardShape | Op::GuardNotShape | Op::See | Op::SeeShared | Op::Own => {
                self.assume(a, KindSet::PTR)
            }
            Op::GuardTrue => {
                self.truths.insert(a, true);
            }
            Op::GuardFalse => {
                self.truths.insert(a, false);
            }
            Op::GuardSame if inst.args[1].is_const() && trace.ty(a) == trace.ty(inst.args[1]) => {
                self.constants.insert(a, inst.args[1]);
            }
            _ => {}
        }
    }
}

pub fn propose(view: View, inst: &Inst) -> Proposal {
    let a = inst.args[0];
    let settle = |holds: bool| {
        if holds {
            Proposal::Drop
        } else {
            Proposal::Never
        }
    };
    if let Some(wanted) = passes(inst.op) {
        let known = view.facts.kinds.of(view.trace, view.target, a);
        return match () {
            () if known.within(wanted) => Proposal::Drop,
            () if known.and(wanted) == KindSet(0) => Proposal::Never,
            () => Proposal::Keep,
        };
    }
    match inst.op {
        Op::GuardTrue => view
            .facts
            .kinds
            .truths
            .get(&a)
            .map_or(Proposal::Keep, |&t| settle(t)),
        Op::GuardFalse => view
            .facts
            .kinds
            .truths
            .get(&a)
            .map_or(Proposal::Keep, |&t| settle(!t)),
        Op::GuardOther | Op::GuardSame => distinct(view, inst),
        _ => Proposal::Keep,
    }
}

/// Values of different kinds are different.
fn distinct(view: View, inst: &Inst) -> Proposal {
    let [a, b, _] = inst.args;
    if view.trace.ty(a) != Ty::Val || view.trace.ty(b) != Ty::Val {
        return Proposal::Keep;
    }
    let kinds = |r| view.facts.kinds.of(view.trace, view.target, r);
    if kinds(a).and(kinds(b)) != KindSet(0) {
        return Proposal::Keep;
    }
    if inst.op == Op::GuardOther {
        Proposal::Drop
    } else {
        Proposal::Never
    }
}
