//! Errors inside expressions: targets, brackets, arguments, comprehensions, f-strings.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::nodes::name_of;
use super::{Found, Report};

impl Report<'_> {
    pub(super) fn assignment_target(&self) -> Found {
        let Some(target) = self.nodes.at(self.at) else {
            return self.invalid();
        };
        let name = name_of(target);
        let plain = || Found::syntax(self.at, format!("cannot assign to {name}"));
        let Some(Stmt::Assign(assign)) = self.nodes.statement(self.at) else {
            return self.target_elsewhere(target);
        };
        let Some(at) = assign
            .targets
            .iter()
            .position(|expr| expr.range() == self.at)
        else {
            return plain();
        };
        let parenthesized = self.tokens[..self.index_at(self.at.start())]
            .last()
            .is_some_and(|token| token.kind() == TokenKind::Lpar);
        match target {
            Expr::Yield(_) | Expr::YieldFrom(_) if !parenthesized => {
                Found::syntax(self.at, "assignment to yield expression not possible")
            }
            Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::Generator(_)
            | Expr::List(_)
            | Expr::Tuple(_) => plain(),
            Expr::Lambda(_)
            | Expr::If(_)
            | Expr::BoolOp(_)
            | Expr::Compare(_)
            | Expr::Starred(_) => plain(),
            Expr::UnaryOp(op) if op.op.is_not() => plain(),
            _ if at > 0 => plain(),
            _ => Found::syntax(
                self.at,
                format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"),
            ),
        }
    }

    /// The target of a `for`, a `with` or a comprehension.
    pub(super) fn target_elsewhere(&self, target: &Expr) -> Found {
        if let Expr::Compare(compare) = target {
            // `for i < x`: the grammar stops at the operator.
            let at = self
                .tokens
                .partition_point(|token| token.end() <= compare.left.end());
            return self.invalid_at(
                self.tokens
                    .get(at)
                    .map_or(self.at.start(), |token| token.start()),
            );
        }
        Found::syntax(self.at, format!("cannot assign to {}", name_of(target)))
    }

    /// `if x = 3:`
    pub(super) fn equal_in_condition(&self, at: usize) -> Found {
        let Some(left) = self
            .before(at)
            .and_then(|token| self.nodes.ending_at(token.end()))
        else {
            return self.invalid();
        };
        let right = self.tokens.get(at + 1).map(|token| {
            self.nodes
                .starting_at(token.start())
                .map_or(token.end(), Ranged::end)
        });
        match left {
            Expr::Name(_) => {
                let range = TextRange::new(left.start(), right.unwrap_or(self.at.end()));
                Found::syntax(
                    range,
                    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                )
            }
            Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Generator(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_) => self.invalid(),
            other => {
                let message = format!(
                    "cannot assign to {} here. Maybe you meant '==' instead of '='?",
                    name_of(other)
                );
                Found::syntax(other.range(), message)
            }
        }
    }

    pub(super) fn expected_else(&self, found: TokenKind) -> Found {
        if found == TokenKind::Colon {
            return self.invalid();
        }
        let at = self.index_at(self.at.start());
        if let Some(found) = self.missing_in(at) {
            return found;
        }
        let end = self.before(at).map_or(self.at.start(), |token| token.end());
        let whole = self.nodes.ending_at(end).filter(|expr| expr.is_if_expr());
        match whole {
            Some(whole) => Found::syntax(
                TextRange::new(whole.start(), end),
                "expected 'else' after 'if' expression",
            ),
            None => self.invalid(),
        }
    }

    /// A comprehension's `for` without `in` before this place.
    pub(super) fn missing_in(&self, at: usize) -> Option<Found> {
        let open = self.open_bracket(at)?;
        let start = (open..at)
            .rev()
            .find(|i| self.kind_at(*i) == TokenKind::For)?;
        let mut depth = 0;
        for i in start + 1..at {
            match self.kind_at(i) {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                TokenKind::In if depth == 0 => return None,
                TokenKind::If if depth == 0 => {
                    return Some(Found::syntax(
                        self.tokens[i].range(),
                        "'in' expected after for-loop variables",
                    ));
                }
                _ => {}
            }
        }
        None
    }

    pub(super) fn expected_comma(&self, found: TokenKind) -> Found {
        let at = self.index_at(self.at.start());
        if let Some(found) = self.brackets(self.at.start()) {
            return found;
        }
        let Some(open) = self.open_bracket(at) else {
            return self.augmented_tuple(at);
        };
        let opener = self.tokens[..open].last().map(|token| token.kind());
        let is_def = self.keyword() == "def";
        match found {
            TokenKind::Lpar if is_def => return self.parenthesized_parameters(at, "Function"),
            TokenKind::Star if is_def => {
                return Found::syntax(self.first_token(), "expected comma between / and *");
            }
            TokenKind::Equal => return self.equal_in_brackets(at, opener),
            TokenKind::For => return self.comprehension_target(at, open),
            _ if is_def => return self.invalid(),
            _ => {}
        }
        self.forgotten_comma(at, self.tokens[open].end())
            .unwrap_or_else(|| self.invalid())
    }

    /// `a, b += 1`
    pub(super) fn augmented_tuple(&self, at: usize) -> Found {
        let operator = self.tokens.get(at).map_or("", |token| self.text(token));
        let start = self.tokens[self.statement_start(at)].start();
        match self.before(at) {
            Some(last) if operator.ends_with('=') && operator.len() > 1 => Found::syntax(
                TextRange::new(start, last.end()),
                "'tuple' is an illegal expression for augmented assignment",
            ),
            _ => self.invalid(),
        }
    }

    /// `f(a b)`, where both sides are expressions.
    pub(super) fn forgotten_comma(&self, at: usize, from: TextSize) -> Option<Found> {
        let before = self.before(at)?;
        let left = self.nodes.ending_at_from(before.end(), from)?;
        let next = self.tokens.get(at)?;
        let right = self.nodes.starting_at(next.start());
        let starts_expression = matches!(
            next.kind(),
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::FStringStart
                | TokenKind::None
                | TokenKind::True
                | TokenKind::False
                | TokenKind::Lbrace
                | TokenKind::Not
                | TokenKind::Lambda
        );
        let prefix = left.is_name_expr()
            && matches!(next.kind(), TokenKind::String | TokenKind::FStringStart);
        if !starts_expression
            || prefix
            || left.is_lambda_expr()
            || left.is_if_expr()
            || left.is_starred_expr()
        {
            return None;
        }
        let end = right.map_or(next.end(), Ranged::end);
        Some(Found::syntax(
            TextRange::new(left.start(), end),
            "invalid syntax. Perhaps you forgot a comma?",
        ))
    }

    /// `(a, b=1)` outside a call; `f(**a=1)` inside.
    pub(super) fn equal_in_brackets(&self, at: usize, opener: Option<TokenKind>) -> Found {
        let left = self
            .before(at)
            .and_then(|token| self.nodes.ending_at(token.end()));
        let value_end = self.tokens.get(at + 1).map_or(self.at.end(), |token| {
            self.nodes
                .starting_at(token.start())
                .map_or(token.end(), Ranged::end)
        });
        let Some(left) = left else {
            return self.invalid();
        };
        let stars = self.tokens[..self.index_at(left.start())].last();
        let is_call = matches!(
            opener,
            Some(TokenKind::Name | TokenKind::Rpar | TokenKind::Rsqb)
        );
        match stars {
            Some(stars) if stars.kind() == TokenKind::DoubleStar && is_call => Found::syntax(
                TextRange::new(stars.start(), value_end),
                "cannot assign to keyword argument unpacking",
            ),
            _ => self.equal_in_condition(at),
        }
    }

    /// `[x, y for ...]`
    pub(super) fn comprehension_target(&self, at: usize, open: usize) -> Found {
        let has_comma = self.tokens[open + 1..at]
            .iter()
            .any(|token| token.kind() == TokenKind::Comma);
        if has_comma && matches!(self.kind_at(open), TokenKind::Lsqb | TokenKind::Lbrace) {
            let end = self.before(at).map_or(self.at.start(), |token| token.end());
            let range = TextRange::new(self.tokens[open + 1].start(), end);
            return Found::syntax(
                range,
                "did you forget parentheses around the comprehension target?",
            );
        }
        self.invalid()
    }

    pub(super) fn expected_expression(&self) -> Found {
        let at = self.index_at(self.at.start());
        let Some(before) = self.before(at) else {
            return self.invalid();
        };
        let closes = matches!(
            self.kind_at(at),
            TokenKind::Rpar | TokenKind::Comma | TokenKind::Rbrace
        );
        let after_star = matches!(
            self.kind_at(at),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Colon
        );
        if before.kind() == TokenKind::Star && after_star && self.open_bracket(at).is_some() {
            return Found::syntax(self.first_token(), "Invalid star expression");
        }
        let opener = self.open_bracket(at);
        let in_braces = opener.is_some_and(|open| self.kind_at(open) == TokenKind::Lbrace);
        if before.kind() == TokenKind::Equal && closes && opener.is_some() {
            let is_def = self.keyword() == "def";
            if is_def {
                return Found::syntax(before.range(), "expected default value expression");
            }
            let name = self.tokens[..at]
                .iter()
                .rev()
                .nth(1)
                .map_or(before.start(), |token| token.start());
            return Found::syntax(
                TextRange::new(name, before.end()),
                "expected argument value expression",
            );
        }
        let in_lambda = self.tokens[self.statement_start(at)..at]
            .iter()
            .any(|token| token.kind() == TokenKind::Lambda);
        if before.kind() == TokenKind::Equal && in_lambda && closes {
            return Found::syntax(before.range(), "expected default value expression");
        }
        if before.kind() == TokenKind::Colon && in_braces && closes {
            return Found::syntax(
                before.range(),
                "expression expected after dictionary key and ':'",
            );
        }
        self.invalid()
    }

    pub(super) fn unparenthesized_generator(&self) -> Found {
        if self.keyword() == "class" {
            let at = self.index_at(self.at.start());
            let place = self.tokens[at..]
                .iter()
                .find(|token| token.kind() == TokenKind::For);
            return self.invalid_at(place.map_or(self.at.start(), |token| token.start()));
        }
        Found::syntax(self.at, "Generator expression must be parenthesized")
    }

    /// The parenthesis that closes the call around the error.
    pub(super) fn end_of_call(&self) -> TextRange {
        let mut depth = 0;
        for token in &self.tokens[self.index_at(self.at.start())..] {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => {
                    return token.range();
                }
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
        }
        self.at
    }

    pub(super) fn starred(&self) -> Found {
        let at = self.index_at(self.at.start());
        let Some(open) = self.open_bracket(at) else {
            return self.invalid();
        };
        let before = self.before(at).map(|token| token.kind());
        let after = self
            .tokens
            .get(self.index_at(self.at.end()))
            .map(|token| token.kind());
        match self.kind_at(open) {
            TokenKind::Lbrace if before == Some(TokenKind::Colon) => Found::syntax(
                self.at,
                "cannot use a starred expression in a dictionary value",
            ),
            TokenKind::Lpar
                if before == Some(TokenKind::Lpar) && after == Some(TokenKind::Rpar) =>
            {
                Found::syntax(self.at, "cannot use starred expression here")
            }
            TokenKind::Lsqb if after == Some(TokenKind::Colon) => self.invalid_at(self.at.end()),
            TokenKind::Lpar if after == Some(TokenKind::Colon) => self.invalid_at(self.at.end()),
            _ => self.invalid(),
        }
    }

    /// `f(x()=1)`
    pub(super) fn keyword_name(&self) -> Found {
        let equal = self
            .tokens
            .iter()
            .find(|token| token.start() >= self.at.end());
        let range = TextRange::new(
            self.at.start(),
            equal.map_or(self.at.end(), |token| token.end()),
        );
        match self.source.slice(self.at) {
            name @ ("None" | "True" | "False") => {
                Found::syntax(range, format!("cannot assign to {name}"))
            }
            text if text.starts_with('*') => {
                let value = self
                    .tokens
                    .iter()
                    .find(|token| token.start() >= range.end());
                let end = value
                    .and_then(|token| self.nodes.starting_at(token.start()))
                    .map_or(range.end(), Ranged::end);
                Found::syntax(
                    TextRange::new(range.start(), end),
                    "cannot assign to iterable argument unpacking",
                )
            }
            _ => Found::syntax(
                range,
                "expression cannot contain assignment, perhaps you meant \"==\"?",
            ),
        }
    }
}
