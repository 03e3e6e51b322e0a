//! The ownership word, bit by bit.
//!
//! ```text
//!   63   62 ......... 48   47 ......... 32   31 ................ 0
//!  +---+-----------------+-----------------+----------------------+
//!  | w |   owner (15)    |   epoch (16)    |      shape (31)      |
//!  +---+-----------------+-----------------+----------------------+
//!   \______________ tag ___________________/
//! ```
//!
//! - **shape**: what the object is; below 2^31, so that a compare of the low half may be a signed one.
//! - **owner**: 0 means *Shared* (then epoch and w are 0 too and the word equals the shape); otherwise an
//!   owner id, which the registry maps to a thread. A thread may have several ids, one of them current.
//! - **epoch**: which block of the owner touched the object last. Epoch 0 is never a thread's current one,
//!   so a word with epoch 0 sends its owner through the slow path.
//! - **w**: the owner may write: it has done so since it got the object and, in a block, has logged it.
//!
//! A thread's **own tag** is (w = 1, its id, its epoch). The two checks that compiled code inlines:
//!
//! ```text
//!   may write:  word ^ own_tag == shape
//!   may read:  (word ^ own_tag) << 1 == shape << 1     or     word ^ shared_tag == shape
//! ```
//!
//! A third one is for what is lent (`loan.rs`), whatever epoch and w: `(word ^ lender) & LENDER_MASK == shape`.
//!
//! Transitions; each arrow is one function in `own.rs`, done by whoever has the right over the owner (S3):
//!
//! ```text
//!           birth
//!             |                     grant (T -> R)
//!             v          +------------------------------------+
//!   Exclusive(T, now, w) |                                    v
//!        ^   | epoch goes on             share         Exclusive(R, 0, w)
//!        |   v           |    +---------------------+         |
//!   retag|  Exclusive(T, old, w) -----------> Shared          | retag by R
//!        +---+                                   |            v
//!        ^                  claim (CAS by R)     |     Exclusive(R, now, w)
//!        |                 +---------------------+
//!        |                 v         ^ unclaim
//!        +------- Exclusive(R, 0, 1), with R waiting for every possible reader
//! ```

use crate::sync::{AtomicU64, Ordering};

/// High half of a Shared word, and of every immutable object.
pub const SHARED_TAG: u64 = 0;
/// A tag no word ever has: what `shared_tag` says while in an atomic block.
pub const NO_TAG: u64 = MAY_WRITE | (0xFFFF << EPOCH_SHIFT);

/// The tag of a lender that there is not; no word has this owner.
pub const NO_LENDER: u64 = (LAST_OWNER as u64) << OWNER_SHIFT;
/// What of a word has to be equal to a lender's tag with the shape: the owner and the shape.
pub const LENDER_MASK: u64 = (LAST_OWNER as u64) << OWNER_SHIFT | SHAPE_MASK;

pub const EPOCH_SHIFT: u32 = 32;
pub const OWNER_SHIFT: u32 = 48;
pub const MAY_WRITE: u64 = 1 << 63;
pub const SHAPE_MASK: u64 = 0xFFFF_FFFF;

pub(crate) const LAST_EPOCH: u16 = u16::MAX;
pub(crate) const LAST_OWNER: u16 = (1 << 15) - 1;

/// The first field of every heap object.
#[repr(transparent)]
pub struct Word(AtomicU64);

impl Word {
    /// The word of an immutable object: everybody reads it, nobody asks.
    pub fn shared(shape: u32) -> Word {
        Word(AtomicU64::new(SHARED_TAG | u64::from(shape)))
    }

    /// A word from bits that compiled code would have stored: `own_tag | shape`.
    pub fn from_bits(bits: u64) -> Word {
        Word(AtomicU64::new(bits))
    }

    /// The shape alone. It may be trusted only under a witness, or where shapes of that kind never change.
    #[inline(always)]
    pub fn shape(&self) -> u32 {
        self.bits() as u32
    }

    #[inline(always)]
    pub fn tag(&self) -> u64 {
        self.bits() & !SHAPE_MASK
    }

    #[inline(always)]
    pub fn bits(&self) -> u64 {
        // ORD: Relaxed; a hit on the own tag means that this very thread stored the word, all else is looked at
        // again in the slow path or fenced by the caller.
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn look(&self) -> Bits {
        // ORD: Acquire; pairs with the Release in `put` and `swap`: what the former owner wrote is visible.
        Bits(self.0.load(Ordering::Acquire))
    }

    /// Only `own.rs` calls this, with the right over the owner (S3).
    pub(crate) fn put(&self, bits: Bits) {
        // ORD: Release; pairs with Acquire in `look` and the fence in `Tx::see`: publishes the fields.
        self.0.store(bits.0, Ordering::Release);
    }

    /// Only `own.rs` calls this: the one transition that several threads may try at once, Shared -> claimed.
    pub(crate) fn swap(&self, old: Bits, new: Bits) -> bool {
        // ORD: AcqRel; Acquire as in `look`, Release so that a later `look` sees what preceded the claim.
        // Relaxed on failure: the caller looks again.
        self.0
            .compare_exchange(old.0, new.0, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }
}

/// One value of a word, taken apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bits(pub u64);

impl Bits {
    pub fn exclusive(owner: u16, epoch: u16, may_write: bool, shape: u32) -> Bits {
        Bits(tag(owner, epoch, may_write) | u64::from(shape))
    }

    pub fn shared(shape: u32) -> Bits {
        Bits(SHARED_TAG | u64::from(shape))
    }

    pub fn shape(self) -> u32 {
        self.0 as u32
    }

    pub fn owner(self) -> u16 {
        (self.0 >> OWNER_SHIFT) as u16 & LAST_OWNER
    }

    pub fn epoch(self) -> u16 {
        (self.0 >> EPOCH_SHIFT) as u16
    }

    pub fn may_write(self) -> bool {
        self.0 & MAY_WRITE != 0
    }

    pub fn is_shared(self) -> bool {
        self.owner() == 0
    }
}

/// The high half for an owner.
pub(crate) fn tag(owner: u16, epoch: u16, may_write: bool) -> u64 {
    let w = if may_write { MAY_WRITE } else { 0 };
    w | u64::from(owner) << OWNER_SHIFT | u64::from(epoch) << EPOCH_SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inlined_checks_agree_with_the_drawing() {
        let own = tag(5, 9, true);
        let shape = 0x7FFF_FFFF;
        let writable = Bits::exclusive(5, 9, true, shape).0;
        let readable = Bits::exclusive(5, 9, false, shape).0;
        let may_write = |word: u64| word ^ own == u64::from(shape);
        let may_read = |word: u64| (word ^ own) << 1 == u64::from(shape) << 1;
        assert!(may_write(writable) && may_read(writable));
        assert!(!may_write(readable) && may_read(readable));
        for other in [
            Bits::exclusive(6, 9, true, shape),
            Bits::exclusive(5, 8, true, shape),
            Bits::exclusive(5, 9, true, shape - 1),
            Bits::shared(shape),
        ] {
            assert!(!may_write(other.0) && !may_read(other.0));
        }
        assert_ne!(Bits::shared(shape).0 ^ NO_TAG, u64::from(shape));
    }
}
