//! Splitting a text: at spaces, at a separator, at line ends.
//!
//! `most` is the most splits, None for any number: the result has one part more at most.

use super::unicode::is_space;
use memchr::memmem;

/// `text.split(None, most)`.
pub fn split_spaces(text: &str, most: Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if most.is_some_and(|most| parts.len() >= most) {
            // The last part keeps the spaces at its end only if nothing limits it; CPython strips none here.
            parts.push(rest);
            return parts;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// `text.rsplit(None, most)`.
pub fn rsplit_spaces(text: &str, most: Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_end_matches(is_space);
    while !rest.is_empty() {
        if most.is_some_and(|most| parts.len() >= most) {
            parts.push(rest);
            break;
        }
        let start = rest
            .char_indices()
            .rev()
            .find(|&(_, c)| is_space(c))
            .map_or(0, |(at, c)| at + c.len_utf8());
        parts.push(&rest[start..]);
        rest = rest[..start].trim_end_matches(is_space);
    }
    parts.reverse();
    parts
}

/// `text.split(separator, most)`. The separator is not empty.
pub fn split<'a>(text: &'a str, separator: &str, most: Option<usize>) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut done = 0;
    for at in memmem::find_iter(text.as_bytes(), separator).take(most.unwrap_or(usize::MAX)) {
        parts.push(&text[done..at]);
        done = at + separator.len();
    }
    parts.push(&text[done..]);
    parts
}

/// `text.rsplit(separator, most)`. The separator is not empty.
pub fn rsplit<'a>(text: &'a str, separator: &str, most: Option<usize>) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut end = text.len();
    for at in memmem::rfind_iter(text.as_bytes(), separator).take(most.unwrap_or(usize::MAX)) {
        parts.push(&text[at + separator.len()..end]);
        end = at;
    }
    parts.push(&text[..end]);
    parts.reverse();
    parts
}

/// `str.partition`: what is before and after the first separator.
pub fn partition<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(separator)
}

/// `str.rpartition`.
pub fn rpartition<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    text.rsplit_once(separator)
}

/// `str.splitlines`.
pub fn split_lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_line_end(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.next_if(|&(_, c)| c == '\n').is_some() {
            end += 1;
        }
        lines.push(&text[start..if keep_ends { end } else { at }]);
        start = end;
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
