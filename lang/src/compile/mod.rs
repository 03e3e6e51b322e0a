//! AST to instructions.
//!
//! One [`Unit`] is a code object under construction. Expressions are compiled by `eval(expr, want)`, which gives the
//! register that holds the value: `want` if given, the variable's own register for a plain local, else a fresh temporary.
//! Temporaries form a stack: `mark`, allocate, `release`; a call window is simply the top of that stack.
//!
//! Rules the parts keep to:
//! - a `want` may be a variable's register, so only the last instruction of an expression writes it; what builds up its
//!   value in steps does so in a temporary (`work`);
//! - what a statement's unwinding code must keep (a return value, a saved exception) is allocated before that code;
//! - statements that must run code when left are on the unit's `blocks` stack; `flow` and `handler` unwind it.

mod annotate;
mod assign;
mod body;
mod call;
mod class;
mod comprehend;
mod cond;
mod expr;
mod flow;
mod function;
mod handler;
mod import;
mod name;
mod ops;
mod pattern;
mod string;
mod suspend;
mod typeparam;
mod unit;
mod withs;

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use crate::code::{Code, Const};
use crate::error::CompileError;
use crate::fold::Folder;
use crate::opcode::{NameId, Reg};
use crate::parse;
use crate::parse::warn::Warning;
use crate::scope::{ScopeId, Scopes, Sym};
use crate::source::Source;
use crate::writer::Writer;
use unit::Unit;

/// What `compile()` was asked to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A module or statements.
    Exec,
    /// One expression, whose value the code returns.
    Eval,
    /// Statements typed at a prompt: values of expression statements are printed.
    Single,
}

/// Settings that change the code.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Options {
    /// 0; 1 drops asserts and makes `__debug__` false; 2 drops docstrings as well.
    pub optimize: u8,
    /// As if the source began with `from __future__ import annotations`.
    pub future_annotations: bool,
}

/// Compiles a source text.
pub fn compile(source: &str, filename: &str, mode: Mode, options: Options) -> Result<Arc<Code>> {
    compile_warned(source, filename, mode, options, None)
}

/// The same, and what is to be warned of.
pub fn compile_warned(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
    mut warnings: Option<&mut Vec<Warning>>,
) -> Result<Arc<Code>> {
    let source = Source::new(source);
    match mode {
        Mode::Eval => {
            let module = parse::expression(&source)?;
            let result = parse::check::expression(&source, &module.body).and_then(|()| {
                let scopes = Scopes::of_expression(&source, &module.body)?;
                Compiler::new(&source, filename, mode, options, scopes)
                    .expression_code(&module.body)
            });
            if let (Some(warnings), Ok(_)) = (&mut warnings, &result) {
                **warnings = parse::warn::expression(&source, &module.body);
            }
            parse::drop_tree(&source, module);
            result
        }
        Mode::Exec | Mode::Single => {
            let module = parse::module(&source)?;
            let future = options.future_annotations || has_future_annotations(&module.body);
            let options = Options {
                future_annotations: future,
                ..options
            };
            let result = parse::check::module(&source, &module.body).and_then(|()| {
                let scopes = Scopes::of_module(&source, &module.body, future)?;
                Compiler::new(&source, filename, mode, options, scopes).module_code(&module.body)
            });
            if let (Some(warnings), Ok(_)) = (&mut warnings, &result) {
                **warnings = parse::warn::module(&source, &module.body);
            }
            parse::drop_tree(&source, module);
            result
        }
    }
}

fn has_future_annotations(body: &[ast::Stmt]) -> bool {
    body.iter().any(|stmt| match stmt {
        ast::Stmt::ImportFrom(import) => {
            import.module.as_deref() == Some("__future__")
                && import
                    .names
                    .iter()
                    .any(|alias| &alias.name == "annotations")
        }
        _ => false,
    })
}

pub(crate) type Result<T = ()> = std::result::Result<T, CompileError>;

/// The state of one compilation.
pub(crate) struct Compiler<'a> {
    source: &'a Source<'a>,
    filename: Arc<str>,
    mode: Mode,
    options: Options,
    scopes: Scopes,
    /// The code object under construction.
    unit: Unit<'a>,
    /// Those around it, outermost first.
    outer: Vec<Unit<'a>>,
}

impl<'a> Compiler<'a> {
    fn new(
        source: &'a Source<'a>,
        filename: &str,
        mode: Mode,
        options: Options,
        scopes: Scopes,
    ) -> Self {
        Compiler {
            source,
            filename: filename.into(),
            mode,
            options,
            scopes,
            unit: Unit::empty(),
            outer: Vec::new(),
        }
    }

    fn w(&mut self) -> &mut Writer {
        &mut self.unit.writer
    }

    fn folder(&self) -> Folder<'a> {
        Folder {
            source: self.source,
            debug: self.options.optimize == 0,
        }
    }

    /// Positions what is emitted next.
    fn at(&mut self, range: TextRange) {
        self.unit.writer.span = self.source.span(range);
    }

    fn error<T>(&self, range: TextRange, message: impl Into<String>) -> Result<T> {
        Err(CompileError::syntax(self.source, range, message))
    }

    /// An identifier as the program sees it: private names of a class are mangled.
    fn sym(&mut self, name: &str) -> Sym {
        let class = self.unit.private.clone();
        self.scopes.names.mangled(class.as_deref(), name)
    }

    /// A name as an operand.
    fn name_id(&mut self, sym: Sym) -> NameId {
        let text = self.scopes.names.text(sym).clone();
        self.unit.names.intern(sym, text)
    }

    /// An identifier as an operand.
    fn ident(&mut self, name: &str) -> NameId {
        let sym = self.sym(name);
        self.name_id(sym)
    }

    /// A name that is never mangled, as an operand.
    fn plain_name(&mut self, name: &str) -> NameId {
        let sym = self.scopes.names.intern(name);
        self.name_id(sym)
    }

    /// Puts a constant into a register.
    fn load_const(&mut self, value: Const, want: Option<Reg>) -> Reg {
        let dst = self.dst(want);
        match value {
            Const::Int(small) if i16::try_from(small).is_ok() => {
                self.w().load_int(dst, small as i16)
            }
            value => {
                let id = self.unit.consts.add(value);
                self.w().load_const(dst, id);
            }
        }
        dst
    }

    fn load_none(&mut self, want: Option<Reg>) -> Reg {
        self.load_const(Const::None, want)
    }

    fn load_str(&mut self, text: &str, want: Option<Reg>) -> Reg {
        self.load_const(Const::Str(text.into()), want)
    }

    fn mark(&self) -> u32 {
        self.unit.top
    }

    fn release(&mut self, mark: u32) {
        self.unit.top = mark;
    }

    fn alloc(&mut self) -> Reg {
        self.alloc_window(1)
    }

    /// Consecutive fresh temporaries.
    fn alloc_window(&mut self, n: usize) -> Reg {
        let first = self.unit.top;
        self.unit.top += n as u32;
        // Beyond what an operand can name the unit is refused when it is finished.
        Reg(u16::try_from(first).unwrap_or(u16::MAX))
    }

    /// The register asked for, or a fresh one.
    fn dst(&mut self, want: Option<Reg>) -> Reg {
        want.unwrap_or_else(|| self.alloc())
    }

    /// A temporary in which a value may be built up in steps: the register asked for, unless it is a variable's.
    fn work(&mut self, want: Option<Reg>) -> Reg {
        match want {
            Some(reg) if !self.unit.is_variable(reg) => reg,
            _ => self.alloc(),
        }
    }

    /// Ends what `work` began: the value goes where it was asked for.
    fn deliver(&mut self, value: Reg, want: Option<Reg>) -> Reg {
        match want {
            Some(dst) if dst != value => {
                self.w().move_(dst, value);
                dst
            }
            _ => value,
        }
    }

    fn expression_code(mut self, body: &'a ast::Expr) -> Result<Arc<Code>> {
        self.begin_unit(ScopeId::TOP, "<module>", body.range())?;
        self.unit.first_line = 1;
        let value = self.eval(body, None)?;
        self.w().return_(value);
        self.end_unit(body.range())
    }

    fn module_code(mut self, body: &'a [ast::Stmt]) -> Result<Arc<Code>> {
        let start = TextRange::default();
        self.begin_unit(ScopeId::TOP, "<module>", start)?;
        self.unit.first_line = 1;
        self.at(start);
        self.body_annotations(body)?;
        let body = self.body_docstring(body)?;
        self.statements(body)?;
        self.return_none();
        self.end_unit(start)
    }

    fn return_none(&mut self) {
        let none = self.unit.consts.add(Const::None);
        self.w().return_const(none);
    }
}
