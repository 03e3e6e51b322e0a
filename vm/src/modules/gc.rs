//! `gc`: the collector, as programs see it. Collections are full and happen when told.

use std::sync::atomic::{AtomicBool, Ordering};

use super::support;
use crate::names::Id;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Kind;
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::types::generator;
use crate::unwind::{Res, Unwind};
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
    support::set_attr(th, module, "garbage", garbage)?;
    support::set_attr(th, module, "callbacks", callbacks)
}

/// Collects now. How many objects were unreachable is not counted; 0 is what CPython says when there were none.
fn collect(th: &mut Thread, _: Window) -> Res<Done> {
    // What the last call gave back is nobody's any more.
    th.result.set(crate::value::Raw::UNDEF);
    crate::heap::world::collect_on_request(th);
    if th.tx().in_atomic() == 0 {
        run_due(th)?;
    }
    th.ret(Val::small(0))
}

impl Thread {
    /// Enters a new object among those that are finalized; what an undone block has made never was.
    pub(crate) fn finalize_later(&self, made: crate::value::Raw) {
        match self.in_block() {
            true => self.block.finalizable.borrow_mut().push(made),
            false => self.vm.finalizers.add(made),
        }
    }
}

/// Runs what the last collection has found due: callbacks of weak references, then finalizers.
pub fn run_due(th: &mut Thread) -> Res<()> {
    super::weakref::run_callbacks(th)?;
    while let Some(raw) = th.vm.finalizers.take_due() {
        let mark = th.mark();
        let object = th.root(raw.val(th));
        let is_generator = th.get(object).is_kind(Kind::Generator);
        let done = match is_generator {
            true => generator::throw::close_abandoned(th, object),
            false => th.call_special(object, Id::__del__, &[]).map(|_| ()),
        };
        match done {
            Ok(()) => {}
            Err(Unwind::Raise) if is_generator => report_closing(th, object),
            Err(Unwind::Raise) => report(th, object),
            Err(u) => return Err(u),
        }
        th.release_to(mark);
    }
    Ok(())
}

/// Tells of the pending exception, which nobody can catch.
fn report(th: &mut Thread, object: Slot) {
    let exc = th.root(th.take_pending());
    let shown = th
        .section(|th| Ok(lookup::special(th, th.get(object), Id::__del__)?.map(|f| th.root(f))))
        .ok()
        .flatten()
        .and_then(|f| support::repr(th, f).ok());
    th.take_pending();
    th.pending.set(th.raw(exc));
    let message = format!(
        "Exception ignored while calling deallocator {}",
        shown.as_deref().unwrap_or("__del__")
    );
    super::sys::report_unraisable(th, &message, None);
}

/// The same of an exception that a generator has raised when it was closed.
fn report_closing(th: &mut Thread, object: Slot) {
    let exc = th.root(th.take_pending());
    let shown = support::repr(th, object).unwrap_or_default();
    th.take_pending();
    th.pending.set(th.raw(exc));
    let message = format!("Exception ignored while closing generator {shown}");
    super::sys::report_unraisable(th, &message, None);
}

/// The program ends: runs the finalizers of all objects that are left.
pub fn finalize_all(th: &mut Thread) -> Res<()> {
    th.vm.finalizers.end();
    run_due(th)
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
