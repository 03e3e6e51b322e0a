//! Conditions: jumps instead of values. `and`, `or`, `not` and comparisons in a condition never make a bool.

use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};
use ruff_text_size::Ranged;

use super::{Compiler, Result, ops};
use crate::opcode::{Op, Reg};
use crate::writer::Label;

impl<'a> Compiler<'a> {
    /// Goes to `target` if the truth of `test` is `when`, else falls through.
    pub(super) fn jump_if(&mut self, test: &'a Expr, when: bool, target: Label) -> Result {
        crate::deep(|| self.jump_if_at(test, when, target))
    }

    fn jump_if_at(&mut self, test: &'a Expr, when: bool, target: Label) -> Result {
        if let Some(truth) = self.folder().truth(test) {
            if truth == when {
                self.w().jump(target);
            }
            return Ok(());
        }
        match test {
            Expr::UnaryOp(not) if not.op == UnaryOp::Not => {
                self.jump_if(&not.operand, !when, target)
            }
            Expr::BoolOp(op) => self.jump_if_bool_op(op, when, target),
            Expr::Compare(compare) => self.jump_if_compare(compare, when, target),
            Expr::If(choice) => {
                let (orelse, end) = (self.w().label(), self.w().label());
                self.jump_if(&choice.test, false, orelse)?;
                self.jump_if(&choice.body, when, target)?;
                self.w().jump(end);
                self.w().bind(orelse);
                self.jump_if(&choice.orelse, when, target)?;
                self.w().bind(end);
                Ok(())
            }
            _ => {
                let mark = self.mark();
                let value = self.eval(test, None)?;
                self.release(mark);
                self.at(test.range());
                self.jump_if_register(value, when, target);
                Ok(())
            }
        }
    }

    pub(super) fn jump_if_register(&mut self, value: Reg, when: bool, target: Label) {
        if when {
            self.w().jump_if_true(value, target);
        } else {
            self.w().jump_if_false(value, target);
        }
    }

    fn jump_if_bool_op(&mut self, op: &'a ast::ExprBoolOp, when: bool, target: Label) -> Result {
        // The value that decides the whole at once: a true one for `or`, a false one for `and`.
        let deciding = op.op == BoolOp::Or;
        let (last, before) = op.values.split_last().expect("bool op has values");
        if deciding == when {
            for value in before {
                self.jump_if(value, when, target)?;
            }
            return self.jump_if(last, when, target);
        }
        let end = self.w().label();
        for value in before {
            self.jump_if(value, deciding, end)?;
        }
        self.jump_if(last, when, target)?;
        self.w().bind(end);
        Ok(())
    }

    fn jump_if_compare(
        &mut self,
        compare: &'a ast::ExprCompare,
        when: bool,
        target: Label,
    ) -> Result {
        let mark = self.mark();
        let mut left = self.eval(&compare.left, None)?;
        let (last, before) = compare
            .comparators
            .split_last()
            .expect("compare has operands");
        let (last_op, before_ops) = compare.ops.split_last().expect("compare has operators");
        let end = self.w().label();
        let failed = if when { end } else { target };
        for (op, right) in before_ops.iter().zip(before) {
            let right = self.eval(right, None)?;
            self.at(compare.range);
            let jump = ops::compare_and_jump(*op, false);
            self.emit_jump(jump, left, right, failed);
            left = right;
        }
        self.compare_last(compare, left, *last_op, last, when, target)?;
        self.w().bind(end);
        self.release(mark);
        Ok(())
    }

    fn compare_last(
        &mut self,
        compare: &'a ast::ExprCompare,
        left: Reg,
        op: CmpOp,
        right: &'a Expr,
        when: bool,
        target: Label,
    ) -> Result {
        let jump = ops::compare_and_jump(op, when);
        if right.is_none_literal_expr() && matches!(jump, Op::JumpIfIs | Op::JumpIfIsNot) {
            self.at(compare.range);
            match jump {
                Op::JumpIfIs => self.w().jump_if_none(left, target),
                _ => self.w().jump_if_not_none(left, target),
            }
            return Ok(());
        }
        if let (Some(jump), Some(small)) = (ops::jump_with_small_int(jump), self.small_int(right)) {
            self.at(compare.range);
            let args = [u32::from(left.0), u32::from(small as u16), target.0];
            self.w().emit(jump, &args);
            return Ok(());
        }
        let right = self.comparand(op, right)?;
        self.at(compare.range);
        self.emit_jump(jump, left, right, target);
        Ok(())
    }

    fn emit_jump(&mut self, jump: Op, a: Reg, b: Reg, target: Label) {
        self.w()
            .emit(jump, &[u32::from(a.0), u32::from(b.0), target.0]);
    }

    /// The right operand of a comparison; a display of constants after `in` is a constant.
    pub(super) fn comparand(&mut self, op: CmpOp, right: &'a Expr) -> Result<Reg> {
        if matches!(op, CmpOp::In | CmpOp::NotIn)
            && let Some(value) = self.folder().frozen_display(right, false)
        {
            self.at(right.range());
            return Ok(self.load_const(value, None));
        }
        self.eval(right, None)
    }
}
