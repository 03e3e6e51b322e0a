//! Bytes to text.

use super::escapes::decode_escapes;
use super::{Codec, Order, Problem};
use crate::text::surrogate::char_of;

const TRUNCATED: &str = "truncated data";

impl Codec {
    /// Appends the text of the bytes from `at` on; the mark, if any, lies before `at`. Everything before a problem has
    /// been appended.
    pub fn decode(self, bytes: &[u8], at: usize, out: &mut String) -> Result<(), Problem> {
        match self {
            Codec::Utf8 | Codec::Utf8Sig => utf8(bytes, at, out),
            Codec::Latin1 => {
                out.extend(bytes[at..].iter().map(|b| *b as char));
                Ok(())
            }
            Codec::Ascii => ascii(bytes, at, out),
            Codec::Utf16(order) => utf16(bytes, at, order == Some(Order::Big), out),
            Codec::Utf32(order) => utf32(bytes, at, order == Some(Order::Big), out),
            Codec::UnicodeEscape => decode_escapes(bytes, at, false, out),
            Codec::RawUnicodeEscape => decode_escapes(bytes, at, true, out),
        }
    }

    /// Does this problem only say that the bytes end in the middle of a character?
    pub fn is_incomplete(self, problem: Problem, bytes: &[u8]) -> bool {
        problem.end == bytes.len()
            && match self {
                Codec::UnicodeEscape | Codec::RawUnicodeEscape => {
                    problem.reason.starts_with("truncated") || problem.reason.ends_with("of string")
                }
                _ => matches!(problem.reason, TRUNCATED | "unexpected end of data"),
            }
    }
}

fn utf8(bytes: &[u8], at: usize, out: &mut String) -> Result<(), Problem> {
    let rest = &bytes[at..];
    let error = match std::str::from_utf8(rest) {
        Ok(text) => {
            out.push_str(text);
            return Ok(());
        }
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    out.push_str(std::str::from_utf8(&rest[..valid]).unwrap_or_default());
    let start = at + valid;
    let (len, reason) = match error.error_len() {
        None => (bytes.len() - start, "unexpected end of data"),
        Some(1) if !matches!(bytes[start], 0xC2..=0xF4) => (1, "invalid start byte"),
        Some(len) => (len, "invalid continuation byte"),
    };
    Err(Problem {
        start,
        end: start + len,
        reason,
    })
}

fn ascii(bytes: &[u8], at: usize, out: &mut String) -> Result<(), Problem> {
    let plain = bytes[at..].iter().take_while(|b| b.is_ascii()).count();
    out.extend(bytes[at..at + plain].iter().map(|b| *b as char));
    if at + plain == bytes.len() {
        return Ok(());
    }
    Err(Problem {
        start: at + plain,
        end: at + plain + 1,
        reason: "ordinal not in range(128)",
    })
}

fn utf16(bytes: &[u8], mut at: usize, big: bool, out: &mut String) -> Result<(), Problem> {
    let unit = |at: usize| {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(if big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let problem = |start: usize, end: usize, reason| Err(Problem { start, end, reason });
    while at < bytes.len() {
        let Some(first) = unit(at) else {
            return problem(at, bytes.len(), TRUNCATED);
        };
        match first {
            0xD800..=0xDBFF => match unit(at + 2) {
                Some(second @ 0xDC00..=0xDFFF) => {
                    let high = u32::from(first & 0x3FF) << 10;
                    out.extend(char::from_u32(0x1_0000 + high + u32::from(second & 0x3FF)));
                    at += 4;
                }
                Some(_) => return problem(at, at + 2, "illegal UTF-16 surrogate"),
                None => return problem(at, bytes.len(), "unexpected end of data"),
            },
            0xDC00..=0xDFFF => return problem(at, at + 2, "illegal encoding"),
            _ => {
                out.extend(char::from_u32(u32::from(first)));
                at += 2;
            }
        }
    }
    Ok(())
}

fn utf32(bytes: &[u8], mut at: usize, big: bool, out: &mut String) -> Result<(), Problem> {
    while at < bytes.len() {
        let Some(word) = bytes
            .get(at..at + 4)
            .and_then(|w| <[u8; 4]>::try_from(w).ok())
        else {
            return Err(Problem {
                start: at,
                end: bytes.len(),
                reason: TRUNCATED,
            });
        };
        let code = if big {
            u32::from_be_bytes(word)
        } else {
            u32::from_le_bytes(word)
        };
        let reason = match char::from_u32(code) {
            Some(c) => {
                out.push(c);
                at += 4;
                continue;
            }
            None if code < 0x11_0000 => "code point in surrogate code point range(0xd800, 0xe000)",
            None => "code point not in range(0x110000)",
        };
        return Err(Problem {
            start: at,
            end: at + 4,
            reason,
        });
    }
    Ok(())
}

/// The lone surrogate that stands at `at`, with its length in bytes: what the `surrogatepass` handler lets through.
pub fn surrogate_at(codec: Codec, bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = bytes.get(at..)?;
    let (code, len) = match (codec, rest) {
        (Codec::Utf8 | Codec::Utf8Sig, [0xED, b @ 0xA0..=0xBF, c @ 0x80..=0xBF, ..]) => {
            (0xD000 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F), 3)
        }
        (Codec::Utf16(Some(Order::Big)), [a, b, ..]) => {
            (u32::from(u16::from_be_bytes([*a, *b])), 2)
        }
        (Codec::Utf16(_), [a, b, ..]) => (u32::from(u16::from_le_bytes([*a, *b])), 2),
        (Codec::Utf32(Some(Order::Big)), [a, b, c, d, ..]) => {
            (u32::from_be_bytes([*a, *b, *c, *d]), 4)
        }
        (Codec::Utf32(_), [a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]), 4),
        _ => return None,
    };
    (0xD800..=0xDFFF)
        .contains(&code)
        .then(|| Some((char_of(code)?, len)))?
}
