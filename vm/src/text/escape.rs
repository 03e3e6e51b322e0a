//! `repr` of text and bytes.

use super::surrogate::code_of;
use super::unicode::is_printable;
use std::fmt::Write;

/// `repr(text)`.
pub fn repr(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_repr(&mut out, text, false);
    out
}

/// `ascii(text)`.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_repr(&mut out, text, true);
    out
}

/// What `ascii(x)` makes of `repr(x)`: everything beyond ASCII as an escape.
pub fn escape_non_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c)
        } else {
            push_escape(&mut out, code_of(c))
        }
    }
    out
}

/// Appends `repr(text)`, or `ascii(text)`.
pub fn push_repr(out: &mut String, text: &str, ascii_only: bool) {
    let quote = quote_for(text.as_bytes());
    out.push(quote as char);
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let shown = match c {
            '\\' => false,
            _ if c == quote as char => false,
            ' '..='~' => true,
            _ => !ascii_only && !c.is_ascii() && is_printable(c),
        };
        if shown {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + c.len_utf8();
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' | '\'' | '"' => out.extend(['\\', c]),
            _ => push_escape(out, code_of(c)),
        }
    }
    out.push_str(&text[plain..]);
    out.push(quote as char);
}

/// `\x..`, `\u....` or `\U........`, whichever fits.
pub fn push_escape(out: &mut String, code: u32) {
    let written = match code {
        0..=0xFF => write!(out, "\\x{code:02x}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    debug_assert!(written.is_ok(), "writing to a String does not fail");
}

/// `repr(bytes)`, without the leading `b`: `bytearray` and others have their own.
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote_for(bytes);
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push(quote as char);
    for &byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            _ if byte == quote => out.extend(['\\', quote as char]),
            b' '..=b'~' => out.push(byte as char),
            _ => push_escape(&mut out, u32::from(byte)),
        }
    }
    out.push(quote as char);
    out
}

/// Double quotes only where they spare escapes.
fn quote_for(bytes: &[u8]) -> u8 {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        b'"'
    } else {
        b'\''
    }
}
