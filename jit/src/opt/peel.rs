//! Peeling: one turn of the loop as a preamble, then the loop.
//!
//! ```text
//!                                    preamble: the trace as it is
//! the trace … loop ?2           ──▶  label (…)
//!                                    %9 = param.int 0 …
//!                                    the trace again, less what the preamble has proved
//!                                    jump (…)
//! ```
//!
//! The body is the preamble walked a second time with everything known at its end: guards that held are gone, loads of
//! what the loop does not change are answered, checks on invariant objects ran once. What does change from turn to turn
//! is **carried**: a slot that was written, or a field that is stored in each turn, becomes a parameter, unboxed where
//! its kind is known, so that integers and floats stay in machine registers around the loop. Homes are not written
//! inside the loop; snapshots of the body lie over the slots at the label.
//!
//! Nothing hoisted can be invalidated behind our back: a poll that was asked leaves, and a loop with a helper that may
//! break the transaction is not peeled. If the second turn contradicts the first (a kind that alternates), the loop
//! stays as it is: its end writes the homes and goes to the start.

use super::Pass;
use super::forward::{Forward, unboxed};
use super::heap::Place;
use super::ranges::Range;
use super::types::KindSet;
use crate::abort::Abort;
use crate::ir::effects::{Classes, Effects};
use crate::ir::{Carried, Field, Head, Imm, Inst, Op, Ref, Relies, Slot, Trace, Ty};
use crate::snapshot::{Held, Object};
use crate::target::Target;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Peels a root trace; `None` if it does not end in `loop` or its turns differ.
pub fn peel(trace: &Trace, target: &Target, passes: &[Pass]) -> Result<Option<Trace>, Abort> {
    if trace.insts.last().is_none_or(|inst| inst.op != Op::Loop) {
        return Ok(None);
    }
    if trace
        .insts
        .iter()
        .any(|inst| Effects::of(inst, target).breaks)
    {
        return Ok(None);
    }
    let mut refused = HashSet::new();
    loop {
        match Peel::new(trace, target, passes)?.run(&refused) {
            Ok(peeled) => return Ok(Some(peeled)),
            Err(Trouble::Field(place)) if refused.insert(place) => {}
            Err(Trouble::Field(_) | Trouble::Unstable) => return Ok(None),
        }
    }
}

enum Trouble {
    /// This field is not known at the end of the body.
    Field(Place),
    /// The second turn is of another kind.
    Unstable,
}

impl From<Abort> for Trouble {
    fn from(_: Abort) -> Trouble {
        Trouble::Unstable
    }
}

/// A parameter in the making.
struct Param {
    what: Carried,
    ty: Ty,
    /// The ref of the preamble whose copy is the next value; fields are looked up instead.
    source: Ref,
    initial: Ref,
}

struct Peel<'a> {
    forward: Forward<'a>,
    /// What was kept of the preamble: the source of the body.
    pre: Trace,
    /// Slots at the end of the preamble.
    end: Vec<(Slot, Held)>,
    variant: Vec<bool>,
    params: Vec<Param>,
}

impl<'a> Peel<'a> {
    fn new(trace: &Trace, target: &'a Target, passes: &'a [Pass]) -> Result<Peel<'a>, Abort> {
        let mut forward = Forward::new(trace, target, passes);
        forward.facts.ranges.first_turn(true);
        let last = trace.insts.len() - 1;
        for at in 0..last {
            forward.feed(trace, at)?;
        }
        let snap = trace.snaps.get(trace.insts[last].snap).clone();
        let end = snap
            .slots
            .iter()
            .map(|&(slot, held)| (slot, forward.held(trace, held)))
            .collect();
        let pre = forward.out.clone();
        let mut peel = Peel {
            forward,
            pre,
            end,
            variant: Vec::new(),
            params: Vec::new(),
        };
        peel.variant = peel.variants();
        Ok(peel)
    }

    fn changed(&self, slot: Slot) -> Option<Held> {
        let held = self
            .end
            .iter()
            .find(|(s, _)| *s == slot)
            .map(|&(_, held)| held)?;
        let same = match held {
            Held::Ref(r) => self
                .pre
                .def_is(r, Op::Reg)
                .is_some_and(|inst| inst.slot() == slot),
            Held::Object(_) => false,
        };
        (!same).then_some(held)
    }

    /// May something in the loop change this place?
    fn clobbered(&self, place: Place) -> bool {
        let words = &self.forward.facts.words;
        self.pre.insts.iter().any(|inst| match inst.op {
            Op::Store | Op::StoreX => {
                Place::of(inst).is_some_and(|p| p.meets(place, &self.pre, words))
            }
            Op::Call => Effects::of(inst, self.forward.target)
                .writes
                .has(place.field.class),
            _ => false,
        })
    }

    /// Which refs may have another value in the next turn.
    fn variants(&self) -> Vec<bool> {
        let mut variant: Vec<bool> = Vec::with_capacity(self.pre.insts.len());
        for inst in &self.pre.insts {
            let moved = self
                .pre
                .uses(inst)
                .any(|r| r.index().is_some_and(|i| variant[i]));
            let own = match inst.op {
                Op::Reg => self.changed(inst.slot()).is_some(),
                Op::New => true,
                Op::Load | Op::LoadX => Place::of(inst).is_some_and(|place| self.clobbered(place)),
                Op::Call => !self.forward.target.helper(inst.helper()).pure,
                _ => false,
            };
            variant.push(moved || own);
        }
        variant
    }

    fn varies(&self, r: Ref) -> bool {
        r.index().is_some_and(|i| self.variant[i])
    }

    /// The type in which a value is best carried.
    fn carried_type(&self, r: Ref) -> Ty {
        let ty = self.pre.ty(r);
        let kinds = self
            .forward
            .facts
            .kinds
            .of(&self.pre, self.forward.target, r);
        match ty {
            Ty::Val if kinds == KindSet::INT => Ty::Int,
            Ty::Val if kinds == KindSet::FLOAT => Ty::Float,
            Ty::Val if kinds == KindSet::BOOL => Ty::Bool,
            _ => ty,
        }
    }

    /// A value in another type of the same kind; `None` if it may be of another kind.
    fn convert(&mut self, r: Ref, ty: Ty) -> Result<Option<Ref>, Abort> {
        let from = self.forward.out.ty(r);
        if from == ty {
            return Ok(Some(r));
        }
        let kinds = self
            .forward
            .facts
            .kinds
            .of(&self.forward.out, self.forward.target, r);
        let op = match (from, ty) {
            (Ty::Val, Ty::Int) if kinds == KindSet::INT => Op::UnboxInt,
            (Ty::Val, Ty::Float) if kinds == KindSet::FLOAT => Op::UnboxFloat,
            (Ty::Val, Ty::Bool) if kinds == KindSet::BOOL => Op::UnboxBool,
            (Ty::Int, Ty::Val) => Op::BoxInt,
            (Ty::Float, Ty::Val) => Op::BoxFloat,
            (Ty::Bool, Ty::Val) => Op::BoxBool,
            _ => return Ok(None),
        };
        self.forward.push(op, &[r], Imm::None).map(Some)
    }

    /// Makes a parameter for a value at the end of the preamble; its number.
    fn carry(&mut self, what: Carried, source: Ref) -> Result<usize, Trouble> {
        let ty = self.carried_type(source);
        let initial = self.convert(source, ty)?.ok_or(Trouble::Unstable)?;
        self.params.push(Param {
            what,
            ty,
            source,
            initial,
        });
        Ok(self.params.len() - 1)
    }

    fn run(mut self, refused: &HashSet<Place>) -> Result<Trace, Trouble> {
        let mut fixed = Vec::new();
        let mut numbers: HashMap<Slot, usize> = HashMap::new();
        // Parameters of the fields of virtual objects in slots.
        let mut inside: HashMap<(Slot, Ref), usize> = HashMap::new();
        for (slot, held) in self.end.clone() {
            match held {
                Held::Ref(r) if self.varies(r) => {
                    numbers.insert(slot, self.carry(Carried::Slot(slot), r)?);
                }
                Held::Ref(r) => fixed.push((slot, r)),
                Held::Object(_) => {
                    let mut refs = Vec::new();
                    fields_of(&self.forward.out, held, &mut refs, &mut Vec::new());
                    for r in refs {
                        if self.varies(r) {
                            inside.insert((slot, r), self.carry(Carried::Inside(slot), r)?);
                        }
                    }
                }
            }
        }
        let fields = self.fields(refused)?;
        let label = self.label();
        let first = label + 1;
        let param = |k: usize| Ref::inst(first + k);

        let mut under = BTreeMap::new();
        for (slot, held) in self.end.clone() {
            let held = match (held, numbers.get(&slot)) {
                (_, Some(&k)) => Held::Ref(param(k)),
                (Held::Ref(r), None) => Held::Ref(r),
                (Held::Object(_), None) => {
                    let replace = |r: Ref| inside.get(&(slot, r)).map_or(r, |&k| param(k));
                    replaced(&mut self.forward.out, held, &replace, &mut HashMap::new())
                }
            };
            under.insert(slot, held);
        }
        self.forward.restart(self.pre.insts.len(), under);
        self.end_first_turn();
        for (k, place) in fields {
            let value = self
                .convert(param(k), place.field.kind.ty())?
                .ok_or(Trouble::Unstable)?;
            self.forward.facts.heap.set(place, value);
        }
        let relies = self.body(label, &numbers, &param)?;
        self.close(relies, fixed)
    }

    /// Sorts what is known of memory at the end of the preamble: unchanged by the loop, carried, or forgotten.
    fn fields(&mut self, refused: &HashSet<Place>) -> Result<Vec<(usize, Place)>, Trouble> {
        let mut carried = Vec::new();
        let mut kept = HashSet::new();
        for (place, value) in self.forward.facts.heap.places().to_vec() {
            let steady = !self.varies(place.base) && !place.index.is_some_and(|i| self.varies(i));
            if steady && !self.clobbered(place) {
                kept.insert(place);
            } else if steady
                && place.index.is_none()
                && place.field.kind.size() == 8
                && !refused.contains(&place)
            {
                let what = Carried::Field {
                    base: place.base,
                    field: place.field,
                };
                carried.push((self.carry(what, value)?, place));
            } else if !steady && !self.clobbered(place) {
                // True of this one object for good, whichever the next turn looks at.
                kept.insert(place);
            }
        }
        self.forward
            .facts
            .heap
            .retain(|(place, _)| kept.contains(place));
        Ok(carried)
    }

    /// What does not change in the loop is as small as the box it came in.
    fn end_first_turn(&mut self) {
        let Forward {
            facts, out, target, ..
        } = &mut self.forward;
        facts.ranges.first_turn(false);
        for (at, inst) in self.pre.insts.iter().enumerate() {
            if inst.op == Op::UnboxInt && !self.variant[at] {
                facts.ranges.note(out, target, Ref::inst(at), inst);
            }
        }
    }

    /// Emits label and parameters; the label's position.
    fn label(&mut self) -> usize {
        let initial: Vec<Ref> = self.params.iter().map(|p| p.initial).collect();
        let mut inst = Inst::new(Op::Label, &[], Imm::None);
        inst.list = self.forward.out.list(&initial);
        self.forward.raw(inst);
        let label = self.forward.out.insts.len() - 1;
        for k in 0..self.params.len() {
            let inst =
                Inst::new(Op::Param, &[], Imm::Index(k as u32)).typed(Some(self.params[k].ty));
            let r = self.forward.raw(inst);
            let low = self.lower_bound(&self.params[k]);
            if let Some(low) = low {
                self.forward
                    .facts
                    .ranges
                    .assume(&self.forward.out, r, Range::new(low, i64::MAX));
            }
        }
        label
    }

    /// A counter that only grows is never below its first value.
    fn lower_bound(&self, param: &Param) -> Option<i64> {
        if param.ty != Ty::Int {
            return None;
        }
        let next = self.pre.def(unboxed(&self.pre, param.source))?;
        let grows = matches!(next.op, Op::IAdd | Op::AddOvf) && self.pre.int_of(next.args[1])? >= 0;
        let start = self.pre.def(next.args[0])?;
        let own = match (param.what, start.op) {
            (Carried::Slot(slot), Op::UnboxInt) => self
                .pre
                .def_is(start.args[0], Op::Reg)
                .is_some_and(|reg| reg.slot() == slot),
            (Carried::Field { base, field }, Op::Load) => {
                start.args[0] == base && start.field() == field
            }
            (Carried::Field { base, field }, Op::UnboxInt) => self
                .pre
                .def_is(start.args[0], Op::Load)
                .is_some_and(|load| load.args[0] == base && load.field() == field),
            _ => false,
        };
        (grows && own).then(|| {
            self.forward
                .facts
                .ranges
                .of(&self.forward.out, param.initial)
                .low
        })
    }

    /// Walks the preamble again; what loads the preamble answers.
    fn body(
        &mut self,
        label: usize,
        numbers: &HashMap<Slot, usize>,
        param: &dyn Fn(usize) -> Ref,
    ) -> Result<Relies, Trouble> {
        let mut relies = Relies::default();
        let pre = std::mem::replace(&mut self.pre, Trace::new(crate::ir::Entry::Root));
        for (at, inst) in pre.insts.iter().enumerate() {
            if inst.op == Op::Reg {
                let slot = inst.slot();
                let held = self
                    .end
                    .iter()
                    .find(|(s, _)| *s == slot)
                    .map(|&(_, held)| held);
                let r = match (numbers.get(&slot), held) {
                    (Some(&k), _) => self.convert(param(k), Ty::Val)?.ok_or(Trouble::Unstable)?,
                    (None, Some(Held::Ref(r))) => {
                        self.convert(r, Ty::Val)?.ok_or(Trouble::Unstable)?
                    }
                    (None, Some(Held::Object(_))) => return Err(Trouble::Unstable),
                    (None, None) => Ref::inst(at),
                };
                self.forward.map[at] = r;
                continue;
            }
            self.forward.feed(&pre, at)?;
            let before = |r: Ref| r.index().is_some_and(|i| i < label);
            match inst.op {
                Op::Load if before(self.forward.map[at]) => relies.fields.push(inst.field()),
                Op::LoadX if before(self.forward.map[at]) => {
                    relies.classes = relies.classes.and(Classes::one(inst.field().class));
                }
                _ => {}
            }
        }
        self.pre = pre;
        Ok(relies)
    }

    fn close(mut self, relies: Relies, fixed: Vec<(Slot, Ref)>) -> Result<Trace, Trouble> {
        let mut args = Vec::new();
        for k in 0..self.params.len() {
            let (what, ty, source) = (
                self.params[k].what,
                self.params[k].ty,
                self.params[k].source,
            );
            let next = match what {
                Carried::Slot(_) | Carried::Inside(_) => self.forward.mapped(source),
                Carried::Field { base, field } => {
                    let place = Place {
                        base,
                        index: None,
                        field,
                    };
                    self.forward
                        .facts
                        .heap
                        .get(place)
                        .ok_or(Trouble::Field(place))?
                }
            };
            let arg = self.convert(next, ty)?;
            args.push(match (arg, what) {
                (Some(arg), _) => arg,
                (None, Carried::Field { base, field }) => {
                    return Err(Trouble::Field(Place {
                        base,
                        index: None,
                        field,
                    }));
                }
                (None, _) => return Err(Trouble::Unstable),
            });
        }
        let mut jump = Inst::new(Op::Jump, &[], Imm::None);
        jump.list = self.forward.out.list(&args);
        self.forward.raw(jump);
        let carried = self.params.iter().map(|p| p.what).collect();
        self.forward.out.head = Some(Head {
            carried,
            fixed,
            relies,
            late: Vec::new(),
        });
        Ok(self.forward.out)
    }
}

/// The refs in the fields of a virtual object.
fn fields_of(
    trace: &Trace,
    held: Held,
    refs: &mut Vec<Ref>,
    seen: &mut Vec<crate::snapshot::ObjectId>,
) {
    match held {
        Held::Ref(r) if !refs.contains(&r) => refs.push(r),
        Held::Object(id) if !seen.contains(&id) => {
            seen.push(id);
            for &(_, held) in &trace.snaps.object(id).fields {
                fields_of(trace, held, refs, seen);
            }
        }
        Held::Ref(_) | Held::Object(_) => {}
    }
}

/// A copy of a virtual object with other refs in its fields.
fn replaced(
    trace: &mut Trace,
    held: Held,
    replace: &dyn Fn(Ref) -> Ref,
    made: &mut HashMap<crate::snapshot::ObjectId, crate::snapshot::ObjectId>,
) -> Held {
    match held {
        Held::Ref(r) => Held::Ref(replace(r)),
        Held::Object(id) => {
            if let Some(&done) = made.get(&id) {
                return Held::Object(done);
            }
            let Object { desc, fields } = trace.snaps.object(id).clone();
            let new = trace.snaps.add_object(Object {
                desc,
                fields: Vec::new(),
            });
            made.insert(id, new);
            let fields: Vec<(Field, Held)> = fields
                .into_iter()
                .map(|(field, h)| (field, replaced(trace, h, replace, made)))
                .collect();
            trace.snaps.object_mut(new).fields = fields;
            Held::Object(new)
        }
    }
}
