//! The builtin types, one file or folder each.
//!
//! A type gives a `SPEC` (see [`TypeSpec`](crate::native::TypeSpec)); [`SPECS`] lists them all, and start-up fills the
//! class objects from it.

pub mod dict;
pub mod exception;
pub mod generator;
pub mod hash;
pub mod object;
pub mod ops;
pub mod traceback;

use crate::error::Exc;
use crate::native::TypeSpec;

/// Every builtin type that has methods or attributes of its own.
pub const SPECS: &[&TypeSpec] = &[&object::SPEC];

/// Methods of the builtin exceptions that have some of their own.
pub const EXCEPTION_SPECS: &[(Exc, &TypeSpec)] = &[];
