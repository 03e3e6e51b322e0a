//! Tests of the heap as a whole. Objects here are: a word with an id and a count of references, the references, and
//! bytes that follow from the id; so a test can tell at any time whether an object is still what it was.

mod bench;
mod model;
mod threads;
mod weak;

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A toy world: roots are a list of objects.
#[derive(Default)]
struct Toy {
    roots: Vec<Object>,
}

/// A reference to a toy object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Object(NonNull<u8>);

// SAFETY: H6. Tests hand objects to other threads only while those are stopped.
unsafe impl Send for Object {}

impl Object {
    /// Makes an object of `bytes` with `refs` empty reference slots.
    fn new(local: &LocalHeap, id: u32, refs: usize, bytes: usize) -> Object {
        assert!(bytes >= 8 + refs * 8);
        let object = Object(local.alloc(bytes).expect("memory"));
        assert_eq!(object.0.as_ptr().addr() % GRANULE, 0);
        // SAFETY: H4. The memory is ours, and `bytes` long.
        unsafe {
            object
                .0
                .cast::<u64>()
                .write(u64::from(id) << 32 | refs as u64);
            object.0.add(8).write_bytes(0, refs * 8);
            object
                .0
                .add(8 + refs * 8)
                .write_bytes(id as u8, bytes - 8 - refs * 8);
        }
        object
    }

    fn header(self) -> u64 {
        // SAFETY: H6. A toy object begins with its header.
        unsafe { self.0.cast::<u64>().read() }
    }

    fn id(self) -> u32 {
        (self.header() >> 32) as u32
    }

    fn slots(self) -> &'static [u64] {
        let refs = (self.header() & 0xFFFF_FFFF) as usize;
        // SAFETY: H6. The references follow the header.
        unsafe { std::slice::from_raw_parts(self.0.add(8).cast().as_ptr(), refs) }
    }

    fn set(self, slot: usize, target: Option<Object>) {
        assert!(slot < self.slots().len());
        let word = target.map_or(7, |target| target.0.as_ptr().addr() as u64);
        // SAFETY: H6. The slot exists.
        unsafe { self.0.add(8 + slot * 8).cast::<u64>().write(word) }
    }

    fn get(self, slot: usize) -> Option<Object> {
        let word = self.slots()[slot];
        if word < 0x1000 {
            None
        } else {
            NonNull::new(word as *mut u8).map(Object)
        }
    }

    /// The bytes after the references are as they were written.
    fn is_intact(self, bytes: usize) -> bool {
        let start = 8 + self.slots().len() * 8;
        // SAFETY: H6. The object is `bytes` long.
        let rest = unsafe { std::slice::from_raw_parts(self.0.add(start).as_ptr(), bytes - start) };
        rest.iter().all(|&byte| byte == self.id() as u8)
    }
}

impl World for Toy {
    fn roots(&mut self, marker: &mut Marker<'_>) {
        self.roots.iter().for_each(|root| marker.visit(root.0));
    }

    unsafe fn trace(&self, object: NonNull<u8>, marker: &mut Marker<'_>) {
        marker.visit_array(Object(object).slots());
    }
}

/// A heap with a small reservation that checks all it can, one attached local heap, and the count of polls.
fn checked(floor: usize) -> (Arc<Heap>, Box<LocalHeap>, Arc<AtomicUsize>) {
    let polls = Arc::new(AtomicUsize::new(0));
    let counter = polls.clone();
    let poll = Box::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let config = Config {
        poll,
        floor,
        reserve: 4 << 30,
        verify: true,
        poison: true,
        ..Config::default()
    };
    let heap = Arc::new(Heap::new(config).expect("address space"));
    let local = attached(&heap);
    (heap, local, polls)
}

fn attached(heap: &Arc<Heap>) -> Box<LocalHeap> {
    let local = Box::new(LocalHeap::new(heap));
    // SAFETY: H5. It stays in its box.
    unsafe { local.attach() };
    local
}

/// Collects with nothing else running.
fn collect(heap: &Heap, world: &mut impl World) -> Cycle {
    // SAFETY: H3 and H6. Tests run the heap on one thread, or stop the others first.
    unsafe { heap.collect(world) }
}

#[test]
fn memory_beyond_the_limit_is_refused() {
    let config = Config {
        limit: 8 << 20,
        reserve: 1 << 30,
        ..Config::default()
    };
    let heap = Arc::new(Heap::new(config).expect("address space"));
    let local = attached(&heap);
    assert!(local.alloc(usize::MAX).is_none());
    assert!(local.alloc(1 << 40).is_none());
    assert!(local.alloc(9 << 20).is_none());
    let big = local.alloc(6 << 20).expect("memory");
    assert_eq!(heap.usable_size(big), 6 << 20);
    assert!(local.alloc(6 << 20).is_none());
    let mut small = 0;
    while local.alloc(1024).is_some() {
        small += 1;
    }
    assert_eq!(small, 2048);
    collect(&heap, &mut Toy::default());
    assert!(local.alloc(6 << 20).is_some());
}

#[test]
fn the_poll_is_raised_once_when_enough_was_handed_out() {
    let (heap, local, polls) = checked(1 << 20);
    let mut world = Toy::default();
    for round in 0..10 {
        let mut bytes = 0;
        while !heap.is_due() {
            Object::new(&local, 1, 0, 64);
            bytes += 64;
        }
        assert!(
            ((1 << 20) - (128 << 10)..=1 << 20).contains(&bytes),
            "{bytes}"
        );
        assert_eq!(polls.load(Ordering::Relaxed), round + 1);
        Object::new(&local, 1, 0, 100_000);
        assert_eq!(polls.load(Ordering::Relaxed), round + 1);
        collect(&heap, &mut world);
        assert!(!heap.is_due());
    }
    heap.note_external(2 << 20);
    assert!(heap.is_due());
    assert_eq!(heap.stats().collections, 10);
}

#[test]
fn zeal_is_always_due() {
    let polls = Arc::new(AtomicUsize::new(0));
    let counter = polls.clone();
    let poll = Box::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let config = Config {
        poll,
        zeal: true,
        reserve: 1 << 30,
        ..Config::default()
    };
    let heap = Arc::new(Heap::new(config).expect("address space"));
    let local = attached(&heap);
    local.alloc(16).expect("memory");
    for round in 1..5 {
        assert!(heap.is_due());
        assert!(round != 1 || polls.load(Ordering::Relaxed) == 1);
        collect(&heap, &mut Toy::default());
    }
}

#[test]
#[should_panic(expected = "is a free cell")]
fn the_walk_finds_a_stale_reference() {
    let (heap, local, _) = checked(1 << 20);
    let keep = Object::new(&local, 1, 1, 32);
    let stale = Object::new(&local, 2, 0, 32);
    let mut world = Toy { roots: vec![keep] };
    collect(&heap, &mut world);
    keep.set(0, Some(stale));
    collect(&heap, &mut world);
}

#[test]
#[should_panic(expected = "is not the start of a cell")]
fn the_walk_finds_a_reference_into_an_object() {
    let (heap, local, _) = checked(1 << 20);
    let keep = Object::new(&local, 1, 1, 48);
    // SAFETY: the address is never followed: the walk refuses it.
    keep.set(0, Some(Object(unsafe { keep.0.add(16) })));
    collect(&heap, &mut Toy { roots: vec![keep] });
}

#[test]
#[should_panic(expected = "not attached")]
fn a_local_heap_must_be_attached() {
    let heap = Arc::new(
        Heap::new(Config {
            reserve: 1 << 30,
            ..Config::default()
        })
        .expect("space"),
    );
    LocalHeap::new(&heap).alloc(16);
}
