//! The protocols of the language: attributes, calls, operators, containers, iteration.
//!
//! Functions named `quick_…` take `&Thread` and answer what can be answered without running Python code; the others
//! take `&mut Thread` and registers, and give a register.

pub mod attr;
pub mod bind;
pub mod call;
pub mod container;
pub mod index;
pub mod iter;
pub mod lookup;
pub mod number;
pub mod text;
