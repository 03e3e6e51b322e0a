//! Throwing into suspended frames, and closing them.

use super::{Step, caught_stop, exception_from, is_plain, refused, stop_with};
use crate::class::Builtin;
use crate::error::{Exc, field};
use crate::interp::suspend::{self, How, Refused};
use crate::names::Id;
use crate::native::{Done, Window};
use crate::object::{GenState, Generator, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};
use lang::opcode::Pc;

/// `throw(exception)`, also in its old form with type, value and traceback.
pub(super) fn method(th: &mut Thread, w: Window) -> Res<Done> {
    let exc = thrown(th, w)?;
    match throw(th, w.at(0), exc)? {
        Step::Yielded(v) => th.ret_slot(v),
        Step::Returned(v) => Err(stop_with(th, v)),
    }
}

/// The exception that the arguments of a `throw` method mean.
pub(super) fn thrown(th: &mut Thread, w: Window) -> Res<Slot> {
    let tb = w.opt(th, 3).filter(|s| !th.get(*s).is_none());
    if tb.is_some_and(|tb| !th.get(tb).has_shape(Builtin::Traceback.shape())) {
        return Err(th.type_error("throw() third argument must be a traceback object"));
    }
    let value = w.opt(th, 2);
    let exc = exception_from(th, w.at(1), value)?;
    if let Some(tb) = tb {
        th.section(|th| {
            let own = th.get(exc).expect::<Record>().own(th)?;
            own.set_field(field::TRACEBACK, th.get(tb));
            Ok(())
        })?;
    }
    Ok(exc)
}

/// Raises an exception where the generator stands; one that delegates passes it on.
pub fn throw(th: &mut Thread, g: Slot, exc: Slot) -> Res<Step> {
    let delegate = th.section(|th| {
        let seen = th.get(g).expect::<Generator>().see(th)?;
        Ok(suspend::delegate_of(seen).map(|d| th.root(d)))
    })?;
    match delegate {
        None => raise_in(th, g, exc),
        Some(inner) => throw_through(th, g, inner, exc),
    }
}

/// Resumes the generator with the exception.
fn raise_in(th: &mut Thread, g: Slot, exc: Slot) -> Res<Step> {
    let state = th.section(|th| Ok(th.get(g).expect::<Generator>().see(th)?.state()))?;
    if state == GenState::Finished {
        if th.get(g).has_shape(Builtin::Coroutine.shape()) {
            return Err(refused(th, g, Refused::Finished));
        }
        return Err(th.raise_value(th.get(exc)));
    }
    if state != GenState::Running {
        let _: Unwind = th.raise_value(th.get(exc));
    }
    match suspend::run(th, g, How::Raise)? {
        Ok((v, true)) => Ok(Step::Yielded(v)),
        Ok((v, false)) => Ok(Step::Returned(v)),
        Err(r) => Err(refused(th, g, r)),
    }
}

/// Marks a suspended generator as running while its delegate works.
fn set_running(th: &mut Thread, g: Slot, running: bool) -> Res<()> {
    th.section(|th| {
        let state = if running {
            GenState::Running
        } else {
            GenState::Suspended
        };
        th.get(g).expect::<Generator>().own(th)?.set_state(state);
        Ok(())
    })
}

/// Throws into what `g` delegates to.
fn throw_through(th: &mut Thread, g: Slot, inner: Slot, exc: Slot) -> Res<Step> {
    let exits = th
        .class_of(th.get(exc))
        .is_subclass(th.exc_class(Exc::GeneratorExit).val());
    if exits {
        set_running(th, g, true)?;
        let closed = close_any(th, inner);
        set_running(th, g, false)?;
        return match closed {
            Ok(()) => raise_in(th, g, exc),
            Err(Unwind::Raise) => raise_pending(th, g),
            Err(u) => Err(u),
        };
    }
    let method = if is_plain(th.get(inner)) {
        None
    } else {
        let name = th.root(th.id(Id::throw));
        match th.getattr_opt(inner, name)? {
            Some(f) => Some(f),
            None => return raise_in(th, g, exc),
        }
    };
    set_running(th, g, true)?;
    let r = match method {
        None => throw(th, inner, exc),
        Some(f) => th.call(f, &[exc]).map(Step::Yielded),
    };
    set_running(th, g, false)?;
    match r {
        Ok(Step::Yielded(v)) => Ok(Step::Yielded(v)),
        Ok(Step::Returned(v)) => resume_after(th, g, v),
        Err(Unwind::Raise) => match caught_stop(th) {
            Ok(Step::Returned(v)) => resume_after(th, g, v),
            _ => raise_pending(th, g),
        },
        Err(u) => Err(u),
    }
}

/// The pending exception goes on in the generator.
fn raise_pending(th: &mut Thread, g: Slot) -> Res<Step> {
    let exc = th.root(th.pending.replace(Raw::UNDEF).val(th));
    raise_in(th, g, exc)
}

/// The delegate has returned: the generator goes on behind its `yield_from` with the value.
fn resume_after(th: &mut Thread, g: Slot, value: Slot) -> Res<Step> {
    let done = th.section(|th| {
        let own = th.get(g).expect::<Generator>().own(th)?;
        let insn = own.code().body().lang.insn(Pc(own.pc()));
        own.set_register(insn.operands[1] as usize, th.get(value));
        Ok(insn.operands[3])
    })?;
    match suspend::run(th, g, How::At(done))? {
        Ok((v, true)) => Ok(Step::Yielded(v)),
        Ok((v, false)) => Ok(Step::Returned(v)),
        Err(r) => Err(refused(th, g, r)),
    }
}

/// Closes any iterator that can be closed.
fn close_any(th: &mut Thread, it: Slot) -> Res<()> {
    if is_plain(th.get(it)) {
        return close(th, it).map(|_| ());
    }
    let name = th.root(th.id(Id::close));
    match th.getattr_opt(it, name)? {
        Some(f) => th.call(f, &[]).map(|_| ()),
        None => Ok(()),
    }
}

pub(super) fn close_method(th: &mut Thread, w: Window) -> Res<Done> {
    let v = close(th, w.at(0))?;
    th.ret_slot(v)
}

/// Closes a generator that nobody refers to any more, if it stands where it has something to clean up.
pub fn close_abandoned(th: &mut Thread, g: Slot) -> Res<()> {
    let waits = th.section(|th| {
        let g = th.get(g).expect::<Generator>().see(th)?;
        let code = &g.code().body().lang;
        Ok(g.state() == GenState::Suspended && code.handler(Pc(g.pc())).is_some())
    })?;
    match waits {
        true => close(th, g).map(|_| ()),
        false => Ok(()),
    }
}

/// Ends a generator: GeneratorExit is raised in it and must come out again, or it must return; what it returns is given.
pub fn close(th: &mut Thread, g: Slot) -> Res<Slot> {
    let none = th.root(Val::NONE);
    let over = th.section(|th| {
        let own = th.get(g).expect::<Generator>().own(th)?;
        let over = matches!(own.state(), GenState::Created | GenState::Finished);
        if over {
            own.set_state(GenState::Finished);
            own.set_saved(Val::UNDEF);
        }
        Ok(over)
    })?;
    if over {
        return Ok(none);
    }
    let exit = th.root(th.new_exception(Exc::GeneratorExit, &[]).val());
    match throw(th, g, exit) {
        Ok(Step::Returned(v)) => Ok(v),
        Ok(Step::Yielded(_)) => {
            let text = format!("{} ignored GeneratorExit", super::kind_text(th.get(g)));
            Err(th.raise(Exc::RuntimeError, text))
        }
        Err(Unwind::Raise) if th.swallow(Exc::GeneratorExit) => Ok(none),
        Err(Unwind::Raise) => match caught_stop(th)? {
            Step::Returned(v) | Step::Yielded(v) => Ok(v),
        },
        Err(u) => Err(u),
    }
}
