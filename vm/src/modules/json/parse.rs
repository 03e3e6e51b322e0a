//! A JSON text, understood. What the parts become is up to a [`Builder`]; places in the text are byte offsets.

use std::borrow::Cow;

use crate::text::surrogate;

/// Makes values of the parts of a document.
pub trait Builder<'s> {
    type Value;
    type Object;
    type Error: From<Fault>;

    fn constant(&mut self, constant: Constant) -> Result<Self::Value, Self::Error>;
    /// `true` if it has a fraction or an exponent.
    fn number(&mut self, text: &'s str, float: bool) -> Result<Self::Value, Self::Error>;
    fn text(&mut self, text: Cow<'s, str>) -> Self::Value;
    fn array(&mut self, items: Vec<Self::Value>) -> Result<Self::Value, Self::Error>;
    fn object(&mut self) -> Self::Object;
    fn member(
        &mut self,
        object: &mut Self::Object,
        key: Cow<'s, str>,
        value: Self::Value,
    ) -> Result<(), Self::Error>;
    fn object_end(&mut self, object: Self::Object) -> Result<Self::Value, Self::Error>;
}

/// A value with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    Null,
    True,
    False,
    NaN,
    Infinity,
    NegativeInfinity,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no value.
    NoValue(usize),
    Wrong(&'static str, usize),
    TooDeep,
}

/// A text being read.
pub struct Parser<'s> {
    text: &'s str,
    pub at: usize,
    strict: bool,
    depth: usize,
}

const CONSTANTS: [(&str, Constant); 6] = [
    ("null", Constant::Null),
    ("true", Constant::True),
    ("false", Constant::False),
    ("NaN", Constant::NaN),
    ("Infinity", Constant::Infinity),
    ("-Infinity", Constant::NegativeInfinity),
];

const NAME_EXPECTED: &str = "Expecting property name enclosed in double quotes";

impl<'s> Parser<'s> {
    /// `depth`: how deep arrays and objects may be nested. Unless `strict`, strings may have control characters.
    pub fn new(text: &'s str, at: usize, strict: bool, depth: usize) -> Parser<'s> {
        Parser {
            text,
            at,
            strict,
            depth,
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// The value here.
    pub fn value<B: Builder<'s>>(&mut self, b: &mut B) -> Result<B::Value, B::Error> {
        match self.byte() {
            b'"' => {
                self.at += 1;
                let text = self.string()?;
                Ok(b.text(text))
            }
            open @ (b'{' | b'[') => {
                if self.depth == 0 {
                    return Err(Fault::TooDeep.into());
                }
                self.depth -= 1;
                self.at += 1;
                let v = match open {
                    b'{' => self.object(b)?,
                    _ => self.array(b)?,
                };
                self.depth += 1;
                Ok(v)
            }
            _ => self.plain(b),
        }
    }

    /// A number or a constant.
    fn plain<B: Builder<'s>>(&mut self, b: &mut B) -> Result<B::Value, B::Error> {
        let start = self.at;
        if let Some(float) = self.number() {
            return b.number(&self.text[start..self.at], float);
        }
        let rest = &self.text[start..];
        match CONSTANTS.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, constant)) => {
                self.at += name.len();
                b.constant(*constant)
            }
            None => Err(Fault::NoValue(start).into()),
        }
    }

    /// Goes over a number, if there is one; true for a float.
    fn number(&mut self) -> Option<bool> {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let start = self.at + usize::from(self.byte() == b'-');
        let mut end = match bytes.get(start) {
            Some(b'0') => start + 1,
            Some(b'1'..=b'9') => digits(start + 1),
            _ => return None,
        };
        let mut float = false;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
            float = true;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
            let first = end + 1 + usize::from(signed);
            if digits(first) > first {
                end = digits(first);
                float = true;
            }
        }
        self.at = end;
        Some(float)
    }

    fn array<B: Builder<'s>>(&mut self, b: &mut B) -> Result<B::Value, B::Error> {
        let mut items = Vec::new();
        self.skip_space();
        if self.byte() == b']' {
            self.at += 1;
            return b.array(items);
        }
        loop {
            items.push(self.value(b)?);
            if self.separator(b']', "Illegal trailing comma before end of array")? {
                return b.array(items);
            }
        }
    }

    fn object<B: Builder<'s>>(&mut self, b: &mut B) -> Result<B::Value, B::Error> {
        let mut object = b.object();
        self.skip_space();
        if self.byte() == b'}' {
            self.at += 1;
            return b.object_end(object);
        }
        loop {
            if self.byte() != b'"' {
                return Err(Fault::Wrong(NAME_EXPECTED, self.at).into());
            }
            self.at += 1;
            let key = self.string()?;
            self.skip_space();
            if self.byte() != b':' {
                return Err(Fault::Wrong("Expecting ':' delimiter", self.at).into());
            }
            self.at += 1;
            self.skip_space();
            let value = self.value(b)?;
            b.member(&mut object, key, value)?;
            if self.separator(b'}', "Illegal trailing comma before end of object")? {
                return b.object_end(object);
            }
        }
    }

    /// After an item: true at the end, false behind a comma.
    fn separator(&mut self, close: u8, trailing: &'static str) -> Result<bool, Fault> {
        self.skip_space();
        match self.byte() {
            c if c == close => {
                self.at += 1;
                Ok(true)
            }
            b',' => {
                let comma = self.at;
                self.at += 1;
                self.skip_space();
                match self.byte() == close {
                    true => Err(Fault::Wrong(trailing, comma)),
                    false => Ok(false),
                }
            }
            _ => Err(Fault::Wrong("Expecting ',' delimiter", self.at)),
        }
    }

    /// A string whose opening quote is behind us; we come to lie behind its closing one.
    pub fn string(&mut self) -> Result<Cow<'s, str>, Fault> {
        let begin = self.at - 1;
        let unterminated = Fault::Wrong("Unterminated string starting at", begin);
        let mut out = String::new();
        loop {
            let from = self.at;
            let rest = &self.text.as_bytes()[from..];
            let Some(n) = rest
                .iter()
                .position(|c| *c == b'"' || *c == b'\\' || *c < b' ' && self.strict)
            else {
                return Err(unterminated);
            };
            self.at += n;
            let piece = &self.text[from..self.at];
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(Cow::Borrowed(piece));
                    }
                    out.push_str(piece);
                    return Ok(Cow::Owned(out));
                }
                b'\\' => {
                    out.push_str(piece);
                    self.at += 1;
                    if self.at == self.text.len() {
                        return Err(unterminated);
                    }
                    out.push(self.escape()?);
                }
                _ => return Err(Fault::Wrong("Invalid control character at", self.at)),
            }
        }
    }

    /// The character that an escape, behind the backslash, stands for.
    fn escape(&mut self) -> Result<char, Fault> {
        let backslash = self.at - 1;
        let c = match self.byte() {
            c @ (b'"' | b'\\' | b'/') => c as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit(self.at)?;
                self.at += 5;
                if (0xD800..0xDC00).contains(&first)
                    && self.text[self.at..].starts_with("\\u")
                    && let Ok(second @ 0xDC00..0xE000) = self.unit(self.at + 1)
                {
                    self.at += 6;
                    let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                    return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                return Ok(surrogate::char_of(first).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => return Err(Fault::Wrong("Invalid \\escape", backslash)),
        };
        self.at += 1;
        Ok(c)
    }

    /// The four digits behind the `u` at this place.
    fn unit(&self, at: usize) -> Result<u32, Fault> {
        let digits = self.text.as_bytes().get(at + 1..at + 5).unwrap_or(&[]);
        let valid = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
        valid
            .then(|| u32::from_str_radix(std::str::from_utf8(digits).unwrap_or(""), 16).ok())
            .flatten()
            .ok_or(Fault::Wrong("Invalid \\uXXXX escape", at))
    }
}
