//! The door to the operating system: safe functions over `libc` for what the standard library of Rust does not have.
//!
//! Native modules have no `unsafe`; what they need of it is here. Nothing here knows Python.

pub mod time;
