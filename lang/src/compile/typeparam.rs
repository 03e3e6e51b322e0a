//! Type parameters and `type` statements (PEP 695, 696).

use ruff_python_ast::{self as ast, Expr, TypeParam};
use ruff_text_size::{Ranged, TextRange};

use super::unit::Params;
use super::{Compiler, Result};
use crate::code::Const;
use crate::opcode::{Intrinsic, Reg};
use crate::scope::{ScopeKind, key};

impl<'a> Compiler<'a> {
    /// Makes and binds the type parameters; gives their tuple, in a fresh temporary.
    pub(super) fn type_params(&mut self, params: &'a ast::TypeParams) -> Result<Reg> {
        let mark = self.mark();
        let base = Reg(mark as u16);
        for param in &params.type_params {
            self.type_param(param)?;
        }
        self.release(mark);
        let dst = self.alloc();
        self.at(params.range);
        self.w()
            .build_tuple(dst, base, params.type_params.len() as u16);
        Ok(dst)
    }

    /// Makes a type parameter in the next temporary and binds its name.
    fn type_param(&mut self, param: &'a TypeParam) -> Result {
        let dst = self.alloc();
        let mark = self.mark();
        let name = param.name();
        self.at(param.range());
        let text = self.load_str(name.as_str(), None);
        match param {
            TypeParam::TypeVar(var) => match &var.bound {
                Some(bound) => {
                    let evaluate = self.lazy_value(name.as_str(), bound)?;
                    let which = match bound.is_tuple_expr() {
                        true => Intrinsic::TypeVarWithConstraints,
                        false => Intrinsic::TypeVarWithBound,
                    };
                    self.at(param.range());
                    self.w().intrinsic2(dst, which, text, evaluate);
                }
                None => self.w().intrinsic1(dst, Intrinsic::TypeVar, text),
            },
            TypeParam::ParamSpec(_) => self.w().intrinsic1(dst, Intrinsic::ParamSpec, text),
            TypeParam::TypeVarTuple(_) => self.w().intrinsic1(dst, Intrinsic::TypeVarTuple, text),
        }
        if let Some(default) = param.default() {
            let evaluate = self.lazy_value(name.as_str(), default)?;
            self.at(param.range());
            self.w()
                .intrinsic2(dst, Intrinsic::SetTypeParamDefault, dst, evaluate);
        }
        self.release(mark);
        self.store_name(name.as_str(), name.range, dst);
        Ok(())
    }

    /// A function that computes a bound, constraints or a default when asked, in a fresh temporary.
    fn lazy_value(&mut self, name: &str, expr: &'a Expr) -> Result<Reg> {
        self.evaluator(ScopeKind::TypeVariable, crate::scope::key(expr), name, expr)
    }

    /// A function of a format, by default 1, that evaluates `expr`.
    fn evaluator(
        &mut self,
        kind: ScopeKind,
        node: crate::scope::NodeKey,
        name: &str,
        expr: &'a Expr,
    ) -> Result<Reg> {
        let mark = self.mark();
        let scope = self.scopes.opened_by(node, kind);
        let parts = self.no_parts();
        self.load_const(Const::Tuple([Const::Int(1)].into()), Some(parts.defaults()));
        self.begin_function(
            scope,
            name,
            expr.range(),
            &Params::positional(vec![".format"]),
        )?;
        let value = match expr {
            Expr::Starred(starred) => {
                let list = self.alloc();
                self.w().build_list(list, list, 0);
                let value = self.eval(&starred.value, None)?;
                self.w().list_extend(list, value);
                self.w().list_to_tuple(list, list);
                list
            }
            _ => self.eval(expr, None)?,
        };
        self.w().return_(value);
        let code = self.end_unit(expr.range())?;
        self.make_function(mark, code, scope, parts, None)
    }

    /// `type X[T] = value`
    pub(super) fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) -> Result {
        let Expr::Name(name) = &*alias.name else {
            return self.error(alias.range, "invalid syntax");
        };
        let text = name.id.as_str();
        let value = match &alias.type_params {
            None => {
                let none = self.load_none(None);
                self.alias_object(alias, text, none)?
            }
            Some(params) => self.generic_alias(alias, text, params)?,
        };
        self.store_name(text, name.range, value);
        Ok(())
    }

    /// The alias, in a fresh temporary.
    fn alias_object(
        &mut self,
        alias: &'a ast::StmtTypeAlias,
        name: &str,
        params: Reg,
    ) -> Result<Reg> {
        let mark = self.mark();
        let window = self.alloc_window(2);
        self.load_str(name, Some(window));
        self.w().move_(Reg(window.0 + 1), params);
        self.evaluator(ScopeKind::TypeAlias, key(alias), name, &alias.value)?;
        self.at(alias.range);
        self.w().build_tuple(window, window, 3);
        self.release(mark);
        let dst = self.alloc();
        self.w().intrinsic1(dst, Intrinsic::TypeAlias, window);
        Ok(dst)
    }

    fn generic_alias(
        &mut self,
        alias: &'a ast::StmtTypeAlias,
        name: &str,
        params: &'a ast::TypeParams,
    ) -> Result<Reg> {
        let f = self.alloc();
        let scope = self.scopes.opened_by(key(alias), ScopeKind::TypeParams);
        let parts = self.no_parts();
        self.begin_unit(
            scope,
            &format!("<generic parameters of {name}>"),
            alias.range,
        )?;
        let tuple = self.type_params(params)?;
        let value = self.alias_object(alias, name, tuple)?;
        self.w().return_(value);
        let code = self.end_unit(alias.range)?;
        self.call_at_once(f, code, scope, parts, alias.range)
    }

    /// Makes a function without parameters in `f` and calls it; the result replaces it.
    pub(super) fn call_at_once(
        &mut self,
        f: Reg,
        code: std::sync::Arc<crate::code::Code>,
        scope: crate::scope::ScopeId,
        parts: super::function::Parts,
        range: TextRange,
    ) -> Result<Reg> {
        self.at(range);
        self.make_function(u32::from(f.0) + 1, code, scope, parts, Some(f))?;
        self.w().call(f, f, 0);
        Ok(f)
    }
}
