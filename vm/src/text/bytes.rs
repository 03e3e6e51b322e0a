//! The same for bytes: searching, splitting, stripping, ASCII case. Spaces and line ends are the ASCII ones.

use super::search::{Ends, margins};
use memchr::memmem;

/// Where `needle` begins, from the left. An empty needle is found at once.
pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [byte] => memchr::memchr(*byte, bytes),
        _ => memmem::find(bytes, needle),
    }
}

/// The same from the right.
pub fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(bytes.len()),
        [byte] => memchr::memrchr(*byte, bytes),
        _ => memmem::rfind(bytes, needle),
    }
}

/// `bytes.count`.
pub fn count(bytes: &[u8], needle: &[u8]) -> usize {
    if needle.is_empty() {
        bytes.len() + 1
    } else {
        memmem::find_iter(bytes, needle).count()
    }
}

/// `bytes.replace`, at most `most` times from the left.
pub fn replace(bytes: &[u8], old: &[u8], new: &[u8], most: Option<usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    // An empty needle is found at every position, the end included.
    for at in memmem::find_iter(bytes, old).take(most.unwrap_or(usize::MAX)) {
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(new);
        done = at + old.len();
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// `bytes.isspace` for one byte.
pub fn is_space(byte: &u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// `bytes.strip` and its one-sided forms: of spaces, or of any of `set`.
pub fn strip<'a>(mut bytes: &'a [u8], set: Option<&[u8]>, ends: Ends) -> &'a [u8] {
    let strips = |byte: &u8| set.map_or_else(|| is_space(byte), |set| set.contains(byte));
    if ends != Ends::Right {
        let start = bytes.iter().take_while(|byte| strips(byte)).count();
        bytes = &bytes[start..];
    }
    if ends != Ends::Left {
        let end = bytes.iter().rev().take_while(|byte| strips(byte)).count();
        bytes = &bytes[..bytes.len() - end];
    }
    bytes
}

/// `bytes.split(None, most)`.
pub fn split_spaces(bytes: &[u8], most: Option<usize>) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = strip(bytes, None, Ends::Left);
    while !rest.is_empty() {
        if most.is_some_and(|most| parts.len() >= most) {
            parts.push(rest);
            break;
        }
        let end = rest.iter().position(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = strip(&rest[end..], None, Ends::Left);
    }
    parts
}

/// `bytes.rsplit(None, most)`.
pub fn rsplit_spaces(bytes: &[u8], most: Option<usize>) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = strip(bytes, None, Ends::Right);
    while !rest.is_empty() {
        if most.is_some_and(|most| parts.len() >= most) {
            parts.push(rest);
            break;
        }
        let start = rest.iter().rposition(is_space).map_or(0, |at| at + 1);
        parts.push(&rest[start..]);
        rest = strip(&rest[..start], None, Ends::Right);
    }
    parts.reverse();
    parts
}

/// `bytes.split(separator, most)`. The separator is not empty.
pub fn split<'a>(bytes: &'a [u8], separator: &[u8], most: Option<usize>) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut done = 0;
    for at in memmem::find_iter(bytes, separator).take(most.unwrap_or(usize::MAX)) {
        parts.push(&bytes[done..at]);
        done = at + separator.len();
    }
    parts.push(&bytes[done..]);
    parts
}

/// `bytes.rsplit(separator, most)`. The separator is not empty.
pub fn rsplit<'a>(bytes: &'a [u8], separator: &[u8], most: Option<usize>) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut end = bytes.len();
    for at in memmem::rfind_iter(bytes, separator).take(most.unwrap_or(usize::MAX)) {
        parts.push(&bytes[at + separator.len()..end]);
        end = at;
    }
    parts.push(&bytes[..end]);
    parts.reverse();
    parts
}

/// `bytes.splitlines`.
pub fn split_lines(bytes: &[u8], keep_ends: bool) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let rest = &bytes[start..];
        let line = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let end = match &rest[line..] {
            [b'\r', b'\n', ..] => line + 2,
            [] => line,
            _ => line + 1,
        };
        lines.push(&rest[..if keep_ends { end } else { line }]);
        start += end;
    }
    lines
}

/// `bytes.title`.
pub fn title(bytes: &[u8]) -> Vec<u8> {
    let mut in_word = false;
    let mut map = |&byte: &u8| {
        let mapped = if in_word {
            byte.to_ascii_lowercase()
        } else {
            byte.to_ascii_uppercase()
        };
        in_word = byte.is_ascii_alphabetic();
        mapped
    };
    bytes.iter().map(&mut map).collect()
}

/// `bytes.capitalize`.
pub fn capitalize(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

/// `bytes.swapcase`.
pub fn swapcase(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .map(|byte| {
            if byte.is_ascii_alphabetic() {
                byte ^ 0x20
            } else {
                *byte
            }
        })
        .collect()
}

/// `bytes.ljust`, `rjust` and `center`: `ends` is where the fill goes.
pub fn justify(bytes: &[u8], width: usize, fill: u8, ends: Ends) -> Vec<u8> {
    let (left, right) = margins(bytes.len(), width, ends).unwrap_or((0, 0));
    let mut out = vec![fill; left];
    out.extend_from_slice(bytes);
    out.extend(std::iter::repeat_n(fill, right));
    out
}

/// `bytes.zfill`.
pub fn zero_fill(bytes: &[u8], width: usize) -> Vec<u8> {
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut out = bytes[..sign].to_vec();
    out.extend(std::iter::repeat_n(b'0', width.saturating_sub(bytes.len())));
    out.extend_from_slice(&bytes[sign..]);
    out
}

/// `bytes.fromhex`; Err is the index of the first bad character.
pub fn from_hex(text: &str) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut chars = text.chars().enumerate();
    while let Some((index, high)) = chars.next() {
        if high.is_ascii_whitespace() || high == '\x0b' {
            continue;
        }
        let high = high.to_digit(16).ok_or(index)?;
        let low = chars
            .next()
            .ok_or(index + 1)?
            .1
            .to_digit(16)
            .ok_or(index + 1)?;
        out.push((high << 4 | low) as u8);
    }
    Ok(out)
}
