//! Displays, comprehensions, f-strings.

use lang::opcode::ops;

use crate::interp::{Flow, Interp};
use crate::object::Str;
use crate::protocol::text;
use crate::types::args;
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

/// `f"{value!conversion:spec}"`.
pub fn format_value(m: &mut Interp<'_>, op: ops::FormatValue) -> Res<Flow> {
    let (value, spec) = (m.slot(op.value), m.slot(op.spec));
    let conversion = op.conversion;
    m.slow(op.dst, |th| {
        let converted = match u32::try_from(conversion).ok().and_then(char::from_u32) {
            Some('s') => text::str(th, value)?,
            Some('r') => text::repr(th, value)?,
            Some('a') => text::ascii(th, value)?,
            _ => value,
        };
        if th.get(spec).is_undef() {
            return text::format_with(th, converted, "");
        }
        text::format(th, converted, spec)
    })
}

/// The parts of an f-string, all of them `str`s, copied once.
pub fn build_string(m: &mut Interp<'_>, op: ops::BuildString) -> Res<Flow> {
    let joined = {
        let parts = m.window(op.base, usize::from(op.n));
        let mut few = [""; 16];
        let texts = parts.iter().map(|v| args::text_of(*v).unwrap_or_default());
        if let Some(few) = few.get_mut(..parts.len()) {
            few.iter_mut().zip(texts).for_each(|(t, part)| *t = part);
            Str::join(m.th, few).raw()
        } else {
            Str::join(m.th, &texts.collect::<Vec<_>>()).raw()
        }
    };
    m.put(op.dst, joined.val(&*m.th));
    Ok(Flow::Next)
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
