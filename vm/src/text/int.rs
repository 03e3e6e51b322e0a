//! Integers to text and back, in any base.

use super::unicode::{decimal_value, is_space};
use super::{Fault, IntRef, escape};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::Num;

/// An integer read from text: small if it fits a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parsed {
    Small(i64),
    Big(BigInt),
}

/// The number of decimal digits beyond which text and integers are not converted into each other, by default.
pub const DEFAULT_LIMIT: usize = 4300;

const LIMIT_ADVICE: &str = "use sys.set_int_max_str_digits() to increase the limit";

/// `str(value)`. `limit` is the most digits allowed, 0 for any.
pub fn decimal(value: IntRef<'_>, limit: usize) -> Result<String, Fault> {
    match value {
        IntRef::Small(value) => Ok(value.to_string()),
        IntRef::Big(value) => {
            let refuse = || {
                Fault::value(format!(
                    "Exceeds the limit ({limit} digits) for integer string conversion; {LIMIT_ADVICE}"
                ))
            };
            // A number this long has too many digits for certain: 2^(10/3) > 10.
            if limit > 0 && value.bits() / 10 * 3 > limit as u64 + 3 {
                return refuse();
            }
            let text = value.to_str_radix(10);
            if limit > 0 && text.trim_start_matches('-').len() > limit {
                refuse()
            } else {
                Ok(text)
            }
        }
    }
}

/// Digits of the absolute value, in lower case and without prefix. `base` is at most 36.
pub fn radix_abs(value: IntRef<'_>, base: u32) -> String {
    match value {
        IntRef::Small(value) => {
            let value = value.unsigned_abs();
            match base {
                2 => format!("{value:b}"),
                8 => format!("{value:o}"),
                10 => value.to_string(),
                16 => format!("{value:x}"),
                _ => BigUint::from(value).to_str_radix(base),
            }
        }
        IntRef::Big(value) => value.magnitude().to_str_radix(base),
    }
}

/// `bin`, `oct` and `hex`: with sign and prefix.
pub fn prefixed(value: IntRef<'_>, base: u32) -> String {
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let sign = if is_negative(value) { "-" } else { "" };
    format!("{sign}{prefix}{}", radix_abs(value, base))
}

/// Is it below zero?
pub fn is_negative(value: IntRef<'_>) -> bool {
    match value {
        IntRef::Small(value) => value < 0,
        IntRef::Big(value) => value.sign() == Sign::Minus,
    }
}

/// `int(text, base)`. `base` is 0 or 2 to 36; `limit` as for [`decimal`].
pub fn parse(text: &str, base: u32, limit: usize) -> Result<Parsed, Fault> {
    if base == 1 || base > 36 {
        return Fault::value("int() base must be >= 2 and <= 36, or 0");
    }
    if let Some(value) = plain_decimal(text.as_bytes()).filter(|_| base == 10) {
        return Ok(Parsed::Small(value));
    }
    let invalid = || {
        Fault::value(format!(
            "invalid literal for int() with base {base}: {}",
            escape::repr(text)
        ))
    };
    let ascii = to_ascii(text);
    let Some((negative, base, digits)) =
        ascii.as_deref().and_then(|text| split_literal(text, base))
    else {
        return invalid();
    };
    if limit > 0 && !base.is_power_of_two() && digits.len() > limit {
        let count = digits.len();
        return Fault::value(format!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has {count} digits; {LIMIT_ADVICE}"
        ));
    }
    if let Ok(value) = i64::from_str_radix(&digits, base) {
        return Ok(Parsed::Small(if negative { -value } else { value }));
    }
    match BigUint::from_str_radix(&digits, base) {
        Ok(value) => {
            let value =
                BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, value);
            // The smallest word has no positive twin.
            Ok(i64::try_from(&value).map_or(Parsed::Big(value), Parsed::Small))
        }
        Err(_) => invalid(),
    }
}

/// What most calls pass: a few plain digits, perhaps a minus.
fn plain_decimal(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(if digits.len() < text.len() {
        -value
    } else {
        value
    })
}

/// Spaces at the ends gone, other decimal digits and spaces as their ASCII twins; None if something else is not ASCII.
pub(super) fn to_ascii(text: &str) -> Option<String> {
    let text = text.trim_matches(is_space);
    text.chars()
        .map(|c| match c {
            _ if c.is_ascii() => Some(c),
            _ if is_space(c) => Some(' '),
            _ => decimal_value(c).and_then(|value| char::from_digit(value, 10)),
        })
        .collect()
}

/// Sign, base and digits of a literal; None if it is not one. The digits are not empty, but not checked otherwise.
fn split_literal(text: &str, base: u32) -> Option<(bool, u32, String)> {
    let unsigned = text.strip_prefix(['-', '+']);
    let negative = text.starts_with('-');
    let text = unsigned.unwrap_or(text);
    let prefix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    };
    let prefixed = prefix.is_some_and(|prefix| base == 0 || base == prefix);
    let mut digits = text;
    if prefixed {
        digits = &text[2..];
        digits = digits.strip_prefix('_').unwrap_or(digits);
    }
    if digits.is_empty()
        || digits.starts_with(['_', '+', '-'])
        || digits.ends_with('_')
        || digits.contains("__")
    {
        return None;
    }
    let base = match base {
        0 if prefixed => prefix?,
        0 if digits.starts_with('0') && digits.bytes().any(|c| !matches!(c, b'0' | b'_')) => {
            return None;
        }
        0 => 10,
        base => base,
    };
    Some((negative, base, digits.replace('_', "")))
}
