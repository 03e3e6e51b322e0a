//! ASCII case, and the questions what kind of characters bytes are.

use super::this;
use crate::native::NativeDef;
use crate::text::bytes;
use crate::types::rows::ONE;
use crate::value::Val;

macro_rules! map {
    ($name:literal, $f:expr) => {
        NativeDef::quick($name, ONE, |th, a| {
            let (all, flavor) = this(th, a)?;
            Ok(flavor.make(th, &$f(all)))
        })
    };
}

macro_rules! ask {
    ($name:literal, $f:expr) => {
        NativeDef::quick($name, ONE, |th, a| Ok(Val::bool($f(this(th, a)?.0))))
    };
}

/// Asks a question of every byte; no bytes answer no.
macro_rules! every {
    ($name:literal, $f:expr) => {
        ask!($name, |all: &[u8]| !all.is_empty() && all.iter().all($f))
    };
}

pub const METHODS: &[NativeDef] = &[
    map!("upper", <[u8]>::to_ascii_uppercase),
    map!("lower", <[u8]>::to_ascii_lowercase),
    map!("title", bytes::title),
    map!("capitalize", bytes::capitalize),
    map!("swapcase", bytes::swapcase),
    every!("isalpha", u8::is_ascii_alphabetic),
    every!("isalnum", u8::is_ascii_alphanumeric),
    every!("isdigit", u8::is_ascii_digit),
    every!("isspace", bytes::is_space),
    ask!("isascii", <[u8]>::is_ascii),
    ask!("isupper", |all: &[u8]| {
        all.iter().any(u8::is_ascii_uppercase) && !all.iter().any(u8::is_ascii_lowercase)
    }),
    ask!("islower", |all: &[u8]| {
        all.iter().any(u8::is_ascii_lowercase) && !all.iter().any(u8::is_ascii_uppercase)
    }),
    ask!("istitle", is_title),
];

/// Words begin in upper case and go on in lower case, and there is at least one.
fn is_title(all: &[u8]) -> bool {
    let (mut in_word, mut seen) = (false, false);
    for byte in all {
        if byte.is_ascii_alphabetic() && byte.is_ascii_uppercase() == in_word {
            return false;
        }
        in_word = byte.is_ascii_alphabetic();
        seen |= in_word;
    }
    seen
}
