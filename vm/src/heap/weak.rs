//! Weak references: who refers weakly to what.
//!
//! A weak reference is a record that holds its referent's address as an int, so that the marker does not see it. The
//! table knows every weak reference by referent; after marking, the collector empties those whose referent is dead and
//! notes the callbacks, which the collecting thread runs once the world goes on. The table is outside the ownership
//! protocol (rule 10): an address, once emptied, never comes back.

use std::collections::HashMap;
use std::sync::Mutex;

use super::Marker;
use crate::object::record::poke_field;
use crate::value::Raw;

/// Field of the referent's address: an int, or None once it is dead.
pub const REFERENT: usize = 0;
/// Field of the callback, UNDEF for none.
pub const CALLBACK: usize = 1;
/// Field of the remembered hash, UNDEF if not asked for yet.
pub const HASH: usize = 2;

/// All weak references of the VM.
#[derive(Default)]
pub struct WeakTable(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_referent: HashMap<u64, Vec<Raw>>,
    /// References whose referent died and whose callback has to run.
    due: Vec<Raw>,
}

impl WeakTable {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().expect("H6: no panic holds the table")
    }

    /// Enters a new reference.
    pub fn add(&self, referent: Raw, reference: Raw) {
        self.lock()
            .by_referent
            .entry(referent.0)
            .or_default()
            .push(reference);
    }

    /// The references to an object.
    pub fn of(&self, referent: Raw) -> Vec<Raw> {
        self.lock()
            .by_referent
            .get(&referent.0)
            .cloned()
            .unwrap_or_default()
    }

    /// After marking, before anything is revived: empties the references of dead objects.
    pub fn clear(&self, marker: &Marker<'_>) {
        let mut inner = self.lock();
        let mut due = std::mem::take(&mut inner.due);
        inner.by_referent.retain(|referent, references| {
            if marker.is_marked(*referent) {
                return true;
            }
            for r in references.iter() {
                poke_field(*r, REFERENT, Raw::NONE);
            }
            due.extend(references.iter().filter(|r| marker.is_marked(r.0)));
            false
        });
        inner.due = due;
    }

    /// When it is final who is dead: forgets dead references.
    pub fn forget(&self, marker: &Marker<'_>) {
        self.lock().by_referent.retain(|_, references| {
            references.retain(|r| marker.is_marked(r.0));
            !references.is_empty()
        });
    }

    /// Takes out a reference to what was at this address, if it is not dead.
    pub fn take_out(&self, referent: Option<u64>, reference: Raw) {
        let mut inner = self.lock();
        if let Some(of) = referent.and_then(|at| inner.by_referent.get_mut(&at)) {
            of.retain(|other| *other != reference);
        }
        inner.due.retain(|other| *other != reference);
    }

    /// References whose callback is due: roots until they are taken.
    pub fn visit_due(&self, mut f: impl FnMut(Raw)) {
        self.lock().due.iter().for_each(|r| f(*r));
    }

    /// Takes a reference whose callback is due.
    pub fn take_due(&self) -> Option<Raw> {
        self.lock().due.pop()
    }
}
