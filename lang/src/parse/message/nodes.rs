//! The expressions of a recovered AST, to be found by where they are.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// All expressions and statements, in the order of a walk.
#[derive(Default)]
pub(super) struct Nodes<'a> {
    exprs: Vec<&'a Expr>,
    stmts: Vec<&'a Stmt>,
}

impl<'a> Nodes<'a> {
    pub fn of(tree: &'a ast::Mod) -> Self {
        let mut nodes = Nodes::default();
        match tree {
            ast::Mod::Module(module) => nodes.visit_body(&module.body),
            ast::Mod::Expression(body) => nodes.visit_expr(&body.body),
        }
        nodes
    }

    /// The outermost expression with exactly this range.
    pub fn at(&self, range: TextRange) -> Option<&'a Expr> {
        self.exprs
            .iter()
            .copied()
            .find(|expr| expr.range() == range)
    }

    /// The longest expression that ends at an offset, not counting tuples without parentheses.
    pub fn ending_at(&self, end: TextSize) -> Option<&'a Expr> {
        self.ending_at_from(end, TextSize::new(0))
    }

    /// The same among those that begin at `from` or later.
    pub fn ending_at_from(&self, end: TextSize, from: TextSize) -> Option<&'a Expr> {
        let candidates = self
            .exprs
            .iter()
            .copied()
            .filter(|expr| expr.end() == end && expr.start() >= from);
        let proper = candidates.filter(|expr| !expr.range().is_empty() && !is_bare_tuple(expr));
        proper.max_by_key(|expr| expr.range().len())
    }

    /// The longest expression that begins at an offset, not counting tuples without parentheses.
    pub fn starting_at(&self, start: TextSize) -> Option<&'a Expr> {
        let candidates = self
            .exprs
            .iter()
            .copied()
            .filter(|expr| expr.start() == start && !expr.range().is_empty());
        candidates
            .filter(|expr| !is_bare_tuple(expr))
            .max_by_key(|expr| expr.range().len())
    }

    /// The innermost statement around a range.
    pub fn statement(&self, range: TextRange) -> Option<&'a Stmt> {
        self.stmts
            .iter()
            .copied()
            .filter(|stmt| stmt.range().contains_range(range))
            .min_by_key(|stmt| stmt.range().len())
    }
}

fn is_bare_tuple(expr: &Expr) -> bool {
    matches!(expr, Expr::Tuple(tuple) if !tuple.parenthesized)
}

impl<'a> Visitor<'a> for Nodes<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.stmts.push(stmt);
        crate::deep(|| visitor::walk_stmt(self, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.exprs.push(expr);
        crate::deep(|| visitor::walk_expr(self, expr));
    }
}

/// What CPython calls an expression in its messages.
pub(super) fn name_of(expr: &Expr) -> &'static str {
    match expr {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(name) if name.id == "__debug__" => "__debug__",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NoneLiteral(_) => "None",
        Expr::BooleanLiteral(literal) => match literal.value {
            true => "True",
            false => "False",
        },
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => "literal",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Slice(_) | Expr::IpyEscapeCommand(_) => "expression",
    }
}
