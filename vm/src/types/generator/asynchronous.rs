//! Asynchronous generators.
//!
//! Their methods make a *step*, an awaitable that resumes the generator when it is awaited. A frame that suspends at
//! `yield_from` is waiting for something: the step passes that on. At `yield` it has produced a value: the step
//! ends with it (StopIteration). Returning ends the step with StopAsyncIteration.

use super::throw::{throw, thrown};
use super::{Step, refused, stop_with};
use crate::class::Builtin;
use crate::error::Exc;
use crate::interp::suspend::{self, How, Refused};
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{GenState, Generator, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};
use lang::opcode::Op;

const SELF: Params = Params::all(&["_self"]);
const THROW: Params = Params::pos(&["_self", "_type", "_value", "_traceback"], 2);

pub const GENERATOR: TypeSpec = TypeSpec {
    builtin: Builtin::AsyncGenerator,
    doc: "",
    methods: &[
        NativeDef::quick("__aiter__", SELF, |_, a| Ok(a.get(0))),
        NativeDef::quick("__anext__", SELF, anext),
        NativeDef::quick("asend", Params::all(&["_self", "_value"]), asend)
            .doc("asend(v) -> send 'v' in generator."),
        NativeDef::full("athrow", THROW, athrow).doc("athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        NativeDef::quick("aclose", SELF, aclose)
            .doc("aclose() -> raise GeneratorExit inside generator."),
        NativeDef::quick("__repr__", SELF, super::repr),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("__name__", super::name).write(super::set_name),
        GetSet::read("__qualname__", super::qualname).write(super::set_qualname),
        GetSet::read("ag_running", |th, v| Ok(Val::bool(is_stepping(th, v)?))),
        GetSet::read("ag_suspended", super::suspended),
        GetSet::read("ag_await", super::delegate),
        GetSet::read("ag_code", super::code),
        GetSet::read("ag_frame", super::frame),
    ],
};

pub const STEP: TypeSpec = TypeSpec {
    builtin: Builtin::AsyncGenStep,
    doc: "",
    methods: &[
        NativeDef::quick("__await__", SELF, |_, a| Ok(a.get(0))),
        NativeDef::quick("__iter__", SELF, |_, a| Ok(a.get(0))),
        NativeDef::full("__next__", SELF, step_next),
        NativeDef::full("send", Params::all(&["_self", "_value"]), |th, w| {
            step_send(th, w.at(0), w.at(1))
        }),
        NativeDef::full("throw", THROW, step_throw),
        NativeDef::full("close", SELF, step_close),
    ],
    getsets: &[],
};

/// Fields of a step.
const TARGET: usize = 0;
/// What is sent, or the exception that is thrown; UNDEF for `aclose`.
const WHAT: usize = 1;
/// One of the kinds below.
const KIND: usize = 2;
/// One of the stages below.
const STAGE: usize = 3;

const SEND: i64 = 0;
const THROW_IN: i64 = 1;
const CLOSE: i64 = 2;

const FRESH: i64 = 0;
const ACTIVE: i64 = 1;
const SPENT: i64 = 2;

fn make<'t>(th: &'t Thread, target: Val<'t>, what: Val<'t>, kind: i64) -> Val<'t> {
    let fields = [target, what, Val::small(kind), Val::small(FRESH)];
    th.record(Builtin::AsyncGenStep, &fields)
}

fn anext<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), Val::NONE, SEND))
}

fn asend<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), a.get(1), SEND))
}

fn aclose<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), Val::UNDEF, CLOSE))
}

fn athrow(th: &mut Thread, w: Window) -> Res<Done> {
    let exc = thrown(th, w)?;
    let made = make(th, th.get(w.at(0)), th.get(exc), THROW_IN);
    th.ret(made)
}

/// While a step is under way the generator's delegate field says so.
fn is_stepping<'t>(th: &'t Thread, g: Val<'t>) -> Res<bool> {
    Ok(!g.expect::<Generator>().see(th)?.delegate().is_undef())
}

fn set_stepping(th: &mut Thread, g: Slot, on: bool) -> Res<()> {
    th.section(|th| {
        let mark = if on { Val::TRUE } else { Val::UNDEF };
        th.get(g).expect::<Generator>().own(th)?.set_delegate(mark);
        Ok(())
    })
}

/// A step's fields in registers.
struct Parts {
    target: Slot,
    what: Slot,
    kind: i64,
    stage: i64,
}

fn parts(th: &mut Thread, step: Slot) -> Res<Parts> {
    th.section(|th| {
        let seen = th.get(step).expect::<Record>().see(th)?;
        Ok(Parts {
            target: th.root(seen.field(TARGET)),
            what: th.root(seen.field(WHAT)),
            kind: seen.field(KIND).int_unchecked(),
            stage: seen.field(STAGE).int_unchecked(),
        })
    })
}

fn set_stage(th: &mut Thread, step: Slot, stage: i64) -> Res<()> {
    th.section(|th| {
        th.get(step)
            .expect::<Record>()
            .own(th)?
            .set_field(STAGE, Val::small(stage));
        Ok(())
    })
}

fn method_text(kind: i64) -> &'static str {
    match kind {
        SEND => "asend",
        THROW_IN => "athrow",
        _ => "aclose",
    }
}

#[cold]
fn reused(th: &Thread, kind: i64) -> Unwind {
    let what = match kind {
        SEND => "__anext__()/asend()",
        _ => "aclose()/athrow()",
    };
    th.raise(
        Exc::RuntimeError,
        format!("cannot reuse already awaited {what}"),
    )
}

#[cold]
fn already_running(th: &Thread, kind: i64) -> Unwind {
    let what = match kind {
        SEND => "anext",
        _ => method_text(kind),
    };
    th.raise(
        Exc::RuntimeError,
        format!("{what}(): asynchronous generator is already running"),
    )
}

fn step_next(th: &mut Thread, w: Window) -> Res<Done> {
    let none = th.root(Val::NONE);
    step_send(th, w.at(0), none)
}

fn step_send(th: &mut Thread, step: Slot, value: Slot) -> Res<Done> {
    let p = parts(th, step)?;
    match p.stage {
        SPENT => return Err(reused(th, p.kind)),
        FRESH => begin(th, step, &p)?,
        _ => {}
    }
    let r = if p.stage == ACTIVE {
        let sent = th.raw(value);
        run(th, p.target, How::Send(sent))
    } else {
        match p.kind {
            SEND => {
                let sent = if th.get(value).is_none() {
                    th.raw(p.what)
                } else {
                    th.raw(value)
                };
                run(th, p.target, How::Send(sent))
            }
            THROW_IN => throw(th, p.target, p.what),
            _ => {
                let exit = th.root(th.new_exception(Exc::GeneratorExit, &[]).val());
                throw(th, p.target, exit)
            }
        }
    };
    settle(th, step, &p, r)
}

/// The step is awaited for the first time.
fn begin(th: &mut Thread, step: Slot, p: &Parts) -> Res<()> {
    if th.section(|th| is_stepping(th, th.get(p.target)))? {
        set_stage(th, step, SPENT)?;
        return Err(already_running(th, p.kind));
    }
    let state = th.section(|th| Ok(generator(th.get(p.target)).see(th)?.state()))?;
    if p.kind != SEND && state == GenState::Finished {
        set_stage(th, step, SPENT)?;
        return Err(match p.kind {
            CLOSE => th.stop_iteration(),
            _ => th.raise_with(Exc::StopAsyncIteration, &[]),
        });
    }
    if p.kind == CLOSE && state == GenState::Created {
        th.section(|th| {
            let own = generator(th.get(p.target)).own(th)?;
            own.set_state(GenState::Finished);
            own.set_saved(Val::UNDEF);
            Ok(())
        })?;
        set_stage(th, step, SPENT)?;
        return Err(th.stop_iteration());
    }
    set_stage(th, step, ACTIVE)?;
    set_stepping(th, p.target, true)
}

fn generator(v: Val<'_>) -> Ref<'_, Generator> {
    v.expect::<Generator>()
}

fn run(th: &mut Thread, g: Slot, how: How) -> Res<Step> {
    match suspend::run(th, g, how)? {
        Ok((v, true)) => Ok(Step::Yielded(v)),
        Ok((v, false)) => Ok(Step::Returned(v)),
        Err(Refused::Finished) => Err(th.raise_with(Exc::StopAsyncIteration, &[])),
        Err(r) => Err(refused(th, g, r)),
    }
}

/// What came out of the generator, as the step's result.
fn settle(th: &mut Thread, step: Slot, p: &Parts, r: Res<Step>) -> Res<Done> {
    let waits = match &r {
        Ok(Step::Yielded(_)) => th.section(|th| {
            let seen = generator(th.get(p.target)).see(th)?;
            Ok(suspend::op_at(seen) == Some(Op::YieldFrom))
        })?,
        _ => false,
    };
    if waits && let Ok(Step::Yielded(v)) = r {
        return th.ret_slot(v);
    }
    if matches!(r, Err(Unwind::Abort | Unwind::Exit | Unwind::Conflict)) {
        return r.and(th.ret(Val::NONE));
    }
    let pending = th.root(th.pending.replace(Raw::UNDEF).val(th));
    set_stage(th, step, SPENT)?;
    set_stepping(th, p.target, false)?;
    match r {
        Ok(Step::Yielded(_)) if p.kind == CLOSE => {
            Err(th.raise(Exc::RuntimeError, "async generator ignored GeneratorExit"))
        }
        Ok(Step::Yielded(v)) => Err(stop_with(th, v)),
        Ok(Step::Returned(_)) if p.kind == CLOSE => Err(th.stop_iteration()),
        Ok(Step::Returned(_)) => Err(th.raise_with(Exc::StopAsyncIteration, &[])),
        Err(u) => {
            let _: Unwind = th.raise_value(th.get(pending));
            let closed =
                th.pending_is(Exc::GeneratorExit) || th.pending_is(Exc::StopAsyncIteration);
            if p.kind == CLOSE && closed {
                th.take_pending();
                return Err(th.stop_iteration());
            }
            Err(u)
        }
    }
}

fn step_throw(th: &mut Thread, w: Window) -> Res<Done> {
    let exc = thrown(th, w)?;
    let p = parts(th, w.at(0))?;
    match p.stage {
        SPENT => return Err(reused(th, p.kind)),
        FRESH => begin(th, w.at(0), &p)?,
        _ => {}
    }
    let r = throw(th, p.target, exc);
    settle(th, w.at(0), &p, r)
}

fn step_close(th: &mut Thread, w: Window) -> Res<Done> {
    let p = parts(th, w.at(0))?;
    if p.stage == ACTIVE {
        let exit = th.root(th.new_exception(Exc::GeneratorExit, &[]).val());
        let r = throw(th, p.target, exit);
        match settle(th, w.at(0), &p, r) {
            Ok(_) => {
                return Err(th.raise(Exc::RuntimeError, "coroutine ignored GeneratorExit"));
            }
            Err(Unwind::Raise)
                if th.pending_is(Exc::GeneratorExit)
                    || th.pending_is(Exc::StopIteration)
                    || th.pending_is(Exc::StopAsyncIteration) =>
            {
                th.take_pending();
            }
            Err(u) => return Err(u),
        }
    }
    set_stage(th, w.at(0), SPENT)?;
    th.ret(Val::NONE)
}
