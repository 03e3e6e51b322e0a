//! The format specification mini-language: what stands after the colon in `f"{x:>10,.2f}"`.
//!
//! `[[fill]align][sign][z][#][0][width][grouping][.[precision][grouping]][type]`

use super::Fault;

/// Where the value goes within the width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    Left,
    Right,
    Center,
    /// Padding between sign and digits.
    AfterSign,
}

/// What is written before a number that is not negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    Minus,
    Plus,
    Space,
}

/// A parsed specification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    pub fill: char,
    pub align: Align,
    pub sign: Option<Sign>,
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    /// The separator between groups of digits: `,` or `_`.
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    /// The same after the point.
    pub fraction_grouping: Option<char>,
    /// The presentation type, if one was given.
    pub kind: Option<char>,
}

/// The largest width or precision that CPython takes.
const LARGEST: usize = i64::MAX as usize;
/// The largest width for which there could be memory.
const WIDEST: usize = 1 << 36;

impl Spec {
    /// Parses `text`. `align` is what the type does without being told; `kind` stands in for a missing presentation
    /// type where that matters for what may be combined; `type_name` goes into error messages.
    pub fn parse(
        text: &str,
        align: Align,
        kind: Option<char>,
        type_name: &str,
    ) -> Result<Spec, Fault> {
        let mut spec = Spec {
            fill: ' ',
            align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            fraction_grouping: None,
            kind: None,
        };
        let mut rest = Rest { text };
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        let mut filled = false;
        let mut aligned = true;
        if let (Some(fill), Some(align)) = (first, second.and_then(alignment)) {
            (spec.fill, spec.align, filled) = (fill, align, true);
            rest.text = chars.as_str();
        } else if let Some(align) = first.and_then(alignment) {
            spec.align = align;
            rest.skip(1);
        } else {
            aligned = false;
        }
        spec.sign = rest.one_of(&[('+', Sign::Plus), ('-', Sign::Minus), (' ', Sign::Space)]);
        spec.no_negative_zero = rest.eat('z');
        spec.alternate = rest.eat('#');
        if !filled && rest.eat('0') {
            spec.fill = '0';
            if !aligned && align == Align::Right {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = rest.number()?.unwrap_or(0);
        if spec.width > WIDEST {
            return Err(Fault::Memory);
        }
        spec.grouping = rest.grouping()?;
        if rest.eat('.') {
            spec.precision = rest.number()?;
            spec.fraction_grouping = rest.grouping()?;
            if spec.precision.is_none() && spec.fraction_grouping.is_none() {
                return Fault::value("Format specifier missing precision");
            }
        }
        let mut chars = rest.text.chars();
        spec.kind = chars.next();
        if chars.next().is_some() {
            return Fault::value(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            ));
        }
        spec.check_grouping(kind)?;
        Ok(spec)
    }

    fn check_grouping(&self, default: Option<char>) -> Result<(), Fault> {
        let kind = self.kind.or(default);
        for separator in [self.grouping, self.fraction_grouping]
            .into_iter()
            .flatten()
        {
            match kind {
                None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => {}
                Some('b' | 'o' | 'x' | 'X') if separator == '_' => {}
                Some(kind) => {
                    return Fault::value(format!(
                        "Cannot specify '{separator}' with {}.",
                        quoted(kind)
                    ));
                }
            }
        }
        Ok(())
    }

    /// Digits in a group.
    pub fn group_size(&self) -> usize {
        if matches!(self.kind, Some('b' | 'o' | 'x' | 'X')) {
            4
        } else {
            3
        }
    }
}

/// A presentation type that the value does not have.
pub fn unknown_kind<T>(kind: char, type_name: &str) -> Result<T, Fault> {
    Fault::value(format!(
        "Unknown format code {} for object of type '{type_name}'",
        quoted(kind)
    ))
}

fn quoted(kind: char) -> String {
    match kind {
        '!'..='\x7f' => format!("'{kind}'"),
        _ => format!("'\\x{:x}'", kind as u32),
    }
}

fn alignment(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::AfterSign,
        _ => return None,
    })
}

/// What has not been parsed yet.
struct Rest<'a> {
    text: &'a str,
}

impl Rest<'_> {
    fn skip(&mut self, bytes: usize) {
        self.text = &self.text[bytes..];
    }

    fn eat(&mut self, c: char) -> bool {
        // Only ASCII is ever asked for.
        let found = self.text.as_bytes().first() == Some(&(c as u8));
        if found {
            self.skip(1);
        }
        found
    }

    fn one_of<T: Copy>(&mut self, table: &[(char, T)]) -> Option<T> {
        table
            .iter()
            .find(|(c, _)| self.eat(*c))
            .map(|&(_, meaning)| meaning)
    }

    fn number(&mut self) -> Result<Option<usize>, Fault> {
        let mut value = None;
        while let Some(digit) = self
            .text
            .chars()
            .next()
            .and_then(super::unicode::decimal_value)
        {
            let larger = value
                .unwrap_or(0_usize)
                .checked_mul(10)
                .and_then(|value| value.checked_add(digit as usize));
            match larger.filter(|&value| value <= LARGEST) {
                Some(larger) => value = Some(larger),
                None => return Fault::value("Too many decimal digits in format string"),
            }
            self.skip(self.text.chars().next().map_or(0, char::len_utf8));
        }
        Ok(value)
    }

    fn grouping(&mut self) -> Result<Option<char>, Fault> {
        let mut found = self.one_of(&[(',', ',')]);
        if self.eat('_') {
            if found.is_some() {
                return Fault::value("Cannot specify both ',' and '_'.");
            }
            found = Some('_');
        }
        if self.text.starts_with(',') && found == Some('_') {
            return Fault::value("Cannot specify both ',' and '_'.");
        }
        Ok(found)
    }
}
