//! Comprehensions and generator expressions.
//!
//! List, set and dict comprehensions run in the code around them; their variables are temporaries of that code. A
//! generator expression is a generator function called with the iterator of its first `for`.

use ruff_python_ast::{self as ast, Comprehension, Expr};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::unit::{CompVar, Params};
use super::{Compiler, Result};
use crate::opcode::Reg;
use crate::scope::{Place, ScopeId, ScopeKind, key};

/// What becomes of each element.
#[derive(Clone, Copy)]
enum Sink<'a> {
    List(Reg, &'a Expr),
    Set(Reg, &'a Expr),
    Dict(Reg, Option<&'a Expr>, &'a Expr),
    Yield(&'a Expr),
}

impl<'a> Compiler<'a> {
    pub(super) fn list_comp(&mut self, c: &'a ast::ExprListComp, want: Option<Reg>) -> Result<Reg> {
        let scope = self.scopes.opened_by(key(c), ScopeKind::Comprehension);
        let dst = self.work(want);
        self.at(c.range);
        self.w().build_list(dst, dst, 0);
        self.inlined(scope, &c.generators, Sink::List(dst, &c.elt), c.range)?;
        Ok(self.deliver(dst, want))
    }

    pub(super) fn set_comp(&mut self, c: &'a ast::ExprSetComp, want: Option<Reg>) -> Result<Reg> {
        let scope = self.scopes.opened_by(key(c), ScopeKind::Comprehension);
        let dst = self.work(want);
        self.at(c.range);
        self.w().build_set(dst, dst, 0);
        self.inlined(scope, &c.generators, Sink::Set(dst, &c.elt), c.range)?;
        Ok(self.deliver(dst, want))
    }

    pub(super) fn dict_comp(&mut self, c: &'a ast::ExprDictComp, want: Option<Reg>) -> Result<Reg> {
        let scope = self.scopes.opened_by(key(c), ScopeKind::Comprehension);
        let dst = self.work(want);
        self.at(c.range);
        self.w().build_map(dst, dst, 0);
        self.inlined(
            scope,
            &c.generators,
            Sink::Dict(dst, c.key.as_deref(), &c.value),
            c.range,
        )?;
        Ok(self.deliver(dst, want))
    }

    fn inlined(
        &mut self,
        scope: ScopeId,
        generators: &'a [Comprehension],
        sink: Sink<'a>,
        range: TextRange,
    ) -> Result {
        let mark = self.mark();
        let iter = self.first_iterator(&generators[0])?;
        let outer = std::mem::replace(&mut self.unit.lexical, scope);
        self.at(range);
        let vars = self.open_variables(scope);
        self.loops(generators, Some(iter), sink, range)?;
        for (reg, position) in vars {
            let var = self.unit.comp_vars.remove(&reg).unwrap_or_default();
            if !var.read_before {
                self.w().drop_insn(position);
            }
        }
        self.unit.lexical = outer;
        self.release(mark);
        Ok(())
    }

    /// Registers for the variables of an inlined comprehension. Each is unbound first, by an instruction that is dropped
    /// when nothing can read the variable before it is stored to; gives the plain ones with that instruction's position.
    fn open_variables(&mut self, scope: ScopeId) -> Vec<(Reg, usize)> {
        let mut plain = Vec::new();
        for sym in self.scopes.get(scope).order.clone() {
            if self.scopes.place(scope, sym) != Place::Variable(scope) {
                continue;
            }
            let reg = self.alloc();
            self.unit.vars.insert((scope, sym), reg);
            let position = self.w().position();
            self.w().load_undef(reg);
            if self.scopes.get(scope).cells.contains(&sym) {
                self.w().make_cell(reg, reg);
            } else {
                self.unit.comp_vars.insert(reg, CompVar::default());
                plain.push((reg, position));
            }
        }
        plain
    }

    /// The iterator of the first `for`, evaluated in the scope around.
    fn first_iterator(&mut self, generator: &'a Comprehension) -> Result<Reg> {
        let iter = self.alloc();
        self.iterator_into(iter, &generator.iter, generator.is_async)?;
        Ok(iter)
    }

    /// `iter(expr)` or `aiter(expr)` into a temporary.
    pub(super) fn iterator_into(&mut self, iter: Reg, expr: &'a Expr, is_async: bool) -> Result {
        let mark = self.mark();
        let obj = match self.folder().frozen_display(expr, true) {
            Some(value) => {
                self.at(expr.range());
                self.load_const(value, Some(iter))
            }
            None => self.eval(expr, None)?,
        };
        self.release(mark);
        self.at(expr.range());
        if is_async {
            self.w().get_aiter(iter, obj);
        } else {
            self.w().get_iter(iter, obj);
        }
        Ok(())
    }

    fn loops(
        &mut self,
        generators: &'a [Comprehension],
        iter: Option<Reg>,
        sink: Sink<'a>,
        range: TextRange,
    ) -> Result {
        let Some((generator, rest)) = generators.split_first() else {
            return self.sink(sink, range);
        };
        let mark = self.mark();
        let iter = match iter {
            Some(iter) => iter,
            None => self.first_iterator(generator)?,
        };
        let (again, end) = (self.w().here(), self.w().label());
        let next = self.w().label();
        let handler = self.unit.writer.handler;
        if generator.is_async {
            self.async_next(iter, &generator.target, end)?;
        } else {
            self.sync_next(iter, &generator.target, generator.iter.range(), end)?;
        }
        for test in &generator.ifs {
            self.jump_if(test, false, next)?;
        }
        self.loops(rest, None, sink, range)?;
        self.w().bind(next);
        self.at(range);
        self.w().loop_(again);
        self.w().bind(end);
        self.unit.writer.handler = handler;
        self.release(mark);
        Ok(())
    }

    fn sink(&mut self, sink: Sink<'a>, range: TextRange) -> Result {
        let mark = self.mark();
        match sink {
            Sink::List(list, elt) => {
                let value = self.eval(elt, None)?;
                self.at(elt.range());
                self.w().list_append(list, value);
            }
            Sink::Set(set, elt) => {
                let value = self.eval(elt, None)?;
                self.at(elt.range());
                self.w().set_add(set, value);
            }
            Sink::Dict(map, Some(k), value) => {
                let k = self.eval(k, None)?;
                let value = self.eval(value, None)?;
                self.at(range);
                self.w().map_add(map, k, value);
            }
            Sink::Dict(map, None, other) => {
                let value = self.eval(other, None)?;
                self.at(range);
                self.w().dict_update(map, value);
            }
            Sink::Yield(elt) => {
                let value = self.eval(elt, None)?;
                self.at(elt.range());
                let sent = self.alloc();
                self.w().yield_(sent, value);
            }
        }
        self.release(mark);
        Ok(())
    }

    pub(super) fn generator_expr(
        &mut self,
        c: &'a ast::ExprGenerator,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let range = self.generator_range(c);
        let mark = self.mark();
        let scope = self.scopes.opened_by(key(c), ScopeKind::Generator);
        let f = self.alloc();
        let parts = self.no_parts();
        self.begin_function(scope, "<genexpr>", range, &Params::positional(vec![".0"]))?;
        self.unit.code.posonly = 0;
        self.loops(&c.generators, Some(Reg(0)), Sink::Yield(&c.elt), range)?;
        self.return_none();
        let code = self.end_unit(range)?;
        self.at(range);
        self.make_function(u32::from(f.0) + 1, code, scope, parts, Some(f))?;
        let iter = self.alloc();
        self.iterator_into(iter, &c.generators[0].iter, c.generators[0].is_async)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        self.w().call(dst, f, 1);
        Ok(dst)
    }

    /// A generator expression that is the only argument of a call shares the call's parentheses.
    fn generator_range(&self, c: &ast::ExprGenerator) -> TextRange {
        if c.parenthesized {
            return c.range;
        }
        let before = self.source.text[..c.range.start().to_usize()].trim_end();
        match before.strip_suffix('(') {
            Some(before) => TextRange::new(TextSize::of(before), c.range.end()),
            None => c.range,
        }
    }
}
