//! Python's hash functions.

use std::hash::Hasher;

const MODULUS: u64 = (1 << 61) - 1;

/// Hash of a string's or bytes' content; never 0 for non-empty input, so that 0 can mean "unknown".
pub fn hash_bytes(b: &[u8]) -> i64 {
    if b.is_empty() {
        return 0;
    }
    let mut h = siphasher::sip::SipHasher13::new_with_keys(key(), !key());
    h.write(b);
    match h.finish() as i64 {
        0 | -1 => -2,
        n => n,
    }
}

fn key() -> u64 {
    use std::sync::OnceLock;
    static KEY: OnceLock<u64> = OnceLock::new();
    *KEY.get_or_init(|| {
        match std::env::var("PYTHONHASHSEED")
            .ok()
            .and_then(|s| s.parse::<u64>().ok())
        {
            Some(seed) => seed,
            None => {
                std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), 0)
            }
        }
    })
}

/// Hash of an int: its remainder by 2^61 - 1 with the int's sign.
pub fn hash_int(i: i64) -> i64 {
    let h = (i.unsigned_abs() % MODULUS) as i64;
    let h = if i < 0 { -h } else { h };
    if h == -1 { -2 } else { h }
}

/// Hash of a float: that of the int it equals, or of the fraction modulo 2^61 - 1. `nan_hash` serves a NaN.
pub fn hash_float(f: f64, nan_hash: u64) -> i64 {
    if f.is_infinite() {
        return if f > 0.0 { 314_159 } else { -314_159 };
    }
    if f.is_nan() {
        return (nan_hash >> 4) as i64;
    }
    let bits = f.to_bits();
    let (raw, mantissa) = ((bits >> 52 & 0x7FF) as i32, bits & ((1 << 52) - 1));
    let (m, e) = if raw == 0 {
        (mantissa, -1074)
    } else {
        (mantissa | 1 << 52, raw - 1075)
    };
    let shift = e.rem_euclid(61) as u32;
    let m = m % MODULUS;
    let h = ((m << shift) & MODULUS) | (m >> (61 - shift));
    let h = if h == MODULUS { 0 } else { h as i64 };
    let h = if f < 0.0 { -h } else { h };
    if h == -1 { -2 } else { h }
}

/// Hash of a tuple from its items' hashes (xxHash's mixing, as CPython).
pub fn combine(parts: &[i64]) -> i64 {
    const P1: u64 = 11_400_714_785_074_694_791;
    const P2: u64 = 14_029_467_366_897_019_727;
    const P5: u64 = 2_870_177_450_012_600_261;
    let mut acc = P5;
    for p in parts {
        acc = acc
            .wrapping_add((*p as u64).wrapping_mul(P2))
            .rotate_left(31)
            .wrapping_mul(P1);
    }
    acc = acc.wrapping_add(parts.len() as u64 ^ (P5 ^ 3_527_539));
    if acc == u64::MAX {
        1_546_275_796
    } else {
        acc as i64
    }
}
