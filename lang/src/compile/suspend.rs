//! `yield`, `yield from`, `await`.

use ruff_python_ast as ast;
use ruff_text_size::TextRange;

use super::{Compiler, Result};
use crate::opcode::Reg;

impl<'a> Compiler<'a> {
    pub(super) fn yield_value(
        &mut self,
        expr: &'a ast::ExprYield,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let mark = self.mark();
        let value = match &expr.value {
            Some(value) => self.eval(value, None)?,
            None => {
                self.at(expr.range);
                self.load_none(None)
            }
        };
        self.release(mark);
        let dst = self.dst(want);
        self.at(expr.range);
        self.w().yield_(dst, value);
        Ok(dst)
    }

    pub(super) fn yield_from(
        &mut self,
        expr: &'a ast::ExprYieldFrom,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let dst = self.work(want);
        let mark = self.mark();
        let value = self.eval(&expr.value, None)?;
        self.release(mark);
        let iter = self.alloc();
        self.at(expr.range);
        self.w().get_yield_from_iter(iter, value);
        self.delegate(iter, dst);
        self.release(mark);
        Ok(self.deliver(dst, want))
    }

    pub(super) fn await_value(
        &mut self,
        expr: &'a ast::ExprAwait,
        want: Option<Reg>,
    ) -> Result<Reg> {
        let dst = self.work(want);
        let mark = self.mark();
        let value = self.eval(&expr.value, None)?;
        self.release(mark);
        self.await_register(value, dst, 0, expr.range);
        Ok(self.deliver(dst, want))
    }

    /// Awaits the value of a register, which may be the first free temporary; the result goes to `dst`, a temporary.
    pub(super) fn await_register(&mut self, value: Reg, dst: Reg, context: i16, range: TextRange) {
        let mark = self.mark();
        let iter = self.alloc();
        self.at(range);
        self.w().get_awaitable(iter, value, context);
        self.delegate(iter, dst);
        self.release(mark);
    }

    /// Passes on what `iter` yields and what is sent, until it returns: then its result is in `dst`.
    fn delegate(&mut self, iter: Reg, dst: Reg) {
        let mark = self.mark();
        let sent = self.load_none(None);
        let (again, done) = (self.w().here(), self.w().label());
        self.w().send(dst, iter, sent, done);
        self.w().yield_from(sent, dst, iter, done);
        self.w().jump(again);
        self.w().bind(done);
        self.release(mark);
    }
}
