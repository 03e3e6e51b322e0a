//! Making instances of immutable builtins and of their subclasses.
//!
//! `int.__new__(cls, …)` and its like first make the exact value; [`instance`] then gives it to an instance of `cls`.

use crate::class::{Builtin, Class};
use crate::object::{Boxed, Kind};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// The exact value itself if `class` is the builtin, a box around it if it is a subclass.
pub fn instance<'t>(th: &'t Thread, class: Val<'t>, of: Builtin, exact: Val<'t>) -> Res<Val<'t>> {
    check_class(th, class, of)?;
    let shape = class.expect::<Class>().info().root_shape();
    Ok(if shape.kind == Kind::Boxed {
        Boxed::new(th, shape, exact).val()
    } else {
        exact
    })
}

/// The TypeErrors of `__new__` called with a wrong class.
pub fn check_class<'t>(th: &'t Thread, class: Val<'t>, of: Builtin) -> Res<()> {
    let builtin = th.builtin(of).expect::<Class>();
    let name = builtin.name();
    let Some(class) = class.cast::<Class>() else {
        return Err(th.type_error(format!(
            "{name}.__new__(X): X is not a type object ({})",
            th.class_name(class)
        )));
    };
    if !class.is_subclass(builtin.val()) {
        let given = class.name();
        return Err(th.type_error(format!(
            "{name}.__new__({given}): {given} is not a subtype of {name}"
        )));
    }
    // `int.__new__(bool)`: a builtin subclass has a `__new__` of its own.
    let home = class.info().builtin;
    if home != of && class.val().is(th.builtin(home)) {
        let given = class.name();
        return Err(th.type_error(format!(
            "{name}.__new__({given}) is not safe, use {given}.__new__()"
        )));
    }
    Ok(())
}
