//! `with` and `async with`.

use ruff_python_ast::{self as ast, Stmt, WithItem};
use ruff_text_size::{Ranged, TextRange};

use super::flow::BlockKind;
use super::{Compiler, Result};
use crate::opcode::{Reg, Special};

/// Contexts of `get_awaitable`, for its message.
const AENTER: i16 = 1;
const AEXIT: i16 = 2;

impl<'a> Compiler<'a> {
    pub(super) fn with_statement(&mut self, stmt: &'a ast::StmtWith) -> Result {
        self.with_items(&stmt.items, &stmt.body, stmt.is_async)
    }

    fn with_items(&mut self, items: &'a [WithItem], body: &'a [Stmt], is_async: bool) -> Result {
        let Some((item, rest)) = items.split_first() else {
            return self.statements(body);
        };
        let range = item.context_expr.range();
        let exit = self.alloc_window(2);
        let mark = self.mark();
        let entered = self.enter_context(item, exit, is_async)?;
        let outside = self.unit.writer.handler;
        let (target, end) = (self.w().label(), self.w().label());
        let top = self.mark();
        self.release(mark);
        self.cover(target);
        self.unit.top = top;
        self.unit.blocks.push(super::flow::Block {
            kind: BlockKind::With {
                exit,
                is_async,
                range,
            },
            outside,
        });
        if let Some(target) = &item.optional_vars {
            self.store(target, entered)?;
        }
        self.release(mark);
        self.with_items(rest, body, is_async)?;
        self.release(mark);
        self.pop_block();
        self.unit.writer.handler = outside;
        self.exit_normally(exit, is_async, range);
        self.w().jump(end);
        self.at(range);
        let handler = self.enter(target, outside);
        let suppress = self.exit_with_exception(exit, handler.exc, is_async, range);
        let suppressed = self.w().label();
        self.w().jump_if_true(suppress, suppressed);
        let inside = self.unit.writer.handler;
        self.reraise(handler);
        self.unit.writer.handler = inside;
        self.w().bind(suppressed);
        self.leave(handler, end);
        self.finish_handler(handler);
        self.w().bind(end);
        Ok(())
    }

    /// Looks up both methods and calls the first; gives the register of what it returned.
    fn enter_context(&mut self, item: &'a WithItem, exit: Reg, is_async: bool) -> Result<Reg> {
        let range = item.context_expr.range();
        let mark = self.mark();
        let manager = self.eval(&item.context_expr, None)?;
        let f = self.alloc_window(2);
        self.at(range);
        let (enter_name, exit_name) = if is_async {
            (Special::AEnter, Special::AExit)
        } else {
            (Special::Enter, Special::Exit)
        };
        self.w().load_special(exit, manager, exit_name);
        self.w().load_special(f, manager, enter_name);
        self.release(mark);
        let local = match item.optional_vars.as_deref() {
            Some(ast::Expr::Name(name)) if !is_async => self.local_register(name.id.as_str()),
            _ => None,
        };
        let entered = self.dst(local);
        self.w().call_method(entered, f, 0);
        if is_async {
            self.await_register(entered, entered, AENTER, range);
        }
        Ok(entered)
    }

    /// `__exit__(None, None, None)`
    pub(super) fn exit_normally(&mut self, exit: Reg, is_async: bool, range: TextRange) {
        self.at(range);
        let mark = self.mark();
        let f = self.exit_window(exit);
        for i in 2..5 {
            self.load_none(Some(Reg(f.0 + i)));
        }
        self.w().call_method(f, f, 3);
        if is_async {
            self.unit.top = u32::from(f.0) + 1;
            self.await_register(f, f, AEXIT, range);
        }
        self.release(mark);
    }

    fn exit_window(&mut self, exit: Reg) -> Reg {
        let f = self.alloc_window(5);
        self.w().move_(f, exit);
        self.w().move_(Reg(f.0 + 1), Reg(exit.0 + 1));
        f
    }

    /// `__exit__(type, exc, traceback)`; gives the register of its answer.
    fn exit_with_exception(
        &mut self,
        exit: Reg,
        exc: Reg,
        is_async: bool,
        range: TextRange,
    ) -> Reg {
        let f = self.exit_window(exit);
        self.w().load_exc_info(Reg(f.0 + 2), exc);
        self.w().call_method(f, f, 3);
        self.unit.top = u32::from(f.0) + 1;
        if is_async {
            self.await_register(f, f, AEXIT, range);
        }
        f
    }
}
