//! Starting threads, and knowing of their end.
//!
//! A handle is a record under the ownership protocol, like a lock: a thread that ends owns its handle once more, writes that
//! it is done, and wakes who waits in the handle's line.

use std::time::Duration;

use super::super::support::{self, NativeClass, NativeClassSpec, add_known_class};
use super::super::sys::report_unraisable;
use crate::atomic;
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Dict, Record, Tuple};
use crate::thread::{Slot, Thread};
use crate::threads;
use crate::unwind::{Res, Unwind};
use crate::value::{Tag, Val};
use crate::wait::{self, Limit};

mod field {
    /// One of `state`.
    pub const STATE: usize = 0;
    pub const IDENT: usize = 1;
}

mod state {
    pub const NEW: i64 = 0;
    pub const STARTED: i64 = 1;
    pub const DONE: i64 = 2;
}

const HANDLE: NativeClassSpec = NativeClassSpec {
    module: "_thread",
    name: "_ThreadHandle",
    doc: "A handle on a thread.",
    nfields: 2,
    flags: flags::FINAL,
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), |th, a| {
            let class = a.get(0).expect::<Class>().info();
            Ok(Record::new(th, class.root_shape(), &NEW).val())
        })
        .static_method(),
        NativeDef::quick("join", Params::pos(&["_self", "timeout"], 1), join),
        NativeDef::quick("is_done", Params::all(&["_self"]), |th, a| {
            let state = a.get(0).expect::<Record>().see(th)?.field(field::STATE);
            Ok(Val::bool(state.as_int() == Some(state::DONE)))
        }),
        NativeDef::quick("_set_done", Params::all(&["_self"]), |th, a| {
            set_done(th, a.get(0)).map(|()| Val::NONE)
        }),
        NativeDef::quick("__repr__", Params::all(&["_self"]), |th, a| {
            let ident = a.get(0).expect::<Record>().see(th)?.field(field::IDENT);
            let ident = ident.as_int().unwrap_or(0);
            Ok(th.str(&format!("<_ThreadHandle object: ident={ident}>")))
        }),
    ],
    getsets: &[GetSet::read("ident", |th, v| {
        Ok(v.expect::<Record>().see(th)?.field(field::IDENT))
    })],
};

const NEW: [Val<'static>; 2] = [Val::small(state::NEW), Val::small(0)];

pub(super) const START_NEW: NativeDef = NativeDef::full(
    "start_new_thread",
    Params::pos(&["_function", "_args", "_kwargs"], 2),
    start_new,
);
pub(super) const START_JOINABLE: NativeDef = NativeDef::full(
    "start_joinable_thread",
    Params::pos(&["function", "handle", "daemon"], 1),
    start_joinable,
);
pub(super) const MAKE_HANDLE: NativeDef =
    NativeDef::quick("_make_thread_handle", Params::all(&["_ident"]), |th, a| {
        Ok(th.native_record(
            NativeClass::ThreadHandle,
            &[Val::small(state::STARTED), a.get(0)],
        ))
    });
pub(super) const SHUTDOWN: NativeDef =
    NativeDef::full("_shutdown", Params::pos(&[], 0), |th, _| {
        join_all(th)?;
        th.ret(Val::NONE)
    });

pub(super) fn init(th: &Thread, module: Slot) -> Res<()> {
    add_known_class(th, module, NativeClass::ThreadHandle, &HANDLE).map(|_| ())
}

/// Is it a handle of this thread?
pub fn is_handle_of(th: &Thread, handle: Slot) -> bool {
    let ident = th.get(handle).expect::<Record>().fixed(field::IDENT);
    ident.as_int() == Some(th.ident as i64)
}

/// The thread has ended, or never began.
pub fn set_done<'t>(th: &'t Thread, handle: Val<'t>) -> Res<()> {
    let handle = handle.expect::<Record>().own(th)?;
    handle.set_field(field::STATE, Val::small(state::DONE));
    wait::wake_all(th, handle.val());
    Ok(())
}

fn join<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let limit = match a.opt(1).filter(|t| !t.is_none()) {
        None => Limit::Forever,
        Some(t) => match support::quick_f64(th, t)? {
            Some(s) if s < 0.0 => Limit::Forever,
            Some(s) if s > super::TIMEOUT_MAX => {
                return Err(th.raise(Exc::OverflowError, "timeout value is too large"));
            }
            Some(s) => Limit::For(Duration::from_secs_f64(s)),
            None => {
                return Err(th.type_error(format!(
                    "'{}' object cannot be interpreted as an integer or float",
                    th.class_name(t)
                )));
            }
        },
    };
    let handle = a.get(0).expect::<Record>().own(th)?;
    match handle.field(field::STATE).as_int() {
        Some(state::DONE) => {
            wait::done(th, handle.val());
            return Ok(Val::NONE);
        }
        Some(state::NEW) => return Err(th.raise(Exc::RuntimeError, "thread not started")),
        _ => {}
    }
    if handle.field(field::IDENT).as_int() == Some(th.ident as i64) {
        return Err(th.raise(Exc::RuntimeError, "Cannot join current thread"));
    }
    if atomic::is_starting(th, handle.val()) {
        let text = "cannot join a thread in the atomic block that starts it";
        return Err(th.raise(Exc::RuntimeError, text));
    }
    wait::wait(th, handle.val(), limit, "waiting for a thread")?;
    Ok(Val::NONE)
}

fn check_callable(th: &mut Thread, f: Slot, message: &str) -> Res<()> {
    let v = th.get(f);
    let callable = v.is_pointer()
        && th.section(|th| {
            let call = crate::names::Id::__call__;
            Ok(crate::protocol::lookup::special(th, th.get(f), call)?.is_some())
        })?;
    if callable {
        return Ok(());
    }
    Err(th.type_error(message))
}

fn start_new(th: &mut Thread, w: Window) -> Res<Done> {
    check_callable(th, w.at(0), "first arg must be callable")?;
    if th.get(w.at(1)).unboxed().cast::<Tuple>().is_none() {
        return Err(th.type_error("2nd arg must be a tuple"));
    }
    if let Some(k) = w.opt(th, 2)
        && th.get(k).cast::<Dict>().is_none()
    {
        return Err(th.type_error("optional 3rd arg must be a dictionary"));
    }
    let nothing = th.root(Val::UNDEF);
    let values = [w.at(0), w.at(1), w.at(2), nothing];
    if th.in_block() {
        let ident = th.vm.launches.new_ident();
        atomic::start_later(th, ident, &values, None, false, live)?;
        return th.ret(th.uint(ident));
    }
    let ident = threads::start(th, &values, |_, _| Ok(()), live)?;
    th.ret(th.uint(ident))
}

fn start_joinable(th: &mut Thread, w: Window) -> Res<Done> {
    check_callable(th, w.at(0), "thread function must be callable")?;
    let class = th.native_class(NativeClass::ThreadHandle).val().raw();
    let handle = match w.opt(th, 1) {
        Some(h) if !th.get(h).is_none() => h,
        _ => th.root(th.native_record(NativeClass::ThreadHandle, &NEW)),
    };
    if !th.class_of(th.get(handle)).val().is(class.val(th)) {
        return Err(th.type_error("'handle' must be a _ThreadHandle"));
    }
    let daemon = match w.opt(th, 2) {
        None => true,
        Some(d) => !matches!(th.get(d).tag(), Tag::None | Tag::Bool(false)),
    };
    let (args, keywords) = (th.root(th.tuple(&[])), th.root(Val::UNDEF));
    let values = [w.at(0), args, keywords, handle];
    if th.in_block() {
        let ident = th.vm.launches.new_ident();
        begins(th, handle, ident)?;
        atomic::start_later(th, ident, &values, Some(3), !daemon, live)?;
        return th.ret_slot(handle);
    }
    let prepare = |th: &mut Thread, ident: u64| {
        begins(th, handle, ident)?;
        th.vm.launches.begins(th.raw(handle), !daemon);
        Ok(())
    };
    if let Err(u) = threads::start(th, &values, prepare, live) {
        th.vm.launches.ended(th.raw(handle));
        let pending = th.root(th.pending.get().val(th));
        th.section(|th| {
            let h = th.get(handle).expect::<Record>().own(th)?;
            if h.field(field::STATE).as_int() == Some(state::STARTED) {
                h.set_field(field::STATE, Val::small(state::DONE));
            }
            Ok(())
        })?;
        th.pending.set(th.raw(pending));
        return Err(u);
    }
    th.ret_slot(handle)
}

/// The handle's thread gets its number.
fn begins(th: &mut Thread, handle: Slot, ident: u64) -> Res<()> {
    th.section(|th| {
        let h = th.get(handle).expect::<Record>().own(th)?;
        if h.field(field::STATE).as_int() != Some(state::NEW) {
            return Err(th.raise(Exc::RuntimeError, "thread already started"));
        }
        h.set_field(field::STATE, Val::small(state::STARTED));
        h.set_field(field::IDENT, Val::small(ident as i64));
        Ok(())
    })
}

/// The new thread: function, arguments, keywords, and its handle if it has one.
fn live(th: &mut Thread, row: Slot) {
    let result = th.call_ex(row, row.offset(1), row.offset(2)).map(|_| ());
    let result = result.and(crate::atomic::close_all(th));
    match result {
        Err(Unwind::Raise) if !th.swallow(Exc::SystemExit) => {
            let exc = th.root(th.take_pending());
            let name = super::super::support::repr(th, row).unwrap_or_default();
            th.pending.set(th.raw(exc));
            report_unraisable(
                th,
                &format!("Exception ignored in thread started by {name}"),
                None,
            );
        }
        _ => {}
    }
    th.pending.set(crate::value::Raw::UNDEF);
    let handle = row.offset(3);
    if th.get(handle).is_undef() {
        return;
    }
    // Nothing interrupts a thread that is not the main one.
    let _ = th.section(|th| set_done(th, th.get(handle)));
    th.vm.launches.ended(th.raw(handle));
}

/// Waits for all threads that are not daemons.
fn join_all(th: &mut Thread) -> Res<()> {
    let mark = th.mark();
    while let Some(handle) = th.vm.launches.unfinished() {
        let handle = th.root(handle.val(th));
        if is_handle_of(th, handle) {
            th.vm.launches.ended(th.raw(handle));
            continue;
        }
        let name = th.root(th.intern("join"));
        let join = th.getattr(handle, name)?;
        th.call(join, &[])?;
        th.vm.launches.ended(th.raw(handle));
        th.release_to(mark);
    }
    Ok(())
}

/// At the end of the program: waits for its threads, as `threading` does it if that was imported.
pub fn shutdown(th: &mut Thread) -> Res<()> {
    match crate::import::load::loaded(th, "threading")? {
        Some(threading) => {
            let f = support::get_attr(th, threading, "_shutdown")?;
            th.call(f, &[]).map(|_| ())
        }
        None => join_all(th),
    }
}
