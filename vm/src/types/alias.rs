//! `types.GenericAlias`: what `list[int]` gives.

use crate::class::Builtin;
use crate::native::{Args, NativeDef, Params};
use crate::object::{Kind, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// Fields.
pub const ORIGIN: usize = 0;
/// A tuple.
pub const ARGS: usize = 1;
/// The type variables among the arguments, a tuple, or UNDEF until it is asked for.
pub const PARAMETERS: usize = 2;
/// True if it was unpacked with a star.
pub const STARRED: usize = 3;

/// `__class_getitem__` of the builtin classes that can be parametrised.
pub const CLASS_GETITEM: NativeDef = NativeDef::quick(
    "__class_getitem__",
    Params::all(&["_cls", "_item"]),
    class_getitem,
)
.class_method()
.doc("See PEP 585");

fn class_getitem<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), a.get(1)))
}

fn make<'t>(th: &'t Thread, origin: Val<'t>, item: Val<'t>) -> Val<'t> {
    let args = if item.is_kind(Kind::Tuple) {
        item.expect::<Tuple>().val()
    } else {
        th.tuple(&[item])
    };
    let fields = [origin, args, Val::UNDEF, Val::FALSE];
    th.record(Builtin::GenericAlias, &fields)
}

/// `origin[item]` as a generic alias, in a new register.
pub fn new(th: &Thread, origin: Slot, item: Slot) -> Slot {
    th.root(make(th, th.get(origin), th.get(item)))
}
