//! The virtual machine.

pub mod heap;
