//! Inheritance: a side trace that grows from a loop's body knows what the loop's preamble has proved.
//!
//! ```text
//! root:  %0 = reg r4                    side:  %0 = reg r4               %0 = outer.val 0
//!        own %0 shape 7 ?0                     own %0 shape 7 ?0    ──▶
//!        %2 = load.val %0 @2+16                %2 = load.val %0 @2+16    %1 = outer.val 2
//!        label …
//! ```
//!
//! All values from before the label are in machine registers at every exit of the body. A home that the side trace reads
//! is one the loop has not written, so it still holds what the preamble read; a leaf may be such a value, too. What the
//! preamble has then proved about it holds for good if it is about the value, and until the next break if it is about
//! the object's word: a peeled loop has no break. Loads are answered if nothing in the loop may have stored there.

use super::barriers::Words;
use super::forward::Forward;
use super::heap::Place;
use super::link::{Root, behind};
use crate::abort::Abort;
use crate::ir::effects::Effects;
use crate::ir::{Carried, Field, Imm, Inst, Op, Ref, Slot, Trace};
use crate::target::Target;
use std::collections::{HashMap, HashSet};

/// Walks a side trace up to an instruction.
pub fn walk(forward: &mut Forward, side: &Trace, root: Root, end: usize) -> Result<(), Abort> {
    let known = begin(forward, side, root);
    for (at, known) in known.into_iter().enumerate().take(end) {
        match known {
            Some(r) => forward.map[at] = r,
            None => forward.feed(side, at)?,
        }
    }
    Ok(())
}

/// Begins the walk: for each instruction of the side trace that is a value of the root, that value.
fn begin(forward: &mut Forward, side: &Trace, root: Root) -> Vec<Option<Ref>> {
    let mut heir = Heir {
        root: root.trace,
        label: root.trace.label().unwrap_or(0),
        outer: HashMap::new(),
    };
    let homes = heir.homes();
    let mut lost = HashSet::new();
    let mut known = vec![None; side.insts.len()];
    for (at, inst) in side.insts.iter().enumerate() {
        let value = match inst.op {
            Op::Input | Op::Outer => behind(side, root.inputs, Ref::inst(at)),
            Op::Reg if !lost.contains(&inst.slot()) => homes.get(&inst.slot()).copied(),
            Op::SetReg => {
                lost.insert(inst.slot());
                None
            }
            Op::Call if Effects::of(inst, forward.target).breaks => break,
            _ => None,
        };
        let before = |r: &Ref| r.index().is_some_and(|i| i < heir.label);
        if let Some(r) = value.filter(before) {
            known[at] = Some(heir.value(forward, r));
        }
    }
    heir.learn(forward);
    known
}

struct Heir<'a> {
    root: &'a Trace,
    label: usize,
    /// The root's values that are known here.
    outer: HashMap<Ref, Ref>,
}

impl Heir<'_> {
    /// The homes that the preamble has read and that nobody has written since.
    fn homes(&self) -> HashMap<Slot, Ref> {
        let mut homes = HashMap::new();
        for (at, inst) in self.root.insts[..self.label].iter().enumerate() {
            if inst.op == Op::Reg {
                homes.entry(inst.slot()).or_insert(Ref::inst(at));
            }
        }
        for inst in &self.root.insts {
            if inst.op == Op::SetReg {
                homes.remove(&inst.slot());
            }
        }
        homes
    }

    fn value(&mut self, forward: &mut Forward, r: Ref) -> Ref {
        if let Some(&known) = self.outer.get(&r) {
            return known;
        }
        let number = Imm::Index(r.index().unwrap_or(0) as u32);
        let inst = Inst::new(Op::Outer, &[], number).typed(Some(self.root.ty(r)));
        let here = forward.raw(inst);
        self.outer.insert(r, here);
        here
    }

    /// Notes what the preamble has found out about the values that are known, and what it has computed from them.
    fn learn(&mut self, forward: &mut Forward) {
        let target = forward.target;
        let steady = !self.root.insts.iter().any(|inst| {
            let effects = Effects::of(inst, target);
            effects.breaks || effects.writes.has(Field::WORD)
        });
        for at in 0..self.label {
            let inst = self.root.insts[at];
            let holds = match inst.op {
                Op::Load | Op::LoadX => self.lasts(at, target),
                Op::See | Op::SeeShared | Op::Own | Op::GuardShape | Op::GuardNotShape => steady,
                Op::Reg | Op::Call | Op::Poll => false,
                op => op.is_pure() || op.is_guard(),
            };
            if !holds || inst.operands().is_empty() {
                continue;
            }
            let Some(inst) = self.translated(forward, inst) else {
                continue;
            };
            let r = match inst.ty {
                Some(_) => self.value(forward, Ref::inst(at)),
                None => Ref::NONE,
            };
            forward.facts.note(&forward.out, target, r, &inst);
        }
    }

    /// The instruction with operands of the side trace, if all are known there.
    fn translated(&self, forward: &mut Forward, mut inst: Inst) -> Option<Inst> {
        let mut known = |r: Ref| match self.root.const_of(r) {
            Some(c) => Some(forward.out.constant(c)),
            None => self.outer.get(&r).copied(),
        };
        for operand in inst.operands_mut() {
            *operand = known(*operand)?;
        }
        let list = self.root.list_refs(inst.list).iter().map(|&r| known(r));
        let list = list.collect::<Option<Vec<Ref>>>()?;
        inst.list = forward.out.list(&list);
        Some(inst)
    }

    /// Does memory still hold what this load of the preamble found?
    fn lasts(&self, at: usize, target: &Target) -> bool {
        let inst = &self.root.insts[at];
        let Some(place) = Place::of(inst) else {
            return false;
        };
        let words = Words::default();
        let carried = self.root.head.iter().flat_map(|head| &head.carried);
        let goes_around = |carried: &Carried| matches!(carried, Carried::Field { field, .. } if field.overlaps(place.field));
        !carried.into_iter().any(goes_around)
            && self.root.insts[at + 1..]
                .iter()
                .all(|later| match later.op {
                    Op::Store | Op::StoreX => {
                        Place::of(later).is_some_and(|p| !p.meets(place, self.root, &words))
                    }
                    Op::Call => {
                        let effects = Effects::of(later, target);
                        let changes = effects.breaks || effects.writes.has(place.field.class);
                        target.constant.has(place.field.class) || !changes
                    }
                    _ => true,
                })
    }
}
