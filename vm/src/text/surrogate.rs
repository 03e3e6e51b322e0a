//! Lone surrogates in texts.
//!
//! Python's `str` may hold code points of the range U+D800..U+DFFF, which UTF-8 cannot. They are kept 16 planes further
//! up, as U+10D800..U+10DFFF, which are for private use and hardly appear in any text; wherever a code point becomes
//! visible as a number (`ord`, `repr`, encoding) they are what they stand for.

const FIRST: u32 = 0xD800;
const LAST: u32 = 0xDFFF;
/// How far up they are kept.
const AWAY: u32 = 0x10_0000;

/// The character that holds a code point; `None` beyond U+10FFFF.
pub fn char_of(code: u32) -> Option<char> {
    match code {
        FIRST..=LAST => char::from_u32(code + AWAY),
        _ => char::from_u32(code),
    }
}

/// The code point that a character holds.
#[inline]
pub fn code_of(c: char) -> u32 {
    if is_surrogate(c) {
        u32::from(c) - AWAY
    } else {
        u32::from(c)
    }
}

/// Is it a lone surrogate?
#[inline]
pub fn is_surrogate(c: char) -> bool {
    (FIRST + AWAY..=LAST + AWAY).contains(&u32::from(c))
}

/// Text from UTF-8 that may also hold surrogates in the same pattern of three bytes (WTF-8).
pub fn from_wtf8(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        // A surrogate shows up as three invalid chunks of a byte each; the first one stands for all.
        if let [0xED] = chunk.invalid() {
            let at = chunk.invalid().as_ptr() as usize - bytes.as_ptr() as usize;
            if let [_, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, ..] = bytes[at..] {
                let code = 0xD000 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
                out.extend(char_of(code));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_keep_their_number() {
        for code in [0, 0xD7FF, 0xD800, 0xDC80, 0xDFFF, 0xE000, 0x10_FFFF] {
            assert_eq!(char_of(code).map(code_of), Some(code));
        }
        assert_eq!(char_of(0x11_0000), None);
        let text = from_wtf8(b"a\xED\xA0\x80b\xED\xB2\x80");
        assert_eq!(
            text.chars().map(code_of).collect::<Vec<_>>(),
            [0x61, 0xD800, 0x62, 0xDC80]
        );
    }
}
