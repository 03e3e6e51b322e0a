//! Control flow: branches, loops, and leaving blocks that must run code when left.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::{Compiler, Result};
use crate::fold;
use crate::opcode::Reg;
use crate::writer::{HandlerId, Label};

/// A statement that control may leave early.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub kind: BlockKind<'a>,
    /// The handler outside the statement: in force while its leaving code runs.
    pub outside: Option<HandlerId>,
}

#[derive(Clone, Copy)]
pub(super) enum BlockKind<'a> {
    Loop {
        leave: Label,
        next: Label,
    },
    /// `try` with `finally`: leaving runs the statements.
    Finally(&'a [Stmt]),
    /// An `except` clause: leaving forgets its exception and unbinds its name.
    Except {
        save: Reg,
        name: Option<&'a ast::Identifier>,
    },
    /// A `with`: leaving calls `__exit__`, which is in two registers.
    With {
        exit: Reg,
        is_async: bool,
        range: TextRange,
    },
    /// An `except*` clause: cannot be left.
    ExceptStar,
}

impl<'a> Compiler<'a> {
    pub(super) fn push_block(&mut self, kind: BlockKind<'a>) {
        let outside = self.unit.writer.handler;
        self.unit.blocks.push(Block { kind, outside });
    }

    pub(super) fn pop_block(&mut self) {
        self.unit.blocks.pop();
    }

    pub(super) fn if_statement(&mut self, stmt: &'a ast::StmtIf) -> Result {
        let end = self.w().label();
        let mut next = self.w().label();
        let mark = self.mark();
        self.jump_if(&stmt.test, false, next)?;
        self.release(mark);
        self.statements(&stmt.body)?;
        for clause in &stmt.elif_else_clauses {
            self.w().jump(end);
            self.w().bind(next);
            next = self.w().label();
            if let Some(test) = &clause.test {
                self.jump_if(test, false, next)?;
                self.release(mark);
            }
            self.statements(&clause.body)?;
        }
        self.w().bind(next);
        self.w().bind(end);
        Ok(())
    }

    pub(super) fn while_loop(&mut self, stmt: &'a ast::StmtWhile) -> Result {
        let (again, end, leave) = (self.w().here(), self.w().label(), self.w().label());
        self.jump_if(&stmt.test, false, end)?;
        self.push_block(BlockKind::Loop { leave, next: again });
        self.statements(&stmt.body)?;
        self.pop_block();
        self.back_edge(again, stmt.test.range());
        self.w().bind(end);
        self.statements(&stmt.orelse)?;
        self.w().bind(leave);
        Ok(())
    }

    fn back_edge(&mut self, again: Label, range: TextRange) {
        self.at(range);
        self.w().loop_(again);
    }

    pub(super) fn for_loop(&mut self, stmt: &'a ast::StmtFor) -> Result {
        let iter = self.alloc();
        self.iterator_into(iter, &stmt.iter, stmt.is_async)?;
        let (again, end, leave) = (self.w().here(), self.w().label(), self.w().label());
        let next = self.w().label();
        if stmt.is_async {
            self.async_next(iter, &stmt.target, end)?;
        } else {
            self.sync_next(iter, &stmt.target, stmt.iter.range(), end)?;
        }
        self.push_block(BlockKind::Loop { leave, next });
        self.statements(&stmt.body)?;
        self.pop_block();
        self.w().bind(next);
        self.back_edge(again, stmt.iter.range());
        self.w().bind(end);
        self.statements(&stmt.orelse)?;
        self.w().bind(leave);
        Ok(())
    }

    /// The next item into the target, or on to `end`.
    pub(super) fn sync_next(
        &mut self,
        iter: Reg,
        target: &'a Expr,
        range: TextRange,
        end: Label,
    ) -> Result {
        let local = match target {
            Expr::Name(name) => self.local_register(name.id.as_str()),
            _ => None,
        };
        let mark = self.mark();
        let item = self.dst(local);
        self.at(range);
        self.w().for_iter(item, iter, end);
        self.store(target, item)?;
        self.release(mark);
        Ok(())
    }

    /// The same for `async for`.
    pub(super) fn async_next(&mut self, iter: Reg, target: &'a Expr, end: Label) -> Result {
        let range = target.range();
        let (ended, got) = (self.w().label(), self.w().label());
        let mark = self.mark();
        let item = self.alloc();
        let outside = self.unit.writer.handler;
        let handler = self.w().handler(ended, item);
        self.unit.writer.handler = Some(handler);
        self.at(range);
        self.w().get_anext(item, iter);
        self.await_register(item, item, 0, range);
        self.unit.writer.handler = outside;
        self.w().jump(got);
        self.w().bind(ended);
        self.w().end_async_for(item, end);
        self.w().bind(got);
        self.store(target, item)?;
        self.release(mark);
        Ok(())
    }

    /// `break` or `continue`
    pub(super) fn leave_loop(&mut self, range: TextRange, is_break: bool) -> Result {
        let is_loop = |block: &Block| matches!(block.kind, BlockKind::Loop { .. });
        let Some(depth) = self.unit.blocks.iter().rposition(is_loop) else {
            let message = if is_break {
                "'break' outside loop"
            } else {
                "'continue' not properly in loop"
            };
            return self.error(range, message);
        };
        let BlockKind::Loop { leave, next } = self.unit.blocks[depth].kind else {
            unreachable!("found a loop")
        };
        self.unwind(depth + 1, range)?;
        if is_break {
            self.w().jump(leave);
        } else if self.is_back_edge(next) {
            self.at(range);
            self.w().loop_(next);
        } else {
            self.w().jump(next);
        }
        Ok(())
    }

    /// Is the label behind us?
    fn is_back_edge(&self, label: Label) -> bool {
        self.unit.writer.labels[label.0 as usize].is_some()
    }

    pub(super) fn return_statement(&mut self, stmt: &'a ast::StmtReturn) -> Result {
        let unwinds = self
            .unit
            .blocks
            .iter()
            .any(|block| !matches!(block.kind, BlockKind::Loop { .. }));
        let constant = match &stmt.value {
            Some(value) => self.folder().constant(value),
            None => Some(crate::code::Const::None),
        };
        if let Some(value) = constant {
            self.unwind(0, stmt.range)?;
            self.at(stmt.range);
            let value = self.unit.consts.add(value);
            self.w().return_const(value);
            return Ok(());
        }
        let Some(value) = &stmt.value else {
            return Ok(());
        };
        // What runs on the way out may change a local after its value was taken.
        let want = if unwinds { Some(self.alloc()) } else { None };
        let value = self.eval(value, want)?;
        self.unwind(0, stmt.range)?;
        self.at(stmt.range);
        self.w().return_(value);
        Ok(())
    }

    /// Emits what must run when control leaves the blocks from `depth` on, innermost first.
    fn unwind(&mut self, depth: usize, range: TextRange) -> Result {
        let handler = self.unit.writer.handler;
        let blocks = self.unit.blocks.clone();
        for at in (depth..blocks.len()).rev() {
            self.unit.blocks.truncate(at);
            self.unit.writer.handler = blocks[at].outside;
            self.leave_block(blocks[at].kind, range)?;
        }
        self.unit.blocks = blocks;
        self.unit.writer.handler = handler;
        Ok(())
    }

    fn leave_block(&mut self, kind: BlockKind<'a>, range: TextRange) -> Result {
        match kind {
            BlockKind::Loop { .. } => {}
            BlockKind::Finally(body) => self.statements(body)?,
            BlockKind::Except { save, name } => {
                self.at(range);
                self.w().leave_handler(save);
                if let Some(name) = name {
                    self.clear_name(name.as_str());
                }
            }
            BlockKind::With {
                exit,
                is_async,
                range,
            } => self.exit_normally(exit, is_async, range),
            BlockKind::ExceptStar => {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                return self.error(range, message);
            }
        }
        Ok(())
    }

    pub(super) fn raise(&mut self, stmt: &'a ast::StmtRaise) -> Result {
        let Some(exc) = &stmt.exc else {
            self.w().raise_again();
            return Ok(());
        };
        let exc = self.eval(exc, None)?;
        match &stmt.cause {
            Some(cause) => {
                let cause = self.eval(cause, None)?;
                self.at(stmt.range);
                self.w().raise_from(exc, cause);
            }
            None => {
                self.at(stmt.range);
                self.w().raise(exc);
            }
        }
        Ok(())
    }

    /// `assert test, message`
    pub(super) fn assert(&mut self, stmt: &'a ast::StmtAssert) -> Result {
        if self.options.optimize > 0
            || self
                .folder()
                .constant(&stmt.test)
                .is_some_and(|value| fold::truth(&value))
        {
            return Ok(());
        }
        let passed = self.w().label();
        self.jump_if(&stmt.test, true, passed)?;
        self.at(stmt.test.range());
        let error = self.alloc();
        self.w().load_assertion_error(error);
        if let Some(message) = &stmt.msg {
            self.eval_next(message)?;
            self.at(stmt.test.range());
            self.w().call(error, error, 1);
        }
        self.w().raise(error);
        self.w().bind(passed);
        Ok(())
    }
}
