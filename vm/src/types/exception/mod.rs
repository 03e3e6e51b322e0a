//! The builtin exceptions: what they hold, and how they are shown.

pub mod print;
pub mod syntax;
