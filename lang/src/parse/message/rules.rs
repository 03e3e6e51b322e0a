//! Errors of the grammar, kind by kind.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::ParseErrorType;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::nodes::name_of;
use super::{Found, Report};

impl Report<'_> {
    /// What CPython says of the error.
    pub(super) fn find(&self, error: &ParseErrorType) -> Found {
        use ParseErrorType::*;
        if let Some(found) = self.tabs() {
            return found;
        }
        if let Some(found) = self.field(error) {
            return found;
        }
        match error {
            Lexical(error) => self.lexical(error),
            FStringError(error) => self.interpolated("f-string", error),
            TStringError(error) => self.interpolated("t-string", error),
            UnexpectedIndentation => {
                // At the last column of the indentation.
                let last = self.at.end() - TextSize::new(1);
                Found::indentation(TextRange::empty(last), "unexpected indent")
            }
            InvalidAssignmentTarget => self.assignment_target(),
            InvalidAugmentedAssignmentTarget => {
                let message = format!(
                    "'{}' is an illegal expression for augmented assignment",
                    self.name_at()
                );
                Found::syntax(self.at, message)
            }
            InvalidDeleteTarget => {
                Found::syntax(self.at, format!("cannot delete {}", self.name_at()))
            }
            InvalidNamedAssignmentTarget => Found::syntax(
                self.at,
                format!("cannot use assignment expressions with {}", self.name_at()),
            ),
            InvalidAnnotatedAssignmentTarget => {
                Found::syntax(self.at, "illegal target for annotation")
            }
            ExpectedToken { expected, found } => self.expected_token(*expected, *found),
            ExpectedExpression => self.expected_expression(),
            OtherError(text) => self.other(text),
            SimpleStatementsOnSameLine | SimpleAndCompoundStatementOnSameLine => {
                self.two_statements()
            }
            NonDefaultParamAfterDefaultParam => Found::syntax(
                self.at,
                "parameter without a default follows parameter with a default",
            ),
            ParamAfterVarKeywordParam => Found::syntax(
                self.first_token(),
                "arguments cannot follow var-keyword argument",
            ),
            VarParameterWithDefault => self.default_of_star(),
            ExpectedKeywordParam => self.bare_star(),
            UnparenthesizedGeneratorExpression => self.unparenthesized_generator(),
            PositionalAfterKeywordArgument => Found::syntax(
                self.end_of_call(),
                "positional argument follows keyword argument",
            ),
            PositionalAfterKeywordUnpacking => Found::syntax(
                self.end_of_call(),
                "positional argument follows keyword argument unpacking",
            ),
            InvalidArgumentUnpackingOrder => {
                let comma = self.tokens[..self.index_at(self.at.start())]
                    .last()
                    .map_or(self.at, |t| t.range());
                let range = TextRange::new(comma.start(), self.at.end());
                Found::syntax(
                    range,
                    "iterable argument unpacking follows keyword argument unpacking",
                )
            }
            IterableUnpackingInComprehension => Found::syntax(
                self.at,
                "iterable unpacking cannot be used in comprehension",
            ),
            InvalidStarredExpressionUsage => self.starred(),
            EmptyImportNames => self.empty_import(),
            InvalidMatchPatternTarget => {
                let before = self
                    .before(self.index_at(self.at.start()))
                    .map(|token| token.kind());
                match before {
                    Some(TokenKind::DoubleStar) => self.invalid(),
                    _ => Found::syntax(self.at, "cannot use '_' as a target"),
                }
            }
            EmptyTypeParams => Found::syntax(
                TextRange::empty(self.at.start()),
                "Type parameter list cannot be empty",
            ),
            _ => self.invalid(),
        }
    }

    fn name_at(&self) -> &'static str {
        self.nodes.at(self.at).map_or("expression", name_of)
    }

    pub(super) fn first_token(&self) -> TextRange {
        self.token_range(self.at.start())
    }

    /// Text of the first token of the statement with the error, `async` aside.
    pub(super) fn keyword(&self) -> &str {
        let at = self.index_at(self.at.start());
        let start = self.statement_start(at);
        let first = self.tokens.get(start).map_or("", |token| self.text(token));
        match first {
            "async" => self
                .tokens
                .get(start + 1)
                .map_or("", |token| self.text(token)),
            first => first,
        }
    }

    fn expected_token(&self, expected: TokenKind, found: TokenKind) -> Found {
        match (expected, found) {
            (TokenKind::Colon, _) => self.expected_colon(found),
            (TokenKind::Lpar, _) if self.keyword() == "def" => {
                Found::syntax(self.first_token(), "expected '('")
            }
            (TokenKind::Else, found) => self.expected_else(found),
            (TokenKind::In, _) if self.open_bracket(self.index_at(self.at.start())).is_some() => {
                Found::syntax(self.first_token(), "'in' expected after for-loop variables")
            }
            (TokenKind::Comma | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace, _) => {
                self.expected_comma(found)
            }
            _ => self.invalid(),
        }
    }

    fn expected_colon(&self, found: TokenKind) -> Found {
        let at = self.index_at(self.at.start());
        let keyword = self.keyword();
        if let Some(open) = self.open_bracket(at)
            && self.kind_at(open) == TokenKind::Lbrace
            && matches!(found, TokenKind::Rbrace | TokenKind::Comma)
        {
            let last = self.before(at).map_or(self.at, |token| token.range());
            return Found::syntax(
                TextRange::new(last.start(), self.at.start()),
                "':' expected after dictionary key",
            );
        }
        let is_lambda = self.tokens[self.statement_start(at)..at]
            .iter()
            .any(|token| token.kind() == TokenKind::Lambda);
        if found == TokenKind::Lpar && is_lambda {
            return self.parenthesized_parameters(at, "Lambda expression");
        }
        if found == TokenKind::Equal && matches!(keyword, "if" | "elif" | "while") {
            return self.equal_in_condition(at);
        }
        let forced = matches!(keyword, "def" | "try" | "finally" | "else")
            || is_lambda && found != TokenKind::None;
        if found == TokenKind::Newline || forced {
            return Found::syntax(self.first_token(), "expected ':'");
        }
        self.invalid()
    }

    pub(super) fn parenthesized_parameters(&self, at: usize, what: &str) -> Found {
        let mut depth = 0;
        for token in &self.tokens[at..] {
            match token.kind() {
                TokenKind::Lpar => depth += 1,
                TokenKind::Rpar => depth -= 1,
                TokenKind::Name | TokenKind::Comma => {}
                _ => return self.invalid(),
            }
            if depth == 0 {
                let range = TextRange::new(self.at.start(), token.end());
                return Found::syntax(range, format!("{what} parameters cannot be parenthesized"));
            }
        }
        self.invalid()
    }

    fn two_statements(&self) -> Found {
        let at = self.index_at(self.at.start());
        let start = self.statement_start(at);
        let statement_end = self.tokens[at..]
            .iter()
            .find(|token| token.kind() == TokenKind::Newline);
        let whole = TextRange::new(
            self.tokens[start].start(),
            statement_end
                .map_or(self.source.text.trim_end().len() as u32, |token| {
                    token.start().to_u32()
                })
                .into(),
        );
        let found = self.kind_at(at);
        let first = self.text(&self.tokens[start]);
        if first == "import" && found == TokenKind::From {
            return Found::syntax(whole, "Did you mean to use 'from ... import ...' instead?");
        }
        if let Some(found) = self.number(self.at.start()) {
            return found;
        }
        if matches!(first, "print" | "exec") && start + 1 == at {
            let message =
                format!("Missing parentheses in call to '{first}'. Did you mean {first}(...)?");
            return Found::syntax(whole, message);
        }
        self.invalid()
    }

    fn default_of_star(&self) -> Found {
        let range = self.at;
        let inside = |kind| {
            self.tokens
                .iter()
                .find(|token| range.contains_range(token.range()) && token.kind() == kind)
        };
        let at = self.index_at(range.start());
        let stars = self.tokens[..=at].iter().rev().map(|token| token.kind());
        let double = stars
            .take_while(|kind| {
                !matches!(kind, TokenKind::Comma | TokenKind::Lpar | TokenKind::Lambda)
            })
            .any(|kind| kind == TokenKind::DoubleStar);
        let what = if double {
            "var-keyword"
        } else {
            "var-positional"
        };
        let equal = inside(TokenKind::Equal).map_or(range, |token| token.range());
        Found::syntax(equal, format!("{what} argument cannot have default value"))
    }

    fn bare_star(&self) -> Found {
        let at = self.index_at(self.at.start());
        let is_star = |token: &&ruff_python_ast::token::Token| token.kind() == TokenKind::Star;
        let star = self.tokens[..=at.min(self.tokens.len() - 1)]
            .iter()
            .rev()
            .find(is_star);
        let keyword = self.tokens.get(at + 1).is_some_and(|token| {
            matches!(
                token.kind(),
                TokenKind::None | TokenKind::True | TokenKind::False
            )
        });
        if keyword {
            return self.invalid_at(self.tokens[at + 1].start());
        }
        Found::syntax(
            star.map_or(self.at, |token| token.range()),
            "named arguments must follow bare *",
        )
    }

    fn empty_import(&self) -> Found {
        let next = self.kind_at(self.index_at(self.at.start()));
        match next {
            TokenKind::Newline | TokenKind::EndOfFile | TokenKind::Rpar => Found::syntax(
                TextRange::empty(self.at.start()),
                "Expected one or more names after 'import'",
            ),
            _ => self.invalid(),
        }
    }

    /// Errors that the parser gives as text.
    fn other(&self, text: &str) -> Found {
        if let Some(clause) = text.strip_prefix("Expected an indented block after ") {
            return self.indented_block(clause);
        }
        let star = TextRange::at(self.at.start(), TextSize::new(1));
        match text {
            "Only one '*' parameter allowed" | "Only one '*' separator allowed" => {
                Found::syntax(star, "* argument may appear only once")
            }
            "Keyword-only parameter separator not allowed after '*' parameter" => {
                Found::syntax(star, "* argument may appear only once")
            }
            "Only one '**' parameter allowed" => Found::syntax(
                self.first_token(),
                "arguments cannot follow var-keyword argument",
            ),
            "Only one '/' separator allowed" => Found::syntax(self.at, "/ may appear only once"),
            "'/' parameter must appear before '*' parameter" => {
                Found::syntax(self.at, "/ must be ahead of *")
            }
            "Position-only parameter separator not allowed as first parameter" => {
                let only = self.kind_at(self.index_at(self.at.end())) == TokenKind::Rpar;
                if only {
                    self.invalid()
                } else {
                    Found::syntax(self.at, "at least one argument must precede /")
                }
            }
            "Boolean 'not' expression cannot be used here" => {
                Found::syntax(self.at, "'not' after an operator must be parenthesized")
            }
            "Expected a parameter name" => self.keyword_name(),
            "Trailing comma not allowed" => {
                let after = self.token_range(self.at.end());
                match self.keyword() {
                    "from" => Found::syntax(
                        after,
                        "trailing comma not allowed without surrounding parentheses",
                    ),
                    _ => self.invalid_at(self.at.end()),
                }
            }
            "Cannot have both 'except' and 'except*' on the same 'try'" => {
                let is_except = |token: &&ruff_python_ast::token::Token| {
                    token.start() >= self.at.start() && token.kind() == TokenKind::Except
                };
                let at = self
                    .tokens
                    .iter()
                    .take_while(|token| !is_except(token))
                    .count();
                let star = self
                    .tokens
                    .get(at + 1)
                    .filter(|token| token.kind() == TokenKind::Star);
                let end = star
                    .or(self.tokens.get(at))
                    .map_or(self.at.end(), |token| token.end());
                let message = "cannot have both 'except' and 'except*' on the same 'try'";
                Found::syntax(TextRange::new(self.at.start(), end), message)
            }
            "Expected `except` or `finally` after `try` block" => {
                Found::syntax(self.first_token(), "expected 'except' or 'finally' block")
            }
            "Expected one or more exception types" => {
                Found::syntax(self.at, "expected one or more exception types")
            }
            "Multiple exception types must be parenthesized when using `as`" => {
                let at = self.index_at(self.at.end());
                let end = self
                    .tokens
                    .get(at + 1)
                    .map_or(self.at.end(), |token| token.end());
                let message = "multiple exception types must be parenthesized when using 'as'";
                Found::syntax(TextRange::new(self.at.start(), end), message)
            }
            "Positional patterns cannot follow keyword patterns" => {
                Found::syntax(self.at, "positional patterns follow keyword patterns")
            }
            "Only single target (not tuple) can be annotated" => {
                Found::syntax(self.at, "only single target (not tuple) can be annotated")
            }
            "Bytes literal cannot be mixed with non-bytes literals" => {
                Found::syntax(self.at, "cannot mix bytes and nonbytes literals")
            }
            "Cannot mix t-string literals with string or bytes literals" => Found::syntax(
                self.at,
                "cannot mix t-string literals with string or bytes literals",
            ),
            "Only single target (not list) can be annotated" => {
                Found::syntax(self.at, "only single target (not list) can be annotated")
            }
            _ => self.invalid(),
        }
    }

    fn indented_block(&self, clause: &str) -> Found {
        let at = self.index_at(self.at.start());
        let ends = |token: &ruff_python_ast::token::Token| token.kind() == TokenKind::Newline;
        // The header is the last line that ends before the error.
        let header_end = self.tokens[..at].iter().rposition(ends).unwrap_or(0);
        let header_end = if ends(&self.tokens[at.min(self.tokens.len() - 1)]) {
            at
        } else {
            header_end
        };
        let start = self.statement_start(header_end);
        let line = self.source.line(self.tokens[start].start());
        let starred = self.kind_at(start + 1) == TokenKind::Star;
        let name = match clause {
            "function definition" => "function definition".to_owned(),
            "`class` definition" => "class definition".to_owned(),
            _ => {
                let keyword = clause.split('`').nth(1).unwrap_or(clause);
                let star = if keyword == "except" && starred {
                    "*"
                } else {
                    ""
                };
                format!("'{keyword}{star}' statement")
            }
        };
        let mut place = at;
        while matches!(
            self.kind_at(place),
            TokenKind::Newline | TokenKind::NonLogicalNewline | TokenKind::Dedent
        ) {
            place += 1;
        }
        let next = self.tokens.get(place);
        let range = match next.filter(|token| token.kind() != TokenKind::EndOfFile) {
            Some(token) => self.shown(token),
            None => TextRange::empty(self.end_of_last_line()),
        };
        Found::indentation(
            range,
            format!("expected an indented block after {name} on line {line}"),
        )
    }

    /// Where the last line ends, its line end left out.
    fn end_of_last_line(&self) -> TextSize {
        let text = self.source.text;
        let text = text.strip_suffix('\n').unwrap_or(text);
        TextSize::of(text.strip_suffix('\r').unwrap_or(text))
    }
}
