//! Text to floats and complex numbers, and the hexadecimal form both ways.

use super::int::to_ascii;
use super::{Fault, escape};

/// `float(text)`.
pub fn parse(text: &str) -> Result<f64, Fault> {
    let ascii = to_ascii(text);
    match ascii
        .as_deref()
        .and_then(without_underscores)
        .as_deref()
        .and_then(literal)
    {
        Some(value) => Ok(value),
        None => Fault::value(format!(
            "could not convert string to float: {}",
            escape::repr(text)
        )),
    }
}

/// Underscores between digits removed; None if there are others.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let placed = |(index, &byte): (usize, &u8)| {
        byte != b'_' || index > 0 && digit(index - 1) && digit(index + 1)
    };
    bytes
        .iter()
        .enumerate()
        .all(placed)
        .then(|| text.replace('_', ""))
}

/// A whole text that is a float literal, with a sign or without.
fn literal(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = body.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let named = ["inf", "infinity", "nan"]
        .iter()
        .any(|name| body.eq_ignore_ascii_case(name));
    // The standard library rounds exactly, and takes nothing else that begins like this.
    if number || named {
        text.parse().ok()
    } else {
        None
    }
}

/// The longest float literal at the start of `text`, and what follows it.
fn prefix(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let word = |at: usize, name: &str| {
        text.get(at..at + name.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(name))
    };
    if let Some(name) = ["infinity", "inf", "nan"]
        .iter()
        .find(|name| word(at, name))
    {
        at += name.len();
    } else {
        let digits = |from: usize| {
            bytes[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        at += digits(at);
        if bytes.get(at) == Some(&b'.') {
            at += 1 + digits(at + 1);
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits((at + 1 + sign).min(bytes.len()));
            at += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
    }
    literal(&text[..at]).map(|value| (value, &text[at..]))
}

/// `complex(text)`: real and imaginary part.
pub fn parse_complex(text: &str) -> Result<(f64, f64), Fault> {
    let ascii = to_ascii(text);
    let plain = ascii.as_deref().and_then(without_underscores);
    match plain.as_deref().and_then(complex_literal) {
        Some(parts) => Ok(parts),
        None => Fault::value("complex() arg is a malformed string"),
    }
}

fn complex_literal(text: &str) -> Option<(f64, f64)> {
    let text = match text.strip_prefix('(') {
        Some(inner) => inner.trim_matches(' ').strip_suffix(')')?.trim_matches(' '),
        None => text,
    };
    let unit = |text: &str| match text {
        "j" | "J" | "+j" | "+J" => Some(1.0),
        "-j" | "-J" => Some(-1.0),
        _ => None,
    };
    if let Some(im) = unit(text) {
        return Some((0.0, im));
    }
    let (first, rest) = prefix(text)?;
    match rest {
        "" => return Some((first, 0.0)),
        "j" | "J" => return Some((0.0, first)),
        _ if !rest.starts_with(['+', '-']) => return None,
        _ => {}
    }
    if let Some(im) = unit(rest) {
        return Some((first, im));
    }
    let (im, rest) = prefix(rest)?;
    matches!(rest, "j" | "J").then_some((first, im))
}

/// `x.hex()`.
pub fn to_hex(x: f64) -> String {
    if !x.is_finite() {
        return super::float::repr(x);
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i32, bits & ((1 << 52) - 1));
    if exponent == 0 && fraction == 0 {
        return format!("{sign}0x0.0p+0");
    }
    let (lead, exponent) = if exponent == 0 {
        (0, -1022)
    } else {
        (1, exponent - 1023)
    };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// `float.fromhex(text)`.
pub fn from_hex(text: &str) -> Result<f64, Fault> {
    const INVALID: &str = "invalid hexadecimal floating-point string";
    const TOO_LARGE: &str = "hexadecimal value too large to represent as a float";
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    let negative = text.starts_with('-');
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let signed = |value: f64| if negative { -value } else { value };
    if body.eq_ignore_ascii_case("inf") || body.eq_ignore_ascii_case("infinity") {
        return Ok(signed(f64::INFINITY));
    }
    if body.eq_ignore_ascii_case("nan") {
        return Ok(signed(f64::NAN));
    }
    let body = body
        .strip_prefix("0x")
        .or_else(|| body.strip_prefix("0X"))
        .unwrap_or(body);
    let (mantissa, exponent) = match body.find(['p', 'P']) {
        Some(at) => (&body[..at], hex_exponent(&body[at + 1..])),
        None => (body, Some(0)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let Some(exponent) = exponent
        .filter(|_| digits().count() > 0 && digits().all(|digit| digit.is_ascii_hexdigit()))
    else {
        return Fault::value(INVALID);
    };
    // 60 bits are kept exactly, and one below them stands for all that follow.
    let (mut bits, mut scale, mut rest) = (0_u64, exponent - 4 * fraction.len() as i64, false);
    for digit in digits() {
        let digit = u64::from((digit as char).to_digit(16).unwrap_or(0));
        if bits >> 56 == 0 {
            bits = bits << 4 | digit;
        } else {
            rest |= digit != 0;
            scale += 4;
        }
    }
    match scale_exactly(bits, rest, scale) {
        Some(value) => Ok(signed(value)),
        None => Fault::overflow(TOO_LARGE),
    }
}

fn hex_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let large = if text.starts_with('-') {
        -(1 << 40)
    } else {
        1 << 40
    };
    Some(
        text.parse::<i64>()
            .unwrap_or(large)
            .clamp(-(1 << 40), 1 << 40),
    )
}

/// `bits * 2^scale`, rounded once, half to even. `rest`: a little more than `bits`. None if too large.
pub(crate) fn scale_exactly(bits: u64, rest: bool, scale: i64) -> Option<f64> {
    if bits == 0 {
        return Some(0.0);
    }
    let top = i64::from(bits.ilog2()) + scale;
    if top > 1023 {
        return None;
    }
    // The weight of the last bit of the result; subnormals have fewer bits.
    let last = (top - 52).max(-1074);
    let drop = last - scale;
    let mantissa = if drop <= 0 {
        bits << -drop
    } else if drop > 64 {
        0
    } else {
        let bits = u128::from(bits);
        let (kept, lost, half) = (bits >> drop, bits & ((1 << drop) - 1), 1_u128 << (drop - 1));
        let up = lost > half || lost == half && (rest || kept & 1 == 1);
        (kept + u128::from(up)) as u64
    };
    // At most 2^53 times a power of two: exact unless it overflows. The power is applied in two steps, since half of
    // the powers needed are no doubles themselves.
    let first = last.max(-1000);
    let value = mantissa as f64 * 2f64.powi(first as i32) * 2f64.powi((last - first) as i32);
    value.is_finite().then_some(value)
}
