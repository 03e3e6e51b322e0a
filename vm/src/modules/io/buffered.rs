//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`.
//!
//! Over a `FileIO` the system is called directly; over any other raw stream its methods are. The functions that take a
//! [`Buffer`] are called with its lock held.

use std::sync::Arc;

use super::base::{check_able, check_open, fill_buffer};
use super::channel::{BUFFER, Buffer, File, held};
use super::raw::{read_once, read_to_end, shown_name, write_once};
use super::{
    BELOW, closed_error, locked, make, set_state, size, state, state_of, stream_class, unsupported,
};
use crate::class::Builtin;
use crate::error::Exc;
use crate::modules::support::{self, NativeClass, NativeClassSpec, get_attr, to_i64};
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const SIZED: Params = Params::pos(&["_self", "_size"], 1);
const INTO: Params = Params::all(&["_self", "_buffer"]);

const NEW: NativeDef = NativeDef::quick(
    "__new__",
    Params::pos(&["_cls"], 1).kwdict().rest(),
    |th, a| Ok(make::<Buffer>(th, a.get(0))),
)
.static_method();

const INIT: Params = Params::pos(&["_self", "raw", "buffer_size"], 2);

macro_rules! methods {
    ($init:expr, $($row:expr),* $(,)?) => {
        &[
            NEW,
            NativeDef::full("__init__", INIT, $init),
            NativeDef::full("flush", ONE, flush),
            NativeDef::full("close", ONE, close),
            NativeDef::full("detach", ONE, detach),
            NativeDef::full("seek", Params::pos(&["_self", "_target", "_whence"], 2), seek),
            NativeDef::full("tell", ONE, tell),
            NativeDef::full("truncate", Params::pos(&["_self", "_pos"], 1), truncate),
            NativeDef::full("fileno", ONE, |th, w| of_raw(th, w, "fileno")),
            NativeDef::full("isatty", ONE, |th, w| of_raw(th, w, "isatty")),
            NativeDef::full("seekable", ONE, |th, w| of_raw(th, w, "seekable")),
            NativeDef::full("__repr__", ONE, shown),
            $($row),*
        ]
    };
}

const GETSETS: &[GetSet] = &[
    GetSet::read("raw", |th, v| {
        let raw = v.expect::<Record>().see(th)?.field(BELOW);
        Ok(if raw.is_undef() { Val::NONE } else { raw })
    }),
    GetSet::read("closed", |_, v| {
        Ok(Val::bool(
            state_of::<Buffer>(v).is_none_or(|b| b.is_closed()),
        ))
    }),
    GetSet::read("name", |th, v| below_attribute(th, v, "name")),
    GetSet::read("mode", |th, v| below_attribute(th, v, "mode")),
];

/// An attribute of the stream below, as far as it can be had without running Python code.
pub fn below_attribute<'t>(th: &'t Thread, v: Val<'t>, name: &str) -> Res<Val<'t>> {
    use crate::protocol::attr::{self, Found};
    let below = v.expect::<Record>().see(th)?.field(BELOW);
    if !below.is_undef()
        && let Found::Value(v) = attr::find(th, below, th.intern(name))?
    {
        return Ok(v);
    }
    Err(th.raise(
        Exc::AttributeError,
        format!("'{}' object has no attribute '{name}'", th.class_name(v)),
    ))
}

pub const READER: NativeClassSpec = stream_class(
    "BufferedReader",
    "Create a new buffered reader using the given readable raw IO object.",
    methods![
        |th, w| init(th, w, true, false),
        NativeDef::full("read", SIZED, read),
        NativeDef::full("read1", SIZED, read1),
        NativeDef::full("peek", SIZED, peek),
        NativeDef::full("readinto", INTO, |th, w| read_into(th, w, false)),
        NativeDef::full("readinto1", INTO, |th, w| read_into(th, w, true)),
        NativeDef::full("readline", SIZED, read_line),
        NativeDef::full("readable", ONE, |th, w| of_raw(th, w, "readable")),
    ],
    GETSETS,
);

pub const WRITER: NativeClassSpec = stream_class(
    "BufferedWriter",
    "A buffer for a writeable sequential RawIO object.",
    methods![
        |th, w| init(th, w, false, true),
        NativeDef::full("write", INTO, write),
        NativeDef::full("writable", ONE, |th, w| of_raw(th, w, "writable")),
    ],
    GETSETS,
);

pub const RANDOM: NativeClassSpec = stream_class(
    "BufferedRandom",
    "A buffered interface to random access streams.",
    methods![
        |th, w| init(th, w, true, true),
        NativeDef::full("read", SIZED, read),
        NativeDef::full("read1", SIZED, read1),
        NativeDef::full("peek", SIZED, peek),
        NativeDef::full("readinto", INTO, |th, w| read_into(th, w, false)),
        NativeDef::full("readinto1", INTO, |th, w| read_into(th, w, true)),
        NativeDef::full("readline", SIZED, read_line),
        NativeDef::full("write", INTO, write),
        NativeDef::full("readable", ONE, |th, w| of_raw(th, w, "readable")),
        NativeDef::full("writable", ONE, |th, w| of_raw(th, w, "writable")),
    ],
    GETSETS,
);

fn init(th: &mut Thread, w: Window, reads: bool, writes: bool) -> Res<Done> {
    let size = match w.opt(th, 2) {
        Some(s) => to_i64(th, s)?,
        None => BUFFER as i64,
    };
    if size <= 0 {
        return Err(th.value_error("buffer size must be strictly positive"));
    }
    if reads {
        check_able(th, w.at(1), "readable", "File or stream is not readable.")?;
    }
    if writes {
        check_able(th, w.at(1), "writable", "File or stream is not writable.")?;
    }
    if reads && writes {
        check_able(th, w.at(1), "seekable", "File or stream is not seekable.")?;
    }
    set_up(th, w.at(0), w.at(1), size as usize, writes)?;
    th.ret(Val::NONE)
}

/// Puts a buffer over a raw stream.
pub fn set_up(th: &mut Thread, this: Slot, raw: Slot, size: usize, writes: bool) -> Res<()> {
    let exact = {
        let class = th.class_of(th.get(raw)).val();
        class.is(th.native_class(NativeClass::FileIo).val())
    };
    let file = match exact {
        true => state_of::<File>(th.get(raw)),
        false => None,
    };
    th.section(|th| {
        let own = th.get(this).expect::<Record>().own(th)?;
        own.set_field(BELOW, th.get(raw));
        Ok(())
    })?;
    set_state(th, this, Some(Buffer::new(file, size, writes)));
    Ok(())
}

/// The raw stream in a register.
fn raw(th: &mut Thread, this: Slot) -> Res<Slot> {
    let below = th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(BELOW);
        Ok(th.root(v))
    })?;
    match th.get(below).is_undef() {
        true => Err(th.value_error("raw stream has been detached")),
        false => Ok(below),
    }
}

fn of_raw(th: &mut Thread, w: Window, method: &str) -> Res<Done> {
    let raw = raw(th, w.at(0))?;
    let f = get_attr(th, raw, method)?;
    let r = th.call(f, &[])?;
    th.ret_slot(r)
}

/// The buffer of a stream that was not closed.
pub fn open_buffer(th: &mut Thread, this: Slot) -> Res<Arc<Buffer>> {
    let b: Arc<Buffer> = state(th, this)?;
    if b.is_closed() {
        return Err(closed_error(th));
    }
    if b.file.is_none() {
        let raw = raw(th, this)?;
        check_open(th, raw)?;
    }
    Ok(b)
}

// ---- the raw stream ----

fn raw_read(th: &mut Thread, this: Slot, b: &Buffer, n: usize) -> Res<Option<Vec<u8>>> {
    if let Some(f) = &b.file {
        return read_once(th, f, n);
    }
    let mark = th.mark();
    let raw = raw(th, this)?;
    let read = get_attr(th, raw, "read")?;
    let n = th.root(Val::small(n as i64));
    let got = th.call(read, &[n])?;
    let bytes = match th.get(got).is_none() {
        true => None,
        false => Some(support::bytes_like(th, got)?),
    };
    th.release_to(mark);
    Ok(bytes)
}

fn raw_write(th: &mut Thread, this: Slot, b: &Buffer, bytes: &[u8]) -> Res<Option<usize>> {
    if let Some(f) = &b.file {
        return write_once(th, f, bytes);
    }
    let mark = th.mark();
    let raw = raw(th, this)?;
    let write = get_attr(th, raw, "write")?;
    let v = th.root(Bytes::new(th, bytes).val());
    let got = th.call(write, &[v])?;
    let n = match th.get(got).is_none() {
        true => None,
        false => Some(to_i64(th, got)?),
    };
    th.release_to(mark);
    match n {
        None => Ok(None),
        Some(n) if n >= 0 && n as usize <= bytes.len() => Ok(Some(n as usize)),
        Some(n) => {
            let text = format!(
                "raw write() returned invalid length {n} (should have been between 0 and {})",
                bytes.len()
            );
            Err(th.raise(Exc::OSError, text))
        }
    }
}

fn raw_seek(th: &mut Thread, this: Slot, b: &Buffer, offset: i64, whence: i64) -> Res<i64> {
    if let Some(f) = &b.file {
        return super::system(th, || f.seek(offset, whence as i32));
    }
    let mark = th.mark();
    let raw = raw(th, this)?;
    let f = get_attr(th, raw, "seek")?;
    let (o, h) = (th.root(th.int(offset)), th.root(Val::small(whence)));
    let r = th.call(f, &[o, h])?;
    let at = to_i64(th, r)?;
    th.release_to(mark);
    Ok(at)
}

// ---- with the lock held ----

/// Writes what the buffer holds.
pub fn flush_writes(th: &mut Thread, this: Slot, b: &Buffer) -> Res<()> {
    loop {
        let bytes = std::mem::take(&mut held(&b.state).write);
        if bytes.is_empty() {
            return Ok(());
        }
        let done = raw_write(th, this, b, &bytes);
        let n = match &done {
            Ok(Some(n)) => *n,
            _ => 0,
        };
        if n < bytes.len() && matches!(done, Ok(_) | Err(Unwind::Raise)) {
            // What was not written stays, in front of what has come meanwhile.
            let failed_for_good = done.is_err() && th.pending_is(Exc::OSError);
            if !failed_for_good {
                held(&b.state)
                    .write
                    .splice(0..0, bytes[n..].iter().copied());
            }
        }
        if done?.is_none() {
            let args = [
                Val::small(libc::EAGAIN.into()),
                th.str("write could not complete without blocking"),
                Val::small(0),
            ];
            return Err(th.raise_with(Exc::BlockingIOError, &args));
        }
    }
}

/// Drops what was read ahead and moves the raw stream back to where the program thinks it is.
fn unread(th: &mut Thread, this: Slot, b: &Buffer) -> Res<()> {
    let ahead = {
        let mut s = held(&b.state);
        let n = s.read.len() - s.at;
        s.read.clear();
        s.at = 0;
        n
    };
    if ahead > 0 {
        raw_seek(th, this, b, -(ahead as i64), 1)?;
    }
    Ok(())
}

/// What was read ahead, taken out.
fn take_ahead(b: &Buffer, n: usize) -> Vec<u8> {
    let mut s = held(&b.state);
    let end = s.read.len().min(s.at.saturating_add(n));
    let out = s.read[s.at..end].to_vec();
    s.at = end;
    if s.at == s.read.len() {
        s.read.clear();
        s.at = 0;
    }
    out
}

/// Reads more ahead; how much. Nothing if the raw stream would have to be waited for.
fn fill(th: &mut Thread, this: Slot, b: &Buffer) -> Res<Option<usize>> {
    let n = held(&b.state).size;
    let Some(bytes) = raw_read(th, this, b, n)? else {
        return Ok(None);
    };
    let mut s = held(&b.state);
    let at = s.at;
    s.read.drain(..at);
    s.at = 0;
    s.read.extend_from_slice(&bytes);
    Ok(Some(bytes.len()))
}

/// Reads `n` bytes, or all there are; nothing if there is nothing yet.
pub fn read_bytes(
    th: &mut Thread,
    this: Slot,
    b: &Buffer,
    n: Option<usize>,
) -> Res<Option<Vec<u8>>> {
    flush_writes(th, this, b)?;
    let mut out = take_ahead(b, n.unwrap_or(usize::MAX));
    let Some(n) = n else {
        let rest = match &b.file {
            Some(f) => read_to_end(th, f)?,
            None => read_rest(th, this)?,
        };
        return Ok(match rest {
            None if out.is_empty() => None,
            rest => {
                out.extend(rest.unwrap_or_default());
                Some(out)
            }
        });
    };
    while out.len() < n {
        let missing = n - out.len();
        let got = if missing >= held(&b.state).size {
            match raw_read(th, this, b, missing)? {
                Some(bytes) => {
                    out.extend_from_slice(&bytes);
                    Some(bytes.len())
                }
                None => None,
            }
        } else {
            let got = fill(th, this, b)?;
            out.extend(take_ahead(b, missing));
            got
        };
        match got {
            None if out.is_empty() => return Ok(None),
            None | Some(0) => break,
            Some(_) => {}
        }
    }
    Ok(Some(out))
}

/// Everything that is left in a raw stream in Python.
fn read_rest(th: &mut Thread, this: Slot) -> Res<Option<Vec<u8>>> {
    let raw = raw(th, this)?;
    let f = match support::get_attr_opt(th, raw, "readall")? {
        Some(f) => f,
        None => get_attr(th, raw, "read")?,
    };
    let r = th.call(f, &[])?;
    match th.get(r).is_none() {
        true => Ok(None),
        false => support::bytes_like(th, r).map(Some),
    }
}

/// At most `n` bytes with at most one read.
pub fn read_some(th: &mut Thread, this: Slot, b: &Buffer, n: usize) -> Res<Vec<u8>> {
    flush_writes(th, this, b)?;
    if held(&b.state).read.is_empty() && n > 0 {
        fill(th, this, b)?;
    }
    Ok(take_ahead(b, n))
}

/// Adds bytes to the buffer, and writes it when it is full.
pub fn write_bytes(th: &mut Thread, this: Slot, b: &Buffer, bytes: &[u8]) -> Res<()> {
    unread(th, this, b)?;
    let full = {
        let mut s = held(&b.state);
        s.write.extend_from_slice(bytes);
        s.write.len() > s.size
    };
    match full {
        true => flush_writes(th, this, b),
        false => Ok(()),
    }
}

/// Where the program thinks the stream is.
pub fn position(th: &mut Thread, this: Slot, b: &Buffer) -> Res<i64> {
    let at = raw_seek(th, this, b, 0, 1)?;
    let s = held(&b.state);
    Ok(at - (s.read.len() - s.at) as i64 + s.write.len() as i64)
}

/// Moves the stream.
pub fn move_to(th: &mut Thread, this: Slot, b: &Buffer, target: i64, whence: i64) -> Res<i64> {
    flush_writes(th, this, b)?;
    let ahead = {
        let mut s = held(&b.state);
        let n = s.read.len() - s.at;
        s.read.clear();
        s.at = 0;
        n as i64
    };
    let target = if whence == 1 { target - ahead } else { target };
    raw_seek(th, this, b, target, whence)
}

// ---- methods ----

fn returned(th: &mut Thread, bytes: Option<Vec<u8>>) -> Res<Done> {
    match bytes {
        Some(b) => th.ret(Bytes::new(th, &b).val()),
        None => th.ret(Val::NONE),
    }
}

fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let n = match w.opt(th, 1).filter(|v| !th.get(*v).is_none()) {
        None => None,
        Some(v) => match to_i64(th, v)? {
            -1 => None,
            n if n < 0 => return Err(th.value_error("read length must be non-negative or -1")),
            n => Some(n as usize),
        },
    };
    let b = open_buffer(th, w.at(0))?;
    let bytes = locked(th, &b.lock, |th| read_bytes(th, w.at(0), &b, n))?;
    returned(th, bytes)
}

fn read1(th: &mut Thread, w: Window) -> Res<Done> {
    let b = open_buffer(th, w.at(0))?;
    let n = size(th, w.opt(th, 1))?.unwrap_or_else(|| held(&b.state).size);
    let bytes = locked(th, &b.lock, |th| read_some(th, w.at(0), &b, n))?;
    returned(th, Some(bytes))
}

fn peek(th: &mut Thread, w: Window) -> Res<Done> {
    let b = open_buffer(th, w.at(0))?;
    let bytes = locked(th, &b.lock, |th| {
        flush_writes(th, w.at(0), &b)?;
        if held(&b.state).read.is_empty() {
            fill(th, w.at(0), &b)?;
        }
        let s = held(&b.state);
        Ok(s.read[s.at..].to_vec())
    })?;
    returned(th, Some(bytes))
}

fn read_into(th: &mut Thread, w: Window, once: bool) -> Res<Done> {
    let n = support::byte_length(th, w.at(1))?;
    let b = open_buffer(th, w.at(0))?;
    let bytes = locked(th, &b.lock, |th| match once {
        true => read_some(th, w.at(0), &b, n).map(Some),
        false => read_bytes(th, w.at(0), &b, Some(n)),
    })?;
    match bytes {
        Some(bytes) => {
            fill_buffer(th, w.at(1), &bytes)?;
            th.ret(Val::small(bytes.len() as i64))
        }
        None => th.ret(Val::NONE),
    }
}

fn read_line(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = size(th, w.opt(th, 1))?.unwrap_or(usize::MAX);
    let b = open_buffer(th, w.at(0))?;
    let line = locked(th, &b.lock, |th| {
        flush_writes(th, w.at(0), &b)?;
        let mut line = Vec::new();
        loop {
            let (n, ended) = {
                let s = held(&b.state);
                let ahead = &s.read[s.at..];
                match memchr::memchr(b'\n', ahead) {
                    Some(i) => (i + 1, true),
                    None => (ahead.len(), false),
                }
            };
            let n = n.min(limit - line.len());
            line.extend(take_ahead(&b, n));
            let whole = ended && line.last() == Some(&b'\n');
            if whole || line.len() >= limit || fill(th, w.at(0), &b)?.unwrap_or(0) == 0 {
                return Ok(line);
            }
        }
    })?;
    returned(th, Some(line))
}

fn write(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(1)).unboxed().has_shape(Builtin::Str.shape()) {
        return Err(th.type_error("a bytes-like object is required, not 'str'"));
    }
    let bytes = super::bytes_arg(th, w.at(1))?;
    let b: Arc<Buffer> = state(th, w.at(0))?;
    if b.is_closed() {
        return Err(th.value_error("write to closed file"));
    }
    locked(th, &b.lock, |th| write_bytes(th, w.at(0), &b, &bytes))?;
    th.ret(Val::small(bytes.len() as i64))
}

fn flush(th: &mut Thread, w: Window) -> Res<Done> {
    let b: Arc<Buffer> = state(th, w.at(0))?;
    if b.is_closed() {
        return Err(th.value_error("flush of closed file"));
    }
    locked(th, &b.lock, |th| flush_writes(th, w.at(0), &b))?;
    if b.file.is_none() {
        let raw = raw(th, w.at(0))?;
        if let Some(f) = support::get_attr_opt(th, raw, "flush")? {
            th.call(f, &[])?;
        }
    }
    th.ret(Val::NONE)
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(b) = state_of::<Buffer>(th.get(w.at(0))) else {
        return th.ret(Val::NONE);
    };
    if b.is_closed() {
        return th.ret(Val::NONE);
    }
    // Two objects may share what they read and write: it may be closed already.
    let raw_now = raw(th, w.at(0))?;
    let closed = get_attr(th, raw_now, "closed")?;
    if crate::protocol::number::truth(th, closed)? {
        return th.ret(Val::NONE);
    }
    let flush = get_attr(th, w.at(0), "flush")?;
    let flushed = th.call(flush, &[]).map(|_| ());
    let kept = match flushed {
        Err(Unwind::Raise) => Some(th.root(th.take_pending())),
        Err(u) => return Err(u),
        Ok(()) => None,
    };
    let raw = raw(th, w.at(0))?;
    let close = get_attr(th, raw, "close")?;
    let r = th.call(close, &[]);
    held(&b.state).closed = true;
    r?;
    match kept {
        Some(e) => Err(th.raise_value(th.get(e))),
        None => th.ret(Val::NONE),
    }
}

fn detach(th: &mut Thread, w: Window) -> Res<Done> {
    let flush = get_attr(th, w.at(0), "flush")?;
    th.call(flush, &[])?;
    let raw = raw(th, w.at(0))?;
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        own.set_field(BELOW, Val::UNDEF);
        Ok(())
    })?;
    set_state::<Buffer>(th, w.at(0), None);
    th.ret_slot(raw)
}

fn seek(th: &mut Thread, w: Window) -> Res<Done> {
    let b = open_buffer(th, w.at(0))?;
    let target = to_i64(th, w.at(1))?;
    let whence = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    if !(0..=4).contains(&whence) {
        let text = format!("whence value {whence} unsupported");
        return Err(th.value_error(text));
    }
    let raw = raw(th, w.at(0))?;
    check_able(th, raw, "seekable", "File or stream is not seekable.")?;
    let at = locked(th, &b.lock, |th| move_to(th, w.at(0), &b, target, whence))?;
    th.ret(th.int(at))
}

fn tell(th: &mut Thread, w: Window) -> Res<Done> {
    let b = open_buffer(th, w.at(0))?;
    let at = locked(th, &b.lock, |th| position(th, w.at(0), &b))?;
    th.ret(th.int(at))
}

fn truncate(th: &mut Thread, w: Window) -> Res<Done> {
    let b = open_buffer(th, w.at(0))?;
    let length = w.opt(th, 1).filter(|v| !th.get(*v).is_none());
    let raw = raw(th, w.at(0))?;
    let able = get_attr(th, raw, "writable")?;
    let able = th.call(able, &[])?;
    if !crate::protocol::number::truth(th, able)? {
        return Err(unsupported(th, "truncate"));
    }
    let at = locked(th, &b.lock, |th| {
        flush_writes(th, w.at(0), &b)?;
        position(th, w.at(0), &b)
    })?;
    let length = match length {
        Some(l) => l,
        None => th.root(th.int(at)),
    };
    let f = get_attr(th, raw, "truncate")?;
    let r = th.call(f, &[length])?;
    th.ret_slot(r)
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let title = {
        let class = th.class_of(th.get(w.at(0)));
        format!("_io.{}", class.name())
    };
    let text = match shown_name(th, w.at(0))? {
        Some(n) => format!("<{title} name={n}>"),
        None => format!("<{title}>"),
    };
    th.ret(th.str(&text))
}
