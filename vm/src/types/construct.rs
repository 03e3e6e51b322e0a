//! Making instances: what the `__new__` methods of builtin classes share.
//!
//! `int.__new__(cls, …)` and its like first make the exact value; [`boxed_as`] then gives it to an instance of `cls`.

use crate::class::{Builtin, Class};
use crate::object::{Boxed, Dict, Kind, Record, Ref, Set, Shape};
use crate::protocol::{iter, number};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The class argument of `B.__new__(cls, …)`: `B` or a subclass.
pub fn class_of_new<'t>(th: &'t Thread, cls: Val<'t>, b: Builtin) -> Res<Ref<'t, Class>> {
    let name = th.builtin(b).expect::<Class>().name();
    let Some(class) = cls.cast::<Class>() else {
        return Err(th.type_error(format!(
            "{name}.__new__(X): X is not a type object ({})",
            th.class_name(cls)
        )));
    };
    let given = class.name();
    if !class.derives(th, b) {
        return Err(th.type_error(format!(
            "{name}.__new__({given}): {given} is not a subtype of {name}"
        )));
    }
    // `int.__new__(bool)`: a builtin subclass has a `__new__` of its own.
    let home = class.info().builtin;
    if home != b && class.val().is(th.builtin(home)) {
        return Err(th.type_error(format!(
            "{name}.__new__({given}) is not safe, use {given}.__new__()"
        )));
    }
    Ok(class)
}

/// An instance of an immutable builtin or of a subclass: the exact value itself, or in a box.
pub fn boxed_as<'t>(th: &'t Thread, cls: Val<'t>, b: Builtin, exact: Val<'t>) -> Res<Val<'t>> {
    let shape = shape_for_new(th, cls, b)?;
    Ok(if shape.kind == Kind::Boxed {
        Boxed::new(th, shape, exact).val()
    } else {
        exact
    })
}

/// The shape of a new instance.
pub fn shape_for_new<'t>(th: &'t Thread, cls: Val<'t>, b: Builtin) -> Res<&'static Shape> {
    Ok(class_of_new(th, cls, b)?.info().root_shape())
}

/// A new record of `cls`, which is `b` or a subclass, from fields in registers.
pub fn record(th: &mut Thread, cls: Slot, b: Builtin, fields: &[Slot]) -> Res<Slot> {
    th.section(|th| {
        let shape = shape_for_new(th, th.get(cls), b)?;
        let fields: Vec<Val<'_>> = fields.iter().map(|f| th.get(*f)).collect();
        Ok(th.root(Record::new(th, shape, &fields).val()))
    })
}

/// `B(*args)` of an exact builtin class with arguments that need no Python code; `None` for all others.
pub fn quick_call<'t>(th: &'t Thread, b: Builtin, args: &[Val<'t>]) -> Res<Option<Val<'t>>> {
    match (b, args) {
        (Builtin::Range, _) => Ok(crate::types::range::quick_new(th, args)),
        (Builtin::Int, [x]) => crate::types::int::quick_new(th, *x),
        (Builtin::Float, [x]) => Ok(crate::types::float::quick_new(th, *x)?.map(Val::float)),
        (Builtin::Str, [x]) => crate::types::str::quick_new(th, *x),
        (Builtin::Bool, [x]) => Ok(number::quick_truth(th, *x)?.map(Val::bool)),
        (Builtin::Type, [x]) => Ok(Some(th.class_of(*x).val())),
        (Builtin::List, []) => Ok(Some(th.list(&[]))),
        (Builtin::List, [x]) => Ok(iter::quick_items(th, *x)?.map(|items| th.list(items))),
        (Builtin::Tuple, []) => Ok(Some(th.tuple(&[]))),
        (Builtin::Tuple, [x]) if !x.is_kind(Kind::Tuple) => {
            Ok(iter::quick_items(th, *x)?.map(|items| th.tuple(items)))
        }
        (Builtin::Dict, []) => Ok(Some(Dict::new(th).val())),
        (Builtin::Set, []) => Ok(Some(Set::new(th).val())),
        _ => Ok(None),
    }
}
