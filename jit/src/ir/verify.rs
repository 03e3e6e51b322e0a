//! What a well-formed trace is. Runs after every pass when [`crate::log::checking`] is on, and in all tests.
//!
//! Checked: every operand is defined above its use and has a type its op admits; results are as the table says; guards
//! have a snapshot and others none; snapshots and virtual objects mention only what is defined above the first guard
//! that uses them, and no raw pointers; parameters stand right after the label, in order; a jump matches them; inputs
//! occur in side traces only; homes in root traces may be read anywhere; the trace ends once, at its end; a call
//! matches its helper.
//!
//! Not checked: that a fact by position holds (an unboxing after its guard), that memory accesses stay inside their
//! object, that hoisting respected effects. The evaluator finds those.

use super::ops::{ImmKind, Res};
use super::{Entry, Imm, Inst, Op, Ref, SnapId, Trace, Ty, text};
use crate::snapshot::{Held, ObjectId};
use crate::target::{Fails, Target};

/// What is wrong, with the offending line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a trace.
pub fn verify(trace: &Trace, target: &Target) -> Result<(), Malformed> {
    let mut first_use = vec![None; trace.snaps.len()];
    for (at, inst) in trace.insts.iter().enumerate() {
        check(trace, target, at, inst)
            .map_err(|why| Malformed(format!("{why}: {}", text::inst(trace, at, inst))))?;
        if inst.snap != SnapId::NONE {
            let slot = first_use
                .get_mut(inst.snap.0 as usize)
                .ok_or_else(|| Malformed(format!("no snapshot {}", inst.snap.0)))?;
            slot.get_or_insert(at);
        }
    }
    if !trace.insts.last().is_some_and(|inst| inst.op.is_end()) {
        return Err(Malformed("the trace has no end".to_string()));
    }
    for id in trace.snaps.ids() {
        if let Some(at) = first_use[id.0 as usize] {
            check_snapshot(trace, id, at)
                .map_err(|why| Malformed(format!("{why} in snapshot {}", id.0)))?;
        }
    }
    check_label(trace).map_err(Malformed)
}

fn check(trace: &Trace, target: &Target, at: usize, inst: &Inst) -> Result<(), String> {
    let row = inst.op.row();
    for r in trace.uses(inst) {
        defined_above(trace, r, at)?;
    }
    for (&r, kind) in inst.operands().iter().zip(row.args) {
        if !kind.admits(trace.ty(r)) {
            return Err(format!(
                "operand of type {} where {kind:?} is wanted",
                trace.ty(r).name()
            ));
        }
    }
    let imm = match inst.imm {
        Imm::None => ImmKind::None,
        Imm::Slot(_) => ImmKind::Slot,
        Imm::Index(_) => ImmKind::Index,
        Imm::Shape(_) => ImmKind::Shape,
        Imm::Field(_) => ImmKind::Field,
        Imm::Helper(_) => ImmKind::Helper,
        Imm::New(_) => ImmKind::New,
    };
    if imm != row.imm {
        return Err("wrong immediate".to_string());
    }
    let expected = match row.res {
        Res::None => None,
        Res::Is(ty) => Some(ty),
        Res::Field => Some(inst.field().kind.ty()),
        Res::Typed => inst.ty,
    };
    if inst.ty != expected
        || (matches!(inst.op, Op::Input | Op::Outer | Op::Param) && inst.ty.is_none())
    {
        return Err("wrong result type".to_string());
    }
    if inst.op.is_guard() != (inst.snap != SnapId::NONE) {
        return Err("a guard has a snapshot, nothing else has".to_string());
    }
    if inst.op.is_end() && at + 1 != trace.insts.len() {
        return Err("the end is not at the end".to_string());
    }
    match inst.op {
        Op::Input | Op::Outer if trace.entry == Entry::Root => {
            return Err("an input in a root trace".to_string());
        }
        Op::Store => stored_fits(trace, inst, inst.args[1])?,
        Op::StoreX => stored_fits(trace, inst, inst.args[2])?,
        Op::Call => check_call(trace, target, inst)?,
        _ => {}
    }
    Ok(())
}

fn defined_above(trace: &Trace, r: Ref, at: usize) -> Result<(), String> {
    if r.is_none() {
        return Err("missing operand".to_string());
    }
    match r.index() {
        None => Ok(()),
        Some(i) if i >= at => Err(format!("%{i} is used before its definition")),
        Some(i) if trace.insts[i].ty.is_none() => Err(format!("%{i} has no value")),
        Some(_) => Ok(()),
    }
}

fn stored_fits(trace: &Trace, inst: &Inst, value: Ref) -> Result<(), String> {
    let kind = inst.field().kind;
    // An object's address may be stored where a value is expected and the other way round.
    let fits = trace.ty(value) == kind.ty() || (kind.ty() == Ty::Ptr && trace.ty(value) == Ty::Val);
    if fits {
        Ok(())
    } else {
        Err("a stored value of another type than its field".to_string())
    }
}

fn check_call(trace: &Trace, target: &Target, inst: &Inst) -> Result<(), String> {
    let helper = target
        .helpers
        .get(inst.helper().0 as usize)
        .ok_or("no such helper")?;
    let args = trace.list_refs(inst.list);
    // A function takes any number of values.
    let fixed = if helper.is_function() {
        let (fixed, values) = args.split_at(helper.args.len().min(args.len()));
        if values.iter().any(|&r| trace.ty(r) != Ty::Val) {
            return Err("an argument of a function is not a value".to_string());
        }
        fixed
    } else {
        args
    };
    let typed = fixed
        .iter()
        .map(|&r| trace.ty(r))
        .eq(helper.args.iter().copied());
    if !typed {
        return Err(format!(
            "{} is called with other arguments than it takes",
            helper.name
        ));
    }
    let result = if helper.fails == Fails::Status {
        None
    } else {
        helper.result
    };
    if inst.ty != result {
        return Err(format!("{} has another result", helper.name));
    }
    Ok(())
}

fn check_snapshot(trace: &Trace, id: SnapId, at: usize) -> Result<(), String> {
    let snap = trace.snaps.get(id);
    if snap.frames.is_empty() {
        return Err("no frame".to_string());
    }
    if !snap.slots.is_sorted_by_key(|&(slot, _)| slot) {
        return Err("slots out of order".to_string());
    }
    for &(_, held) in &snap.slots {
        check_held(trace, held)?;
    }
    for n in 0..trace.snaps.object_count() {
        for &(_, held) in &trace.snaps.object(ObjectId(n as u32)).fields {
            check_held(trace, held)?;
        }
    }
    for late in &snap.late {
        check_held(trace, Held::Ref(late.base))?;
        check_held(trace, late.value)?;
        if late.field.kind.size() != 8 {
            return Err("a narrow field is stored late".to_string());
        }
    }
    for r in trace.snaps.refs(id) {
        defined_above(trace, r, at)?;
    }
    for &(_, held) in &snap.slots {
        if let Held::Ref(r) = held
            && trace.ty(r) == Ty::Ptr
        {
            return Err("a raw pointer in a slot".to_string());
        }
    }
    Ok(())
}

fn check_held(trace: &Trace, held: Held) -> Result<(), String> {
    match held {
        Held::Object(id) if id.0 as usize >= trace.snaps.object_count() => {
            Err(format!("no object {}", id.0))
        }
        Held::Ref(r) if r.is_none() || r.index().is_some_and(|i| i >= trace.insts.len()) => {
            Err("a missing ref".to_string())
        }
        _ => Ok(()),
    }
}

fn check_label(trace: &Trace) -> Result<(), String> {
    let label = trace.label();
    let params: Vec<(usize, &Inst)> = trace
        .insts
        .iter()
        .enumerate()
        .filter(|(_, inst)| inst.op == Op::Param)
        .collect();
    for (k, &(at, inst)) in params.iter().enumerate() {
        if label.is_none_or(|label| at != label + 1 + k) || inst.number() as usize != k {
            return Err(format!("parameter {k} out of place"));
        }
    }
    let Some(end) = trace.insts.last().filter(|inst| inst.op == Op::Jump) else {
        return Ok(());
    };
    // The label lists what the preamble gives its parameters, the jump what the body gives them.
    let args = trace.list_refs(end.list);
    if trace.entry == Entry::Root {
        let Some(label) = label else {
            return Err("a jump without a label".to_string());
        };
        let initial = trace.list_refs(trace.insts[label].list);
        let types = |refs: &[Ref]| refs.iter().map(|&r| trace.ty(r)).collect::<Vec<_>>();
        let wanted: Vec<Ty> = params.iter().filter_map(|(_, inst)| inst.ty).collect();
        if types(initial) != wanted || types(args) != wanted {
            return Err("label and jump do not match the parameters".to_string());
        }
    }
    Ok(())
}
