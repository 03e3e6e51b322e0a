//! Marking: from the roots to everything that can be reached.
//!
//! Depth first, with a stack of our own. An object's bit is set when a reference to it is first met; that is also when
//! it is pushed, so it is pushed once. Bits are dense (a cache line stands for 8 KiB of heap), objects are not: a
//! popped object therefore waits in a short ring while the processor fetches it, and is traced when it comes out.
//! Long arrays are put aside and scanned a piece at a time, so that the stack stays small.

use super::World;
use super::size::GRANULE;
use std::ptr::NonNull;

/// How many objects are being fetched at a time.
const RING: usize = 8;
/// How many elements of an array are scanned at a time.
const PIECE: usize = 128;

/// Marks of a collection under way, and what is still to be traced.
pub struct Marker<'h> {
    base: usize,
    /// Bytes from `base` on in which an object may lie.
    extent: usize,
    bits: *mut u64,
    stack: Vec<NonNull<u8>>,
    arrays: Vec<&'h [u64]>,
    traced: usize,
}

impl<'h> Marker<'h> {
    /// A marker for objects in `[base, base + extent)`.
    ///
    /// # Safety
    /// `bits` is one bit for each granule of that range, and the marker's alone while it lives (H3).
    pub(super) unsafe fn new(base: usize, extent: usize, bits: *mut u64) -> Marker<'h> {
        Marker {
            base,
            extent,
            bits,
            stack: Vec::new(),
            arrays: Vec::new(),
            traced: 0,
        }
    }

    /// Marks the object that a word refers to, if it is a reference into the heap at all. Integers, doubles,
    /// immediates and addresses of other memory are passed over.
    #[inline(always)]
    pub fn visit_bits(&mut self, word: u64) {
        let offset = (word as usize).wrapping_sub(self.base);
        if offset >= self.extent {
            return;
        }
        let granule = offset / GRANULE;
        let bit = 1 << (granule % 64);
        // SAFETY: H3. The granule lies in the range that `bits` was made for.
        let bits = unsafe { &mut *self.bits.add(granule / 64) };
        if *bits & bit == 0 {
            *bits |= bit;
            // A word that lies in the region is not null.
            self.stack.extend(NonNull::new(word as usize as *mut u8));
        }
    }

    /// Marks an object.
    #[inline(always)]
    pub fn visit(&mut self, object: NonNull<u8>) {
        self.visit_bits(object.as_ptr().expose_provenance() as u64);
    }

    /// Marks what the words refer to. For a long array use [`visit_array`](Self::visit_array).
    #[inline]
    pub fn visit_all(&mut self, words: &[u64]) {
        words.iter().for_each(|&word| self.visit_bits(word));
    }

    /// Marks what the words refer to, at once or later in this collection.
    #[inline]
    pub fn visit_array(&mut self, words: &'h [u64]) {
        if words.len() <= PIECE {
            self.visit_all(words)
        } else {
            self.arrays.push(words)
        }
    }

    /// Is the object that the word refers to marked? What is not a reference into the heap counts as marked.
    #[inline]
    pub fn is_marked(&self, word: u64) -> bool {
        let offset = (word as usize).wrapping_sub(self.base);
        if offset >= self.extent {
            return true;
        }
        let granule = offset / GRANULE;
        // SAFETY: H3, as in `visit_bits`.
        unsafe { *self.bits.add(granule / 64) >> (granule % 64) & 1 != 0 }
    }

    /// Nothing is left to be traced.
    pub fn is_done(&self) -> bool {
        self.stack.is_empty() && self.arrays.is_empty()
    }

    /// Objects traced so far.
    pub fn traced(&self) -> usize {
        self.traced
    }

    /// Traces until nothing is left.
    ///
    /// # Safety
    /// H6: every reference met so far, and those that tracing will meet, is to a live, initialised object.
    pub(super) unsafe fn drain<W: World>(&mut self, world: &W) {
        let mut ring: [Option<NonNull<u8>>; RING] = [None; RING];
        let mut at = 0;
        let mut waiting = 0;
        loop {
            let next = self.stack.pop();
            match next {
                Some(object) => {
                    prefetch(object);
                    waiting += 1;
                }
                None if waiting > 0 => {}
                None if self.next_piece() => continue,
                None => return,
            }
            if let Some(object) = std::mem::replace(&mut ring[at], next) {
                waiting -= 1;
                self.traced += 1;
                // SAFETY: H6, promised by the caller.
                unsafe { world.trace(object, self) };
            }
            at = (at + 1) % RING;
        }
    }

    /// Traces one object, and says which it was.
    ///
    /// # Safety
    /// As for [`drain`](Self::drain).
    pub(super) unsafe fn step<W: World>(&mut self, world: &W) -> Option<NonNull<u8>> {
        let object = self.stack.pop()?;
        // SAFETY: H6, promised by the caller.
        unsafe { world.trace(object, self) };
        while self.next_piece() {}
        Some(object)
    }

    /// The objects that were met and not yet traced.
    pub(super) fn pending(&self) -> &[NonNull<u8>] {
        &self.stack
    }

    fn next_piece(&mut self) -> bool {
        let Some(array) = self.arrays.pop() else {
            return false;
        };
        let (piece, rest) = array.split_at(array.len().min(PIECE));
        if !rest.is_empty() {
            self.arrays.push(rest);
        }
        self.visit_all(piece);
        true
    }
}

#[inline(always)]
fn prefetch(object: NonNull<u8>) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch has no effect that a program could see, whatever the address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(
            object.as_ptr().cast(),
        );
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = object;
}
