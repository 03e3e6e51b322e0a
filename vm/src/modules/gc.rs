//! `gc`: the collector, as programs see it. Collections are full and happen when told.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector.",
    functions: &[
        NativeDef::full("collect", Params::pos(&["generation"], 0), collect),
        NativeDef::quick("enable", Params::pos(&[], 0), enable),
        NativeDef::quick("disable", Params::pos(&[], 0), disable),
        NativeDef::quick("isenabled", Params::pos(&[], 0), is_enabled),
        NativeDef::quick("freeze", Params::pos(&[], 0), nothing),
        NativeDef::quick("unfreeze", Params::pos(&[], 0), nothing),
        NativeDef::quick("get_threshold", Params::pos(&[], 0), threshold),
        NativeDef::quick("set_threshold", Params::pos(&[], 0).rest(), nothing),
        NativeDef::quick("get_count", Params::pos(&[], 0), threshold),
        NativeDef::quick("is_tracked", Params::all(&["_obj"]), is_tracked),
    ],
    init,
};

/// What `enable` and `disable` said last. The collector is never off: nothing else would free memory here.
static ENABLED: AtomicBool = AtomicBool::new(true);

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let (garbage, callbacks) = (th.root(th.list(&[])), th.root(th.list(&[])));
    super::support::set_attr(th, module, "garbage", garbage)?;
    super::support::set_attr(th, module, "callbacks", callbacks)
}

/// Collects now. How many objects were unreachable is not counted; 0 is what CPython says when there were none.
fn collect(th: &mut Thread, _: Window) -> Res<Done> {
    crate::heap::world::collect(th);
    if th.tx().in_atomic() == 0 {
        super::weakref::run_callbacks(th)?;
    }
    th.ret(Val::small(0))
}

fn enable<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    // ORD: Relaxed; a flag that only `isenabled` reads.
    ENABLED.store(true, Ordering::Relaxed);
    Ok(Val::NONE)
}

fn disable<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    // ORD: Relaxed; as above.
    ENABLED.store(false, Ordering::Relaxed);
    Ok(Val::NONE)
}

fn is_enabled<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    // ORD: Relaxed; as above.
    Ok(Val::bool(ENABLED.load(Ordering::Relaxed)))
}

fn nothing<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::NONE)
}

/// There are no generations: three zeros.
fn threshold<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(th.tuple(&[Val::small(0); 3]))
}

fn is_tracked<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    Ok(Val::bool(
        v.is_pointer() && crate::object::has_attrs(v.shape().kind),
    ))
}
