//! Functions on open descriptors.

use super::{call, descriptor, flag, int, int_or, refuse_folder_fd, status, waiting};
use crate::modules::structseq;
use crate::modules::support::{self, NativeClass, to_i64};
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::os::file;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full(
        "open",
        Params::pos(&["path", "flags", "mode"], 2).kw(&["dir_fd"]),
        open,
    ),
    NativeDef::full("close", Params::all(&["fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        call(th, None, || file::close(fd))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("closerange", Params::all(&["_low", "_high"]), |th, w| {
        let (low, high) = (int(th, w.at(0))?, int(th, w.at(1))?);
        for fd in low.max(0)..high {
            let _ = file::close(fd);
        }
        th.ret(Val::NONE)
    }),
    NativeDef::full("read", Params::all(&["_fd", "_length"]), read),
    NativeDef::full("write", Params::all(&["_fd", "_data"]), write),
    NativeDef::full(
        "lseek",
        Params::all(&["_fd", "_position", "_whence"]),
        |th, w| {
            let (fd, at, how) = (int(th, w.at(0))?, to_i64(th, w.at(1))?, int(th, w.at(2))?);
            let at = call(th, None, || file::seek(fd, at, how))?;
            th.ret(th.int(at))
        },
    ),
    NativeDef::full("dup", Params::all(&["_fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        let new = call(th, None, || file::duplicate(fd))?;
        th.ret(Val::small(new.into()))
    }),
    NativeDef::full(
        "dup2",
        Params::pos(&["fd", "fd2", "inheritable"], 2),
        |th, w| {
            let (fd, to) = (int(th, w.at(0))?, int(th, w.at(1))?);
            let inherited = flag(th, w.opt(th, 2), true)?;
            let new = call(th, None, || file::duplicate_to(fd, to, inherited))?;
            th.ret(Val::small(new.into()))
        },
    ),
    NativeDef::full("pipe", Params::all(&[]), |th, _| {
        let (r, w) = call(th, None, || file::pipe(libc::O_CLOEXEC))?;
        th.ret(th.tuple(&[Val::small(r.into()), Val::small(w.into())]))
    }),
    NativeDef::full("openpty", Params::all(&[]), |th, _| {
        let (user, program) = call(th, None, file::open_terminal)?;
        th.ret(th.tuple(&[Val::small(user.into()), Val::small(program.into())]))
    }),
    NativeDef::full("pipe2", Params::all(&["_flags"]), |th, w| {
        let flags = int(th, w.at(0))?;
        let (r, w) = call(th, None, || file::pipe(flags))?;
        th.ret(th.tuple(&[Val::small(r.into()), Val::small(w.into())]))
    }),
    NativeDef::full("isatty", Params::all(&["_fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        th.ret(Val::bool(file::is_terminal(fd)))
    }),
    NativeDef::full("fstat", Params::all(&["fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        let s = call(th, None, || file::status(fd))?;
        let v = status::stat(th, &s)?;
        th.ret(v)
    }),
    NativeDef::full("ftruncate", Params::all(&["_fd", "_length"]), |th, w| {
        let (fd, n) = (int(th, w.at(0))?, to_i64(th, w.at(1))?);
        call(th, None, || file::truncate(fd, n))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("fsync", Params::all(&["fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        waiting(th, || file::sync(fd, false))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("fdatasync", Params::all(&["fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        waiting(th, || file::sync(fd, true))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("fchmod", Params::all(&["fd", "mode"]), |th, w| {
        let (fd, mode) = (int(th, w.at(0))?, to_i64(th, w.at(1))?);
        call(th, None, || file::change_mode_of(fd, mode as u32))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("fchdir", Params::all(&["fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        call(th, None, || file::change_folder_to(fd))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("get_inheritable", Params::all(&["_fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        let is = call(th, None, || file::is_inherited(fd))?;
        th.ret(Val::bool(is))
    }),
    NativeDef::full(
        "set_inheritable",
        Params::all(&["_fd", "_inheritable"]),
        |th, w| {
            let fd = int(th, w.at(0))?;
            let yes = flag(th, Some(w.at(1)), false)?;
            call(th, None, || file::set_inherited(fd, yes))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full("get_blocking", Params::all(&["_fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        let is = call(th, None, || file::is_blocking(fd))?;
        th.ret(Val::bool(is))
    }),
    NativeDef::full(
        "set_blocking",
        Params::all(&["_fd", "_blocking"]),
        |th, w| {
            let fd = int(th, w.at(0))?;
            let yes = flag(th, Some(w.at(1)), false)?;
            call(th, None, || file::set_blocking(fd, yes))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full("get_terminal_size", Params::pos(&["_fd"], 0), terminal_size),
    NativeDef::full("ttyname", Params::all(&["_fd"]), |th, w| {
        let fd = int(th, w.at(0))?;
        let link = format!("/proc/self/fd/{fd}");
        match file::is_terminal(fd) {
            true => {
                let name = call(th, None, || std::fs::read_link(&link))?;
                th.ret(th.str(&name.to_string_lossy()))
            }
            false => Err(support::os_error_number(th, libc::ENOTTY, None)),
        }
    }),
];

fn open(th: &mut Thread, w: Window) -> Res<Done> {
    refuse_folder_fd(th, w, 3)?;
    let path = support::path(th, w.at(0))?;
    let flags = int(th, w.at(1))?;
    let mode = int_or(th, w.opt(th, 2), 0o777)?;
    support::irrevocable(th)?;
    loop {
        match th.blocking(|| file::open(&path, flags, mode as u32)) {
            Ok(fd) => return th.ret(Val::small(fd.into())),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, Some(w.at(0)))),
        }
    }
}

fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let (fd, n) = (int(th, w.at(0))?, to_i64(th, w.at(1))?);
    let Ok(n) = usize::try_from(n) else {
        return Err(support::os_error_number(th, libc::EINVAL, None));
    };
    let mut buffer = vec![0; n];
    let got = waiting(th, || file::read(fd, &mut buffer))?;
    th.ret(Bytes::new(th, &buffer[..got]).val())
}

fn write(th: &mut Thread, w: Window) -> Res<Done> {
    let fd = int(th, w.at(0))?;
    let bytes = support::bytes_like(th, w.at(1))?;
    let n = waiting(th, || file::write(fd, &bytes))?;
    th.ret(Val::small(n as i64))
}

fn terminal_size(th: &mut Thread, w: Window) -> Res<Done> {
    let fd = match w.opt(th, 0) {
        Some(v) => descriptor(th, v)?.unwrap_or(1),
        None => 1,
    };
    let (columns, lines) = call(th, None, || file::terminal_size(fd))?;
    let items = [Val::small(columns.into()), Val::small(lines.into())];
    let v = structseq::make(th, th.native_class(NativeClass::TerminalSize), &items, &[])?;
    th.ret(v)
}
