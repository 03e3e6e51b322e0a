//! The builtin exceptions: what they hold, and how they are shown.

pub mod base;
pub mod group;
pub mod lines;
pub mod os;
pub mod print;
pub mod simple;
pub mod suggest;
pub mod syntax;
pub mod unicode;

use crate::error::Exc;
use crate::native::TypeSpec;

/// Methods of the exceptions that have some of their own.
pub const SPECS: &[(Exc, &TypeSpec)] = &[
    (Exc::BaseException, &base::SPEC),
    (Exc::StopIteration, &simple::STOP_ITERATION),
    (Exc::SystemExit, &simple::SYSTEM_EXIT),
    (Exc::KeyError, &simple::KEY_ERROR),
    (Exc::AttributeError, &simple::ATTRIBUTE_ERROR),
    (Exc::NameError, &simple::NAME_ERROR),
    (Exc::ImportError, &simple::IMPORT_ERROR),
    (Exc::OSError, &os::SPEC),
    (Exc::SyntaxError, &syntax::SPEC),
    (Exc::UnicodeEncodeError, &unicode::ENCODE),
    (Exc::UnicodeDecodeError, &unicode::DECODE),
    (Exc::UnicodeTranslateError, &unicode::TRANSLATE),
    (Exc::BaseExceptionGroup, &group::SPEC),
];
