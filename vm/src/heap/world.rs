//! The collector's view of the VM: threads, roots, objects; and the world stopped.

use std::ptr::NonNull;
use std::sync::{Arc, Mutex, OnceLock};

use lang::flow::BitSet;
use lang::opcode::Pc;

use super::{Heap, Marker, World};
use crate::object::{CodeData, trace};
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

    /// Has the thread with this part of a token a block open that cannot be undone? The world is stopped.
    pub fn is_irrevocable(&self, context: *const stm::TxContext) -> bool {
        let all = self.0.lock().expect("H6: no panic holds the list");
        // SAFETY: the world is stopped and the threads are alive: they are in the list.
        let mut threads = all.iter().map(|p| unsafe { &*p.0 });
        threads.any(|th| th.tx().context_ptr() == context && th.block.is_irrevocable())
    }

    /// The others are not in this process: it is a copy.
    pub fn keep_only(&self, th: &Thread) {
        self.0
            .lock()
            .expect("H6: no panic holds the list")
            .retain(|p| *p == ThreadPtr(th));
        th.heap.forget_others();
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
    forget_places: bool,
    /// Threads have former owner ids.
    renewal: Option<stm::Renewal<'a>>,
}

impl World for Roots<'_> {
    fn roots(&mut self, marker: &mut Marker<'_>) {
        self.vm.visit_roots(&mut |r| marker.visit_bits(r.0));
        self.vm.weak.visit_due(|r| marker.visit_bits(r.0));
        self.vm.finalizers.visit_due(|r| marker.visit_bits(r.0));
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

    fn weak(&mut self, marker: &mut Marker<'_>) {
        self.vm.weak.clear(marker);
        self.vm.finalizers.revive(marker);
    }

    fn settled(&mut self, marker: &Marker<'_>) {
        self.vm.weak.forget(marker);
    }

    unsafe fn trace(&self, object: NonNull<u8>, marker: &mut Marker<'_>) {
        let object = Raw(object.as_ptr() as u64);
        if self.forget_places {
            trace::forget_places(object);
        }
        if let Some(renewal) = &self.renewal {
            // SAFETY: the caller's promise: a live object.
            renewal.renew(unsafe { crate::object::word_of_raw(object) });
        }
        trace::trace_object(object, &mut |r| marker.visit_bits(r.0));
    }
}

fn thread_roots(th: &Thread, marker: &mut Marker<'_>) {
    th.forget_above();
    clear_dead_registers(th, BESIDE);
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

/// How many registers next to the window of an op in progress may be in use.
const BESIDE: u32 = 3;

/// Empties the temporaries that no frame will read again, so that they keep nothing alive. Of what lies inside a call
/// window the callee's frame decides. Native code in progress keeps its values above the frame; what it may leave next
/// to the op's window stays; of the running frame these are `beside` registers.
fn clear_dead_registers(th: &Thread, beside: u32) {
    let mut known: Option<(*const CodeData, u32, BitSet, u32)> = None;
    for (i, f) in th.frames.iter().enumerate() {
        let lang = &f.body().lang;
        let above = th.frames.get(i + 1).map_or(th.mark(), |next| next.base);
        let end = above.min(f.base + lang.nregs);
        let same = |k: &&(*const CodeData, u32, BitSet, u32)| k.0 == f.data && k.1 == f.pc;
        let (live, last) = match known.as_ref().filter(same) {
            Some((_, _, live, last)) => (live, *last),
            None => {
                let (live, last) = live_registers(lang, f.pc);
                let k = known.insert((f.data, f.pc, live, last));
                (&k.2, k.3)
            }
        };
        let beside = if i + 1 == th.frames.len() {
            beside
        } else {
            BESIDE
        };
        let temporaries = lang.first_temporary();
        for r in temporaries..end.saturating_sub(f.base) {
            if !live.contains(r as usize) && !(last < r && r <= last + beside) {
                th.set_raw(Slot(f.base + r), Raw::UNDEF);
            }
        }
    }
}

/// Registers that are read from this op on, or that it may have written already; and the last that it touches.
fn live_registers(code: &lang::code::Code, pc: u32) -> (BitSet, u32) {
    let mut live = code.live_in(Pc(pc));
    if let Some(entry) = code.handler(Pc(pc)) {
        live.union(&code.live_in(Pc(entry.handler)));
    }
    let (insn, mut last) = (code.insn(Pc(pc)), 0);
    insn.for_writes(|reg, n, _| {
        (reg..reg + n).for_each(|r| live.insert(r as usize));
        last = last.max(reg + n);
    });
    insn.for_reads(|reg, n, _| last = last.max(reg + n));
    (live, last)
}

/// Collects garbage now.
pub fn collect(th: &mut Thread) {
    run(th, false);
}

/// Collects because the program asked for it, in a call of the running frame that uses nothing but its window.
pub fn collect_on_request(th: &mut Thread) {
    clear_dead_registers(th, 0);
    run(th, false);
}

/// Collects, and has no op remember in what places attributes lie: a class has got a say about one.
pub fn collect_and_forget_places(th: &mut Thread) {
    run(th, true);
}

fn run(th: &mut Thread, forget_places: bool) {
    let stopped = th.stop_world();
    run_stopped(th.vm, &stopped, forget_places);
}

fn run_stopped(vm: &'static Vm, stopped: &stm::Stopped, forget_places: bool) {
    vm.free_retired();
    if let Some(jit) = vm.started_jit().filter(|_| forget_places) {
        jit.invalidate(crate::record::PLACES);
    }
    let world = stopped.world();
    let renewal = world.renewal();
    let mut roots = Roots {
        vm,
        stopped: &world,
        forget_places,
        renewal,
    };
    // SAFETY: H3, the world is stopped; the roots are all reported above.
    unsafe { vm.heap.collect(&mut roots) };
    if roots.renewal.is_some() {
        // Every live word has been renewed on its way through `trace`.
        world.recycle(|_| false);
    }
}

/// Collects garbage if it is still time for that: another thread may have done it when the poll is seen.
pub fn collect_if_due(th: &mut Thread) {
    let heap = &th.vm.heap;
    if heap.is_due() || th.tx().wants_renewal() {
        let done = heap.collections();
        let stopped = th.stop_world();
        // Of several threads that see the poll at once, the first collects while the others wait to stop the world.
        if heap.collections() == done {
            run_stopped(th.vm, &stopped, false);
        }
    }
    th.stir();
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

/// The registry of the VM's threads, and the place for the heap where their objects will lie.
pub fn registry(mut config: stm::Config) -> (stm::Registry, &'static OnceLock<Arc<Heap>>) {
    let place: &OnceLock<Arc<Heap>> = Box::leak(Box::default());
    config.neighbours = Box::leak(Box::new(
        |word: &stm::Word, reach: u32, visitor: &mut dyn FnMut(stm::Row)| {
            let Some(heap) = place.get() else { return };
            let address = std::ptr::from_ref(word).addr();
            heap.visit_neighbours(address, reach, &mut |first, stride, count| {
                // SAFETY: H7, each of the cells begins with a word.
                visitor(unsafe { stm::Row::new(first.as_ptr().cast(), stride, count) })
            });
        },
    ));
    // SAFETY: H6, H7, words lie in heap objects, and every word that the registry remembers is a root.
    (unsafe { stm::Registry::new(config) }, place)
}
