//! Generators and coroutines.

use lang::opcode::ops;

use crate::class::Builtin;
use crate::error::Exc;
use crate::interp::frame::OnReturn;
use crate::interp::suspend::{self, How};
use crate::interp::{Flow, Interp};
use crate::names::Id;
use crate::object::{Function, Generator, Kind, Part, Slots};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::types::generator::{self, Step, awaiting};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub fn return_generator(m: &mut Interp<'_>, _: ops::ReturnGenerator) -> Res<Flow> {
    let pc = m.pc;
    let frame = *m.frame();
    let made = {
        let th: &Thread = m.full();
        let f = frame.function.val(th).expect::<Function>();
        let code = &frame.body().lang;
        let class = if code.flags.coroutine {
            Builtin::Coroutine
        } else if code.flags.async_generator {
            Builtin::AsyncGenerator
        } else {
            Builtin::Generator
        };
        let saved = Slots::new(th, code.nregs as usize);
        let (name, qualname) = (f.part(Part::Name), f.part(Part::QualName));
        let g = Generator::new(th, class.shape(), f, name, qualname, saved, pc);
        g.save_registers(|i| th.raw(Slot(frame.base + i)));
        if frame.body().cleans_up {
            th.finalize_later(g.raw());
        }
        g.raw()
    };
    m.leave_with(made)
}

pub fn yield_(m: &mut Interp<'_>, op: ops::Yield) -> Res<Flow> {
    let value = m.get(op.value).raw();
    suspend::suspend(m, value)
}

pub fn yield_from(m: &mut Interp<'_>, op: ops::YieldFrom) -> Res<Flow> {
    let value = m.get(op.value).raw();
    suspend::suspend(m, value)
}

pub fn send(m: &mut Interp<'_>, op: ops::Send) -> Res<Flow> {
    let (dst, iter, value) = (m.slot(op.dst), m.slot(op.iter), m.slot(op.value));
    if generator::is_plain(m.get(op.iter)) {
        let sent = m.get(op.value).raw();
        let on_return = OnReturn::Send(dst);
        let done = Raw::int(i64::from(op.done.0));
        return match suspend::resume(m.full(), iter, How::Send(sent), on_return, done)? {
            Ok(()) => Ok(Flow::Switch),
            Err(refused) => {
                let th = m.full();
                match generator::refused(th, iter, refused) {
                    Unwind::Raise if th.swallow(Exc::StopIteration) => {
                        th.set(dst, Val::NONE);
                        Ok(Flow::Jump(op.done.0))
                    }
                    u => Err(u),
                }
            }
        };
    }
    m.scoped(|th| match generator::send_to(th, iter, value)? {
        Step::Yielded(v) => {
            th.set(dst, th.get(v));
            Ok(Flow::Next)
        }
        Step::Returned(v) => {
            th.set(dst, th.get(v));
            Ok(Flow::Jump(op.done.0))
        }
    })
}

pub fn get_yield_from_iter(m: &mut Interp<'_>, op: ops::GetYieldFromIter) -> Res<Flow> {
    let obj = m.slot(op.obj);
    let frame = *m.frame();
    m.slow(op.dst, |th| {
        let v = th.get(obj);
        if v.has_shape(Builtin::Generator.shape()) {
            return Ok(obj);
        }
        if v.has_shape(Builtin::Coroutine.shape()) {
            let flags = frame.body().lang.flags;
            if flags.coroutine || frame.body().iterable_coroutine {
                return Ok(obj);
            }
            return Err(th.type_error(
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
        crate::protocol::iter::get_iter(th, obj)
    })
}

pub fn get_awaitable(m: &mut Interp<'_>, op: ops::GetAwaitable) -> Res<Flow> {
    let (obj, context) = (m.slot(op.obj), op.context);
    m.slow(op.dst, |th| match awaiting::iterator(th, obj)? {
        Some(it) => Ok(it),
        None => Err(not_awaitable(th, obj, context)),
    })
}

#[cold]
fn not_awaitable(th: &Thread, obj: Slot, context: i16) -> Unwind {
    let class = th.class_name(th.get(obj));
    let method = match context {
        1 => "__aenter__",
        2 => "__aexit__",
        _ => {
            return th.type_error(format!(
                "object {class} can't be used in 'await' expression"
            ));
        }
    };
    th.type_error(format!(
        "'async with' received an object from {method} that does not implement __await__: {class}"
    ))
}

pub fn get_aiter(m: &mut Interp<'_>, op: ops::GetAiter) -> Res<Flow> {
    let obj = m.slot(op.obj);
    m.slow(op.dst, |th| {
        let Some(it) = th.call_special(obj, Id::__aiter__, &[])? else {
            return Err(th.type_error(format!(
                "'async for' requires an object with __aiter__ method, got {}",
                th.class_name(th.get(obj))
            )));
        };
        let class = th.class_of(th.get(it));
        if lookup::lookup_cell(th, class, th.id(Id::__anext__)).is_some() {
            return Ok(it);
        }
        Err(th.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            class.name()
        )))
    })
}

pub fn get_anext(m: &mut Interp<'_>, op: ops::GetAnext) -> Res<Flow> {
    let iter = m.slot(op.iter);
    m.slow(op.dst, |th| {
        let Some(next) = th.call_special(iter, Id::__anext__, &[])? else {
            return Err(th.type_error(format!(
                "'async for' requires an iterator with __anext__ method, got {}",
                th.class_name(th.get(iter))
            )));
        };
        match awaiting::iterator(th, next) {
            Ok(Some(it)) => Ok(it),
            Ok(None) => Err(invalid_next(th, next, false)),
            Err(Unwind::Raise) => Err(invalid_next(th, next, true)),
            Err(u) => Err(u),
        }
    })
}

/// `async for` cannot await what `__anext__` gave; the reason, if one was raised, becomes the cause.
#[cold]
fn invalid_next(th: &mut Thread, next: Slot, raised: bool) -> Unwind {
    let cause = raised.then(|| th.root(th.pending.replace(Raw::UNDEF).val(th)));
    let text = format!(
        "'async for' received an invalid object from __anext__: {}",
        th.class_name(th.get(next))
    );
    let u = th.type_error(text);
    match cause {
        Some(cause) => generator::with_cause(th, cause),
        None => u,
    }
}

pub fn end_async_for(m: &mut Interp<'_>, op: ops::EndAsyncFor) -> Res<Flow> {
    let exc = m.slot(op.exc);
    let th = m.full();
    let ended = th
        .class_of(th.get(exc))
        .is_subclass(th.exc_class(Exc::StopAsyncIteration).val());
    debug_assert!(th.get(exc).is_kind(Kind::Record));
    if ended {
        return Ok(Flow::Jump(op.target.0));
    }
    Err(th.raise_value(th.get(exc)))
}
