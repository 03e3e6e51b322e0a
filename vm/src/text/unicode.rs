//! Character classes and case mapping.
//!
//! The data are `rustpython-unicode`'s; ASCII is answered here. Its Unicode is a little newer than CPython's, so a few
//! characters that CPython does not know yet are known here.

use rustpython_unicode::{case, classify, identifier};

/// The character's name in the Unicode database.
pub fn name(c: char) -> Option<String> {
    rustpython_unicode::data::character_name(c)
}

/// The character of that name.
pub fn by_name(name: &str) -> Option<char> {
    rustpython_unicode::data::lookup_character(name)
}

/// `str.isalpha` for one character.
pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        classify::is_alpha(c)
    }
}

/// `str.isalnum` for one character.
pub fn is_alnum(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        classify::is_alpha(c) || classify::is_numeric(c)
    }
}

/// `str.isdecimal` for one character.
pub fn is_decimal(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        classify::is_decimal(c)
    }
}

/// `str.isdigit` for one character.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        classify::is_digit(c)
    }
}

/// `str.isnumeric` for one character.
pub fn is_numeric(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        classify::is_numeric(c)
    }
}

/// `str.isspace` for one character; what `split()` and `strip()` go by.
pub fn is_space(c: char) -> bool {
    match c {
        '\t'..='\r' | '\x1c'..='\x1f' | ' ' => true,
        _ => !c.is_ascii() && classify::is_space(c),
    }
}

/// `str.isprintable` for one character.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, ' '..='~')
    } else {
        classify::is_printable(c)
    }
}

/// Is it upper case by itself?
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_uppercase()
    } else {
        case::is_uppercase(c)
    }
}

/// Is it lower case by itself?
pub fn is_lower(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_lowercase()
    } else {
        case::is_lowercase(c)
    }
}

/// Is it one of the few title-case letters?
pub fn is_title_letter(c: char) -> bool {
    !c.is_ascii() && case::is_titlecase(c)
}

/// The value of a decimal digit of any script.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    if !classify::is_decimal(c) {
        return None;
    }
    // Decimal digits come in runs of ten, in order, so the value is the number of digits before it in its run; runs
    // may touch, but then there are a multiple of ten before.
    let before = (1..)
        .take_while(|&back| char::from_u32(c as u32 - back).is_some_and(classify::is_decimal))
        .count();
    Some(before as u32 % 10)
}

/// `str.isidentifier`.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let start = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphabetic() || c == '_'
        } else {
            identifier::is_start(c)
        }
    };
    let go_on = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric() || c == '_'
        } else {
            identifier::is_continue(c)
        }
    };
    chars.next().is_some_and(start) && chars.all(go_on)
}

/// `str.isupper` and, with the roles exchanged, `str.islower`.
pub fn is_upper_text(text: &str) -> bool {
    all_of_case(text, is_upper, is_lower)
}

/// `str.islower`.
pub fn is_lower_text(text: &str) -> bool {
    all_of_case(text, is_lower, is_upper)
}

fn all_of_case(text: &str, wanted: fn(char) -> bool, other: fn(char) -> bool) -> bool {
    let mut any = false;
    for c in text.chars() {
        if other(c) || is_title_letter(c) {
            return false;
        }
        any |= wanted(c);
    }
    any
}

/// `str.istitle`.
pub fn is_title_text(text: &str) -> bool {
    let (mut any, mut in_word) = (false, false);
    for c in text.chars() {
        if is_upper(c) || is_title_letter(c) {
            if in_word {
                return false;
            }
            (any, in_word) = (true, true);
        } else if is_lower(c) {
            if !in_word {
                return false;
            }
            any = true;
        } else {
            in_word = false;
        }
    }
    any
}

/// `str.upper`.
pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_uppercase()
    } else {
        text.to_uppercase()
    }
}

/// `str.lower`.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.to_lowercase()
    }
}

/// `str.casefold`.
pub fn casefold(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        case::casefold_str(text)
    }
}

/// `str.capitalize`.
pub fn capitalize(text: &str) -> String {
    let mut chars = text.char_indices();
    let mut out = String::with_capacity(text.len());
    if let Some((_, first)) = chars.next() {
        push_title(&mut out, first);
    }
    for (at, c) in chars {
        push_lower(&mut out, c, text, at);
    }
    out
}

/// `str.title`.
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        if in_word {
            push_lower(&mut out, c, text, at)
        } else {
            push_title(&mut out, c)
        }
        in_word = is_cased(c);
    }
    out
}

/// `str.swapcase`.
pub fn swapcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if is_upper(c) {
            push_lower(&mut out, c, text, at);
        } else if is_lower(c) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_cased(c: char) -> bool {
    is_upper(c) || is_lower(c) || is_title_letter(c)
}

fn push_title(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_uppercase());
    } else {
        out.push_str(&case::title_str(c.encode_utf8(&mut [0; 4])));
    }
}

/// Lower case, where a capital sigma at the end of a word has a form of its own.
fn push_lower(out: &mut String, c: char, text: &str, at: usize) {
    if c == 'Σ' {
        out.push(if is_final_sigma(text, at) { 'ς' } else { 'σ' });
    } else {
        out.extend(c.to_lowercase());
    }
}

fn is_final_sigma(text: &str, at: usize) -> bool {
    let cased = |c: &char| !case::is_case_ignorable(*c);
    let before = text[..at].chars().rev().find(cased);
    let after = text[at + 'Σ'.len_utf8()..].chars().find(cased);
    before.is_some_and(case::is_cased) && !after.is_some_and(case::is_cased)
}
