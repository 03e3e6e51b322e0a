//! Finalizers: which objects have a `__del__`, and whose is due.
//!
//! An object of a class with `__del__` is entered when it is made, or when the block commits that has made it. The collector revives those that it finds dead and
//! notes them as due; the collecting thread runs their finalizers once the world goes on, and forgets them, so that each
//! runs once. The table is outside the ownership protocol (rule 10), like that of the weak references.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::Marker;
use crate::value::Raw;

/// All objects of the VM that have a finalizer.
#[derive(Default)]
pub struct Finalizers(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// In the order in which they were made.
    waiting: Vec<Raw>,
    due: VecDeque<Raw>,
}

impl Finalizers {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().expect("H6: no panic holds the table")
    }

    /// Enters a new object.
    pub fn add(&self, object: Raw) {
        self.lock().waiting.push(object);
    }

    /// After marking: the dead live on until their finalizer has run.
    pub fn revive(&self, marker: &mut Marker<'_>) {
        let mut inner = self.lock();
        let Inner { waiting, due } = &mut *inner;
        due.extend(waiting.extract_if(.., |o| !marker.is_marked(o.0)));
        due.iter().for_each(|o| marker.visit_bits(o.0));
    }

    /// Objects whose finalizer is due: roots until they are taken.
    pub fn visit_due(&self, mut f: impl FnMut(Raw)) {
        self.lock().due.iter().for_each(|o| f(*o));
    }

    /// Takes an object whose finalizer is due.
    pub fn take_due(&self) -> Option<Raw> {
        self.lock().due.pop_front()
    }

    /// The program ends: all that are left are due.
    pub fn end(&self) {
        let mut inner = self.lock();
        let Inner { waiting, due } = &mut *inner;
        due.extend(waiting.drain(..));
    }
}
