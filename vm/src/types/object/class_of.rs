//! `__class__` and `__dict__` of instances.

use crate::class::{Builtin, Class, flags};
use crate::native::GetSet;
use crate::object::{Dict, Kind, Ref};
use crate::protocol::attr::own;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `__weakref__` of classes whose instances may be referred to weakly: which references there are is not kept.
pub static WEAKREF: GetSet = GetSet::read("__weakref__", |_, _| Ok(Val::NONE));

/// The `__dict__` of instances: bound in each class that gives its instances one.
pub static DICT: GetSet = GetSet::read("__dict__", get_dict).write(set_dict);

pub(super) fn get<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(th.class_of(v).val())
}

pub(super) fn set(th: &mut Thread, obj: Slot, class: Slot) -> Res<()> {
    th.section(|th| {
        let v = th.get(class);
        if v.is_undef() {
            return Err(th.type_error("can't delete __class__ attribute"));
        }
        let Some(new) = v.cast::<Class>() else {
            return Err(th.type_error(format!(
                "__class__ must be set to a class, not '{}' object",
                th.class_name(v)
            )));
        };
        let obj = th.get(obj);
        let old = th.class_of(obj);
        if old.val().is(new.val()) {
            return Ok(());
        }
        check(th, obj, old, new)?;
        own::set_class(th, obj, new)
    })
}

/// The two classes have to give their instances the same layout.
fn check<'t>(th: &'t Thread, obj: Val<'t>, old: Ref<'t, Class>, new: Ref<'t, Class>) -> Res<()> {
    let (a, b) = (old.info(), new.info());
    let module = a.builtin == Builtin::Module && b.builtin == Builtin::Module;
    if !module && (a.has_flag(flags::BUILTIN) || b.has_flag(flags::BUILTIN)) {
        return Err(th.type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        ));
    }
    let same = a.kind == b.kind
        && a.nfields == b.nfields
        && a.builtin == b.builtin
        && a.slots == b.slots
        && a.has_flag(flags::DICT) == b.has_flag(flags::DICT);
    if same && obj.is_pointer() && obj.shape().kind != Kind::Class {
        return Ok(());
    }
    Err(th.type_error(format!(
        "__class__ assignment: '{}' object layout differs from '{}'",
        new.name(),
        old.name()
    )))
}

pub fn get_dict<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    match own::dict_of(th, v)? {
        Some(d) => Ok(d.val()),
        None => Err(no_dict(th, v)),
    }
}

fn no_dict(th: &Thread, v: Val<'_>) -> Unwind {
    th.raise(
        crate::error::Exc::AttributeError,
        format!("'{}' object has no attribute '__dict__'", th.class_name(v)),
    )
}

pub fn set_dict(th: &mut Thread, obj: Slot, dict: Slot) -> Res<()> {
    th.section(|th| {
        let v = th.get(dict);
        if v.is_undef() {
            return Err(th.type_error("cannot delete __dict__"));
        }
        let Some(d) = v.cast::<Dict>() else {
            return Err(th.type_error(format!(
                "__dict__ must be set to a dictionary, not a '{}'",
                th.class_name(v)
            )));
        };
        own::replace_dict(th, th.get(obj), d)
    })
}
