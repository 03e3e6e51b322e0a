//! Errors inside the replacement fields of f-strings and t-strings.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, ParseErrorType};
use ruff_text_size::{Ranged, TextRange};

use super::{Found, Report};

impl Report<'_> {
    /// What CPython says of an error inside a replacement field. None if the error is not in one, or of another kind.
    pub(super) fn field(&self, error: &ParseErrorType) -> Option<Found> {
        use InterpolatedStringErrorType::{InvalidConversionFlag, UnclosedLbrace};
        let at = self.index_at(self.at.start());
        let (open, what) = self.field_open(at)?;
        let first = self.index_at(self.tokens[open].end());
        let unclosed = matches!(
            error,
            ParseErrorType::FStringError(UnclosedLbrace)
                | ParseErrorType::TStringError(UnclosedLbrace)
        );
        let conversion = matches!(
            error,
            ParseErrorType::FStringError(InvalidConversionFlag)
                | ParseErrorType::TStringError(InvalidConversionFlag)
        );
        let string_ends = matches!(
            error,
            ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError)
        ) || (unclosed && self.kind_at(at) == self.string_end(what))
            || (conversion && self.unclosed_after(at));
        let here = TextRange::empty(self.at.start());
        if string_ends {
            let end = if conversion {
                TextRange::empty(self.at.end())
            } else {
                here
            };
            return Some(Found::syntax(end, format!("{what}: expecting '}}'")));
        }
        if conversion {
            let shown = self.source.slice(self.at);
            return (!shown.starts_with(char::is_alphabetic))
                .then(|| Found::syntax(self.at, format!("{what}: missing conversion character")));
        }
        match error {
            ParseErrorType::ExpectedExpression if at <= first => {
                Some(self.field_begins(first, what))
            }
            ParseErrorType::ExpectedExpression => Some(self.bare_lambda(open, at, what)),
            ParseErrorType::Lexical(LexicalErrorType::UnrecognizedToken { .. }) if at > first => {
                Some(self.field_goes_on(open, at, what))
            }
            _ if unclosed && at > first => Some(self.field_goes_on(open, at, what)),
            _ => None,
        }
    }

    fn string_end(&self, what: &str) -> TokenKind {
        if what == "f-string" {
            TokenKind::FStringEnd
        } else {
            TokenKind::TStringEnd
        }
    }

    /// The token after this one begins a string that is not closed: it is the quote that should end the f-string.
    fn unclosed_after(&self, at: usize) -> bool {
        if self.kind_at(at) == TokenKind::Rbrace {
            return false;
        }
        self.tokens.get(at + 1).is_none_or(|next| {
            matches!(
                next.kind(),
                TokenKind::Unknown
                    | TokenKind::FStringEnd
                    | TokenKind::TStringEnd
                    | TokenKind::Newline
            )
        })
    }

    /// The brace that opens the innermost replacement field around an index, and what kind of string it is in.
    fn field_open(&self, at: usize) -> Option<(usize, &'static str)> {
        let mut depth = 0;
        for i in (0..at.min(self.tokens.len())).rev() {
            match self.kind_at(i) {
                TokenKind::Newline => return None,
                TokenKind::Rbrace => depth += 1,
                TokenKind::Lbrace if depth > 0 => depth -= 1,
                TokenKind::Lbrace => {
                    return match self.kind_at(i.checked_sub(1)?) {
                        TokenKind::FStringStart | TokenKind::FStringMiddle => Some((i, "f-string")),
                        TokenKind::TStringStart | TokenKind::TStringMiddle => Some((i, "t-string")),
                        // A field directly after another, or inside a format specification.
                        TokenKind::Rbrace | TokenKind::Colon => {
                            self.string_kind(i).map(|what| (i, what))
                        }
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        None
    }

    /// The kind of the string that is open before an index.
    fn string_kind(&self, at: usize) -> Option<&'static str> {
        let mut ended = 0;
        for i in (0..at).rev() {
            match self.kind_at(i) {
                TokenKind::FStringEnd | TokenKind::TStringEnd => ended += 1,
                TokenKind::FStringStart | TokenKind::TStringStart if ended > 0 => ended -= 1,
                TokenKind::FStringStart => return Some("f-string"),
                TokenKind::TStringStart => return Some("t-string"),
                _ => {}
            }
        }
        None
    }

    /// Nothing that could be an expression follows the brace.
    fn field_begins(&self, first: usize, what: &str) -> Found {
        let range = self
            .tokens
            .get(first)
            .map_or(self.at, |token| token.range());
        let shown = self.source.slice(range);
        match shown {
            "}" | "!" | ":" | "=" => Found::syntax(
                range,
                format!("{what}: valid expression required before '{shown}'"),
            ),
            ")" | "]" => Found::syntax(
                TextRange::empty(range.start()),
                format!("{what}: unmatched '{shown}'"),
            ),
            _ if self.kind_at(first) == self.string_end(what) || range.is_empty() => Found::syntax(
                TextRange::empty(range.start()),
                format!("{what}: expecting '}}'"),
            ),
            _ => Found::syntax(
                range,
                format!("{what}: expecting a valid expression after '{{'"),
            ),
        }
    }

    /// `{lambda x: 1}`: the colon ends the field. Otherwise the expression is broken off.
    fn bare_lambda(&self, open: usize, at: usize, what: &str) -> Found {
        let lambda = (open + 1..at)
            .rev()
            .find(|i| self.kind_at(*i) == TokenKind::Lambda);
        if let Some(lambda) = lambda {
            let begins = matches!(
                self.kind_at(lambda - 1),
                TokenKind::Lbrace | TokenKind::Comma
            );
            // The colon is the last token of the lambda, whether or not text of the string follows.
            let colon = (lambda..=at).find(|i| self.kind_at(*i) == TokenKind::Colon);
            let end = colon.map_or(self.at.start(), |colon| self.tokens[colon].end());
            if begins {
                let range = TextRange::new(self.tokens[lambda].start(), end);
                let message =
                    format!("{what}: lambda expressions are not allowed without parentheses");
                return Found::syntax(range, message);
            }
        }
        let first = self.index_at(self.tokens[open].end());
        Found::syntax(
            self.tokens[first].range(),
            format!("{what}: expecting a valid expression after '{{'"),
        )
    }

    /// The expression is there; what may follow it depends on what has come already.
    fn field_goes_on(&self, open: usize, at: usize, what: &str) -> Found {
        let mut depth = 0;
        let mut seen = None;
        for i in open + 1..at {
            match self.kind_at(i) {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                kind @ (TokenKind::Exclamation | TokenKind::Colon | TokenKind::Equal)
                    if depth == 0 =>
                {
                    seen = Some(kind)
                }
                _ => {}
            }
        }
        let expected = match seen {
            Some(TokenKind::Exclamation) => "':' or '}'",
            Some(TokenKind::Colon) => "'}', or format specs",
            Some(_) => "'!', or ':', or '}'",
            None => {
                if let Some(found) = self.forgotten_comma(at, self.tokens[open].end()) {
                    return found;
                }
                "'=', or '!', or ':', or '}'"
            }
        };
        Found::syntax(
            self.token_range(self.at.start()),
            format!("{what}: expecting {expected}"),
        )
    }
}
