//! Finding, counting and replacing parts of a text, stripping it, and laying it out.

use super::unicode::is_space;
use memchr::memmem;
use std::borrow::Cow;

/// Where `needle` begins in `text`, from the left. An empty needle is found at once.
pub fn find(text: &str, needle: &str) -> Option<usize> {
    super::bytes::find(text.as_bytes(), needle.as_bytes())
}

/// The same from the right.
pub fn rfind(text: &str, needle: &str) -> Option<usize> {
    super::bytes::rfind(text.as_bytes(), needle.as_bytes())
}

/// `str.count`: without overlaps. An empty needle is between all characters and at both ends.
pub fn count(text: &str, needle: &str) -> usize {
    match needle.as_bytes() {
        [] => text.chars().count() + 1,
        [byte] => memchr::memchr_iter(*byte, text.as_bytes()).count(),
        needle => memmem::find_iter(text.as_bytes(), needle).count(),
    }
}

/// `str.replace`, at most `most` times from the left. Borrowed if there is nothing to replace.
pub fn replace<'a>(text: &'a str, old: &str, new: &str, most: Option<usize>) -> Cow<'a, str> {
    let most = most.unwrap_or(usize::MAX);
    if old == new || old.len() > text.len() {
        return Cow::Borrowed(text);
    }
    match old.as_bytes() {
        [] => {
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            replace_at(text, 0, new, places.take(most))
        }
        [byte] => replace_at(
            text,
            1,
            new,
            memchr::memchr_iter(*byte, text.as_bytes()).take(most),
        ),
        old => replace_at(
            text,
            old.len(),
            new,
            memmem::find_iter(text.as_bytes(), old).take(most),
        ),
    }
}

/// Puts `new` in the place of the `len` bytes at each of the places.
fn replace_at<'a>(
    text: &'a str,
    len: usize,
    new: &str,
    places: impl Iterator<Item = usize>,
) -> Cow<'a, str> {
    let (mut out, mut done, mut any) = (String::new(), 0, false);
    for at in places {
        if !any {
            out.reserve(text.len() + new.len());
            any = true;
        }
        out.push_str(&text[done..at]);
        out.push_str(new);
        done = at + len;
    }
    if !any {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Which ends to strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    Left,
    Right,
    Both,
}

/// `str.strip` and its one-sided forms: of spaces, or of any of `chars`.
pub fn strip<'a>(text: &'a str, chars: Option<&str>, ends: Ends) -> &'a str {
    let strips = |c: char| chars.map_or_else(|| is_space(c), |chars| chars.contains(c));
    let text = if ends == Ends::Right {
        text
    } else {
        text.trim_start_matches(strips)
    };
    if ends == Ends::Left {
        text
    } else {
        text.trim_end_matches(strips)
    }
}

/// What `str.translate` puts in a character's place.
pub enum Translation {
    Keep,
    Delete,
    Char(char),
    Text(String),
}

/// `str.translate`. The table may fail, since looking into it may run anything.
pub fn translate<E>(
    text: &str,
    mut table: impl FnMut(char) -> Result<Translation, E>,
) -> Result<String, E> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match table(c)? {
            Translation::Keep => out.push(c),
            Translation::Delete => {}
            Translation::Char(c) => out.push(c),
            Translation::Text(text) => out.push_str(&text),
        }
    }
    Ok(out)
}

/// `str.expandtabs`.
pub fn expand_tabs(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        if c == '\t' {
            let spaces = if size == 0 { 0 } else { size - column % size };
            out.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
            continue;
        }
        out.push(c);
        column = if matches!(c, '\n' | '\r') {
            0
        } else {
            column + 1
        };
    }
    out
}

/// `str.ljust`, `rjust` and `center`: `ends` is where the fill goes. None if the text is wide enough.
pub fn justify(text: &str, width: usize, fill: char, ends: Ends) -> Option<String> {
    let (left, right) = margins(text.chars().count(), width, ends)?;
    let mut out = String::with_capacity(text.len() + (left + right) * fill.len_utf8());
    out.extend(std::iter::repeat_n(fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(fill, right));
    Some(out)
}

/// How much to add on the left and on the right. An odd one out goes left only if the width is odd.
pub(super) fn margins(len: usize, width: usize, ends: Ends) -> Option<(usize, usize)> {
    let margin = width.checked_sub(len).filter(|&margin| margin > 0)?;
    Some(match ends {
        Ends::Left => (margin, 0),
        Ends::Right => (0, margin),
        Ends::Both => {
            let left = margin / 2 + (margin & width & 1);
            (left, margin - left)
        }
    })
}

/// `str.zfill`: zeros after a sign. None if the text is wide enough.
pub fn zero_fill(text: &str, width: usize) -> Option<String> {
    let zeros = width
        .checked_sub(text.chars().count())
        .filter(|&zeros| zeros > 0)?;
    let sign = usize::from(text.starts_with(['+', '-']));
    let mut out = String::with_capacity(text.len() + zeros);
    out.push_str(&text[..sign]);
    out.extend(std::iter::repeat_n('0', zeros));
    out.push_str(&text[sign..]);
    Some(out)
}

/// The byte offset of the code point with this index, or the end.
pub fn byte_offset(text: &str, index: usize) -> usize {
    if text.is_ascii() {
        return index.min(text.len());
    }
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(at, _)| at)
}
