//! A collection: mark, settle weak things, sweep. The world is stopped throughout.
//!
//! 1. Every thread gives up its runs.
//! 2. The mark bits of all used blocks are cleared, the roots are marked, and everything reachable from them.
//! 3. [`World::weak`] looks at what was not reached; what it revives is traced, and it is asked again, until it
//!    revives nothing more.
//! 4. The native resources of dead objects are dropped, and [`World::settled`] forgets what refers to dead objects.
//! 5. Blocks without a live cell become free. Blocks with some room are listed for allocation; nothing inside them is
//!    touched, since the mark bits themselves say which cells are free.

use super::blocks::{ALL_GRANULES, Use};
use super::local::free_run;
use super::mark::Marker;
use super::region::PAGE;
use super::size::{BLOCK, cell_size, cells_end};
use super::{Heap, Shared, verify};
use std::ptr::NonNull;
use std::time::{Duration, Instant};

/// What the collector must be told about objects. All of it is called with the world stopped, and none of it may use
/// the heap otherwise than through the marker.
pub trait World {
    /// Marks every root.
    fn roots(&mut self, marker: &mut Marker<'_>);

    /// Marks what `object` refers to.
    ///
    /// # Safety
    /// `object` is a live, initialised object.
    unsafe fn trace(&self, object: NonNull<u8>, marker: &mut Marker<'_>);

    /// Called when all that is reachable is marked. May ask which objects are, and mark more; if it does, it is called
    /// again when what it marked has been traced. So it can hold back the dead that have a finalizer, and the values of
    /// ephemerons whose key is alive.
    fn weak(&mut self, marker: &mut Marker<'_>) {
        let _ = marker;
    }

    /// Called when it is final which objects are dead; may ask, but not mark.
    fn settled(&mut self, marker: &Marker<'_>) {
        let _ = marker;
    }
}

/// An object with a native resource.
pub(super) struct DropEntry {
    pub object: NonNull<u8>,
    pub drop: unsafe fn(NonNull<u8>),
}

// SAFETY: H5. The object is followed only while the world is stopped, by contract of `LocalHeap::on_drop`.
unsafe impl Send for DropEntry {}

/// What a collection did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cycle {
    /// How long the heap was busy.
    pub pause: Duration,
    /// Live objects.
    pub objects: usize,
    /// Bytes of cells and pages that hold live objects.
    pub live: usize,
    /// Bytes handed out since the collection before.
    pub allocated: usize,
}

impl Heap {
    /// Collects. See the module page.
    ///
    /// # Safety
    /// The world is stopped (H3): no other thread touches an object or a local heap of this heap until this returns.
    /// `world` reports every root, and traces every reference (H6).
    pub unsafe fn collect<W: World>(&self, world: &mut W) -> Cycle {
        let start = Instant::now();
        let mut shared = self.shared();
        let shared = &mut *shared;
        let region = self.region();
        for local in &shared.locals {
            // SAFETY: H5. The local heap is where it was attached, and its thread is stopped.
            let local = unsafe { local.0.as_ref() };
            let table = shared.blocks.table_mut();
            local.flush(region, |block, to| {
                table[block].allocated_to = (to / super::size::GRANULE) as u16
            });
        }
        if self.config().verify {
            // SAFETY: the caller's promises, passed on.
            unsafe { verify::walk(region, &shared.blocks, world) };
        }
        self.clear_marks(shared);
        let extent = shared.blocks.frontier() * BLOCK;
        // SAFETY: H3. The world is stopped, and the lock keeps other collectors out.
        let mut marker = unsafe { Marker::new(region.base(), extent, region.marks()) };
        world.roots(&mut marker);
        loop {
            // SAFETY: H6, promised by the caller.
            unsafe { marker.drain(world) };
            world.weak(&mut marker);
            if marker.is_done() {
                break;
            }
        }
        drop_dead(shared, &marker);
        world.settled(&marker);
        let objects = marker.traced();
        let live = self.sweep(shared);
        self.finish_cycle(Cycle {
            pause: start.elapsed(),
            objects,
            live,
            allocated: 0,
        })
    }

    fn clear_marks(&self, shared: &Shared) {
        for (block, entry) in shared.blocks.table().iter().enumerate() {
            if matches!(entry.usage, Use::Cells | Use::Large) {
                // SAFETY: H3. The world is stopped, and the lock keeps other collectors out.
                unsafe { self.region().block_marks_mut(block) }.fill(0);
            }
        }
    }

    /// Frees what is not marked. Returns the bytes that are live.
    fn sweep(&self, shared: &mut Shared) -> usize {
        let region = self.region();
        let (mut live, mut room) = (0, 0);
        let table = shared.blocks.table_mut();
        let mut block = 0;
        while block < table.len() {
            let entry = &mut table[block];
            // SAFETY: H3. Marking is over.
            let marks = unsafe { region.block_marks(block) };
            match entry.usage {
                Use::Cells => {
                    let class = entry.class as usize;
                    let cells = marks.iter().map(|word| word.count_ones()).sum::<u32>();
                    let bytes = cells as usize * cell_size(class);
                    live += bytes;
                    entry.amount = cells;
                    entry.allocated_to = if bytes < cells_end(class) {
                        0
                    } else {
                        ALL_GRANULES
                    };
                    if cells == 0 {
                        entry.usage = Use::Dirty;
                    } else {
                        room += cells_end(class) - bytes;
                    }
                    if self.config().poison {
                        self.poison_dead(block, class);
                    }
                    block += 1;
                }
                Use::Large => {
                    let bytes = entry.amount as usize * PAGE;
                    let blocks = bytes.div_ceil(BLOCK);
                    if marks[0] & 1 != 0 {
                        live += bytes;
                    } else {
                        table[block..block + blocks]
                            .iter_mut()
                            .for_each(|entry| entry.usage = Use::Dirty);
                        if self.config().poison {
                            // SAFETY: H4. The object was not reached.
                            unsafe { region.poison(region.block_address(block), bytes) };
                        }
                    }
                    block += blocks;
                }
                Use::Clean | Use::Dirty | Use::Tail => block += 1,
            }
        }
        let keep = self.budget(live).saturating_sub(room) / BLOCK;
        shared.blocks.rebuild(region, keep);
        live
    }

    fn poison_dead(&self, block: usize, class: usize) {
        let region = self.region();
        // SAFETY: H3. Marking is over.
        let marks = unsafe { region.block_marks(block) };
        let mut from = 0;
        while let Some((start, end)) = free_run(marks, class, from) {
            // SAFETY: H4. No cell of the run was reached.
            unsafe { region.poison(region.block_address(block) + start, end - start) };
            from = end;
        }
    }
}

fn drop_dead(shared: &mut Shared, marker: &Marker<'_>) {
    shared.drops.retain(|entry| {
        let live = marker.is_marked(entry.object.as_ptr().addr() as u64);
        if !live {
            // SAFETY: H6. The object was not reached, so this is the last use of it; its memory is still as it was.
            unsafe { (entry.drop)(entry.object) };
        }
        live
    });
}
