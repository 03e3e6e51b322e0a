//! The virtual machine: values, objects, heap, interpreter, builtins, modules.

#![allow(clippy::missing_safety_doc)]

pub mod atomic;
pub mod bootstrap;
pub mod class;
pub mod cli;
pub mod compiled;
pub mod error;
pub mod heap;
pub mod import;
pub mod interp;
pub mod modules;
pub mod names;
pub mod native;
pub mod numeric;
pub mod object;
pub mod options;
pub mod os;
pub mod protocol;
pub mod record;
pub mod report;
pub mod resume;
pub mod run;
pub mod semantics;
pub mod text;
pub mod thread;
pub mod types;
pub mod unwind;
pub mod value;
pub mod vm;
