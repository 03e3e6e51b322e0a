//! Literals to constants.
//!
//! The parser's strings are UTF-8, so a lone surrogate written as an escape has become U+FFFD there; such a literal is
//! decoded again from the source, into WTF-8.

use std::str::FromStr;
use std::sync::Arc;

use num_bigint::BigInt;
use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use crate::code::{Const, Text};
use crate::source::Source;

/// A number literal.
pub(crate) fn number(value: &ast::Number) -> Const {
    match value {
        ast::Number::Int(int) => match int.as_i64() {
            Some(small) => Const::Int(small),
            None => integer(big(&int.to_string())),
        },
        ast::Number::Float(float) => Const::Float(*float),
        ast::Number::Complex { real, imag } => Const::Complex(*real, *imag),
    }
}

/// `Int` if it fits, else `BigInt`.
pub(crate) fn integer(value: BigInt) -> Const {
    match i64::try_from(&value) {
        Ok(small) => Const::Int(small),
        Err(_) => Const::BigInt(value),
    }
}

/// A long literal as its digits, with the prefix of its base.
fn big(text: &str) -> BigInt {
    let text = text.replace('_', "").to_ascii_lowercase();
    let radix = match text.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return BigInt::from_str(&text).unwrap_or_default(),
    };
    BigInt::parse_bytes(&text.as_bytes()[2..], radix).unwrap_or_default()
}

/// A string literal, its parts joined.
pub(crate) fn string(source: &Source, literal: &ast::ExprStringLiteral) -> Text {
    let mut joined = Joined::default();
    for part in &literal.value {
        joined.push_literal(source, part);
    }
    joined.finish()
}

/// Bytes, parts joined.
pub(crate) fn bytes(literal: &ast::ExprBytesLiteral) -> Arc<[u8]> {
    literal.value.bytes().collect()
}

/// Text put together from pieces, each perhaps with lone surrogates.
#[derive(Default)]
pub(crate) struct Joined {
    bytes: Vec<u8>,
    surrogates: bool,
}

impl Joined {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A part of a string literal.
    pub fn push_literal(&mut self, source: &Source, part: &ast::StringLiteral) {
        self.push_decoded(
            source,
            &part.value,
            part.range(),
            part.flags.prefix().is_raw(),
        );
    }

    /// A literal piece of an f-string or t-string.
    pub fn push_element(
        &mut self,
        source: &Source,
        element: &ast::InterpolatedStringLiteralElement,
        raw: bool,
    ) {
        self.push_decoded(source, &element.value, element.range, raw);
    }

    fn push_decoded(&mut self, source: &Source, value: &str, range: TextRange, raw: bool) {
        if raw || !value.contains('\u{fffd}') {
            return self.push(value);
        }
        let mut written = Escapes {
            rest: source.slice(range),
        };
        for c in value.chars() {
            if c == '\u{fffd}'
                && let Some(unit) = written.next_suspect()
            {
                self.surrogates = true;
                self.bytes.extend([
                    0xe0 | (unit >> 12) as u8,
                    0x80 | (unit >> 6 & 0x3f) as u8,
                    0x80 | (unit & 0x3f) as u8,
                ]);
                continue;
            }
            self.bytes
                .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    pub fn finish(self) -> Text {
        match String::from_utf8(self.bytes) {
            Ok(text) => Text::Utf8(text.into()),
            Err(error) => {
                debug_assert!(self.surrogates, "only surrogates are not UTF-8");
                Text::Wtf8(error.into_bytes().into())
            }
        }
    }
}

/// Finds in a literal's source what may have become U+FFFD: that character itself, or an escape.
struct Escapes<'s> {
    rest: &'s str,
}

impl Escapes<'_> {
    /// The surrogate that stands for the next U+FFFD of the value, or None if it is a U+FFFD proper.
    fn next_suspect(&mut self) -> Option<u32> {
        loop {
            let mut chars = self.rest.chars();
            let first = chars.next()?;
            if first == '\u{fffd}' {
                self.rest = chars.as_str();
                return None;
            }
            if first != '\\' {
                self.rest = chars.as_str();
                continue;
            }
            let digits = match chars.next() {
                Some('u') => 4,
                Some('U') => 8,
                Some('N') if chars.as_str().starts_with("{REPLACEMENT CHARACTER}") => {
                    self.rest = chars.as_str();
                    return None;
                }
                _ => 0,
            };
            let after = chars.as_str();
            self.rest = after.get(digits..).unwrap_or("");
            let unit = after
                .get(..digits)
                .and_then(|hex| u32::from_str_radix(hex, 16).ok());
            match unit {
                Some(0xfffd) => return None,
                Some(unit @ 0xd800..=0xdfff) => return Some(unit),
                _ => {}
            }
        }
    }
}
