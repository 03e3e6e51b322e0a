//! Source text to bytecode.
//!
//! ```text
//! source --ruff--> AST --scope--> who binds what --compile--> instructions --writer--> Code
//! ```
//!
//! Knows source text and bytecode; no objects, no threads.

#![forbid(unsafe_code)]

pub mod code;
pub mod flow;
pub mod opcode;

pub use code::{Code, Const};
pub use opcode::Op;
