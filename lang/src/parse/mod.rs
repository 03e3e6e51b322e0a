//! Source text to AST: the only folder that names the parser. Its errors and those of its semantic checks leave here as
//! [`CompileError`]s.

pub mod carets;
pub(crate) mod check;
mod message;
pub mod warn;

use ruff_python_ast::{self as ast, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed};
use ruff_text_size::Ranged;

use crate::error::CompileError;
use crate::source::Source;

/// Parses a module, or an expression (`Mode::Expression`).
fn parse(source: &Source, mode: Mode) -> Result<Parsed<ast::Mod>, CompileError> {
    let options = ParseOptions::from(mode).with_target_version(PythonVersion::PY314);
    let parsed = ruff_python_parser::parse_unchecked(source.text, options);
    let error = match (
        parsed.errors().first(),
        parsed.unsupported_syntax_errors().first(),
    ) {
        (Some(error), _) => message::of_parse_error(source, &parsed, error),
        (None, Some(error)) => message::of_unsupported(source, error),
        (None, None) => return Ok(parsed),
    };
    drop_tree(source, parsed);
    Err(error)
}

/// Drops an AST. The parser accepts what is nested more deeply than the stack allows dropping; a source that is not
/// tiny may be.
pub(crate) fn drop_tree<T>(source: &Source, tree: T) {
    if source.text.len() < 1000 {
        drop(tree);
    } else {
        stacker::grow(256 * 1024 * 1024, || drop(tree));
    }
}

/// Parses a module.
pub(crate) fn module(source: &Source) -> Result<ast::ModModule, CompileError> {
    let parsed = parse(source, Mode::Module)?;
    match parsed.into_syntax() {
        ast::Mod::Module(module) => Ok(module),
        ast::Mod::Expression(body) => {
            Err(CompileError::syntax(source, body.range(), "invalid syntax"))
        }
    }
}

/// Parses an expression.
pub(crate) fn expression(source: &Source) -> Result<ast::ModExpression, CompileError> {
    let parsed = parse(source, Mode::Expression)?;
    match parsed.into_syntax() {
        ast::Mod::Expression(body) => Ok(body),
        ast::Mod::Module(module) => Err(CompileError::syntax(
            source,
            module.range(),
            "invalid syntax",
        )),
    }
}
