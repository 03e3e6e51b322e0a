//! The heap: allocate, collect, limits. It knows no Python type; [`World`] tells it how objects refer to each other.
//!
//! **Shape.** A non-moving mark-region heap. One reservation of address space is cut into 64 KiB *blocks*; a block
//! holds *cells* of one size class, or is part of a large object. One *mark bit* for each 16 bytes lies on the side.
//! A thread allocates by adding to a cursor within a *run* of free cells ([`LocalHeap`]); it takes the next run from the
//! mark bits of its block, or another block under a lock. A collection ([`Heap::collect`]) stops the world, marks from
//! exact roots, and lists blocks with room; nothing is swept until a thread allocates there.
//!
//! **Allocation never collects.** When enough has been handed out since the last collection it calls the poll given in
//! [`Config`]; the thread that answers at its safepoint collects. Memory is refused only beyond the limit.
//!
//! **Invariants** (SAFETY comments quote them)
//!
//! - H1. Every address the heap deals in lies in one of its mappings, which live as long as the [`Heap`].
//! - H2. The block table holds valid entries only, and is reached only under the lock.
//! - H3. Mark bits change only in a collection, by the collector, with the world stopped and under the lock.
//! - H4. Memory is given out, released or poisoned only if it is free: not in use by any object that was reached by the
//!   last collection, or handed out since.
//! - H5. A [`LocalHeap`] does not move between `attach` and drop; while the world runs only its own thread uses it.
//! - H6. At a safepoint every reference that roots or objects hold is to a live, initialised object, and `World` reports
//!   all of them.
//! - H7. A cell of a block that nobody allocates in, and a cell that the last collection marked, begins with the word of an
//!   object, or of one that died and whose place nobody has got yet.
//!
//! **What it does not do.** No generations, no helper threads (so a fork needs only [`Heap::after_fork`]), no moving.
//! Containers keep their storage in further heap objects; for the few native resources there is
//! [`LocalHeap::on_drop`].

mod blocks;
mod collect;
pub mod finalizers;
mod local;
mod mark;
mod region;
mod size;
mod spans;
#[cfg(test)]
mod tests;
mod trigger;
mod verify;
pub mod weak;
pub mod world;

pub use collect::{Cycle, World};
pub use local::{AllocContext, LocalHeap};
pub use mark::Marker;
pub use region::POISON;
pub use size::{CLASSES, GRANULE, SMALL_MAX, cell_size, class_of};
pub use trigger::Stats;

use blocks::{ALL_GRANULES, Blocks, Use};
use collect::DropEntry;
use local::Attached;
use region::{PAGE, Region};
use size::{BLOCK, cells_end};
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};
use trigger::Trigger;

/// How a heap is to behave.
pub struct Config {
    /// Called, by any thread, when a collection is due. Cheap and lock-free: it raises the safepoint poll.
    pub poll: Box<dyn Fn() + Send + Sync>,
    /// Bytes that may be handed out between two collections beyond what is live.
    pub floor: usize,
    /// Bytes that may be in use at once; beyond it allocation answers None.
    pub limit: usize,
    /// Address space to reserve.
    pub reserve: usize,
    /// Ask for a collection at every safepoint.
    pub zeal: bool,
    /// Walk and check the heap before every collection.
    pub verify: bool,
    /// Overwrite dead memory.
    pub poison: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            poll: Box::new(|| {}),
            floor: 16 << 20,
            limit: physical_memory(),
            reserve: 256 << 30,
            zeal: false,
            verify: false,
            poison: false,
        }
    }
}

/// The part of the heap that all threads share.
pub struct Heap {
    region: Region,
    shared: Mutex<Shared>,
    trigger: Trigger,
    config: Config,
}

struct Shared {
    blocks: Blocks,
    locals: Vec<Attached>,
    drops: Vec<DropEntry>,
}

impl Heap {
    /// An empty heap. None if the kernel gives no address space.
    pub fn new(config: Config) -> Option<Heap> {
        let region = Region::reserve(config.reserve)?;
        let blocks = Blocks::new(region.blocks(), config.limit)?;
        Some(Heap {
            region,
            shared: Mutex::new(Shared {
                blocks,
                locals: Vec::new(),
                drops: Vec::new(),
            }),
            trigger: Trigger::new(&config),
            config,
        })
    }

    /// Bytes that the object at `object` may use: its cell, or its pages.
    pub fn usable_size(&self, object: NonNull<u8>) -> usize {
        let block = (object.as_ptr().addr() - self.region.base()) / BLOCK;
        let shared = self.shared();
        let entry = &shared.blocks.table()[block];
        match entry.usage {
            Use::Cells => cell_size(entry.class as usize),
            _ => entry.amount as usize * PAGE,
        }
    }

    /// Shows the cells around `object` that are objects, and that nobody is about to make (H7): those made together with
    /// it, in its block and in `more` blocks behind it. They come in rows: the first cell, bytes from one to the next, how many.
    pub fn visit_neighbours(
        &self,
        object: usize,
        more: u32,
        visit: &mut dyn FnMut(NonNull<u8>, usize, usize),
    ) {
        if !self.contains(object as u64) {
            return;
        }
        let block = (object - self.region.base()) / BLOCK;
        (block..=block + more as usize).for_each(|block| self.visit_cells(block, visit));
    }

    fn visit_cells(&self, block: usize, visit: &mut dyn FnMut(NonNull<u8>, usize, usize)) {
        // Only a collection gives the places of these cells to others, so the lock is not needed for long.
        let entry = self.shared().blocks.table().get(block).copied();
        let Some(entry) = entry.filter(|entry| entry.usage == Use::Cells) else {
            return;
        };
        let (base, class) = (self.region.block_address(block), entry.class as usize);
        if entry.allocated_to == ALL_GRANULES {
            let cell = cell_size(class);
            visit(Region::pointer(base), cell, cells_end(class) / cell);
            return;
        }
        // SAFETY: H3. A thread that runs is not in a collection.
        let marks = unsafe { self.region.block_marks(block) };
        for (word, &bits) in marks.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let granule = word * 64 + bits.trailing_zeros() as usize;
                visit(Region::pointer(base + granule * GRANULE), 0, 1);
                bits &= bits - 1;
            }
        }
    }

    /// Does this word refer into the heap?
    #[inline(always)]
    pub fn contains(&self, word: u64) -> bool {
        (word as usize).wrapping_sub(self.region.base()) < self.region.blocks() * BLOCK
    }

    /// Forgets the threads that a fork has left behind. Call in the child, before anything else.
    ///
    /// # Safety
    /// Only the thread of `own` runs, and no other thread was using the heap at the time of the fork.
    pub unsafe fn after_fork(&self, own: &LocalHeap) {
        let mut shared = self.shared();
        let shared = &mut *shared;
        for local in std::mem::take(&mut shared.locals) {
            if local.0 == NonNull::from(own) {
                shared.locals.push(local);
            } else {
                // SAFETY: H5. Its thread does not exist here, its memory does.
                let local = unsafe { local.0.as_ref() };
                local.flush(&self.region, |block, to| shared.blocks.give_back(block, to));
            }
        }
    }

    fn region(&self) -> &Region {
        &self.region
    }

    fn config(&self) -> &Config {
        &self.config
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        // A panic of the world's callbacks leaves a heap that is never collected well again, but is still sound.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        for entry in std::mem::take(&mut self.shared().drops) {
            // SAFETY: H6. No thread has a local heap any more (each holds the heap alive), so the object is dead.
            unsafe { (entry.drop)(entry.object) };
        }
    }
}

fn physical_memory() -> usize {
    // SAFETY: `sysconf` only reads.
    let pages = unsafe { libc::sysconf(libc::_SC_PHYS_PAGES) };
    usize::try_from(pages).map_or(usize::MAX, |pages| pages * PAGE)
}
