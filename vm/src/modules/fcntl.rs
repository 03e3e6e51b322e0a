//! `fcntl`: control of descriptors, and locks of files.

use super::select::descriptor;
use super::support::{self, add, to_i64};
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::os::limits;
use crate::thread::{Slot, Thread};
use crate::types::bytes;
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "fcntl",
    doc: "This module performs file control and I/O control on file descriptors.",
    functions: &[
        NativeDef::full(
            "fcntl",
            Params::pos(&["_fd", "_cmd", "_arg"], 2),
            |th, w| {
                let (fd, command) = (descriptor(th, w.at(0))?, to_i64(th, w.at(1))? as i32);
                let argument = match w.opt(th, 2) {
                    Some(v) => to_i64(th, v)?,
                    None => 0,
                };
                system(th, || limits::control(fd, command, argument))
            },
        ),
        NativeDef::full(
            "ioctl",
            Params::pos(&["_fd", "_request", "_arg", "_mutate_flag"], 2),
            control,
        ),
        NativeDef::full("flock", Params::all(&["_fd", "_operation"]), |th, w| {
            let (fd, operation) = (descriptor(th, w.at(0))?, to_i64(th, w.at(1))? as i32);
            waiting(th, || limits::lock_file(fd, operation))
        }),
        NativeDef::full(
            "lockf",
            Params::pos(&["_fd", "_cmd", "_len", "_start", "_whence"], 2),
            lock_part,
        ),
    ],
    init,
};

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const CONSTANTS: &[(&str, i64)] = of_libc! {
    F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_RDLCK F_WRLCK F_UNLCK FD_CLOEXEC
    F_GETPIPE_SZ F_SETPIPE_SZ LOCK_EX LOCK_NB LOCK_SH LOCK_UN F_ADD_SEALS F_GET_SEALS F_NOTIFY F_GETLEASE F_SETLEASE
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    add(th, module, "F_GETOWN", Val::small(limits::F_GETOWN.into()))?;
    add(th, module, "F_SETOWN", Val::small(limits::F_SETOWN.into()))
}

/// A call of the system that answers a number.
fn system(th: &mut Thread, f: impl FnOnce() -> std::io::Result<i32>) -> Res<Done> {
    support::irrevocable(th)?;
    match f() {
        Ok(n) => th.ret(Val::small(n.into())),
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}

/// One that may wait.
fn waiting(th: &mut Thread, mut f: impl FnMut() -> std::io::Result<()>) -> Res<Done> {
    support::irrevocable(th)?;
    loop {
        match th.blocking(&mut f) {
            Ok(()) => return th.ret(Val::NONE),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, None)),
        }
    }
}

/// Number of the argument's bytes: some requests need memory even for a number.
const WORD: usize = 8;

fn control(th: &mut Thread, w: Window) -> Res<Done> {
    let (fd, request) = (descriptor(th, w.at(0))?, to_i64(th, w.at(1))? as u64);
    let given = match w.opt(th, 2) {
        Some(v) => th.section(|th| Ok(bytes::content(th, th.get(v))?.map(|b| b.into_owned())))?,
        None => None,
    };
    if let Some(mut memory) = given {
        support::irrevocable(th)?;
        let r = limits::device_control(fd, request, &mut memory);
        let n = r.map_err(|e| support::os_error(th, &e, None))?;
        let argument = w.at(2);
        let fixed = th.get(argument).unboxed().cast::<Bytes>().is_some();
        if fixed {
            return th.ret(Bytes::new(th, &memory).val());
        }
        super::io::fill_buffer_at(th, argument, 0, &memory)?;
        return th.ret(Val::small(n.into()));
    }
    let number = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    let mut memory = [0; WORD];
    memory.copy_from_slice(&number.to_ne_bytes());
    system(th, || limits::device_control(fd, request, &mut memory))
}

fn lock_part(th: &mut Thread, w: Window) -> Res<Done> {
    let (fd, command) = (descriptor(th, w.at(0))?, to_i64(th, w.at(1))? as i32);
    let mut numbers = [0; 3];
    for (i, n) in numbers.iter_mut().enumerate() {
        if let Some(v) = w.opt(th, 2 + i) {
            *n = to_i64(th, v)?;
        }
    }
    let [len, start, whence] = numbers;
    let kind = match command & !libc::LOCK_NB {
        libc::LOCK_UN => libc::F_UNLCK,
        libc::LOCK_SH => libc::F_RDLCK,
        libc::LOCK_EX => libc::F_WRLCK,
        _ => return Err(th.value_error("unrecognized lockf argument")),
    };
    let wait = command & libc::LOCK_NB == 0;
    waiting(th, || {
        limits::lock_part(fd, kind, wait, start, len, whence as i32)
    })
}
