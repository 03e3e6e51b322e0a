//! The collector's view of the VM: threads, roots, objects; and the world stopped.

use std::ptr::NonNull;
use std::sync::Mutex;

use super::{Marker, World};
use crate::object::trace;
use crate::thread::{Slot, Thread};
use crate::value::Raw;
use crate::vm::Vm;

/// All threads of the VM, for their roots.
#[derive(Default)]
pub struct Threads(Mutex<Vec<ThreadPtr>>);

#[derive(Clone, Copy, PartialEq)]
struct ThreadPtr(*const Thread);

// SAFETY: followed only with the world stopped, while every thread in the list is alive.
unsafe impl Send for ThreadPtr {}

impl Threads {
    /// Enters a thread, which stays where it is until `remove`.
    pub fn add(&self, th: &Thread) {
        self.0
            .lock()
            .expect("H6: no panic holds the list")
            .push(ThreadPtr(th));
    }

    pub fn remove(&self, th: &Thread) {
        self.0
            .lock()
            .expect("H6: no panic holds the list")
            .retain(|p| *p != ThreadPtr(th));
    }
}

/// What a collection reports to the marker.
struct Roots<'a> {
    vm: &'a Vm,
    stopped: &'a stm::World<'a>,
}

impl World for Roots<'_> {
    fn roots(&mut self, marker: &mut Marker<'_>) {
        self.vm.visit_roots(&mut |r| marker.visit_bits(r.0));
        self.vm.weak.visit_due(|r| marker.visit_bits(r.0));
        self.stopped
            .visit_words(&mut |w| marker.visit_bits(w as *const stm::Word as u64));
        self.stopped.visit_values(&mut |v| marker.visit_bits(v));
        for th in self
            .vm
            .threads
            .0
            .lock()
            .expect("H6: no panic holds the list")
            .iter()
        {
            // SAFETY: the world is stopped and the thread is alive: it is in the list.
            thread_roots(unsafe { &*th.0 }, marker);
        }
    }

    fn settled(&mut self, marker: &Marker<'_>) {
        self.vm.weak.settle(marker);
    }

    unsafe fn trace(&self, object: NonNull<u8>, marker: &mut Marker<'_>) {
        trace::trace_object(Raw(object.as_ptr() as u64), &mut |r| marker.visit_bits(r.0));
    }
}

fn thread_roots(th: &Thread, marker: &mut Marker<'_>) {
    for i in 0..th.mark() {
        marker.visit_bits(th.raw(Slot(i)).0);
    }
    for f in &th.frames {
        f.trace(|r| marker.visit_bits(r.0));
    }
    if let Some(f) = th.prepared.get() {
        f.trace(|r| marker.visit_bits(r.0));
    }
    th.visit_private(&mut |r| marker.visit_bits(r.0));
}

/// Collects garbage now.
pub fn collect(th: &mut Thread) {
    let (vm, stopped) = (th.vm, th.stop_world());
    vm.free_retired();
    let mut roots = Roots {
        vm,
        stopped: &stopped.world(),
    };
    // SAFETY: H3, the world is stopped; the roots are all reported above.
    unsafe { vm.heap.collect(&mut roots) };
}

impl super::LocalHeap {
    /// Registers an object whose native part is dropped when the object is dead.
    pub(crate) fn drop_object_later(&self, object: Raw) {
        unsafe fn drop_it(p: NonNull<u8>) {
            // SAFETY: the heap calls this once, for a dead object that is still whole.
            unsafe { trace::drop_object(Raw(p.as_ptr() as u64)) }
        }
        let p = NonNull::new(object.0 as *mut u8).expect("H1: an object has an address");
        // SAFETY: the object is of this heap; dropping reads it and the shape table, nothing else.
        unsafe { self.on_drop(p, drop_it) }
    }

    /// Attaches the part that lies in a boxed thread.
    pub(crate) fn attach_in_place(&self) {
        // SAFETY: H5, the thread is boxed and never moved out of its box.
        unsafe { self.attach() }
    }
}

/// The registry of the VM's threads.
pub fn registry(config: stm::Config) -> stm::Registry {
    // SAFETY: H6, words lie in heap objects, and every word that the registry remembers is a root.
    unsafe { stm::Registry::new(config) }
}
