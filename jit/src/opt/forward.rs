//! The forward walk: takes instructions of a source trace one by one, rewrites their operands, asks the passes, and
//! keeps what is left.
//!
//! The walk can be fed from several sources in turn: peeling feeds what was kept a second time. `map` translates refs
//! of the current source to refs of `out`. Snapshots are translated when a guard that uses them is kept, each once;
//! `under` are the slots a snapshot of the current source is laid over (the state at the label, for a loop body).
//!
//! A ref known to equal a constant (after `guard_same`) is replaced by it from then on.

use super::{Arg, Facts, Pass, Proposal, View};
use crate::abort::Abort;
use crate::ir::{Imm, Inst, Op, Ref, Slot, SnapId, Trace};
use crate::log;
use crate::snapshot::{Held, Late, Object, ObjectId, Snapshot};
use crate::target::Target;
use std::collections::{BTreeMap, HashMap};

/// A rewrite may enable another; more in a row than this means that rules chase each other.
const MOST_REWRITES: usize = 16;

/// State of a walk.
pub struct Forward<'a> {
    pub out: Trace,
    pub target: &'a Target,
    pub facts: Facts,
    passes: &'a [Pass],
    pub map: Vec<Ref>,
    snaps: HashMap<SnapId, SnapId>,
    objects: HashMap<ObjectId, ObjectId>,
    pub under: BTreeMap<Slot, Held>,
}

impl<'a> Forward<'a> {
    pub fn new(source: &Trace, target: &'a Target, passes: &'a [Pass]) -> Forward<'a> {
        Forward {
            out: source.successor(),
            target,
            facts: Facts::default(),
            passes,
            map: vec![Ref::NONE; source.insts.len()],
            snaps: HashMap::new(),
            objects: HashMap::new(),
            under: BTreeMap::new(),
        }
    }

    /// From now on a source of this length is fed, laid over these slots.
    pub fn restart(&mut self, length: usize, under: BTreeMap<Slot, Held>) {
        self.map = vec![Ref::NONE; length];
        self.snaps.clear();
        self.objects.clear();
        self.under = under;
    }

    /// The ref of a source ref.
    pub fn mapped(&self, r: Ref) -> Ref {
        let r = match r.index() {
            Some(at) => self.map[at],
            None => r,
        };
        self.facts.kinds.constant(r).unwrap_or(r)
    }

    /// Takes instruction `at` of a source.
    pub fn feed(&mut self, source: &Trace, at: usize) -> Result<(), Abort> {
        let r = self.copy(source, &source.insts[at])?;
        self.map[at] = r;
        Ok(())
    }

    /// Puts an instruction of a source through the passes, operands translated.
    pub fn copy(&mut self, source: &Trace, inst: &Inst) -> Result<Ref, Abort> {
        let mut inst = *inst;
        for operand in inst.operands_mut() {
            *operand = match operand.index() {
                Some(_) => self.mapped(*operand),
                None => *operand,
            };
        }
        let list: Vec<Ref> = source
            .list_refs(inst.list)
            .iter()
            .map(|&r| self.mapped(r))
            .collect();
        inst.list = self.out.list(&list);
        self.put(inst, Some(source))
    }

    /// Puts an instruction without a snapshot, operands of `out`, through the passes.
    pub fn push(&mut self, op: Op, args: &[Ref], imm: Imm) -> Result<Ref, Abort> {
        self.put(Inst::new(op, args, imm), None)
    }

    /// Puts a guard with a snapshot of a source, operands of `out`, through the passes.
    pub fn guard(
        &mut self,
        op: Op,
        args: &[Ref],
        source: &Trace,
        snap: SnapId,
    ) -> Result<Ref, Abort> {
        self.put(Inst::new(op, args, Imm::None).at(snap), Some(source))
    }

    fn put(&mut self, mut inst: Inst, source: Option<&Trace>) -> Result<Ref, Abort> {
        'again: for _ in 0..MOST_REWRITES {
            for pass in self.passes {
                let view = View {
                    trace: &self.out,
                    target: self.target,
                    facts: &self.facts,
                };
                let proposal = (pass.propose)(view, &inst);
                if proposal == Proposal::Keep || !log::burn() {
                    continue;
                }
                match proposal {
                    Proposal::Keep => {}
                    Proposal::Drop => return Ok(Ref::NONE),
                    Proposal::Is(arg) => return Ok(self.arg(arg)),
                    Proposal::Never => return Err(Abort::AlwaysFails),
                    Proposal::Rewrite(op, args, imm) => {
                        let args: Vec<Ref> = args.into_iter().map(|arg| self.arg(arg)).collect();
                        let snap = if op.is_guard() {
                            inst.snap
                        } else {
                            SnapId::NONE
                        };
                        let typed = Inst::new(op, &args, imm);
                        let ty = typed.ty.or(inst.ty.filter(|_| op == inst.op));
                        inst = typed.typed(ty).at(snap);
                        continue 'again;
                    }
                }
            }
            break;
        }
        if inst.snap != SnapId::NONE
            && let Some(source) = source
        {
            inst.snap = self.snapshot(source, inst.snap);
        }
        let r = self.out.push(inst);
        self.facts.note(&self.out, self.target, r, &inst);
        Ok(if inst.ty.is_some() { r } else { Ref::NONE })
    }

    fn arg(&mut self, arg: Arg) -> Ref {
        match arg {
            Arg::Ref(r) => r,
            Arg::Const(c) => self.out.constant(c),
        }
    }

    /// An instruction that no pass may touch: labels, parameters, jumps.
    pub fn raw(&mut self, inst: Inst) -> Ref {
        let r = self.out.push(inst);
        self.facts.note(&self.out, self.target, r, &inst);
        r
    }

    /// Translates a snapshot of a source.
    pub fn snapshot(&mut self, source: &Trace, id: SnapId) -> SnapId {
        if let Some(&done) = self.snaps.get(&id) {
            return done;
        }
        let snap = source.snaps.get(id);
        let mut slots = self.under.clone();
        for &(slot, held) in &snap.slots {
            let held = self.held(source, held);
            slots.insert(slot, held);
        }
        let late = snap.late.iter().map(|late| Late {
            base: self.mapped(late.base),
            field: late.field,
            value: self.held(source, late.value),
        });
        let late = late.collect();
        let new = Snapshot {
            frames: snap.frames.clone(),
            slots: slots.into_iter().collect(),
            late,
        };
        let new = self.out.snaps.add(new);
        self.snaps.insert(id, new);
        new
    }

    /// Translates what a slot holds; boxes the exit can make itself are left out.
    pub fn held(&mut self, source: &Trace, held: Held) -> Held {
        match held {
            Held::Ref(r) => Held::Ref(unboxed(&self.out, self.mapped(r))),
            Held::Object(id) => {
                if let Some(&done) = self.objects.get(&id) {
                    return Held::Object(done);
                }
                let Object { desc, fields } = source.snaps.object(id).clone();
                // Entered before its fields are translated: an object may hold itself.
                let new = self.out.snaps.add_object(Object {
                    desc,
                    fields: Vec::new(),
                });
                self.objects.insert(id, new);
                let fields = fields
                    .into_iter()
                    .map(|(field, held)| (field, self.held(source, held)))
                    .collect();
                self.out.snaps.object_mut(new).fields = fields;
                Held::Object(new)
            }
        }
    }
}

/// What a box was made from, or the ref itself.
pub fn unboxed(trace: &Trace, r: Ref) -> Ref {
    match trace.def(r) {
        Some(inst) if matches!(inst.op, Op::BoxInt | Op::BoxFloat | Op::BoxBool) => inst.args[0],
        _ => r,
    }
}
