//! The tagged 64-bit word: immediates, doubles, small ints and references.
//!
//! | range of the word | meaning |
//! | --- | --- |
//! | `0` | UNDEF: not a Python value (unbound local, absent argument, empty slot) |
//! | `0x02, 0x04 … < 0x1000` | None, False, True, Ellipsis, NotImplemented |
//! | `0x1000 .. 2^48`, 16-byte aligned | reference to a heap object |
//! | `2^49 ..  0xFFFE << 48` | a double: its bits plus `2^49` |
//! | `>= 0xFFFE << 48` | an int of 49 bits, two's complement in the low 49 bits |
//!
//! Doubles with a NaN payload beyond the two default quiet NaNs are made canonical on boxing, so the sum never
//! reaches the range of the ints. Two words are both ints exactly if their bitwise *and* is in the range of the ints.
//!
//! [`Raw`] is the word at rest (in a register, in an object). [`Val`] is a word in use: it borrows the thread
//! shared, so it cannot be held over a safepoint (V1).

use std::marker::PhantomData;

/// Offset that is added to a double's bits.
pub const DOUBLE_OFFSET: u64 = 1 << 49;
/// First word of the ints' range; also the tag bits of an int.
pub const INT_TAG: u64 = 0xFFFE << 48;
/// Words below this are not references.
pub const FIRST_POINTER: u64 = 0x1000;
/// References are below this.
pub const POINTER_LIMIT: u64 = 1 << 48;
/// Smallest and largest int that is not a heap object.
pub const INT_MIN: i64 = -(1 << 48);
/// See [`INT_MIN`].
pub const INT_MAX: i64 = (1 << 48) - 1;

/// A word at rest. Reading it as a value needs a thread: see [`Raw::val`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(transparent)]
pub struct Raw(pub u64);

impl Raw {
    pub const UNDEF: Raw = Raw(0);
    pub const NONE: Raw = Raw(0x02);
    pub const FALSE: Raw = Raw(0x04);
    pub const TRUE: Raw = Raw(0x06);
    pub const ELLIPSIS: Raw = Raw(0x08);
    pub const NOT_IMPLEMENTED: Raw = Raw(0x0A);

    /// The word of a small int; the caller knows that it fits.
    #[inline(always)]
    pub const fn int(i: i64) -> Raw {
        debug_assert!(i >= INT_MIN && i <= INT_MAX);
        Raw(i as u64 | INT_TAG)
    }

    #[inline(always)]
    pub fn float(f: f64) -> Raw {
        let bits = f.to_bits();
        if f.is_nan() && bits & 0x0007_FFFF_FFFF_FFFF != 0 {
            return Raw(f64::NAN.to_bits() + DOUBLE_OFFSET);
        }
        Raw(bits + DOUBLE_OFFSET)
    }

    #[inline(always)]
    pub const fn bool(b: bool) -> Raw {
        if b { Raw::TRUE } else { Raw::FALSE }
    }

    #[inline(always)]
    pub const fn is_undef(self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        self.0.wrapping_sub(FIRST_POINTER) < POINTER_LIMIT - FIRST_POINTER
    }

    /// The word as a value in use, for as long as `holder` is borrowed.
    #[inline(always)]
    pub fn val<'t, H: ?Sized>(self, _holder: &'t H) -> Val<'t> {
        Val(self, PhantomData)
    }
}

impl Default for Raw {
    fn default() -> Raw {
        Raw::UNDEF
    }
}

/// A value in use. Copy; borrows the thread, so that no safepoint can happen while it lives.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Val<'t>(Raw, PhantomData<&'t ()>);

/// What a value is, for a `match`. A reference is not looked into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tag {
    Undef,
    None,
    Bool(bool),
    Ellipsis,
    NotImplemented,
    Int(i64),
    Float(f64),
    Pointer,
}

impl<'t> Val<'t> {
    pub const UNDEF: Val<'static> = Val(Raw::UNDEF, PhantomData);
    pub const NONE: Val<'static> = Val(Raw::NONE, PhantomData);
    pub const TRUE: Val<'static> = Val(Raw::TRUE, PhantomData);
    pub const FALSE: Val<'static> = Val(Raw::FALSE, PhantomData);
    pub const ELLIPSIS: Val<'static> = Val(Raw::ELLIPSIS, PhantomData);
    pub const NOT_IMPLEMENTED: Val<'static> = Val(Raw::NOT_IMPLEMENTED, PhantomData);

    #[inline(always)]
    pub const fn raw(self) -> Raw {
        self.0
    }

    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0.0
    }

    #[inline(always)]
    pub fn float(f: f64) -> Val<'static> {
        Val(Raw::float(f), PhantomData)
    }

    #[inline(always)]
    pub const fn bool(b: bool) -> Val<'static> {
        Val(Raw::bool(b), PhantomData)
    }

    /// A small int known to fit 49 bits (lengths, counters, code points). For any `i64` use `Thread::int`.
    #[inline(always)]
    pub const fn small(i: i64) -> Val<'static> {
        Val(Raw::int(i), PhantomData)
    }

    #[inline(always)]
    pub const fn is_undef(self) -> bool {
        self.0.is_undef()
    }

    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0.0 == Raw::NONE.0
    }

    #[inline(always)]
    pub const fn is_not_implemented(self) -> bool {
        self.0.0 == Raw::NOT_IMPLEMENTED.0
    }

    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0.0 == Raw::TRUE.0 || self.0.0 == Raw::FALSE.0
    }

    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0.0 >= INT_TAG
    }

    /// An immediate int's value; `None` for everything else (also bools and heap ints).
    #[inline(always)]
    pub const fn as_int(self) -> Option<i64> {
        if self.is_int() {
            Some(self.int_unchecked())
        } else {
            None
        }
    }

    /// The payload of an immediate int; meaningless for anything else.
    #[inline(always)]
    pub const fn int_unchecked(self) -> i64 {
        ((self.0.0 << 15) as i64) >> 15
    }

    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0.0.wrapping_sub(DOUBLE_OFFSET) < INT_TAG - DOUBLE_OFFSET
    }

    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        if self.is_float() {
            Some(self.float_unchecked())
        } else {
            None
        }
    }

    /// The double of a float word; meaningless for anything else.
    #[inline(always)]
    pub fn float_unchecked(self) -> f64 {
        f64::from_bits(self.0.0.wrapping_sub(DOUBLE_OFFSET))
    }

    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        match self.0 {
            Raw::TRUE => Some(true),
            Raw::FALSE => Some(false),
            _ => None,
        }
    }

    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        self.0.is_pointer()
    }

    /// `is` of Python: the same word.
    #[inline(always)]
    pub fn is(self, other: Val<'_>) -> bool {
        self.0 == other.0
    }

    /// The kind of word this is.
    pub fn tag(self) -> Tag {
        if self.is_int() {
            return Tag::Int(self.int_unchecked());
        }
        if self.is_float() {
            return Tag::Float(self.float_unchecked());
        }
        match self.0 {
            Raw::UNDEF => Tag::Undef,
            Raw::NONE => Tag::None,
            Raw::TRUE => Tag::Bool(true),
            Raw::FALSE => Tag::Bool(false),
            Raw::ELLIPSIS => Tag::Ellipsis,
            Raw::NOT_IMPLEMENTED => Tag::NotImplemented,
            _ => Tag::Pointer,
        }
    }
}

/// True exactly if both words are immediate ints.
#[inline(always)]
pub const fn both_int(a: Val<'_>, b: Val<'_>) -> bool {
    a.bits() & b.bits() >= INT_TAG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_keep_their_value() {
        for i in [0, 1, -1, INT_MIN, INT_MAX, 123_456_789] {
            let v = Val::small(i);
            assert_eq!(v.as_int(), Some(i));
            assert!(!v.is_float() && !v.is_pointer() && !v.is_bool());
        }
    }

    #[test]
    fn doubles_keep_their_value() {
        let odd_nan = f64::from_bits(0xFFFF_FFFF_FFFF_FFFF);
        for f in [
            0.0,
            -0.0,
            1.5,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN,
            f64::MAX,
            5e-324,
        ] {
            let v = Val::float(f);
            assert_eq!(v.as_float().unwrap().to_bits(), f.to_bits());
            assert!(!v.is_int() && !v.is_pointer());
        }
        assert!(Val::float(odd_nan).as_float().unwrap().is_nan());
        assert!(Val::float(-f64::NAN).is_float());
    }

    #[test]
    fn both_int_means_both() {
        let (i, f) = (Val::small(-5), Val::float(-1e300));
        assert!(both_int(i, i) && !both_int(i, f) && !both_int(f, f) && !both_int(Val::NONE, i));
    }
}
