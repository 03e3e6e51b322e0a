//! `format(value, spec)` for text and numbers.

use super::float::{self, Notation, Style};
use super::int;
use super::spec::{Align, Sign, Spec, unknown_kind};
use super::{Fault, IntRef};
use std::borrow::Cow;

/// `format(text, spec)` for a `str`.
pub fn format_str(text: &str, spec: &str, type_name: &str) -> Result<String, Fault> {
    if spec.is_empty() {
        return Ok(text.into());
    }
    let spec = Spec::parse(spec, Align::Left, Some('s'), type_name)?;
    let kind = spec.kind.unwrap_or('s');
    if kind != 's' {
        return unknown_kind(kind, type_name);
    }
    match spec.sign {
        Some(Sign::Space) => return Fault::value("Space not allowed in string format specifier"),
        Some(_) => return Fault::value("Sign not allowed in string format specifier"),
        None => {}
    }
    if spec.no_negative_zero {
        return Fault::value("Negative zero coercion (z) not allowed in string format specifier");
    }
    if spec.alternate {
        return Fault::value("Alternate form (#) not allowed in string format specifier");
    }
    if spec.align == Align::AfterSign {
        return Fault::value("'=' alignment not allowed in string format specifier");
    }
    let text = match spec.precision {
        Some(most) => super::first_chars(text, most),
        None => text,
    };
    Ok(pad(text, &spec))
}

/// `format(value, spec)` for an `int`. `limit` is the most digits that a decimal text may have, 0 for any.
pub fn format_int(
    value: IntRef<'_>,
    spec: &str,
    type_name: &str,
    limit: usize,
) -> Result<String, Fault> {
    if spec.is_empty() {
        return int::decimal(value, limit);
    }
    let spec = Spec::parse(spec, Align::Right, Some('d'), type_name)?;
    let kind = spec.kind.unwrap_or('d');
    match kind {
        'b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n' => whole(value, &spec, kind, limit),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            real(crate::numeric::to_f64(value)?, &spec, type_name)
        }
        _ => unknown_kind(kind, type_name),
    }
}

/// `format(value, spec)` for a `float`.
pub fn format_float(value: f64, spec: &str, type_name: &str) -> Result<String, Fault> {
    if spec.is_empty() {
        return Ok(float::repr(value));
    }
    let spec = Spec::parse(spec, Align::Right, None, type_name)?;
    real(value, &spec, type_name)
}

/// `format(complex(re, im), spec)`.
pub fn format_complex(re: f64, im: f64, spec: &str, type_name: &str) -> Result<String, Fault> {
    if spec.is_empty() {
        return Ok(float::complex_repr(re, im));
    }
    let spec = Spec::parse(spec, Align::Right, None, type_name)?;
    let Some(mut notation) = notation(&spec).filter(|_| spec.kind != Some('%')) else {
        return unknown_kind(spec.kind.unwrap_or('r'), type_name);
    };
    if spec.fill == '0' {
        return Fault::value("Zero padding is not allowed in complex format specifier");
    }
    if spec.align == Align::AfterSign {
        return Fault::value("'=' alignment flag is not allowed in complex format specifier");
    }
    notation.dot_zero = false;
    let bare = Spec { width: 0, ..spec };
    let im_text = Number::of_float(im, notation).text(&Spec {
        sign: Some(Sign::Plus),
        ..bare
    });
    let plain = spec.kind.is_none();
    if plain && re == 0.0 && re.is_sign_positive() {
        let im_text = Number::of_float(im, notation).text(&bare);
        return Ok(pad(&format!("{im_text}j"), &spec));
    }
    let re_text = Number::of_float(re, notation).text(&bare);
    let (open, close) = if plain { ("(", ")") } else { ("", "") };
    Ok(pad(&format!("{open}{re_text}{im_text}j{close}"), &spec))
}

fn whole(value: IntRef<'_>, spec: &Spec, kind: char, limit: usize) -> Result<String, Fault> {
    if spec.precision.is_some() || spec.fraction_grouping.is_some() {
        return Fault::value("Precision not allowed in integer format specifier");
    }
    if spec.no_negative_zero {
        return Fault::value("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if kind == 'c' {
        return character(value, spec);
    }
    let (negative, digits, prefix) = match kind {
        'b' => (int::is_negative(value), int::radix_abs(value, 2), "0b"),
        'o' => (int::is_negative(value), int::radix_abs(value, 8), "0o"),
        'x' => (int::is_negative(value), int::radix_abs(value, 16), "0x"),
        'X' => (
            int::is_negative(value),
            int::radix_abs(value, 16).to_uppercase(),
            "0X",
        ),
        _ => {
            let text = int::decimal(value, limit)?;
            match text.strip_prefix('-') {
                Some(digits) => (true, digits.into(), ""),
                None => (false, text, ""),
            }
        }
    };
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(Number {
        negative,
        prefix,
        digits: &digits,
        rest: "",
    }
    .text(spec))
}

fn character(value: IntRef<'_>, spec: &Spec) -> Result<String, Fault> {
    if spec.sign.is_some() {
        return Fault::value("Sign not allowed with integer format specifier 'c'");
    }
    if spec.alternate {
        return Fault::value("Alternate form (#) not allowed with integer format specifier 'c'");
    }
    let code = match value {
        IntRef::Small(code) => u32::try_from(code).ok().filter(|&code| code < 0x11_0000),
        IntRef::Big(_) => return Fault::overflow("Python int too large to convert to C long"),
    };
    let Some(code) = code else {
        return Fault::overflow("%c arg not in range(0x110000)");
    };
    let mut buffer = [0; 4];
    let text = super::surrogate::char_of(code)
        .unwrap_or('\u{FFFD}')
        .encode_utf8(&mut buffer);
    Ok(Number {
        negative: false,
        prefix: "",
        digits: "",
        rest: text,
    }
    .text(spec))
}

fn real(value: f64, spec: &Spec, type_name: &str) -> Result<String, Fault> {
    let Some(notation) = notation(spec) else {
        return unknown_kind(spec.kind.unwrap_or('r'), type_name);
    };
    if spec
        .precision
        .is_some_and(|precision| precision > i32::MAX as usize)
    {
        return Fault::value("precision too big");
    }
    let percent = spec.kind == Some('%');
    let number = Number::of_float(if percent { value * 100.0 } else { value }, notation);
    if !percent {
        return Ok(number.text(spec));
    }
    let text = format!("{}%", number.text);
    Ok(FloatNumber {
        negative: number.negative,
        text,
    }
    .text(spec))
}

/// How the presentation type writes a float; None if it does not.
fn notation(spec: &Spec) -> Option<Notation> {
    let style = match spec.kind {
        None => Style::Shortest,
        Some('e' | 'E') => Style::Exponent,
        Some('f' | 'F' | '%') => Style::Fixed,
        Some('g' | 'G' | 'n') => Style::General,
        Some(_) => return None,
    };
    let (style, precision) = match (style, spec.precision) {
        (Style::Shortest, None) => (style, 0),
        (Style::Shortest, Some(precision)) => (Style::General, precision),
        (_, precision) => (style, precision.unwrap_or(6)),
    };
    Some(Notation {
        style,
        precision,
        upper: matches!(spec.kind, Some('E' | 'F' | 'G')),
        alternate: spec.alternate,
        dot_zero: spec.kind.is_none(),
        no_negative_zero: spec.no_negative_zero,
    })
}

/// The text of a float, before sign, grouping and padding.
struct FloatNumber {
    negative: bool,
    text: String,
}

impl FloatNumber {
    fn text(&self, spec: &Spec) -> String {
        let whole = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.text.split_at(whole);
        let rest = match spec.fraction_grouping {
            Some(separator) => Cow::Owned(group_fraction(rest, separator)),
            None => Cow::Borrowed(rest),
        };
        Number {
            negative: self.negative,
            prefix: "",
            digits,
            rest: &rest,
        }
        .text(spec)
    }
}

/// A number taken apart: only `digits` are grouped and filled with zeros.
struct Number<'a> {
    negative: bool,
    prefix: &'a str,
    digits: &'a str,
    rest: &'a str,
}

impl Number<'_> {
    fn of_float(value: f64, notation: Notation) -> FloatNumber {
        let (negative, text) = float::to_text(value, notation);
        FloatNumber { negative, text }
    }

    fn text(&self, spec: &Spec) -> String {
        let sign = match spec.sign {
            _ if self.negative => "-",
            Some(Sign::Plus) => "+",
            Some(Sign::Space) => " ",
            _ => "",
        };
        let fixed = sign.len() + self.prefix.len() + self.rest.chars().count();
        let zeros = if spec.fill == '0' && spec.align == Align::AfterSign {
            spec.width.saturating_sub(fixed)
        } else {
            0
        };
        if spec.width <= fixed + self.digits.len() && spec.grouping.is_none() {
            let mut out = String::with_capacity(fixed + self.digits.len() + self.rest.len());
            [sign, self.prefix, self.digits, self.rest]
                .iter()
                .for_each(|part| out.push_str(part));
            return out;
        }
        let digits = if self.digits.is_empty() {
            String::new()
        } else {
            group(self.digits, zeros, spec.group_size(), spec.grouping)
        };
        let padding = spec.width.saturating_sub(fixed + digits.len());
        let (left, inner) = match spec.align {
            Align::Left => (0, 0),
            Align::Center => (padding / 2, 0),
            Align::Right => (padding, 0),
            Align::AfterSign => (0, padding),
        };
        let mut out = String::new();
        let fill = |count| std::iter::repeat_n(spec.fill, count);
        out.extend(fill(left));
        out.push_str(sign);
        out.push_str(self.prefix);
        out.extend(fill(inner));
        out.push_str(&digits);
        out.push_str(self.rest);
        out.extend(fill(padding - left - inner));
        out
    }
}

/// Digits with separators between groups, and zeros before them up to `width`. The first character is a digit, so the
/// result may be one longer.
fn group(digits: &str, width: usize, size: usize, separator: Option<char>) -> String {
    let Some(separator) = separator else {
        return format!("{digits:0>width$}");
    };
    let separators = |count: usize| (count - 1) / size;
    let mut count = digits.len();
    if count + separators(count) < width {
        // Of `width` characters every `size + 1`-th from the right is a separator, unless it would come first.
        count = width - (width - 1) / (size + 1);
    }
    let mut out = String::with_capacity(count + separators(count));
    for index in 0..count {
        if index > 0 && (count - index).is_multiple_of(size) {
            out.push(separator);
        }
        let from_end = count - index;
        out.push(if from_end > digits.len() {
            '0'
        } else {
            digits.as_bytes()[digits.len() - from_end] as char
        });
    }
    out
}

/// The digits after the point in groups of three, counted from the point.
fn group_fraction(rest: &str, separator: char) -> String {
    let Some(fraction) = rest.strip_prefix('.') else {
        return rest.into();
    };
    let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let mut out = String::from(".");
    for (index, digit) in fraction[..len].chars().enumerate() {
        if index > 0 && index.is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out.push_str(&fraction[len..]);
    out
}

/// Text in the middle of fill characters, as the alignment says.
fn pad(text: &str, spec: &Spec) -> String {
    let padding = spec.width.saturating_sub(text.chars().count());
    let left = match spec.align {
        Align::Left => 0,
        Align::Center => padding / 2,
        Align::Right | Align::AfterSign => padding,
    };
    let mut out = String::with_capacity(text.len() + padding * spec.fill.len_utf8());
    out.extend(std::iter::repeat_n(spec.fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(spec.fill, padding - left));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newer than the CPython that `testdata` was recorded from.
    #[test]
    fn digits_after_the_point_are_grouped_too() {
        let format = |value, spec| format_float(value, spec, "float");
        assert_eq!(
            format(123456.1234567, ",.7_f").as_deref(),
            Ok("123,456.123_456_7")
        );
        assert_eq!(format(0.25, ".,f").as_deref(), Ok("0.250,000"));
        assert_eq!(format(1.5, "12._f").as_deref(), Ok("   1.500_000"));
        assert_eq!(format(1e-7, "._e").as_deref(), Ok("1.000_000e-07"));
        let fault = Fault::Value("Cannot specify '_' with 's'.".into());
        assert_eq!(format_str("x", "._", "str"), Err(fault));
    }
}
