//! The parser's errors in CPython's words.

use ruff_python_ast::IrrefutablePatternKind;
use ruff_python_ast::token::Tokens;
use ruff_python_parser::semantic_errors::{
    AwaitOutsideAsyncFunctionKind, SemanticSyntaxError, SemanticSyntaxErrorKind, WriteToDebugKind,
    YieldOutsideFunctionKind,
};
use ruff_python_parser::{LexicalErrorType, ParseError, ParseErrorType, UnsupportedSyntaxError};
use ruff_text_size::Ranged;

use crate::error::{CompileError, ErrorKind};
use crate::source::Source;

/// An error of the parser proper.
pub(crate) fn of_parse_error(
    source: &Source,
    error: &ParseError,
    _tokens: &Tokens,
) -> CompileError {
    let (kind, message) = words(&error.error);
    let mut result = CompileError::new(kind, source, error.location, message);
    result.incomplete = error.location.end().to_usize() >= source.text.trim_end().len();
    result
}

/// Syntax of a later version.
pub(crate) fn of_unsupported(source: &Source, error: &UnsupportedSyntaxError) -> CompileError {
    CompileError::syntax(source, error.range(), "invalid syntax")
}

fn words(error: &ParseErrorType) -> (ErrorKind, String) {
    match error {
        ParseErrorType::UnexpectedIndentation => {
            (ErrorKind::Indentation, "unexpected indent".to_owned())
        }
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => (
            ErrorKind::Indentation,
            "unindent does not match any outer indentation level".to_owned(),
        ),
        other => (ErrorKind::Syntax, other.to_string()),
    }
}

/// An error that the grammar allows.
pub(crate) fn of_semantic_error(source: &Source, error: &SemanticSyntaxError) -> CompileError {
    CompileError::syntax(source, error.range, semantic_words(error))
}

fn semantic_words(error: &SemanticSyntaxError) -> String {
    use SemanticSyntaxErrorKind::*;
    let fixed = match &error.kind {
        LateFutureImport => "from __future__ imports must occur at the beginning of the file",
        ReturnOutsideFunction => "'return' outside function",
        BreakOutsideLoop => "'break' outside loop",
        ContinueOutsideLoop => "'continue' not properly in loop",
        YieldFromInAsyncFunction => "'yield from' inside async function",
        ReturnInGenerator => "'return' with value in async generator",
        MultipleStarredExpressions => "multiple starred expressions in assignment",
        InvalidStarExpression => "can't use starred expression here",
        WriteToDebug(WriteToDebugKind::Store) => "cannot assign to __debug__",
        WriteToDebug(WriteToDebugKind::Delete(_)) => "cannot delete __debug__",
        YieldOutsideFunction(kind) if kind.is_await() => "'await' outside function",
        YieldOutsideFunction(YieldOutsideFunctionKind::YieldFrom) => {
            "'yield from' outside function"
        }
        YieldOutsideFunction(_) => "'yield' outside function",
        AsyncComprehensionInSyncComprehension(_) => {
            "asynchronous comprehension outside of an asynchronous function"
        }
        AwaitOutsideAsyncFunction(kind) => match kind {
            AwaitOutsideAsyncFunctionKind::Await => "'await' outside async function",
            AwaitOutsideAsyncFunctionKind::AsyncFor => "'async for' outside async function",
            AwaitOutsideAsyncFunctionKind::AsyncWith => "'async with' outside async function",
            AwaitOutsideAsyncFunctionKind::AsyncComprehension => {
                "asynchronous comprehension outside of an asynchronous function"
            }
        },
        _ => "",
    };
    if !fixed.is_empty() {
        return fixed.to_owned();
    }
    match &error.kind {
        DuplicateKeywordArgument(name) => format!("keyword argument repeated: {name}"),
        DuplicateParameter(name) => format!("duplicate argument '{name}' in function definition"),
        FutureFeatureNotDefined(name) if name == "braces" => "not a chance".to_owned(),
        FutureFeatureNotDefined(name) => format!("future feature {name} is not defined"),
        IrrefutableCasePattern(IrrefutablePatternKind::Name(name)) => {
            format!("name capture '{name}' makes remaining patterns unreachable")
        }
        MultipleCaseAssignment(name) => format!("multiple assignments to name '{name}' in pattern"),
        DuplicateMatchClassAttribute(name) => {
            format!("attribute name repeated in class pattern: {name}")
        }
        TypeParameterDefaultOrder(name) => {
            format!("non-default type parameter '{name}' follows default type parameter")
        }
        _ => error.to_string().replace('`', "'"),
    }
}
