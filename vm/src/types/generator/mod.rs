//! Generators and coroutines: sending, and what they tell of themselves.
//!
//! | file | what |
//! | --- | --- |
//! | here | `__next__`, `send`, attributes, StopIteration |
//! | [`throw`] | `throw`, `close`, delegation |
//! | [`awaiting`] | `await`: what is awaited, the iterator of a coroutine |
//! | [`asynchronous`] | asynchronous generators and their steps |
//!
//! How frames are put away and taken up again is in `interp::suspend`.

pub mod asynchronous;
pub mod awaiting;
pub mod throw;

use crate::class::{Builtin, flags};
use crate::error::{Exc, field};
use crate::interp::frame::Frame;
use crate::interp::suspend::{self, How, Refused};
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{GenState, Generator, Kind, Record, Ref, Str};
use crate::thread::{Slot, Thread};
use crate::types::object::address;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

const SELF: Params = Params::all(&["_self"]);
const THROW: Params = Params::pos(&["_self", "_type", "_value", "_traceback"], 2);

pub const GENERATOR: TypeSpec = TypeSpec {
    builtin: Builtin::Generator,
    doc: "",
    methods: &[
        NativeDef::quick("__iter__", SELF, |_, a| Ok(a.get(0))),
        NativeDef::full("__next__", SELF, next_method),
        NativeDef::full("send", Params::all(&["_self", "_value"]), send_method)
            .doc("send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration."),
        NativeDef::full("throw", THROW, throw::method)
            .doc("throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        NativeDef::full("close", SELF, throw::close_method)
            .doc("close() -> raise GeneratorExit inside generator."),
        NativeDef::quick("__repr__", SELF, repr),
    ],
    getsets: &[
        GetSet::read("__name__", name).write(set_name),
        GetSet::read("__qualname__", qualname).write(set_qualname),
        GetSet::read("gi_running", running),
        GetSet::read("gi_suspended", suspended),
        GetSet::read("gi_yieldfrom", delegate),
        GetSet::read("gi_code", code),
        GetSet::read("gi_frame", frame),
    ],
};

pub const COROUTINE: TypeSpec = TypeSpec {
    builtin: Builtin::Coroutine,
    doc: "",
    methods: &[
        NativeDef::quick("__await__", SELF, awaiting::wrapper),
        NativeDef::full("send", Params::all(&["_self", "_value"]), send_method)
            .doc("send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."),
        NativeDef::full("throw", THROW, throw::method)
            .doc("throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        NativeDef::full("close", SELF, throw::close_method)
            .doc("close() -> raise GeneratorExit inside coroutine."),
        NativeDef::quick("__repr__", SELF, repr),
    ],
    getsets: &[
        GetSet::read("__name__", name).write(set_name),
        GetSet::read("__qualname__", qualname).write(set_qualname),
        GetSet::read("cr_running", running),
        GetSet::read("cr_suspended", suspended),
        GetSet::read("cr_await", delegate),
        GetSet::read("cr_code", code),
        GetSet::read("cr_frame", frame),
        GetSet::read("cr_origin", |_, _| Ok(Val::NONE)),
    ],
};

/// A generator or coroutine, whose frame a Python frame can resume directly.
#[inline(always)]
pub fn is_plain(v: Val<'_>) -> bool {
    v.is_pointer()
        && (v.shape_id() == Builtin::Generator.shape()
            || v.shape_id() == Builtin::Coroutine.shape())
}

/// "generator", "coroutine" or "async generator".
pub fn kind_text(v: Val<'_>) -> &'static str {
    match v.shape_id() {
        s if s == Builtin::Coroutine.shape() => "coroutine",
        s if s == Builtin::AsyncGenerator.shape() => "async generator",
        _ => "generator",
    }
}

/// What a step gave.
pub enum Step {
    Yielded(Slot),
    Returned(Slot),
}

/// Raises what a refusal to resume means.
#[cold]
pub fn refused(th: &Thread, g: Slot, refused: Refused) -> Unwind {
    let v = th.get(g);
    if refused == Refused::Finished && v.has_shape(Builtin::Coroutine.shape()) {
        return th.raise(Exc::RuntimeError, "cannot reuse already awaited coroutine");
    }
    suspend::refusal(th, kind_text(v), refused)
}

/// Sends a value to a generator or coroutine.
pub fn step(th: &mut Thread, g: Slot, value: Raw) -> Res<Step> {
    match suspend::run(th, g, How::Send(value))? {
        Ok((v, true)) => Ok(Step::Yielded(v)),
        Ok((v, false)) => Ok(Step::Returned(v)),
        Err(r) => Err(refused(th, g, r)),
    }
}

/// The next item of a generator; `None` when it has returned.
pub fn next(th: &mut Thread, g: Slot) -> Res<Option<Slot>> {
    match suspend::run(th, g, How::Send(Raw::NONE))? {
        Ok((v, true)) => Ok(Some(v)),
        Ok((_, false)) | Err(Refused::Finished) => Ok(None),
        Err(r) => Err(refused(th, g, r)),
    }
}

/// Sends a value to any iterator, as `yield from` does: None means `next`.
pub fn send_to(th: &mut Thread, it: Slot, value: Slot) -> Res<Step> {
    if is_plain(th.get(it)) {
        return match step(th, it, th.raw(value)) {
            Err(Unwind::Raise) => caught_stop(th),
            r => r,
        };
    }
    let r = if th.get(value).is_none() {
        crate::protocol::iter::next_or_stop(th, it)
    } else {
        th.call_method(it, Id::send, &[value]).map(Some)
    };
    match r {
        Ok(Some(v)) => Ok(Step::Yielded(v)),
        Ok(None) => Ok(Step::Returned(th.root(Val::NONE))),
        Err(Unwind::Raise) => caught_stop(th),
        Err(u) => Err(u),
    }
}

/// A pending StopIteration as the value that was returned; anything else goes on.
pub fn caught_stop(th: &mut Thread) -> Res<Step> {
    match take_stop_value(th)? {
        Some(v) => Ok(Step::Returned(v)),
        None => Err(Unwind::Raise),
    }
}

/// The value of a pending StopIteration, which is dropped; `None` if another exception is pending.
pub fn take_stop_value(th: &mut Thread) -> Res<Option<Slot>> {
    if !th.pending_is(Exc::StopIteration) {
        return Ok(None);
    }
    let exc = th.root(th.take_pending());
    th.section(|th| {
        let v = th.get(exc).expect::<Record>().see(th)?.field(field::EXTRA);
        Ok(Some(th.root(if v.is_undef() { Val::NONE } else { v })))
    })
}

/// Raises StopIteration with the value that a generator returned.
pub fn stop_with(th: &mut Thread, value: Slot) -> Unwind {
    match th.get(value) {
        v if v.is_none() => th.stop_iteration(),
        v => th.raise_with(Exc::StopIteration, &[v]),
    }
}

fn finish_step(th: &mut Thread, step: Step) -> Res<Done> {
    match step {
        Step::Yielded(v) => th.ret_slot(v),
        Step::Returned(v) => Err(stop_with(th, v)),
    }
}

fn next_method(th: &mut Thread, w: Window) -> Res<Done> {
    let s = step(th, w.at(0), Raw::NONE)?;
    finish_step(th, s)
}

fn send_method(th: &mut Thread, w: Window) -> Res<Done> {
    let s = step(th, w.at(0), th.raw(w.at(1)))?;
    finish_step(th, s)
}

/// Gives the pending exception a cause, which is its context, too.
#[cold]
pub fn with_cause(th: &mut Thread, cause: Slot) -> Unwind {
    let pending = th.root(th.pending.get().val(th));
    let done = th.section(|th| {
        let own = th.get(pending).expect::<Record>().own(th)?;
        own.set_field(field::CAUSE, th.get(cause));
        own.set_field(field::CONTEXT, th.get(cause));
        own.set_field(field::SUPPRESS, Val::TRUE);
        Ok(())
    });
    match done {
        Ok(()) => Unwind::Raise,
        Err(u) => u,
    }
}

/// A StopIteration that leaves a generator's frame becomes a RuntimeError, so that it is not taken for the end.
pub fn replace_stop_iteration(th: &mut Thread, frame: &Frame) {
    let what = kind_text(frame.generator.val(th));
    let name = if th.pending_is(Exc::StopIteration) {
        "StopIteration"
    } else if what == "async generator" && th.pending_is(Exc::StopAsyncIteration) {
        "StopAsyncIteration"
    } else {
        return;
    };
    let mark = th.mark();
    let stop = th.root(th.take_pending());
    let _: Unwind = th.raise(Exc::RuntimeError, format!("{what} raised {name}"));
    let _: Unwind = with_cause(th, stop);
    th.release_to(mark);
}

// ---- attributes ----

fn of(v: Val<'_>) -> Ref<'_, Generator> {
    v.expect::<Generator>()
}

fn name<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(of(v).see(th)?.name())
}

fn qualname<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(of(v).see(th)?.qualname())
}

fn check_text(th: &Thread, v: Slot, attr: &str) -> Res<()> {
    let v = th.get(v);
    if !v.is_undef() && v.unboxed().is_kind(Kind::Str) {
        return Ok(());
    }
    Err(th.type_error(format!("{attr} must be set to a string object")))
}

fn set_name(th: &mut Thread, g: Slot, v: Slot) -> Res<()> {
    check_text(th, v, "__name__")?;
    th.section(|th| {
        of(th.get(g)).own(th)?.set_name(th.get(v));
        Ok(())
    })
}

fn set_qualname(th: &mut Thread, g: Slot, v: Slot) -> Res<()> {
    check_text(th, v, "__qualname__")?;
    th.section(|th| {
        of(th.get(g)).own(th)?.set_qualname(th.get(v));
        Ok(())
    })
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    let name = of(v)
        .see(th)?
        .qualname()
        .cast::<Str>()
        .map_or("?", |s| s.text());
    Ok(th.str(&format!(
        "<{} object {name} at {}>",
        th.class_name(v),
        address(v)
    )))
}

fn running<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(Val::bool(of(v).see(th)?.state() == GenState::Running))
}

fn suspended<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(Val::bool(of(v).see(th)?.state() == GenState::Suspended))
}

fn delegate<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(suspend::delegate_of(of(v).see(th)?).unwrap_or(Val::NONE))
}

fn code<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(of(v).code().val())
}

/// A frame object while the generator is not finished.
fn frame<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let seen = of(v).see(th)?;
    if seen.state() == GenState::Finished {
        return Ok(Val::NONE);
    }
    Ok(crate::types::frame::of_generator(
        th,
        v,
        seen.function(),
        seen.pc(),
    ))
}

/// The exception in a register if it is one, else the instance that a class gives when it is called with `args`.
/// Calls an exception class, which must give an exception.
fn made_exception(th: &mut Thread, class: Slot, args: &[Slot]) -> Res<Slot> {
    let made = th.call(class, args)?;
    if th.class_of(th.get(made)).info().has_flag(flags::EXCEPTION) {
        return Ok(made);
    }
    let text = format!(
        "calling {} should have returned an instance of BaseException, not {}",
        crate::modules::support::repr(th, class)?,
        th.class_name(th.get(made))
    );
    Err(th.type_error(text))
}

/// An instance from what `throw` was given.
pub fn exception_from(th: &mut Thread, exc: Slot, value: Option<Slot>) -> Res<Slot> {
    let v = th.get(exc);
    let class = v.cast::<crate::class::Class>();
    if class.is_some_and(|c| c.info().has_flag(flags::EXCEPTION)) {
        let given = value.filter(|s| !th.get(*s).is_none());
        return match given {
            Some(s) if th.class_of(th.get(s)).is_subclass(th.get(exc)) => Ok(s),
            Some(s) => made_exception(th, exc, &[s]),
            None => made_exception(th, exc, &[]),
        };
    }
    if v.is_pointer() && th.class_of(v).info().has_flag(flags::EXCEPTION) {
        if value.is_some_and(|s| !th.get(s).is_none()) {
            return Err(th.type_error("instance exception may not have a separate value"));
        }
        return Ok(exc);
    }
    let text = format!(
        "exceptions must be classes or instances deriving from BaseException, not {}",
        th.class_name(v)
    );
    Err(th.type_error(text))
}
