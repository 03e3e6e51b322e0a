//! What the `__new__` methods of builtin classes share.

use crate::class::{Builtin, Class};
use crate::object::{Record, Ref, Shape};
use crate::thread::{Slot, Thread};
use crate::types::boxing;
use crate::unwind::Res;
use crate::value::Val;

/// The class argument of `B.__new__(cls, …)`: `B` or a subclass.
pub fn class_of_new<'t>(th: &'t Thread, cls: Val<'t>, b: Builtin) -> Res<Ref<'t, Class>> {
    boxing::check_class(th, cls, b)?;
    Ok(cls.expect::<Class>())
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
