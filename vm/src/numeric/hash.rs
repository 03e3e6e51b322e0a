//! Hashes. Numbers that are equal have equal hashes, whatever their type: all are reduced modulo the prime 2^61 - 1.
//! Text and bytes go through SipHash-1-3 under a key that `PYTHONHASHSEED` decides, and give CPython's values for the
//! same seed. No hash is -1.

use crate::text::IntRef;
use crate::text::surrogate::code_of;
use num_bigint::BigInt;
use num_traits::Signed;

const BITS: u32 = 61;
const PRIME: u64 = (1 << BITS) - 1;
/// The hash of infinity.
const INFINITY: i64 = 314_159;
/// What the imaginary part is multiplied by.
const IMAGINARY: u64 = 1_000_003;

fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// `hash(value)` of an `int`.
pub fn int(value: IntRef<'_>) -> i64 {
    match value {
        IntRef::Small(value) => small_int(value),
        IntRef::Big(value) => big_int(value),
    }
}

/// The same for a word.
#[inline]
pub fn small_int(value: i64) -> i64 {
    let rest = (value.unsigned_abs() % PRIME) as i64;
    not_minus_one(if value < 0 { -rest } else { rest })
}

fn big_int(value: &BigInt) -> i64 {
    // 2^61 is 1 modulo the prime, so a digit moves up by 64 bits by rotating by 3.
    let digits = value.magnitude().iter_u64_digits();
    let rest = digits.rev().fold(0, |rest, digit| {
        (rotate(rest, 64 % BITS) + digit % PRIME) % PRIME
    }) as i64;
    not_minus_one(if value.is_negative() { -rest } else { rest })
}

fn rotate(rest: u64, by: u32) -> u64 {
    (rest << by & PRIME) | rest >> (BITS - by)
}

/// `hash(x)` of a `float`. None for one that is not a number: it hashes by identity.
pub fn float(x: f64) -> Option<i64> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { INFINITY } else { -INFINITY });
    }
    if x == x.trunc() && x.abs() < 9.0e18 {
        return Some(small_int(x as i64));
    }
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = if exponent == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, exponent - 1075)
    };
    let rest = rotate(mantissa, exponent.rem_euclid(BITS as i32) as u32) as i64;
    Some(not_minus_one(if x < 0.0 { -rest } else { rest }))
}

/// `hash(complex)` from the hashes of its parts.
pub fn complex(re: i64, im: i64) -> i64 {
    not_minus_one((re as u64).wrapping_add((im as u64).wrapping_mul(IMAGINARY)) as i64)
}

/// `hash(tuple)` from the hashes of its items.
pub fn tuple(items: impl ExactSizeIterator<Item = i64>) -> i64 {
    const P1: u64 = 0x9E37_79B1_85EB_CA87;
    const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
    const P5: u64 = 0x27D4_EB2F_1656_67C5;
    let len = items.len() as u64;
    let mix = |sum: u64, item: i64| {
        sum.wrapping_add((item as u64).wrapping_mul(P2))
            .rotate_left(31)
            .wrapping_mul(P1)
    };
    let sum = items.fold(P5, mix).wrapping_add(len ^ (P5 ^ 3_527_539));
    if sum == u64::MAX {
        1_546_275_796
    } else {
        sum as i64
    }
}

/// `hash(frozenset)` from the hashes of its items, in any order.
pub fn frozenset(items: impl ExactSizeIterator<Item = i64>) -> i64 {
    let len = items.len() as u64;
    let shuffle = |hash: u64| ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167);
    let mut sum = items.fold(0, |sum, item| sum ^ shuffle(item as u64));
    sum ^= (len + 1).wrapping_mul(1_927_868_237);
    sum ^= sum >> 11 ^ sum >> 25;
    sum = sum.wrapping_mul(69_069).wrapping_add(907_133_923);
    if sum == u64::MAX {
        590_923_713
    } else {
        sum as i64
    }
}

/// `hash(object)`, from a number that is the object's own.
pub fn identity(address: u64) -> i64 {
    not_minus_one(address.rotate_right(4) as i64)
}

/// The key for text and bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    k0: u64,
    k1: u64,
}

impl Key {
    /// The key for a value of `PYTHONHASHSEED`; 0 is a key of zeros.
    pub fn from_seed(seed: u32) -> Key {
        let mut state = seed;
        let mut byte = || {
            state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
            (state >> 16) as u8
        };
        let mut word = || u64::from_le_bytes(std::array::from_fn(|_| byte()));
        if seed == 0 {
            Key { k0: 0, k1: 0 }
        } else {
            Key {
                k0: word(),
                k1: word(),
            }
        }
    }

    /// A key from random bytes.
    pub fn from_random(k0: u64, k1: u64) -> Key {
        Key { k0, k1 }
    }

    /// `hash(bytes)`.
    pub fn bytes(self, bytes: &[u8]) -> i64 {
        if bytes.is_empty() {
            0
        } else {
            not_minus_one(self.sip13(bytes) as i64)
        }
    }

    /// `hash(text)`. CPython hashes the text as it stores it: one, two or four bytes for every code point, as the
    /// largest needs.
    pub fn text(self, text: &str) -> i64 {
        if text.is_ascii() {
            return self.bytes(text.as_bytes());
        }
        let largest = text.chars().map(code_of).max().unwrap_or(0);
        let bytes: Vec<u8> = match largest {
            0..=0xFF => text.chars().map(|c| c as u8).collect(),
            0x100..=0xFFFF => text
                .chars()
                .flat_map(|c| (code_of(c) as u16).to_le_bytes())
                .collect(),
            _ => text
                .chars()
                .flat_map(|c| code_of(c).to_le_bytes())
                .collect(),
        };
        self.bytes(&bytes)
    }

    fn sip13(self, bytes: &[u8]) -> u64 {
        let mut state = [
            self.k0 ^ 0x736F_6D65_7073_6575,
            self.k1 ^ 0x646F_7261_6E64_6F6D,
            self.k0 ^ 0x6C79_6765_6E65_7261,
            self.k1 ^ 0x7465_6462_7974_6573,
        ];
        let (words, rest) = bytes.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[7] = bytes.len() as u8;
        for word in words.iter().chain([&last]) {
            let word = u64::from_le_bytes(*word);
            state[3] ^= word;
            round(&mut state);
            state[0] ^= word;
        }
        state[2] ^= 0xFF;
        (0..3).for_each(|_| round(&mut state));
        state.iter().fold(0, |sum, word| sum ^ word)
    }
}

#[inline(always)]
fn round([v0, v1, v2, v3]: &mut [u64; 4]) {
    *v0 = v0.wrapping_add(*v1);
    *v2 = v2.wrapping_add(*v3);
    *v1 = v1.rotate_left(13) ^ *v0;
    *v3 = v3.rotate_left(16) ^ *v2;
    *v0 = v0.rotate_left(32);
    *v2 = v2.wrapping_add(*v1);
    *v0 = v0.wrapping_add(*v3);
    *v1 = v1.rotate_left(17) ^ *v2;
    *v3 = v3.rotate_left(21) ^ *v0;
    *v2 = v2.rotate_left(32);
}
