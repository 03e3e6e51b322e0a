//! Hidden classes: what a header's low half means.
//!
//! A [`Shape`] names the layout ([`Kind`]), the class and, for instances, which attribute lies in which slot. Shapes
//! live for ever in one flat table, so that `shape(id)` is one load. The shape of an exact builtin has the number of
//! its [`Builtin`](crate::class::Builtin) class. Adding an attribute moves an instance along a transition to a child
//! shape; the tree is outside the STM protocol (rule 10): nodes are immutable, transitions are added under a lock and
//! two threads that add the same name get the same child.

use std::collections::HashMap;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, RwLock};

use crate::value::Raw;

/// Layout of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    BigInt,
    Complex,
    Str,
    Bytes,
    Tuple,
    List,
    Dict,
    Set,
    Instance,
    Record,
    Function,
    Native,
    Class,
    Cell,
    Code,
    Generator,
    Boxed,
    /// Storage of lists, spilled attributes, suspended frames.
    Slots,
    /// Storage of dicts and sets.
    Table,
    /// Storage of bytearrays and the like: no references.
    Blob,
}

/// Where an attribute of an instance lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Inline(u32),
    Spilled(u32),
}

/// An interned attribute name: the word of the interned `str`.
pub type Name = Raw;

/// One hidden class.
pub struct Shape {
    pub id: u32,
    pub kind: Kind,
    /// True if instances keep their attributes in a dict (after `__dict__` was asked for, or after a deletion).
    pub dict_mode: bool,
    /// True if instances may get new attributes at all (`False` for exact builtins and pure `__slots__` classes).
    pub extensible: bool,
    /// Slots that lie in the object; the rest spills into a `Slots` object.
    pub inline_cap: u32,
    /// Value fields of a `Record` or `Boxed`.
    pub nfields: u32,
    /// Attributes that an object of this shape has.
    pub nslots: u32,
    class: AtomicPtr<()>,
    parent: u32,
    /// The name added last, with the parent's names before it.
    last: Name,
    places: OnceLock<HashMap<u64, u32>>,
    children: RwLock<Vec<(Name, u32)>>,
}

const TABLE_SIZE: usize = 1 << 20;
static TABLE: [AtomicPtr<Shape>; TABLE_SIZE] =
    [const { AtomicPtr::new(std::ptr::null_mut()) }; TABLE_SIZE];
static NEXT: AtomicU32 = AtomicU32::new(crate::class::FIRST_FREE_SHAPE);
static GROW: Mutex<()> = Mutex::new(());

/// The shape with this number.
#[inline(always)]
pub fn shape(id: u32) -> &'static Shape {
    // ORD: Acquire; pairs with Release in `publish`; makes the shape's fields visible.
    let p = TABLE[id as usize].load(Ordering::Acquire);
    debug_assert!(
        !p.is_null(),
        "V3: header names shape {id}, which was never made"
    );
    // SAFETY: V3, a header only ever holds the number of a published shape, and shapes are never freed.
    unsafe { &*p }
}

/// What a new root shape is made of.
pub struct ShapeSpec {
    pub kind: Kind,
    pub class: Raw,
    pub extensible: bool,
    pub dict_mode: bool,
    pub inline_cap: u32,
    pub nfields: u32,
}

/// Makes a root shape: no attributes yet. `id` for builtins, else the next free number.
pub fn new_root(id: Option<u32>, spec: ShapeSpec) -> &'static Shape {
    // ORD: Relaxed; the number is only a name, the shape itself is published by `publish`.
    let id = id.unwrap_or_else(|| NEXT.fetch_add(1, Ordering::Relaxed));
    publish(Shape {
        id,
        kind: spec.kind,
        dict_mode: spec.dict_mode,
        extensible: spec.extensible,
        inline_cap: spec.inline_cap,
        nfields: spec.nfields,
        nslots: 0,
        class: AtomicPtr::new(spec.class.0 as *mut ()),
        parent: id,
        last: Raw::UNDEF,
        places: OnceLock::new(),
        children: RwLock::new(Vec::new()),
    })
}

fn publish(s: Shape) -> &'static Shape {
    let id = s.id as usize;
    assert!(id < TABLE_SIZE, "V3: shape table is full");
    let s = Box::leak(Box::new(s));
    // ORD: Release; pairs with Acquire in `shape`.
    TABLE[id].store(s, Ordering::Release);
    s
}

/// True while new shapes may be made freely; near the end of the table instances fall back to dicts.
pub fn has_room() -> bool {
    // ORD: Relaxed; a hint.
    (NEXT.load(Ordering::Relaxed) as usize) < TABLE_SIZE - 4096
}

/// Runs `f` over every shape's class reference: roots of the collector.
pub fn visit_classes(mut f: impl FnMut(Raw)) {
    // ORD: Acquire; sees every shape published before the world was stopped.
    for slot in &TABLE[..NEXT.load(Ordering::Acquire) as usize] {
        let p = slot.load(Ordering::Acquire); // ORD: Acquire; as in `shape`.
        if !p.is_null() {
            // SAFETY: V3, published shapes are never freed.
            f(unsafe { &*p }.class());
        }
    }
}

/// Is there a shape for which `f` holds?
pub fn is_any(f: impl Fn(&Shape) -> bool) -> bool {
    // ORD: Acquire; sees every shape that an object known to the caller has.
    TABLE[..NEXT.load(Ordering::Acquire) as usize]
        .iter()
        .any(|slot| {
            let p = slot.load(Ordering::Acquire); // ORD: Acquire; as in `shape`.
            // SAFETY: V3, published shapes are never freed.
            unsafe { p.as_ref() }.is_some_and(&f)
        })
}

impl Shape {
    /// The class of objects of this shape.
    #[inline(always)]
    pub fn class(&self) -> Raw {
        // ORD: Relaxed; written once at start-up for builtins, before the second thread exists.
        Raw(self.class.load(Ordering::Relaxed) as u64)
    }

    /// Sets the class of a builtin's shape, once, at start-up.
    pub fn set_class(&self, class: Raw) {
        // ORD: Relaxed; start-up is single-threaded.
        self.class.store(class.0 as *mut (), Ordering::Relaxed)
    }

    /// Slot number of an attribute.
    #[inline]
    pub fn slot(&self, name: Name) -> Option<u32> {
        if self.nslots == 0 {
            return None;
        }
        self.places
            .get_or_init(|| {
                self.names()
                    .into_iter()
                    .enumerate()
                    .map(|(i, n)| (n.0, i as u32))
                    .collect()
            })
            .get(&name.0)
            .copied()
    }

    /// Where the slot with this number lies.
    #[inline(always)]
    pub fn place(&self, slot: u32) -> Place {
        if slot < self.inline_cap {
            Place::Inline(slot)
        } else {
            Place::Spilled(slot - self.inline_cap)
        }
    }

    /// The attributes' names in order of creation.
    pub fn names(&self) -> Vec<Name> {
        let mut names = Vec::with_capacity(self.nslots as usize);
        let mut s = self;
        while s.nslots > 0 {
            names.push(s.last);
            s = shape(s.parent);
        }
        names.reverse();
        names
    }

    /// The shape after `name` has been added.
    pub fn with(&self, name: Name) -> &'static Shape {
        let find = |c: &[(Name, u32)]| c.iter().find(|(n, _)| *n == name).map(|(_, id)| shape(*id));
        if let Some(s) = find(
            &self
                .children
                .read()
                .expect("V3: no panic holds the shape lock"),
        ) {
            return s;
        }
        let _one_at_a_time = GROW.lock().expect("V3: no panic holds the shape lock");
        let mut children = self
            .children
            .write()
            .expect("V3: no panic holds the shape lock");
        if let Some(s) = find(&children) {
            return s;
        }
        // ORD: Relaxed; as in `new_root`.
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let child = publish(Shape {
            id,
            kind: self.kind,
            dict_mode: self.dict_mode,
            extensible: self.extensible,
            inline_cap: self.inline_cap,
            nfields: self.nfields,
            nslots: self.nslots + 1,
            class: AtomicPtr::new(self.class().0 as *mut ()),
            parent: self.id,
            last: name,
            places: OnceLock::new(),
            children: RwLock::new(Vec::new()),
        });
        children.push((name, child.id));
        child
    }
}
