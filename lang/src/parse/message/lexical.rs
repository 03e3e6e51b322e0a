//! Errors below the grammar: brackets, strings, numbers, characters, indentation.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Found, Report};
use crate::error::ErrorKind;

impl Report<'_> {
    /// What the brackets say about an error at `offset`: one before it that closes nothing or the wrong thing, or one on
    /// an earlier line that is never closed.
    pub(super) fn brackets(&self, offset: TextSize) -> Option<Found> {
        let mut open: Vec<(char, TextSize)> = Vec::new();
        for token in self.tokens {
            let c = match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                    open.push((self.text(token).chars().next()?, token.start()));
                    continue;
                }
                TokenKind::Rpar => ')',
                TokenKind::Rsqb => ']',
                TokenKind::Rbrace => '}',
                _ => continue,
            };
            if token.start() > offset && open.is_empty() {
                break;
            }
            let Some((left, at)) = open.pop() else {
                return Some(Found::syntax(
                    TextRange::empty(token.start()),
                    format!("unmatched '{c}'"),
                ));
            };
            if closing(left) != c {
                let (line, open_line) = (self.source.line(token.start()), self.source.line(at));
                let message = match line == open_line {
                    true => format!(
                        "closing parenthesis '{c}' does not match opening parenthesis '{left}'"
                    ),
                    false => format!(
                        "closing parenthesis '{c}' does not match opening parenthesis '{left}' on line {open_line}"
                    ),
                };
                return Some(Found::syntax(TextRange::empty(token.start()), message));
            }
        }
        let (left, at) = open.pop()?;
        let later = self.source.line(offset) > self.source.line(at);
        let at_end = offset.to_usize() >= self.source.text.trim_end().len();
        (at < offset && (later || at_end)).then(|| {
            Found::syntax(
                TextRange::at(at, TextSize::new(1)),
                format!("'{left}' was never closed"),
            )
        })
    }

    pub(super) fn lexical(&self, error: &LexicalErrorType) -> Found {
        let empty = TextRange::empty(self.at.start());
        match error {
            LexicalErrorType::UnclosedStringError => self.unclosed_string(),
            LexicalErrorType::IndentationError => {
                let message = "unindent does not match any outer indentation level";
                let line = self.source.line(self.at.start());
                let end = self.source.line_end(line);
                self.tabs()
                    .unwrap_or_else(|| Found::indentation(TextRange::empty(end), message))
            }
            LexicalErrorType::UnrecognizedToken { tok } => {
                let code = u32::from(*tok);
                if tok.is_ascii() && !tok.is_ascii_control() {
                    Found::syntax(self.at, "invalid syntax")
                } else if tok.is_control() || tok.is_whitespace() || is_invisible(*tok) {
                    Found::syntax(
                        empty,
                        format!("invalid non-printable character U+{code:04X}"),
                    )
                } else {
                    Found::syntax(empty, format!("invalid character '{tok}' (U+{code:04X})"))
                }
            }
            LexicalErrorType::FStringError(error) => self.interpolated("f-string", error),
            LexicalErrorType::TStringError(error) => self.interpolated("t-string", error),
            LexicalErrorType::InvalidByteLiteral => Found::syntax(
                self.string_range(),
                "bytes can only contain ASCII literal characters",
            ),
            LexicalErrorType::LineContinuationError => {
                let after_end = self.at.end().to_usize() >= self.source.text.len();
                let message = match after_end {
                    true => "unexpected EOF while parsing",
                    false => "unexpected character after line continuation character",
                };
                // Behind the backslash.
                Found::syntax(
                    TextRange::empty(self.at.start() + TextSize::new(1)),
                    message,
                )
            }
            LexicalErrorType::Eof => self
                .brackets(self.at.start())
                .unwrap_or_else(|| Found::syntax(empty, "unexpected EOF while parsing")),
            LexicalErrorType::UnicodeError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace
            | LexicalErrorType::StringError => self.escape(),
            LexicalErrorType::OtherError(_) => self
                .number(self.at.start())
                .unwrap_or_else(|| self.invalid()),
        }
    }

    fn unclosed_string(&self) -> Found {
        let text = self.source.slice(self.at);
        let quotes = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let triple = quotes.starts_with("'''") || quotes.starts_with("\"\"\"");
        self.unterminated(
            if triple {
                "triple-quoted string"
            } else {
                "string"
            },
            self.at,
        )
    }

    fn unterminated(&self, what: &str, range: TextRange) -> Found {
        let end = if what.contains("triple") {
            self.source.text.trim_end().len() as u32
        } else {
            range.start().to_u32()
        };
        let line = self.source.line(TextSize::new(end));
        let message = format!("unterminated {what} literal (detected at line {line})");
        Found::syntax(TextRange::empty(range.start()), message)
    }

    /// Tabs and spaces that only agree for some width of the tab.
    pub(super) fn tabs(&self) -> Option<Found> {
        let mut stack: Vec<(usize, usize)> = vec![(0, 0)];
        let mut depth = 0usize;
        let mut at_start = true;
        for token in self.tokens {
            match token.kind() {
                TokenKind::Newline | TokenKind::NonLogicalNewline => {
                    at_start = depth == 0;
                    continue;
                }
                TokenKind::Indent | TokenKind::Dedent => continue,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    depth = depth.saturating_sub(1)
                }
                _ => {}
            }
            if !std::mem::take(&mut at_start) {
                continue;
            }
            let line = self.source.line(token.start());
            let (wide, narrow) = widths(self.source.line_text(line));
            while stack.len() > 1 && stack[stack.len() - 1].0 > wide {
                stack.pop();
            }
            let (top_wide, top_narrow) = stack[stack.len() - 1];
            if (wide == top_wide) != (narrow == top_narrow)
                || (wide > top_wide && narrow <= top_narrow)
            {
                let message = "inconsistent use of tabs and spaces in indentation";
                return Some(Found {
                    kind: ErrorKind::Tab,
                    range: TextRange::empty(token.start()),
                    message: message.into(),
                });
            }
            if wide > top_wide {
                stack.push((wide, narrow));
            }
        }
        None
    }

    /// The string token around the error.
    fn string_range(&self) -> TextRange {
        let around = self
            .tokens
            .iter()
            .find(|token| token.range().contains_range(self.at));
        around.map_or(self.at, |token| token.range())
    }

    /// A bad escape sequence, in the words of the codec.
    fn escape(&self) -> Found {
        let range = self.string_range();
        let text = self.source.slice(range);
        let body = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let quote = if body.starts_with("'''") || body.starts_with("\"\"\"") {
            3
        } else {
            1
        };
        let is_bytes = text[..text.len() - body.len()]
            .to_ascii_lowercase()
            .contains('b');
        let inner = body.get(quote..).unwrap_or("");
        let bytes = inner.as_bytes();
        let mut at = 0;
        while at + 1 < bytes.len() {
            if bytes[at] != b'\\' {
                at += 1;
                continue;
            }
            if is_bytes && bytes[at + 1] == b'x' && hex_run(&bytes[at + 2..], 2) < 2 {
                return Found::syntax(
                    range,
                    format!("(value error) invalid \\x escape at position {at}"),
                );
            }
            if let (Some((length, reason)), false) = (bad_escape(&bytes[at..]), is_bytes) {
                let end = at + length - 1;
                let message = format!(
                    "(unicode error) 'unicodeescape' codec can't decode bytes in position {at}-{end}: {reason}"
                );
                return Found::syntax(range, message);
            }
            at += 2;
        }
        self.invalid()
    }

    /// What is wrong with the number that ends or begins at an offset.
    pub(super) fn number(&self, offset: TextSize) -> Option<Found> {
        let text = self.source.text;
        let here = offset.to_usize();
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let start = text[..here].rfind(|c| !is_part(c)).map_or(0, |i| {
            i + text[i..].chars().next().map_or(1, char::len_utf8)
        });
        let word: &str = text[start..].split(|c| !is_part(c)).next()?;
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let at = |i: usize| TextSize::new((start + i) as u32);
        let lower = word.to_ascii_lowercase();
        for (prefix, name, radix) in [
            ("0x", "hexadecimal", 16),
            ("0o", "octal", 8),
            ("0b", "binary", 2),
        ] {
            let Some(digits) = lower.strip_prefix(prefix) else {
                continue;
            };
            let bad = digits
                .char_indices()
                .find(|(_, c)| *c != '_' && !c.is_digit(radix));
            return Some(match bad {
                Some((i, c)) if c.is_ascii_digit() => {
                    let message = format!("invalid digit '{c}' in {name} literal");
                    Found::syntax(TextRange::empty(at(i + 2)), message)
                }
                other => {
                    let i = other.map_or(digits.len(), |(i, _)| i) + 1;
                    Found::syntax(TextRange::empty(at(i)), format!("invalid {name} literal"))
                }
            });
        }
        let digits = word.len()
            - word
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '_')
                .len();
        let whole = &word[..digits];
        let plain_int = digits == word.len();
        if plain_int
            && whole.starts_with('0')
            && !whole.contains("__")
            && whole.bytes().any(|b| b.is_ascii_digit() && b != b'0')
        {
            let message = "leading zeros in decimal integer literals are not permitted; \
                           use an 0o prefix for octal integers";
            let zeros = whole.len() - whole.trim_start_matches(['0', '_']).len();
            return Some(Found::syntax(TextRange::new(at(0), at(zeros)), message));
        }
        let bad = match whole.find("__") {
            Some(i) => i + 1,
            None if plain_int && !whole.ends_with('_') => return None,
            None => digits,
        };
        Some(Found::syntax(
            TextRange::empty(at(bad - 1)),
            "invalid decimal literal",
        ))
    }

    pub(super) fn interpolated(&self, what: &str, error: &InterpolatedStringErrorType) -> Found {
        use InterpolatedStringErrorType::*;
        let empty = TextRange::empty(self.at.start());
        match error {
            UnclosedLbrace => Found::syntax(empty, format!("{what}: expecting '}}'")),
            SingleRbrace => Found::syntax(empty, format!("{what}: single '}}' is not allowed")),
            InvalidConversionFlag => {
                let text = self.source.slice(self.at);
                let message = match text.chars().next().is_some_and(|c| c.is_alphabetic()) {
                    true => format!(
                        "{what}: invalid conversion character '{text}': expected 's', 'r', or 'a'"
                    ),
                    false => format!("{what}: invalid conversion character"),
                };
                Found::syntax(self.at, message)
            }
            UnterminatedString => self.unterminated(what, self.at),
            UnterminatedTripleQuotedString => {
                self.unterminated(&format!("triple-quoted {what}"), self.at)
            }
            LambdaWithoutParentheses => {
                let message =
                    format!("{what}: lambda expressions are not allowed without parentheses");
                Found::syntax(self.at, message)
            }
            ConversionFlagNotImmediatelyAfterExclamation => {
                let message =
                    format!("{what}: conversion type must come right after the exclamation mark");
                Found::syntax(self.at, message)
            }
            NewlineInFormatSpec => {
                let message = format!(
                    "{what}: newlines are not allowed in format specifiers for single quoted {what}s"
                );
                Found::syntax(self.at, message)
            }
        }
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Indentation with tabs of eight columns, and of one.
fn widths(line: &str) -> (usize, usize) {
    let (mut wide, mut narrow) = (0, 0);
    for c in line.chars() {
        match c {
            ' ' => (wide, narrow) = (wide + 1, narrow + 1),
            '\t' => (wide, narrow) = ((wide / 8 + 1) * 8, narrow + 1),
            '\u{c}' => (wide, narrow) = (0, 0),
            _ => break,
        }
    }
    (wide, narrow)
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
}

fn hex_run(bytes: &[u8], most: usize) -> usize {
    bytes
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count()
}

/// Length and fault of a bad escape at the beginning of `bytes`.
fn bad_escape(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let (digits, reason) = match bytes.get(1)? {
        b'x' => (2, "truncated \\xXX escape"),
        b'u' => (4, "truncated \\uXXXX escape"),
        b'U' => (8, "truncated \\UXXXXXXXX escape"),
        b'N' => {
            let name = bytes.get(2..)?;
            let end = name.iter().position(|byte| *byte == b'}');
            return match (name.first(), end) {
                (Some(b'{'), Some(end)) if end > 1 => {
                    Some((end + 3, "unknown Unicode character name"))
                }
                _ => Some((2, "malformed \\N character escape")),
            };
        }
        _ => return None,
    };
    let run = hex_run(&bytes[2..], digits);
    if run < digits {
        return Some((run + 2, reason));
    }
    let text = std::str::from_utf8(&bytes[2..2 + digits]).ok()?;
    (u32::from_str_radix(text, 16).ok()? > 0x10_ffff)
        .then_some((digits + 2, "illegal Unicode character"))
}
