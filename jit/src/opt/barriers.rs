//! Barriers: what the transaction may touch already, and which shapes are known.
//!
//! ```text
//! own %0 shape 7 ?0                own %0 shape 7 ?0
//! store.val %0, %1 @2+16           store.val %0, %1 @2+16
//! see %0 shape 7 ?1           ──▶
//! %4 = load.val %0 @2+24           %4 = load.val %0 @2+24
//! ```
//!
//! Ownership cannot change between two breaks, and a poll that was not asked is none (a poll that was leaves the trace),
//! so the second check proves nothing new. Facts die at helpers that may break the transaction (J6); shapes also where
//! the ownership word itself is written. The mode `Plain` elides nothing, for comparison.

use super::{Proposal, View};
use crate::ir::effects::Effects;
use crate::ir::{Field, Inst, Op, Ref, Shape, Trace};
use crate::target::{Barriers, Target};
use std::collections::HashMap;

/// What is known about one object's word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    pub shape: Shape,
    pub right: Right,
}

/// What the transaction may do with an object; each includes the ones before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Right {
    /// Nothing but what is immutable.
    None,
    Read,
    Write,
}

/// Keeper of words.
#[derive(Clone, Default)]
pub struct Words {
    known: HashMap<Ref, Word>,
}

impl Words {
    pub fn of(&self, r: Ref) -> Option<Word> {
        self.known.get(&r).copied()
    }

    fn learn(&mut self, r: Ref, shape: Shape, right: Right) {
        let word = self.known.entry(r).or_insert(Word { shape, right });
        word.shape = shape;
        word.right = word.right.max(right);
    }

    pub fn note(&mut self, trace: &Trace, target: &Target, r: Ref, inst: &Inst) {
        let a = inst.args[0];
        match inst.op {
            Op::New => self.learn(r, inst.new_desc().shape, Right::Write),
            Op::GuardShape => self.learn(a, inst.shape(), Right::None),
            Op::See | Op::SeeShared => self.learn(a, inst.shape(), Right::Read),
            Op::Own => self.learn(a, inst.shape(), Right::Write),
            Op::Store | Op::StoreX if inst.field().class == Field::WORD => {
                self.reshape(trace, a, inst)
            }
            Op::Call => self.called(Effects::of(inst, target)),
            _ => {}
        }
    }

    /// A store into a word: the object has another shape, and so may any that could be the same object.
    fn reshape(&mut self, trace: &Trace, object: Ref, inst: &Inst) {
        let before = self.known.remove(&object);
        if let Some(before) = before {
            // Another shape, another object.
            self.known.retain(|_, word| word.shape != before.shape);
        } else {
            self.known.clear();
        }
        if let (Some(before), Some(shape)) = (before, trace.int_of(inst.args[1])) {
            self.known.insert(
                object,
                Word {
                    shape: Shape(shape as u32),
                    right: before.right,
                },
            );
        }
    }

    fn called(&mut self, effects: Effects) {
        if effects.writes.has(Field::WORD) {
            self.known.clear();
        }
        if effects.breaks {
            self.known.retain(|_, word| word.right == Right::None);
        }
    }
}

pub fn propose(view: View, inst: &Inst) -> Proposal {
    let wanted = match inst.op {
        Op::GuardShape | Op::GuardNotShape => Right::None,
        Op::See | Op::SeeShared => Right::Read,
        Op::Own => Right::Write,
        _ => return Proposal::Keep,
    };
    if view.target.barriers == Barriers::Plain && wanted != Right::None {
        return Proposal::Keep;
    }
    let Some(word) = view.facts.words.of(inst.args[0]) else {
        return Proposal::Keep;
    };
    let same = word.shape == inst.shape();
    match inst.op {
        Op::GuardNotShape if same => Proposal::Never,
        Op::GuardNotShape => Proposal::Drop,
        _ if !same => Proposal::Never,
        _ if word.right >= wanted || view.target.barriers == Barriers::Off => Proposal::Drop,
        _ => Proposal::Keep,
    }
}
