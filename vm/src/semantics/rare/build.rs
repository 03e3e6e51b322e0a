//! Displays, comprehensions, f-strings.

use lang::opcode::ops;

use crate::interp::{Flow, Interp};
use crate::unwind::Res;

pub fn build_slice(m: &mut Interp<'_>, _: ops::BuildSlice) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "build_slice"))
}

pub fn build_set(m: &mut Interp<'_>, _: ops::BuildSet) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "build_set"))
}

pub fn build_map(m: &mut Interp<'_>, _: ops::BuildMap) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "build_map"))
}

pub fn list_extend(m: &mut Interp<'_>, _: ops::ListExtend) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "list_extend"))
}

pub fn list_to_tuple(m: &mut Interp<'_>, _: ops::ListToTuple) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "list_to_tuple"))
}

pub fn set_add(m: &mut Interp<'_>, _: ops::SetAdd) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "set_add"))
}

pub fn set_update(m: &mut Interp<'_>, _: ops::SetUpdate) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "set_update"))
}

pub fn map_add(m: &mut Interp<'_>, _: ops::MapAdd) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "map_add"))
}

pub fn dict_update(m: &mut Interp<'_>, _: ops::DictUpdate) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "dict_update"))
}

pub fn dict_merge(m: &mut Interp<'_>, _: ops::DictMerge) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "dict_merge"))
}

pub fn format_value(m: &mut Interp<'_>, _: ops::FormatValue) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "format_value"))
}

pub fn build_string(m: &mut Interp<'_>, _: ops::BuildString) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "build_string"))
}

pub fn build_interpolation(m: &mut Interp<'_>, _: ops::BuildInterpolation) -> Res<Flow> {
    Err(m.full().raise(
        crate::error::Exc::NotImplementedError,
        "build_interpolation",
    ))
}

pub fn build_template(m: &mut Interp<'_>, _: ops::BuildTemplate) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "build_template"))
}

pub fn list_append(m: &mut Interp<'_>, _: ops::ListAppend) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "list_append"))
}
