//! Heap: answers loads from what was stored or loaded before.
//!
//! ```text
//! store.val %0, %1 @2+16           store.val %0, %1 @2+16
//! %3 = load.val %0 @2+16      ──▶  (%3 is %1)
//! store.val %0, %1 @2+16           (dropped: it is there already)
//! ```
//!
//! Alias analysis is by meaning: places of different alias class or offset never meet; two bases are different objects if
//! they are different constants, have different shapes, or one was made after the other was known. A store forgets what
//! it may have changed, a helper what it declares, a break everything but constant classes.

use super::barriers::Words;
use super::{Arg, Proposal, View};
use crate::ir::effects::Effects;
use crate::ir::{Field, Inst, Op, Ref, Trace};
use crate::target::Target;

/// A place: a field of an object, or an element.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    pub base: Ref,
    pub index: Option<Ref>,
    pub field: Field,
}

impl Place {
    /// The place an instruction loads or stores.
    pub fn of(inst: &Inst) -> Option<Place> {
        let index = match inst.op {
            Op::Load | Op::Store => None,
            Op::LoadX | Op::StoreX => Some(inst.args[1]),
            _ => return None,
        };
        Some(Place {
            base: inst.args[0],
            index,
            field: inst.field(),
        })
    }

    /// May two places overlap?
    pub fn meets(self, other: Place, trace: &Trace, words: &Words) -> bool {
        if self.field.class != other.field.class || !may_alias(self.base, other.base, trace, words)
        {
            return false;
        }
        match (self.index, other.index) {
            // Offsets mean the same in every object of an alias class.
            (None, None) => self.field.overlaps(other.field),
            (Some(i), Some(j)) if self.field == other.field => !different_index(i, j, trace),
            _ => true,
        }
    }
}

/// Two indices that differ by a constant.
fn different_index(i: Ref, j: Ref, trace: &Trace) -> bool {
    let split = |r: Ref| match trace.def(r) {
        Some(inst) if matches!(inst.op, Op::IAdd | Op::AddOvf) => {
            match trace.int_of(inst.args[1]) {
                Some(c) => (inst.args[0], c),
                None => (r, 0),
            }
        }
        _ => (r, 0),
    };
    let ((a, c), (b, d)) = (split(i), split(j));
    a == b && c != d
}

/// May two bases be the same object?
pub fn may_alias(a: Ref, b: Ref, trace: &Trace, words: &Words) -> bool {
    if a == b {
        return true;
    }
    if let (Some(x), Some(y)) = (trace.const_of(a), trace.const_of(b)) {
        return x.bits() == y.bits();
    }
    if let (Some(x), Some(y)) = (words.of(a), words.of(b))
        && x.shape != y.shape
    {
        return false;
    }
    // An object is not one that was known before it was made.
    let made_after =
        |new: Ref, old: Ref| trace.def_is(new, Op::New).is_some() && (old.is_const() || old < new);
    !made_after(a, b) && !made_after(b, a)
}

/// Keeper of memory contents.
#[derive(Clone, Default)]
pub struct Heap {
    known: Vec<(Place, Ref)>,
}

impl Heap {
    pub fn get(&self, place: Place) -> Option<Ref> {
        self.known
            .iter()
            .find(|(known, _)| *known == place)
            .map(|&(_, value)| value)
    }

    pub fn set(&mut self, place: Place, value: Ref) {
        self.known.retain(|(known, _)| *known != place);
        self.known.push((place, value));
    }

    pub fn places(&self) -> &[(Place, Ref)] {
        &self.known
    }

    pub fn retain(&mut self, keep: impl FnMut(&(Place, Ref)) -> bool) {
        self.known.retain(keep);
    }

    pub fn note(&mut self, trace: &Trace, target: &Target, words: &Words, r: Ref, inst: &Inst) {
        match (inst.op, Place::of(inst)) {
            (Op::Load | Op::LoadX, Some(place)) => self.set(place, r),
            (_, Some(place)) => {
                self.known
                    .retain(|(known, _)| !known.meets(place, trace, words));
                let value = inst.operands()[inst.operands().len() - 1];
                if trace.ty(value) == place.field.kind.ty() && place.field.kind.size() == 8 {
                    self.set(place, value);
                }
            }
            (Op::Call, _) => {
                let effects = Effects::of(inst, target);
                self.known.retain(|(known, _)| {
                    let class = known.field.class;
                    target.constant.has(class) || !(effects.breaks || effects.writes.has(class))
                });
            }
            _ => {}
        }
    }
}

pub fn propose(view: View, inst: &Inst) -> Proposal {
    let known = Place::of(inst).and_then(|place| view.facts.heap.get(place));
    match (inst.op, known) {
        (Op::Load | Op::LoadX, Some(value)) => Proposal::Is(Arg::Ref(value)),
        (Op::Store | Op::StoreX, Some(value)) if inst.operands().last() == Some(&value) => {
            Proposal::Drop
        }
        _ => Proposal::Keep,
    }
}
