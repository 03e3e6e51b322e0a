//! Import statements.

use lang::opcode::ops;

use crate::interp::{Flow, Interp};
use crate::unwind::Res;

pub fn import_name(m: &mut Interp<'_>, _: ops::ImportName) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "import_name"))
}

pub fn import_from(m: &mut Interp<'_>, _: ops::ImportFrom) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "import_from"))
}

pub fn import_star(m: &mut Interp<'_>, _: ops::ImportStar) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "import_star"))
}
