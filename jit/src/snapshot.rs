//! Snapshots: where the interpreter would be, had it run instead of the trace.
//!
//! A snapshot names the interpreter frames (outermost first) and, sparsely, the slots whose value is not in their home.
//! Slots of all frames are counted from the trace's base: frames lie in one contiguous register stack. A slot is held by
//! a ref (of any type but a raw pointer; the exit boxes it by its type) or by a **virtual object**, one the optimiser
//! removed, described by what to allocate and what its fields hold. Snapshots and objects are numbered once per trace
//! and shared by all guards of one interpreter op. Fields of real objects whose new values the trace holds back are
//! **late**: an exit stores them.
//!
//! The **leaves** of a snapshot are the distinct non-constant refs in it, in order of first appearance. Leaf k is word k
//! of the spill area at an exit, and `input k` of a side trace.

use crate::ir::{Field, NewDesc, Ref, Slot, SnapId};

/// An interpreter frame. `code` and `meta` mean something to the vm only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    pub code: u64,
    pub pc: u32,
    /// Slot where the frame's registers begin.
    pub base: Slot,
    pub meta: Vec<u64>,
}

/// Number of a virtual object in its trace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// What a slot or a field of a virtual object holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Held {
    Ref(Ref),
    Object(ObjectId),
}

/// An object that exists in snapshots only. Two mentions of one id are the same object.
#[derive(Clone, PartialEq, Debug)]
pub struct Object {
    pub desc: NewDesc,
    pub fields: Vec<(Field, Held)>,
}

/// A store that the trace has held back: to a field of an object that exists and is owned for writing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Late {
    pub base: Ref,
    pub field: Field,
    pub value: Held,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    pub frames: Vec<Frame>,
    /// Ascending by slot.
    pub slots: Vec<(Slot, Held)>,
    /// Each field once.
    pub late: Vec<Late>,
}

/// All snapshots of a trace.
#[derive(Clone, Default, Debug)]
pub struct Snapshots {
    items: Vec<Snapshot>,
    objects: Vec<Object>,
}

impl Snapshots {
    /// An empty set for the next stage of the same trace.
    pub fn successor(&self) -> Snapshots {
        Snapshots::default()
    }

    pub fn add(&mut self, snap: Snapshot) -> SnapId {
        self.items.push(snap);
        SnapId(self.items.len() as u32 - 1)
    }

    pub fn add_object(&mut self, object: Object) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    pub fn get(&self, id: SnapId) -> &Snapshot {
        &self.items[id.0 as usize]
    }

    pub fn get_mut(&mut self, id: SnapId) -> &mut Snapshot {
        &mut self.items[id.0 as usize]
    }

    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    pub fn object_mut(&mut self, id: ObjectId) -> &mut Object {
        &mut self.objects[id.0 as usize]
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    pub fn ids(&self) -> impl Iterator<Item = SnapId> + use<> {
        (0..self.items.len() as u32).map(SnapId)
    }

    /// Every ref a snapshot mentions, also through virtual objects, constants included, each once.
    pub fn refs(&self, id: SnapId) -> Vec<Ref> {
        let mut refs = Vec::new();
        let mut seen = Vec::new();
        for &(_, held) in &self.get(id).slots {
            self.collect(held, &mut refs, &mut seen);
        }
        for late in &self.get(id).late {
            self.collect(Held::Ref(late.base), &mut refs, &mut seen);
            self.collect(late.value, &mut refs, &mut seen);
        }
        refs
    }

    fn collect(&self, held: Held, refs: &mut Vec<Ref>, seen: &mut Vec<ObjectId>) {
        match held {
            Held::Ref(r) if !refs.contains(&r) => refs.push(r),
            Held::Object(id) if !seen.contains(&id) => {
                seen.push(id);
                for &(_, held) in &self.object(id).fields {
                    self.collect(held, refs, seen);
                }
            }
            Held::Ref(_) | Held::Object(_) => {}
        }
    }

    /// The refs an exit has to save, in order: see the module page.
    pub fn leaves(&self, id: SnapId) -> Vec<Ref> {
        let mut refs = self.refs(id);
        refs.retain(|r| !r.is_const());
        refs
    }
}
