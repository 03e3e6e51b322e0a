//! `int.to_bytes` and `int.from_bytes`.

use crate::text::Fault;
use num_bigint::{BigInt, Sign};
use num_traits::Signed;

/// `value.to_bytes(length, byteorder, signed=signed)`.
pub fn to_bytes(
    value: &BigInt,
    length: usize,
    big_endian: bool,
    signed: bool,
) -> Result<Vec<u8>, Fault> {
    if value.is_negative() && !signed {
        return Fault::overflow("can't convert negative int to unsigned");
    }
    let mut bytes = if signed {
        value.to_signed_bytes_le()
    } else {
        value.magnitude().to_bytes_le()
    };
    if value.sign() == Sign::NoSign {
        bytes.clear();
    }
    if bytes.len() > length {
        return Fault::overflow("int too big to convert");
    }
    bytes.resize(length, if value.is_negative() { 0xFF } else { 0 });
    if big_endian {
        bytes.reverse();
    }
    Ok(bytes)
}

/// `int.from_bytes(bytes, byteorder, signed=signed)`.
pub fn from_bytes(bytes: &[u8], big_endian: bool, signed: bool) -> BigInt {
    match (big_endian, signed) {
        (true, true) => BigInt::from_signed_bytes_be(bytes),
        (true, false) => BigInt::from_bytes_be(Sign::Plus, bytes),
        (false, true) => BigInt::from_signed_bytes_le(bytes),
        (false, false) => BigInt::from_bytes_le(Sign::Plus, bytes),
    }
}
