//! Case, and the questions what kind of characters a text has.

use super::this;
use crate::native::NativeDef;
use crate::text::unicode;
use crate::types::rows::ONE;
use crate::value::Val;

/// Maps the text.
macro_rules! map {
    ($name:literal, $f:path) => {
        NativeDef::quick($name, ONE, |th, a| Ok(th.str(&$f(this(a).text()))))
    };
}

/// Asks a question of the whole text.
macro_rules! ask {
    ($name:literal, $f:expr) => {
        NativeDef::quick($name, ONE, |_, a| Ok(Val::bool($f(this(a).text()))))
    };
}

/// Asks a question of every character; the empty text answers no.
macro_rules! every {
    ($name:literal, $f:path) => {
        ask!($name, |text: &str| !text.is_empty() && text.chars().all($f))
    };
}

pub const METHODS: &[NativeDef] = &[
    map!("upper", unicode::upper),
    map!("lower", unicode::lower),
    map!("casefold", unicode::casefold),
    map!("capitalize", unicode::capitalize),
    map!("title", unicode::title),
    map!("swapcase", unicode::swapcase),
    ask!("isupper", unicode::is_upper_text),
    ask!("islower", unicode::is_lower_text),
    ask!("istitle", unicode::is_title_text),
    ask!("isidentifier", unicode::is_identifier),
    ask!("isascii", str::is_ascii),
    ask!("isprintable", |text: &str| text
        .chars()
        .all(unicode::is_printable)),
    every!("isalpha", unicode::is_alpha),
    every!("isalnum", unicode::is_alnum),
    every!("isdecimal", unicode::is_decimal),
    every!("isdigit", unicode::is_digit),
    every!("isnumeric", unicode::is_numeric),
    every!("isspace", unicode::is_space),
];
