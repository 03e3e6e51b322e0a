//! Linking: a side trace that comes back to the anchor jumps into the root's loop body, values in registers.
//!
//! ```text
//! loop ?3            ──▶   %7 = outer.val 4         (the root's %4, an object whose field is carried)
//!                          %8 = load.int %7 @1+8
//!                          jump (%5, %8)
//! ```
//!
//! It may do so if the body's assumptions hold after it: it wrote to no alias class of which the body takes values from
//! before the label, broke no transaction, changed no shape; every slot it changed is a parameter, or holds what the body
//! thinks it holds. Otherwise `loop` stays: homes are written and the preamble proves everything anew.
//!
//! Only for traces that grow from the loop body: the root's values are there.

use super::forward::Forward;
use super::{PASSES, inherit, sink};
use crate::abort::Abort;
use crate::ir::effects::Effects;
use crate::ir::{Carried, Field, Head, Imm, Inst, Op, Ref, Slot, SnapId, Trace, Ty};
use crate::snapshot::Held;
use crate::target::Target;

/// A side trace's view of its root.
#[derive(Clone, Copy)]
pub struct Root<'a> {
    pub trace: &'a Trace,
    /// The root's ref behind each input, where it is one.
    pub inputs: &'a [Option<Ref>],
}

/// Turns the `loop` at the end of a side trace into a jump where the module page allows it.
pub fn link(trace: &Trace, root: Root, target: &Target) -> Result<Trace, Abort> {
    let last = trace.insts.len() - 1;
    let end = trace.insts[last];
    let Some(head) = root.trace.head.as_ref().filter(|_| end.op == Op::Loop) else {
        return Ok(trace.clone());
    };
    if !is_harmless(trace, head, target) || !slots_fit(trace, end.snap, head, root) {
        return Ok(trace.clone());
    }
    let mut forward = Forward::new(trace, target, PASSES);
    inherit::walk(&mut forward, trace, root, last)?;
    let types = root
        .trace
        .insts
        .iter()
        .filter(|inst| inst.op == Op::Param)
        .filter_map(|inst| inst.ty);
    let mut args = Vec::new();
    for (&what, ty) in head.carried.iter().zip(types) {
        let value = match what {
            Carried::Slot(slot) => slot_value(trace, end.snap, slot).map(|r| forward.mapped(r)),
            Carried::Field { base, field } => field_value(&mut forward, root, base, field)?,
            Carried::Inside(_) => None,
        };
        let Some(value) = value else {
            return Ok(trace.clone());
        };
        match convert(&mut forward, trace, value, ty, end.snap)? {
            Some(arg) => args.push(arg),
            None => return Ok(trace.clone()),
        }
    }
    let mut jump = Inst::new(Op::Jump, &[], Imm::None);
    jump.list = forward.out.list(&args);
    forward.raw(jump);
    let mut late = Vec::new();
    for &(base, field) in &head.late {
        late.extend(seen_here(&mut forward.out, root, base).map(|base| (base, field)));
    }
    Ok(sink::from_side(&forward.out, target, &late))
}

/// A value of the root as the side trace was given it.
fn seen_here(trace: &mut Trace, root: Root, r: Ref) -> Option<Ref> {
    if let Some(c) = root.trace.const_of(r) {
        return Some(trace.constant(c));
    }
    let is_it = |&at: &usize| behind(trace, root.inputs, Ref::inst(at)) == Some(r);
    (0..trace.insts.len()).find(is_it).map(Ref::inst)
}

/// The value of the root that a ref of the side trace is, by what stands behind the side trace's inputs.
pub fn behind(trace: &Trace, inputs: &[Option<Ref>], r: Ref) -> Option<Ref> {
    let inst = trace.def(r)?;
    match inst.op {
        Op::Input => inputs.get(inst.number() as usize).copied().flatten(),
        Op::Outer => Some(Ref::inst(inst.number() as usize)),
        _ => None,
    }
}

/// Do the assumptions of a loop's body hold after this trace, and so in what grows from it, if they did before?
pub fn is_harmless(trace: &Trace, head: &Head, target: &Target) -> bool {
    trace.insts.iter().all(|inst| harmless(inst, head, target))
}

fn harmless(inst: &Inst, head: &Head, target: &Target) -> bool {
    let effects = Effects::of(inst, target);
    !effects.breaks
        && !head.relies.notices(inst, target)
        && !effects.writes.has(Field::WORD)
        && inst.op != Op::SetReg
}

fn slot_value(trace: &Trace, snap: SnapId, slot: Slot) -> Option<Ref> {
    let held = trace
        .snaps
        .get(snap)
        .slots
        .iter()
        .find(|(s, _)| *s == slot)?
        .1;
    match held {
        Held::Ref(r) => Some(r),
        Held::Object(_) => None,
    }
}

/// Is every slot that is not in its home one the body knows about?
fn slots_fit(trace: &Trace, snap: SnapId, head: &Head, root: Root) -> bool {
    let slots = &trace.snaps.get(snap).slots;
    let known = slots.iter().all(|&(slot, held)| {
        if head.carried.contains(&Carried::Slot(slot)) {
            return true;
        }
        let Held::Ref(r) = held else {
            return false;
        };
        let read_there = |trace: &Trace, r: Ref| {
            trace
                .def_is(r, Op::Reg)
                .is_some_and(|inst| inst.slot() == slot)
        };
        let at_home = read_there(trace, r)
            || behind(trace, root.inputs, r).is_some_and(|outer| read_there(root.trace, outer));
        let fixed = head
            .fixed
            .iter()
            .find(|(s, _)| *s == slot)
            .map(|&(_, fixed)| fixed);
        match fixed {
            Some(fixed) => same_as_root(trace, r, root, fixed),
            None => at_home,
        }
    });
    let given = |slot: Slot| slots.iter().any(|(s, _)| *s == slot);
    known && head.fixed.iter().all(|&(slot, _)| given(slot))
}

/// Is a ref of the side trace this value of the root?
fn same_as_root(trace: &Trace, r: Ref, root: Root, fixed: Ref) -> bool {
    match (trace.const_of(r), root.trace.const_of(fixed)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => behind(trace, root.inputs, r) == Some(fixed),
        _ => false,
    }
}

/// What memory holds now in a field the body carries.
fn field_value(
    forward: &mut Forward,
    root: Root,
    base: Ref,
    field: Field,
) -> Result<Option<Ref>, Abort> {
    let base = match (seen_here(&mut forward.out, root, base), base.index()) {
        (Some(here), _) => here,
        (None, Some(at)) => {
            let inst =
                Inst::new(Op::Outer, &[], Imm::Index(at as u32)).typed(Some(root.trace.ty(base)));
            forward.raw(inst)
        }
        (None, None) => return Ok(None),
    };
    forward.push(Op::Load, &[base], Imm::Field(field)).map(Some)
}

/// A value in the type of the parameter; a guard where the kind is not known.
fn convert(
    forward: &mut Forward,
    trace: &Trace,
    r: Ref,
    ty: Ty,
    snap: SnapId,
) -> Result<Option<Ref>, Abort> {
    let from = forward.out.ty(r);
    let (guard, op) = match (from, ty) {
        (from, ty) if from == ty => return Ok(Some(r)),
        (Ty::Val, Ty::Int) => (Some(Op::GuardInt), Op::UnboxInt),
        (Ty::Val, Ty::Float) => (Some(Op::GuardFloat), Op::UnboxFloat),
        (Ty::Val, Ty::Bool) => (Some(Op::GuardBool), Op::UnboxBool),
        (Ty::Int, Ty::Val) => (None, Op::BoxInt),
        (Ty::Float, Ty::Val) => (None, Op::BoxFloat),
        (Ty::Bool, Ty::Val) => (None, Op::BoxBool),
        _ => return Ok(None),
    };
    if let Some(guard) = guard {
        match forward.guard(guard, &[r], trace, snap) {
            // Of another kind for certain: the preamble must look at it.
            Err(Abort::AlwaysFails) => return Ok(None),
            other => other?,
        };
    }
    forward.push(op, &[r], Imm::None).map(Some)
}
