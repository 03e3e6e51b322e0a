//! Numbers as Python means them, without any Python object: conversions that round correctly, division that floors,
//! hashes that agree between types, and the random number generator.
#![forbid(unsafe_code)]

pub mod big;
pub mod bytes;
pub mod hash;
pub mod random;
pub mod real;

pub use big::to_f64;
