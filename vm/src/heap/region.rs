//! Address space: one reservation for all cells, one for their mark bits, one for the block table.
//!
//! All three are reserved at once, far larger than any heap, and cost nothing until touched: the kernel gives zeroed
//! pages on first use and takes them back on [`Mapping::release`]. So «is this word a reference into the heap?» is one
//! subtraction and one comparison, and the place of a mark bit or a table entry is arithmetic.

use super::size::{BLOCK, GRANULE};
use std::ptr::NonNull;

/// Bytes in a page, the unit in which memory is given back.
pub const PAGE: usize = 4096;
/// Bytes in a huge page. A heap that is far larger than the processor's page cache marks twice as fast on them.
const HUGE: usize = 2 << 20;
/// The first cells have ordinary pages, so that a small program stays small.
const SMALL_PAGES: usize = 4 << 20;
/// Words of mark bits that belong to one block.
pub const MARK_WORDS: usize = BLOCK / GRANULE / 64;

/// Reserved, zeroed, private memory; unmapped on drop.
pub struct Mapping {
    start: NonNull<u8>,
    bytes: usize,
}

// SAFETY: H1. A mapping is a plain range of addresses; who may touch what inside is the user's affair.
unsafe impl Send for Mapping {}
// SAFETY: H1, as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Reserves `bytes` without asking the kernel to commit to them. None if the address space or a limit refuses.
    pub fn reserve(bytes: usize) -> Option<Mapping> {
        // SAFETY: an anonymous mapping at an address of the kernel's choice touches no existing memory.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return None;
        }
        NonNull::new(start.cast()).map(|start| Mapping { start, bytes })
    }

    /// First byte.
    #[inline(always)]
    pub fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Asks for huge pages from `offset` on.
    fn prefer_huge(&self, offset: usize, bytes: usize) {
        // SAFETY: H1. The range lies in this mapping, and the advice changes no contents.
        unsafe {
            libc::madvise(
                self.start.as_ptr().add(offset).cast(),
                bytes,
                libc::MADV_HUGEPAGE,
            );
        }
    }

    /// Gives the pages of `[offset, offset + bytes)` back to the kernel; they read as zero from then on.
    ///
    /// # Safety
    /// Nothing in the range is in use (H4), and both ends are page-aligned.
    pub unsafe fn release(&self, offset: usize, bytes: usize) {
        debug_assert!(
            offset.is_multiple_of(PAGE)
                && bytes.is_multiple_of(PAGE)
                && offset + bytes <= self.bytes
        );
        // SAFETY: the range lies in this mapping (H1) and its contents are dead by this function's contract.
        // A refusal only means that the pages stay resident.
        unsafe {
            libc::madvise(
                self.start.as_ptr().add(offset).cast(),
                bytes,
                libc::MADV_DONTNEED,
            );
        }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: H1. The mapping is ours, and whoever held addresses in it is gone by the contract of `Heap`.
        unsafe {
            libc::munmap(self.start.as_ptr().cast(), self.bytes);
        }
    }
}

/// The heap's address space.
pub struct Region {
    cells: Mapping,
    marks: Mapping,
    /// Of `cells`, aligned to a huge page and so to a block.
    base: usize,
    blocks: usize,
}

impl Region {
    /// Reserves `bytes` of cells, or as large a part of it as can be had.
    pub fn reserve(bytes: usize) -> Option<Region> {
        let mut bytes = bytes.next_multiple_of(BLOCK);
        loop {
            let cells = Mapping::reserve(bytes + HUGE);
            let marks = Mapping::reserve(bytes / GRANULE / 8);
            if let (Some(cells), Some(marks)) = (cells, marks) {
                let start = cells.start().as_ptr().expose_provenance();
                let base = start.next_multiple_of(HUGE);
                cells.prefer_huge(
                    base - start + SMALL_PAGES,
                    bytes.saturating_sub(SMALL_PAGES),
                );
                return Some(Region {
                    cells,
                    marks,
                    base,
                    blocks: bytes / BLOCK,
                });
            }
            bytes = (bytes / 4).next_multiple_of(BLOCK);
            if bytes < 64 * BLOCK {
                return None;
            }
        }
    }

    /// Address of the first block.
    #[inline(always)]
    pub fn base(&self) -> usize {
        self.base
    }

    /// How many blocks fit.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// Address of a block.
    #[inline(always)]
    pub fn block_address(&self, block: usize) -> usize {
        debug_assert!(block < self.blocks, "H1: block {block} outside the region");
        self.base + block * BLOCK
    }

    /// The pointer for an address in the region.
    #[inline(always)]
    pub fn pointer(address: usize) -> NonNull<u8> {
        let pointer = std::ptr::with_exposed_provenance_mut(address);
        // SAFETY: H1. An address in a mapping is not null.
        unsafe { NonNull::new_unchecked(pointer) }
    }

    /// The mark bits of the whole region, 64 granules a word.
    #[inline(always)]
    pub fn marks(&self) -> *mut u64 {
        self.marks.start().as_ptr().cast()
    }

    /// The mark bits of one block, to read.
    ///
    /// # Safety
    /// Nobody marks meanwhile (H3): the caller is the collector, or a thread outside a collection.
    #[inline(always)]
    pub unsafe fn block_marks(&self, block: usize) -> &[u64; MARK_WORDS] {
        debug_assert!(block < self.blocks, "H1: block {block} outside the region");
        // SAFETY: H1 for the range; H3 for the absence of writers.
        unsafe { &*self.marks().add(block * MARK_WORDS).cast() }
    }

    /// The mark bits of one block, to change.
    ///
    /// # Safety
    /// The caller is the collector (H3), and holds no other reference to these bits.
    #[expect(
        clippy::mut_from_ref,
        reason = "the bits are raw memory behind the region, guarded by H3"
    )]
    pub unsafe fn block_marks_mut(&self, block: usize) -> &mut [u64; MARK_WORDS] {
        debug_assert!(block < self.blocks, "H1: block {block} outside the region");
        // SAFETY: H1 for the range; H3 for exclusiveness.
        unsafe { &mut *self.marks().add(block * MARK_WORDS).cast() }
    }

    /// Gives the pages of a stretch of blocks back.
    ///
    /// # Safety
    /// Nothing in them is in use (H4).
    pub unsafe fn release(&self, block: usize, count: usize) {
        let offset = self.block_address(block) - self.cells.start().as_ptr().addr();
        // SAFETY: the caller's promise, passed on.
        unsafe { self.cells.release(offset, count * BLOCK) }
    }

    /// Overwrites dead memory, so that a stale reference shows.
    ///
    /// # Safety
    /// `[address, address + bytes)` lies in the region and is dead (H4).
    pub unsafe fn poison(&self, address: usize, bytes: usize) {
        // SAFETY: H1 and H4, promised by the caller.
        unsafe { Region::pointer(address).write_bytes(POISON, bytes) }
    }
}

/// What dead memory is filled with: as a word neither a reference nor a valid ownership word.
pub const POISON: u8 = 0xDB;
