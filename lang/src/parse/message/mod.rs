//! The parser's errors in CPython's words.
//!
//! The parser says what it expected; CPython says what it thinks the author meant. The tokens around the place and the
//! AST that the parser recovered tell enough to find CPython's message in most cases. What is left is "invalid syntax", which
//! CPython also says most of the time.

mod exprs;
mod fields;
mod lexical;
mod nodes;
mod rules;
mod semantic;

use ruff_python_ast as ast;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{
    ParseError, ParseErrorType, Parsed, UnsupportedSyntaxError, UnsupportedSyntaxErrorKind,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::error::{CompileError, ErrorKind};
use crate::source::Source;
use nodes::Nodes;

pub(crate) use semantic::{of_semantic_error, of_yield_inside};

/// The first error of a parse.
pub(super) fn of_parse_error(
    source: &Source,
    parsed: &Parsed<ast::Mod>,
    error: &ParseError,
) -> CompileError {
    let tokens: Vec<Token> = parsed
        .tokens()
        .iter()
        .copied()
        .filter(|token| token.kind() != TokenKind::Comment)
        .collect();
    let report = Report {
        source,
        tokens: &tokens,
        nodes: Nodes::of(parsed.syntax()),
        at: error.location,
    };
    let found = report.find(&error.error);
    let mut result = CompileError::new(found.kind, source, found.range, found.message);
    result.incomplete = is_incomplete(source, error, &result);
    result
}

/// Whether more lines may make the source right.
fn is_incomplete(source: &Source, error: &ParseError, found: &CompileError) -> bool {
    let message = &found.message;
    let at_end = error.location.start().to_usize() >= source.text.trim_end().len();
    let expects_more = message.starts_with("expected an indented block")
        || message == "expected 'except' or 'finally' block"
        || matches!(&error.error, ParseErrorType::OtherError(text) if text.ends_with("after decorator"));
    message.ends_with("was never closed")
        || message.starts_with("unterminated triple-quoted")
        || message == "unexpected EOF while parsing"
        || (at_end && expects_more)
}

/// Syntax of a later version.
pub(super) fn of_unsupported(source: &Source, error: &UnsupportedSyntaxError) -> CompileError {
    let text = source.slice(error.range());
    let message = match error.kind {
        UnsupportedSyntaxErrorKind::UnpackingInComprehension(_) if text.starts_with("**") => {
            "dict unpacking cannot be used in dict comprehension"
        }
        UnsupportedSyntaxErrorKind::UnpackingInComprehension(_) => {
            "iterable unpacking cannot be used in comprehension"
        }
        _ => "invalid syntax",
    };
    CompileError::syntax(source, error.range(), message)
}

/// What CPython would say.
struct Found {
    kind: ErrorKind,
    range: TextRange,
    message: String,
}

impl Found {
    fn syntax(range: TextRange, message: impl Into<String>) -> Found {
        Found {
            kind: ErrorKind::Syntax,
            range,
            message: message.into(),
        }
    }

    fn indentation(range: TextRange, message: impl Into<String>) -> Found {
        Found {
            kind: ErrorKind::Indentation,
            range,
            message: message.into(),
        }
    }
}

/// One error and what is known of its surroundings.
struct Report<'s> {
    source: &'s Source<'s>,
    /// All tokens but comments.
    tokens: &'s [Token],
    nodes: Nodes<'s>,
    /// Where the parser saw the error.
    at: TextRange,
}

impl Report<'_> {
    /// "invalid syntax" at the token where the parser gave up, unless the brackets tell more.
    fn invalid(&self) -> Found {
        self.invalid_at(self.at.start())
    }

    fn invalid_at(&self, offset: TextSize) -> Found {
        if let Some(found) = self.brackets(offset) {
            return found;
        }
        Found::syntax(self.token_range(offset), "invalid syntax")
    }

    /// The range of the token at an offset; a line end counts as one character.
    fn token_range(&self, offset: TextSize) -> TextRange {
        match self.tokens.get(self.index_at(offset)) {
            Some(token) => self.shown(token),
            None => TextRange::empty(offset),
        }
    }

    fn shown(&self, token: &Token) -> TextRange {
        match token.kind() {
            TokenKind::Newline
            | TokenKind::NonLogicalNewline
            | TokenKind::Dedent
            | TokenKind::Indent => TextRange::at(token.start(), TextSize::new(1)),
            _ => token.range(),
        }
    }

    /// Index of the first token that begins at an offset or after it, line ends inside brackets aside.
    fn index_at(&self, offset: TextSize) -> usize {
        let mut at = self.tokens.partition_point(|token| token.start() < offset);
        while self
            .tokens
            .get(at)
            .is_some_and(|token| token.kind() == TokenKind::NonLogicalNewline)
        {
            at += 1;
        }
        at
    }

    fn kind_at(&self, at: usize) -> TokenKind {
        self.tokens
            .get(at)
            .map_or(TokenKind::EndOfFile, |token| token.kind())
    }

    /// The token before an index, line ends inside brackets aside.
    fn before(&self, at: usize) -> Option<&Token> {
        self.tokens[..at]
            .iter()
            .rev()
            .find(|token| token.kind() != TokenKind::NonLogicalNewline)
    }

    /// Index of the first token of the statement that holds the token at an index.
    fn statement_start(&self, at: usize) -> usize {
        let boundary = |token: &Token| {
            matches!(
                token.kind(),
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semi
            )
        };
        let mut start = self.tokens[..at.min(self.tokens.len())]
            .iter()
            .rposition(boundary)
            .map_or(0, |i| i + 1);
        while matches!(self.kind_at(start), TokenKind::NonLogicalNewline) {
            start += 1;
        }
        start
    }

    /// The bracket that is open at an index, if any.
    fn open_bracket(&self, at: usize) -> Option<usize> {
        let mut depth = 0;
        for i in (self.statement_start(at)..at.min(self.tokens.len())).rev() {
            match self.kind_at(i) {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace if depth == 0 => {
                    return Some(i);
                }
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
                _ => {}
            }
        }
        None
    }

    fn text(&self, token: &Token) -> &str {
        self.source.slice(token.range())
    }
}
