//! Raising and handling.

use lang::opcode::ops;

use crate::class::{Class, flags};
use crate::error::{Exc, field};
use crate::interp::{Flow, Interp};
use crate::modules::support;
use crate::object::{Kind, Record, Tuple};
use crate::thread::{Slot, Thread};
use crate::types::exception::group;
use crate::unwind::Res;
use crate::value::{Raw, Val};

pub fn match_exc_group(m: &mut Interp<'_>, op: ops::MatchExcGroup) -> Res<Flow> {
    let (dst, exc, kind) = (m.slot(op.dst), m.slot(op.exc), m.slot(op.kind));
    m.scoped(|th| {
        let (hit, rest) = group::match_star(th, exc, kind)?;
        th.set(dst, hit.map_or(Val::NONE, |s| th.get(s)));
        th.set(dst.offset(1), rest.map_or(Val::NONE, |s| th.get(s)));
        Ok(Flow::Next)
    })
}

pub fn reraise_star(m: &mut Interp<'_>, op: ops::ReraiseStar) -> Res<Flow> {
    let (original, raised) = (m.slot(op.original), m.slot(op.raised));
    m.slow(op.dst, |th| {
        let left = group::after_star(th, original, raised)?;
        Ok(left.unwrap_or_else(|| th.root(Val::NONE)))
    })
}

pub fn load_exc_info(m: &mut Interp<'_>, op: ops::LoadExcInfo) -> Res<Flow> {
    let (dst, exc) = (m.slot(op.dst), m.slot(op.exc));
    m.full().section(|th| {
        let e = th.get(exc);
        let tb = e.expect::<Record>().see(th)?.field(field::TRACEBACK);
        th.set(dst, th.class_of(e).val());
        th.set(dst.offset(1), e);
        th.set(dst.offset(2), tb);
        Ok(Flow::Next)
    })
}

/// Makes the pending exception from what `raise` was given: an instance, or a class to call.
fn raise_object(th: &mut Thread, exc: Slot) -> Res<Slot> {
    let derives = |c: Val<'_>| {
        c.cast::<Class>()
            .is_some_and(|c| c.info().has_flag(flags::EXCEPTION))
    };
    if !th.get(exc).is_kind(Kind::Class) {
        return match th.class_of(th.get(exc)).info().has_flag(flags::EXCEPTION) {
            true => Ok(exc),
            false => Err(th.type_error("exceptions must derive from BaseException")),
        };
    }
    if !derives(th.get(exc)) {
        return Err(th.type_error("exceptions must derive from BaseException"));
    }
    let made = th.call(exc, &[])?;
    let of = th.class_of(th.get(made));
    if of.info().has_flag(flags::EXCEPTION) {
        return Ok(made);
    }
    let of = th.root(of.val());
    let text = format!(
        "calling {} should have returned an instance of BaseException, not {}",
        support::repr(th, exc)?,
        support::repr(th, of)?
    );
    Err(th.type_error(text))
}

pub fn raise(m: &mut Interp<'_>, op: ops::Raise) -> Res<Flow> {
    let exc = m.slot(op.exc);
    m.scoped(|th| {
        let e = raise_object(th, exc)?;
        Err(th.raise_value(th.get(e)))
    })
}

pub fn raise_from(m: &mut Interp<'_>, op: ops::RaiseFrom) -> Res<Flow> {
    let (exc, cause) = (m.slot(op.exc), m.slot(op.cause));
    m.scoped(|th| {
        let e = raise_object(th, exc)?;
        let c = if th.get(cause).is_none() {
            cause
        } else {
            let is_class = th.get(cause).is_kind(Kind::Class);
            let c = if is_class {
                th.call(cause, &[])?
            } else {
                cause
            };
            if !th.class_of(th.get(c)).info().has_flag(flags::EXCEPTION) {
                return Err(th.type_error("exception causes must derive from BaseException"));
            }
            c
        };
        th.section(|th| {
            let own = th.get(e).expect::<Record>().own(th)?;
            own.set_field(field::CAUSE, th.get(c));
            own.set_field(field::SUPPRESS, Val::TRUE);
            Ok(())
        })?;
        Err(th.raise_value(th.get(e)))
    })
}

pub fn raise_again(m: &mut Interp<'_>, _: ops::RaiseAgain) -> Res<Flow> {
    let th = m.full();
    if !th.handled.get().is_pointer() {
        return Err(th.raise(Exc::RuntimeError, "No active exception to reraise"));
    }
    Err(th.raise_value(th.handled.get().val(th)))
}

pub fn reraise(m: &mut Interp<'_>, op: ops::Reraise) -> Res<Flow> {
    let exc = m.slot(op.exc);
    let th = m.full();
    Err(th.raise_value(th.get(exc)))
}

pub fn enter_handler(m: &mut Interp<'_>, op: ops::EnterHandler) -> Res<Flow> {
    let (save, exc) = (m.slot(op.save), m.slot(op.exc));
    let outer = m.frame().outer_handled;
    let th = m.full();
    let (exc, handled) = (th.raw(exc), th.handled.get());
    // UNDEF stands for what is being handled outside the frame: a generator may be resumed elsewhere meanwhile.
    let own = handled != outer;
    th.set_raw(save, if own { handled } else { Raw::UNDEF });
    th.handled.set(exc);
    Ok(Flow::Next)
}

pub fn leave_handler(m: &mut Interp<'_>, op: ops::LeaveHandler) -> Res<Flow> {
    let save = m.slot(op.save);
    let outer = m.frame().outer_handled;
    let th = m.full();
    let saved = th.raw(save);
    th.handled.set(if saved.is_undef() { outer } else { saved });
    Ok(Flow::Next)
}

pub fn match_exc(m: &mut Interp<'_>, op: ops::MatchExc) -> Res<Flow> {
    let (exc, kind) = (m.slot(op.exc), m.slot(op.kind));
    let hit = m.scoped(|th| {
        let class = th.class_of(th.get(exc));
        let one = |th: &Thread, k: Val<'_>| match k.cast::<Class>() {
            Some(c) if c.info().has_flag(flags::EXCEPTION) => {
                Ok(th.class_of(th.get(exc)).is_subclass(k))
            }
            _ => Err(th.type_error(
                "catching classes that do not inherit from BaseException is not allowed",
            )),
        };
        let _ = class;
        match th.get(kind).cast::<Tuple>() {
            Some(t) => {
                for k in t.items() {
                    if one(th, *k)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            None => one(th, th.get(kind)),
        }
    })?;
    m.put(op.dst, Val::bool(hit));
    Ok(Flow::Next)
}
