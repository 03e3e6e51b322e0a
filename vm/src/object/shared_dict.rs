//! Dicts that several threads write at once, each under keys of its own.
//!
//! A dict has one owner, so threads that overwrite values of one dict hand it to and fro, though their keys are different. After
//! some such losses the dict is **spread**: its structure, that is the keys, the index and their number, becomes Shared, and
//! each value moves into a **guard**, an object with an ownership word of its own, and a cache line. Then
//!
//! - to read a value takes the right to read the dict and the guard in its place;
//! - to overwrite one, outside of blocks, takes the right to read the dict and to write the guard;
//! - all else, as to insert, to remove, to go through all values, to write in a block, takes the dict as a **whole**:
//!   whoever has the right to write it, which nobody gets while another thread is in the middle of an operation on it,
//!   puts the values back. In a block that is done before the dict is saved for the way back.
//!
//! So only what works on one entry knows of this; [`Ref::see`] and [`Ref::own`] ask for the whole. A dict that is used as
//! a whole again and again has to lose more and more until it is spread once more, and at last is not.
//!
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::undo::view;
use super::{Cell, Dict, Ref, Seen, Table, word_of};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Whether a dict is spread, and what speaks for it.
pub(in crate::object) struct Sharing {
    /// Changed by the owner of the dict; for others a hint until they have the right to read it.
    spread: AtomicBool,
    /// How often a writer of one value found that another thread had had the dict.
    lost: AtomicU8,
    /// So many times are enough.
    limit: AtomicU8,
}

const FIRST_LIMIT: u8 = 4;
/// As a limit: never again.
const NEVER: u8 = u8::MAX;
/// Guards take a word and an object for each entry.
const MOST_ENTRIES: usize = 1 << 14;

impl Sharing {
    pub fn new() -> Sharing {
        Sharing {
            spread: AtomicBool::new(false),
            lost: AtomicU8::new(0),
            limit: AtomicU8::new(FIRST_LIMIT),
        }
    }

    #[inline(always)]
    pub fn is_spread(&self) -> bool {
        // ORD: Relaxed; the word of the dict orders it.
        self.spread.load(Ordering::Relaxed)
    }

    fn is_due(&self) -> bool {
        // ORD: Relaxed; a policy.
        let limit = self.limit.load(Ordering::Relaxed);
        // ORD: Relaxed; a policy.
        limit != NEVER && self.lost.load(Ordering::Relaxed) >= limit
    }

    fn lose(&self) {
        // ORD: Relaxed; a policy, and a lost count does no harm.
        let lost = self.lost.load(Ordering::Relaxed);
        // ORD: Relaxed; as above.
        self.lost.store(lost.saturating_add(1), Ordering::Relaxed);
    }

    /// By the owner of the dict.
    fn end(&self) {
        // ORD: Relaxed; as in `is_spread`.
        self.spread.store(false, Ordering::Relaxed);
        // ORD: Relaxed; a policy.
        let limit = self.limit.load(Ordering::Relaxed);
        // ORD: Relaxed; as above.
        self.limit.store(limit.saturating_mul(2), Ordering::Relaxed);
        // ORD: Relaxed; as above.
        self.lost.store(0, Ordering::Relaxed);
    }
}

impl<'t> Ref<'t, Dict> {
    /// A sight of the structure: what its keys are and where, and how many. Of a value only after [`Self::see_entry`].
    #[inline(always)]
    pub fn see_structure(self, th: &'t Thread) -> Res<Seen<'t, Dict>> {
        th.see_word(word_of(self.val()))?;
        Ok(self.sight_without_barrier())
    }

    /// A value, after the read barrier of the structure.
    #[inline(always)]
    pub fn see_value(self, th: &'t Thread, i: usize) -> Res<Option<Val<'t>>> {
        if !self.sharing.is_spread() {
            let entry = self.sight_without_barrier().entry(i);
            return Ok(entry.map(|(_, _, value)| value));
        }
        self.guard(i).see(th).map(|guard| Some(guard.load()))
    }

    /// Is it worth a look whether one value can be written without the others?
    #[inline(always)]
    pub fn may_be_spread(self) -> bool {
        self.sharing.is_spread()
    }

    /// Overwrites the value of an entry of a spread dict, outside of blocks; false if it is not spread after all.
    #[inline]
    pub fn set_spread_entry(self, th: &'t Thread, i: usize, value: Val<'t>) -> Res<bool> {
        if !self.sharing.is_spread() || th.in_block() {
            return Ok(false);
        }
        self.guard(i).own(th)?.store(value);
        Ok(true)
    }

    #[inline(always)]
    fn guard(self, i: usize) -> Ref<'t, Cell> {
        let t = self.sight_without_barrier().table_ref();
        let t = t.expect("V4: an entry was found").get();
        t.guards()[i].get().val(t).known::<Cell>()
    }

    /// A writer of one value is about to ask for the dict: has another thread had it meanwhile?
    pub fn note_loss(self, th: &'t Thread) {
        if !th.tx().has_written(word_of(self.val())) {
            self.sharing.lose();
        }
    }

    /// Spreads a dict that this thread owns, if it has been waited for often enough. Nothing may be written under the
    /// same right afterwards.
    #[inline]
    pub fn spread_if_due(self, th: &'t Thread) {
        if self.sharing.is_due() {
            self.spread(th);
        }
    }

    #[cold]
    #[inline(never)]
    fn spread(self, th: &'t Thread) {
        let own = self.with_right();
        let plain = self.val().has_shape(Builtin::Dict.shape()) && !self.is_namespace();
        let Some(mut t) = own.table_ref().filter(|_| plain && !th.in_block()) else {
            return;
        };
        let used = t.entries().len();
        if used < 2 || used > MOST_ENTRIES {
            return;
        }
        if !t.is_guarded() {
            t = t.guarded(th);
            self.table.set(own, t.raw());
        }
        for (entry, guard) in t.entries().iter().zip(t.guards()) {
            let value = entry.value.replace(Raw::UNDEF);
            guard.set(Cell::apart(th, value.val(t.get())).raw());
        }
        // ORD: Relaxed; as in `is_spread`.
        self.sharing.spread.store(true, Ordering::Relaxed);
        th.tx().publish(word_of(self.val()));
    }

    /// Takes a spread dict as a whole.
    #[cold]
    #[inline(never)]
    pub(in crate::object) fn make_whole(self, th: &'t Thread) -> Res<()> {
        th.own_object(self.val())?;
        self.settle();
        Ok(())
    }
}

impl Dict {
    /// Puts the values of a spread dict back into their places. This thread owns the dict.
    pub(in crate::object) fn settle(&self) {
        if !self.sharing.is_spread() {
            return;
        }
        let table = view!(self.table.peek(), Table);
        for (entry, guard) in table.entries().iter().zip(table.guards()) {
            let guard = guard.replace(Raw::UNDEF);
            entry.value.set(view!(guard, Cell).value.peek());
        }
        self.sharing.end();
    }
}
