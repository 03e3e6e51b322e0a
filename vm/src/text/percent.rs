//! The `%` language: `"%-10s|%05.2f" % (text, number)`.
//!
//! [`pieces`] takes a format apart; the caller fetches each argument and has [`Conversion`] write it.
//!
//! `%[(key)][flags][width][.precision][length]code`

use super::float::{self, Notation, Style};
use super::{Fault, IntRef, first_chars, int};

/// A part of a format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    Literal(&'a str),
    Conversion(Conversion<'a>),
}

/// A number in a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// `*`: taken from the arguments.
    Argument,
    Given(usize),
}

/// From `%` to the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conversion<'a> {
    /// The key into a mapping.
    pub key: Option<&'a str>,
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// ` `
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    pub width: Option<Amount>,
    pub precision: Option<Amount>,
    pub code: char,
    /// Where the code stands, in code points.
    pub index: usize,
}

/// The pieces of a format.
pub struct Pieces<'a> {
    text: &'a str,
    at: usize,
}

/// Starts over `text`.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0 }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.at..];
        let literal = rest.find('%').unwrap_or(rest.len());
        if rest.is_empty() {
            return None;
        }
        if literal > 0 {
            self.at += literal;
            return Some(Ok(Piece::Literal(&rest[..literal])));
        }
        self.at += 1;
        let conversion = self.conversion();
        if conversion.is_err() {
            self.at = self.text.len();
        }
        Some(conversion.map(Piece::Conversion))
    }
}

impl<'a> Pieces<'a> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn conversion(&mut self) -> Result<Conversion<'a>, Fault> {
        let key = if self.peek() == Some('(') {
            Some(self.key()?)
        } else {
            None
        };
        let (mut left, mut plus, mut space, mut alternate, mut zero) =
            (false, false, false, false, false);
        while let Some(c) = self.peek() {
            match c {
                '-' => left = true,
                '+' => plus = true,
                ' ' => space = true,
                '#' => alternate = true,
                '0' => zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let width = self.amount("width too big")?;
        let mut precision = None;
        if self.peek() == Some('.') {
            self.at += 1;
            precision = Some(
                self.amount("precision too big")?
                    .unwrap_or(Amount::Given(0)),
            );
        }
        if matches!(self.peek(), Some('h' | 'l' | 'L')) {
            self.at += 1;
        }
        let Some(code) = self.peek() else {
            return Fault::value("incomplete format");
        };
        let index = self.text[..self.at].chars().count();
        self.at += code.len_utf8();
        Ok(Conversion {
            key,
            left,
            plus,
            space,
            alternate,
            zero,
            width,
            precision,
            code,
            index,
        })
    }

    /// The text up to the parenthesis that matches the one at hand.
    fn key(&mut self) -> Result<&'a str, Fault> {
        let inner = &self.text[self.at + 1..];
        let mut depth = 1;
        let closes = |c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        };
        match inner.find(closes) {
            Some(end) => {
                self.at += end + 2;
                Ok(&inner[..end])
            }
            None => Fault::value("incomplete format key"),
        }
    }

    fn amount(&mut self, too_big: &str) -> Result<Option<Amount>, Fault> {
        if self.peek() == Some('*') {
            self.at += 1;
            return Ok(Some(Amount::Argument));
        }
        let digits = self.text[self.at..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        if digits == 0 {
            return Ok(None);
        }
        let value = self.text[self.at..self.at + digits].parse::<usize>().ok();
        self.at += digits;
        match value.filter(|&value| value <= i32::MAX as usize) {
            Some(value) => Ok(Some(Amount::Given(value))),
            None => Fault::value(too_big),
        }
    }
}

impl Conversion<'_> {
    /// Sets the width from an argument. A negative one aligns left.
    pub fn set_width(&mut self, width: i64) {
        self.left |= width < 0;
        self.width = Some(Amount::Given(width.unsigned_abs() as usize));
    }

    /// Sets the precision from an argument. A negative one counts as zero.
    pub fn set_precision(&mut self, precision: i64) {
        self.precision = Some(Amount::Given(precision.max(0) as usize));
    }

    /// The error for a code that does not exist.
    pub fn unsupported<T>(&self) -> Result<T, Fault> {
        let code = self.code as u32;
        let shown = if matches!(code, 32..=126) {
            self.code
        } else {
            '?'
        };
        Fault::value(format!(
            "unsupported format character '{shown}' (0x{code:x}) at index {}",
            self.index
        ))
    }

    /// Appends text: what `str`, `repr` or `ascii` made of the argument.
    pub fn write_text(&self, out: &mut String, text: &str) {
        let text = match self.precision {
            Some(Amount::Given(most)) => first_chars(text, most),
            _ => text,
        };
        self.pad(out, "", "", text, false);
    }

    /// Appends a character (`%c`).
    pub fn write_char(&self, out: &mut String, c: char) {
        self.pad(out, "", "", c.encode_utf8(&mut [0; 4]), false);
    }

    /// Appends an integer, for the codes `d i u o x X`. `limit` is the most decimal digits, 0 for any.
    pub fn write_int(
        &self,
        out: &mut String,
        value: IntRef<'_>,
        limit: usize,
    ) -> Result<(), Fault> {
        let (prefix, digits) = match self.code {
            'o' => ("0o", int::radix_abs(value, 8)),
            'x' => ("0x", int::radix_abs(value, 16)),
            'X' => ("0X", int::radix_abs(value, 16).to_uppercase()),
            _ => {
                let text = int::decimal(value, limit)?;
                ("", text.strip_prefix('-').map(String::from).unwrap_or(text))
            }
        };
        let digits = match self.precision {
            Some(Amount::Given(least)) => format!("{digits:0>least$}"),
            _ => digits,
        };
        let prefix = if self.alternate { prefix } else { "" };
        self.pad(
            out,
            self.sign(int::is_negative(value)),
            prefix,
            &digits,
            self.zero,
        );
        Ok(())
    }

    /// Appends a float, for the codes `e E f F g G`.
    pub fn write_float(&self, out: &mut String, value: f64) -> Result<(), Fault> {
        let style = match self.code {
            'e' | 'E' => Style::Exponent,
            'f' | 'F' => Style::Fixed,
            _ => Style::General,
        };
        let precision = match self.precision {
            Some(Amount::Given(precision)) => precision,
            _ => 6,
        };
        if precision > i32::MAX as usize {
            return Fault::value("precision too big");
        }
        let notation = Notation {
            style,
            precision,
            upper: self.code.is_ascii_uppercase(),
            alternate: self.alternate,
            dot_zero: false,
            no_negative_zero: false,
        };
        let (negative, text) = float::to_text(value, notation);
        self.pad(out, self.sign(negative), "", &text, self.zero);
        Ok(())
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    fn pad(&self, out: &mut String, sign: &str, prefix: &str, body: &str, zeros: bool) {
        let width = match self.width {
            Some(Amount::Given(width)) => width,
            _ => 0,
        };
        let padding = width.saturating_sub(sign.len() + prefix.len() + body.chars().count());
        let (spaces, zeros, after) = match (self.left, zeros) {
            (true, _) => (0, 0, padding),
            (false, true) => (0, padding, 0),
            (false, false) => (padding, 0, 0),
        };
        out.extend(std::iter::repeat_n(' ', spaces));
        out.push_str(sign);
        out.push_str(prefix);
        out.extend(std::iter::repeat_n('0', zeros));
        out.push_str(body);
        out.extend(std::iter::repeat_n(' ', after));
    }
}
