//! Numbers to text: scientific and engineering notation.

use super::number::{Kind, Number};

/// The digits of a number with the point in its place and the exponent behind.
pub fn scientific(n: &Number, capitals: bool) -> String {
    notation(n, capitals, |leftdigits, exp| {
        if exp <= 0 && leftdigits > -6 {
            leftdigits
        } else {
            1
        }
    })
}

/// The same with exponents that are multiples of three.
pub fn engineering(n: &Number, capitals: bool) -> String {
    let zero = n.is_zero();
    notation(n, capitals, |leftdigits, exp| {
        if exp <= 0 && leftdigits > -6 {
            leftdigits
        } else if zero {
            (leftdigits + 1).rem_euclid(3) - 1
        } else {
            (leftdigits - 1).rem_euclid(3) + 1
        }
    })
}

/// The word for a special value.
pub fn special(n: &Number) -> Option<String> {
    let word = match n.kind {
        Kind::Finite => return None,
        Kind::Infinite => "Infinity",
        Kind::Quiet => "NaN",
        Kind::Signaling => "sNaN",
    };
    let mut out = String::from(if n.negative { "-" } else { "" });
    out.push_str(word);
    if n.is_nan() && !n.coef.is_zero() {
        out.push_str(&n.coef.text());
    }
    Some(out)
}

/// With the point where `place` puts it: it gets the number of digits before the point, and the exponent.
fn notation(n: &Number, capitals: bool, place: impl Fn(i64, i64) -> i64) -> String {
    if let Some(text) = special(n) {
        return text;
    }
    let digits = n.coef.text();
    let leftdigits = n.exp + digits.len() as i64;
    let point = place(leftdigits, n.exp);
    let mut out = String::with_capacity(digits.len() + 8);
    if n.negative {
        out.push('-');
    }
    push_digits(&mut out, &digits, point);
    if leftdigits != point {
        out.push(if capitals { 'E' } else { 'e' });
        let exp = leftdigits - point;
        if exp >= 0 {
            out.push('+');
        }
        out.push_str(&exp.to_string());
    }
    out
}

/// Digits with a point before digit number `point`, padded with zeros where it lies outside.
pub fn push_digits(out: &mut String, digits: &str, point: i64) {
    if point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        out.push_str(digits);
    } else if point as usize >= digits.len() {
        out.push_str(digits);
        out.extend(std::iter::repeat_n('0', point as usize - digits.len()));
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    }
}
