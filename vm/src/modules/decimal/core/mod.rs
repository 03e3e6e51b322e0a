//! Decimal numbers and what the General Decimal Arithmetic specification says about them, without any Python object.
//!
//! | what | file |
//! | --- | --- |
//! | coefficients: natural numbers with a count of decimal digits | [`coefficient`] |
//! | numbers, settings, conditions | [`number`] |
//! | rounding to a precision or to an exponent | [`round`] |
//! | sums and products | [`arith`] |
//! | quotients, remainders, square roots | [`divide`] |
//! | order | [`compare`] |
//! | exponential and logarithms | [`series`] |
//! | powers | [`power`] |
//! | operations on digits and on neighbours | [`digits`] |
//! | text to numbers | [`parse`] |
//! | numbers to text, the `format()` language | [`text`], [`format`] |
//! | to and from binary numbers, hashes | [`binary`] |
//!
//! Every operation takes numbers, the settings ([`Env`]) and a set of conditions ([`Status`]), to which it adds what came
//! up; it never fails. Whether a condition becomes an exception is up to the caller.

pub mod arith;
pub mod binary;
pub mod coefficient;
pub mod compare;
pub mod digits;
pub mod divide;
pub mod format;
pub mod number;
pub mod parse;
pub mod power;
pub mod round;
pub mod series;
pub mod text;

pub use coefficient::Coef;
pub use number::{Env, Kind, Number, Rounding, Status};
