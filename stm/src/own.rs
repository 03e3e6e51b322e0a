//! Take, share, claim, hand over: the only file that changes a word after its birth.
//!
//! Each function is one arrow of the drawing in `word.rs` and takes the `Holding` that gives the right to it
//! (S3). Who may have what, and when, is decided elsewhere (`tx.rs` for the own thread, `mail.rs` for others).

use crate::safepoint::Holding;
use crate::sync::Ordering;
use crate::thread::Peer;
use crate::word::{Bits, Word};
use std::hash::Hasher;

/// A word that is remembered over a break: in a letter, in an undo log, as what a thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WordRef(*const Word);

/// Hashes an address by one multiplication: the upper half of the product is spread well.
#[derive(Default)]
pub(crate) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, _: &[u8]) {
        unreachable!("only addresses are hashed");
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

// SAFETY: S1; a word may be reached from any thread, and its object is kept alive by `visit_words`.
unsafe impl Send for WordRef {}
// SAFETY: as above.
unsafe impl Sync for WordRef {}

impl WordRef {
    pub fn new(word: &Word) -> WordRef {
        WordRef(word)
    }

    pub fn address(self) -> *const Word {
        self.0
    }

    /// The word; the caller does not keep the reference over a break.
    pub fn get<'w>(self) -> &'w Word {
        // SAFETY: S1; the maker of the registry vouches that objects named by `visit_words` live, and every
        // place that keeps a `WordRef` over a break is visited.
        unsafe { &*self.0 }
    }
}

/// Words of objects that lie at equal distances.
#[derive(Clone, Copy)]
pub struct Row {
    first: *const Word,
    stride: usize,
    count: usize,
}

impl Row {
    /// `count` words, the first one at `first`, `stride` bytes from one to the next.
    ///
    /// # Safety
    ///
    /// S1: each of them is the first field of an object, or of a dead one whose place nobody has got, and stays so until
    /// the next break of the calling thread.
    pub unsafe fn new(first: *const Word, stride: usize, count: usize) -> Row {
        Row {
            first,
            stride,
            count,
        }
    }

    pub(crate) fn words<'w>(self) -> impl Iterator<Item = &'w Word> {
        // SAFETY: S1; the maker of the row vouches for the words, and whom this is shown to uses them at once.
        (0..self.count).map(move |n| unsafe { &*self.first.byte_add(n * self.stride) })
    }
}

/// The owner looks at its object: the word gets the current epoch. In a block w says «logged in this block»,
/// so it is kept only if it was set in this block; outside it says «written since it came».
pub(crate) fn retag_for_reading(mine: &Holding, word: &Word, bits: Bits) {
    let keep = !mine.in_block() || bits.epoch() == mine.epoch.get();
    word.put(Bits::exclusive(
        mine.id.get(),
        mine.epoch.get(),
        keep && bits.may_write(),
        bits.shape(),
    ));
}

/// With the world stopped: an object that was read without its word becomes this thread's, as one that its block has read.
pub(crate) fn seize(mine: &Holding, word: &Word) {
    let bits = word.look();
    let logged = mine.is_mine(bits.owner()) && bits.epoch() == mine.epoch.get() && bits.may_write();
    word.put(Bits::exclusive(
        mine.id.get(),
        mine.epoch.get(),
        logged,
        bits.shape(),
    ));
}

/// The owner is about to write its object, which is in the log if it has to be.
pub(crate) fn retag_for_writing(mine: &Holding, word: &Word, bits: Bits) {
    word.put(Bits::exclusive(
        mine.id.get(),
        mine.epoch.get(),
        true,
        bits.shape(),
    ));
}

/// A write of the open block is undone: the object counts as read by it.
pub(crate) fn unwrite(mine: &Holding, word: &Word, shape: u32) {
    debug_assert!(
        mine.is_mine(word.look().owner()),
        "S2: undoes on another's object"
    );
    word.put(Bits::exclusive(
        mine.id.get(),
        mine.epoch.get(),
        false,
        shape,
    ));
}

/// The owner gives its object another shape.
pub(crate) fn reshape(mine: &Holding, word: &Word, shape: u32) {
    let bits = word.look();
    debug_assert!(mine.is_mine(bits.owner()), "S2: reshapes another's object");
    word.put(Bits(bits.0 & !crate::word::SHAPE_MASK | u64::from(shape)));
}

/// The owner's word gets its present id in place of a former one. Epoch 0: not touched in the present epoch, as before.
pub(crate) fn renew(_: &Holding, word: &Word, bits: Bits, id: u16) {
    word.put(Bits::exclusive(id, 0, bits.may_write(), bits.shape()));
}

/// Gives an object away. Epoch 0 sends the new owner through its slow path, so nothing of its present epoch has to be
/// known here; `for_writing` only says what it was wanted for.
pub(crate) fn grant(from: &Holding, word: &Word, bits: Bits, to: &Peer, for_writing: bool) {
    debug_assert!(from.is_mine(bits.owner()), "S2: grants another's object");
    // ORD: Relaxed; any id the receiver ever had will do (S6).
    let id = to.owner.load(Ordering::Relaxed) as u16;
    word.put(Bits::exclusive(id, 0, for_writing, bits.shape()));
}

/// The tag of what the thread that runs this gets as something that it has not written. In a block it has not touched it
/// either; outside the present epoch saves it its slow path.
pub(crate) fn gift_tag(mine: &Holding) -> u64 {
    let epoch = if mine.in_block() { 0 } else { mine.epoch.get() };
    crate::word::tag(mine.id.get(), epoch, false)
}

/// Gives an object to the thread with this `gift_tag`.
pub(crate) fn give(from: &Holding, word: &Word, bits: Bits, tag: u64) {
    debug_assert!(from.is_mine(bits.owner()), "S2: grants another's object");
    word.put(Bits(tag | u64::from(bits.shape())));
}

/// Makes an object everybody's for reading.
pub(crate) fn share(from: &Holding, word: &Word, bits: Bits) {
    debug_assert!(from.is_mine(bits.owner()), "S2: shares another's object");
    word.put(Bits::shared(bits.shape()));
}

/// Claims a Shared object. Until all possible readers have agreed the claimer may not write (S5).
pub(crate) fn claim(mine: &Holding, word: &Word, bits: Bits) -> bool {
    word.swap(bits, Bits::exclusive(mine.id.get(), 0, true, bits.shape()))
}

/// Gives a claim up.
pub(crate) fn unclaim(mine: &Holding, word: &Word) {
    let bits = word.look();
    debug_assert!(mine.is_mine(bits.owner()), "S5: gives up another's claim");
    word.put(Bits::shared(bits.shape()));
}
