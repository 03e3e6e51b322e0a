//! Errors that the grammar allows but the language does not: `return` outside a function, `await` outside a
//! coroutine, two starred targets, ... The parser's own checker finds them; this walk tells it where it is. What concerns
//! names is left to `scope`.
//!
//! Being the first walk over the AST it also refuses what is nested too deeply for the others.

use std::cell::{Cell, RefCell};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Comprehension, Expr, Pattern, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
    SemanticSyntaxErrorKind,
};
use ruff_text_size::{Ranged, TextRange};

use super::message;
use crate::error::{CompileError, ErrorKind};
use crate::source::Source;

/// Deeper nesting than this is refused, as CPython does at some depth.
const MAX_DEPTH: u32 = 10_000;

/// Checks a module.
pub(crate) fn module(source: &Source, body: &[Stmt]) -> Result<(), CompileError> {
    let mut walk = Walk::new(source);
    walk.visit_body(body);
    walk.finish()
}

/// Checks an expression.
pub(crate) fn expression(source: &Source, body: &Expr) -> Result<(), CompileError> {
    let mut walk = Walk::new(source);
    walk.visit_expr(body);
    walk.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool, what: &'static str },
    Generator,
}

struct Walk<'s> {
    source: &'s Source<'s>,
    checker: SemanticSyntaxChecker,
    around: Vec<Around>,
    /// Loops around, in the current function or body.
    loops: u32,
    /// In an `except*` block, which `break`, `continue` and `return` cannot leave; not in a function inside it.
    except_star: bool,
    left_except_star: Option<TextRange>,
    /// Statements, expressions and patterns around.
    depth: u32,
    too_deep: Option<TextRange>,
    error: RefCell<Option<SemanticSyntaxError>>,
    /// The comprehension, if the error is a `yield` in one.
    yield_inside: Cell<Option<&'static str>>,
}

impl<'s> Walk<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Walk {
            source,
            checker: SemanticSyntaxChecker::new(),
            around: Vec::new(),
            loops: 0,
            except_star: false,
            left_except_star: None,
            depth: 0,
            too_deep: None,
            error: RefCell::default(),
            yield_inside: Cell::default(),
        }
    }

    fn finish(self) -> Result<(), CompileError> {
        if let Some(range) = self.too_deep {
            let message = "maximum recursion depth exceeded during compilation";
            return Err(CompileError::new(
                ErrorKind::Recursion,
                self.source,
                range,
                message,
            ));
        }
        if let Some(range) = self.left_except_star {
            let message = "'break', 'continue' and 'return' cannot appear in an except* block";
            return Err(CompileError::syntax(self.source, range, message));
        }
        match self.error.into_inner() {
            Some(error) if self.yield_inside.get().is_some() => {
                let what = self.yield_inside.get().unwrap_or_default();
                Err(message::of_yield_inside(self.source, error.range, what))
            }
            Some(error) => Err(message::of_semantic_error(self.source, &error)),
            None => Ok(()),
        }
    }

    fn failed(&self) -> bool {
        self.error.borrow().is_some() || self.too_deep.is_some() || self.left_except_star.is_some()
    }

    /// Walks what is inside a node.
    fn deeper(&mut self, range: TextRange, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.too_deep.get_or_insert(range);
        } else {
            crate::deep(|| walk(self));
        }
        self.depth -= 1;
    }

    fn inside(&mut self, around: Around, walk: impl FnOnce(&mut Self)) {
        self.around.push(around);
        let loops = std::mem::take(&mut self.loops);
        let except_star = std::mem::take(&mut self.except_star);
        walk(self);
        self.loops = loops;
        self.except_star = except_star;
        self.around.pop();
    }

    fn comprehension<'a>(
        &mut self,
        around: Around,
        generators: &'a [Comprehension],
        elements: &[&'a Expr],
    ) {
        self.visit_expr(&generators[0].iter);
        self.inside(around, |walk| {
            for (i, generator) in generators.iter().enumerate() {
                if i > 0 {
                    walk.visit_expr(&generator.iter);
                }
                walk.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|test| walk.visit_expr(test));
            }
            elements.iter().for_each(|element| walk.visit_expr(element));
        });
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) {
        function
            .decorator_list
            .iter()
            .for_each(|decorator| self.visit_decorator(decorator));
        if let Some(params) = &function.type_params {
            self.visit_type_params(params);
        }
        self.visit_parameters(&function.parameters);
        if let Some(returns) = &function.returns {
            self.visit_expr(returns);
        }
        self.inside(
            Around::Function {
                is_async: function.is_async,
            },
            |walk| walk.visit_body(&function.body),
        );
    }

    fn class(&mut self, class: &ast::StmtClassDef) {
        class
            .decorator_list
            .iter()
            .for_each(|decorator| self.visit_decorator(decorator));
        if let Some(params) = &class.type_params {
            self.visit_type_params(params);
        }
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
        }
        self.inside(Around::Class, |walk| walk.visit_body(&class.body));
    }

    fn try_star(&mut self, stmt: &ast::StmtTry) {
        self.visit_body(&stmt.body);
        let outer = (
            std::mem::replace(&mut self.except_star, true),
            std::mem::take(&mut self.loops),
        );
        stmt.handlers
            .iter()
            .for_each(|handler| self.visit_except_handler(handler));
        (self.except_star, self.loops) = outer;
        self.visit_body(&stmt.orelse);
        self.visit_body(&stmt.finalbody);
    }

    fn looping(&mut self, body: &[Stmt]) {
        self.loops += 1;
        self.visit_body(body);
        self.loops -= 1;
    }
}

impl<'a> Visitor<'a> for Walk<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.failed() {
            return;
        }
        let leaves = match stmt {
            Stmt::Break(_) | Stmt::Continue(_) => self.loops == 0,
            Stmt::Return(_) => true,
            _ => false,
        };
        if leaves && self.except_star {
            self.left_except_star.get_or_insert(stmt.range());
            return;
        }
        let mut checker = std::mem::take(&mut self.checker);
        checker.visit_stmt(stmt, self);
        self.checker = checker;
        self.deeper(stmt.range(), |walk| match stmt {
            Stmt::FunctionDef(function) => walk.function(function),
            Stmt::ClassDef(class) => walk.class(class),
            Stmt::For(stmt) => {
                walk.visit_expr(&stmt.iter);
                walk.visit_expr(&stmt.target);
                walk.looping(&stmt.body);
                walk.visit_body(&stmt.orelse);
            }
            Stmt::While(stmt) => {
                walk.visit_expr(&stmt.test);
                walk.looping(&stmt.body);
                walk.visit_body(&stmt.orelse);
            }
            Stmt::Try(stmt) if stmt.is_star => walk.try_star(stmt),
            _ => visitor::walk_stmt(walk, stmt),
        });
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.failed() {
            return;
        }
        let mut checker = std::mem::take(&mut self.checker);
        checker.visit_expr(expr, self);
        self.checker = checker;
        let is_async =
            |generators: &[Comprehension]| generators.iter().any(|generator| generator.is_async);
        self.deeper(expr.range(), |walk| match expr {
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    walk.visit_parameters(parameters);
                }
                walk.inside(Around::Lambda, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(c) => {
                let around = Around::Comprehension {
                    is_async: is_async(&c.generators),
                    what: "list comprehension",
                };
                walk.comprehension(around, &c.generators, &[&c.elt]);
            }
            Expr::SetComp(c) => {
                let around = Around::Comprehension {
                    is_async: is_async(&c.generators),
                    what: "set comprehension",
                };
                walk.comprehension(around, &c.generators, &[&c.elt]);
            }
            Expr::DictComp(c) => {
                let around = Around::Comprehension {
                    is_async: is_async(&c.generators),
                    what: "dict comprehension",
                };
                let elements: Vec<&Expr> =
                    c.key.as_deref().into_iter().chain([&*c.value]).collect();
                walk.comprehension(around, &c.generators, &elements);
            }
            Expr::Generator(c) => walk.comprehension(Around::Generator, &c.generators, &[&c.elt]),
            _ => visitor::walk_expr(walk, expr),
        });
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        if !self.failed() {
            self.deeper(pattern.range(), |walk| visitor::walk_pattern(walk, pattern));
        }
    }
}

impl SemanticSyntaxContext for Walk<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        false
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    fn python_version(&self) -> PythonVersion {
        PythonVersion::PY314
    }

    fn source(&self) -> &str {
        self.source.text
    }

    fn global(&self, _name: &str) -> Option<TextRange> {
        None
    }

    fn has_nonlocal_binding(&self, _name: &str) -> bool {
        true
    }

    fn in_async_context(&self) -> bool {
        self.around
            .iter()
            .rev()
            .find_map(|around| match around {
                Around::Class | Around::Lambda => Some(false),
                Around::Function { is_async } => Some(*is_async),
                Around::Comprehension { .. } | Around::Generator => None,
            })
            .unwrap_or(false)
    }

    fn in_await_allowed_context(&self) -> bool {
        self.around
            .iter()
            .rev()
            .find_map(|around| match around {
                Around::Class => Some(false),
                Around::Function { .. } | Around::Lambda | Around::Generator => Some(true),
                Around::Comprehension { .. } => None,
            })
            .unwrap_or(false)
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(
            self.around.last(),
            Some(Around::Function { .. } | Around::Lambda)
        )
    }

    fn in_sync_comprehension(&self) -> bool {
        let comprehensions = self.around.iter().rev().take_while(|around| {
            matches!(around, Around::Comprehension { .. } | Around::Generator)
        });
        comprehensions.into_iter().any(|around| {
            matches!(
                around,
                Around::Comprehension {
                    is_async: false,
                    ..
                }
            )
        })
    }

    fn in_class_body_comprehension(&self) -> bool {
        false
    }

    fn in_module_scope(&self) -> bool {
        self.around.is_empty()
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.around.last(), Some(Around::Function { .. }))
    }

    fn in_generator_context(&self) -> bool {
        self.around.contains(&Around::Generator)
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        let yields = matches!(&error.kind, SemanticSyntaxErrorKind::YieldOutsideFunction(kind) if !kind.is_await());
        let inside = match self.around.last() {
            Some(Around::Comprehension { what, .. }) if yields => Some(*what),
            Some(Around::Generator) if yields => Some("generator expression"),
            _ => None,
        };
        if self.error.borrow().is_none() {
            self.yield_inside.set(inside);
        }
        self.error.borrow_mut().get_or_insert(error);
    }

    fn in_loop_context(&self) -> bool {
        self.loops > 0
    }

    fn is_bound_parameter(&self, _name: &str) -> bool {
        false
    }
}
