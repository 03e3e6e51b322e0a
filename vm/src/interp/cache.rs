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

/// One inline cache of a code object.
#[derive(Default)]
pub struct CacheSlot(AtomicPtr<Cached>);

impl CacheSlot {
    /// What was remembered.
    #[inline(always)]
    pub fn get(&self) -> Option<&Cached> {
        // ORD: Acquire; pairs with AcqRel in `set`; publishes the entry's content.
        let p = self.0.load(Ordering::Acquire);
        // SAFETY: V7, entries are freed with the world stopped only, and a quick section ends before that.
        unsafe { p.as_ref() }
    }

    /// Remembers something else; the former entry is to be retired.
    pub fn set(&self, c: Cached) -> Option<Retired> {
        // ORD: AcqRel; publishes the new entry, takes the old one for good.
        let old = self.0.swap(Box::into_raw(Box::new(c)), Ordering::AcqRel);
        if old.is_null() {
            None
        } else {
            Some(Retired(old))
        }
    }

    /// Reports the values in the entry.
    pub fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        match self.get() {
            Some(Cached::Constant { cell, .. }) => visit(*cell),
            Some(Cached::Global {
                namespace,
                cell,
                builtin,
            }) => [namespace, cell, builtin].iter().for_each(|v| visit(**v)),
            _ => {}
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
pub struct Retired(*mut Cached);

// SAFETY: V7, only dropped, and only with the world stopped.
unsafe impl Send for Retired {}

impl Drop for Retired {
    fn drop(&mut self) {
        // SAFETY: V7, as above; made by Box::into_raw.
        drop(unsafe { Box::from_raw(self.0) });
    }
}
