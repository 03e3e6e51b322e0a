//! Exits: what the vm learns about a point where compiled code was left, and how it rebuilds the interpreter's state.
//!
//! An exit is a snapshot of a trace, free of the trace: its leaves were saved raw in the spill area of the thread
//! context, word k for leaf k. All guards with one snapshot share one exit, since each means «do this op again, in the
//! interpreter».

use crate::cache::ExitKey;
use crate::ir::{Const, Field, Mem, NewDesc, Slot, SnapId, Trace, Ty};
use crate::snapshot::{Frame, Held, Object, ObjectId};
use crate::target::Tags;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the value of a slot or field is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Source {
    /// Word of the spill area, and its type.
    Leaf(u32, Ty),
    Const(Const),
    /// Virtual object, by number within the exit.
    Object(u32),
}

/// An object to be made at the exit.
#[derive(Clone, Debug)]
pub struct ExitObject {
    pub desc: NewDesc,
    pub fields: Vec<(Field, Source)>,
}

/// An exit of a trace.
#[derive(Debug)]
pub struct Exit {
    pub key: ExitKey,
    /// Outermost first.
    pub frames: Vec<Frame>,
    pub leaves: Vec<Ty>,
    pub slots: Vec<(Slot, Source)>,
    pub objects: Vec<ExitObject>,
    /// Fields of objects that exist, by the object.
    pub late: Vec<(Source, Field, Source)>,
    hits: AtomicU32,
    /// Recordings from here that were begun.
    tries: AtomicU32,
}

/// Recordings from one exit; each needs four times the failures of the one before.
const MOST_TRIES: u32 = 3;

/// Why compiled code was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Cause {
    /// A guard failed: this way is worth a side trace when it is hot.
    Guard = 0,
    /// A barrier met a conflict: do the op again, in the interpreter.
    Conflict = 1,
    /// The poll found a request.
    Poll = 2,
    /// A helper said so; the vm's thread knows why.
    Helper = 3,
    /// The trace ends here.
    End = 4,
    /// An assumption has fallen.
    Invalid = 5,
    /// A function called from here was left, and with it everything above it.
    Called = 6,
}

impl Cause {
    pub const COUNT: usize = Cause::Called as usize + 1;

    pub fn from_bits(bits: u32) -> Cause {
        match bits {
            0 => Cause::Guard,
            1 => Cause::Conflict,
            2 => Cause::Poll,
            3 => Cause::Helper,
            4 => Cause::End,
            6 => Cause::Called,
            _ => Cause::Invalid,
        }
    }
}

/// What the vm does to rebuild state; a quick operation: nothing here collects or waits.
pub trait Rebuild {
    /// A value for any integer.
    fn box_int(&mut self, i: i64) -> u64;
    /// A new object; its fields follow.
    fn allocate(&mut self, desc: NewDesc) -> u64;
    fn set_field(&mut self, object: u64, field: Field, bits: u64);
    fn set_slot(&mut self, slot: Slot, value: u64);
}

impl Exit {
    /// The exit of a snapshot in a part of a region.
    pub fn of(trace: &Trace, part: u32, snap: SnapId) -> Exit {
        let leaves = trace.snaps.leaves(snap);
        let mut numbers: HashMap<ObjectId, u32> = HashMap::new();
        let mut order = Vec::new();
        let mut number = |id: ObjectId| {
            *numbers.entry(id).or_insert_with(|| {
                order.push(id);
                order.len() as u32 - 1
            })
        };
        let mut source = |held: Held| match held {
            Held::Object(id) => Source::Object(number(id)),
            Held::Ref(r) => match trace.const_of(r) {
                Some(c) => Source::Const(c),
                None => {
                    let k = leaves.iter().position(|&leaf| leaf == r).unwrap_or(0);
                    Source::Leaf(k as u32, trace.ty(r))
                }
            },
        };
        let snapshot = trace.snaps.get(snap);
        let slots: Vec<(Slot, Source)> = snapshot
            .slots
            .iter()
            .map(|&(slot, held)| (slot, source(held)))
            .collect();
        let late: Vec<(Source, Field, Source)> = snapshot
            .late
            .iter()
            .map(|late| {
                let base = source(Held::Ref(late.base));
                (base, late.field, source(late.value))
            })
            .collect();
        // Objects met through objects join the end of the order while it is walked.
        let mut described: Vec<(ObjectId, ExitObject)> = Vec::new();
        let mut waiting: Vec<ObjectId> = snapshot
            .slots
            .iter()
            .filter_map(|&(_, held)| object_of(held))
            .chain(
                snapshot
                    .late
                    .iter()
                    .filter_map(|late| object_of(late.value)),
            )
            .collect();
        while let Some(id) = waiting.pop() {
            if described.iter().any(|&(done, _)| done == id) {
                continue;
            }
            let Object { desc, fields } = trace.snaps.object(id);
            waiting.extend(fields.iter().filter_map(|&(_, held)| object_of(held)));
            let fields = fields
                .iter()
                .map(|&(field, held)| (field, source(held)))
                .collect();
            described.push((
                id,
                ExitObject {
                    desc: *desc,
                    fields,
                },
            ));
        }
        described.sort_by_key(|(id, _)| numbers[id]);
        Exit {
            key: ExitKey { part, snap },
            frames: snapshot.frames.clone(),
            leaves: leaves.iter().map(|&r| trace.ty(r)).collect(),
            slots,
            objects: described.into_iter().map(|(_, object)| object).collect(),
            late,
            hits: AtomicU32::new(0),
            tries: AtomicU32::new(0),
        }
    }

    /// One more failure here. True if a side trace is due: after so many failures, and later again if that came to
    /// nothing.
    pub fn is_hot(&self, limit: u32) -> bool {
        // ORD: Relaxed; counters.
        let hits = self.hits.load(Ordering::Relaxed).saturating_add(1);
        self.hits.store(hits, Ordering::Relaxed); // ORD: Relaxed; lost counts do no harm.
        let tries = self.tries.load(Ordering::Relaxed); // ORD: Relaxed; as above.
        if tries >= MOST_TRIES || hits < limit << (2 * tries) {
            return false;
        }
        self.tries
            .compare_exchange(tries, tries + 1, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// There is a side trace, or no more recording is to be tried.
    pub fn is_settled(&self) -> bool {
        // ORD: Relaxed; a counter.
        self.tries.load(Ordering::Relaxed) >= MOST_TRIES
    }

    /// There is a side trace: no more recordings.
    pub fn settle(&self) {
        // ORD: Relaxed; a counter.
        self.tries.store(MOST_TRIES, Ordering::Relaxed);
    }

    /// Where the number of failures is counted.
    pub fn tally_address(&self) -> usize {
        self.hits.as_ptr().addr()
    }

    pub fn hits(&self) -> u32 {
        // ORD: Relaxed; a counter.
        self.hits.load(Ordering::Relaxed)
    }

    /// Builds the virtual objects, does the stores that were held back and sets the slots.
    pub fn restore(&self, spill: &[u64], tags: &Tags, vm: &mut impl Rebuild) {
        let objects: Vec<u64> = self
            .objects
            .iter()
            .map(|object| vm.allocate(object.desc))
            .collect();
        for (object, &at) in self.objects.iter().zip(&objects) {
            for &(field, source) in &object.fields {
                let bits = stored(field, source, spill, &objects, tags, vm);
                vm.set_field(at, field, bits);
            }
        }
        for &(base, field, source) in &self.late {
            let base = raw(base, spill, &objects);
            let bits = stored(field, source, spill, &objects, tags, vm);
            vm.set_field(base, field, bits);
        }
        for &(slot, source) in &self.slots {
            let value = boxed(source, spill, &objects, tags, vm);
            vm.set_slot(slot, value);
        }
    }
}

fn object_of(held: Held) -> Option<ObjectId> {
    match held {
        Held::Object(id) => Some(id),
        Held::Ref(_) => None,
    }
}

/// What is stored into a field.
fn stored(
    field: Field,
    source: Source,
    spill: &[u64],
    objects: &[u64],
    tags: &Tags,
    vm: &mut impl Rebuild,
) -> u64 {
    match field.kind {
        Mem::Val => boxed(source, spill, objects, tags, vm),
        _ => raw(source, spill, objects),
    }
}

fn raw(source: Source, spill: &[u64], objects: &[u64]) -> u64 {
    match source {
        Source::Leaf(k, _) => spill[k as usize],
        Source::Const(c) => c.bits(),
        Source::Object(k) => objects[k as usize],
    }
}

fn boxed(
    source: Source,
    spill: &[u64],
    objects: &[u64],
    tags: &Tags,
    vm: &mut impl Rebuild,
) -> u64 {
    let (ty, bits) = match source {
        Source::Object(k) => return objects[k as usize],
        Source::Leaf(k, ty) => (ty, spill[k as usize]),
        Source::Const(c) => (c.ty(), c.bits()),
    };
    match ty {
        Ty::Int => tags
            .box_int(bits as i64)
            .unwrap_or_else(|| vm.box_int(bits as i64)),
        Ty::Float => tags.box_float(f64::from_bits(bits)),
        Ty::Bool => tags.box_bool(bits & 1 != 0),
        Ty::Val | Ty::Ptr => bits,
    }
}
