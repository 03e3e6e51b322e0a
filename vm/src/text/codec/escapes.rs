//! The encodings that write characters as escapes.

use super::Problem;
use crate::text::surrogate::char_of;

fn push(out: &mut Vec<u8>, escape: String) {
    out.extend_from_slice(escape.as_bytes());
}

/// A character as `unicode_escape` writes it.
pub fn push_escaped(out: &mut Vec<u8>, code: u32) {
    match code {
        0x09 => out.extend(b"\\t"),
        0x0A => out.extend(b"\\n"),
        0x0D => out.extend(b"\\r"),
        0x5C => out.extend(b"\\\\"),
        0x20..=0x7E => out.push(code as u8),
        0..=0xFF => push(out, format!("\\x{code:02x}")),
        0x100..=0xFFFF => push(out, format!("\\u{code:04x}")),
        _ => push(out, format!("\\U{code:08x}")),
    }
}

/// A character as `raw_unicode_escape` writes it.
pub fn push_raw_escaped(out: &mut Vec<u8>, code: u32) {
    match code {
        0..=0xFF => out.push(code as u8),
        0x100..=0xFFFF => push(out, format!("\\u{code:04x}")),
        _ => push(out, format!("\\U{code:08x}")),
    }
}

/// Appends what the escapes from `at` on stand for; `raw` knows `\u` and `\U` only. Other bytes are Latin-1.
pub fn decode_escapes(
    bytes: &[u8],
    mut at: usize,
    raw: bool,
    out: &mut String,
) -> Result<(), Problem> {
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at] as char);
            at += 1;
            continue;
        }
        let Some(&kind) = bytes.get(at + 1) else {
            if raw {
                out.push('\\');
                return Ok(());
            }
            return problem(at, bytes.len(), "\\ at end of string");
        };
        let digits = match kind {
            b'x' if !raw => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            at = hexadecimal(bytes, at, digits, out)?;
        } else if raw {
            // A backslash that escapes another one shields what follows.
            out.push('\\');
            at += 1;
            if kind == b'\\' {
                out.push('\\');
                at += 1;
            }
        } else {
            at = simple(bytes, at, kind, out)?;
        }
    }
    Ok(())
}

fn problem<T>(start: usize, end: usize, reason: &'static str) -> Result<T, Problem> {
    Err(Problem { start, end, reason })
}

/// `\xNN` and its longer kin; the offset behind it.
fn hexadecimal(bytes: &[u8], at: usize, want: usize, out: &mut String) -> Result<usize, Problem> {
    let rest = &bytes[at + 2..];
    let have = rest
        .iter()
        .take(want)
        .take_while(|b| b.is_ascii_hexdigit())
        .count();
    if have < want {
        let reason = match want {
            2 => "truncated \\xXX escape",
            4 => "truncated \\uXXXX escape",
            _ => "truncated \\UXXXXXXXX escape",
        };
        return problem(at, at + 2 + have, reason);
    }
    let digits = std::str::from_utf8(&rest[..want]).unwrap_or_default();
    match u32::from_str_radix(digits, 16).ok().and_then(char_of) {
        Some(c) => out.push(c),
        None => return problem(at, at + 2 + want, "illegal Unicode character"),
    }
    Ok(at + 2 + want)
}

/// An escape of one letter or of octal digits; the offset behind it.
fn simple(bytes: &[u8], at: usize, kind: u8, out: &mut String) -> Result<usize, Problem> {
    let c = match kind {
        b'\n' => return Ok(at + 2),
        b'\\' | b'\'' | b'"' => kind as char,
        b'a' => '\x07',
        b'b' => '\x08',
        b'f' => '\x0C',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\x0B',
        b'0'..=b'7' => {
            let digits = bytes[at + 1..]
                .iter()
                .take(3)
                .take_while(|b| (b'0'..=b'7').contains(*b));
            let (len, code) = digits.fold((0, 0), |(len, code), d| {
                (len + 1, code * 8 + u32::from(d - b'0'))
            });
            out.extend(char_of(code));
            return Ok(at + 1 + len);
        }
        b'N' => return named(bytes, at, out),
        other => {
            out.push('\\');
            other as char
        }
    };
    out.push(c);
    Ok(at + 2)
}

/// `\N{NAME}`; the offset behind it.
fn named(bytes: &[u8], at: usize, out: &mut String) -> Result<usize, Problem> {
    let rest = &bytes[at + 2..];
    let end = match (rest.first(), memchr::memchr(b'}', rest)) {
        (Some(b'{'), Some(end)) if end > 1 => end,
        (Some(b'{'), None) => {
            return problem(at, bytes.len(), "malformed \\N character escape");
        }
        (Some(b'{'), Some(end)) => {
            return problem(at, at + 3 + end, "malformed \\N character escape");
        }
        _ => return problem(at, at + 2, "malformed \\N character escape"),
    };
    let name = std::str::from_utf8(&rest[1..end]).unwrap_or_default();
    match crate::text::unicode::by_name(name) {
        Some(c) => out.push(c),
        None => return problem(at, at + 3 + end, "unknown Unicode character name"),
    }
    Ok(at + 3 + end)
}
