//! Pattern matching.

use lang::opcode::ops;

use crate::interp::{Flow, Interp};
use crate::unwind::Res;

pub fn match_sequence(m: &mut Interp<'_>, _: ops::MatchSequence) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "match_sequence"))
}

pub fn match_mapping(m: &mut Interp<'_>, _: ops::MatchMapping) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "match_mapping"))
}

pub fn match_keys(m: &mut Interp<'_>, _: ops::MatchKeys) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "match_keys"))
}

pub fn match_class(m: &mut Interp<'_>, _: ops::MatchClass) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "match_class"))
}

pub fn dict_without_keys(m: &mut Interp<'_>, _: ops::DictWithoutKeys) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "dict_without_keys"))
}
