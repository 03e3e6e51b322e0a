//! Length, items, containment.

use crate::class::Builtin;
use crate::names::Id;
use crate::object::{Dict, List, Set, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// `len(v)` of builtin containers.
pub fn quick_len<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<usize>> {
    if !v.is_pointer() {
        return Ok(None);
    }
    Ok(Some(match v.shape_id() {
        s if s == Builtin::List.shape() => v.known::<List>().see(th)?.len(),
        s if s == Builtin::Tuple.shape() => v.known::<Tuple>().len(),
        s if s == Builtin::Dict.shape() => v.known::<Dict>().see(th)?.len(),
        s if s == Builtin::Str.shape() => v.known::<Str>().len(),
        s if s == Builtin::Set.shape() => v.known::<Set>().see(th)?.len(),
        _ => return Ok(None),
    }))
}

/// `len(v)`.
pub fn len(th: &mut Thread, v: Slot) -> Res<usize> {
    if let Some(n) = th.section(|th| quick_len(th, th.get(v)))? {
        return Ok(n);
    }
    let Some(r) = th.call_special(v, Id::__len__, &[])? else {
        return Err(th.type_error(format!(
            "object of type '{}' has no len()",
            th.class_name(th.get(v))
        )));
    };
    match th.get(r).as_int() {
        Some(n) if n >= 0 => Ok(n as usize),
        Some(_) => Err(th.value_error("__len__() should return >= 0")),
        None => Err(th.type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            th.class_name(th.get(r))
        ))),
    }
}

/// `obj[key]`.
pub fn get_item(th: &mut Thread, obj: Slot, key: Slot) -> Res<Slot> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return match crate::types::dict::get(th, obj, key)? {
            Some(v) => Ok(v),
            None => Err(th.key_error(th.get(key))),
        };
    }
    match th.call_special(obj, Id::__getitem__, &[key])? {
        Some(v) => Ok(v),
        None => Err(th.type_error(format!(
            "'{}' object is not subscriptable",
            th.class_name(th.get(obj))
        ))),
    }
}

/// `obj[key] = value`.
pub fn set_item(th: &mut Thread, obj: Slot, key: Slot, value: Slot) -> Res<()> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return crate::types::dict::set(th, obj, key, value);
    }
    match th.call_special(obj, Id::__setitem__, &[key, value])? {
        Some(_) => Ok(()),
        None => Err(th.type_error(format!(
            "'{}' object does not support item assignment",
            th.class_name(th.get(obj))
        ))),
    }
}

/// `del obj[key]`.
pub fn del_item(th: &mut Thread, obj: Slot, key: Slot) -> Res<()> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return match crate::types::dict::remove(th, obj, key)? {
            Some(_) => Ok(()),
            None => Err(th.key_error(th.get(key))),
        };
    }
    match th.call_special(obj, Id::__delitem__, &[key])? {
        Some(_) => Ok(()),
        None => Err(th.type_error(format!(
            "'{}' object doesn't support item deletion",
            th.class_name(th.get(obj))
        ))),
    }
}
