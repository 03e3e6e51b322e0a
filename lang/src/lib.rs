//! Source text to bytecode.
//!
//! ```text
//! source --parse--> AST --scope--> who binds what --compile--> instructions --writer--> Code
//!                    |                                |
//!                    check (late syntax errors)       fold (constants), literal, unparse (annotation texts)
//! ```
//!
//! [`compile()`] is the door in, [`Code`] what comes out: plain data, shared by all threads. [`opcode`] is the table of
//! all bytecodes, from which the decoded instructions, the writer, the disassembler, the assembler and the verifier are
//! made, and the interpreter's dispatch as well (through [`for_each_op!`]). [`flow`] answers which registers are live.
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
pub mod tree;
mod unbound;
pub mod unparse;
pub mod verify;
pub mod writer;

pub use code::{Code, Const};
pub use compile::{Mode, Options, compile, compile_warned};
pub use error::{CompileError, ErrorKind};
pub use opcode::Op;
pub use parse::carets;
pub use parse::warn::Warning;

/// Runs a step of a recursive walk, on a fresh piece of stack if this one is nearly used up: sources may nest deeply.
pub(crate) fn deep<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, step)
}
