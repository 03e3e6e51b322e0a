//! The errors of the semantic checker in CPython's words.

use ruff_python_ast::IrrefutablePatternKind;
use ruff_python_parser::semantic_errors::{
    AwaitOutsideAsyncFunctionKind, SemanticSyntaxError, SemanticSyntaxErrorKind, WriteToDebugKind,
    YieldOutsideFunctionKind,
};

use ruff_text_size::{TextRange, TextSize};

use crate::error::CompileError;
use crate::source::Source;

/// An error that the grammar allows.
pub(crate) fn of_semantic_error(source: &Source, error: &SemanticSyntaxError) -> CompileError {
    let range = match error.kind {
        SemanticSyntaxErrorKind::FutureFeatureNotDefined(_) => statement(source, error.range),
        SemanticSyntaxErrorKind::NonModuleImportStar(_) => {
            TextRange::new(error.range.end() - TextSize::new(1), error.range.end())
        }
        _ => error.range,
    };
    CompileError::syntax(source, range, semantic_words(source, error))
}

/// From the `from` of an import to a name that it imports.
fn statement(source: &Source, name: TextRange) -> TextRange {
    let before = &source.text[..name.start().to_usize()];
    let start = before
        .rfind("from")
        .map_or(name.start(), |at| TextSize::of(&before[..at]));
    TextRange::new(start, name.end())
}

/// `yield` in a comprehension, which is a function of its own.
pub(crate) fn of_yield_inside(source: &Source, range: TextRange, what: &str) -> CompileError {
    CompileError::syntax(source, range, format!("'yield' inside {what}"))
}

fn semantic_words(source: &Source, error: &SemanticSyntaxError) -> String {
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
        NonModuleImportStar(_) => "import * only allowed at module level".to_owned(),
        ReboundComprehensionVariable => {
            let name = source.slice(error.range);
            format!("assignment expression cannot rebind comprehension iteration variable '{name}'")
        }
        DuplicateTypeParameter => {
            format!("duplicate type parameter '{}'", source.slice(error.range))
        }
        InvalidExpression(..) => error
            .to_string()
            .replace("a generic definition", "the definition of a generic"),
        _ => error.to_string().replace('`', "'"),
    }
}
