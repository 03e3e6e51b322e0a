//! `BytesIO`: a stream over bytes in memory. Its content belongs to the record and follows its ownership.

use std::any::Any;
use std::cell::RefCell;

use super::base::fill_buffer;
use super::{closed_error, size, stream_class};
use crate::class::Class;
use crate::modules::support::{self, NativeClassSpec, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, NativeData, Record, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);
const SIZED: Params = Params::pos(&["_self", "_size"], 1);

pub const CLASS: NativeClassSpec = stream_class(
    "BytesIO",
    "Buffered I/O implementation using an in-memory bytes buffer.",
    &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).kwdict().rest(), new).static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "initial_bytes"], 1),
            init,
        ),
        NativeDef::full("read", SIZED, read),
        NativeDef::full("read1", SIZED, read),
        NativeDef::full("readline", SIZED, read_line),
        NativeDef::full("readinto", Params::all(&["_self", "_buffer"]), read_into),
        NativeDef::full("write", Params::all(&["_self", "_b"]), write),
        NativeDef::quick("getvalue", ONE, get_value),
        NativeDef::full("getbuffer", ONE, get_buffer),
        NativeDef::full("seek", Params::pos(&["_self", "_pos", "_whence"], 2), seek),
        NativeDef::quick("tell", ONE, |th, a| {
            Ok(Val::small(content(th, a.get(0))?.borrow().at as i64))
        }),
        NativeDef::full("truncate", Params::pos(&["_self", "_size"], 1), truncate),
        NativeDef::quick("close", ONE, |th, a| {
            let c = own(th, a.get(0))?;
            let mut c = c.borrow_mut();
            c.closed = true;
            c.bytes = Vec::new();
            Ok(Val::NONE)
        }),
        NativeDef::quick("readable", ONE, yes),
        NativeDef::quick("writable", ONE, yes),
        NativeDef::quick("seekable", ONE, yes),
        NativeDef::quick("isatty", ONE, |th, a| {
            content(th, a.get(0))?;
            Ok(Val::FALSE)
        }),
        NativeDef::quick("flush", ONE, |_, _| Ok(Val::NONE)),
        NativeDef::quick("__getstate__", ONE, |th, a| {
            let c = content(th, a.get(0))?.borrow();
            let at = Val::small(c.at as i64);
            Ok(th.tuple(&[Bytes::new(th, &c.bytes).val(), at, Val::NONE]))
        }),
        NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), set_state),
    ],
    &[GetSet::read("closed", |th, v| {
        Ok(Val::bool(look(th, v)?.borrow().closed))
    })],
);

#[derive(Clone, Default)]
struct Content {
    bytes: Vec<u8>,
    at: usize,
    closed: bool,
}

struct Held(RefCell<Content>);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        Some(Box::new(Held(self.0.clone())))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<Held>() {
            *self.0.borrow_mut() = saved.0.borrow().clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The content, to be read.
fn look<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    // Held, not only seen: a `RefCell` is for one thread at a time, even to be read.
    let seen = v.expect::<Record>().hold(th)?;
    Ok(&seen.native::<Held>().expect("V3: made with content").0)
}

/// The content of a stream that was not closed.
fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let c = look(th, v)?;
    match c.borrow().closed {
        true => Err(closed_error(th)),
        false => Ok(c),
    }
}

/// The content, to be changed.
fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let own = v.expect::<Record>().own(th)?;
    Ok(&own.native::<Held>().expect("V3: made with content").0)
}

fn own_open<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Content>> {
    let c = own(th, v)?;
    match c.borrow().closed {
        true => Err(closed_error(th)),
        false => Ok(c),
    }
}

/// Content and position, as `__getstate__` gives them.
fn set_state(th: &mut Thread, w: Window) -> Res<Done> {
    th.section(|th| {
        let parts = th
            .get(w.at(1))
            .cast::<Tuple>()
            .map_or(&[][..], |t| t.items());
        let (bytes, at) = match parts {
            [bytes, at, _] => (bytes.cast::<Bytes>(), at.as_int()),
            _ => (None, None),
        };
        let (Some(bytes), Some(at)) = (bytes, at.and_then(|n| usize::try_from(n).ok())) else {
            return Err(th.type_error(
                "BytesIO.__setstate__ argument should be a tuple of bytes, position and dict",
            ));
        };
        *own(th, th.get(w.at(0)))?.borrow_mut() = Content {
            bytes: bytes.slice().to_vec(),
            at,
            closed: false,
        };
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let info = a.get(0).expect::<Class>().info();
    let state = Box::new(Held(RefCell::default()));
    Ok(Record::with_native(th, info.root_shape(), &[], state).val())
}

fn yes<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    content(th, a.get(0))?;
    Ok(Val::TRUE)
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = match w.opt(th, 1).filter(|v| !th.get(*v).is_none()) {
        Some(v) => support::bytes_like(th, v)?,
        None => Vec::new(),
    };
    th.section(|th| {
        *own(th, th.get(w.at(0)))?.borrow_mut() = Content {
            bytes: bytes.clone(),
            at: 0,
            closed: false,
        };
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// Takes the bytes that `f` measures off the rest of the content.
fn take(th: &mut Thread, this: Slot, f: impl Fn(&[u8]) -> usize) -> Res<Vec<u8>> {
    th.section(|th| {
        let c = own_open(th, th.get(this))?;
        let mut c = c.borrow_mut();
        let from = c.at.min(c.bytes.len());
        let n = f(&c.bytes[from..]);
        let out = c.bytes[from..from + n].to_vec();
        c.at += n;
        Ok(out)
    })
}

fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let n = size(th, w.opt(th, 1))?;
    let out = take(th, w.at(0), |rest| {
        n.map_or(rest.len(), |n| n.min(rest.len()))
    })?;
    th.ret(Bytes::new(th, &out).val())
}

fn read_line(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = size(th, w.opt(th, 1))?;
    let out = take(th, w.at(0), |rest| {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
        limit.map_or(end, |l| end.min(l))
    })?;
    th.ret(Bytes::new(th, &out).val())
}

fn read_into(th: &mut Thread, w: Window) -> Res<Done> {
    let n = support::byte_length(th, w.at(1))?;
    let out = take(th, w.at(0), |rest| n.min(rest.len()))?;
    fill_buffer(th, w.at(1), &out)?;
    th.ret(Val::small(out.len() as i64))
}

fn write(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = support::bytes_like(th, w.at(1))?;
    th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let c = &mut *c.borrow_mut();
        if bytes.is_empty() {
            return Ok(());
        }
        let end = c.at + bytes.len();
        if c.bytes.len() < end {
            c.bytes.resize(end, 0);
        }
        c.bytes[c.at..end].copy_from_slice(&bytes);
        c.at = end;
        Ok(())
    })?;
    th.ret(Val::small(bytes.len() as i64))
}

fn get_value<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(Bytes::new(th, &content(th, a.get(0))?.borrow().bytes).val())
}

/// A view of a copy: the content itself may move.
fn get_buffer(th: &mut Thread, w: Window) -> Res<Done> {
    let array = th.section(|th| {
        let c = content(th, th.get(w.at(0)))?.borrow();
        Ok(th.root(crate::types::bytes::array::new(th, &c.bytes)))
    })?;
    let class = th.root(th.builtin(crate::class::Builtin::MemoryView));
    let view = th.call(class, &[array])?;
    th.ret_slot(view)
}

fn seek(th: &mut Thread, w: Window) -> Res<Done> {
    let pos = to_i64(th, w.at(1))?;
    let whence = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    let at = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let mut c = c.borrow_mut();
        let base = match whence {
            0 if pos < 0 => return Err(th.value_error(format!("negative seek value {pos}"))),
            0 => 0,
            1 => c.at as i64,
            2 => c.bytes.len() as i64,
            other => {
                return Err(
                    th.value_error(format!("invalid whence ({other}, should be 0, 1 or 2)"))
                );
            }
        };
        c.at = (base + pos).max(0) as usize;
        Ok(c.at)
    })?;
    th.ret(Val::small(at as i64))
}

fn truncate(th: &mut Thread, w: Window) -> Res<Done> {
    let length = match w.opt(th, 1).filter(|v| !th.get(*v).is_none()) {
        Some(v) => Some(to_i64(th, v)?),
        None => None,
    };
    if let Some(n) = length.filter(|n| *n < 0) {
        return Err(th.value_error(format!("negative size value {n}")));
    }
    let n = th.section(|th| {
        let c = own_open(th, th.get(w.at(0)))?;
        let mut c = c.borrow_mut();
        let n = length.map_or(c.at, |l| l as usize);
        c.bytes.truncate(n);
        Ok(n)
    })?;
    th.ret(Val::small(n as i64))
}
