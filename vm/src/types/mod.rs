//! The builtin types, one file or folder each.
//!
//! A type gives a `SPEC` (see [`TypeSpec`](crate::native::TypeSpec)); [`SPECS`] lists them all, and start-up fills the
//! class objects from it.

pub mod alias;
pub mod args;
pub mod bool;
pub mod build_class;
pub mod bytes;
pub mod cell;
pub mod class;
pub mod code;
pub mod codec;
pub mod complex;
pub mod concat;
pub mod construct;
pub mod descriptor;
pub mod dict;
pub mod exception;
pub mod float;
pub mod format_code;
pub mod frame;
pub mod function;
pub mod generator;
pub mod hash;
pub mod int;
pub mod iter;
pub mod keyed;
pub mod list;
pub mod memoryview;
pub mod module;
pub mod namespace;
pub mod object;
pub mod ops;
pub mod range;
pub(crate) mod rows;
pub mod sequence;
pub mod set;
pub mod slice;
pub mod str;
pub mod super_object;
pub mod traceback;
pub mod tuple;
pub mod union;

use crate::error::Exc;
use crate::native::TypeSpec;

/// Every builtin type that has methods or attributes of its own.
pub const SPECS: &[&TypeSpec] = &[
    &crate::modules::collections::TUPLE_GETTER,
    &crate::modules::weakref::TYPE,
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
    &alias::SPEC,
    &sequence::STR,
    &list::SPEC,
    &tuple::SPEC,
    &dict::SPEC,
    &dict::views::KEYS,
    &dict::views::VALUES,
    &dict::views::ITEMS,
    &dict::views::PROXY,
    &set::SPEC,
    &set::FROZEN,
    &range::SPEC,
    &slice::SPEC,
    &iter::methods::LIST,
    &iter::methods::LIST_REV,
    &iter::methods::TUPLE,
    &iter::methods::STR,
    &iter::methods::BYTES,
    &iter::methods::BYTE_ARRAY,
    &iter::methods::RANGE,
    &iter::methods::LONG_RANGE,
    &iter::methods::DICT_KEY,
    &iter::methods::DICT_VALUE,
    &iter::methods::DICT_ITEM,
    &iter::methods::DICT_REV_KEY,
    &iter::methods::DICT_REV_VALUE,
    &iter::methods::DICT_REV_ITEM,
    &iter::methods::SET,
    &iter::methods::SEQUENCE,
    &iter::methods::CALLABLE,
    &iter::methods::ENUMERATE,
    &iter::methods::ZIP,
    &iter::methods::MAP,
    &iter::methods::FILTER,
    &iter::methods::REVERSED,
    &bytes::BYTES,
    &bytes::BYTES_ITEMS,
    &bytes::BYTES_COMPARISONS,
    &bytes::BYTES_SEARCH,
    &bytes::BYTES_SPLIT,
    &bytes::BYTES_CASE,
    &bytes::BYTES_LAYOUT,
    &bytes::ARRAY,
    &bytes::ARRAY_ITEMS,
    &bytes::ARRAY_COMPARISONS,
    &bytes::ARRAY_SEARCH,
    &bytes::ARRAY_SPLIT,
    &bytes::ARRAY_CASE,
    &bytes::ARRAY_LAYOUT,
    &memoryview::SPEC,
    &class::SPEC,
    &super_object::SPEC,
    &descriptor::PROPERTY,
    &descriptor::STATIC_METHOD,
    &descriptor::CLASS_METHOD,
    &descriptor::GETSET,
    &descriptor::MEMBER,
    &function::SPEC,
    &function::method::SPEC,
    &function::native::FUNCTION,
    &function::native::METHOD,
    &function::native::CLASS_METHOD,
    &cell::SPEC,
    &code::SPEC,
    &frame::SPEC,
    &traceback::SPEC,
    &module::SPEC,
    &namespace::SPEC,
    &generator::GENERATOR,
    &generator::COROUTINE,
    &generator::awaiting::WRAPPER,
    &generator::asynchronous::GENERATOR,
    &generator::asynchronous::STEP,
    &union::SPEC,
];

/// Methods of the builtin exceptions that have some of their own.
pub const EXCEPTION_SPECS: &[(Exc, &TypeSpec)] = exception::SPECS;
