//! Class definitions.
//!
//! A class body is a function of no parameters that `__build_class__` runs with a fresh namespace. It returns the cell
//! of `__class__` if a method uses that, else None.

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::{TextRange, TextSize};

use super::{Compiler, Result};
use crate::code::{Code, Const};
use crate::opcode::{Intrinsic, Reg};
use crate::scope::{ScopeId, ScopeKind, key};

impl<'a> Compiler<'a> {
    pub(super) fn class_def(&mut self, class: &'a ast::StmtClassDef) -> Result {
        let mark = self.mark();
        let decorators = self.decorators(&class.decorator_list)?;
        let value = match &class.type_params {
            None => {
                let want = match decorators {
                    0 => self.local_register(class.name.as_str()),
                    _ => None,
                };
                self.class_object(class, None, want)?
            }
            Some(params) => self.generic_class(class, params)?,
        };
        let value = self.apply_decorators(&class.decorator_list, value, mark);
        self.store_name(class.name.as_str(), class.name.range, value);
        self.release(mark);
        Ok(())
    }

    /// Calls `__build_class__(body, name, *bases, **keywords)`; `generic` is one more base.
    fn class_object(
        &mut self,
        class: &'a ast::StmtClassDef,
        generic: Option<Reg>,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let range = definition_range(class);
        let mark = self.mark();
        let window = self.alloc_window(3);
        self.at(range);
        self.w().load_build_class(window);
        let scope = self.scopes.opened_by(key(class), ScopeKind::Class);
        let parts = self.no_parts();
        let code = self.class_code(scope, class)?;
        self.at(range);
        self.make_function(
            u32::from(parts.0.0),
            code,
            scope,
            parts,
            Some(Reg(window.0 + 1)),
        )?;
        self.load_str(class.name.as_str(), Some(Reg(window.0 + 2)));
        let (args, keywords): (&[ast::Expr], &[ast::Keyword]) = match &class.arguments {
            Some(arguments) => (&arguments.args, &arguments.keywords),
            None => (&[], &[]),
        };
        // What fails in the call fails in the whole statement.
        let whole = TextRange::new(self.class_keyword(class), class.range.end());
        match generic {
            None => self.call_with(window, 2, args, keywords, whole, mark, want),
            Some(base) => self.call_with_generic_base(window, base, args, keywords, whole, mark),
        }
    }

    /// Where the word `class` stands: behind the decorators.
    fn class_keyword(&self, class: &ast::StmtClassDef) -> TextSize {
        let before = &self.source.text[..class.name.range.start().to_usize()];
        let at = before.rfind("class").unwrap_or(before.len());
        TextSize::try_from(at).unwrap_or(class.range.start())
    }

    /// The generic base comes after the written ones.
    fn call_with_generic_base(
        &mut self,
        window: Reg,
        base: Reg,
        args: &'a [ast::Expr],
        keywords: &'a [ast::Keyword],
        range: TextRange,
        mark: u32,
    ) -> Result<Reg> {
        let simple = !args.iter().any(ast::Expr::is_starred_expr) && keywords.is_empty();
        if simple {
            for arg in args {
                self.eval_next(arg)?;
            }
            let last = self.alloc();
            self.w().move_(last, base);
            self.at(range);
            self.w().call(window, window, args.len() as u16 + 3);
        } else {
            let list = self.alloc();
            self.w().build_list(list, Reg(window.0 + 1), 2);
            self.extend_list(list, args)?;
            self.w().list_append(list, base);
            let tuple = Reg(window.0 + 1);
            self.w().list_to_tuple(tuple, list);
            self.unit.top = u32::from(window.0) + 2;
            let map = self.alloc();
            self.at(range);
            if keywords.is_empty() {
                self.w().load_undef(map);
            } else {
                self.keyword_dict(map, window, keywords, range)?;
            }
            self.w().call_ex(window, window);
        }
        self.release(mark);
        let dst = self.alloc();
        Ok(self.deliver(window, Some(dst)))
    }

    fn generic_class(
        &mut self,
        class: &'a ast::StmtClassDef,
        params: &'a ast::TypeParams,
    ) -> Result<Reg> {
        let range = definition_range(class);
        let f = self.alloc();
        let scope = self.scopes.opened_by(key(class), ScopeKind::TypeParams);
        let parts = self.no_parts();
        self.begin_unit(
            scope,
            &format!("<generic parameters of {}>", class.name),
            range,
        )?;
        let outer_private = self.unit.private.replace(class.name.as_str().into());
        let tuple = self.type_params(params)?;
        let type_params = self.scopes.names.intern(".type_params");
        self.store_sym(type_params, tuple);
        self.unit.private = outer_private;
        let base = self.alloc();
        self.at(range);
        self.w()
            .intrinsic1(base, Intrinsic::SubscriptGeneric, tuple);
        let value = self.class_object(class, Some(base), None)?;
        self.w().return_(value);
        let code = self.end_unit(range)?;
        self.call_at_once(f, code, scope, parts, range)
    }

    fn class_code(&mut self, scope: ScopeId, class: &'a ast::StmtClassDef) -> Result<Arc<Code>> {
        let range = definition_range(class);
        self.begin_unit(scope, class.name.as_str(), range)?;
        self.unit.private = Some(class.name.as_str().into());
        let first = class
            .decorator_list
            .first()
            .map_or(range.start(), |first| first.range.start());
        self.unit.first_line = self.source.line(first);
        self.class_header(scope, class);
        self.body_annotations(&class.body)?;
        let body = self.body_docstring(&class.body)?;
        self.statements(body)?;
        self.at(range);
        self.class_footer(scope);
        self.end_unit(range)
    }

    /// What a class body binds before its statements.
    fn class_header(&mut self, scope: ScopeId, class: &ast::StmtClassDef) {
        let mark = self.mark();
        let value = self.alloc();
        let (dunder_name, module) = (self.plain_name("__name__"), self.plain_name("__module__"));
        self.w().load_name(value, dunder_name);
        self.w().store_name(module, value);
        let qualname = self.unit.qualname.clone();
        self.load_str(&qualname, Some(value));
        let name = self.plain_name("__qualname__");
        self.w().store_name(name, value);
        let line = i64::from(self.unit.first_line);
        self.load_const(Const::Int(line), Some(value));
        let name = self.plain_name("__firstlineno__");
        self.w().store_name(name, value);
        if class.type_params.is_some() {
            let type_params = self.scopes.names.intern(".type_params");
            self.load_sym(type_params, Some(value));
            let name = self.plain_name("__type_params__");
            self.w().store_name(name, value);
        }
        if let Some(cell) = self.class_cell(scope, "__classdict__") {
            self.w().load_locals(value);
            self.w().store_cell(cell, value);
        }
        self.release(mark);
    }

    /// What a class body binds after its statements, and what it returns.
    fn class_footer(&mut self, scope: ScopeId) {
        let mut attributes = std::mem::take(&mut self.unit.static_attributes);
        attributes.sort_by(|a, b| self.scopes.names.text(*a).cmp(self.scopes.names.text(*b)));
        let texts = attributes
            .iter()
            .map(|sym| Const::Str((&**self.scopes.names.text(*sym)).into()));
        let texts: Vec<Const> = texts.collect();
        let value = self.load_const(Const::Tuple(texts.into()), None);
        let name = self.plain_name("__static_attributes__");
        self.w().store_name(name, value);
        if let Some(cell) = self.class_cell(scope, "__classdict__") {
            let name = self.plain_name("__classdictcell__");
            self.w().store_name(name, cell);
        }
        match self.class_cell(scope, "__class__") {
            Some(cell) => {
                let name = self.plain_name("__classcell__");
                self.w().store_name(name, cell);
                self.w().return_(cell);
            }
            None => self.return_none(),
        }
    }

    fn class_cell(&mut self, scope: ScopeId, name: &str) -> Option<Reg> {
        let sym = self.scopes.names.intern(name);
        self.unit.vars.get(&(scope, sym)).copied()
    }

    /// A method stores `self.name`: the innermost class around notes it.
    pub(super) fn note_static_attribute(&mut self, attribute: &ast::ExprAttribute) {
        if !matches!(&*attribute.value, ast::Expr::Name(name) if name.id == "self") {
            return;
        }
        let sym = self.sym(attribute.attr.as_str());
        let in_class = |scope: ScopeId| self.scopes.get(scope).kind == ScopeKind::Class;
        let Some(at) = self.outer.iter().rposition(|unit| in_class(unit.scope)) else {
            return;
        };
        let attributes = &mut self.outer[at].static_attributes;
        if !attributes.contains(&sym) {
            attributes.push(sym);
        }
    }
}

/// From the name on where decorators come first.
fn definition_range(class: &ast::StmtClassDef) -> TextRange {
    let start = class
        .decorator_list
        .last()
        .map_or(class.range.start(), |_| class.name.range.start());
    TextRange::new(start, class.name.range.end())
}
