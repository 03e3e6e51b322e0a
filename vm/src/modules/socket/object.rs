//! The class `socket`. Operations that wait are made without holding up other threads; with a timeout the descriptor
//! does not block, and the waiting is done by polling.

use std::any::Any;
use std::io::ErrorKind;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::super::support::{
    self, NativeClass, NativeClassSpec, bytes_like, irrevocable, os_error, quick_i64, to_f64,
    to_i64,
};
use super::{DEFAULT_TIMEOUT, address};
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, NativeData, Record};
use crate::os::poll::{self, Watched};
use crate::os::{file, socket};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);
const ADDRESS: Params = Params::all(&["_self", "_address"]);
const SEND: Params = Params::pos(&["_self", "_data", "_flags"], 2);

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "_socket",
    name: "socket",
    doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object",
    nfields: 0,
    flags: flags::DICT,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            |th, a| {
                let info = a.get(0).expect::<Class>().info();
                let state = Box::new(Held(Mutex::new(State::default())));
                Ok(Record::with_native(th, info.root_shape(), &[], state).val())
            },
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "family", "type", "proto", "fileno"], 1),
            init,
        ),
        NativeDef::full("fileno", ONE, |th, w| {
            let fd = state(th, w.at(0)).fd;
            th.ret(Val::small(fd.into()))
        }),
        NativeDef::full("detach", ONE, |th, w| {
            irrevocable(th)?;
            let fd = change(th, w.at(0), |s| std::mem::replace(&mut s.fd, -1));
            th.ret(Val::small(fd.into()))
        }),
        NativeDef::full("close", ONE, |th, w| {
            irrevocable(th)?;
            let fd = change(th, w.at(0), |s| std::mem::replace(&mut s.fd, -1));
            match if fd < 0 { Ok(()) } else { file::close(fd) } {
                // The peer may have been first.
                Err(e) if e.raw_os_error() != Some(libc::ECONNRESET) => Err(os_error(th, &e, None)),
                _ => th.ret(Val::NONE),
            }
        }),
        NativeDef::full("bind", ADDRESS, |th, w| {
            let s = state(th, w.at(0));
            let a = address::parse(th, w.at(1), s.family, "bind")?;
            at_once(th, || socket::bind(s.fd, &a))
        }),
        NativeDef::full("connect", ADDRESS, |th, w| {
            let s = state(th, w.at(0));
            let a = address::parse(th, w.at(1), s.family, "connect")?;
            connect(th, s, &a)?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("connect_ex", ADDRESS, connect_number),
        NativeDef::full("listen", Params::pos(&["_self", "_backlog"], 1), |th, w| {
            let (fd, n) = (state(th, w.at(0)).fd, w.opt(th, 1));
            let n = match n {
                Some(n) => to_i64(th, n)?.max(0) as i32,
                None => 128,
            };
            at_once(th, || socket::listen(fd, n))
        }),
        NativeDef::full("_accept", ONE, |th, w| {
            let s = state(th, w.at(0));
            let (fd, a) = waiting(th, s, libc::POLLIN, |fd| socket::accept(fd))?;
            let r = th.tuple(&[Val::small(fd.into()), address::value(th, &a)]);
            th.ret(r)
        }),
        NativeDef::full("send", SEND, |th, w| {
            let (bytes, flags) = (bytes_like(th, w.at(1))?, flags_of(th, w, 2)?);
            let s = state(th, w.at(0));
            let n = waiting(th, s, libc::POLLOUT, |fd| {
                socket::send(fd, &bytes, flags, None)
            })?;
            th.ret(Val::small(n as i64))
        }),
        NativeDef::full("sendall", SEND, |th, w| {
            let (bytes, flags) = (bytes_like(th, w.at(1))?, flags_of(th, w, 2)?);
            let (s, mut rest) = (state(th, w.at(0)), &bytes[..]);
            while !rest.is_empty() {
                let n = waiting(th, s, libc::POLLOUT, |fd| {
                    socket::send(fd, rest, flags, None)
                })?;
                rest = &rest[n..];
            }
            th.ret(Val::NONE)
        }),
        NativeDef::full(
            "sendto",
            Params::pos(&["_self", "_data", "_flags", "_address"], 3),
            send_to,
        ),
        NativeDef::full(
            "recv",
            Params::pos(&["_self", "_bufsize", "_flags"], 2),
            |th, w| {
                let (bytes, _) = receive(th, w)?;
                th.ret(Bytes::new(th, &bytes).val())
            },
        ),
        NativeDef::full(
            "recvfrom",
            Params::pos(&["_self", "_bufsize", "_flags"], 2),
            |th, w| {
                let (bytes, from) = receive(th, w)?;
                let r = th.tuple(&[Bytes::new(th, &bytes).val(), address::value(th, &from)]);
                th.ret(r)
            },
        ),
        NativeDef::full(
            "recv_into",
            Params::pos(&["_self", "buffer", "nbytes", "flags"], 2),
            |th, w| {
                let (n, _) = receive_into(th, w)?;
                th.ret(Val::small(n as i64))
            },
        ),
        NativeDef::full(
            "recvfrom_into",
            Params::pos(&["_self", "buffer", "nbytes", "flags"], 2),
            |th, w| {
                let (n, from) = receive_into(th, w)?;
                let r = th.tuple(&[Val::small(n as i64), address::value(th, &from)]);
                th.ret(r)
            },
        ),
        NativeDef::full("shutdown", Params::all(&["_self", "_how"]), |th, w| {
            let (fd, how) = (state(th, w.at(0)).fd, to_i64(th, w.at(1))? as i32);
            at_once(th, || socket::shutdown(fd, how))
        }),
        NativeDef::full("getsockname", ONE, |th, w| name(th, w, false)),
        NativeDef::full("getpeername", ONE, |th, w| name(th, w, true)),
        NativeDef::full(
            "setsockopt",
            Params::pos(&["_self", "_level", "_option", "_value", "_optlen"], 4),
            set_option,
        ),
        NativeDef::full(
            "getsockopt",
            Params::pos(&["_self", "_level", "_option", "_buflen"], 3),
            get_option,
        ),
        NativeDef::full("setblocking", Params::all(&["_self", "_flag"]), |th, w| {
            let blocking = number::truth(th, w.at(1))?;
            set_timeout(th, w.at(0), if blocking { None } else { Some(0.0) })
        }),
        NativeDef::full("getblocking", ONE, |th, w| {
            let t = state(th, w.at(0)).timeout;
            th.ret(Val::bool(t != Some(0.0)))
        }),
        NativeDef::full(
            "settimeout",
            Params::all(&["_self", "_timeout"]),
            |th, w| {
                let t = timeout_of(th, w.at(1))?;
                set_timeout(th, w.at(0), t)
            },
        ),
        NativeDef::full("gettimeout", ONE, |th, w| {
            let t = state(th, w.at(0)).timeout;
            th.ret(t.map_or(Val::NONE, |t| Val::float(t)))
        }),
    ],
    getsets: &[
        GetSet::read("family", |_, v| Ok(Val::small(held(v).family.into()))),
        GetSet::read("type", |_, v| Ok(Val::small(held(v).kind.into()))),
        GetSet::read("proto", |_, v| Ok(Val::small(held(v).protocol.into()))),
        GetSet::read("timeout", |_, v| {
            Ok(held(v).timeout.map_or(Val::NONE, |t| Val::float(t)))
        }),
    ],
};

/// A socket; outside the protocol.
#[derive(Clone, Copy)]
struct State {
    fd: i32,
    family: i32,
    kind: i32,
    protocol: i32,
    /// Seconds; nothing to wait for ever.
    timeout: Option<f64>,
}

impl Default for State {
    fn default() -> State {
        State {
            fd: -1,
            family: libc::AF_INET,
            kind: libc::SOCK_STREAM,
            protocol: 0,
            timeout: None,
        }
    }
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

/// A socket that nobody closed is closed when it dies.
impl Drop for Held {
    fn drop(&mut self) {
        let fd = self.0.get_mut().map_or(-1, |s| s.fd);
        if fd >= 0 {
            let _ = file::close(fd);
        }
    }
}

fn lock<'t>(v: Val<'t>) -> std::sync::MutexGuard<'t, State> {
    let held = v.expect::<Record>().native::<Held>();
    let held = held.expect("V3: made with a state");
    held.0.lock().unwrap_or_else(|e| e.into_inner())
}

fn held(v: Val<'_>) -> State {
    *lock(v)
}

fn state(th: &Thread, v: Slot) -> State {
    held(th.get(v))
}

fn change<R>(th: &Thread, v: Slot, f: impl FnOnce(&mut State) -> R) -> R {
    f(&mut lock(th.get(v)))
}

fn default_timeout() -> Option<f64> {
    // ORD: Relaxed; a number.
    let bits = DEFAULT_TIMEOUT.load(Ordering::Relaxed);
    (bits != u64::MAX).then(|| f64::from_bits(bits))
}

/// A timeout argument.
pub fn timeout_of(th: &mut Thread, v: Slot) -> Res<Option<f64>> {
    if th.get(v).is_none() {
        return Ok(None);
    }
    let t = to_f64(th, v)?;
    match t >= 0.0 {
        true => Ok(Some(t)),
        false => Err(th.value_error("Timeout value out of range")),
    }
}

/// The argument in a place as a number, unless it is missing, None or -1.
fn chosen(th: &mut Thread, w: Window, i: usize) -> Res<Option<i32>> {
    match w.opt(th, i).filter(|v| !th.get(*v).is_none()) {
        Some(v) => Ok(Some(to_i64(th, v)? as i32).filter(|n| *n != -1)),
        None => Ok(None),
    }
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let (family, kind) = (chosen(th, w, 1)?, chosen(th, w, 2)?);
    let (protocol, given) = (chosen(th, w, 3)?, chosen(th, w, 4)?);
    let mut s = State {
        family: family.unwrap_or(libc::AF_INET),
        kind: kind.unwrap_or(libc::SOCK_STREAM),
        protocol: protocol.unwrap_or(0),
        ..State::default()
    };
    irrevocable(th)?;
    match given {
        Some(fd) => {
            s.fd = fd;
            if family.is_none() || kind.is_none() {
                describe(th, &mut s)?;
            }
        }
        None => match socket::new(s.family, s.kind, s.protocol) {
            Ok(fd) => s.fd = fd,
            Err(e) => return Err(os_error(th, &e, None)),
        },
    }
    s.kind &= !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK);
    if kind.is_some_and(|k| k & libc::SOCK_NONBLOCK != 0) {
        s.timeout = Some(0.0);
    }
    change(th, w.at(0), |old| *old = s);
    match default_timeout() {
        Some(t) => set_timeout(th, w.at(0), Some(t)),
        None => th.ret(Val::NONE),
    }
}

/// Finds out what a descriptor is.
fn describe(th: &mut Thread, s: &mut State) -> Res<()> {
    for (option, field) in [
        (libc::SO_DOMAIN, &mut s.family),
        (libc::SO_TYPE, &mut s.kind),
        (libc::SO_PROTOCOL, &mut s.protocol),
    ] {
        match socket::option(s.fd, libc::SOL_SOCKET, option, 4) {
            Ok(v) if v.len() == 4 => *field = i32::from_ne_bytes([v[0], v[1], v[2], v[3]]),
            Ok(_) => {}
            Err(e) => return Err(os_error(th, &e, None)),
        }
    }
    Ok(())
}

/// `socketpair(family, type, proto)`.
pub fn pair(th: &mut Thread, w: Window) -> Res<Done> {
    let family = chosen(th, w, 0)?.unwrap_or(libc::AF_UNIX);
    let kind = chosen(th, w, 1)?.unwrap_or(libc::SOCK_STREAM);
    let protocol = chosen(th, w, 2)?.unwrap_or(0);
    irrevocable(th)?;
    let ends = socket::pair(family, kind, protocol).map_err(|e| os_error(th, &e, None))?;
    let made = {
        let info = th.native_class(NativeClass::Socket).info();
        let make = |fd| {
            let state = State {
                fd,
                family,
                kind,
                protocol,
                timeout: default_timeout(),
            };
            Record::with_native(
                th,
                info.root_shape(),
                &[],
                Box::new(Held(Mutex::new(state))),
            )
            .val()
        };
        th.tuple(&[make(ends[0]), make(ends[1])])
    };
    th.ret(made)
}

fn set_timeout(th: &mut Thread, this: Slot, timeout: Option<f64>) -> Res<Done> {
    irrevocable(th)?;
    let fd = change(th, this, |s| {
        s.timeout = timeout;
        s.fd
    });
    match socket::set_blocking(fd, timeout.is_none()) {
        Ok(()) => th.ret(Val::NONE),
        Err(e) => Err(os_error(th, &e, None)),
    }
}

fn at_once(th: &mut Thread, f: impl FnOnce() -> std::io::Result<()>) -> Res<Done> {
    irrevocable(th)?;
    match f() {
        Ok(()) => th.ret(Val::NONE),
        Err(e) => Err(os_error(th, &e, None)),
    }
}

fn timed_out(th: &Thread) -> crate::unwind::Unwind {
    th.raise(Exc::TimeoutError, "timed out")
}

/// Waits until the descriptor is ready, but not beyond the end.
fn ready(th: &mut Thread, fd: i32, events: i16, end: Instant) -> Res<()> {
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let mut watched = [Watched {
            fd,
            events,
            found: 0,
        }];
        match th.blocking(|| poll::poll(&mut watched, Some(left))) {
            Ok(0) => return Err(timed_out(th)),
            Ok(_) => return Ok(()),
            Err(e) if e.kind() == ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(os_error(th, &e, None)),
        }
    }
}

/// An operation that may wait, within the socket's timeout.
fn waiting<R>(
    th: &mut Thread,
    s: State,
    events: i16,
    mut f: impl FnMut(i32) -> std::io::Result<R>,
) -> Res<R> {
    irrevocable(th)?;
    crate::signals::listen(th);
    let limit = s.timeout.filter(|t| *t > 0.0);
    let end = limit.map(|t| Instant::now() + Duration::from_secs_f64(t.min(1e9)));
    loop {
        support::attend_signals(th)?;
        match th.blocking(|| f(s.fd)) {
            Ok(r) => return Ok(r),
            Err(e) if e.kind() == ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => match end {
                Some(end) if e.kind() == ErrorKind::WouldBlock => ready(th, s.fd, events, end)?,
                _ => return Err(os_error(th, &e, None)),
            },
        }
    }
}

fn connect(th: &mut Thread, s: State, a: &socket::Address) -> Res<()> {
    irrevocable(th)?;
    crate::signals::listen(th);
    let e = match th.blocking(|| socket::connect(s.fd, a)) {
        Ok(()) => return Ok(()),
        Err(e) => e,
    };
    let going_on = matches!(e.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR));
    let patient = s.timeout != Some(0.0);
    if !going_on || !patient {
        return Err(os_error(th, &e, None));
    }
    let t = s.timeout.unwrap_or(1e9).min(1e9);
    ready(
        th,
        s.fd,
        libc::POLLOUT,
        Instant::now() + Duration::from_secs_f64(t),
    )?;
    let code = socket::option(s.fd, libc::SOL_SOCKET, libc::SO_ERROR, 4);
    match code.map(|v| i32::from_ne_bytes([v[0], v[1], v[2], v[3]])) {
        Ok(0) => Ok(()),
        Ok(n) => Err(support::os_error_number(th, n, None)),
        Err(e) => Err(os_error(th, &e, None)),
    }
}

/// `connect_ex`: the number of the error instead of an exception.
fn connect_number(th: &mut Thread, w: Window) -> Res<Done> {
    let s = state(th, w.at(0));
    let a = address::parse(th, w.at(1), s.family, "connect_ex")?;
    irrevocable(th)?;
    let n = match th.blocking(|| socket::connect(s.fd, &a)) {
        Ok(()) => 0,
        Err(e) => e.raw_os_error().unwrap_or(libc::EIO),
    };
    th.ret(Val::small(n.into()))
}

fn flags_of(th: &mut Thread, w: Window, i: usize) -> Res<i32> {
    match w.opt(th, i) {
        Some(v) => Ok(to_i64(th, v)? as i32),
        None => Ok(0),
    }
}

/// `sendto(data, address)` or `sendto(data, flags, address)`.
fn send_to(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(1))?;
    let (flags, to) = match w.opt(th, 3) {
        Some(to) => (flags_of(th, w, 2)?, to),
        None => (0, w.at(2)),
    };
    let s = state(th, w.at(0));
    let to = address::parse(th, to, s.family, "sendto")?;
    let n = waiting(th, s, libc::POLLOUT, |fd| {
        socket::send(fd, &bytes, flags, Some(&to))
    })?;
    th.ret(Val::small(n as i64))
}

fn receive(th: &mut Thread, w: Window) -> Res<(Vec<u8>, socket::Address)> {
    let (n, flags) = (to_i64(th, w.at(1))?, flags_of(th, w, 2)?);
    let Ok(n) = usize::try_from(n) else {
        return Err(th.value_error("negative buffersize in recv"));
    };
    let mut buffer = vec![0; n];
    let s = state(th, w.at(0));
    let (n, from) = waiting(th, s, libc::POLLIN, |fd| {
        socket::receive(fd, &mut buffer, flags)
    })?;
    buffer.truncate(n);
    Ok((buffer, from))
}

fn receive_into(th: &mut Thread, w: Window) -> Res<(usize, socket::Address)> {
    let room = support::byte_length(th, w.at(1))?;
    let wanted = match w.opt(th, 2) {
        Some(n) => to_i64(th, n)?,
        None => 0,
    };
    let flags = flags_of(th, w, 3)?;
    let n = match usize::try_from(wanted) {
        Ok(0) => room,
        Ok(n) if n <= room => n,
        Ok(_) => return Err(th.value_error("buffer too small for requested bytes")),
        Err(_) => return Err(th.value_error("negative buffersize in recv_into")),
    };
    let mut buffer = vec![0; n];
    let s = state(th, w.at(0));
    let (n, from) = waiting(th, s, libc::POLLIN, |fd| {
        socket::receive(fd, &mut buffer, flags)
    })?;
    super::super::io::fill_buffer_at(th, w.at(1), 0, &buffer[..n])?;
    Ok((n, from))
}

fn name(th: &mut Thread, w: Window, peer: bool) -> Res<Done> {
    let fd = state(th, w.at(0)).fd;
    match socket::name(fd, peer) {
        Ok(a) => th.ret(address::value(th, &a)),
        Err(e) => Err(os_error(th, &e, None)),
    }
}

fn set_option(th: &mut Thread, w: Window) -> Res<Done> {
    let fd = state(th, w.at(0)).fd;
    let (level, option) = (to_i64(th, w.at(1))? as i32, to_i64(th, w.at(2))? as i32);
    let value = match quick_i64(th.get(w.at(3))) {
        Some(n) => (n as i32).to_ne_bytes().to_vec(),
        None => bytes_like(th, w.at(3))?,
    };
    at_once(th, || socket::set_option(fd, level, option, &value))
}

fn get_option(th: &mut Thread, w: Window) -> Res<Done> {
    let fd = state(th, w.at(0)).fd;
    let (level, option) = (to_i64(th, w.at(1))? as i32, to_i64(th, w.at(2))? as i32);
    let room = match w.opt(th, 3) {
        Some(n) => to_i64(th, n)?.clamp(0, 1024) as usize,
        None => 0,
    };
    match socket::option(fd, level, option, room.max(4)) {
        Ok(v) if room == 0 && v.len() == 4 => th.ret(Val::small(
            i32::from_ne_bytes([v[0], v[1], v[2], v[3]]).into(),
        )),
        Ok(v) => th.ret(Bytes::new(th, &v).val()),
        Err(e) => Err(os_error(th, &e, None)),
    }
}
