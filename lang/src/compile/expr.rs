//! Expressions: literals, operators, attributes, subscripts, displays.

use ruff_python_ast::{self as ast, BoolOp, Expr, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Result, ops};
use crate::code::Const;
use crate::opcode::Reg;
use crate::scope::{ScopeKind, key};

/// Longer displays are built piece by piece.
const WINDOW: usize = 64;

impl<'a> Compiler<'a> {
    /// Compiles an expression; gives the register of its value.
    pub(super) fn eval(&mut self, expr: &'a Expr, want: Option<Reg>) -> Result<Reg> {
        match expr {
            Expr::Name(name) if name.id != "__debug__" => Ok(self.load_name(name, want)),
            _ => crate::deep(|| self.eval_at(expr, want)),
        }
    }

    /// The value into a given register.
    pub(super) fn eval_to(&mut self, expr: &'a Expr, dst: Reg) -> Result {
        self.eval(expr, Some(dst)).map(|_| ())
    }

    /// The value into the next temporary: how call windows are filled.
    pub(super) fn eval_next(&mut self, expr: &'a Expr) -> Result<Reg> {
        let dst = self.alloc();
        self.eval(expr, Some(dst))
    }

    fn eval_at(&mut self, expr: &'a Expr, want: Option<Reg>) -> Result<Reg> {
        if let Some(value) = self.folder().constant(expr) {
            self.at(expr.range());
            return Ok(self.load_const(value, want));
        }
        match expr {
            Expr::Name(name) => Ok(self.load_name(name, want)),
            Expr::BinOp(op) => self.binary(&op.left, op.op, &op.right, op.range, want),
            Expr::UnaryOp(op) => self.unary(op, want),
            Expr::BoolOp(op) => self.bool_op(op, want),
            Expr::Compare(compare) => self.compare(compare, want),
            Expr::If(choice) => self.choice(choice, want),
            Expr::Named(named) => self.named(named, want),
            Expr::Call(call) => self.call(call, want),
            Expr::Attribute(attribute) => self.attribute(attribute, want),
            Expr::Subscript(subscript) => self.subscript(subscript, want),
            Expr::Slice(slice) => self.slice(slice, want),
            Expr::Tuple(tuple) => self.tuple(&tuple.elts, tuple.range, want),
            Expr::List(list) => self.list(&list.elts, list.range, want),
            Expr::Set(set) => self.set(set, want),
            Expr::Dict(dict) => self.dict(dict, want),
            Expr::Lambda(lambda) => self.lambda(lambda, want),
            Expr::ListComp(c) => self.list_comp(c, want),
            Expr::SetComp(c) => self.set_comp(c, want),
            Expr::DictComp(c) => self.dict_comp(c, want),
            Expr::Generator(c) => self.generator_expr(c, want),
            Expr::FString(string) => self.f_string(string, want),
            Expr::TString(string) => self.t_string(string, want),
            Expr::Yield(expr) => self.yield_value(expr, want),
            Expr::YieldFrom(expr) => self.yield_from(expr, want),
            Expr::Await(expr) => self.await_value(expr, want),
            Expr::Starred(starred) => {
                self.error(starred.range, "can't use starred expression here")
            }
            Expr::IpyEscapeCommand(command) => self.error(command.range, "invalid syntax"),
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => unreachable!("literals are constants"),
        }
    }

    /// A literal int that fits an operand.
    pub(super) fn small_int(&self, expr: &Expr) -> Option<i16> {
        match expr {
            Expr::NumberLiteral(_) | Expr::UnaryOp(_) => match self.folder().constant(expr)? {
                Const::Int(int) => i16::try_from(int).ok(),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn binary(
        &mut self,
        left: &'a Expr,
        op: Operator,
        right: &'a Expr,
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        let a = self.eval(left, None)?;
        self.binary_on(mark, a, op, false, right, range, want)
    }

    /// The operator applied to a value at hand and an expression; temporaries from `mark` up are free afterwards.
    #[expect(clippy::too_many_arguments, reason = "the parts of one expression")]
    pub(super) fn binary_on(
        &mut self,
        mark: u32,
        a: Reg,
        op: Operator,
        inplace: bool,
        right: &'a Expr,
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Reg> {
        if let (Some(op), Some(small)) = (ops::with_small_int(op, inplace), self.small_int(right)) {
            self.release(mark);
            let dst = self.dst(want);
            self.at(range);
            self.w().emit(
                op,
                &[u32::from(dst.0), u32::from(a.0), u32::from(small as u16)],
            );
            return Ok(dst);
        }
        let b = self.eval(right, None)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        self.w().emit(
            ops::binary(op, inplace),
            &[u32::from(dst.0), u32::from(a.0), u32::from(b.0)],
        );
        Ok(dst)
    }

    fn unary(&mut self, op: &'a ast::ExprUnaryOp, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        let a = self.eval(&op.operand, None)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(op.range);
        match op.op {
            UnaryOp::USub => self.w().neg(dst, a),
            UnaryOp::UAdd => self.w().pos(dst, a),
            UnaryOp::Invert => self.w().invert(dst, a),
            UnaryOp::Not => self.w().not(dst, a),
        }
        Ok(dst)
    }

    fn bool_op(&mut self, op: &'a ast::ExprBoolOp, want: Option<Reg>) -> Result<Reg> {
        let dst = self.work(want);
        let mark = self.mark();
        let end = self.w().label();
        let (last, before) = op.values.split_last().expect("bool op has values");
        for value in before {
            self.eval_to(value, dst)?;
            self.at(value.range());
            self.jump_if_register(dst, op.op == BoolOp::Or, end);
            self.release(mark);
        }
        self.eval_to(last, dst)?;
        self.w().bind(end);
        self.release(mark);
        Ok(self.deliver(dst, want))
    }

    fn compare(&mut self, compare: &'a ast::ExprCompare, want: Option<Reg>) -> Result<Reg> {
        if compare.ops.len() > 1 {
            return self.compare_chain(compare, want);
        }
        let mark = self.mark();
        let a = self.eval(&compare.left, None)?;
        let b = self.comparand(compare.ops[0], &compare.comparators[0])?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(compare.range);
        self.w().emit(
            ops::compare(compare.ops[0]),
            &[u32::from(dst.0), u32::from(a.0), u32::from(b.0)],
        );
        Ok(dst)
    }

    fn compare_chain(&mut self, compare: &'a ast::ExprCompare, want: Option<Reg>) -> Result<Reg> {
        let dst = self.work(want);
        let mark = self.mark();
        let end = self.w().label();
        let mut left = self.eval(&compare.left, None)?;
        let most = compare.ops.len() - 1;
        for (i, (op, right)) in compare.ops.iter().zip(&compare.comparators).enumerate() {
            let right = self.comparand(*op, right)?;
            self.at(compare.range);
            self.w().emit(
                ops::compare(*op),
                &[u32::from(dst.0), u32::from(left.0), u32::from(right.0)],
            );
            if i < most {
                self.w().jump_if_false(dst, end);
            }
            left = right;
        }
        self.w().bind(end);
        self.release(mark);
        Ok(self.deliver(dst, want))
    }

    fn choice(&mut self, choice: &'a ast::ExprIf, want: Option<Reg>) -> Result<Reg> {
        let dst = self.dst(want);
        let mark = self.mark();
        let (orelse, end) = (self.w().label(), self.w().label());
        self.jump_if(&choice.test, false, orelse)?;
        self.eval_to(&choice.body, dst)?;
        self.release(mark);
        self.w().jump(end);
        self.w().bind(orelse);
        self.eval_to(&choice.orelse, dst)?;
        self.release(mark);
        self.w().bind(end);
        Ok(dst)
    }

    fn named(&mut self, named: &'a ast::ExprNamed, want: Option<Reg>) -> Result<Reg> {
        let value = self.eval(&named.value, want)?;
        if let Expr::Name(name) = &*named.target {
            self.store_name(name.id.as_str(), name.range, value);
        }
        Ok(value)
    }

    fn attribute(&mut self, attribute: &'a ast::ExprAttribute, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        if let Some(parts) = self.super_call(&attribute.value)? {
            let name = self.ident(attribute.attr.as_str());
            self.release(mark);
            let dst = self.dst(want);
            self.at(attribute.range);
            self.w().load_super_attr(
                dst,
                parts.callee,
                parts.cls,
                parts.obj,
                name,
                parts.explicit,
            );
            return Ok(dst);
        }
        let obj = self.eval(&attribute.value, None)?;
        self.release(mark);
        let name = self.ident(attribute.attr.as_str());
        let dst = self.dst(want);
        self.at(attribute.range);
        self.w().load_attr(dst, obj, name);
        Ok(dst)
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        let obj = self.eval(&subscript.value, None)?;
        let index = self.eval(&subscript.slice, None)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(subscript.range);
        self.w().get_item(dst, obj, index);
        Ok(dst)
    }

    fn slice(&mut self, slice: &'a ast::ExprSlice, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        let mut parts = [Reg(0); 3];
        for (part, expr) in parts
            .iter_mut()
            .zip([&slice.lower, &slice.upper, &slice.step])
        {
            *part = match expr {
                Some(expr) => self.eval(expr, None)?,
                None => {
                    self.at(slice.range);
                    self.load_none(None)
                }
            };
        }
        self.release(mark);
        let dst = self.dst(want);
        self.at(slice.range);
        self.w().build_slice(dst, parts[0], parts[1], parts[2]);
        Ok(dst)
    }

    /// Evaluates each into consecutive fresh temporaries.
    pub(super) fn window(&mut self, exprs: &'a [Expr]) -> Result<Reg> {
        let base = Reg(u16::try_from(self.unit.top).unwrap_or(u16::MAX));
        for expr in exprs {
            self.eval_next(expr)?;
        }
        Ok(base)
    }

    pub(super) fn tuple(
        &mut self,
        elts: &'a [Expr],
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        if elts.len() > WINDOW || elts.iter().any(Expr::is_starred_expr) {
            let list = self.list(elts, range, None)?;
            self.release(mark);
            let dst = self.dst(want);
            self.at(range);
            self.w().list_to_tuple(dst, list);
            return Ok(dst);
        }
        let base = self.window(elts)?;
        self.release(mark);
        let dst = self.dst(want);
        self.at(range);
        self.w().build_tuple(dst, base, elts.len() as u16);
        Ok(dst)
    }

    pub(super) fn list(
        &mut self,
        elts: &'a [Expr],
        range: TextRange,
        want: Option<Reg>,
    ) -> Result<Reg> {
        if elts.len() <= WINDOW && !elts.iter().any(Expr::is_starred_expr) {
            let mark = self.mark();
            let base = self.window(elts)?;
            self.release(mark);
            let dst = self.dst(want);
            self.at(range);
            self.w().build_list(dst, base, elts.len() as u16);
            return Ok(dst);
        }
        let list = self.work(want);
        self.at(range);
        self.w().build_list(list, list, 0);
        self.extend_list(list, elts)?;
        Ok(self.deliver(list, want))
    }

    /// Appends items and starred iterables to a list under construction.
    pub(super) fn extend_list(&mut self, list: Reg, elts: &'a [Expr]) -> Result {
        if elts.len() > WINDOW {
            let items: Option<Vec<Const>> =
                elts.iter().map(|elt| self.folder().constant(elt)).collect();
            if let Some(items) = items {
                let mark = self.mark();
                let tuple = self.load_const(Const::Tuple(items.into()), None);
                self.w().list_extend(list, tuple);
                self.release(mark);
                return Ok(());
            }
        }
        for elt in elts {
            let mark = self.mark();
            if let Expr::Starred(starred) = elt {
                let value = self.eval(&starred.value, None)?;
                self.at(starred.range);
                self.w().list_extend(list, value);
            } else {
                let value = self.eval(elt, None)?;
                self.at(elt.range());
                self.w().list_append(list, value);
            }
            self.release(mark);
        }
        Ok(())
    }

    fn set(&mut self, set: &'a ast::ExprSet, want: Option<Reg>) -> Result<Reg> {
        if set.elts.len() <= WINDOW && !set.elts.iter().any(Expr::is_starred_expr) {
            let mark = self.mark();
            let base = self.window(&set.elts)?;
            self.release(mark);
            let dst = self.dst(want);
            self.at(set.range);
            self.w().build_set(dst, base, set.elts.len() as u16);
            return Ok(dst);
        }
        let dst = self.work(want);
        self.at(set.range);
        self.w().build_set(dst, dst, 0);
        for elt in &set.elts {
            let mark = self.mark();
            if let Expr::Starred(starred) = elt {
                let value = self.eval(&starred.value, None)?;
                self.at(starred.range);
                self.w().set_update(dst, value);
            } else {
                let value = self.eval(elt, None)?;
                self.at(elt.range());
                self.w().set_add(dst, value);
            }
            self.release(mark);
        }
        Ok(self.deliver(dst, want))
    }

    fn dict(&mut self, dict: &'a ast::ExprDict, want: Option<Reg>) -> Result<Reg> {
        if dict.items.len() <= WINDOW / 2 && dict.items.iter().all(|item| item.key.is_some()) {
            let mark = self.mark();
            let base = Reg(u16::try_from(mark).unwrap_or(u16::MAX));
            for item in &dict.items {
                for expr in item.key.iter().chain([&item.value]) {
                    self.eval_next(expr)?;
                }
            }
            self.release(mark);
            let dst = self.dst(want);
            self.at(dict.range);
            self.w().build_map(dst, base, dict.items.len() as u16);
            return Ok(dst);
        }
        let dst = self.work(want);
        self.at(dict.range);
        self.w().build_map(dst, dst, 0);
        for item in &dict.items {
            let mark = self.mark();
            match &item.key {
                Some(key) => {
                    let key = self.eval(key, None)?;
                    let value = self.eval(&item.value, None)?;
                    self.at(dict.range);
                    self.w().map_add(dst, key, value);
                }
                None => {
                    let other = self.eval(&item.value, None)?;
                    self.at(item.value.range());
                    self.w().dict_update(dst, other);
                }
            }
            self.release(mark);
        }
        Ok(self.deliver(dst, want))
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda, want: Option<Reg>) -> Result<Reg> {
        let mark = self.mark();
        let parts = self.function_parts(lambda.parameters.as_deref())?;
        let scope = self.scopes.opened_by(key(lambda), ScopeKind::Lambda);
        let code = self.lambda_code(scope, lambda)?;
        self.at(lambda.range);
        self.make_function(mark, code, scope, parts, want)
    }
}
