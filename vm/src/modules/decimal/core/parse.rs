//! Text to numbers: the numeric strings of the specification.

use super::coefficient::Coef;
use super::number::{Env, Kind, Number, Status};
use super::round::finish;
use crate::text::unicode;

/// Exponents are cut to this in size; what is beyond is out of every range anyhow.
const FAR: i64 = 3_000_000_000_000_000_000;

/// The text of a number in ASCII: decimal digits of any script become those of ASCII. With `freely`, white space around
/// and underscores are left out. `None` if there is anything that no number has.
pub fn to_ascii(text: &str, freely: bool) -> Option<Vec<u8>> {
    let text = if freely {
        text.trim_matches(unicode::is_space)
    } else {
        text
    };
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '_' if freely => {}
            c if c.is_ascii() => out.push(c as u8),
            c => out.push(b'0' + unicode::decimal_value(c)? as u8),
        }
    }
    Some(out)
}

/// A number from a numeric string.
fn parse(text: &[u8]) -> Option<Number> {
    let (negative, rest) = match text.first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if !matches!(rest.first()?, b'0'..=b'9' | b'.') {
        return parse_special(negative, rest);
    }
    let (mantissa, exp) = match rest.iter().position(|c| matches!(c, b'e' | b'E')) {
        Some(i) => (&rest[..i], exponent(&rest[i + 1..])?),
        None => (rest, 0),
    };
    let all_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match mantissa.iter().position(|c| *c == b'.') {
        None => {
            if !all_digits(mantissa) {
                return None;
            }
            Some(Number::finite(negative, Coef::from_text(mantissa), exp))
        }
        Some(point) => {
            let (whole, fraction) = (&mantissa[..point], &mantissa[point + 1..]);
            if mantissa.len() == 1 || !all_digits(whole) || !all_digits(fraction) {
                return None;
            }
            let coef = if whole.iter().all(|d| *d == b'0') {
                Coef::from_text(fraction)
            } else {
                Coef::from_text(&[whole, fraction].concat())
            };
            Some(Number::finite(negative, coef, exp - fraction.len() as i64))
        }
    }
}

fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text.first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0i64, |n, d| {
        n.saturating_mul(10)
            .saturating_add(i64::from(d - b'0'))
            .min(FAR)
    });
    Some(if negative { -size } else { size })
}

fn parse_special(negative: bool, text: &[u8]) -> Option<Number> {
    let after = |word: &[u8]| {
        let head = text.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
    };
    if after(b"infinity")
        .or(after(b"inf"))
        .is_some_and(<[u8]>::is_empty)
    {
        return Some(Number::infinity(negative));
    }
    let (kind, payload) = match (after(b"nan"), after(b"snan")) {
        (Some(rest), _) => (Kind::Quiet, rest),
        (_, Some(rest)) => (Kind::Signaling, rest),
        _ => return None,
    };
    if !payload.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(Number {
        negative,
        kind,
        exp: 0,
        coef: Coef::from_text(payload),
    })
}

/// The number that a text stands for, exactly; invalid if it is none or out of range.
pub fn exact(text: &str, st: &mut Status) -> Number {
    match to_ascii(text, true).and_then(|t| parse(&t)) {
        Some(n) => in_range(n, st),
        None => Number::invalid(st, Status::CONVERSION_SYNTAX),
    }
}

/// A number as it is if its exponent can be; invalid otherwise.
pub fn in_range(n: Number, st: &mut Status) -> Number {
    let mut mine = Status::default();
    let n = finish(n, &Env::WIDEST, &mut mine);
    if mine.has(Status::INEXACT | Status::ROUNDED | Status::CLAMPED) {
        return Number::invalid(st, Status::INVALID_OPERATION);
    }
    st.add(mine.0 & Status::ERRORS);
    n
}

/// The number that a text stands for, rounded.
pub fn rounded(text: &str, env: &Env, st: &mut Status) -> Number {
    match to_ascii(text, false).and_then(|t| parse(&t)) {
        Some(n) => fitted(n, env, st),
        None => Number::invalid(st, Status::CONVERSION_SYNTAX),
    }
}

/// A number as the context has it; a NaN whose payload is too long is invalid.
pub fn fitted(n: Number, env: &Env, st: &mut Status) -> Number {
    if n.is_nan() && n.coef.exceeds(env.prec - i64::from(env.clamp)) {
        return Number::invalid(st, Status::CONVERSION_SYNTAX);
    }
    finish(n, env, st)
}
