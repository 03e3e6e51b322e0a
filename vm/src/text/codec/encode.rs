//! Text to bytes.

use super::escapes::{push_escaped, push_raw_escaped};
use super::{Codec, Order, Problem};
use crate::text::surrogate::{code_of, is_surrogate};

impl Codec {
    /// Appends the text from byte offset `at` on. A problem covers all characters in a row that cannot be encoded;
    /// everything before it has been appended. Its range is in code points of the whole text.
    pub fn encode(self, text: &str, at: usize, out: &mut Vec<u8>) -> Result<(), Problem> {
        for (offset, c) in text[at..].char_indices() {
            if !self.encode_char(c, out) {
                let stop = at + offset;
                let start = text[..stop].chars().count();
                let mut scratch = Vec::new();
                let bad = text[stop..]
                    .chars()
                    .take_while(|c| !self.encode_char(*c, &mut scratch))
                    .count();
                return Err(Problem {
                    start,
                    end: start + bad,
                    reason: self.refusal(),
                });
            }
        }
        Ok(())
    }

    /// Appends one character; false if the encoding does not have it.
    pub fn encode_char(self, c: char, out: &mut Vec<u8>) -> bool {
        let code = code_of(c);
        match self {
            Codec::Utf8 | Codec::Utf8Sig if is_surrogate(c) => return false,
            Codec::Utf8 | Codec::Utf8Sig => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Codec::Latin1 | Codec::Ascii => match u8::try_from(code) {
                Ok(byte) if self == Codec::Latin1 || byte < 0x80 => out.push(byte),
                _ => return false,
            },
            Codec::Utf16(_) | Codec::Utf32(_) if is_surrogate(c) => return false,
            Codec::Utf16(order) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend(if order == Some(Order::Big) {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    });
                }
            }
            Codec::Utf32(order) => out.extend(if order == Some(Order::Big) {
                code.to_be_bytes()
            } else {
                code.to_le_bytes()
            }),
            Codec::UnicodeEscape => push_escaped(out, code),
            Codec::RawUnicodeEscape => push_raw_escaped(out, code),
        }
        true
    }

    /// Appends a lone surrogate as the `surrogatepass` handler does; false for encodings that cannot hold one.
    pub fn encode_surrogate(self, code: u32, out: &mut Vec<u8>) -> bool {
        match self {
            Codec::Utf8 | Codec::Utf8Sig => out.extend([
                0xE0 | (code >> 12) as u8,
                0x80 | (code >> 6 & 0x3F) as u8,
                0x80 | (code & 0x3F) as u8,
            ]),
            Codec::Utf16(Some(Order::Big)) => out.extend((code as u16).to_be_bytes()),
            Codec::Utf16(_) => out.extend((code as u16).to_le_bytes()),
            Codec::Utf32(Some(Order::Big)) => out.extend(code.to_be_bytes()),
            Codec::Utf32(_) => out.extend(code.to_le_bytes()),
            _ => return false,
        }
        true
    }

    fn refusal(self) -> &'static str {
        match self {
            Codec::Latin1 => "ordinal not in range(256)",
            Codec::Ascii => "ordinal not in range(128)",
            _ => "surrogates not allowed",
        }
    }
}
