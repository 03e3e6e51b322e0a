//! Source text to bytecode.
//!
//! ```text
//! source --ruff--> AST --scope--> who binds what --compile--> instructions --writer--> Code
//! ```
//!
//! Knows source text and bytecode; no objects, no threads.

#![forbid(unsafe_code)]

pub mod assemble;
pub mod code;
mod compile;
pub mod disasm;
pub mod error;
pub mod flow;
mod fold;
mod literal;
pub mod opcode;
mod parse;
mod scope;
mod source;
mod unbound;
pub mod unparse;
pub mod verify;
pub mod writer;

pub use code::{Code, Const};
pub use compile::{Mode, Options, compile};
pub use error::{CompileError, ErrorKind};
pub use opcode::Op;

/// Runs a step of a recursive walk, on a fresh piece of stack if this one is nearly used up: sources may nest deeply.
pub(crate) fn deep<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, step)
}
