//! Raising and handling.

use lang::opcode::ops;

use crate::class::{Class, flags};
use crate::error::{Exc, field};
use crate::interp::{Flow, Interp};
use crate::object::{Kind, Record, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub fn match_exc_group(m: &mut Interp<'_>, _: ops::MatchExcGroup) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "match_exc_group"))
}

pub fn reraise_star(m: &mut Interp<'_>, _: ops::ReraiseStar) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "reraise_star"))
}

pub fn load_exc_info(m: &mut Interp<'_>, _: ops::LoadExcInfo) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "load_exc_info"))
}

/// Makes the pending exception from what `raise` was given: an instance, or a class to call.
fn raise_object(th: &mut Thread, exc: Slot) -> Res<Slot> {
    let is_class = th.get(exc).is_kind(Kind::Class);
    let made = if is_class { th.call(exc, &[])? } else { exc };
    let ok = th.class_of(th.get(made)).info().has_flag(flags::EXCEPTION);
    if ok {
        Ok(made)
    } else {
        Err(th.type_error("exceptions must derive from BaseException"))
    }
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
    let th = m.full();
    let exc = th.raw(exc);
    th.set_raw(save, th.handled.get());
    th.handled.set(exc);
    Ok(Flow::Next)
}

pub fn leave_handler(m: &mut Interp<'_>, op: ops::LeaveHandler) -> Res<Flow> {
    let save = m.slot(op.save);
    let th = m.full();
    th.handled.set(th.raw(save));
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
