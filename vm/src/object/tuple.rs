//! `tuple`, heap ints and `complex`: immutable, shared from birth.

use std::ptr::NonNull;

use num_bigint::{BigInt, Sign};

use super::Ref;
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// A Python `tuple`.
#[repr(C)]
pub struct Tuple {
    word: stm::Word,
    len: u64,
    items: [Raw; 0],
}

impl Tuple {
    pub const LEN_OFFSET: usize = 8;
    pub const ITEMS_OFFSET: usize = 16;

    pub fn new<'t>(th: &'t Thread, items: &[Val<'t>]) -> Ref<'t, Tuple> {
        Self::from_iter(th, items.len(), items.iter().copied())
    }

    /// A tuple of exactly `len` items; missing ones would be UNDEF and are a bug.
    pub fn from_iter<'t>(
        th: &'t Thread,
        len: usize,
        items: impl Iterator<Item = Val<'t>>,
    ) -> Ref<'t, Tuple> {
        let p: NonNull<Tuple> = th.fresh(Self::ITEMS_OFFSET + len * 8);
        // SAFETY: V4, the memory is ours and has room for the header and len words, all of which are written.
        unsafe {
            p.write(Tuple {
                word: th.shared_word(Builtin::Tuple.shape()),
                len: len as u64,
                items: [],
            });
            let at = (p.as_ptr() as *mut u8).add(Self::ITEMS_OFFSET) as *mut Raw;
            let mut n = 0;
            for v in items.take(len) {
                at.add(n).write(v.raw());
                n += 1;
            }
            assert_eq!(n, len, "V4: tuple shorter than announced");
            Ref::from_ptr(p)
        }
    }

    #[inline(always)]
    pub(in crate::object) fn raw_items(&self) -> &[Raw] {
        // SAFETY: V4, len words follow the header.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Tuple as *const u8).add(Self::ITEMS_OFFSET) as *const Raw,
                self.len as usize,
            )
        }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<'t> Ref<'t, Tuple> {
    #[inline(always)]
    pub fn items(self) -> &'t [Val<'t>] {
        let raw = self.get().raw_items();
        // SAFETY: Val is a transparent Raw, and V1 keeps the items alive for 't.
        unsafe { std::slice::from_raw_parts(raw.as_ptr() as *const Val<'t>, raw.len()) }
    }

    #[inline(always)]
    pub fn at(self, i: usize) -> Val<'t> {
        self.items()[i]
    }
}

/// An int outside 49 bits: sign and 64-bit digits, lowest first.
#[repr(C)]
pub struct BigIntObj {
    word: stm::Word,
    negative: bool,
    len: u32,
    digits: [u64; 0],
}

impl BigIntObj {
    const DIGITS_OFFSET: usize = 16;

    /// A heap int; the caller has seen that it does not fit an immediate.
    pub(crate) fn new<'t>(th: &'t Thread, i: &BigInt) -> Ref<'t, BigIntObj> {
        let digits = i.magnitude().iter_u64_digits();
        Self::of_digits(th, i.sign() == Sign::Minus, digits)
    }

    /// The same from a number of at most 128 bits.
    pub(crate) fn of_i128<'t>(th: &'t Thread, i: i128) -> Ref<'t, BigIntObj> {
        let m = i.unsigned_abs();
        let digits = [m as u64, (m >> 64) as u64];
        let len = if digits[1] == 0 { 1 } else { 2 };
        Self::of_digits(th, i < 0, digits[..len].iter().copied())
    }

    /// From digits, lowest first, the last one not 0.
    pub(crate) fn of_digits<'t>(
        th: &'t Thread,
        negative: bool,
        digits: impl ExactSizeIterator<Item = u64>,
    ) -> Ref<'t, BigIntObj> {
        let len = digits.len();
        let p: NonNull<BigIntObj> = th.fresh(Self::DIGITS_OFFSET + len * 8);
        // SAFETY: V4, the memory is ours and has room for the header and the digits.
        unsafe {
            p.write(BigIntObj {
                word: th.shared_word(Builtin::Int.shape()),
                negative,
                len: len as u32,
                digits: [],
            });
            let at = (p.as_ptr() as *mut u8).add(Self::DIGITS_OFFSET) as *mut u64;
            let mut n = 0;
            for d in digits.take(len) {
                at.add(n).write(d);
                n += 1;
            }
            assert_eq!(n, len, "V4: int shorter than announced");
            Ref::from_ptr(p)
        }
    }

    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The digits of the absolute value, lowest first; the last one is not 0.
    pub fn digits(&self) -> &[u64] {
        // SAFETY: V4, len digits follow the header.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const BigIntObj as *const u8).add(Self::DIGITS_OFFSET) as *const u64,
                self.len as usize,
            )
        }
    }

    /// The number as the bigint crate's type.
    pub fn to_big(&self) -> BigInt {
        let sign = if self.negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        BigInt::from_slice(sign, self.halves())
    }

    /// The digits as halves, lowest first.
    fn halves(&self) -> &[u32] {
        const { assert!(cfg!(target_endian = "little")) };
        // SAFETY: V4, len digits follow the header; on a little-endian machine each is two halves, the lower one first.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const BigIntObj as *const u8).add(Self::DIGITS_OFFSET) as *const u32,
                self.len as usize * 2,
            )
        }
    }

    /// The number as an `i128`, if it fits.
    #[inline]
    pub fn to_i128(&self) -> Option<i128> {
        let magnitude = match *self.digits() {
            [d] => u128::from(d),
            [low, high] if high < 1 << 63 => u128::from(high) << 64 | u128::from(low),
            _ => return None,
        };
        let value = magnitude as i128;
        Some(if self.negative { -value } else { value })
    }

    /// The number as an `i64`, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match (self.digits(), self.negative) {
            ([d], false) => i64::try_from(*d).ok(),
            ([d], true) if *d <= 1 << 63 => Some((*d as i64).wrapping_neg()),
            _ => None,
        }
    }

    pub fn size(&self) -> usize {
        Self::DIGITS_OFFSET + self.len as usize * 8
    }
}

/// A Python `complex`.
#[repr(C)]
pub struct Complex {
    word: stm::Word,
    pub re: f64,
    pub im: f64,
}

impl Complex {
    pub fn new<'t>(th: &'t Thread, re: f64, im: f64) -> Ref<'t, Complex> {
        let p: NonNull<Complex> = th.fresh(size_of::<Complex>());
        // SAFETY: V4, the memory is ours and is written whole.
        unsafe {
            p.write(Complex {
                word: th.shared_word(Builtin::Complex.shape()),
                re,
                im,
            });
            Ref::from_ptr(p)
        }
    }
}

/// Offsets that compiled code relies on.
const _: () = {
    assert!(std::mem::offset_of!(Tuple, items) == Tuple::ITEMS_OFFSET);
    assert!(std::mem::offset_of!(BigIntObj, digits) == BigIntObj::DIGITS_OFFSET);
    assert!(size_of::<Raw>() == 8);
};
