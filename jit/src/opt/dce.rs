//! Dead code: drops what nothing uses, and guards that the next guard implies.
//!
//! ```text
//! guard_not_int %0 ?0
//! guard_float %0 ?0        guard_float %0 ?0
//! %3 = box_float %1   ──▶
//! ```
//!
//! Also drops parameters of the label that only feed themselves, and renumbers snapshots.

use crate::ir::effects::Effects;
use crate::ir::{Imm, Inst, Op, Ref, SnapId, Trace};
use crate::snapshot::{Held, Late, Object, ObjectId, Snapshot};
use crate::target::Target;
use std::collections::{HashMap, HashSet};

/// A copy of the trace without what is not needed.
pub fn sweep(trace: &Trace, target: &Target) -> Trace {
    sweep_without(trace, target, &HashSet::new())
}

/// The same, also without these instructions, which have no result.
pub fn sweep_without(trace: &Trace, target: &Target, dropped: &HashSet<usize>) -> Trace {
    let mut marks = Marks {
        live: vec![false; trace.insts.len()],
        work: Vec::new(),
    };
    let mut stores: HashMap<Ref, Vec<usize>> = HashMap::new();
    for (at, inst) in trace.insts.iter().enumerate() {
        if let Some(object) = stores_into_new(trace, inst) {
            stores.entry(object).or_default().push(at);
        } else if !dropped.contains(&at) && needed(trace, target, at, inst) {
            marks.mark(at);
        }
    }
    let label = trace.label();
    while let Some(at) = marks.work.pop() {
        let inst = &trace.insts[at];
        match inst.op {
            // Their lists are live as far as the parameters are; a jump to another trace's label is as it is.
            Op::Label | Op::Jump if label.is_some() => {}
            Op::Param => {
                for list in [label, Some(trace.insts.len() - 1)].into_iter().flatten() {
                    marks.mark_ref(trace.list_refs(trace.insts[list].list)[inst.number() as usize]);
                }
            }
            // An object that is made has its fields set.
            Op::New => stores
                .get(&Ref::inst(at))
                .into_iter()
                .flatten()
                .for_each(|&store| marks.mark(store)),
            _ => trace.uses(inst).for_each(|r| marks.mark_ref(r)),
        }
        if inst.snap != SnapId::NONE {
            trace
                .snaps
                .refs(inst.snap)
                .into_iter()
                .for_each(|r| marks.mark_ref(r));
        }
    }
    copy(trace, &marks.live)
}

struct Marks {
    live: Vec<bool>,
    work: Vec<usize>,
}

impl Marks {
    fn mark(&mut self, at: usize) {
        if !self.live[at] {
            self.live[at] = true;
            self.work.push(at);
        }
    }

    fn mark_ref(&mut self, r: Ref) {
        if let Some(at) = r.index() {
            self.mark(at);
        }
    }
}

/// The new object a store fills, which is the only one who needs the store.
fn stores_into_new(trace: &Trace, inst: &Inst) -> Option<Ref> {
    let store = matches!(inst.op, Op::Store | Op::StoreX);
    (store && trace.def_is(inst.args[0], Op::New).is_some()).then_some(inst.args[0])
}

/// Is the instruction of use by itself?
fn needed(trace: &Trace, target: &Target, at: usize, inst: &Inst) -> bool {
    if inst.op == Op::Param {
        return false;
    }
    if inst.op == Op::Call {
        let helper = target.helper(inst.helper());
        return !(helper.pure
            || helper.fails == crate::target::Fails::Never && Effects::of(inst, target).silent());
    }
    !inst.op.droppable() && !implied_by_next(trace, at, inst)
}

/// A guard against a kind, followed by a guard for another kind with the same way out.
fn implied_by_next(trace: &Trace, at: usize, inst: &Inst) -> bool {
    if !matches!(
        inst.op,
        Op::GuardNotInt | Op::GuardNotFloat | Op::GuardNotPtr | Op::GuardNotBool
    ) {
        return false;
    }
    for next in &trace.insts[at + 1..] {
        let about = next.args[0] == inst.args[0] && next.snap == inst.snap;
        match next.op {
            Op::GuardInt | Op::GuardFloat | Op::GuardPtr | Op::GuardBool if about => return true,
            Op::GuardNotInt | Op::GuardNotFloat | Op::GuardNotPtr | Op::GuardNotBool if about => {}
            Op::GuardSame if about => return true,
            op if op.is_pure() && !op.is_guard() => {}
            _ => return false,
        }
    }
    false
}

struct Copy<'a> {
    from: &'a Trace,
    to: Trace,
    map: Vec<Ref>,
    snaps: HashMap<SnapId, SnapId>,
    objects: HashMap<ObjectId, ObjectId>,
}

fn copy(trace: &Trace, live: &[bool]) -> Trace {
    let mut copy = Copy {
        from: trace,
        to: trace.successor(),
        map: vec![Ref::NONE; trace.insts.len()],
        snaps: HashMap::new(),
        objects: HashMap::new(),
    };
    let kept_params: Vec<usize> = trace
        .insts
        .iter()
        .enumerate()
        .filter(|&(at, inst)| inst.op == Op::Param && live[at])
        .map(|(_, inst)| inst.number() as usize)
        .collect();
    for (at, inst) in trace.insts.iter().enumerate().filter(|&(at, _)| live[at]) {
        copy.inst(at, inst, &kept_params);
    }
    if let Some(head) = &trace.head {
        let mut head = head.clone();
        head.carried = kept_params.iter().map(|&k| head.carried[k]).collect();
        for carried in &mut head.carried {
            if let crate::ir::Carried::Field { base, .. } = carried {
                *base = copy.map_or_none(*base);
            }
        }
        for (_, r) in &mut head.fixed {
            *r = copy.map_or_none(*r);
        }
        for (base, _) in &mut head.late {
            *base = copy.map_or_none(*base);
        }
        copy.to.head = Some(head);
    }
    copy.to
}

impl Copy<'_> {
    fn map_or_none(&self, r: Ref) -> Ref {
        r.index().map_or(r, |i| self.map[i])
    }

    fn inst(&mut self, at: usize, inst: &Inst, kept_params: &[usize]) {
        let mut inst = *inst;
        for operand in inst.operands_mut() {
            *operand = self.map_or_none(*operand);
        }
        let refs = self.from.list_refs(inst.list);
        let own_loop = self.from.label().is_some();
        let list: Vec<Ref> = match inst.op {
            Op::Label | Op::Jump if own_loop => kept_params
                .iter()
                .map(|&k| self.map_or_none(refs[k]))
                .collect(),
            _ => refs.iter().map(|&r| self.map_or_none(r)).collect(),
        };
        inst.list = self.to.list(&list);
        if inst.op == Op::Param {
            let k = kept_params
                .iter()
                .position(|&k| k == inst.number() as usize)
                .unwrap_or(0);
            inst.imm = Imm::Index(k as u32);
        }
        if inst.snap != SnapId::NONE {
            inst.snap = self.snap(inst.snap);
        }
        self.map[at] = self.to.push(inst);
    }

    fn snap(&mut self, id: SnapId) -> SnapId {
        if let Some(&done) = self.snaps.get(&id) {
            return done;
        }
        let Snapshot {
            frames,
            slots,
            late,
        } = self.from.snaps.get(id).clone();
        let slots = slots
            .into_iter()
            .map(|(slot, held)| (slot, self.held(held)))
            .collect();
        let late = late
            .into_iter()
            .map(|late| Late {
                base: self.map_or_none(late.base),
                field: late.field,
                value: self.held(late.value),
            })
            .collect();
        let new = self.to.snaps.add(Snapshot {
            frames,
            slots,
            late,
        });
        self.snaps.insert(id, new);
        new
    }

    fn held(&mut self, held: Held) -> Held {
        match held {
            Held::Ref(r) => Held::Ref(self.map_or_none(r)),
            Held::Object(id) => {
                if let Some(&done) = self.objects.get(&id) {
                    return Held::Object(done);
                }
                let Object { desc, fields } = self.from.snaps.object(id).clone();
                let new = self.to.snaps.add_object(Object {
                    desc,
                    fields: Vec::new(),
                });
                self.objects.insert(id, new);
                let fields = fields
                    .into_iter()
                    .map(|(field, held)| (field, self.held(held)))
                    .collect();
                self.to.snaps.object_mut(new).fields = fields;
                Held::Object(new)
            }
        }
    }
}
