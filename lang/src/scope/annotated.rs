//! The first pass over annotations, type parameters and type aliases' scopes.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::TextRange;

use super::collect::Collector;
use super::{NodeKey, ScopeId, ScopeKind, body_key, key};

impl Collector<'_> {
    /// `.format`, the parameter of annotation functions, and what lets them see a class's names.
    pub(super) fn open_annotation_scope(
        &mut self,
        name: &str,
        kind: ScopeKind,
        node: NodeKey,
    ) -> ScopeId {
        let former = self.open(name, kind, node);
        if kind != ScopeKind::TypeParams {
            self.bind(".format", TextRange::default());
            let sym = self.sym(".format");
            let current = self.current;
            self.symbol_in(current, sym).param = true;
        }
        self.use_class_dict();
        former
    }

    pub(super) fn use_class_dict(&mut self) {
        let mut at = Some(self.current);
        while let Some(id) = at {
            let scope = &self.scopes[id.0 as usize];
            if scope.kind == ScopeKind::Class {
                self.use_name("__classdict__", TextRange::default());
                return;
            }
            at = scope.parent.filter(|_| scope.kind.sees_class());
        }
    }

    /// Visits annotations of the current module or class, all in one scope.
    pub(super) fn body_annotation(&mut self, annotation: &Expr) {
        let parent = self.current;
        let node = body_key(parent);
        match self.by_node.get(&(node, ScopeKind::Annotations)) {
            Some(id) => self.current = *id,
            None => {
                self.open_annotation_scope("__annotate__", ScopeKind::Annotations, node);
            }
        }
        if self.scopes[parent.0 as usize].conditional_annotations {
            self.use_name("__conditional_annotations__", TextRange::default());
        }
        self.visit_expr(annotation);
        self.current = parent;
    }

    pub(super) fn function_annotations(&mut self, function: &ast::StmtFunctionDef) {
        let parameters = function
            .parameters
            .iter()
            .filter_map(|parameter| parameter.annotation());
        let annotations: Vec<&Expr> = parameters.chain(function.returns.as_deref()).collect();
        if annotations.is_empty() || self.future_annotations {
            return;
        }
        let former =
            self.open_annotation_scope("__annotate__", ScopeKind::Annotations, key(function));
        for annotation in annotations {
            self.visit_expr(annotation);
        }
        self.current = former;
    }

    pub(super) fn open_type_params(&mut self, name: &str, node: NodeKey, params: &ast::TypeParams) {
        self.open_annotation_scope(
            &format!("<generic parameters of {name}>"),
            ScopeKind::TypeParams,
            node,
        );
        for param in &params.type_params {
            self.type_param(param);
        }
    }

    pub(super) fn type_param(&mut self, param: &ast::TypeParam) {
        let name = param.name();
        let sym = self.sym(name.as_str());
        let current = self.current;
        if self.symbol_in(current, sym).bound {
            self.fail(name.range, format!("duplicate type parameter '{name}'"));
        }
        self.bind_identifier(name);
        let bound = param.as_type_var().and_then(|var| var.bound.as_deref());
        for expr in bound.into_iter().chain(param.default()) {
            let former =
                self.open_annotation_scope(name.as_str(), ScopeKind::TypeVariable, key(expr));
            self.visit_expr(expr);
            self.current = former;
        }
    }

    pub(super) fn annotated_assignment(&mut self, assign: &ast::StmtAnnAssign) {
        let in_body = !self.scope().kind.is_function_like();
        if let (Expr::Name(name), true) = (&*assign.target, assign.simple) {
            let sym = self.sym(name.id.as_str());
            let current = self.current;
            let symbol = *self.symbol_in(current, sym);
            if (symbol.global || symbol.nonlocal) && self.scope().kind != ScopeKind::Module {
                let what = if symbol.global { "global" } else { "nonlocal" };
                self.fail(
                    assign.range,
                    format!("annotated name '{}' can't be {what}", name.id),
                );
            }
            self.bind_in(current, sym, name.range);
            self.symbol_in(current, sym).annotated = true;
        }
        if in_body && !self.future_annotations {
            if assign.simple {
                if self.scope().kind == ScopeKind::Module {
                    self.scope().conditional_annotations = true;
                    self.bind("__conditional_annotations__", TextRange::default());
                }
                self.body_annotation(&assign.annotation);
            } else {
                self.visit_expr(&assign.annotation);
            }
        }
        if let Some(value) = &assign.value {
            self.visit_expr(value);
        }
        // `(name): annotation` alone binds nothing.
        if assign.simple || assign.value.is_some() || !assign.target.is_name_expr() {
            self.visit_expr(&assign.target);
        }
    }
}

/// Whether an annotated name stands inside a conditional statement of a class body.
pub(super) fn has_conditional_annotations(body: &[Stmt], inside: bool) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::AnnAssign(assign) => inside && assign.simple,
        Stmt::If(s) => {
            has_conditional_annotations(&s.body, true)
                || s.elif_else_clauses
                    .iter()
                    .any(|clause| has_conditional_annotations(&clause.body, true))
        }
        Stmt::For(s) => {
            has_conditional_annotations(&s.body, true)
                || has_conditional_annotations(&s.orelse, true)
        }
        Stmt::While(s) => {
            has_conditional_annotations(&s.body, true)
                || has_conditional_annotations(&s.orelse, true)
        }
        Stmt::With(s) => has_conditional_annotations(&s.body, true),
        Stmt::Try(s) => {
            let handlers = s
                .handlers
                .iter()
                .map(|ast::ExceptHandler::ExceptHandler(handler)| &handler.body);
            handlers
                .chain([&s.body, &s.orelse, &s.finalbody])
                .any(|body| has_conditional_annotations(body, true))
        }
        Stmt::Match(s) => s
            .cases
            .iter()
            .any(|case| has_conditional_annotations(&case.body, true)),
        _ => false,
    })
}
