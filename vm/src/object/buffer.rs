//! Records that hold bytes: `bytearray`, and whatever else keeps a changeable row of bytes.
//!
//! Such a record has a [`Blob`] (or UNDEF) in its first field and the number of bytes in use in its second. The blob
//! belongs to the record and is read and written under the record's witness.

use std::cell::Cell;

use super::{Blob, Owned, Record, Ref, Seen};
use crate::thread::Thread;
use crate::value::Val;

/// The blob, or UNDEF while there has never been a byte.
pub const STORAGE: usize = 0;
/// How many of its bytes are in use, as an int.
pub const LEN: usize = 1;

impl<'t> Seen<'t, Record> {
    fn blob(self) -> Option<Ref<'t, Blob>> {
        self.field(STORAGE).cast::<Blob>()
    }

    /// How many bytes the record holds.
    pub fn byte_len(self) -> usize {
        self.field(LEN).as_int().unwrap_or(0) as usize
    }

    /// The bytes. They stay what they are until the next safepoint or write of this thread.
    pub fn bytes(self) -> &'t [u8] {
        let Some(blob) = self.blob() else {
            return &[];
        };
        let cells: &'t [Cell<u8>] = &blob.get().bytes()[..self.byte_len()];
        // SAFETY: Cell<u8> is a transparent u8; V1 keeps the blob alive and V2 lets nobody write while it is seen.
        unsafe { std::slice::from_raw_parts(cells.as_ptr() as *const u8, cells.len()) }
    }
}

impl<'t> Owned<'t, Record> {
    fn places(self) -> &'t [Cell<u8>] {
        self.blob().map_or(&[], |b| b.get().bytes())
    }

    /// Room for at least `cap` bytes in all.
    fn reserve_bytes(self, th: &'t Thread, cap: usize) {
        let have = self.places().len();
        if cap <= have {
            return;
        }
        let grown = Blob::new(th, cap.max(have + (have >> 1) + 16));
        let old = &self.places()[..self.byte_len()];
        for (to, from) in grown.get().bytes().iter().zip(old) {
            to.set(from.get());
        }
        self.set_field(STORAGE, grown.val());
    }

    pub fn set_byte(self, at: usize, byte: u8) {
        self.places()[..self.byte_len()][at].set(byte);
    }

    pub fn push_byte(self, th: &'t Thread, byte: u8) {
        let len = self.byte_len();
        self.reserve_bytes(th, len + 1);
        self.places()[len].set(byte);
        self.set_field(LEN, Val::small(len as i64 + 1));
    }

    /// Replaces the bytes `from..to` (in range) by `with`, which does not borrow from this record.
    pub fn splice_bytes(self, th: &'t Thread, from: usize, to: usize, with: &[u8]) {
        let len = self.byte_len();
        let new_len = len - (to - from) + with.len();
        self.reserve_bytes(th, new_len);
        let places = self.places();
        let (old_tail, new_tail, tail) = (to, from + with.len(), len - to);
        if new_tail > old_tail {
            for i in (0..tail).rev() {
                places[new_tail + i].set(places[old_tail + i].get());
            }
        } else if new_tail < old_tail {
            for i in 0..tail {
                places[new_tail + i].set(places[old_tail + i].get());
            }
        }
        for (place, byte) in places[from..].iter().zip(with) {
            place.set(*byte);
        }
        self.set_field(LEN, Val::small(new_len as i64));
    }

    /// Replaces everything.
    pub fn replace_bytes(self, th: &'t Thread, with: &[u8]) {
        let len = self.byte_len();
        self.splice_bytes(th, 0, len, with);
    }
}
