//! `SyntaxError` and its subclasses.

use lang::{CompileError, ErrorKind};

use crate::error::Exc;
use crate::thread::Thread;
use crate::unwind::Unwind;

/// Raises what the compiler found.
pub fn raise(th: &Thread, e: &CompileError, filename: &str) -> Unwind {
    let class = match e.kind {
        ErrorKind::Syntax => Exc::SyntaxError,
        ErrorKind::Indentation => Exc::IndentationError,
        ErrorKind::Tab => Exc::TabError,
        ErrorKind::Recursion => Exc::RecursionError,
        ErrorKind::Overflow => Exc::OverflowError,
    };
    let _ = filename;
    th.raise(class, &e.message)
}
