//! Floats to text: `repr`, and the digits behind `format` and `%`.
//!
//! Digits come from elsewhere (the shortest that round-trip from `zmij`, exactly rounded ones from the standard
//! library); this module lays them out as CPython does.

use std::fmt::Write;

/// How digits are chosen and laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// The shortest digits that round-trip; an exponent below 1e-4 and from 1e16 on.
    Shortest,
    /// `e`: one digit before the point, always an exponent.
    Exponent,
    /// `f`: no exponent.
    Fixed,
    /// `g`: that many significant digits, an exponent if it would be long, no trailing zeros.
    General,
}

/// Everything that decides about the text of a float, but for sign and padding.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    pub style: Style,
    pub precision: usize,
    /// `E` and `INF` rather than `e` and `inf`.
    pub upper: bool,
    /// `#`: the point is always there, and trailing zeros are kept.
    pub alternate: bool,
    /// `1.0` rather than `1`.
    pub dot_zero: bool,
    /// `z`: what rounds to zero has no sign.
    pub no_negative_zero: bool,
}

impl Notation {
    /// What `repr` uses.
    pub const REPR: Notation = Notation {
        style: Style::Shortest,
        precision: 0,
        upper: false,
        alternate: false,
        dot_zero: true,
        no_negative_zero: false,
    };
}

/// No double has more digits than this, before or after the point; those asked for beyond are zeros.
const MOST_DIGITS: usize = 1100;

/// `repr(x)`.
pub fn repr(x: f64) -> String {
    let mut out = String::new();
    push_repr(&mut out, x);
    out
}

/// Appends `repr(x)`.
pub fn push_repr(out: &mut String, x: f64) {
    // Most floats that are printed are whole or short; whole ones need no search for digits.
    if x.abs() < 1e16 && x == x.trunc() && (x != 0.0 || x.is_sign_positive()) {
        out.push_str(&(x as i64).to_string());
        out.push_str(".0");
        return;
    }
    // Between these bounds no exponent is written, and the shortest digits come laid out as Python has them.
    if (1e-4..1e16).contains(&x.abs()) {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(x);
        if text.contains('.') && !text.contains('e') {
            out.push_str(text);
            return;
        }
    }
    let (negative, text) = to_text(x, Notation::REPR);
    if negative {
        out.push('-');
    }
    out.push_str(&text);
}

/// `repr(complex(re, im))`.
pub fn complex_repr(re: f64, im: f64) -> String {
    let part = |x| {
        to_text(
            x,
            Notation {
                dot_zero: false,
                ..Notation::REPR
            },
        )
    };
    let ((re_negative, re_text), (im_negative, im_text)) = (part(re), part(im));
    let sign = |negative| if negative { "-" } else { "" };
    if re == 0.0 && !re_negative {
        return format!("{}{im_text}j", sign(im_negative));
    }
    let join = if im_negative { '-' } else { '+' };
    format!("({}{re_text}{join}{im_text}j)", sign(re_negative))
}

/// Whether a sign is due, and the text without it.
pub fn to_text(x: f64, notation: Notation) -> (bool, String) {
    let negative = x.is_sign_negative() && !x.is_nan();
    let text = if x.is_nan() {
        String::from(if notation.upper { "NAN" } else { "nan" })
    } else if x.is_infinite() {
        String::from(if notation.upper { "INF" } else { "inf" })
    } else if notation.style == Style::Fixed {
        fixed(x.abs(), notation)
    } else {
        let (digits, point) = digits(x.abs(), notation);
        lay_out(&digits, point, notation)
    };
    let zero = x.is_finite()
        && !text
            .bytes()
            .take_while(|&c| c | 32 != b'e')
            .any(|c| matches!(c, b'1'..=b'9'));
    (negative && !(notation.no_negative_zero && zero), text)
}

fn fixed(x: f64, notation: Notation) -> String {
    let digits = notation.precision.min(MOST_DIGITS);
    let mut text = match fixed_in_word(x, digits) {
        Some(text) => text,
        None => format!("{x:.digits$}"),
    };
    text.extend(std::iter::repeat_n('0', notation.precision - digits));
    if notation.precision == 0 && notation.alternate {
        text.push('.');
    } else if notation.precision == 0 && notation.dot_zero {
        text.push_str(".0");
    }
    text
}

/// The same by integer arithmetic, where all of it fits 128 bits: `x * 10^digits`, rounded half to even.
fn fixed_in_word(x: f64, digits: usize) -> Option<String> {
    let power = 10_u64.checked_pow(u32::try_from(digits).ok()?)?;
    if x >= 9.0e15 {
        return None;
    }
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    // Below 2^53 * 2^64; `exponent` is not above 0, as x is below 2^53.
    let scaled = u128::from(mantissa) * u128::from(power);
    let drop = exponent.unsigned_abs();
    let rounded = if drop > 120 {
        0
    } else {
        let (whole, half) = (scaled >> drop, (1_u128 << drop) >> 1);
        let rest = scaled & ((1 << drop) - 1);
        whole + u128::from(rest > half || rest == half && drop > 0 && whole & 1 == 1)
    };
    let (whole, part) = (rounded / u128::from(power), rounded % u128::from(power));
    Some(if digits == 0 {
        format!("{whole}")
    } else {
        let (whole, part) = (whole as u64, part as u64);
        let mut text = String::with_capacity(digits + 18);
        let written = write!(text, "{whole}.{part:0digits$}");
        debug_assert!(written.is_ok(), "writing to a String does not fail");
        text
    })
}

/// Significant digits without zeros at either end (but one for zero itself), and how many stand before the point.
fn digits(x: f64, notation: Notation) -> (Vec<u8>, i32) {
    let after_first = match notation.style {
        Style::General => notation.precision.max(1) - 1,
        _ => notation.precision,
    };
    let exact;
    let mut buffer = zmij::Buffer::new();
    let text = if notation.style == Style::Shortest {
        buffer.format_finite(x)
    } else {
        exact = format!("{x:.*e}", after_first.min(MOST_DIGITS));
        &exact
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let leading = digits.iter().take_while(|&&digit| digit == b'0').count();
    digits.drain(..leading);
    let trailing = digits
        .iter()
        .rev()
        .take_while(|&&digit| digit == b'0')
        .count();
    digits.truncate(digits.len() - trailing);
    if digits.is_empty() {
        return (vec![b'0'], 1);
    }
    let exponent: i32 = exponent.parse().unwrap_or(0);
    (digits, whole.len() as i32 - leading as i32 + exponent)
}

fn lay_out(digits: &[u8], point: i32, notation: Notation) -> String {
    let significant = notation.precision.max(1);
    let (exponential, wanted) = match notation.style {
        Style::Shortest => (!(-3..=16).contains(&point), 0),
        Style::General => {
            let most = significant as i64 - i64::from(notation.dot_zero);
            (
                point < -3 || i64::from(point) > most,
                if notation.alternate { significant } else { 0 },
            )
        }
        Style::Exponent | Style::Fixed => (true, notation.precision + 1),
    };
    let mut out = String::with_capacity(digits.len().max(wanted) + 8);
    let whole = if exponential { 1 } else { point };
    let digit = |index: i32| {
        usize::try_from(index)
            .ok()
            .and_then(|index| digits.get(index))
            .map_or('0', |&d| d as char)
    };
    if whole < 1 {
        out.push('0');
    } else {
        out.extend((0..whole).map(digit));
    }
    let end = (digits.len().max(wanted)) as i32;
    if end > whole {
        out.push('.');
        out.extend((whole..end).map(digit));
    } else if notation.alternate {
        out.push('.');
    } else if notation.dot_zero && !exponential {
        out.push_str(".0");
    }
    if exponential {
        let exponent = point - 1;
        out.push(if notation.upper { 'E' } else { 'e' });
        out.push(if exponent < 0 { '-' } else { '+' });
        out.push_str(&format!("{:02}", exponent.abs()));
    }
    out
}
