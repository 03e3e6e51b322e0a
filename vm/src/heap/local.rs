//! Allocation: what each thread keeps so that it can take a cell by adding to a cursor.
//!
//! A thread owns at most one block of each class, and in it one *run*: cells in a row that are free. [`AllocContext`]
//! holds the run's two ends for every class, in a layout that machine code relies on:
//!
//! ```text
//! p = context.bump[class].cursor
//! n = p + cell_size(class)
//! if n > context.bump[class].limit { slow path }
//! context.bump[class].cursor = n
//! ```
//!
//! The slow path finds the next run of the block in its mark bits, or takes another block. It never collects.

use super::Heap;
use super::blocks::Blocks;
use super::region::{MARK_WORDS, Region};
use super::size::{BLOCK, CLASSES, GRANULE, SMALL_MAX, cell_size, cells_end, class_of};
use std::cell::Cell;
use std::marker::PhantomPinned;
use std::mem::offset_of;
use std::ptr::NonNull;
use std::sync::Arc;

/// A run of free cells. Both ends zero: none.
#[derive(Default)]
#[repr(C)]
pub struct Bump {
    cursor: Cell<usize>,
    limit: Cell<usize>,
}

/// The runs of a thread, by class. The first field of [`LocalHeap`].
#[repr(C)]
pub struct AllocContext {
    bump: [Bump; CLASSES],
}

impl AllocContext {
    /// Offset, from the start of a [`LocalHeap`], of the cursor of `class`.
    pub const fn cursor_offset(class: usize) -> usize {
        offset_of!(LocalHeap, context) + class * size_of::<Bump>() + offset_of!(Bump, cursor)
    }

    /// Offset, from the start of a [`LocalHeap`], of the limit of `class`.
    pub const fn limit_offset(class: usize) -> usize {
        offset_of!(LocalHeap, context) + class * size_of::<Bump>() + offset_of!(Bump, limit)
    }
}

/// A thread's part of the heap.
#[repr(C)]
pub struct LocalHeap {
    context: AllocContext,
    /// The block owned of each class, plus one; 0 for none.
    owned: [Cell<u32>; CLASSES],
    attached: Cell<bool>,
    heap: Arc<Heap>,
    _pinned: PhantomPinned,
}

impl LocalHeap {
    /// A part without any block, which may still move. [`attach`](Self::attach) it before allocating.
    pub fn new(heap: &Arc<Heap>) -> LocalHeap {
        LocalHeap {
            context: AllocContext {
                bump: std::array::from_fn(|_| Bump::default()),
            },
            owned: std::array::from_fn(|_| Cell::new(0)),
            attached: Cell::new(false),
            heap: heap.clone(),
            _pinned: PhantomPinned,
        }
    }

    /// Makes this part known to the collector, which empties it while its thread is stopped.
    ///
    /// # Safety
    /// H5: from here on `self` stays where it is until it is dropped, and only its thread uses it while the world runs.
    pub unsafe fn attach(&self) {
        if !self.attached.replace(true) {
            let mut shared = self.heap.shared();
            shared.locals.push(Attached(NonNull::from(self)));
            self.heap.trigger.note_threads(shared.locals.len());
        }
    }

    /// The heap this is a part of.
    #[inline(always)]
    pub fn heap(&self) -> &Arc<Heap> {
        &self.heap
    }

    /// Memory for an object of `bytes`, aligned to 16, contents undefined; None if there is no more to be had. The
    /// caller writes its first word before it allocates again (H7), and makes an object of it before the next safepoint.
    #[inline(always)]
    pub fn alloc(&self, bytes: usize) -> Option<NonNull<u8>> {
        if bytes <= SMALL_MAX {
            self.alloc_class(class_of(bytes))
        } else {
            self.alloc_large(bytes)
        }
    }

    /// The same for a cell of a known class.
    #[inline(always)]
    pub fn alloc_class(&self, class: usize) -> Option<NonNull<u8>> {
        let bump = &self.context.bump[class];
        let start = bump.cursor.get();
        let next = start + cell_size(class);
        if next > bump.limit.get() {
            return self.alloc_slow(class);
        }
        bump.cursor.set(next);
        Some(Region::pointer(start))
    }

    /// The same for an object that does not fit a cell.
    #[cold]
    pub fn alloc_large(&self, bytes: usize) -> Option<NonNull<u8>> {
        let region = self.heap.region();
        let block = self.heap.shared().blocks.take_large(region, bytes)?;
        self.heap.charge(bytes);
        Some(Region::pointer(region.block_address(block)))
    }

    /// The slow path of [`alloc_class`](Self::alloc_class), for machine code to call: a cell, after finding a new run.
    #[cold]
    #[inline(never)]
    pub fn alloc_slow(&self, class: usize) -> Option<NonNull<u8>> {
        assert!(
            self.attached.get(),
            "H5: allocation in a local heap that is not attached"
        );
        let block = self.owned[class].get().checked_sub(1);
        if !self.next_run(class) {
            self.take_block(class, block)?;
        }
        let bump = &self.context.bump[class];
        let start = bump.cursor.get();
        bump.cursor.set(start + cell_size(class));
        Some(Region::pointer(start))
    }

    /// Registers `drop`, which is called with `object` once a collection has found it dead, or when the heap goes.
    /// The world is stopped then; `drop` may read this object but no other, and must not use the heap.
    ///
    /// # Safety
    /// `object` is an object of this heap, and `drop` is sound to call on it under these terms.
    pub unsafe fn on_drop(&self, object: NonNull<u8>, drop: unsafe fn(NonNull<u8>)) {
        self.heap
            .shared()
            .drops
            .push(super::collect::DropEntry { object, drop });
    }

    /// Goes on to the next free run of the owned block, if there is one.
    fn next_run(&self, class: usize) -> bool {
        let Some(block) = self.owned[class].get().checked_sub(1) else {
            return false;
        };
        let from =
            self.context.bump[class].limit.get() - self.heap.region().block_address(block as usize);
        self.run_from(class, block as usize, from)
    }

    fn run_from(&self, class: usize, block: usize, from: usize) -> bool {
        let region = self.heap.region();
        // SAFETY: H3. A thread that allocates is not in a collection.
        let marks = unsafe { region.block_marks(block) };
        let bump = &self.context.bump[class];
        let Some((start, end)) = free_run(marks, class, from) else {
            self.owned[class].set(0);
            bump.cursor.set(0);
            bump.limit.set(0);
            return false;
        };
        let base = region.block_address(block);
        self.owned[class].set(block as u32 + 1);
        bump.cursor.set(base + start);
        bump.limit.set(base + end);
        true
    }

    /// Another block of `class`, in place of one that has been handed out to its end.
    fn take_block(&self, class: usize, mut full: Option<u32>) -> Option<()> {
        loop {
            let taken = {
                let blocks = &mut self.heap.shared().blocks;
                if let Some(full) = full.take() {
                    blocks.close(full as usize);
                }
                blocks.take_cells(self.heap.region(), class)?
            };
            self.heap.charge(taken.free);
            debug_assert!(
                !taken.empty || self.is_unmarked(taken.block),
                "H4: a free block has mark bits"
            );
            if self.run_from(class, taken.block, taken.from) {
                return Some(());
            }
            full = Some(taken.block as u32);
        }
    }

    fn is_unmarked(&self, block: usize) -> bool {
        // SAFETY: H3. A thread that allocates is not in a collection.
        unsafe { self.heap.region().block_marks(block) }
            .iter()
            .all(|&word| word == 0)
    }

    /// The threads of all other parts are not in this process, which is a copy made with the world stopped: what they had
    /// is given back.
    pub fn forget_others(&self) {
        let this = NonNull::from(self);
        let mut shared = self.heap.shared();
        let shared = &mut *shared;
        for local in shared.locals.extract_if(.., |local| local.0 != this) {
            // SAFETY: H5, the part is where it was attached: its thread, which owned it, has not ended but is not here.
            let local = unsafe { local.0.as_ref() };
            local.flush(self.heap.region(), |block, to| {
                shared.blocks.give_back(block, to)
            });
        }
        self.heap.trigger.note_threads(shared.locals.len());
    }

    /// Gives up all blocks, telling `each` which one and up to which byte it has been handed out.
    pub(super) fn flush(&self, region: &Region, mut each: impl FnMut(usize, usize)) {
        for class in 0..CLASSES {
            let bump = &self.context.bump[class];
            if let Some(block) = self.owned[class].replace(0).checked_sub(1) {
                each(
                    block as usize,
                    bump.cursor.get() - region.block_address(block as usize),
                );
            }
            bump.cursor.set(0);
            bump.limit.set(0);
        }
    }
}

impl Drop for LocalHeap {
    fn drop(&mut self) {
        if self.attached.get() {
            let mut shared = self.heap.shared();
            let this = NonNull::from(&*self);
            shared.locals.retain(|local| local.0 != this);
            self.heap.trigger.note_threads(shared.locals.len());
            let blocks: &mut Blocks = &mut shared.blocks;
            self.flush(self.heap.region(), |block, to| blocks.give_back(block, to));
        }
    }
}

/// An attached local heap, as the collector sees it.
pub(super) struct Attached(pub NonNull<LocalHeap>);

// SAFETY: H5. The collector follows the pointer only while the owner is stopped.
unsafe impl Send for Attached {}

/// The first free run of a block of `class`, from byte `from` on: its two ends.
pub(super) fn free_run(
    marks: &[u64; MARK_WORDS],
    class: usize,
    from: usize,
) -> Option<(usize, usize)> {
    let (cell, end) = (cell_size(class) / GRANULE, cells_end(class) / GRANULE);
    debug_assert!(from <= BLOCK && (from / GRANULE).is_multiple_of(cell));
    let mut start = from / GRANULE;
    while start < end && marks[start / 64] >> (start % 64) & 1 != 0 {
        start += cell;
    }
    if start >= end {
        return None;
    }
    let mut word = start / 64;
    let mut bits = marks[word] & (!0 << (start % 64));
    while bits == 0 && word + 1 < MARK_WORDS {
        word += 1;
        bits = marks[word];
    }
    let stop = if bits == 0 {
        end
    } else {
        word * 64 + bits.trailing_zeros() as usize
    };
    Some((start * GRANULE, stop * GRANULE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_the_gaps_between_marks() {
        let class = class_of(48);
        let mut marks = [0; MARK_WORDS];
        let cells = cells_end(class) / 48;
        let live = [0, 1, 5, 100, 101, 500, cells - 1];
        for cell in live {
            marks[cell * 3 / 64] |= 1 << (cell * 3 % 64);
        }
        let mut free = Vec::new();
        let mut from = 0;
        while let Some((start, end)) = free_run(&marks, class, from) {
            assert!(start < end);
            free.extend((start..end).step_by(48).map(|byte| byte / 48));
            from = end;
        }
        assert_eq!(
            free,
            (0..cells)
                .filter(|cell| !live.contains(cell))
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn machine_code_finds_the_context_at_the_start() {
        assert_eq!(AllocContext::cursor_offset(0), 0);
        assert_eq!(AllocContext::limit_offset(2), 40);
    }
}
