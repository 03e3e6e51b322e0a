//! `FileIO`: a file by its descriptor, without a buffer.

use std::sync::Arc;

use super::base::fill_buffer;
use super::channel::{BUFFER, File};
use super::{
    closed_error, make, set_state, size, state, state_of, stream_class, system, unsupported,
};
use crate::error::Exc;
use crate::modules::support::{self, NativeClassSpec, set_attr, to_i64};
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::os;
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);

pub const CLASS: NativeClassSpec = stream_class(
    "FileIO",
    "Open a file.",
    &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).kwdict().rest(),
            |th, a| Ok(make::<File>(th, a.get(0))),
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "file", "mode", "closefd", "opener"], 2),
            init,
        ),
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), read),
        NativeDef::full("readall", ONE, read_all),
        NativeDef::full("readinto", Params::all(&["_self", "_buffer"]), read_into),
        NativeDef::full("write", Params::all(&["_self", "_b"]), write),
        NativeDef::full("seek", Params::pos(&["_self", "_pos", "_whence"], 2), seek),
        NativeDef::full("tell", ONE, tell),
        NativeDef::full("truncate", Params::pos(&["_self", "_size"], 1), truncate),
        NativeDef::full("close", ONE, close),
        NativeDef::full("fileno", ONE, |th, w| {
            let (_, fd) = open_file(th, w.at(0))?;
            th.ret(Val::small(fd.into()))
        }),
        NativeDef::full("isatty", ONE, |th, w| {
            let (_, fd) = open_file(th, w.at(0))?;
            th.ret(Val::bool(os::file::is_terminal(fd)))
        }),
        NativeDef::full("readable", ONE, |th, w| {
            let (f, _) = open_file(th, w.at(0))?;
            th.ret(Val::bool(f.readable))
        }),
        NativeDef::full("writable", ONE, |th, w| {
            let (f, _) = open_file(th, w.at(0))?;
            th.ret(Val::bool(f.writable))
        }),
        NativeDef::full("seekable", ONE, |th, w| {
            let (f, _) = open_file(th, w.at(0))?;
            th.ret(Val::bool(f.seek(0, libc::SEEK_CUR).is_ok()))
        }),
        NativeDef::full("__repr__", ONE, shown),
    ],
    &[
        GetSet::read("closed", |_, v| {
            Ok(Val::bool(state_of::<File>(v).is_none_or(|f| f.is_closed())))
        }),
        GetSet::read("closefd", |_, v| {
            Ok(Val::bool(state_of::<File>(v).is_some_and(|f| f.owned)))
        }),
        GetSet::read("mode", |th, v| {
            Ok(th.str(state_of::<File>(v).map_or("", |f| mode_of(&f))))
        }),
    ],
);

/// What was asked of `open` in its mode.
#[derive(Clone, Copy, Default)]
pub struct Access {
    pub reading: bool,
    pub writing: bool,
    pub appending: bool,
    pub creating: bool,
    pub updating: bool,
}

impl Access {
    /// The letters that say how a file is opened; `b`, `t` are for others.
    pub fn parse(mode: &str) -> Option<Access> {
        let mut a = Access::default();
        let (mut kinds, mut plus) = (0, 0);
        for c in mode.chars() {
            match c {
                'r' => a.reading = true,
                'w' => a.writing = true,
                'a' => a.appending = true,
                'x' => a.creating = true,
                '+' => a.updating = true,
                'b' | 't' | 'U' => continue,
                _ => return None,
            }
            match c {
                '+' => plus += 1,
                _ => kinds += 1,
            }
        }
        (kinds == 1 && plus <= 1).then_some(a)
    }

    fn flags(self) -> i32 {
        let access = match (self.reading, self.updating) {
            (true, false) => libc::O_RDONLY,
            (false, false) => libc::O_WRONLY,
            (_, true) => libc::O_RDWR,
        };
        let more = if self.writing {
            libc::O_CREAT | libc::O_TRUNC
        } else if self.appending {
            libc::O_CREAT | libc::O_APPEND
        } else if self.creating {
            libc::O_CREAT | libc::O_EXCL
        } else {
            0
        };
        access | more
    }
}

fn mode_of(f: &File) -> &'static str {
    match (f.created, f.appending, f.readable, f.writable) {
        (true, _, true, _) => "xb+",
        (true, ..) => "xb",
        (_, true, true, _) => "ab+",
        (_, true, ..) => "ab",
        (_, _, true, true) => "rb+",
        (_, _, true, false) => "rb",
        _ => "wb",
    }
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let mode = match w.opt(th, 2) {
        Some(m) => support::text(th, th.get(m), "FileIO")?.to_owned(),
        None => "r".to_owned(),
    };
    let owned = match w.opt(th, 3) {
        Some(v) => number::truth(th, v)?,
        None => true,
    };
    let opener = w.opt(th, 4).filter(|o| !th.get(*o).is_none());
    let Some(access) = Access::parse(&mode) else {
        return Err(th.value_error(
            "Must have exactly one of create/read/write/append mode and at most one plus",
        ));
    };
    let file = open(th, w.at(1), access, owned, opener)?;
    set_state(th, w.at(0), Some(Arc::new(file)));
    set_attr(th, w.at(0), "name", w.at(1))?;
    th.ret(Val::NONE)
}

/// Opens a path, or takes a descriptor over.
pub fn open(
    th: &mut Thread,
    name: Slot,
    access: Access,
    owned: bool,
    opener: Option<Slot>,
) -> Res<File> {
    support::irrevocable(th)?;
    let fd = match given_fd(th, name)? {
        Some(fd) => fd,
        None if !owned => {
            return Err(th.value_error("Cannot use closefd=False with file name"));
        }
        None => open_path(th, name, access, opener)?,
    };
    let mut file = File::new(
        fd,
        owned,
        access.reading || access.updating,
        !access.reading || access.updating,
    );
    file.appending = access.appending;
    file.created = access.creating;
    match os::file::status(fd) {
        Ok(s) if os::file::is_folder(&s) => {
            return Err(support::os_error_number(th, libc::EISDIR, Some(name)));
        }
        Ok(_) => {}
        Err(e) => {
            // The descriptor was never ours to close.
            file.owned = false;
            return Err(support::os_error(th, &e, None));
        }
    }
    if access.appending {
        // Not every file has an end to go to.
        let _ = file.seek(0, libc::SEEK_END);
    }
    Ok(file)
}

/// The descriptor that a name is, if it is an int.
fn given_fd(th: &mut Thread, name: Slot) -> Res<Option<i32>> {
    let v = th.get(name);
    if !support::is_int(v) && !v.is_bool() {
        return Ok(None);
    }
    let fd = to_i64(th, name)?;
    if fd < 0 {
        return Err(th.value_error("negative file descriptor"));
    }
    Ok(Some(fd as i32))
}

fn open_path(th: &mut Thread, name: Slot, access: Access, opener: Option<Slot>) -> Res<i32> {
    let path = support::path(th, name)?;
    let flags = access.flags();
    if let Some(opener) = opener {
        let flags = th.root(Val::small((flags | libc::O_CLOEXEC).into()));
        let fd = th.call(opener, &[name, flags])?;
        if !support::is_int(th.get(fd)) {
            return Err(th.type_error("expected integer from opener"));
        }
        let fd = to_i64(th, fd)?;
        if fd < 0 {
            return Err(th.value_error(format!("opener returned {fd}")));
        }
        return Ok(fd as i32);
    }
    loop {
        match th.blocking(|| os::file::open(&path, flags, 0o666)) {
            Ok(fd) => return Ok(fd),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, Some(name))),
        }
    }
}

/// The file of a stream that was not closed, and its descriptor.
fn open_file(th: &Thread, this: Slot) -> Res<(Arc<File>, i32)> {
    let f: Arc<File> = state(th, this)?;
    match f.fd() {
        Some(fd) => Ok((f, fd)),
        None => Err(closed_error(th)),
    }
}

fn readable(th: &Thread, this: Slot) -> Res<Arc<File>> {
    let (f, _) = open_file(th, this)?;
    match f.readable {
        true => Ok(f),
        false => Err(unsupported(th, "File not open for reading")),
    }
}

/// Reads once; nothing if the file would have to be waited for.
pub fn read_once(th: &mut Thread, f: &File, n: usize) -> Res<Option<Vec<u8>>> {
    let mut buffer = vec![0; n];
    match system(th, || f.read(&mut buffer)) {
        Ok(got) => {
            buffer.truncate(got);
            Ok(Some(buffer))
        }
        Err(Unwind::Raise) if th.swallow(Exc::BlockingIOError) => Ok(None),
        Err(u) => Err(u),
    }
}

/// Writes once; nothing if the file would have to be waited for.
pub fn write_once(th: &mut Thread, f: &File, bytes: &[u8]) -> Res<Option<usize>> {
    match system(th, || f.write(bytes)) {
        Ok(n) => Ok(Some(n)),
        Err(Unwind::Raise) if th.swallow(Exc::BlockingIOError) => Ok(None),
        Err(u) => Err(u),
    }
}

fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(n) = size(th, w.opt(th, 1))? else {
        return read_all(th, w);
    };
    let f = readable(th, w.at(0))?;
    match read_once(th, &f, n)? {
        Some(bytes) => th.ret(Bytes::new(th, &bytes).val()),
        None => th.ret(Val::NONE),
    }
}

/// Reads up to the end of the file.
pub fn read_to_end(th: &mut Thread, f: &File) -> Res<Option<Vec<u8>>> {
    let expected = f
        .fd()
        .and_then(|fd| os::file::status(fd).ok())
        .map_or(0, |s| s.st_size.max(0) as usize);
    let at = f.seek(0, libc::SEEK_CUR).unwrap_or(0).max(0) as usize;
    let mut all = Vec::new();
    let mut n = expected.saturating_sub(at).max(BUFFER) + 1;
    loop {
        match read_once(th, f, n)? {
            None if all.is_empty() => return Ok(None),
            None => return Ok(Some(all)),
            Some(bytes) if bytes.is_empty() => return Ok(Some(all)),
            Some(bytes) => all.extend_from_slice(&bytes),
        }
        n = all.len().clamp(BUFFER, 1 << 20);
    }
}

fn read_all(th: &mut Thread, w: Window) -> Res<Done> {
    let f = readable(th, w.at(0))?;
    match read_to_end(th, &f)? {
        Some(bytes) => th.ret(Bytes::new(th, &bytes).val()),
        None => th.ret(Val::NONE),
    }
}

fn read_into(th: &mut Thread, w: Window) -> Res<Done> {
    let f = readable(th, w.at(0))?;
    let n = support::byte_length(th, w.at(1))?;
    match read_once(th, &f, n)? {
        Some(bytes) => {
            fill_buffer(th, w.at(1), &bytes)?;
            th.ret(Val::small(bytes.len() as i64))
        }
        None => th.ret(Val::NONE),
    }
}

fn write(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, _) = open_file(th, w.at(0))?;
    if !f.writable {
        return Err(unsupported(th, "File not open for writing"));
    }
    let bytes = super::bytes_arg(th, w.at(1))?;
    match write_once(th, &f, &bytes)? {
        Some(n) => th.ret(Val::small(n as i64)),
        None => th.ret(Val::NONE),
    }
}

fn seek(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, _) = open_file(th, w.at(0))?;
    let offset = to_i64(th, w.at(1))?;
    let whence = match w.opt(th, 2) {
        Some(v) => to_i64(th, v)?,
        None => 0,
    };
    let at = system(th, || f.seek(offset, whence as i32))?;
    th.ret(th.int(at))
}

fn tell(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, _) = open_file(th, w.at(0))?;
    let at = system(th, || f.seek(0, libc::SEEK_CUR))?;
    th.ret(th.int(at))
}

fn truncate(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, fd) = open_file(th, w.at(0))?;
    if !f.writable {
        return Err(unsupported(th, "File not open for writing"));
    }
    let length = match w.opt(th, 1).filter(|v| !th.get(*v).is_none()) {
        Some(v) => to_i64(th, v)?,
        None => system(th, || f.seek(0, libc::SEEK_CUR))?,
    };
    system(th, || os::file::truncate(fd, length))?;
    th.ret(th.int(length))
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(f) = state_of::<File>(th.get(w.at(0))) {
        system(th, || f.close())?;
    }
    th.ret(Val::NONE)
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let f = state_of::<File>(th.get(w.at(0)));
    let text = match f.filter(|f| !f.is_closed()) {
        None => "<_io.FileIO [closed]>".to_owned(),
        Some(f) => {
            let name = match support::get_attr_opt(th, w.at(0), "name")? {
                Some(n) => format!("name={}", support::repr(th, n)?),
                None => format!("fd={}", f.fd().unwrap_or(-1)),
            };
            let owned = if f.owned { "True" } else { "False" };
            format!("<_io.FileIO {name} mode='{}' closefd={owned}>", mode_of(&f))
        }
    };
    th.ret(th.str(&text))
}

/// The name of a stream for its `repr`, if it has one.
pub fn shown_name(th: &mut Thread, this: Slot) -> Res<Option<String>> {
    let mark = th.mark();
    let name = match support::get_attr_opt(th, this, "name") {
        Ok(n) => n,
        Err(Unwind::Raise) if th.swallow(Exc::ValueError) => None,
        Err(u) => return Err(u),
    };
    let text = match name {
        Some(n) => Some(support::repr(th, n)?),
        None => None,
    };
    th.release_to(mark);
    Ok(text)
}
