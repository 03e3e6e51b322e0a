//! Text encodings, one step at a time: what to do about what cannot be converted is the caller's to decide.
//!
//! [`Codec::encode`] and [`Codec::decode`] go on until the end or the first problem. The caller deals with it as the
//! error handler says, moves on behind it, and calls again.

mod decode;
mod encode;
mod escapes;

pub use decode::surrogate_at;

/// Which end of a word comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Little,
    Big,
}

/// An encoding that is built in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf8,
    /// With a mark at the start.
    Utf8Sig,
    Latin1,
    Ascii,
    /// Without an order: a mark at the start tells, little-endian if there is none.
    Utf16(Option<Order>),
    Utf32(Option<Order>),
    /// As in the source text of a string literal.
    UnicodeEscape,
    /// Only `\u` and `\U`.
    RawUnicodeEscape,
}

/// What stopped a conversion: a range of the input (bytes or code points), and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Problem {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
}

impl Codec {
    /// The encoding of this name; `None` if it is not a built-in one.
    pub fn find(name: &str) -> Option<Codec> {
        use Order::{Big, Little};
        let name: String = name
            .chars()
            .map(|c| {
                if matches!(c, '-' | ' ') {
                    '_'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        Some(match name.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "utf_8_sig" | "utf8_sig" => Codec::Utf8Sig,
            "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso88591"
            | "iso8859" | "8859" | "cp819" | "ibm819" => Codec::Latin1,
            "ascii" | "us_ascii" | "646" | "ansi_x3.4_1968" | "iso646_us" => Codec::Ascii,
            "utf_16" | "utf16" | "u16" => Codec::Utf16(None),
            "utf_16_le" | "utf_16le" | "utf16_le" | "utf16le" => Codec::Utf16(Some(Little)),
            "utf_16_be" | "utf_16be" | "utf16_be" | "utf16be" => Codec::Utf16(Some(Big)),
            "utf_32" | "utf32" | "u32" => Codec::Utf32(None),
            "utf_32_le" | "utf_32le" | "utf32_le" | "utf32le" => Codec::Utf32(Some(Little)),
            "utf_32_be" | "utf_32be" | "utf32_be" | "utf32be" => Codec::Utf32(Some(Big)),
            "unicode_escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw_unicode_escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// The name in error messages.
    pub fn name(self) -> &'static str {
        use Order::{Big, Little};
        match self {
            Codec::Utf8 | Codec::Utf8Sig => "utf-8",
            Codec::Latin1 => "latin-1",
            Codec::Ascii => "ascii",
            Codec::Utf16(None) => "utf-16",
            Codec::Utf16(Some(Little)) => "utf-16-le",
            Codec::Utf16(Some(Big)) => "utf-16-be",
            Codec::Utf32(None) => "utf-32",
            Codec::Utf32(Some(Little)) => "utf-32-le",
            Codec::Utf32(Some(Big)) => "utf-32-be",
            Codec::UnicodeEscape => "unicodeescape",
            Codec::RawUnicodeEscape => "rawunicodeescape",
        }
    }

    /// The mark that stands before encoded text.
    pub fn mark(self) -> &'static [u8] {
        match self {
            Codec::Utf8Sig => b"\xEF\xBB\xBF",
            Codec::Utf16(None) => b"\xFF\xFE",
            Codec::Utf32(None) => b"\xFF\xFE\0\0",
            _ => b"",
        }
    }

    /// Reads the mark at the start of encoded text: how long it is, and the encoding of what follows.
    pub fn after_mark(self, bytes: &[u8]) -> (usize, Codec) {
        use Order::{Big, Little};
        match (self, bytes) {
            (Codec::Utf8Sig, [0xEF, 0xBB, 0xBF, ..]) => (3, Codec::Utf8),
            (Codec::Utf8Sig, _) => (0, Codec::Utf8),
            (Codec::Utf16(None), [0xFF, 0xFE, ..]) => (2, Codec::Utf16(Some(Little))),
            (Codec::Utf16(None), [0xFE, 0xFF, ..]) => (2, Codec::Utf16(Some(Big))),
            (Codec::Utf16(None), _) => (0, Codec::Utf16(Some(Little))),
            (Codec::Utf32(None), [0xFF, 0xFE, 0, 0, ..]) => (4, Codec::Utf32(Some(Little))),
            (Codec::Utf32(None), [0, 0, 0xFE, 0xFF, ..]) => (4, Codec::Utf32(Some(Big))),
            (Codec::Utf32(None), _) => (0, Codec::Utf32(Some(Little))),
            _ => (0, self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(codec: Codec, bytes: &[u8]) -> Result<String, Problem> {
        let mut out = String::new();
        let (at, codec) = codec.after_mark(bytes);
        codec.decode(bytes, at, &mut out).map(|_| out)
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let text = "aé\u{1234}😀\\\n";
        for name in [
            "utf-8",
            "UTF8",
            "utf-8-sig",
            "utf-16",
            "utf-16-be",
            "utf_32",
            "utf-32-le",
            "unicode_escape",
        ] {
            let codec = Codec::find(name).expect("it is built in");
            let mut bytes = codec.mark().to_vec();
            assert_eq!(codec.encode(text, 0, &mut bytes), Ok(()), "{name}");
            assert_eq!(decode(codec, &bytes).as_deref(), Ok(text), "{name}");
        }
        assert_eq!(Codec::find("koi8-r"), None);
    }

    #[test]
    fn problems_say_where_and_why() {
        let at = |start, end, reason| Err(Problem { start, end, reason });
        assert_eq!(
            decode(Codec::Utf8, b"a\xFF"),
            at(1, 2, "invalid start byte")
        );
        assert_eq!(
            decode(Codec::Utf8, b"\xE2("),
            at(0, 1, "invalid continuation byte")
        );
        assert_eq!(
            decode(Codec::Utf8, b"\xE2\x82"),
            at(0, 2, "unexpected end of data")
        );
        assert_eq!(
            decode(Codec::Ascii, b"ab\x80"),
            at(2, 3, "ordinal not in range(128)")
        );
        let little = Codec::Utf16(Some(Order::Little));
        assert_eq!(
            decode(little, b"\0\xD8a\0"),
            at(0, 2, "illegal UTF-16 surrogate")
        );
        assert_eq!(decode(little, b"a\0b"), at(2, 3, "truncated data"));
        let mut out = Vec::new();
        let reason = "ordinal not in range(128)";
        let problem = Problem {
            start: 1,
            end: 3,
            reason,
        };
        assert_eq!(Codec::Ascii.encode("aéöb", 0, &mut out), Err(problem));
        assert_eq!(out, b"a");
    }
}
