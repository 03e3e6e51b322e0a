//! `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`: what streams have in common, in terms of the few methods
//! that a class has to supply.

use super::{make, stream_class, unsupported};
use crate::modules::support::{self, NativeClassSpec, get_attr, get_attr_opt, set_attr, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, List};
use crate::protocol::{attr, iter, number};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);

/// `__new__` of classes without state of their own.
fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make::<()>(th, a.get(0)))
}

const NEW: NativeDef =
    NativeDef::quick("__new__", Params::pos(&["_cls"], 1).kwdict().rest(), new).static_method();

pub const IO_BASE: NativeClassSpec = stream_class(
    "_IOBase",
    "The abstract base class for all I/O classes.",
    &[
        NEW,
        NativeDef::full(
            "seek",
            Params::pos(&["_self", "_offset", "_whence"], 1),
            |th, _| Err(unsupported(th, "seek")),
        ),
        NativeDef::full("tell", ONE, tell),
        NativeDef::full("truncate", Params::pos(&["_self", "_pos"], 1), |th, _| {
            Err(unsupported(th, "truncate"))
        }),
        NativeDef::full("fileno", ONE, |th, _| Err(unsupported(th, "fileno"))),
        NativeDef::full("flush", ONE, |th, w| {
            check_open(th, w.at(0))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("close", ONE, close),
        NativeDef::quick("seekable", ONE, |_, _| Ok(Val::FALSE)),
        NativeDef::quick("readable", ONE, |_, _| Ok(Val::FALSE)),
        NativeDef::quick("writable", ONE, |_, _| Ok(Val::FALSE)),
        NativeDef::full("isatty", ONE, |th, w| {
            check_open(th, w.at(0))?;
            th.ret(Val::FALSE)
        }),
        NativeDef::full(
            "_checkClosed",
            Params::pos(&["_self", "msg"], 1),
            |th, w| {
                check_open(th, w.at(0))?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full(
            "_checkReadable",
            Params::pos(&["_self", "msg"], 1),
            |th, w| {
                check_able(th, w.at(0), "readable", "File or stream is not readable.")?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full(
            "_checkWritable",
            Params::pos(&["_self", "msg"], 1),
            |th, w| {
                check_able(th, w.at(0), "writable", "File or stream is not writable.")?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full(
            "_checkSeekable",
            Params::pos(&["_self", "msg"], 1),
            |th, w| {
                check_able(th, w.at(0), "seekable", "File or stream is not seekable.")?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full("__enter__", ONE, |th, w| {
            check_open(th, w.at(0))?;
            th.ret_slot(w.at(0))
        }),
        NativeDef::full("__exit__", Params::pos(&["_self"], 1).rest(), |th, w| {
            let close = get_attr(th, w.at(0), "close")?;
            th.call(close, &[])?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("__iter__", ONE, |th, w| {
            check_open(th, w.at(0))?;
            th.ret_slot(w.at(0))
        }),
        NativeDef::full("__next__", ONE, next),
        NativeDef::full("readline", Params::pos(&["_self", "_size"], 1), read_line),
        NativeDef::full("readlines", Params::pos(&["_self", "_hint"], 1), read_lines),
        NativeDef::full("writelines", Params::all(&["_self", "_lines"]), write_lines),
    ],
    &[GetSet::read("closed", closed)],
);

/// The mark of a stream closed by `_IOBase.close`.
const CLOSED: &str = "__IOBase_closed";

fn closed<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let mark = attr::own_attr(th, v, th.intern(CLOSED))?;
    Ok(Val::bool(mark.is_some()))
}

/// Raises if the stream says that it is closed.
pub fn check_open(th: &mut Thread, this: Slot) -> Res<()> {
    let mark = th.mark();
    let closed = get_attr(th, this, "closed")?;
    let closed = number::truth(th, closed)?;
    th.release_to(mark);
    match closed {
        true => Err(super::closed_error(th)),
        false => Ok(()),
    }
}

/// Raises if the stream does not say that it is readable, writable, seekable.
pub fn check_able(th: &mut Thread, this: Slot, what: &str, message: &str) -> Res<()> {
    let mark = th.mark();
    let able = match get_attr_opt(th, this, what)? {
        Some(f) => {
            let r = th.call(f, &[])?;
            number::truth(th, r)?
        }
        None => false,
    };
    th.release_to(mark);
    match able {
        true => Ok(()),
        false => Err(unsupported(th, message)),
    }
}

fn tell(th: &mut Thread, w: Window) -> Res<Done> {
    let seek = get_attr(th, w.at(0), "seek")?;
    let (zero, one) = (th.root(Val::small(0)), th.root(Val::small(1)));
    let r = th.call(seek, &[zero, one])?;
    th.ret_slot(r)
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    if th.section(|th| Ok(closed(th, th.get(this))?.is(Val::TRUE)))? {
        return th.ret(Val::NONE);
    }
    let flush = get_attr(th, this, "flush")?;
    let r = th.call(flush, &[]);
    let yes = th.root(Val::TRUE);
    match r {
        Ok(_) => {
            set_attr(th, this, CLOSED, yes)?;
            th.ret(Val::NONE)
        }
        Err(u) => {
            let kept = th.root(th.pending.replace(crate::value::Raw::UNDEF).val(th));
            set_attr(th, this, CLOSED, yes)?;
            th.pending.set(th.raw(kept));
            Err(u)
        }
    }
}

fn next(th: &mut Thread, w: Window) -> Res<Done> {
    let f = get_attr(th, w.at(0), "readline")?;
    let line = th.call(f, &[])?;
    if crate::protocol::container::len(th, line)? == 0 {
        return Err(th.stop_iteration());
    }
    th.ret_slot(line)
}

/// Lines of bytes in terms of `read` and, if there is one, `peek`.
fn read_line(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = super::size(th, w.opt(th, 1))?;
    let read = get_attr(th, w.at(0), "read")?;
    let peek = get_attr_opt(th, w.at(0), "peek")?;
    let mut line: Vec<u8> = Vec::new();
    let mark = th.mark();
    while limit.is_none_or(|l| line.len() < l) {
        let mut n = 1;
        if let Some(peek) = peek {
            let one = th.root(Val::small(1));
            let ahead = th.call(peek, &[one])?;
            let ahead = support::bytes_like(th, ahead)?;
            if let Some(at) = memchr::memchr(b'\n', &ahead) {
                n = at + 1;
            } else if !ahead.is_empty() {
                n = ahead.len();
            }
            if let Some(l) = limit {
                n = n.min(l - line.len());
            }
        }
        let n = th.root(Val::small(n as i64));
        let got = th.call(read, &[n])?;
        let Some(bytes) = th.get(got).unboxed().cast::<Bytes>() else {
            let text = format!(
                "read() should have returned a bytes object, not '{}'",
                th.class_name(th.get(got))
            );
            return Err(th.raise(crate::error::Exc::OSError, text));
        };
        line.extend_from_slice(bytes.slice());
        let over = bytes.slice().is_empty() || line.last() == Some(&b'\n');
        th.release_to(mark);
        if over {
            break;
        }
    }
    th.ret(Bytes::new(th, &line).val())
}

fn read_lines(th: &mut Thread, w: Window) -> Res<Done> {
    let hint = super::size(th, w.opt(th, 1))?.filter(|h| *h > 0);
    let lines = th.root(th.list(&[]));
    let it = iter::get_iter(th, w.at(0))?;
    let mark = th.mark();
    let mut total = 0;
    while let Some(line) = iter::next(th, it)? {
        total += crate::protocol::container::len(th, line)?;
        th.section(|th| {
            th.get(lines)
                .expect::<List>()
                .own(th)?
                .push(th, th.get(line));
            Ok(())
        })?;
        th.release_to(mark);
        if hint.is_some_and(|h| total >= h) {
            break;
        }
    }
    th.ret_slot(lines)
}

fn write_lines(th: &mut Thread, w: Window) -> Res<Done> {
    check_open(th, w.at(0))?;
    let write = get_attr(th, w.at(0), "write")?;
    let it = iter::get_iter(th, w.at(1))?;
    let mark = th.mark();
    while let Some(line) = iter::next(th, it)? {
        th.call(write, &[line])?;
        th.release_to(mark);
    }
    th.ret(Val::NONE)
}

pub const RAW_IO_BASE: NativeClassSpec = stream_class(
    "_RawIOBase",
    "Base class for raw binary I/O.",
    &[
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), raw_read),
        NativeDef::full("readall", ONE, raw_read_all),
    ],
    &[],
);

fn raw_read(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(n) = super::size(th, w.opt(th, 1))? else {
        let all = get_attr(th, w.at(0), "readall")?;
        let r = th.call(all, &[])?;
        return th.ret_slot(r);
    };
    let buffer = th.root(crate::types::bytes::array::new(th, &vec![0; n]));
    let into = get_attr(th, w.at(0), "readinto")?;
    let got = th.call(into, &[buffer])?;
    if th.get(got).is_none() {
        return th.ret(Val::NONE);
    }
    let got = to_i64(th, got)?;
    let bytes = support::bytes_like(th, buffer)?;
    match usize::try_from(got).ok().filter(|g| *g <= n) {
        Some(got) => th.ret(Bytes::new(th, &bytes[..got]).val()),
        None => {
            let text = format!("readinto returned {got} outside buffer size {n}");
            Err(th.value_error(text))
        }
    }
}

fn raw_read_all(th: &mut Thread, w: Window) -> Res<Done> {
    let read = get_attr(th, w.at(0), "read")?;
    let mut all = Vec::new();
    let mark = th.mark();
    loop {
        let n = th.root(Val::small(super::channel::BUFFER as i64));
        let got = th.call(read, &[n])?;
        if th.get(got).is_none() {
            if all.is_empty() {
                return th.ret(Val::NONE);
            }
            break;
        }
        let bytes = support::bytes_like(th, got)?;
        th.release_to(mark);
        if bytes.is_empty() {
            break;
        }
        all.extend_from_slice(&bytes);
    }
    th.ret(Bytes::new(th, &all).val())
}

pub const BUFFERED_IO_BASE: NativeClassSpec = stream_class(
    "_BufferedIOBase",
    "Base class for buffered IO objects.",
    &[
        NativeDef::full("detach", ONE, |th, _| Err(unsupported(th, "detach"))),
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), |th, _| {
            Err(unsupported(th, "read"))
        }),
        NativeDef::full("read1", Params::pos(&["_self", "_size"], 1), |th, _| {
            Err(unsupported(th, "read1"))
        }),
        NativeDef::full("write", Params::all(&["_self", "_b"]), |th, _| {
            Err(unsupported(th, "write"))
        }),
        NativeDef::full("readinto", Params::all(&["_self", "_buffer"]), |th, w| {
            read_into(th, w, "read")
        }),
        NativeDef::full("readinto1", Params::all(&["_self", "_buffer"]), |th, w| {
            read_into(th, w, "read1")
        }),
    ],
    &[],
);

/// `readinto` in terms of `read`.
pub fn read_into(th: &mut Thread, w: Window, method: &str) -> Res<Done> {
    let n = crate::protocol::container::len(th, w.at(1))?;
    let read = get_attr(th, w.at(0), method)?;
    let count = th.root(Val::small(n as i64));
    let got = th.call(read, &[count])?;
    if th.get(got).is_none() {
        return th.ret(Val::NONE);
    }
    let bytes = support::bytes_like(th, got)?;
    fill_buffer(th, w.at(1), &bytes)?;
    th.ret(Val::small(bytes.len() as i64))
}

/// Puts bytes at the front of a bytearray or another writable buffer.
pub fn fill_buffer(th: &mut Thread, buffer: Slot, bytes: &[u8]) -> Res<()> {
    fill_buffer_at(th, buffer, 0, bytes)
}

/// The same from an offset on.
pub fn fill_buffer_at(th: &mut Thread, buffer: Slot, at: usize, bytes: &[u8]) -> Res<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let key = {
        let end = Val::small((at + bytes.len()) as i64);
        let parts = [Val::small(at as i64), end, Val::NONE];
        th.root(th.record(crate::class::Builtin::Slice, &parts))
    };
    let b = th.root(Bytes::new(th, bytes).val());
    crate::protocol::container::set_item(th, buffer, key, b)
}

pub const TEXT_IO_BASE: NativeClassSpec = stream_class(
    "_TextIOBase",
    "Base class for text I/O.",
    &[
        NativeDef::full("detach", ONE, |th, _| Err(unsupported(th, "detach"))),
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), |th, _| {
            Err(unsupported(th, "read"))
        }),
        NativeDef::full("readline", Params::pos(&["_self", "_size"], 1), |th, _| {
            Err(unsupported(th, "readline"))
        }),
        NativeDef::full("write", Params::all(&["_self", "_s"]), |th, _| {
            Err(unsupported(th, "write"))
        }),
    ],
    &[
        GetSet::read("encoding", |_, _| Ok(Val::NONE)),
        GetSet::read("newlines", |_, _| Ok(Val::NONE)),
        GetSet::read("errors", |_, _| Ok(Val::NONE)),
    ],
);
