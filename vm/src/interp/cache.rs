//! Inline caches: what an op found the last time.
//!
//! A slot points to an immutable entry, so that threads can share it without a barrier (rule 10). Replaced entries
//! are collected by the VM and freed with the world stopped, when no thread is inside an op.

use std::sync::atomic::{AtomicPtr, Ordering};

use crate::object::Place;
use crate::value::Raw;

/// What a cache entry says.
#[derive(Clone, Copy, Debug)]
pub enum Cached {
    /// The attribute of objects with this shape lies in this place.
    Slot { shape: u32, place: Place },
    /// For objects with this shape the attribute is this constant of the class (binding the object or not), as long
    /// as the type version stands.
    Constant {
        shape: u32,
        version: u32,
        cell: Raw,
        binds: bool,
        /// Another shape would have an attribute of its own: that it has none is read from the object.
        grows: bool,
    },
    /// Storing this attribute moves an object from one shape to another.
    Add { from: u32, to: u32 },
    /// A global: the module's namespace, its cell, and the builtin's cell in case the first is unbound (or UNDEF).
    Global {
        namespace: Raw,
        cell: Raw,
        builtin: Raw,
    },
}

impl Cached {
    /// The shape that the entry is about; a global is about none.
    #[inline(always)]
    fn shape(&self) -> u32 {
        match self {
            Cached::Slot { shape, .. } | Cached::Constant { shape, .. } => *shape,
            Cached::Add { from, .. } => *from,
            Cached::Global { .. } => u32::MAX,
        }
    }
}

/// Shapes that one op remembers; one that meets more asks the protocol each time.
const MOST_SHAPES: usize = 4;

/// What one op has found so far, the first finding first.
#[derive(Clone, Copy)]
struct Entry {
    len: usize,
    items: [Option<Cached>; MOST_SHAPES],
}

/// One inline cache of a code object.
#[derive(Default)]
pub struct CacheSlot(AtomicPtr<Entry>);

impl CacheSlot {
    #[inline(always)]
    fn entry(&self) -> Option<&Entry> {
        // ORD: Acquire; pairs with AcqRel in `set`; publishes the entry's content.
        let p = self.0.load(Ordering::Acquire);
        // SAFETY: V7, entries are freed with the world stopped only, and a quick section ends before that.
        unsafe { p.as_ref() }
    }

    /// What was remembered, for an op that remembers one thing.
    #[inline(always)]
    pub fn get(&self) -> Option<&Cached> {
        self.entry()?.items[0].as_ref()
    }

    /// What was remembered about objects of this shape.
    #[inline(always)]
    pub fn find(&self, shape: u32) -> Option<&Cached> {
        let e = self.entry()?;
        match &e.items[0] {
            Some(first) if first.shape() == shape => Some(first),
            _ if e.len == 1 => None,
            _ => e.items[1..].iter().flatten().find(|c| c.shape() == shape),
        }
    }

    /// Remembers something more; the former entry, if one was replaced, is to be retired.
    pub fn set(&self, c: Cached) -> Option<Retired> {
        let mut e = self.entry().copied().unwrap_or(Entry {
            len: 0,
            items: [None; MOST_SHAPES],
        });
        let same = |o: &Option<Cached>| o.is_some_and(|o| o.shape() == c.shape());
        let at = e.items.iter().position(same).unwrap_or(e.len);
        if at == MOST_SHAPES {
            return None;
        }
        e.items[at] = Some(c);
        e.len = e.len.max(at + 1);
        // ORD: AcqRel; publishes the new entry, takes the old one for good. Two threads that add at once lose one
        // finding, which costs a miss.
        let old = self.0.swap(Box::into_raw(Box::new(e)), Ordering::AcqRel);
        if old.is_null() {
            None
        } else {
            Some(Retired(old))
        }
    }

    /// Forgets the entry if it names a place of an attribute. The world is stopped.
    pub fn forget_places(&self) {
        let places = |c: &Cached| matches!(c, Cached::Slot { .. } | Cached::Add { .. });
        if self
            .entry()
            .is_some_and(|e| e.items.iter().flatten().any(places))
        {
            // ORD: Relaxed; the world is stopped.
            drop(Retired(
                self.0.swap(std::ptr::null_mut(), Ordering::Relaxed),
            ));
        }
    }

    /// Reports the values in the entry.
    pub fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        for c in self.entry().iter().flat_map(|e| e.items.iter().flatten()) {
            match c {
                Cached::Constant { cell, .. } => visit(*cell),
                Cached::Global {
                    namespace,
                    cell,
                    builtin,
                } => [namespace, cell, builtin].iter().for_each(|v| visit(**v)),
                Cached::Slot { .. } | Cached::Add { .. } => {}
            }
        }
    }
}

impl Drop for CacheSlot {
    fn drop(&mut self) {
        let p = *self.0.get_mut();
        if !p.is_null() {
            // SAFETY: made by Box::into_raw in `set`; the code object is dead.
            drop(unsafe { Box::from_raw(p) });
        }
    }
}

/// A replaced entry, waiting for the world to stop.
pub struct Retired(*mut Entry);

// SAFETY: V7, only dropped, and only with the world stopped.
unsafe impl Send for Retired {}

impl Drop for Retired {
    fn drop(&mut self) {
        // SAFETY: V7, as above; made by Box::into_raw.
        drop(unsafe { Box::from_raw(self.0) });
    }
}
