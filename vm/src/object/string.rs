//! `str` and `bytes`: immutable, shared from birth.
//!
//! Text is UTF-8 with the number of code points beside it. Pure ASCII text (the flag) is indexed directly; other text
//! has an index of every 64th code point, made on first use, so that indexing costs at most 63 steps; short text is
//! simply searched.

use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::{Blob, Ref};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::Raw;

/// A Python `str`.
#[repr(C)]
pub struct Str {
    word: stm::Word,
    /// 0: not computed yet. Idempotent, so a plain store is enough.
    hash: AtomicU64,
    len_bytes: u32,
    len_chars: u32,
    interned: Cell<bool>,
    ascii: bool,
    /// The bytes lie in a shared, growing buffer, whose address stands where they would begin.
    grown: bool,
    index: AtomicPtr<Vec<u32>>,
    bytes: [u8; 0],
}

const INDEX_STEP: usize = 64;
/// Texts of more characters than this get an index when they are indexed; shorter ones are searched.
const INDEX_FROM: usize = 128;
/// Concatenations shorter than this are copied.
const SHORTEST_GROWN: usize = 256;

/// Bytes shared by strings that grew from one another.
struct Buffer<'t>(Ref<'t, Blob>);

impl Buffer<'_> {
    fn taken(&self) -> &AtomicU64 {
        // SAFETY: V4, a buffer's bytes begin with an aligned counter that only this type touches.
        unsafe { &*(self.0.get().bytes().as_ptr() as *const AtomicU64) }
    }

    /// Appends behind the first `from` bytes if nobody else has and there is room.
    fn take(&self, from: usize, more: &[u8]) -> bool {
        let room = self.0.cap() - size_of::<u64>();
        if from + more.len() > room {
            return false;
        }
        let (old, new) = (from as u64, (from + more.len()) as u64);
        // ORD: Relaxed; decides who may write the bytes behind; the new string is published by whoever stores it.
        if self
            .taken()
            .compare_exchange(old, new, Ordering::Relaxed, Ordering::Relaxed)
            .is_err()
        {
            return false;
        }
        let places = &self.0.get().bytes()[size_of::<u64>() + from..];
        for (place, byte) in places.iter().zip(more) {
            place.set(*byte);
        }
        true
    }
}

impl Str {
    pub const BYTES_OFFSET: usize = 40;
    pub const LEN_CHARS_OFFSET: usize = 20;
    pub const ASCII_OFFSET: usize = 25;

    /// A new string. Longer than 4 GiB is a MemoryError of the caller's.
    pub fn new<'t>(th: &'t Thread, s: &str) -> Ref<'t, Str> {
        Self::join(th, &[s])
    }

    /// A new string from parts, copied once.
    pub fn join<'t>(th: &'t Thread, parts: &[&str]) -> Ref<'t, Str> {
        let len: usize = parts.iter().map(|p| p.len()).sum();
        assert!(len <= u32::MAX as usize, "strings are limited to 4 GiB");
        let chars: usize = parts
            .iter()
            .map(|p| {
                if p.is_ascii() {
                    p.len()
                } else {
                    p.chars().count()
                }
            })
            .sum();
        let p: NonNull<Str> = th.fresh(Self::BYTES_OFFSET + len);
        // SAFETY: V4, the memory is ours and has room for the header and len bytes.
        unsafe {
            p.write(Str {
                word: th.shared_word(Builtin::Str.shape()),
                hash: AtomicU64::new(0),
                len_bytes: len as u32,
                len_chars: chars as u32,
                interned: Cell::new(false),
                ascii: chars == len,
                grown: false,
                index: AtomicPtr::new(std::ptr::null_mut()),
                bytes: [],
            });
            let mut at = (p.as_ptr() as *mut u8).add(Self::BYTES_OFFSET);
            for part in parts {
                std::ptr::copy_nonoverlapping(part.as_ptr(), at, part.len());
                at = at.add(part.len());
            }
            Self::born(th, Ref::from_ptr(p))
        }
    }

    /// `a + b`. Text that grows at its end, as in `text += more`, shares one buffer that is copied only when it is full:
    /// a longer string sees more of the same bytes. The buffer's first word says how many are taken.
    pub fn concat<'t>(th: &'t Thread, a: Ref<'t, Str>, b: Ref<'t, Str>) -> Ref<'t, Str> {
        let (len, more) = (a.len_bytes as usize, b.text().as_bytes());
        let total = len + more.len();
        if total < SHORTEST_GROWN || more.is_empty() || total > u32::MAX as usize {
            return Self::join(th, &[a.text(), b.text()]);
        }
        let buffer = match a.get().buffer() {
            Some(buffer) if buffer.take(len, more) => buffer,
            _ => {
                let fresh = Buffer(Blob::new(th, size_of::<u64>() + total * 2));
                let taken = fresh.take(0, a.text().as_bytes()) && fresh.take(len, more);
                assert!(taken, "V4: a new buffer has room");
                fresh
            }
        };
        let p: NonNull<Str> = th.fresh(Self::BYTES_OFFSET + size_of::<u64>());
        // SAFETY: V4, the memory is ours and has room for the header and the buffer's address.
        unsafe {
            p.write(Str {
                word: th.shared_word(Builtin::Str.shape()),
                hash: AtomicU64::new(0),
                len_bytes: total as u32,
                len_chars: a.len_chars + b.len_chars,
                interned: Cell::new(false),
                ascii: a.ascii && b.ascii,
                grown: true,
                index: AtomicPtr::new(std::ptr::null_mut()),
                bytes: [],
            });
            ((p.as_ptr() as *mut u8).add(Self::BYTES_OFFSET) as *mut u64).write(buffer.0.raw().0);
            Self::born(th, Ref::from_ptr(p))
        }
    }

    /// A new string that may get an index is known to the heap, which has it freed.
    #[inline]
    fn born<'t>(th: &'t Thread, s: Ref<'t, Str>) -> Ref<'t, Str> {
        if s.may_have_index() {
            th.drop_later(s.raw());
        }
        s
    }

    /// The buffer that the bytes lie in, if it is not the string itself.
    fn buffer(&self) -> Option<Buffer<'_>> {
        let raw = self.buffer_word()?;
        // SAFETY: V3, a grown string's word after the header is its buffer, which it keeps alive.
        Some(Buffer(unsafe { Ref::from_val(raw.val(self)) }))
    }

    /// The buffer's reference, for the collector.
    pub(in crate::object) fn buffer_word(&self) -> Option<Raw> {
        // SAFETY: V4, a grown string has a word after its header.
        self.grown.then(|| unsafe {
            *((self as *const Str as *const u8).add(Self::BYTES_OFFSET) as *const Raw)
        })
    }

    /// The text.
    #[inline(always)]
    pub fn as_str(&self) -> &str {
        let start = match self.buffer_word() {
            None => (self as *const Str as u64) + Self::BYTES_OFFSET as u64,
            Some(buffer) => buffer.0 + (Blob::BYTES_OFFSET + size_of::<u64>()) as u64,
        };
        // SAFETY: V4, len_bytes bytes of UTF-8 lie there; those that a string sees in a buffer never change.
        unsafe {
            std::str::from_utf8_unchecked(std::slice::from_raw_parts(
                start as *const u8,
                self.len_bytes as usize,
            ))
        }
    }

    /// Length in code points.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len_chars as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len_bytes == 0
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.interned.get()
    }

    /// Only the intern table calls this, under its lock.
    pub(crate) fn mark_interned(&self) {
        self.interned.set(true)
    }

    pub fn size(&self) -> usize {
        Self::BYTES_OFFSET
            + if self.grown {
                size_of::<u64>()
            } else {
                self.len_bytes as usize
            }
    }

    /// The hash; computed once.
    #[inline]
    pub fn hash(&self) -> i64 {
        // ORD: Relaxed; idempotent, a second thread computes the same number.
        let h = self.hash.load(Ordering::Relaxed);
        if h != 0 {
            return h as i64;
        }
        let h = crate::types::hash::text(self.as_str());
        // ORD: Relaxed; as above.
        self.hash.store(h as u64, Ordering::Relaxed);
        h
    }

    /// Byte offset of the code point with this number (`len` gives the end).
    #[inline]
    pub fn byte_offset(&self, char_index: usize) -> usize {
        if self.ascii {
            return char_index;
        }
        if char_index >= self.len() {
            return self.len_bytes as usize;
        }
        let (start, rest) = if self.len() <= INDEX_FROM {
            (0, char_index)
        } else {
            let start = self.index()[char_index / INDEX_STEP];
            (start as usize, char_index % INDEX_STEP)
        };
        let s = &self.as_str()[start..];
        start + s.char_indices().nth(rest).map_or(s.len(), |(i, _)| i)
    }

    /// The code point with this number, which is in range.
    #[inline]
    pub fn char_at(&self, i: usize) -> char {
        if self.ascii {
            return self.as_str().as_bytes()[i] as char;
        }
        self.as_str()[self.byte_offset(i)..]
            .chars()
            .next()
            .expect("V4: index is in range")
    }

    /// The text between two code points.
    pub fn slice(&self, from: usize, to: usize) -> &str {
        &self.as_str()[self.byte_offset(from)..self.byte_offset(to)]
    }

    /// Number of code points before a byte offset.
    pub fn char_index(&self, byte: usize) -> usize {
        if self.ascii {
            return byte;
        }
        if self.len() <= INDEX_FROM {
            return self.as_str()[..byte].chars().count();
        }
        let index = self.index();
        let block = index.partition_point(|&b| b as usize <= byte) - 1;
        block * INDEX_STEP + self.as_str()[index[block] as usize..byte].chars().count()
    }

    /// Does the text need an index, which has to be freed when the string dies?
    fn may_have_index(&self) -> bool {
        !self.ascii && self.len() > INDEX_FROM
    }

    /// Frees the index.
    ///
    /// # Safety
    /// The string is dead and this is called once.
    pub(in crate::object) unsafe fn drop_index(&self) {
        // ORD: Relaxed; nobody else knows the string any more.
        let p = self.index.load(Ordering::Relaxed);
        if !p.is_null() {
            // SAFETY: made by Box::into_raw in `index`; the caller owes that this is the only call.
            drop(unsafe { Box::from_raw(p) });
        }
    }

    fn index(&self) -> &[u32] {
        // ORD: Acquire; pairs with the Release half of the exchange below; publishes the vector.
        let p = self.index.load(Ordering::Acquire);
        if !p.is_null() {
            // SAFETY: the vector lives until the string is swept.
            return unsafe { &*p };
        }
        let made: Vec<u32> = self
            .as_str()
            .char_indices()
            .step_by(INDEX_STEP)
            .map(|(i, _)| i as u32)
            .collect();
        let made = Box::into_raw(Box::new(made));
        // ORD: AcqRel/Acquire; publishes our vector, or sees the other thread's.
        match self.index.compare_exchange(
            std::ptr::null_mut(),
            made,
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            // SAFETY: as above.
            Ok(_) => unsafe { &*made },
            Err(theirs) => {
                // SAFETY: ours was not published; theirs lives as above.
                unsafe {
                    drop(Box::from_raw(made));
                    &*theirs
                }
            }
        }
    }
}

impl<'t> Ref<'t, Str> {
    /// The text for the whole of `'t`.
    #[inline(always)]
    pub fn text(self) -> &'t str {
        self.get().as_str()
    }
}

/// A Python `bytes`.
#[repr(C)]
pub struct Bytes {
    word: stm::Word,
    hash: AtomicU64,
    len: u64,
    bytes: [u8; 0],
}

impl Bytes {
    pub const BYTES_OFFSET: usize = 24;

    pub fn new<'t>(th: &'t Thread, b: &[u8]) -> Ref<'t, Bytes> {
        let p: NonNull<Bytes> = th.fresh(Self::BYTES_OFFSET + b.len());
        // SAFETY: V4, the memory is ours and has room for the header and the bytes.
        unsafe {
            p.write(Bytes {
                word: th.shared_word(Builtin::Bytes.shape()),
                hash: AtomicU64::new(0),
                len: b.len() as u64,
                bytes: [],
            });
            std::ptr::copy_nonoverlapping(
                b.as_ptr(),
                (p.as_ptr() as *mut u8).add(Self::BYTES_OFFSET),
                b.len(),
            );
            Ref::from_ptr(p)
        }
    }

    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: V4, len bytes follow the header.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Bytes as *const u8).add(Self::BYTES_OFFSET),
                self.len as usize,
            )
        }
    }

    pub fn size(&self) -> usize {
        Self::BYTES_OFFSET + self.len as usize
    }

    pub fn hash(&self) -> i64 {
        // ORD: Relaxed; idempotent.
        let h = self.hash.load(Ordering::Relaxed);
        if h != 0 {
            return h as i64;
        }
        let h = crate::types::hash::bytes(self.as_slice());
        // ORD: Relaxed; idempotent.
        self.hash.store(h as u64, Ordering::Relaxed);
        h
    }
}

impl<'t> Ref<'t, Bytes> {
    /// The bytes for the whole of `'t`.
    #[inline(always)]
    pub fn slice(self) -> &'t [u8] {
        self.get().as_slice()
    }
}

/// The text of an interned string, which lives for ever because the intern table is a root.
pub(crate) fn text_for_ever(s: Ref<'_, Str>) -> &'static str {
    debug_assert!(s.is_interned());
    // SAFETY: the intern table never drops an entry, objects do not move.
    unsafe { std::mem::transmute::<&str, &'static str>(s.get().as_str()) }
}
