//! Iterator classes of native modules.
//!
//! Such a class gives two ways to advance: a quick one, for when its sources are quick as well, and a full one. The
//! quick one takes all it writes to before it takes an item from a source, so that a conflict finds nothing done; if it
//! finds out only afterwards that Python code has to run, it keeps the item in a field for the full one.

use crate::class::Class;
use crate::native::{Args, Done, NativeDef, NativeNext, Params, Window};
use crate::object::{Owned, Record, Ref};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// `__iter__` of an iterator.
pub const ITER: NativeDef =
    NativeDef::quick("__iter__", Params::all(&["_self"]), |_, a| Ok(a.get(0)));

/// `__next__` of an iterator whose class was given its ways by [`set_next`].
pub const NEXT: NativeDef = NativeDef::either(
    "__next__",
    Params::all(&["_self"]),
    quick_method,
    full_method,
);

/// Gives a class its ways to advance.
pub fn set_next(class: Ref<'_, Class>, next: &'static NativeNext) {
    class.info().next.set(Some(next));
}

/// The ways of the native class that an iterator derives from.
fn ways(th: &Thread, it: Val<'_>) -> &'static NativeNext {
    let class = th.class_of(it.raw().val(th));
    class
        .mro()
        .iter()
        .find_map(|c| c.expect::<Class>().info().next.get())
        .expect("V3: the method belongs to a class that was given ways")
}

fn quick_method<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match (ways(th, a.get(0)).quick)(th, a.get(0))? {
        Next::Item(v) => Ok(v),
        Next::Done => Err(th.stop_iteration()),
        Next::Other => Ok(Val::UNDEF),
    }
}

fn full_method(th: &mut Thread, w: Window) -> Res<Done> {
    let full = ways(th, th.get(w.at(0))).full;
    match full(th, w.at(0))? {
        Some(v) => th.ret_slot(v),
        None => Err(th.stop_iteration()),
    }
}

/// A quick way for iterators that have none.
pub fn never_quick<'t>(_: &'t Thread, _: Val<'t>) -> Res<Next<Val<'t>>> {
    Ok(Next::Other)
}

/// The iterator, to be advanced.
pub fn take<'t>(th: &'t Thread, it: Val<'t>) -> Res<Owned<'t, Record>> {
    it.expect::<Record>().own(th)
}

/// A field of an iterator in a new register.
pub fn field(th: &mut Thread, it: Slot, i: usize) -> Res<Slot> {
    th.section(|th| Ok(th.root(th.get(it).expect::<Record>().see(th)?.field(i))))
}

/// Stores into a field of an iterator.
pub fn set_field(th: &mut Thread, it: Slot, i: usize, v: Slot) -> Res<()> {
    th.section(|th| {
        take(th, th.get(it))?.set_field(i, th.get(v));
        Ok(())
    })
}

/// Empties a field: what the iterator no longer needs.
pub fn clear_field(th: &mut Thread, it: Slot, i: usize) -> Res<()> {
    th.section(|th| {
        take(th, th.get(it))?.set_field(i, Val::UNDEF);
        Ok(())
    })
}

/// A new record of the class in a register.
pub fn make<'t>(th: &'t Thread, class: Val<'t>, fields: &[Val<'t>]) -> Val<'t> {
    Record::new(th, class.expect::<Class>().info().root_shape(), fields).val()
}
