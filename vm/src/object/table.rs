//! Storage of dicts and sets: insertion-ordered, open addressing.
//!
//! Entries (hash, key, value) lie in order of insertion; an index of 32-bit entry numbers, with linear probing over a
//! power of two, finds them. A removed entry keeps its place with an UNDEF key until the next rebuild. As with
//! `Slots`, the container's witness covers the table.
//!
//! A table may have a place for a guard of each entry behind the index (`shared_dict.rs`).

use std::cell::Cell;
use std::ptr::NonNull;

use super::Ref;
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::Raw;

/// One entry; key UNDEF means removed.
#[repr(C)]
pub struct Entry {
    pub hash: Cell<i64>,
    pub key: Cell<Raw>,
    pub value: Cell<Raw>,
}

/// The storage object.
#[repr(C)]
pub struct Table {
    word: stm::Word,
    /// Room for entries; the top bit: with guards.
    room: u32,
    /// Index places minus one.
    mask: u32,
    /// Entries in use, removed ones included.
    used: Cell<u32>,
    /// Entries not removed.
    live: Cell<u32>,
    entries: [Entry; 0],
}

impl Entry {
    /// The hash as a plain word, for the undo log.
    pub(in crate::object) fn hash_cell(&self) -> &Cell<u64> {
        // SAFETY: i64 and u64 have the same layout.
        unsafe { &*(&raw const self.hash as *const Cell<u64>) }
    }
}

const EMPTY: u32 = u32::MAX;
const GUARDED: u32 = 1 << 31;

impl Table {
    pub const ENTRIES_OFFSET: usize = 24;

    /// A table with room for `cap` entries (at least 5).
    pub fn new<'t>(th: &'t Thread, cap: usize) -> Ref<'t, Table> {
        let places = (cap.max(5) * 3 / 2).next_power_of_two();
        let cap = (places * 2 / 3).max(cap);
        let p: NonNull<Table> =
            th.fresh(Self::ENTRIES_OFFSET + cap * size_of::<Entry>() + places * 4);
        // SAFETY: V4, the memory is ours and has room for header, entries and index; unused entries are never read.
        unsafe {
            p.write(Table {
                word: th.shared_word(Builtin::Table.shape()),
                room: cap as u32,
                mask: places as u32 - 1,
                used: Cell::new(0),
                live: Cell::new(0),
                entries: [],
            });
            let t: Ref<'t, Table> = Ref::from_ptr(p);
            std::ptr::write_bytes(t.index().as_ptr() as *mut u8, 0xFF, places * 4);
            t
        }
    }

    pub fn size(&self) -> usize {
        let guards = if self.is_guarded() { self.cap() } else { 0 };
        self.plain_size() + guards * size_of::<Raw>()
    }

    fn plain_size(&self) -> usize {
        Self::ENTRIES_OFFSET + self.cap() * size_of::<Entry>() + (self.mask as usize + 1) * 4
    }

    #[inline(always)]
    fn cap(&self) -> usize {
        (self.room & !GUARDED) as usize
    }

    pub(in crate::object) fn is_guarded(&self) -> bool {
        self.room & GUARDED != 0
    }

    /// The guards of the entries, UNDEF while there are none.
    pub(in crate::object) fn guards(&self) -> &[Cell<Raw>] {
        if !self.is_guarded() {
            return &[];
        }
        // SAFETY: V4, `cap` words follow the index of a guarded table, and its length is a multiple of eight bytes.
        unsafe {
            let first = (self as *const Table as *const u8).add(self.plain_size());
            std::slice::from_raw_parts(first as *const Cell<Raw>, self.cap())
        }
    }

    /// A copy, removed entries included, with places for guards.
    pub(in crate::object) fn guarded<'t>(&self, th: &'t Thread) -> Ref<'t, Table> {
        let size = self.plain_size();
        let p: NonNull<Table> = th.fresh(size + self.cap() * size_of::<Raw>());
        // SAFETY: V4, the memory is ours and has room for the copy and the guards; the word, which is every table's, is
        // copied, too.
        unsafe {
            let to = p.as_ptr() as *mut u8;
            std::ptr::copy_nonoverlapping(self as *const Table as *const u8, to, size);
            (*p.as_ptr()).room |= GUARDED;
            std::ptr::write_bytes(to.add(size), 0, self.cap() * size_of::<Raw>());
            Ref::from_ptr(p)
        }
    }

    /// The entries in use, removed ones included.
    #[inline(always)]
    pub fn entries(&self) -> &[Entry] {
        // SAFETY: V4, the first `used` entries were written.
        unsafe { std::slice::from_raw_parts(self.entry_ptr(), self.used.get() as usize) }
    }

    #[inline(always)]
    fn entry_ptr(&self) -> *const Entry {
        // SAFETY: the entries follow the header in the same allocation.
        unsafe { (self as *const Table as *const u8).add(Self::ENTRIES_OFFSET) as *const Entry }
    }

    #[inline(always)]
    fn index(&self) -> &[Cell<u32>] {
        // SAFETY: V4, mask + 1 index words follow the entries.
        unsafe {
            std::slice::from_raw_parts(
                self.entry_ptr().add(self.cap()) as *const Cell<u32>,
                self.mask as usize + 1,
            )
        }
    }

    /// Used, live and index words, for the undo log.
    pub(in crate::object) fn bookkeeping(&self) -> (&Cell<u32>, &Cell<u32>, &[Cell<u32>]) {
        (&self.used, &self.live, self.index())
    }

    #[inline(always)]
    pub fn live(&self) -> usize {
        self.live.get() as usize
    }

    #[inline(always)]
    pub fn has_room(&self) -> bool {
        (self.used.get() as usize) < self.cap()
    }

    /// Number of the entry with this hash for which `same(key)` holds.
    #[inline]
    pub fn find<E>(
        &self,
        hash: i64,
        mut same: impl FnMut(Raw) -> Result<bool, E>,
    ) -> Result<Option<usize>, E> {
        let (index, entries) = (self.index(), self.entries());
        let mut at = spread(hash) & self.mask as usize;
        loop {
            let i = index[at].get();
            if i == EMPTY {
                return Ok(None);
            }
            let e = &entries[i as usize];
            if e.hash.get() == hash && !e.key.get().is_undef() && same(e.key.get())? {
                return Ok(Some(i as usize));
            }
            at = (at + 1) & self.mask as usize;
        }
    }

    /// Appends an entry; the caller has seen that there is room and that the key is absent.
    pub fn append(&self, hash: i64, key: Raw, value: Raw) {
        let n = self.used.get();
        debug_assert!((n as usize) < self.cap(), "V4: table is full");
        // SAFETY: n < cap, so the entry lies in the allocation.
        unsafe {
            (self.entry_ptr() as *mut Entry)
                .add(n as usize)
                .write(Entry {
                    hash: Cell::new(hash),
                    key: Cell::new(key),
                    value: Cell::new(value),
                })
        };
        self.used.set(n + 1);
        self.live.set(self.live.get() + 1);
        let index = self.index();
        let mut at = spread(hash) & self.mask as usize;
        while index[at].get() != EMPTY {
            at = (at + 1) & self.mask as usize;
        }
        index[at].set(n);
    }

    /// Undoes the last `append`.
    pub(in crate::object) fn take_back(&self) {
        let n = self.used.get() - 1;
        let index = self.index();
        let mut at = spread(self.entries()[n as usize].hash.get()) & self.mask as usize;
        while index[at].get() != n {
            at = (at + 1) & self.mask as usize;
        }
        index[at].set(EMPTY);
        self.used.set(n);
        self.live.set(self.live.get() - 1);
    }

    /// Marks an entry as removed.
    pub fn remove(&self, entry: usize) {
        let e = &self.entries()[entry];
        e.key.set(Raw::UNDEF);
        e.value.set(Raw::UNDEF);
        self.live.set(self.live.get() - 1);
    }

    /// Copies the live entries into a table with room for `cap`.
    pub fn rebuilt<'t>(&self, th: &'t Thread, cap: usize) -> Ref<'t, Table> {
        let t = Table::new(th, cap.max(self.live()));
        for e in self.entries() {
            if !e.key.get().is_undef() {
                t.append(e.hash.get(), e.key.get(), e.value.get());
            }
        }
        t
    }
}

/// Python's hashes are often small ints: multiply and take the high half so that neighbours spread.
#[inline(always)]
fn spread(hash: i64) -> usize {
    ((hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}
