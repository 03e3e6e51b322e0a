//! Calls: argument lists, methods, `super`.

use std::sync::Arc;

use ruff_python_ast::{self as ast, Expr, Keyword};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Result};
use crate::code::Const;
use crate::opcode::{ConstId, Reg};
use crate::scope::{Place, ScopeKind};

/// More arguments than this go through a tuple and a dict.
const MAX_ARGUMENTS: usize = 1000;

/// The operands of `super().name`.
pub(super) struct SuperParts {
    pub callee: Reg,
    pub cls: Reg,
    pub obj: Reg,
    /// Written with both arguments.
    pub explicit: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        let arguments = &call.arguments;
        if let (Expr::Attribute(attribute), false) = (&*call.func, needs_unpacking(arguments, 0)) {
            return self.method_call(call, attribute, want);
        }
        let f = self.eval_next(&call.func)?;
        self.call_with(
            f,
            0,
            &arguments.args,
            &arguments.keywords,
            call.range(),
            mark,
            want,
        )
    }

    /// Calls `f`, whose first `given` arguments are already in the window behind it.
    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    pub(super) fn call_with(
        &mut self,
        f: Reg,
        given: usize,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        range: TextRange,
        mark: u32,
        want: Option<Reg>,
    ) -> Result<Reg> {
        if args.iter().any(Expr::is_starred_expr)
            || keywords.iter().any(|keyword| keyword.arg.is_none())
            || args.len() + keywords.len() > MAX_ARGUMENTS
        {
            return self.call_unpacking(f, given, args, keywords, range, mark, want);
        }
        let names = self.plain_arguments(args, keywords)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        let nargs = (given + args.len() + keywords.len()) as u16;
        match names {
            Some(names) => self.w().call_kw(dst, f, nargs, names),
            None => self.w().call(dst, f, nargs),
        }
        Ok(dst)
    }

    /// Arguments into the window; the tuple of keyword names, if there are any.
    fn plain_arguments(
        &mut self,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result<Option<ConstId>> {
        for arg in args {
            self.eval_next(arg)?;
        }
        for keyword in keywords {
            if keyword.arg.as_deref() == Some("__debug__") {
                return self.error(keyword.range, "cannot assign to __debug__");
            }
            self.eval_next(&keyword.value)?;
        }
        if keywords.is_empty() {
            return Ok(None);
        }
        let names: Vec<Const> = keywords
            .iter()
            .flat_map(|k| &k.arg)
            .map(|name| Const::Str(self.keyword_text(name).into()))
            .collect();
        Ok(Some(self.unit.consts.add(Const::Tuple(names.into()))))
    }

    /// Keyword names are mangled like any other.
    fn keyword_text(&mut self, name: &ast::Identifier) -> &str {
        let sym = self.sym(name.as_str());
        self.scopes.names.text(sym)
    }

    fn method_call(
        &mut self,
        call: &'a ast::ExprCall,
        attribute: &'a ast::ExprAttribute,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        let f = self.alloc_window(2);
        let name = self.ident(attribute.attr.as_str());
        let inner = self.mark();
        // A long chain of calls shows the line of the method's name, not that of its beginning.
        let shown = match self.source.line(attribute.attr.range.start())
            == self.source.line(attribute.range.start())
        {
            true => attribute.range,
            false => attribute.attr.range,
        };
        if let Some(parts) = self.super_call(&attribute.value)? {
            self.at(shown);
            self.w()
                .load_super_method(f, parts.callee, parts.cls, parts.obj, name, parts.explicit);
        } else {
            let obj = self.eval(&attribute.value, None)?;
            self.at(shown);
            self.w().load_method(f, obj, name);
        }
        self.release(inner);
        let arguments = &call.arguments;
        let names = self.plain_arguments(&arguments.args, &arguments.keywords)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(TextRange::new(shown.start(), call.range().end()));
        let nargs = (arguments.args.len() + arguments.keywords.len()) as u16;
        match names {
            Some(names) => self.w().call_method_kw(dst, f, nargs, names),
            None => self.w().call_method(dst, f, nargs),
        }
        Ok(dst)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    fn call_unpacking(
        &mut self,
        f: Reg,
        given: usize,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        range: TextRange,
        mark: u32,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let after_given = self.mark();
        let positional = self.positional_tuple(f, given, args, range)?;
        self.release(after_given);
        let base = Reg(f.0 + 1);
        // The tuple takes the place of the arguments already given.
        self.deliver(positional, Some(base));
        self.unit.top = u32::from(base.0) + 1;
        let map = self.alloc();
        self.at(range);
        if keywords.is_empty() {
            self.w().load_undef(map);
        } else {
            self.keyword_dict(map, f, keywords, range)?;
        }
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        self.w().call_ex(dst, f);
        Ok(dst)
    }

    /// The positional arguments as one tuple; a lone `*args` as it is.
    fn positional_tuple(
        &mut self,
        f: Reg,
        given: usize,
        args: &'a [Expr],
        range: TextRange,
    ) -> Result<Reg> {
        if let ([Expr::Starred(starred)], 0) = (args, given) {
            return self.eval(&starred.value, None);
        }
        let dst = self.alloc();
        self.at(range);
        if args.is_empty() {
            self.w().build_tuple(dst, Reg(f.0 + 1), given as u16);
            return Ok(dst);
        }
        self.w().build_list(dst, Reg(f.0 + 1), given as u16);
        self.extend_list(dst, args)?;
        self.at(range);
        self.w().list_to_tuple(dst, dst);
        Ok(dst)
    }

    pub(super) fn keyword_dict(
        &mut self,
        map: Reg,
        f: Reg,
        keywords: &'a [Keyword],
        range: TextRange,
    ) -> Result {
        self.w().build_map(map, map, 0);
        let mut rest = keywords;
        while let Some(first) = rest.first() {
            let mark = self.mark();
            let named = rest
                .iter()
                .take_while(|keyword| keyword.arg.is_some())
                .count();
            if named == 0 {
                let other = self.eval(&first.value, None)?;
                self.at(range);
                self.w().dict_merge(map, other, f);
                rest = &rest[1..];
            } else {
                for keyword in &rest[..named] {
                    self.keyword_item(map, f, keyword, rest.len() == keywords.len())?;
                }
                rest = &rest[named..];
            }
            self.release(mark);
        }
        Ok(())
    }

    /// One `name=value`. After a `**` the name may be there already, which is an error.
    fn keyword_item(&mut self, map: Reg, f: Reg, keyword: &'a Keyword, first: bool) -> Result {
        let Some(name) = &keyword.arg else {
            return Ok(());
        };
        let mark = self.mark();
        let pair = self.alloc_window(2);
        let value = Reg(pair.0 + 1);
        let text: Arc<str> = self.keyword_text(name).into();
        self.at(keyword.range);
        self.load_str(&text, Some(pair));
        self.eval_to(&keyword.value, value)?;
        self.at(keyword.range);
        if first {
            self.w().map_add(map, pair, value);
        } else {
            self.w().build_map(pair, pair, 1);
            self.w().dict_merge(map, pair, f);
        }
        self.release(mark);
        Ok(())
    }

    /// The parts of `super()` or `super(cls, obj)`, if `expr` is such a call and `super` looks like the builtin.
    pub(super) fn super_call(&mut self, expr: &'a Expr) -> Result<Option<SuperParts>> {
        let Expr::Call(call) = expr else {
            return Ok(None);
        };
        let Expr::Name(name) = &*call.func else {
            return Ok(None);
        };
        let arguments = &call.arguments;
        let kind = self.scopes.get(self.unit.scope).kind;
        let plain =
            arguments.keywords.is_empty() && !arguments.args.iter().any(Expr::is_starred_expr);
        if name.id != "super" || !plain || !matches!(kind, ScopeKind::Function | ScopeKind::Lambda)
        {
            return Ok(None);
        }
        let sym = self.sym("super");
        if self.scopes.place(self.unit.lexical, sym) != Place::Global {
            return Ok(None);
        }
        let class = self.sym("__class__");
        match &*arguments.args {
            [cls, obj] => {
                let callee = self.load_name(name, None);
                let cls = self.eval(cls, None)?;
                let obj = self.eval(obj, None)?;
                Ok(Some(SuperParts {
                    callee,
                    cls,
                    obj,
                    explicit: true,
                }))
            }
            [] if self.unit.code.argcount > 0 && self.unit.free.contains_key(&class) => {
                let callee = self.load_name(name, None);
                self.at(call.range());
                let cls = self.load_sym(class, None);
                let obj = self.first_parameter();
                Ok(Some(SuperParts {
                    callee,
                    cls,
                    obj,
                    explicit: false,
                }))
            }
            _ => Ok(None),
        }
    }

    fn first_parameter(&mut self) -> Reg {
        let text = self.unit.code.varnames[0].clone();
        let sym = self.scopes.names.intern(&text);
        let lexical = std::mem::replace(&mut self.unit.lexical, self.unit.scope);
        let reg = self.load_sym(sym, None);
        self.unit.lexical = lexical;
        reg
    }
}

fn needs_unpacking(arguments: &ast::Arguments, given: usize) -> bool {
    arguments.args.iter().any(Expr::is_starred_expr)
        || arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.is_none())
        || given + arguments.args.len() + arguments.keywords.len() > MAX_ARGUMENTS
}
