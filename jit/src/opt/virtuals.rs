//! Virtuals: objects that nobody outside the trace can see are not made.
//!
//! ```text
//! %2 = new 32 cursor 1 shape 9             (gone, with its store)
//! store.val %2, %1 @2+8
//! guard_true %0 ?0                    ──▶  guard_true %0 ?0
//! snap 0 … r5 = %2                         snap 0 … r5 = &0
//!                                          object 0 32 cursor 1 shape 9 { @2+8.val = %1 }
//! ```
//!
//! An object escapes when it is stored into one that does, passed to a call or a jump, compared, or indexed. One that
//! does not is described in the snapshots that mention it; its loads were answered by `heap`, and `dce` drops it with its
//! stores when no instruction is left that needs it. (Allocation removal by partial evaluation, Bolz and others, 2011.)
//!
//! At the end of a loop an object may stay virtual only if the next turn does not read its slot, since then its fields
//! are carried around the loop in its place; otherwise it is made there. What is alive where a trace ends with `leave`
//! is made, too: the next head of the region may be there, and takes all values from their homes.

use super::forward::unboxed;
use crate::ir::{Effect, Field, Op, Ref, Slot, SnapId, Trace};
use crate::snapshot::{Held, Late, Object, ObjectId};
use std::collections::{HashMap, HashSet};

/// Rewrites snapshots so that objects which do not escape are described in them; those that the slots hold at the end
/// of a loop only if their fields are to be `carried`.
pub fn remove(trace: &Trace, carried: bool) -> Trace {
    let virtuals = find(trace, carried);
    describe(trace.clone(), &virtuals)
}

/// The objects that do not escape.
fn find(trace: &Trace, carried: bool) -> HashSet<Ref> {
    let made = trace
        .insts
        .iter()
        .enumerate()
        .filter(|(_, inst)| inst.op == Op::New);
    let mut virtuals: HashSet<Ref> = made.map(|(at, _)| Ref::inst(at)).collect();
    let read: HashSet<Slot> = trace
        .insts
        .iter()
        .filter(|inst| inst.op == Op::Reg)
        .map(|inst| inst.slot())
        .collect();
    let mut stored = Vec::new();
    for inst in &trace.insts {
        match inst.op {
            Op::Store if inst.field().class != Field::WORD && virtuals.contains(&inst.args[0]) => {
                stored.push((inst.args[0], inst.args[1]));
            }
            _ => {
                for r in trace.uses(inst) {
                    virtuals.remove(&r);
                }
            }
        }
        // What an exit stores into is there.
        if inst.snap != SnapId::NONE {
            for late in &trace.snaps.get(inst.snap).late {
                virtuals.remove(&late.base);
            }
        }
        if matches!(inst.op, Op::Loop | Op::Leave) {
            for &(slot, held) in &trace.snaps.get(inst.snap).slots {
                if let Held::Ref(r) = held
                    && (!carried || inst.op == Op::Leave || read.contains(&slot))
                {
                    virtuals.remove(&r);
                }
            }
        }
    }
    // What is stored into an object that escapes does so too.
    loop {
        let escaping = stored
            .iter()
            .find(|(base, value)| !virtuals.contains(base) && virtuals.contains(value));
        match escaping {
            Some(&(_, value)) => virtuals.remove(&value),
            None => break,
        };
    }
    virtuals
}

struct Describe<'a> {
    virtuals: &'a HashSet<Ref>,
    fields: HashMap<Ref, Vec<(Field, Ref)>>,
    /// Objects of earlier runs that were looked through.
    done: HashSet<ObjectId>,
}

fn describe(mut trace: Trace, virtuals: &HashSet<Ref>) -> Trace {
    if virtuals.is_empty() {
        return trace;
    }
    let mut state = Describe {
        virtuals,
        fields: HashMap::new(),
        done: HashSet::new(),
    };
    let mut done = HashSet::new();
    for at in 0..trace.insts.len() {
        let inst = trace.insts[at];
        if inst.op == Op::Store && virtuals.contains(&inst.args[0]) {
            let fields = state.fields.entry(inst.args[0]).or_default();
            fields.retain(|(field, _)| !field.overlaps(inst.field()));
            fields.push((inst.field(), inst.args[1]));
        }
        if inst.snap != SnapId::NONE && done.insert(inst.snap) {
            debug_assert!(
                inst.op.row().effect != Effect::Write,
                "J3: a store with a snapshot"
            );
            state.snapshot(&mut trace, inst.snap);
        }
    }
    trace
}

impl Describe<'_> {
    fn snapshot(&mut self, trace: &mut Trace, id: SnapId) {
        let mut made = HashMap::new();
        let slots = trace.snaps.get(id).slots.clone();
        let slots = slots
            .into_iter()
            .map(|(slot, held)| (slot, self.held(trace, held, &mut made)))
            .collect();
        trace.snaps.get_mut(id).slots = slots;
        let late = trace.snaps.get(id).late.clone();
        let late = late
            .into_iter()
            .map(|late| Late {
                value: self.held(trace, late.value, &mut made),
                ..late
            })
            .collect();
        trace.snaps.get_mut(id).late = late;
    }

    fn held(&mut self, trace: &mut Trace, held: Held, made: &mut HashMap<Ref, ObjectId>) -> Held {
        match held {
            Held::Ref(r) if self.virtuals.contains(&r) => {
                if let Some(&id) = made.get(&r) {
                    return Held::Object(id);
                }
                let desc = trace.insts[r.index().unwrap_or(0)].new_desc();
                let id = trace.snaps.add_object(Object {
                    desc,
                    fields: Vec::new(),
                });
                made.insert(r, id);
                let known = self.fields.get(&r).cloned().unwrap_or_default();
                let fields = known
                    .into_iter()
                    .map(|(field, value)| {
                        let value = Held::Ref(unboxed(trace, value));
                        (field, self.held(trace, value, made))
                    })
                    .collect();
                trace.snaps.object_mut(id).fields = fields;
                Held::Object(id)
            }
            Held::Object(id) if self.done.insert(id) => {
                // Described before; what its fields hold may have become virtual since.
                let fields = trace.snaps.object(id).fields.clone();
                let fields = fields
                    .into_iter()
                    .map(|(field, h)| (field, self.held(trace, h, made)))
                    .collect();
                trace.snaps.object_mut(id).fields = fields;
                held
            }
            Held::Object(_) | Held::Ref(_) => held,
        }
    }
}
