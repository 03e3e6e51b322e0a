//! `try`: regions of the exception table and the code of handlers.
//!
//! A handler finds its exception in the register that was the top of the stack where the statement began. `enter_handler`
//! makes it the exception being handled and keeps the former one in a register; whatever way control leaves, by falling
//! off the end, by an early exit or by an exception, `leave_handler` puts that back.

use ruff_python_ast::{self as ast, ExceptHandler, Stmt};

use super::flow::BlockKind;
use super::{Compiler, Result};
use crate::opcode::Reg;
use crate::writer::{HandlerId, Label};

/// A handler that has been entered.
#[derive(Clone, Copy)]
pub(super) struct Entered {
    pub exc: Reg,
    pub save: Reg,
    /// Where an exception inside the handler goes first.
    cleanup: Label,
    /// Receives that exception.
    second: Reg,
    outside: Option<HandlerId>,
}

impl<'a> Compiler<'a> {
    /// Makes what is emitted next covered by a handler at `target`, which will find the exception in the next temporary.
    pub(super) fn cover(&mut self, target: Label) {
        let exc = Reg(u16::try_from(self.unit.top).unwrap_or(u16::MAX));
        let handler = self.w().handler(target, exc);
        self.unit.writer.handler = Some(handler);
    }

    /// Begins the code of a handler: places its label and makes the exception the one being handled.
    pub(super) fn enter(&mut self, target: Label, outside: Option<HandlerId>) -> Entered {
        self.unit.writer.handler = outside;
        self.w().bind(target);
        let (exc, save, second) = (self.alloc(), self.alloc(), self.alloc());
        self.w().enter_handler(save, exc);
        let cleanup = self.w().label();
        let handler = self.w().handler(cleanup, second);
        self.unit.writer.handler = Some(handler);
        Entered {
            exc,
            save,
            cleanup,
            second,
            outside,
        }
    }

    /// Ends it, at the point where its exception was not handled.
    pub(super) fn reraise(&mut self, entered: Entered) {
        self.unit.writer.handler = entered.outside;
        self.w().leave_handler(entered.save);
        self.w().reraise(entered.exc);
    }

    /// The code that exceptions inside the handler run through.
    pub(super) fn finish_handler(&mut self, entered: Entered) {
        self.unit.writer.handler = entered.outside;
        self.w().bind(entered.cleanup);
        self.w().leave_handler(entered.save);
        self.w().reraise(entered.second);
        self.release(u32::from(entered.exc.0));
    }

    /// Leaves it after the exception was handled.
    pub(super) fn leave(&mut self, entered: Entered, end: Label) {
        let handler = std::mem::replace(&mut self.unit.writer.handler, entered.outside);
        self.w().leave_handler(entered.save);
        self.w().jump(end);
        self.unit.writer.handler = handler;
    }

    pub(super) fn try_statement(&mut self, stmt: &'a ast::StmtTry) -> Result {
        if stmt.finalbody.is_empty() {
            return self.try_except(stmt);
        }
        let outside = self.unit.writer.handler;
        let (target, end) = (self.w().label(), self.w().label());
        self.push_block(BlockKind::Finally(&stmt.finalbody));
        self.cover(target);
        if stmt.handlers.is_empty() {
            self.statements(&stmt.body)?;
            self.statements(&stmt.orelse)?;
        } else {
            self.try_except(stmt)?;
        }
        self.pop_block();
        self.unit.writer.handler = outside;
        self.statements(&stmt.finalbody)?;
        self.w().jump(end);
        let entered = self.enter(target, outside);
        self.unit.blocks.push(super::flow::Block {
            kind: BlockKind::Except {
                save: entered.save,
                name: None,
            },
            outside,
        });
        self.statements(&stmt.finalbody)?;
        self.pop_block();
        self.reraise(entered);
        self.finish_handler(entered);
        self.w().bind(end);
        Ok(())
    }

    fn try_except(&mut self, stmt: &'a ast::StmtTry) -> Result {
        let outside = self.unit.writer.handler;
        let (target, end) = (self.w().label(), self.w().label());
        self.cover(target);
        self.statements(&stmt.body)?;
        self.unit.writer.handler = outside;
        self.statements(&stmt.orelse)?;
        self.w().jump(end);
        let entered = self.enter(target, outside);
        if stmt.is_star {
            self.star_clauses(&stmt.handlers, entered, end)?;
        } else {
            for (i, ExceptHandler::ExceptHandler(clause)) in stmt.handlers.iter().enumerate() {
                if clause.type_.is_none() && i + 1 < stmt.handlers.len() {
                    return self.error(clause.range, "default 'except:' must be last");
                }
                self.clause(clause, entered, end)?;
            }
            self.reraise(entered);
        }
        self.finish_handler(entered);
        self.w().bind(end);
        Ok(())
    }

    fn clause(
        &mut self,
        clause: &'a ast::ExceptHandlerExceptHandler,
        entered: Entered,
        end: Label,
    ) -> Result {
        let next = self.w().label();
        let mark = self.mark();
        self.at(clause.range);
        if let Some(kind) = &clause.type_ {
            let kind = self.eval(kind, None)?;
            self.release(mark);
            let matched = self.alloc();
            self.at(clause.range);
            self.w().match_exc(matched, entered.exc, kind);
            self.w().jump_if_false(matched, next);
            self.release(mark);
        }
        let name = clause.name.as_ref();
        if let Some(name) = name {
            self.store_name(name.as_str(), name.range, entered.exc);
        }
        let kind = BlockKind::Except {
            save: entered.save,
            name,
        };
        self.unit.blocks.push(super::flow::Block {
            kind,
            outside: entered.outside,
        });
        self.named_body(&clause.body, name)?;
        self.pop_block();
        self.leave(entered, end);
        self.w().bind(next);
        Ok(())
    }

    /// A clause's statements; whatever way they end, the name is unbound.
    fn named_body(&mut self, body: &'a [Stmt], name: Option<&'a ast::Identifier>) -> Result {
        let Some(name) = name else {
            return self.statements(body);
        };
        let outside = self.unit.writer.handler;
        let (failed, done) = (self.w().label(), self.w().label());
        self.cover(failed);
        let exc = self.alloc();
        self.statements(body)?;
        self.unit.writer.handler = outside;
        self.clear_name(name.as_str());
        self.w().jump(done);
        self.w().bind(failed);
        self.clear_name(name.as_str());
        self.w().reraise(exc);
        self.w().bind(done);
        self.release(u32::from(exc.0));
        Ok(())
    }

    /// `except*`: each clause takes its part of the group; what they raise and what is left is put together at the end.
    fn star_clauses(
        &mut self,
        handlers: &'a [ExceptHandler],
        entered: Entered,
        end: Label,
    ) -> Result {
        let raised = self.alloc();
        self.w().build_list(raised, raised, 0);
        let rest = self.alloc();
        self.w().move_(rest, entered.exc);
        for ExceptHandler::ExceptHandler(clause) in handlers {
            self.star_clause(clause, raised, rest)?;
        }
        self.w().list_append(raised, rest);
        self.w().reraise_star(rest, entered.exc, raised);
        let handled = self.w().label();
        self.w().jump_if_none(rest, handled);
        let handler = std::mem::replace(&mut self.unit.writer.handler, entered.outside);
        self.w().leave_handler(entered.save);
        self.w().reraise(rest);
        self.unit.writer.handler = handler;
        self.w().bind(handled);
        self.leave(entered, end);
        Ok(())
    }

    fn star_clause(
        &mut self,
        clause: &'a ast::ExceptHandlerExceptHandler,
        raised: Reg,
        rest: Reg,
    ) -> Result {
        let mark = self.mark();
        let next = self.w().label();
        let outside = self.unit.writer.handler;
        let pair = self.alloc_window(2);
        if let Some(kind) = &clause.type_ {
            let kind = self.eval(kind, None)?;
            self.at(clause.range);
            self.w().match_exc_group(pair, rest, kind);
        }
        self.w().move_(rest, Reg(pair.0 + 1));
        self.w().jump_if_none(pair, next);
        let save = Reg(pair.0 + 1);
        self.w().enter_handler(save, pair);
        if let Some(name) = &clause.name {
            self.store_name(name.as_str(), name.range, pair);
        }
        let failed = self.w().label();
        self.cover(failed);
        let exc = self.alloc();
        self.push_block(BlockKind::ExceptStar);
        self.statements(&clause.body)?;
        self.pop_block();
        self.unit.writer.handler = outside;
        self.leave_star_clause(clause, save);
        self.w().jump(next);
        self.w().bind(failed);
        self.leave_star_clause(clause, save);
        self.w().list_append(raised, exc);
        self.w().bind(next);
        self.release(mark);
        Ok(())
    }

    fn leave_star_clause(&mut self, clause: &'a ast::ExceptHandlerExceptHandler, save: Reg) {
        self.w().leave_handler(save);
        if let Some(name) = &clause.name {
            self.clear_name(name.as_str());
        }
    }
}
