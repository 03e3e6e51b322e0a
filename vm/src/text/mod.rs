//! What Python says about text, without any Python object: every function here takes and gives plain Rust values.
//!
//! Numbers to text and back, the `format()` and `%` languages, escaping, character classes, searching and splitting.
//! Texts are `&str`, positions in them byte offsets; a caller that counts in code points converts. Widths and
//! precisions are in code points, as in Python. What the user did wrong comes back as a [`Fault`] in CPython's words.
//!
//! Tests compare with values recorded from CPython by `testdata/record.py`.
#![forbid(unsafe_code)]

pub mod bytes;
pub mod codec;
pub mod escape;
pub mod fields;
pub mod float;
pub mod float_parse;
pub mod format;
pub mod int;
pub mod percent;
pub mod search;
pub mod spec;
pub mod split;
pub mod surrogate;
#[cfg(test)]
mod testdata;
pub mod unicode;

/// An error, as the exception it becomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    Value(String),
    Overflow(String),
    Type(String),
    ZeroDivision(&'static str),
    Memory,
}

impl Fault {
    /// A `ValueError`.
    pub fn value<T>(message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::Value(message.into()))
    }

    /// An `OverflowError`.
    pub fn overflow<T>(message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::Overflow(message.into()))
    }

    /// What the exception says.
    pub fn message(&self) -> &str {
        match self {
            Fault::Value(text) | Fault::Overflow(text) | Fault::Type(text) => text,
            Fault::ZeroDivision(text) => text,
            Fault::Memory => "",
        }
    }
}

/// An integer, in whichever form the caller has it.
#[derive(Clone, Copy, Debug)]
pub enum IntRef<'a> {
    Small(i64),
    Big(&'a num_bigint::BigInt),
}

/// The first `count` code points.
pub fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices()
        .nth(count)
        .map_or(text, |(end, _)| &text[..end])
}
