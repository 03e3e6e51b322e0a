//! Annotations (PEP 649): they are compiled into an `__annotate__` function that is called when somebody asks. Under
//! `from __future__ import annotations` they are kept as texts instead.

use std::sync::Arc;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::unit::Params;
use super::{Compiler, Result};
use crate::code::{Code, Const};
use crate::opcode::Reg;
use crate::scope::{ScopeKind, body_key, key};
use crate::unparse;

/// `annotationlib.Format.VALUE_WITH_FAKE_GLOBALS`: formats above it are not for the function itself.
const HIGHEST_FORMAT: i16 = 2;

/// An annotated name of a module or class body.
struct Annotated<'a> {
    stmt: &'a ast::StmtAnnAssign,
    /// Stands where it may not be executed; its number in `__conditional_annotations__`.
    number: Option<u16>,
}

impl<'a> Compiler<'a> {
    /// The annotations of a function, into the part of the window that is theirs.
    pub(super) fn function_annotations(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        dst: Reg,
    ) -> Result {
        let mut annotations: Vec<(&'a str, &'a Expr)> = Vec::new();
        let parameters = &function.parameters;
        let positional = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|p| &p.parameter);
        let keyword = parameters.kwonlyargs.iter().map(|p| &p.parameter);
        let all = positional
            .chain(parameters.vararg.as_deref())
            .chain(keyword)
            .chain(parameters.kwarg.as_deref());
        for parameter in all {
            if let Some(annotation) = &parameter.annotation {
                annotations.push((parameter.name.as_str(), annotation));
            }
        }
        annotations.extend(
            function
                .returns
                .as_deref()
                .map(|returns| ("return", returns)),
        );
        if annotations.is_empty() {
            return Ok(());
        }
        if self.options.future_annotations {
            let texts = annotations.into_iter().flat_map(|(name, annotation)| {
                let sym = self.sym(name);
                let name = Const::Str((&**self.scopes.names.text(sym)).into());
                [name, Const::Str((&*unparse::expression(annotation)).into())]
            });
            let texts: Vec<Const> = texts.collect();
            self.load_const(Const::Tuple(texts.into()), Some(dst));
            return Ok(());
        }
        let mark = self.mark();
        let scope = self.scopes.opened_by(key(function), ScopeKind::Annotations);
        let parts = self.no_parts();
        let code = self.annotate_code(scope, function.name.range, |c, map| {
            annotations
                .iter()
                .try_for_each(|(name, annotation)| c.annotation_item(map, name, annotation))
        })?;
        self.make_function(mark, code, scope, parts, Some(dst))?;
        Ok(())
    }

    /// The code of an `__annotate__` function, whose dict `fill` fills.
    fn annotate_code(
        &mut self,
        scope: crate::scope::ScopeId,
        range: TextRange,
        fill: impl FnOnce(&mut Self, Reg) -> Result,
    ) -> Result<Arc<Code>> {
        self.begin_function(
            scope,
            "__annotate__",
            range,
            &Params::positional(vec![".format"]),
        )?;
        self.refuse_format();
        let map = self.alloc();
        self.w().build_map(map, map, 0);
        fill(self, map)?;
        self.w().return_(map);
        self.end_unit(range)
    }

    /// `if format > 2: raise NotImplementedError`
    fn refuse_format(&mut self) {
        let mark = self.mark();
        let known = self.w().label();
        self.w().jump_if_not_gt_i(Reg(0), HIGHEST_FORMAT, known);
        let error = self.alloc();
        self.w().load_not_implemented_error(error);
        self.w().raise(error);
        self.w().bind(known);
        self.release(mark);
    }

    fn annotation_item(&mut self, map: Reg, name: &str, annotation: &'a Expr) -> Result {
        let mark = self.mark();
        let sym = self.sym(name);
        let text = self.scopes.names.text(sym).clone();
        self.at(annotation.range());
        let name = self.load_str(&text, None);
        let value = match annotation {
            // `*args: *Ts` means the one item that unpacking gives.
            Expr::Starred(starred) => {
                let value = self.eval_next(&starred.value)?;
                self.at(annotation.range());
                self.w().unpack_sequence(value, 1, value);
                value
            }
            _ => self.eval(annotation, None)?,
        };
        self.at(annotation.range());
        self.w().map_add(map, name, value);
        self.release(mark);
        Ok(())
    }

    /// What a module or class body does first about the annotations in it.
    pub(super) fn body_annotations(&mut self, body: &'a [Stmt]) -> Result {
        let mut annotated = Vec::new();
        let class = self.scopes.get(self.unit.scope).kind == ScopeKind::Class;
        let conditional = self.scopes.get(self.unit.scope).conditional_annotations;
        collect(body, !class, &mut annotated);
        if annotated.is_empty() {
            return Ok(());
        }
        if self.options.future_annotations {
            self.w().setup_annotations();
            return Ok(());
        }
        if conditional {
            self.conditional_set();
        }
        for item in &annotated {
            if let Some(number) = item.number {
                self.unit.annotation_numbers.insert(key(item.stmt), number);
            }
        }
        let scope = self
            .scopes
            .opened_by(body_key(self.unit.scope), ScopeKind::Annotations);
        let mark = self.mark();
        let parts = self.no_parts();
        let code = self.annotate_code(scope, annotated[0].stmt.range, |c, map| {
            annotated
                .iter()
                .try_for_each(|item| c.body_annotation_item(map, item))
        })?;
        let f = self.make_function(mark, code, scope, parts, None)?;
        let name = self.plain_name(if class {
            "__annotate_func__"
        } else {
            "__annotate__"
        });
        self.w().store_name(name, f);
        self.release(mark);
        Ok(())
    }

    fn body_annotation_item(&mut self, map: Reg, item: &Annotated<'a>) -> Result {
        let Expr::Name(name) = &*item.stmt.target else {
            return Ok(());
        };
        let skip = self.w().label();
        if let Some(number) = item.number {
            let mark = self.mark();
            self.at(item.stmt.range);
            let number = self.load_const(Const::Int(i64::from(number)), None);
            let set = self.scopes.names.intern("__conditional_annotations__");
            let set = self.load_sym(set, None);
            self.w().jump_if_not_in(number, set, skip);
            self.release(mark);
        }
        self.annotation_item(map, name.id.as_str(), &item.stmt.annotation)?;
        self.w().bind(skip);
        Ok(())
    }

    /// `__conditional_annotations__ = set()`
    fn conditional_set(&mut self) {
        let mark = self.mark();
        let set = self.alloc();
        self.w().build_set(set, set, 0);
        let sym = self.scopes.names.intern("__conditional_annotations__");
        match self.unit.vars.get(&(self.unit.scope, sym)) {
            Some(cell) => {
                let cell = *cell;
                self.w().store_cell(cell, set);
            }
            None => {
                let name = self.name_id(sym);
                self.w().store_name(name, set);
            }
        }
        self.release(mark);
    }

    /// `target: annotation = value`
    pub(super) fn annotated(&mut self, assign: &'a ast::StmtAnnAssign) -> Result {
        if let Some(value) = &assign.value {
            let value = self.eval_for(&assign.target, value)?;
            self.store(&assign.target, value)?;
        } else {
            self.evaluate_target(&assign.target)?;
        }
        if self.scopes.get(self.unit.scope).kind.is_function_like() {
            return Ok(());
        }
        let name = match &*assign.target {
            Expr::Name(name) if assign.simple => name,
            _ if self.options.future_annotations => return Ok(()),
            _ => {
                self.eval(&assign.annotation, None)?;
                return Ok(());
            }
        };
        self.at(assign.range);
        if self.options.future_annotations {
            self.annotation_text(name, &assign.annotation);
        } else if let Some(number) = self.unit.annotation_numbers.get(&key(assign)).copied() {
            self.note_annotation(number);
        }
        Ok(())
    }

    /// `__annotations__[name] = text`
    fn annotation_text(&mut self, name: &ast::ExprName, annotation: &Expr) {
        let sym = self.sym(name.id.as_str());
        let key = self.scopes.names.text(sym).clone();
        let text = self.load_str(&unparse::expression(annotation), None);
        let annotations = self.plain_name("__annotations__");
        let dict = self.alloc();
        self.w().load_name(dict, annotations);
        let key = self.load_str(&key, None);
        self.w().set_item(dict, key, text);
    }

    /// `__conditional_annotations__.add(number)`
    fn note_annotation(&mut self, number: u16) {
        let sym = self.scopes.names.intern("__conditional_annotations__");
        let name = self.name_id(sym);
        let set = self.alloc();
        match self.unit.vars.get(&(self.unit.scope, sym)) {
            Some(cell) => {
                let cell = *cell;
                self.w().load_cell(set, cell, name);
            }
            None => self.w().load_name(set, name),
        }
        let number = self.load_const(Const::Int(i64::from(number)), None);
        self.w().set_add(set, number);
    }

    /// Evaluates what a target without value would evaluate.
    fn evaluate_target(&mut self, target: &'a Expr) -> Result {
        match target {
            Expr::Attribute(attribute) => self.eval(&attribute.value, None).map(|_| ()),
            Expr::Subscript(subscript) => {
                self.eval(&subscript.value, None)?;
                self.eval(&subscript.slice, None).map(|_| ())
            }
            _ => Ok(()),
        }
    }
}

/// Annotated names of a body in order, those inside compound statements included.
fn collect<'a>(body: &'a [Stmt], conditional: bool, found: &mut Vec<Annotated<'a>>) {
    for stmt in body {
        match stmt {
            Stmt::AnnAssign(stmt) if stmt.simple && stmt.target.is_name_expr() => {
                let number = conditional.then_some(found.len() as u16);
                found.push(Annotated { stmt, number });
            }
            Stmt::If(stmt) => {
                collect(&stmt.body, true, found);
                stmt.elif_else_clauses
                    .iter()
                    .for_each(|clause| collect(&clause.body, true, found));
            }
            Stmt::For(stmt) => [&stmt.body, &stmt.orelse]
                .iter()
                .for_each(|body| collect(body, true, found)),
            Stmt::While(stmt) => [&stmt.body, &stmt.orelse]
                .iter()
                .for_each(|body| collect(body, true, found)),
            Stmt::With(stmt) => collect(&stmt.body, true, found),
            Stmt::Match(stmt) => stmt
                .cases
                .iter()
                .for_each(|case| collect(&case.body, true, found)),
            Stmt::Try(stmt) => {
                collect(&stmt.body, true, found);
                for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                    collect(&handler.body, true, found);
                }
                [&stmt.orelse, &stmt.finalbody]
                    .iter()
                    .for_each(|body| collect(body, true, found));
            }
            _ => {}
        }
    }
}
