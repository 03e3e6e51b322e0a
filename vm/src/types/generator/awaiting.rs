//! `await`: what can be awaited, and the iterator of a coroutine.

use super::{Step, stop_with, throw};
use crate::class::Builtin;
use crate::error::Exc;
use crate::interp::suspend;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Generator, Record};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const SELF: Params = Params::all(&["_self"]);

/// `coroutine.__await__()`: an iterator that passes everything on to the coroutine.
pub const WRAPPER: TypeSpec = TypeSpec {
    builtin: Builtin::CoroutineWrapper,
    doc: "A wrapper object implementing __await__ for coroutines.",
    methods: &[
        NativeDef::quick("__iter__", SELF, |_, a| Ok(a.get(0))),
        NativeDef::full("__next__", SELF, wrapper_next),
        NativeDef::full("send", Params::all(&["_self", "_value"]), wrapper_send),
        NativeDef::full(
            "throw",
            Params::pos(&["_self", "_type", "_value", "_traceback"], 2),
            wrapper_throw,
        ),
        NativeDef::full("close", SELF, wrapper_close),
    ],
    getsets: &[],
};

pub(super) fn wrapper<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(th.record(Builtin::CoroutineWrapper, &[a.get(0)]))
}

fn inner(th: &Thread, w: Window) -> Slot {
    th.root(th.get(w.at(0)).expect::<Record>().fixed(0))
}

fn step(th: &mut Thread, coroutine: Slot, value: Slot) -> Res<Done> {
    let value = th.raw(value);
    match super::step(th, coroutine, value)? {
        Step::Yielded(v) => th.ret_slot(v),
        Step::Returned(v) => Err(stop_with(th, v)),
    }
}

fn wrapper_next(th: &mut Thread, w: Window) -> Res<Done> {
    let (c, none) = (inner(th, w), th.root(Val::NONE));
    step(th, c, none)
}

fn wrapper_send(th: &mut Thread, w: Window) -> Res<Done> {
    let c = inner(th, w);
    step(th, c, w.at(1))
}

fn wrapper_throw(th: &mut Thread, w: Window) -> Res<Done> {
    let exc = throw::thrown(th, w)?;
    let c = inner(th, w);
    match throw::throw(th, c, exc)? {
        Step::Yielded(v) => th.ret_slot(v),
        Step::Returned(v) => Err(stop_with(th, v)),
    }
}

fn wrapper_close(th: &mut Thread, w: Window) -> Res<Done> {
    let c = inner(th, w);
    throw::close(th, c)?;
    th.ret(Val::NONE)
}

/// The iterator that `await v` goes over; `None` if `v` cannot be awaited.
pub fn iterator(th: &mut Thread, v: Slot) -> Res<Option<Slot>> {
    let value = th.get(v);
    if value.has_shape(Builtin::Coroutine.shape()) {
        let awaited = th.section(|th| {
            let seen = th.get(v).expect::<Generator>().see(th)?;
            Ok(suspend::delegate_of(seen).is_some())
        })?;
        if awaited {
            return Err(th.raise(Exc::RuntimeError, "coroutine is being awaited already"));
        }
        return Ok(Some(v));
    }
    if value.has_shape(Builtin::Generator.shape())
        && value.expect::<Generator>().code().body().iterable_coroutine
    {
        return Ok(Some(v));
    }
    let Some(it) = th.call_special(v, Id::__await__, &[])? else {
        return Ok(None);
    };
    let got = th.get(it);
    let is_coroutine = got.has_shape(Builtin::Coroutine.shape())
        || got
            .cast::<Generator>()
            .is_some_and(|g| g.code().body().iterable_coroutine);
    if is_coroutine {
        return Err(th.type_error("__await__() returned a coroutine"));
    }
    if lookup::lookup_cell(th, th.class_of(got), th.id(Id::__next__)).is_none() {
        let text = format!(
            "__await__() returned non-iterator of type '{}'",
            th.class_name(got)
        );
        return Err(th.type_error(text));
    }
    Ok(Some(it))
}
