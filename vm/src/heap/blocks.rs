//! The block table: what each block is used for, and which are free.
//!
//! A block goes through these uses. Only the sweep turns used blocks into free ones, and only with the world stopped.
//!
//! ```text
//! Clean ──take──► Cells ──sweep, nothing live──► Dirty ──take──► Cells, Large, Tail
//!   ▲      └────► Large, Tail, …, Tail ──sweep, not live──► Dirty …
//!   └───────────────────────── release ─────────────────────┘
//! ```
//!
//! *Clean* blocks have no memory behind them; *dirty* ones still do, and are taken first. When a clean block is taken
//! while dirty ones remain (they may be too scattered for a large object), as many dirty ones are released: the
//! resident size is bounded by what is in use plus what the last sweep decided to keep. The rest of a large object's last
//! block stays as it was: to give it back costs a system call now, and as many page faults later.
//!
//! A *partial* block is one of cells with room between the live ones. The sweep lists it by class, and a thread that
//! takes it finds the free runs from the mark bits.

use super::region::{Mapping, PAGE, Region};
use super::size::{BLOCK, CLASSES, GRANULE, cell_size, cells_end};
use super::spans::{Span, Spans};

/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Use {
    /// Free, without memory behind it. The table is zeroed memory: this is what a block starts as.
    Clean = 0,
    /// Free, with memory behind it.
    Dirty = 1,
    /// Cut into cells of one class.
    Cells = 2,
    /// The first block of a large object.
    Large = 3,
    /// A further block of a large object.
    Tail = 4,
}

/// A table entry.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Block {
    pub usage: Use,
    /// Of a block of cells.
    pub class: u8,
    /// Of a block of cells: the granule up to which every cell has been handed out. From there on a cell is in use
    /// exactly if the last collection marked it. [`IN_HAND`] while a thread allocates here.
    pub allocated_to: u16,
    /// Of a block of cells: cells that are live or were handed out before. Of a large object: its pages.
    pub amount: u32,
}

/// `allocated_to` of a block that has been handed out to its end.
pub const ALL_GRANULES: u16 = (BLOCK / GRANULE) as u16;

/// `allocated_to` of a block in which a thread allocates: there may be cells that are no objects yet.
pub const IN_HAND: u16 = ALL_GRANULES + 1;

/// A block of cells given to a thread.
pub struct Taken {
    pub block: usize,
    /// Byte offset from which free runs are to be looked for.
    pub from: usize,
    /// No cell of it is live: it is one run.
    pub empty: bool,
    /// Bytes of it that are free, for the trigger.
    pub free: usize,
}

/// The table and the sets of free and partial blocks. One lock guards it all; it is taken once per 64 KiB.
pub struct Blocks {
    table: Mapping,
    capacity: usize,
    /// Blocks from here on were never used.
    frontier: usize,
    dirty: Spans,
    clean: Spans,
    partial: [Vec<u32>; CLASSES],
    /// Bytes in use: whole blocks of cells, pages of large objects.
    used: usize,
    limit: usize,
}

impl Blocks {
    /// An empty table for `capacity` blocks, of which no more than `limit` bytes may be in use.
    pub fn new(capacity: usize, limit: usize) -> Option<Blocks> {
        Some(Blocks {
            table: Mapping::reserve(capacity * size_of::<Block>())?,
            capacity,
            frontier: 0,
            dirty: Spans::default(),
            clean: Spans::default(),
            partial: std::array::from_fn(|_| Vec::new()),
            used: 0,
            limit,
        })
    }

    /// Blocks below this one have been used.
    pub fn frontier(&self) -> usize {
        self.frontier
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// The entries of all blocks that were ever used.
    pub fn table(&self) -> &[Block] {
        // SAFETY: H2. The mapping holds `capacity` entries, all zero (a valid `Block`) or written through `table_mut`.
        unsafe { std::slice::from_raw_parts(self.table.start().as_ptr().cast(), self.frontier) }
    }

    /// The same, to change.
    pub fn table_mut(&mut self) -> &mut [Block] {
        // SAFETY: H2, and `&mut self` excludes any other reference.
        unsafe { std::slice::from_raw_parts_mut(self.table.start().as_ptr().cast(), self.frontier) }
    }

    /// A block of `class` with free cells: a partial one if there is one, else a free one.
    pub fn take_cells(&mut self, region: &Region, class: usize) -> Option<Taken> {
        if let Some(block) = self.partial[class].pop() {
            let entry = &mut self.table_mut()[block as usize];
            let from = std::mem::replace(&mut entry.allocated_to, IN_HAND) as usize * GRANULE;
            let free = cells_end(class) - entry.amount as usize * cell_size(class);
            return Some(Taken {
                block: block as usize,
                from,
                empty: false,
                free,
            });
        }
        let block = self.take_span(region, 1, BLOCK)?;
        self.table_mut()[block] = Block {
            usage: Use::Cells,
            class: class as u8,
            allocated_to: IN_HAND,
            amount: 0,
        };
        Some(Taken {
            block,
            from: 0,
            empty: true,
            free: cells_end(class),
        })
    }

    /// Blocks for a large object of `bytes`: the first of them.
    pub fn take_large(&mut self, region: &Region, bytes: usize) -> Option<usize> {
        let pages = u32::try_from(bytes.div_ceil(PAGE)).ok()?;
        let len = u32::try_from(bytes.div_ceil(BLOCK)).ok()?;
        let start = self.take_span(region, len, pages as usize * PAGE)?;
        for entry in &mut self.table_mut()[start + 1..start + len as usize] {
            entry.usage = Use::Tail;
        }
        self.table_mut()[start] = Block {
            usage: Use::Large,
            class: 0,
            allocated_to: 0,
            amount: pages,
        };
        Some(start)
    }

    /// A block that its thread has handed out to the end.
    pub fn close(&mut self, block: usize) {
        self.table_mut()[block].allocated_to = ALL_GRANULES;
    }

    /// A block whose thread is gone or goes on elsewhere, handed out up to byte `to`: others may go on from there.
    pub fn give_back(&mut self, block: usize, to: usize) {
        let entry = &mut self.table_mut()[block];
        let class = entry.class as usize;
        entry.allocated_to = (to / GRANULE) as u16;
        // All of it has been counted by the trigger already.
        entry.amount = (cells_end(class) / cell_size(class)) as u32;
        if to < cells_end(class) {
            self.partial[class].push(block as u32);
        }
    }

    fn take_span(&mut self, region: &Region, len: u32, bytes: usize) -> Option<usize> {
        if self.limit.saturating_sub(self.used) < bytes {
            return None;
        }
        let start = match self.dirty.take(len) {
            Some(start) => start as usize,
            None => {
                let start = match self.clean.take(len) {
                    Some(start) => start as usize,
                    None => self.advance(len as usize)?,
                };
                self.release_dirty(region, len as usize);
                start
            }
        };
        self.used += bytes;
        Some(start)
    }

    fn advance(&mut self, len: usize) -> Option<usize> {
        let start = self.frontier;
        if self.capacity - start < len {
            return None;
        }
        self.frontier += len;
        Some(start)
    }

    fn release_dirty(&mut self, region: &Region, mut blocks: usize) {
        while blocks > 0 {
            let Some(span) = self.dirty.take_some(blocks as u32) else {
                return;
            };
            self.release(region, span);
            blocks -= span.len as usize;
        }
    }

    fn release(&mut self, region: &Region, span: Span) {
        let Span { start, len } = span;
        // SAFETY: H4. The blocks were in the set of free ones.
        unsafe { region.release(start as usize, len as usize) };
        for entry in &mut self.table_mut()[start as usize..(start + len) as usize] {
            entry.usage = Use::Clean;
        }
        self.clean.put(span);
    }

    /// Builds the sets of free and partial blocks from the table, in which the sweep has left `allocated_to` of each
    /// block of cells at 0 if it has room. Keeps up to `keep` blocks dirty and releases the rest.
    pub fn rebuild(&mut self, region: &Region, keep: usize) {
        self.clean.clear();
        self.dirty.clear();
        self.partial.iter_mut().for_each(Vec::clear);
        self.used = 0;
        let mut free = Vec::new();
        let mut run: Option<(Use, Span)> = None;
        for index in 0..self.frontier {
            let entry = self.table()[index];
            match entry.usage {
                Use::Clean | Use::Dirty => match &mut run {
                    Some((usage, span)) if *usage == entry.usage => span.len += 1,
                    _ => free.extend(run.replace((
                        entry.usage,
                        Span {
                            start: index as u32,
                            len: 1,
                        },
                    ))),
                },
                Use::Cells => {
                    free.extend(run.take());
                    self.used += BLOCK;
                    if entry.allocated_to == 0 {
                        self.partial[entry.class as usize].push(index as u32);
                    }
                }
                Use::Large => {
                    free.extend(run.take());
                    self.used += entry.amount as usize * PAGE;
                }
                Use::Tail => {}
            }
        }
        free.extend(run);
        // Low addresses are kept, and are given out first: what lies high has a chance to become free for good.
        self.partial.iter_mut().for_each(|blocks| blocks.reverse());
        let mut room = keep as u32;
        let mut kept = Vec::new();
        for (usage, span) in free {
            let keep = if usage == Use::Dirty {
                span.len.min(room)
            } else {
                0
            };
            room -= keep;
            kept.push(Span {
                start: span.start,
                len: keep,
            });
            let rest = Span {
                start: span.start + keep,
                len: span.len - keep,
            };
            match usage {
                Use::Dirty if rest.len > 0 => self.release(region, rest),
                _ => self.clean.put(rest),
            }
        }
        kept.into_iter().rev().for_each(|span| self.dirty.put(span));
    }
}
