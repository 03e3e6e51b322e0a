//! Length, items, containment.

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::object::{Dict, List, Set, Str, Tuple};
use crate::protocol::index::{self, Key};
use crate::protocol::{iter, lookup, number};
use crate::thread::{Slot, Thread};
use crate::types::{dict, list, range, sequence, tuple};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `len(v)` of builtin containers.
pub fn quick_len<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<usize>> {
    use Builtin as B;
    const LIST: u32 = B::List.shape();
    const TUPLE: u32 = B::Tuple.shape();
    const DICT: u32 = B::Dict.shape();
    const STR: u32 = B::Str.shape();
    const BYTES: u32 = B::Bytes.shape();
    const SET: u32 = B::Set.shape();
    const FROZEN: u32 = B::FrozenSet.shape();
    const RANGE: u32 = B::Range.shape();
    if !v.is_pointer() {
        return Ok(None);
    }
    Ok(Some(match v.shape_id() {
        LIST => v.known::<List>().see(th)?.len(),
        TUPLE => v.known::<Tuple>().len(),
        DICT => v.known::<Dict>().see(th)?.len(),
        STR => v.known::<Str>().len(),
        BYTES => v.expect::<crate::object::Bytes>().slice().len(),
        SET | FROZEN => v.known::<Set>().see(th)?.len(),
        RANGE => return Ok(range::quick_len(v.known())),
        _ => return Ok(None),
    }))
}

/// `len(v)`.
pub fn len(th: &mut Thread, v: Slot) -> Res<usize> {
    if let Some(n) = th.section(|th| quick_len(th, th.get(v)))? {
        return Ok(n);
    }
    let mark = th.mark();
    let Some(r) = th.call_special(v, Id::__len__, &[])? else {
        return Err(th.type_error(format!(
            "object of type '{}' has no len()",
            th.class_name(th.get(v))
        )));
    };
    let r = index::index(th, r)?;
    let n = index::as_index(th.get(r)).expect("index gives an int");
    th.release_to(mark);
    match n {
        i64::MAX => Err(th.raise(
            crate::error::Exc::OverflowError,
            "cannot fit 'int' into an index-sized integer",
        )),
        n if n >= 0 => Ok(n as usize),
        _ => Err(th.value_error("__len__() should return >= 0")),
    }
}

/// `obj[key]` of exact builtins; `None` if the protocol has to do it.
pub fn quick_get_item<'t>(th: &'t Thread, obj: Val<'t>, key: Val<'t>) -> Res<Option<Val<'t>>> {
    use Builtin as B;
    const LIST: u32 = B::List.shape();
    const TUPLE: u32 = B::Tuple.shape();
    const STR: u32 = B::Str.shape();
    const BYTES: u32 = B::Bytes.shape();
    const BYTE_ARRAY: u32 = B::ByteArray.shape();
    const RANGE: u32 = B::Range.shape();
    if !obj.is_pointer() {
        return Ok(None);
    }
    let v = match obj.shape_id() {
        LIST => list::get(th, obj, key)?,
        TUPLE => tuple::get(th, obj, key)?,
        STR => sequence::str_get(th, obj, key)?,
        BYTES | BYTE_ARRAY => crate::types::bytes::get(th, obj, key)?,
        RANGE => range::get(th, obj, key)?,
        _ => Val::UNDEF,
    };
    Ok(Some(v).filter(|v| !v.is_undef()))
}

/// `obj[key]`.
pub fn get_item(th: &mut Thread, obj: Slot, key: Slot) -> Res<Slot> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return match dict::get(th, obj, key)? {
            Some(v) => Ok(v),
            None => Err(th.key_error(th.get(key))),
        };
    }
    let quick =
        th.section(|th| Ok(quick_get_item(th, th.get(obj), th.get(key))?.map(|v| th.root(v))))?;
    if let Some(v) = quick {
        return Ok(v);
    }
    if let Some(v) = th.call_special(obj, Id::__getitem__, &[key])? {
        return Ok(v);
    }
    if th.get(obj).is_kind(crate::object::Kind::Class) {
        return get_class_item(th, obj, key);
    }
    Err(th.type_error(format!(
        "'{}' object is not subscriptable",
        th.class_name(th.get(obj))
    )))
}

/// `cls[key]`: `__class_getitem__`.
fn get_class_item(th: &mut Thread, class: Slot, key: Slot) -> Res<Slot> {
    if th.get(class).is(th.builtin(Builtin::Type)) {
        return Ok(crate::types::alias::new(th, class, key));
    }
    let name = th.root(th.id(Id::__class_getitem__));
    match th.getattr_opt(class, name)? {
        Some(f) if !th.get(f).is_none() => th.call(f, &[key]),
        _ => {
            let text = format!(
                "type '{}' is not subscriptable",
                th.get(class).expect::<Class>().name()
            );
            Err(th.type_error(text))
        }
    }
}

/// `obj[key] = value`.
pub fn set_item(th: &mut Thread, obj: Slot, key: Slot, value: Slot) -> Res<()> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return dict::set(th, obj, key, value);
    }
    if th.get(obj).has_shape(Builtin::List.shape()) {
        return list::set_item(th, obj, key, value);
    }
    if th.get(obj).has_shape(Builtin::ByteArray.shape()) {
        return crate::types::bytes::set_item(th, obj, key, value);
    }
    match th.call_special(obj, Id::__setitem__, &[key, value])? {
        Some(_) => Ok(()),
        None => Err(th.type_error(format!(
            "'{}' object does not support item assignment",
            th.class_name(th.get(obj))
        ))),
    }
}

/// `obj[key] = value` of exact builtin containers; false if it takes more than quick code.
pub fn quick_set_item<'t>(th: &'t Thread, obj: Val<'t>, key: Val<'t>, v: Val<'t>) -> Res<bool> {
    if obj.has_shape(Builtin::Dict.shape()) {
        dict::quick_set(th, obj.known(), key, v)
    } else if obj.has_shape(Builtin::List.shape()) {
        list::quick_set_item(th, obj, key, v)
    } else if obj.has_shape(Builtin::ByteArray.shape()) {
        crate::types::bytes::quick_set_item(th, obj, key, v)
    } else {
        Ok(false)
    }
}

/// `del obj[key]`.
pub fn del_item(th: &mut Thread, obj: Slot, key: Slot) -> Res<()> {
    if th.get(obj).has_shape(Builtin::Dict.shape()) {
        return match dict::remove(th, obj, key)? {
            Some(_) => Ok(()),
            None => Err(th.key_error(th.get(key))),
        };
    }
    if th.get(obj).has_shape(Builtin::List.shape()) {
        return list::del_item(th, obj, key);
    }
    match th.call_special(obj, Id::__delitem__, &[key])? {
        Some(_) => Ok(()),
        None => Err(th.type_error(format!(
            "'{}' object doesn't support item deletion",
            th.class_name(th.get(obj))
        ))),
    }
}

/// `v in container` of exact builtins; `None` if the protocol has to do it.
pub fn quick_contains<'t>(th: &'t Thread, container: Val<'t>, v: Val<'t>) -> Res<Option<bool>> {
    use Builtin as B;
    const LIST: u32 = B::List.shape();
    const TUPLE: u32 = B::Tuple.shape();
    const DICT: u32 = B::Dict.shape();
    const STR: u32 = B::Str.shape();
    const SET: u32 = B::Set.shape();
    const FROZEN: u32 = B::FrozenSet.shape();
    const RANGE: u32 = B::Range.shape();
    if !container.is_pointer() {
        return Ok(None);
    }
    match container.shape_id() {
        LIST => sequence::quick_contains(th, container.known::<List>().see(th)?.items(), v),
        TUPLE => sequence::quick_contains(th, container.known::<Tuple>().items(), v),
        DICT => crate::types::keyed::quick_contains::<Dict>(th, container.known(), v),
        SET | FROZEN => crate::types::keyed::quick_contains::<Set>(th, container.known(), v),
        RANGE => Ok(range::quick_contains(container, v)),
        STR => Ok(v.unboxed().cast::<Str>().map(|needle| {
            crate::text::search::find(container.known::<Str>().text(), needle.text()).is_some()
        })),
        _ => Ok(None),
    }
}

/// `v in container`.
pub fn contains(th: &mut Thread, container: Slot, v: Slot) -> Res<bool> {
    if let Some(known) = th.section(|th| quick_contains(th, th.get(container), th.get(v)))? {
        return Ok(known);
    }
    let mark = th.mark();
    if lookup::blocked(th, container, Id::__contains__)? {
        return Err(not_a_container(th, container));
    }
    let found = match th.call_special(container, Id::__contains__, &[v])? {
        Some(r) => number::truth(th, r)?,
        None => match find_by_iteration(th, container, v) {
            Ok(at) => at.is_some(),
            Err(u) => return Err(u),
        },
    };
    th.release_to(mark);
    Ok(found)
}

fn not_a_container(th: &Thread, v: Slot) -> Unwind {
    th.type_error(format!(
        "'{}' object is not a container",
        th.class_name(th.get(v))
    ))
}

/// The position of the first item that is or equals `v`, found by iterating.
pub fn find_by_iteration(th: &mut Thread, container: Slot, v: Slot) -> Res<Option<usize>> {
    let (mut at, mut found) = (0, false);
    let iterable = iterable_or_refuse(th, container)?;
    iter::for_each(th, iterable, |th, item| {
        found = number::same_or_equal(th, item, v)?;
        at += usize::from(!found);
        Ok(!found)
    })?;
    Ok(found.then_some(at))
}

/// `in` says it in its own words if the object is not iterable.
fn iterable_or_refuse(th: &mut Thread, container: Slot) -> Res<Slot> {
    if iter::is_iterable(th, container)? {
        return iter::get_iter(th, container);
    }
    Err(th.type_error(format!(
        "argument of type '{}' is not a container or iterable",
        th.class_name(th.get(container))
    )))
}

/// How many items are or equal `v`, counted by iterating.
pub fn count_by_iteration(th: &mut Thread, container: Slot, v: Slot) -> Res<usize> {
    let mut n = 0;
    iter::for_each(th, container, |th, item| {
        n += usize::from(number::same_or_equal(th, item, v)?);
        Ok(true)
    })?;
    Ok(n)
}

/// Makes a subscript plain where an `__index__` has to be called for it.
pub fn plain_key(th: &mut Thread, key: Slot) -> Res<Slot> {
    match th.section(|th| Key::of(th, th.get(key)))? {
        Key::Ask => index::plain_key(th, key),
        _ => Ok(key),
    }
}
