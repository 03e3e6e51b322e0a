//! Objects that remember what to wait for.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use super::super::support::{self, NativeClass, NativeClassSpec, to_i64};
use super::{descriptor, limit, mask, wait};
use crate::class::{Class, flags};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{NativeData, Record};
use crate::os::file;
use crate::os::poll::{self, Watched};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);
const FD: Params = Params::all(&["_self", "_fd"]);

/// What an object of either class knows: descriptors and events for `poll`, its own descriptor for `epoll` (-1 when it is
/// closed). Outside the protocol.
#[derive(Default)]
struct State {
    events: BTreeMap<i32, i16>,
    fd: i32,
}

struct Held(Mutex<State>);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn state<'t>(v: Val<'t>) -> MutexGuard<'t, State> {
    let held = v.expect::<Record>().native::<Held>();
    let held = held.expect("V3: made with a state");
    held.0.lock().unwrap_or_else(|e| e.into_inner())
}

/// Pairs of descriptor and events as a list of tuples.
fn pairs(th: &mut Thread, found: impl Iterator<Item = (i32, i64)>) -> Res<Done> {
    let all: Vec<Val<'_>> = found
        .map(|(fd, e)| th.tuple(&[Val::small(fd.into()), Val::small(e)]))
        .collect();
    th.ret(th.list(&all))
}

fn os<R>(th: &mut Thread, r: std::io::Result<R>) -> Res<R> {
    r.map_err(|e| support::os_error(th, &e, None))
}

// ---- poll ----

pub const POLL: NativeClassSpec = NativeClassSpec {
    module: "select",
    name: "poll",
    doc: "",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full(
            "register",
            Params::pos(&["_self", "_fd", "_eventmask"], 2),
            |th, w| {
                let all = i64::from(libc::POLLIN | libc::POLLPRI | libc::POLLOUT);
                let (fd, m) = (descriptor(th, w.at(1))?, w.opt(th, 2));
                let m = mask(th, m, all)?;
                state(th.get(w.at(0))).events.insert(fd, m as i16);
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full(
            "modify",
            Params::all(&["_self", "_fd", "_eventmask"]),
            |th, w| {
                let (fd, m) = (descriptor(th, w.at(1))?, to_i64(th, w.at(2))?);
                let known = match state(th.get(w.at(0))).events.get_mut(&fd) {
                    Some(events) => {
                        *events = m as i16;
                        true
                    }
                    None => false,
                };
                match known {
                    true => th.ret(Val::NONE),
                    false => Err(support::os_error_number(th, libc::ENOENT, None)),
                }
            },
        ),
        NativeDef::full("unregister", FD, |th, w| {
            let fd = descriptor(th, w.at(1))?;
            let known = state(th.get(w.at(0))).events.remove(&fd).is_some();
            match known {
                true => th.ret(Val::NONE),
                false => Err(th.key_error(Val::small(fd.into()))),
            }
        }),
        NativeDef::full("poll", Params::pos(&["_self", "_timeout"], 1), |th, w| {
            let mut all: Vec<Watched> = state(th.get(w.at(0)))
                .events
                .iter()
                .map(|(fd, events)| Watched {
                    fd: *fd,
                    events: *events,
                    found: 0,
                })
                .collect();
            let t = w.opt(th, 1);
            let t = limit(th, t, 1e-3)?;
            wait(th, t, |left| poll::poll(&mut all, left))?;
            let found = all.iter().filter(|w| w.found != 0);
            pairs(th, found.map(|w| (w.fd, i64::from(w.found as u16))))
        }),
    ],
    getsets: &[],
};

/// `select.poll()`.
pub fn new_poll(th: &mut Thread, _: Window) -> Res<Done> {
    let held = Box::new(Held(Mutex::default()));
    let info = th.native_class(NativeClass::Poll).info();
    let r = Record::with_native(th, info.root_shape(), &[], held);
    th.ret(r.val())
}

// ---- epoll ----

pub const EPOLL: NativeClassSpec = NativeClassSpec {
    module: "select",
    name: "epoll",
    doc: "select.epoll(sizehint=-1, flags=0)",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "sizehint", "flags"], 1),
            new_epoll,
        )
        .static_method(),
        NativeDef::full(
            "register",
            Params::pos(&["_self", "fd", "eventmask"], 2),
            |th, w| {
                let all = i64::from(libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT);
                change(th, w, libc::EPOLL_CTL_ADD, all)
            },
        ),
        NativeDef::full(
            "modify",
            Params::all(&["_self", "fd", "eventmask"]),
            |th, w| change(th, w, libc::EPOLL_CTL_MOD, 0),
        ),
        NativeDef::full("unregister", Params::all(&["_self", "fd"]), |th, w| {
            change(th, w, libc::EPOLL_CTL_DEL, 0)
        }),
        NativeDef::full(
            "poll",
            Params::pos(&["_self", "timeout", "maxevents"], 1),
            |th, w| {
                let (own, t) = (open(th, w.at(0))?, w.opt(th, 1));
                let t = limit(th, t, 1.0)?;
                let most = w.opt(th, 2);
                let most = match mask(th, most, -1)? {
                    -1 => 1023,
                    n if n > 0 => n as usize,
                    n => {
                        return Err(
                            th.value_error(format!("maxevents must be greater than 0, got {n}"))
                        );
                    }
                };
                let found = wait(th, t, |left| poll::epoll_wait(own, most, left))?;
                pairs(th, found.into_iter().map(|(fd, e)| (fd, e.into())))
            },
        ),
        NativeDef::full("close", ONE, close),
        NativeDef::full("fileno", ONE, |th, w| {
            let fd = open(th, w.at(0))?;
            th.ret(Val::small(fd.into()))
        }),
        NativeDef::quick("__enter__", ONE, |_, a: Args<'_>| Ok(a.get(0))),
        NativeDef::full(
            "__exit__",
            Params::pos(&["_self", "_type", "_value", "_tb"], 1),
            close,
        ),
    ],
    getsets: &[GetSet::read("closed", |_, v| {
        Ok(Val::bool(state(v).fd < 0))
    })],
};

fn new_epoll(th: &mut Thread, w: Window) -> Res<Done> {
    support::irrevocable(th)?;
    let fd = poll::epoll_new();
    let fd = os(th, fd)?;
    let r = {
        let info = th.get(w.at(0)).expect::<Class>().info();
        let state = State {
            fd,
            ..State::default()
        };
        Record::with_native(
            th,
            info.root_shape(),
            &[],
            Box::new(Held(Mutex::new(state))),
        )
        .val()
    };
    th.ret(r)
}

/// The descriptor, unless it is closed.
fn open(th: &mut Thread, v: Slot) -> Res<i32> {
    let fd = state(th.get(v)).fd;
    match fd {
        -1 => Err(th.value_error("I/O operation on closed epoll object")) as Result<i32, Unwind>,
        fd => Ok(fd),
    }
}

fn change(th: &mut Thread, w: Window, how: i32, default: i64) -> Res<Done> {
    let own = open(th, w.at(0))?;
    let fd = descriptor(th, w.at(1))?;
    let m = w.opt(th, 2);
    let events = mask(th, m, default)? as u32;
    support::irrevocable(th)?;
    match poll::epoll_change(own, how, fd, events) {
        // A descriptor that was closed meanwhile is gone already.
        Err(e) if how == libc::EPOLL_CTL_DEL && e.raw_os_error() == Some(libc::EBADF) => {}
        r => os(th, r)?,
    }
    th.ret(Val::NONE)
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    support::irrevocable(th)?;
    let fd = std::mem::replace(&mut state(th.get(w.at(0))).fd, -1);
    if fd >= 0 {
        let r = file::close(fd);
        os(th, r)?;
    }
    th.ret(Val::NONE)
}
