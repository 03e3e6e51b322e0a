//! Storage objects: vectors of values, and bytes.
//!
//! A storage object belongs to exactly one container, whose ownership covers it; it has no barrier of its own and its
//! tag is never looked at. The container reads and writes it under its own witness.

use std::cell::Cell;
use std::ptr::NonNull;

use super::Ref;
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// A vector of values of fixed capacity; unused places are UNDEF.
#[repr(C)]
pub struct Slots {
    word: stm::Word,
    cap: u64,
    items: [Cell<Raw>; 0],
}

impl Slots {
    pub const ITEMS_OFFSET: usize = 16;

    /// A vector of `cap` unset places.
    pub fn new<'t>(th: &'t Thread, cap: usize) -> Ref<'t, Slots> {
        let p: NonNull<Slots> = th.fresh(Self::size_for(cap));
        // SAFETY: V4, the memory is ours and has room for the header and cap words.
        unsafe {
            p.write(Slots {
                word: th.shared_word(Builtin::Slots.shape()),
                cap: cap as u64,
                items: [],
            });
            let items = (p.as_ptr() as *mut u8).add(Self::ITEMS_OFFSET) as *mut u64;
            std::ptr::write_bytes(items, 0, cap);
            Ref::from_ptr(p)
        }
    }

    pub const fn size_for(cap: usize) -> usize {
        Self::ITEMS_OFFSET + cap * 8
    }

    #[inline(always)]
    pub fn cap(&self) -> usize {
        self.cap as usize
    }

    /// The places. Whoever holds the container's witness may read and write them.
    #[inline(always)]
    pub(in crate::object) fn items(&self) -> &[Cell<Raw>] {
        // SAFETY: V4, cap places follow the header and were initialised at birth.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Slots as *const u8).add(Self::ITEMS_OFFSET) as *const Cell<Raw>,
                self.cap as usize,
            )
        }
    }
}

impl<'t> Ref<'t, Slots> {
    /// The places for the whole of `'t`.
    #[inline(always)]
    pub(in crate::object) fn places(self) -> &'t [Cell<Raw>] {
        self.get().items()
    }

    /// One place as a value.
    #[inline(always)]
    pub(in crate::object) fn at(self, i: usize) -> Val<'t> {
        self.places()[i].get().val(self.get())
    }
}

/// Bytes that belong to one container (a bytearray, an array).
#[repr(C)]
pub struct Blob {
    word: stm::Word,
    cap: u64,
    bytes: [Cell<u8>; 0],
}

impl Blob {
    pub const BYTES_OFFSET: usize = 16;

    /// Room for `cap` bytes or a few more, all zero.
    pub fn new<'t>(th: &'t Thread, cap: usize) -> Ref<'t, Blob> {
        let cap = cap.next_multiple_of(8);
        let p: NonNull<Blob> = th.fresh(Self::BYTES_OFFSET + cap);
        // SAFETY: V4, the memory is ours and has room for the header and cap bytes.
        unsafe {
            p.write(Blob {
                word: th.shared_word(Builtin::Blob.shape()),
                cap: cap as u64,
                bytes: [],
            });
            std::ptr::write_bytes((p.as_ptr() as *mut u8).add(Self::BYTES_OFFSET), 0, cap);
            Ref::from_ptr(p)
        }
    }

    #[inline(always)]
    pub fn cap(&self) -> usize {
        self.cap as usize
    }

    /// The bytes. Whoever holds the container's witness may read and write them.
    #[inline(always)]
    pub(in crate::object) fn bytes(&self) -> &[Cell<u8>] {
        // SAFETY: V4, cap bytes follow the header and were initialised at birth.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Blob as *const u8).add(Self::BYTES_OFFSET) as *const Cell<u8>,
                self.cap as usize,
            )
        }
    }

    /// The same as words: the capacity is a multiple of 8, and the bytes begin at one.
    pub(in crate::object) fn words(&self) -> &[Cell<u64>] {
        // SAFETY: V4, cap bytes follow the header at a multiple of 8 and were initialised at birth.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Blob as *const u8).add(Self::BYTES_OFFSET) as *const Cell<u64>,
                self.cap as usize / 8,
            )
        }
    }
}
