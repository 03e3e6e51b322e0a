//! Function definitions: defaults, closures, decorators, bodies.

use std::sync::Arc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use super::unit::Params;
use super::{Compiler, Result};
use crate::code::{Code, Const};
use crate::opcode::{Intrinsic, Reg};
use crate::scope::{ScopeId, ScopeKind, Sym, key};

/// The window of `make_function`: defaults, keyword-only defaults, annotations, closure.
#[derive(Clone, Copy)]
pub(super) struct Parts(pub Reg);

impl Parts {
    pub fn defaults(self) -> Reg {
        self.0
    }
    pub fn kwdefaults(self) -> Reg {
        Reg(self.0.0 + 1)
    }
    pub fn annotate(self) -> Reg {
        Reg(self.0.0 + 2)
    }
    pub fn closure(self) -> Reg {
        Reg(self.0.0 + 3)
    }
}

impl<'a> Compiler<'a> {
    /// A window of function parts, all absent.
    pub(super) fn no_parts(&mut self) -> Parts {
        let parts = Parts(self.alloc_window(4));
        for i in 0..4 {
            self.w().load_undef(Reg(parts.0.0 + i));
        }
        parts
    }

    /// A window of function parts with the defaults evaluated.
    pub(super) fn function_parts(
        &mut self,
        parameters: Option<&'a ast::Parameters>,
    ) -> Result<Parts> {
        let parts = self.no_parts();
        if let Some(parameters) = parameters {
            self.positional_defaults(parameters, parts.defaults())?;
            self.keyword_defaults(parameters, parts.kwdefaults())?;
        }
        Ok(parts)
    }

    fn positional_defaults(&mut self, parameters: &'a ast::Parameters, dst: Reg) -> Result {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let defaults: Vec<&'a Expr> = positional.filter_map(|p| p.default.as_deref()).collect();
        if defaults.is_empty() {
            return Ok(());
        }
        let constants: Option<Vec<Const>> = defaults
            .iter()
            .map(|expr| self.folder().constant(expr))
            .collect();
        if let Some(constants) = constants {
            self.load_const(Const::Tuple(constants.into()), Some(dst));
            return Ok(());
        }
        let mark = self.mark();
        let base = Reg(mark as u16);
        for default in &defaults {
            self.eval_next(default)?;
        }
        self.w().build_tuple(dst, base, defaults.len() as u16);
        self.release(mark);
        Ok(())
    }

    fn keyword_defaults(&mut self, parameters: &'a ast::Parameters, dst: Reg) -> Result {
        let mark = self.mark();
        let base = Reg(mark as u16);
        let mut count = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let name = self.sym(parameter.parameter.name.as_str());
                let name = self.scopes.names.text(name).clone();
                self.load_str(&name, None);
                self.eval_next(default)?;
                count += 1;
            }
        }
        if count > 0 {
            self.w().build_map(dst, base, count);
        }
        self.release(mark);
        Ok(())
    }

    /// Makes the function object; temporaries from `mark` up are free afterwards.
    pub(super) fn make_function(
        &mut self,
        mark: u32,
        code: Arc<Code>,
        scope: ScopeId,
        parts: Parts,
        want: Option<Reg>,
    ) -> Result<Reg> {
        self.closure(scope, parts.closure());
        self.release(mark);
        let dst = self.dst(want);
        let code = self.unit.consts.add(Const::Code(code));
        self.w().make_function(dst, code, parts.0);
        Ok(dst)
    }

    /// The tuple of cells for a scope's free variables, if it has any.
    fn closure(&mut self, scope: ScopeId, dst: Reg) {
        let free = self.scopes.get(scope).free.clone();
        if free.is_empty() {
            return;
        }
        let cells: Vec<Reg> = free.iter().map(|sym| self.cell(*sym)).collect();
        let count = cells.len() as u16;
        if cells.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0) {
            self.w().build_tuple(dst, cells[0], count);
            return;
        }
        let mark = self.mark();
        let base = self.alloc_window(cells.len());
        for (i, cell) in cells.into_iter().enumerate() {
            self.w().move_(Reg(base.0 + i as u16), cell);
        }
        self.w().build_tuple(dst, base, count);
        self.release(mark);
    }

    /// The register of the cell that a function defined here closes over.
    fn cell(&self, sym: Sym) -> Reg {
        let mut at = Some(self.unit.lexical);
        while let Some(id) = at {
            let scope = self.scopes.get(id);
            if scope.cells.contains(&sym)
                && let Some(reg) = self.unit.vars.get(&(id, sym))
            {
                return *reg;
            }
            at = scope
                .parent
                .filter(|_| scope.kind == ScopeKind::Comprehension);
        }
        self.unit.free[&sym]
    }

    pub(super) fn lambda_code(
        &mut self,
        scope: ScopeId,
        lambda: &'a ast::ExprLambda,
    ) -> Result<Arc<Code>> {
        let params = lambda
            .parameters
            .as_deref()
            .map(Params::of)
            .unwrap_or_default();
        self.begin_function(scope, "<lambda>", lambda.range, &params)?;
        let value = self.eval(&lambda.body, None)?;
        self.at(lambda.body.range());
        self.w().return_(value);
        self.end_unit(lambda.range)
    }

    pub(super) fn function_def(&mut self, function: &'a ast::StmtFunctionDef) -> Result {
        let mark = self.mark();
        let decorators = self.decorators(&function.decorator_list)?;
        let want = match decorators {
            0 => self.local_register(function.name.as_str()),
            _ => Some(self.alloc()),
        };
        let value = match &function.type_params {
            None => self.plain_function(function, want)?,
            Some(params) => self.generic_function(function, params, want)?,
        };
        let value = self.apply_decorators(&function.decorator_list, value, mark);
        self.store_name(function.name.as_str(), function.name.range, value);
        self.release(mark);
        Ok(())
    }

    /// Evaluates decorators, each into the next temporary.
    pub(super) fn decorators(&mut self, decorators: &'a [ast::Decorator]) -> Result<usize> {
        for decorator in decorators {
            self.eval_next(&decorator.expression)?;
        }
        Ok(decorators.len())
    }

    /// Calls the decorators, which are in the temporaries before `value`, innermost first.
    pub(super) fn apply_decorators(
        &mut self,
        decorators: &'a [ast::Decorator],
        value: Reg,
        mark: u32,
    ) -> Reg {
        let mut result = value;
        for (i, decorator) in decorators.iter().enumerate().rev() {
            let f = Reg(mark as u16 + i as u16);
            self.at(decorator.expression.range());
            self.w().call(f, f, 1);
            result = f;
        }
        result
    }

    fn plain_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        want: Option<Reg>,
    ) -> Result<Reg> {
        self.at(definition_range(function));
        let mark = self.mark();
        let parts = self.function_parts(Some(&function.parameters))?;
        self.function_with_parts(mark, function, parts, want)
    }

    fn function_with_parts(
        &mut self,
        mark: u32,
        function: &'a ast::StmtFunctionDef,
        parts: Parts,
        want: Option<Reg>,
    ) -> Result<Reg> {
        self.at(definition_range(function));
        self.function_annotations(function, parts.annotate())?;
        let scope = self.scopes.opened_by(key(function), ScopeKind::Function);
        let code = self.function_code(scope, function)?;
        self.at(definition_range(function));
        self.make_function(mark, code, scope, parts, want)
    }

    /// `def f[T](...)`: a function that makes the type parameters, then `f`, is made and called at once. The defaults
    /// belong to the scope around, so they are passed to it.
    fn generic_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        type_params: &'a ast::TypeParams,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let range = definition_range(function);
        self.at(range);
        let mark = self.mark();
        let f = self.alloc();
        let given = self.alloc_window(2);
        for reg in [given, Reg(given.0 + 1)] {
            self.load_none(Some(reg));
        }
        self.positional_defaults(&function.parameters, given)?;
        self.keyword_defaults(&function.parameters, Reg(given.0 + 1))?;
        let scope = self.scopes.opened_by(key(function), ScopeKind::TypeParams);
        let name = format!("<generic parameters of {}>", function.name);
        let parts = self.no_parts();
        let code = self.generic_function_code(scope, &name, function, type_params)?;
        self.at(range);
        self.make_function(u32::from(parts.0.0), code, scope, parts, Some(f))?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        self.w().call(dst, f, 2);
        Ok(dst)
    }

    fn generic_function_code(
        &mut self,
        scope: ScopeId,
        name: &str,
        function: &'a ast::StmtFunctionDef,
        type_params: &'a ast::TypeParams,
    ) -> Result<Arc<Code>> {
        let range = definition_range(function);
        let passed = Params::positional(vec![".defaults", ".kwdefaults"]);
        self.begin_function(scope, name, range, &passed)?;
        let tuple = self.type_params(type_params)?;
        let mark = self.mark();
        let parts = self.no_parts();
        for (given, part) in [(Reg(0), parts.defaults()), (Reg(1), parts.kwdefaults())] {
            let absent = self.w().label();
            self.w().jump_if_none(given, absent);
            self.w().move_(part, given);
            self.w().bind(absent);
        }
        let value = self.function_with_parts(mark, function, parts, None)?;
        self.w()
            .intrinsic2(value, Intrinsic::SetFunctionTypeParams, value, tuple);
        self.w().return_(value);
        self.end_unit(range)
    }

    fn function_code(
        &mut self,
        scope: ScopeId,
        function: &'a ast::StmtFunctionDef,
    ) -> Result<Arc<Code>> {
        let params = Params::of(&function.parameters);
        self.begin_function(
            scope,
            function.name.as_str(),
            definition_range(function),
            &params,
        )?;
        if let Some(first) = function.decorator_list.first() {
            self.unit.first_line = self.source.line(first.range.start());
        }
        let body = self.take_docstring(&function.body);
        self.statements(body)?;
        self.return_none();
        self.end_unit(function.range)
    }
}

/// From `def` on: a definition's range begins with its decorators.
fn definition_range(function: &ast::StmtFunctionDef) -> TextRange {
    let start = function
        .decorator_list
        .last()
        .map_or(function.range.start(), |_| function.name.range.start());
    TextRange::new(start, function.name.range.end())
}
