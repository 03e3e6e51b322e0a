//! Statement lists and docstrings.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::{Compiler, Mode, Result};
use crate::code::{Const, Text};
use crate::literal;
use crate::opcode::Intrinsic;
use crate::scope::ScopeId;

impl<'a> Compiler<'a> {
    pub(super) fn statements(&mut self, body: &'a [Stmt]) -> Result {
        body.iter()
            .try_for_each(|stmt| crate::deep(|| self.statement(stmt)))
    }

    fn statement(&mut self, stmt: &'a Stmt) -> Result {
        let mark = self.mark();
        self.at(stmt.range());
        match stmt {
            Stmt::Expr(expr) => self.expression_statement(expr)?,
            Stmt::Assign(assign) => self.assign(assign)?,
            Stmt::AugAssign(assign) => self.augmented(assign)?,
            Stmt::AnnAssign(assign) => self.annotated(assign)?,
            Stmt::Delete(delete) => delete
                .targets
                .iter()
                .try_for_each(|target| self.delete(target))?,
            Stmt::If(stmt) => self.if_statement(stmt)?,
            Stmt::While(stmt) => self.while_loop(stmt)?,
            Stmt::For(stmt) => self.for_loop(stmt)?,
            Stmt::Break(stmt) => self.leave_loop(stmt.range, true)?,
            Stmt::Continue(stmt) => self.leave_loop(stmt.range, false)?,
            Stmt::Return(stmt) => self.return_statement(stmt)?,
            Stmt::Raise(stmt) => self.raise(stmt)?,
            Stmt::Assert(stmt) => self.assert(stmt)?,
            Stmt::Try(stmt) => self.try_statement(stmt)?,
            Stmt::With(stmt) => self.with_statement(stmt)?,
            Stmt::Match(stmt) => self.match_statement(stmt)?,
            Stmt::FunctionDef(function) => self.function_def(function)?,
            Stmt::ClassDef(class) => self.class_def(class)?,
            Stmt::TypeAlias(alias) => self.type_alias(alias)?,
            Stmt::Import(import) => self.import(import)?,
            Stmt::ImportFrom(import) => self.import_from(import)?,
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) => {}
            Stmt::IpyEscapeCommand(command) => return self.error(command.range, "invalid syntax"),
        }
        self.release(mark);
        Ok(())
    }

    fn expression_statement(&mut self, stmt: &'a ast::StmtExpr) -> Result {
        if self.mode == Mode::Single && self.unit.scope == ScopeId::TOP {
            let value = self.eval(&stmt.value, None)?;
            self.at(stmt.range);
            let shown = self.alloc();
            self.w().intrinsic1(shown, Intrinsic::Print, value);
        } else if self.folder().constant(&stmt.value).is_none() {
            self.eval(&stmt.value, None)?;
        }
        Ok(())
    }

    /// Splits a docstring from a body. None where there is none or it is dropped.
    fn split_docstring(&self, body: &'a [Stmt]) -> (Option<Text>, &'a [Stmt]) {
        match body.first() {
            Some(Stmt::Expr(first)) => match &*first.value {
                Expr::StringLiteral(string) => {
                    let text = clean(literal::string(self.source, string));
                    ((self.options.optimize < 2).then_some(text), &body[1..])
                }
                _ => (None, body),
            },
            _ => (None, body),
        }
    }

    /// A function keeps its docstring in its code.
    pub(super) fn take_docstring(&mut self, body: &'a [Stmt]) -> &'a [Stmt] {
        let (docstring, body) = self.split_docstring(body);
        self.unit.code.docstring = docstring;
        body
    }

    /// A module or class binds its docstring to `__doc__`.
    pub(super) fn body_docstring(&mut self, body: &'a [Stmt]) -> Result<&'a [Stmt]> {
        let (docstring, rest) = self.split_docstring(body);
        if let (Some(text), true) = (
            docstring,
            self.mode != Mode::Single || self.unit.scope != ScopeId::TOP,
        ) {
            self.at(body[0].range());
            let mark = self.mark();
            let value = self.load_const(Const::Str(text), None);
            let name = self.plain_name("__doc__");
            self.w().store_name(name, value);
            self.release(mark);
            return Ok(rest);
        }
        Ok(body)
    }
}

/// A docstring without the indentation its lines have in common, as `inspect.cleandoc` does but for blank lines at its
/// ends.
fn clean(text: Text) -> Text {
    let Text::Utf8(text) = text else { return text };
    let text = text.replace('\t', "        ");
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = lines
        .clone()
        .filter(|line| !line.trim_start_matches(' ').is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let mut cleaned = first.trim_start_matches(' ').to_owned();
    for line in lines {
        cleaned.push('\n');
        cleaned.push_str(&line[margin.min(indent(line))..]);
    }
    Text::Utf8(cleaned.into())
}
