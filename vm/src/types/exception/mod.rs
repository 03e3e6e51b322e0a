//! The builtin exceptions: what they hold, and how they are shown.

pub mod base;
pub mod group;
pub mod os;
pub mod print;
pub mod simple;
pub mod syntax;

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
    (Exc::BaseExceptionGroup, &group::SPEC),
];
