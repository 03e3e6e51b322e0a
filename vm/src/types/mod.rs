//! The builtin types, one file or folder each.
//!
//! A type gives a `SPEC` (see [`TypeSpec`](crate::native::TypeSpec)); [`SPECS`] lists them all, and start-up fills the
//! class objects from it.

pub mod args;
pub mod bool;
pub mod boxing;
pub mod bytes;
pub mod codec;
pub mod complex;
pub mod concat;
pub mod dict;
pub mod exception;
pub mod float;
pub mod generator;
pub mod hash;
pub mod int;
pub mod object;
pub mod ops;
pub(crate) mod rows;
pub mod str;
pub mod traceback;

use crate::error::Exc;
use crate::native::TypeSpec;

/// Every builtin type that has methods or attributes of its own.
pub const SPECS: &[&TypeSpec] = &[
    &object::SPEC,
    &int::SPEC,
    &int::OPERATORS,
    &int::COMPARISONS,
    &bool::BOOL,
    &bool::BOOL_OPERATORS,
    &bool::NONE,
    &bool::ELLIPSIS,
    &bool::NOT_IMPLEMENTED,
    &float::SPEC,
    &float::OPERATORS,
    &float::COMPARISONS,
    &complex::SPEC,
    &complex::OPERATORS,
    &complex::COMPARISONS,
    &str::SPEC,
    &str::COMPARISONS,
    &str::CASE,
    &str::SEARCH,
    &str::SPLIT,
    &str::LAYOUT,
    &str::FORMAT,
    &str::TRANSLATE,
];

/// Methods of the builtin exceptions that have some of their own.
pub const EXCEPTION_SPECS: &[(Exc, &TypeSpec)] = &[];
