//! `scandir` and its entries.

use std::any::Any;
use std::fs::{DirEntry, ReadDir};
use std::sync::Mutex;

use super::{call, descriptor, flag, like, status};
use crate::class::flags;
use crate::modules::iterate::{ITER, NEXT, never_quick};
use crate::modules::support::{self, NativeClass, NativeClassSpec, repr};
use crate::native::{Args, Done, GetSet, NativeDef, NativeNext, Params, Window};
use crate::object::{NativeData, Record, Str};
use crate::os::file;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ONE: Params = Params::all(&["_self"]);

/// Field: the path that was given.
pub const ITERATOR: NativeClassSpec = NativeClassSpec {
    module: "posix",
    name: "ScandirIterator",
    doc: "",
    nfields: 1,
    flags: flags::NO_NEW,
    methods: &[
        ITER,
        NEXT,
        NativeDef::quick("close", ONE, close),
        NativeDef::quick("__enter__", ONE, |_, a| Ok(a.get(0))),
        NativeDef::quick("__exit__", Params::pos(&["_self"], 1).rest(), close),
    ],
    getsets: &[],
};

/// Fields: name, path, kind (0 unknown, 1 file, 2 folder, 3 link, 4 other), inode.
pub const ENTRY: NativeClassSpec = NativeClassSpec {
    module: "os",
    name: "DirEntry",
    doc: "",
    nfields: 4,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full("is_dir", ONE.kw(&["follow_symlinks"]), |th, w| {
            is_kind(th, w, FOLDER)
        }),
        NativeDef::full("is_file", ONE.kw(&["follow_symlinks"]), |th, w| {
            is_kind(th, w, FILE)
        }),
        NativeDef::quick("is_symlink", ONE, |_, a| {
            Ok(Val::bool(kind(a.get(0)) == LINK))
        }),
        NativeDef::quick("is_junction", ONE, |_, _| Ok(Val::FALSE)),
        NativeDef::quick("inode", ONE, |_, a| {
            Ok(a.get(0).expect::<Record>().fixed(3))
        }),
        NativeDef::full("stat", ONE.kw(&["follow_symlinks"]), entry_stat),
        NativeDef::quick("__fspath__", ONE, |_, a| {
            Ok(a.get(0).expect::<Record>().fixed(1))
        }),
        NativeDef::full("__repr__", ONE, |th, w| {
            let name = th.root(th.get(w.at(0)).expect::<Record>().fixed(0));
            let text = format!("<DirEntry {}>", repr(th, name)?);
            th.ret(th.str(&text))
        }),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("name", |_, v| Ok(v.expect::<Record>().fixed(0))),
        GetSet::read("path", |_, v| Ok(v.expect::<Record>().fixed(1))),
    ],
};

const FILE: i64 = 1;
const FOLDER: i64 = 2;
const LINK: i64 = 3;
const OTHER: i64 = 4;

pub const NEXT_ENTRY: NativeNext = NativeNext {
    quick: never_quick,
    full: next_entry,
};

/// An open folder; outside the transactions.
struct Reader(Mutex<Option<ReadDir>>);

impl NativeData for Reader {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn reader<'t>(v: Val<'t>) -> &'t Mutex<Option<ReadDir>> {
    &v.expect::<Record>()
        .native::<Reader>()
        .expect("V3: made with a reader")
        .0
}

/// `scandir(path)`.
pub fn scandir(th: &mut Thread, w: Window) -> Res<Done> {
    let given = w.opt(th, 0).filter(|v| !th.get(*v).is_none());
    let path = match given {
        None => ".".to_owned(),
        Some(v) => match descriptor(th, v)? {
            Some(fd) => format!("/proc/self/fd/{fd}"),
            None => support::path(th, v)?,
        },
    };
    let open = call(th, given, || std::fs::read_dir(&path))?;
    let shown = match given {
        Some(v) => like(th, v, &path).raw(),
        None => th.str(".").raw(),
    };
    let shown = th.root(shown.val(th));
    let r = {
        let info = th.native_class(NativeClass::ScandirIterator).info();
        let state = Box::new(Reader(Mutex::new(Some(open))));
        Record::with_native(th, info.root_shape(), &[th.get(shown)], state).val()
    };
    th.ret(r)
}

fn close<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    *reader(a.get(0)).lock().unwrap_or_else(|e| e.into_inner()) = None;
    Ok(Val::NONE)
}

fn next_entry(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    support::irrevocable(th)?;
    let next = {
        let mut open = reader(th.get(it)).lock().unwrap_or_else(|e| e.into_inner());
        let next = open.as_mut().and_then(|o| o.next());
        if next.is_none() {
            *open = None;
        }
        next
    };
    match next {
        None => Ok(None),
        Some(Err(e)) => Err(support::os_error(th, &e, None)),
        Some(Ok(e)) => Ok(Some(entry(th, it, &e))),
    }
}

fn entry(th: &mut Thread, it: Slot, e: &DirEntry) -> Slot {
    use std::os::unix::fs::DirEntryExt;
    let folder = th.root(th.get(it).expect::<Record>().fixed(0));
    let base = match th.get(folder).unboxed().cast::<Str>() {
        Some(s) => s.text().to_owned(),
        None => {
            let b = th.get(folder).unboxed().cast::<crate::object::Bytes>();
            String::from_utf8_lossy(b.map_or(&[], |b| b.slice())).into_owned()
        }
    };
    let name = e.file_name().to_string_lossy().into_owned();
    let path = match base.ends_with('/') {
        true => format!("{base}{name}"),
        false => format!("{base}/{name}"),
    };
    let kind = match e.file_type() {
        Ok(t) if t.is_file() => FILE,
        Ok(t) if t.is_dir() => FOLDER,
        Ok(t) if t.is_symlink() => LINK,
        Ok(_) => OTHER,
        Err(_) => 0,
    };
    let fields = [
        like(th, folder, &name),
        like(th, folder, &path),
        Val::small(kind),
        th.uint(e.ino()),
    ];
    th.root(th.native_record(NativeClass::DirEntry, &fields))
}

fn kind(v: Val<'_>) -> i64 {
    v.expect::<Record>().fixed(2).as_int().unwrap_or(0)
}

fn path_of(th: &mut Thread, this: Slot) -> Res<(String, Slot)> {
    let path = th.root(th.get(this).expect::<Record>().fixed(1));
    Ok((support::path(th, path)?, path))
}

fn is_kind(th: &mut Thread, w: Window, wanted: i64) -> Res<Done> {
    let follow = flag(th, w.opt(th, 1), true)?;
    let known = kind(th.get(w.at(0)));
    if known != 0 && (known != LINK || !follow) {
        return th.ret(Val::bool(known == wanted));
    }
    let (path, _) = path_of(th, w.at(0))?;
    let is = match file::status_of(&path, follow) {
        Ok(s) => {
            let format = s.st_mode & libc::S_IFMT;
            match wanted {
                FOLDER => format == libc::S_IFDIR,
                _ => format == libc::S_IFREG,
            }
        }
        Err(_) => false,
    };
    th.ret(Val::bool(is))
}

fn entry_stat(th: &mut Thread, w: Window) -> Res<Done> {
    let follow = flag(th, w.opt(th, 1), true)?;
    let (path, name) = path_of(th, w.at(0))?;
    let s = call(th, Some(name), || file::status_of(&path, follow))?;
    let v = status::stat(th, &s)?;
    th.ret(v)
}
