//! The language of `str.format` and `string.Formatter`: literal text, and fields in braces.
//!
//! `text {name.attribute[index]!r:specification} text {{ and }}`

use super::Fault;

/// A stretch of literal text, and the field after it, if there is one. Braces that were doubled are single in
/// `literal` by ending it: the next piece goes on after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece<'a> {
    pub literal: &'a str,
    pub field: Option<Field<'a>>,
}

/// What stands between the braces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field<'a> {
    pub name: &'a str,
    pub conversion: Option<char>,
    pub spec: &'a str,
    /// The specification has fields of its own.
    pub nested: bool,
}

/// The pieces of a format string.
pub struct Pieces<'a> {
    rest: &'a str,
}

/// Starts over `text`.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.rest = "";
        }
        Some(piece)
    }
}

impl<'a> Pieces<'a> {
    fn piece(&mut self) -> Result<Piece<'a>, Fault> {
        let text = self.rest;
        let Some(at) = text.find(['{', '}']) else {
            self.rest = "";
            return Ok(Piece {
                literal: text,
                field: None,
            });
        };
        let (brace, after) = (&text[at..=at], &text[at + 1..]);
        if after.starts_with(brace) {
            self.rest = &after[1..];
            return Ok(Piece {
                literal: &text[..=at],
                field: None,
            });
        }
        if brace == "}" {
            return Fault::value("Single '}' encountered in format string");
        }
        if after.is_empty() {
            return Fault::value("Single '{' encountered in format string");
        }
        let (field, rest) = field(after)?;
        self.rest = rest;
        Ok(Piece {
            literal: &text[..at],
            field: Some(field),
        })
    }
}

/// The field at the start of `text`, which follows an opening brace, and what comes after its closing brace.
fn field(text: &str) -> Result<(Field<'_>, &str), Fault> {
    // A name goes on to a brace, `!` or `:` outside square brackets.
    let mut bracket = false;
    let ends = |c: char| {
        bracket = match c {
            '[' => true,
            ']' => false,
            _ => bracket,
        };
        !bracket && matches!(c, '{' | '}' | '!' | ':')
    };
    let Some(name_end) = text.find(ends) else {
        return Fault::value("expected '}' before end of string");
    };
    let (name, mut rest) = text.split_at(name_end);
    if rest.starts_with('{') {
        return Fault::value("unexpected '{' in field name");
    }
    let mut conversion = None;
    if let Some(after) = rest.strip_prefix('!') {
        let mut chars = after.chars();
        conversion = chars.next();
        rest = chars.as_str();
        match (conversion, rest.chars().next()) {
            (None, _) => {
                return Fault::value("end of string while looking for conversion specifier");
            }
            (_, None) => return Fault::value("unmatched '{' in format spec"),
            (_, Some(':' | '}')) => {}
            _ => return Fault::value("expected ':' after conversion specifier"),
        }
    }
    if let Some(rest) = rest.strip_prefix('}') {
        return Ok((
            Field {
                name,
                conversion,
                spec: "",
                nested: false,
            },
            rest,
        ));
    }
    let spec = &rest[1..];
    let mut depth = 1;
    let closes = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    };
    let Some(end) = spec.find(closes) else {
        return Fault::value("unmatched '{' in format spec");
    };
    let (spec, rest) = (&spec[..end], &spec[end + 1..]);
    Ok((
        Field {
            name,
            conversion,
            spec,
            nested: spec.contains('{'),
        },
        rest,
    ))
}

/// A step from a value to one inside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'a> {
    Attribute(&'a str),
    Index(usize),
    Key(&'a str),
}

/// What a field name begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum First<'a> {
    /// `{}`: the next argument.
    Next,
    Index(usize),
    Key(&'a str),
}

/// Takes a field name apart: the argument it begins with, and the way from there.
pub fn split_name(name: &str) -> Result<(First<'_>, Vec<Step<'_>>), Fault> {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let first = match number(first)? {
        _ if first.is_empty() => First::Next,
        Some(index) => First::Index(index),
        None => First::Key(first),
    };
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let step;
        (step, rest) = if let Some(after) = rest.strip_prefix('.') {
            let (attribute, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
            (Step::Attribute(attribute), rest)
        } else if let Some(after) = rest.strip_prefix('[') {
            let Some((key, rest)) = after.split_once(']') else {
                return Fault::value("Missing ']' in format string");
            };
            (number(key)?.map_or(Step::Key(key), Step::Index), rest)
        } else {
            return Fault::value("Only '.' or '[' may follow ']' in format field specifier");
        };
        if matches!(step, Step::Attribute("") | Step::Key("")) {
            return Fault::value("Empty attribute in format string");
        }
        steps.push(step);
    }
    Ok((first, steps))
}

fn number(text: &str) -> Result<Option<usize>, Fault> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match text
        .parse::<usize>()
        .ok()
        .filter(|&value| value <= i64::MAX as usize)
    {
        Some(value) => Ok(Some(value)),
        None => Fault::value("Too many decimal digits in format string"),
    }
}

/// Numbers the fields that have no name, and refuses to mix both ways.
#[derive(Default)]
pub struct Numbering {
    next: Option<usize>,
    manual: bool,
}

impl Numbering {
    /// The index that a field stands for; None if it goes by name.
    pub fn index(&mut self, first: First<'_>) -> Result<Option<usize>, Fault> {
        match first {
            First::Key(_) => Ok(None),
            First::Next if self.manual => Fault::value(
                "cannot switch from manual field specification to automatic field numbering",
            ),
            First::Next => {
                let index = self.next.unwrap_or(0);
                self.next = Some(index + 1);
                Ok(Some(index))
            }
            First::Index(_) if self.next.is_some() => Fault::value(
                "cannot switch from automatic field numbering to manual field specification",
            ),
            First::Index(index) => {
                self.manual = true;
                Ok(Some(index))
            }
        }
    }
}
