//! `select`: waiting for descriptors. The classes `poll` and `epoll` are in [`objects`].

mod objects;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use super::support::{
    self, NativeClass, add, add_known_class, get_attr_opt, know_class, new_class, quick_i64,
    to_f64, to_i64,
};
use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::os::poll::{self, Watched};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.",
    functions: &[
        NativeDef::full(
            "select",
            Params::pos(&["_rlist", "_wlist", "_xlist", "_timeout"], 3),
            select,
        ),
        NativeDef::full("poll", Params::all(&[]), objects::new_poll),
    ],
    init,
};

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const CONSTANTS: &[(&str, i64)] = of_libc! {
    POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP EPOLLIN EPOLLOUT
    EPOLLPRI EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLONESHOT EPOLLEXCLUSIVE EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM EPOLLWRBAND
    EPOLL_CLOEXEC
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    // The highest bit: a negative number in C.
    add(th, module, "EPOLLET", Val::small(1 << 31))?;
    add(th, module, "PIPE_BUF", Val::small(libc::PIPE_BUF as i64))?;
    add(th, module, "error", th.exc_class(Exc::OSError).val())?;
    know_class(th, NativeClass::Poll, new_class(th, &objects::POLL));
    add_known_class(th, module, NativeClass::Epoll, &objects::EPOLL)?;
    Ok(())
}

/// The descriptor of a file object, or the number itself.
pub fn descriptor(th: &mut Thread, v: Slot) -> Res<i32> {
    let n = match quick_i64(th.get(v)) {
        Some(n) => n,
        None => {
            let Some(method) = get_attr_opt(th, v, "fileno")? else {
                return Err(th.type_error("argument must be an int, or have a fileno() method"));
            };
            let n = th.call(method, &[])?;
            match quick_i64(th.get(n)) {
                Some(n) => n,
                None => return Err(th.type_error("fileno() returned a non-integer")),
            }
        }
    };
    match i32::try_from(n) {
        Ok(n) if n >= 0 => Ok(n),
        _ => Err(th.value_error(format!(
            "file descriptor cannot be a negative integer ({n})"
        ))),
    }
}

/// A limit of time: for ever if none is given or it is negative where that is allowed.
fn limit(th: &mut Thread, v: Option<Slot>, unit: f64) -> Res<Option<Duration>> {
    let Some(v) = v.filter(|v| !th.get(*v).is_none()) else {
        return Ok(None);
    };
    let seconds = to_f64(th, v)? * unit;
    if seconds < 0.0 {
        return Ok(None);
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(d) => Ok(Some(d)),
        Err(_) => Err(th.raise(Exc::OverflowError, "timeout is too large")),
    }
}

/// Waits without holding up others; a signal's handler runs in between.
fn wait<R>(
    th: &mut Thread,
    limit: Option<Duration>,
    mut f: impl FnMut(Option<Duration>) -> std::io::Result<R>,
) -> Res<R> {
    support::irrevocable(th)?;
    crate::signals::listen(th);
    let end = limit.map(|d| Instant::now() + d);
    loop {
        let left = end.map(|e| e.saturating_duration_since(Instant::now()));
        match th.blocking(|| f(left)) {
            Ok(r) => return Ok(r),
            Err(e) if e.kind() == ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, None)),
        }
    }
}

/// The objects of an iterable and their descriptors.
fn watched(th: &mut Thread, v: Slot) -> Res<Vec<(Slot, i32)>> {
    let it = match iter::get_iter(th, v) {
        Err(crate::unwind::Unwind::Raise) if th.swallow(Exc::TypeError) => {
            return Err(th.type_error("arguments 1-3 must be sequences"));
        }
        it => it?,
    };
    let mut all = Vec::new();
    while let Some(v) = iter::next(th, it)? {
        all.push((v, descriptor(th, v)?));
    }
    Ok(all)
}

fn select(th: &mut Thread, w: Window) -> Res<Done> {
    const WANTED: [i16; 3] = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    const FOUND: [i16; 3] = [
        libc::POLLIN | libc::POLLHUP | libc::POLLERR,
        libc::POLLOUT | libc::POLLERR,
        libc::POLLPRI,
    ];
    if let Some(t) = w.opt(th, 3)
        && !th.get(t).is_none()
        && to_f64(th, t)? < 0.0
    {
        return Err(th.value_error("timeout must be non-negative"));
    }
    let mut lists = Vec::new();
    let mut all: Vec<Watched> = Vec::new();
    for i in 0..3 {
        let list = watched(th, w.at(i))?;
        for (_, fd) in &list {
            all.push(Watched {
                fd: *fd,
                events: WANTED[i],
                found: 0,
            });
        }
        lists.push(list);
    }
    let t = w.opt(th, 3);
    let t = limit(th, t, 1.0)?;
    wait(th, t, |left| poll::poll(&mut all, left))?;
    if all.iter().any(|w| w.found & libc::POLLNVAL != 0) {
        return Err(support::os_error_number(th, libc::EBADF, None));
    }
    let mut found = all.iter().map(|w| w.found);
    let mut results = Vec::new();
    for (i, list) in lists.iter().enumerate() {
        let ready: Vec<Val<'_>> = list
            .iter()
            .filter(|_| found.next().is_some_and(|f| f & FOUND[i] != 0))
            .map(|(v, _)| th.get(*v))
            .collect();
        results.push(th.root(th.list(&ready)));
    }
    let r = {
        let items: Vec<Val<'_>> = results.iter().map(|s| th.get(*s)).collect();
        th.tuple(&items)
    };
    th.ret(r)
}

/// A mask of events.
fn mask(th: &mut Thread, v: Option<Slot>, default: i64) -> Res<i64> {
    match v {
        Some(v) => to_i64(th, v),
        None => Ok(default),
    }
}
