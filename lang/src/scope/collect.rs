//! First pass: a walk over the AST that opens scopes and notes bindings, uses and declarations.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern, Stmt};
use ruff_text_size::TextRange;

use super::annotated::has_conditional_annotations;
use super::{Interner, NodeKey, Scope, ScopeId, ScopeKind, Scopes, Sym, Symbol, key};
use crate::error::CompileError;
use crate::source::Source;

pub(super) fn module(
    source: &Source,
    body: &[Stmt],
    future_annotations: bool,
) -> Result<Scopes, CompileError> {
    let mut collector = Collector::new(source, future_annotations);
    collector.visit_body(body);
    collector.finish()
}

pub(super) fn expression(source: &Source, body: &Expr) -> Result<Scopes, CompileError> {
    let mut collector = Collector::new(source, false);
    collector.visit_expr(body);
    collector.finish()
}

pub(super) struct Collector<'s> {
    pub(super) source: &'s Source<'s>,
    pub(super) future_annotations: bool,
    pub(super) names: Interner,
    pub(super) scopes: Vec<Scope>,
    pub(super) by_node: HashMap<(NodeKey, ScopeKind), ScopeId>,
    pub(super) current: ScopeId,
    /// Class whose private names are mangled here.
    private: Option<String>,
    /// Depth of conditional statements in the current module or class body.
    conditional: u32,
    error: Option<CompileError>,
}

impl<'s> Collector<'s> {
    fn new(source: &'s Source<'s>, future_annotations: bool) -> Self {
        let mut collector = Collector {
            source,
            future_annotations,
            names: Interner::default(),
            scopes: Vec::new(),
            by_node: HashMap::default(),
            current: ScopeId::TOP,
            private: None,
            conditional: 0,
            error: None,
        };
        collector.open("<module>", ScopeKind::Module, 0);
        collector
    }

    fn finish(self) -> Result<Scopes, CompileError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(Scopes {
                names: self.names,
                scopes: self.scopes,
                by_node: self.by_node,
                places: HashMap::default(),
            }),
        }
    }

    pub(super) fn fail(&mut self, range: TextRange, message: String) {
        self.error
            .get_or_insert_with(|| CompileError::syntax(self.source, range, message));
    }

    /// Opens a scope inside the current one and makes it current; gives the former one.
    pub(super) fn open(&mut self, name: &str, kind: ScopeKind, node: NodeKey) -> ScopeId {
        let name = self.names.intern(name);
        let parent = (!self.scopes.is_empty()).then_some(self.current);
        let nested = parent.is_some_and(|parent| {
            let parent = &self.scopes[parent.0 as usize];
            parent.nested || parent.kind.is_function_like()
        });
        let id = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope {
            kind,
            name,
            parent,
            symbols: HashMap::default(),
            order: Vec::new(),
            is_generator: false,
            is_async: false,
            cells: HashSet::default(),
            free: Vec::new(),
            nested,
            conditional_annotations: false,
        });
        self.by_node.insert((node, kind), id);
        std::mem::replace(&mut self.current, id)
    }

    pub(super) fn scope(&mut self) -> &mut Scope {
        &mut self.scopes[self.current.0 as usize]
    }

    pub(super) fn sym(&mut self, name: &str) -> Sym {
        self.names.mangled(self.private.as_deref(), name)
    }

    pub(super) fn symbol_in(&mut self, scope: ScopeId, name: Sym) -> &mut Symbol {
        self.scopes[scope.0 as usize]
            .symbols
            .entry(name)
            .or_default()
    }

    pub(super) fn use_name(&mut self, name: &str, range: TextRange) {
        let sym = self.sym(name);
        let current = self.current;
        let symbol = self.symbol_in(current, sym);
        symbol.used = true;
        symbol.at.get_or_insert(range);
    }

    pub(super) fn bind_in(&mut self, scope: ScopeId, sym: Sym, range: TextRange) {
        let scope = &mut self.scopes[scope.0 as usize];
        let symbol = scope.symbols.entry(sym).or_default();
        symbol.at.get_or_insert(range);
        if !symbol.bound {
            symbol.bound = true;
            scope.order.push(sym);
        }
    }

    pub(super) fn bind(&mut self, name: &str, range: TextRange) {
        let sym = self.sym(name);
        self.bind_in(self.current, sym, range);
    }

    /// A statement unbinds the name: it may be unbound even if it is a parameter.
    fn unbind(&mut self, name: &str) {
        let sym = self.sym(name);
        let current = self.current;
        self.symbol_in(current, sym).unbinds = true;
    }

    pub(super) fn bind_identifier(&mut self, name: &ast::Identifier) {
        self.bind(name.as_str(), name.range);
    }

    fn bind_parameter(&mut self, name: &ast::Identifier) {
        let sym = self.sym(name.as_str());
        let current = self.current;
        if self.symbol_in(current, sym).param {
            self.fail(
                name.range,
                format!("duplicate argument '{name}' in function definition"),
            );
        }
        self.bind_in(current, sym, name.range);
        self.symbol_in(current, sym).param = true;
    }

    /// Binds the parameters of a function in the order of their registers.
    fn parameters(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs)
        {
            self.bind_parameter(&parameter.parameter.name);
        }
        for parameter in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.bind_parameter(&parameter.name);
        }
    }

    fn defaults(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.defaults(&function.parameters);
        self.bind_identifier(&function.name);
        let outer = self.current;
        if let Some(params) = &function.type_params {
            self.open_type_params(function.name.as_str(), key(function), params);
        }
        self.function_annotations(function);
        let former = self.open(function.name.as_str(), ScopeKind::Function, key(function));
        self.scope().is_async = function.is_async;
        self.parameters(&function.parameters);
        self.visit_body(&function.body);
        self.current = former;
        self.current = outer;
    }

    fn class(&mut self, class: &ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.bind_identifier(&class.name);
        let outer = self.current;
        let outer_private = self.private.clone();
        if let Some(params) = &class.type_params {
            self.private = Some(class.name.to_string());
            self.open_type_params(class.name.as_str(), key(class), params);
            self.bind(".type_params", TextRange::default());
        }
        self.private.clone_from(&outer_private);
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
        }
        self.open(class.name.as_str(), ScopeKind::Class, key(class));
        self.private = Some(class.name.to_string());
        let conditional = std::mem::take(&mut self.conditional);
        if class.type_params.is_some() {
            self.use_name(".type_params", TextRange::default());
        }
        self.scope().conditional_annotations = has_conditional_annotations(&class.body, false);
        self.visit_body(&class.body);
        self.conditional = conditional;
        self.private = outer_private;
        self.current = outer;
    }

    fn type_alias(&mut self, alias: &ast::StmtTypeAlias) {
        let name = alias
            .name
            .as_name_expr()
            .map_or("", |name| name.id.as_str());
        self.visit_expr(&alias.name);
        let outer = self.current;
        if let Some(params) = &alias.type_params {
            self.open_type_params(name, key(alias), params);
        }
        self.open_annotation_scope(name, ScopeKind::TypeAlias, key(alias));
        self.visit_expr(&alias.value);
        self.current = outer;
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let former = self.open("<lambda>", ScopeKind::Lambda, key(lambda));
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
        self.current = former;
    }

    /// The outermost iterable belongs to the scope around; the rest is inside.
    fn comprehension(
        &mut self,
        node: NodeKey,
        kind: ScopeKind,
        generators: &[ast::Comprehension],
        elements: &[&Expr],
    ) {
        self.visit_expr(&generators[0].iter);
        let name = if kind == ScopeKind::Generator {
            "<genexpr>"
        } else {
            "<comprehension>"
        };
        let former = self.open(name, kind, node);
        if kind == ScopeKind::Generator {
            self.bind(".0", TextRange::default());
            let sym = self.sym(".0");
            let current = self.current;
            self.symbol_in(current, sym).param = true;
            self.scope().is_generator = true;
        }
        for (i, generator) in generators.iter().enumerate() {
            if i > 0 {
                self.visit_expr(&generator.iter);
            }
            if generator.is_async {
                self.awaits();
            }
            self.visit_expr(&generator.target);
            self.mark_iteration_targets(&generator.target);
            generator.ifs.iter().for_each(|test| self.visit_expr(test));
        }
        elements.iter().for_each(|element| self.visit_expr(element));
        let is_async = self.scope().is_async;
        self.current = former;
        if is_async && kind == ScopeKind::Comprehension {
            self.awaits();
        }
    }

    fn mark_iteration_targets(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => {
                let sym = self.sym(name.id.as_str());
                let current = self.current;
                self.symbol_in(current, sym).iteration = true;
            }
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .for_each(|target| self.mark_iteration_targets(target)),
            Expr::List(list) => list
                .elts
                .iter()
                .for_each(|target| self.mark_iteration_targets(target)),
            Expr::Starred(starred) => self.mark_iteration_targets(&starred.value),
            _ => {}
        }
    }

    /// The current scope awaits: matters for comprehensions and generator expressions.
    fn awaits(&mut self) {
        let scope = self.scope();
        if matches!(scope.kind, ScopeKind::Comprehension | ScopeKind::Generator) {
            scope.is_async = true;
        }
    }

    /// `target := value` binds in the nearest scope that is not a comprehension or generator expression.
    fn walrus(&mut self, named: &ast::ExprNamed) {
        self.visit_expr(&named.value);
        let Expr::Name(target) = &*named.target else {
            return;
        };
        let sym = self.sym(target.id.as_str());
        let inside = |kind| matches!(kind, ScopeKind::Comprehension | ScopeKind::Generator);
        let mut home = self.current;
        while inside(self.scopes[home.0 as usize].kind) {
            if self.symbol_in(home, sym).iteration {
                let message = format!(
                    "assignment expression cannot rebind comprehension iteration variable '{}'",
                    target.id
                );
                self.fail(target.range, message);
            }
            home = self.scopes[home.0 as usize]
                .parent
                .expect("comprehension inside something");
        }
        match self.scopes[home.0 as usize].kind {
            ScopeKind::Class if home != self.current => {
                let message =
                    "assignment expression within a comprehension cannot be used in a class body";
                self.fail(target.range, message.to_owned());
            }
            _ => {}
        }
        self.bind_in(home, sym, target.range);
        self.symbol_in(home, sym).walrus = true;
        let global = self.scopes[home.0 as usize].kind == ScopeKind::Module
            || self.symbol_in(home, sym).global;
        let mut at = self.current;
        while at != home {
            let symbol = self.symbol_in(at, sym);
            symbol.used = true;
            symbol.walrus = true;
            symbol.global |= global;
            symbol.nonlocal |= !global;
            at = self.scopes[at.0 as usize].parent.expect("inside its home");
        }
    }

    fn global(&mut self, statement: &ast::StmtGlobal) {
        for name in &statement.names {
            self.declare(name, statement.range, "global");
            let sym = self.sym(name.as_str());
            let current = self.current;
            let symbol = self.symbol_in(current, sym);
            symbol.global = true;
            symbol.at = Some(statement.range);
            // The module binds it as a global too, even where its namespace is another dict.
            self.symbol_in(ScopeId::TOP, sym).global = true;
        }
    }

    fn nonlocal(&mut self, statement: &ast::StmtNonlocal) {
        if self.scope().kind == ScopeKind::Module {
            self.fail(
                statement.range,
                "nonlocal declaration not allowed at module level".to_owned(),
            );
        }
        for name in &statement.names {
            self.declare(name, statement.range, "nonlocal");
            let sym = self.sym(name.as_str());
            let current = self.current;
            let symbol = self.symbol_in(current, sym);
            symbol.nonlocal = true;
            symbol.at = Some(statement.range);
        }
    }

    /// Complains if the name was bound or used in this scope before its declaration.
    fn declare(&mut self, name: &ast::Identifier, range: TextRange, what: &str) {
        let sym = self.sym(name.as_str());
        let current = self.current;
        let symbol = *self.symbol_in(current, sym);
        if symbol.param {
            self.fail(range, format!("name '{name}' is parameter and {what}"));
        } else if (what == "global" && symbol.nonlocal) || (what == "nonlocal" && symbol.global) {
            let first = symbol.at.unwrap_or(range);
            self.fail(first, format!("name '{name}' is nonlocal and global"));
        } else if symbol.annotated {
            self.fail(range, format!("annotated name '{name}' can't be {what}"));
        } else if symbol.bound {
            self.fail(
                range,
                format!("name '{name}' is assigned to before {what} declaration"),
            );
        } else if symbol.used && !symbol.global && !symbol.nonlocal {
            self.fail(
                range,
                format!("name '{name}' is used prior to {what} declaration"),
            );
        }
    }

    fn import(&mut self, alias: &ast::Alias) {
        match &alias.asname {
            Some(name) => self.bind_identifier(name),
            None => {
                let first = alias.name.split('.').next().unwrap_or_default();
                self.bind(first, alias.name.range);
            }
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        for alias in &import.names {
            if &alias.name != "*" {
                self.bind_identifier(alias.asname.as_ref().unwrap_or(&alias.name));
            } else if self.scope().kind != ScopeKind::Module {
                self.fail(
                    alias.range,
                    "import * only allowed at module level".to_owned(),
                );
            }
        }
    }

    fn name(&mut self, name: &ast::ExprName) {
        match name.ctx {
            ExprContext::Store => self.bind(name.id.as_str(), name.range),
            ExprContext::Del => {
                self.bind(name.id.as_str(), name.range);
                self.unbind(name.id.as_str());
            }
            ExprContext::Load | ExprContext::Invalid => {
                self.use_name(name.id.as_str(), name.range);
                if name.id == "super" && self.scope().kind.is_function_like() {
                    self.use_name("__class__", name.range);
                }
            }
        }
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.error.is_some() {
            return;
        }
        match stmt {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::AnnAssign(assign) => self.annotated_assignment(assign),
            Stmt::AugAssign(assign) => {
                // The target is in store position but is read as well.
                if let Expr::Name(name) = &*assign.target {
                    self.use_name(name.id.as_str(), name.range);
                }
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Global(statement) => self.global(statement),
            Stmt::Nonlocal(statement) => self.nonlocal(statement),
            _ => crate::deep(|| visitor::walk_stmt(self, stmt)),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.error.is_some() {
            return;
        }
        match expr {
            Expr::Name(name) => self.name(name),
            Expr::Named(named) => self.walrus(named),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::ListComp(c) => {
                self.comprehension(key(c), ScopeKind::Comprehension, &c.generators, &[&c.elt]);
            }
            Expr::SetComp(c) => {
                self.comprehension(key(c), ScopeKind::Comprehension, &c.generators, &[&c.elt]);
            }
            Expr::DictComp(c) => {
                let elements: Vec<&Expr> =
                    c.key.as_deref().into_iter().chain([&*c.value]).collect();
                self.comprehension(key(c), ScopeKind::Comprehension, &c.generators, &elements);
            }
            Expr::Generator(c) => {
                self.comprehension(key(c), ScopeKind::Generator, &c.generators, &[&c.elt]);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.scope().is_generator = true;
                visitor::walk_expr(self, expr);
            }
            Expr::Await(_) => {
                self.awaits();
                visitor::walk_expr(self, expr);
            }
            _ => crate::deep(|| visitor::walk_expr(self, expr)),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(kind) = &handler.type_ {
            self.visit_expr(kind);
        }
        if let Some(name) = &handler.name {
            self.bind_identifier(name);
            self.unbind(name.as_str());
        }
        self.visit_body(&handler.body);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind_identifier(name);
        }
        visitor::walk_pattern(self, pattern);
    }
}
