//! `OSError`: the class that goes with an error number, and its message.

use super::base::{self, ANY, NEW, SELF, member};
use crate::class::{Builtin, Class};
use crate::error::{Exc, field};
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, TypeSpec, Window};
use crate::object::{Native, Record, Ref, Tuple};
use crate::protocol::{lookup, text};
use crate::thread::Thread;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ERRNO: usize = field::EXTRA;
const STRERROR: usize = field::EXTRA + 1;
const FILENAME: usize = field::EXTRA + 2;
const FILENAME2: usize = field::EXTRA + 3;
const WRITTEN: usize = field::EXTRA + 4;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::BaseException,
    doc: "Base class for I/O related errors.",
    methods: &[
        NativeDef::quick("__new__", NEW, new).static_method(),
        NativeDef::quick("__init__", ANY, init),
        NativeDef::full("__str__", SELF, str),
        NativeDef::quick("__reduce__", SELF, reduce),
    ],
    getsets: &[
        member::<ERRNO>("errno"),
        member::<STRERROR>("strerror"),
        member::<FILENAME>("filename"),
        member::<FILENAME2>("filename2"),
        member::<WRITTEN>("characters_written"),
    ],
};

/// The class for an error number.
pub fn class_for(errno: i64) -> Exc {
    match errno as i32 {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => Exc::BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => Exc::BrokenPipeError,
        libc::ECHILD => Exc::ChildProcessError,
        libc::ECONNABORTED => Exc::ConnectionAbortedError,
        libc::ECONNREFUSED => Exc::ConnectionRefusedError,
        libc::ECONNRESET => Exc::ConnectionResetError,
        libc::EEXIST => Exc::FileExistsError,
        libc::ENOENT => Exc::FileNotFoundError,
        libc::EISDIR => Exc::IsADirectoryError,
        libc::ENOTDIR => Exc::NotADirectoryError,
        libc::EINTR => Exc::InterruptedError,
        libc::EACCES | libc::EPERM => Exc::PermissionError,
        libc::ESRCH => Exc::ProcessLookupError,
        libc::ETIMEDOUT => Exc::TimeoutError,
        _ => Exc::OSError,
    }
}

/// Does the class leave the arguments to `OSError.__init__`? It does if it has an `__init__` of its own and no `__new__`.
fn init_parses<'t>(th: &'t Thread, class: Ref<'t, Class>) -> Res<bool> {
    let native = |id| -> Res<bool> {
        Ok(lookup::lookup(th, class, th.id(id))?.is_some_and(|f| f.cast::<Native>().is_some()))
    };
    Ok(!native(Id::__init__)? && native(Id::__new__)?)
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let args = a.from(2);
    if init_parses(th, class)? {
        return Ok(base::make(th, class, &[]).val());
    }
    let exact = class.val().is(th.exc_class(Exc::OSError).val());
    let class = match args.first().and_then(|n| n.as_int()) {
        Some(errno) if exact && (2..=5).contains(&args.len()) => th.exc_class(class_for(errno)),
        _ => class,
    };
    let e = base::make(th, class, args);
    parse(th, e, args)?;
    Ok(e.val())
}

fn init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if init_parses(th, th.class_of(a.get(0)))? {
        base::no_keywords(th, a)?;
        let (e, args) = (a.get(0).expect::<Record>(), a.from(2));
        let all = th.tuple(args);
        e.own(th)?.set_field(field::ARGS, all);
        parse(th, e, args)?;
    }
    Ok(Val::NONE)
}

/// `errno, strerror[, filename[, winerror[, filename2]]]`; with a filename only the first two stay arguments.
fn parse<'t>(th: &'t Thread, e: Ref<'t, Record>, args: &[Val<'t>]) -> Res<()> {
    if !(2..=5).contains(&args.len()) {
        return Ok(());
    }
    let short = th.tuple(&args[..2]);
    let own = e.own(th)?;
    own.set_field(ERRNO, args[0]);
    own.set_field(STRERROR, args[1]);
    let Some(filename) = args.get(2).filter(|f| !f.is_none()) else {
        return Ok(());
    };
    own.set_field(FILENAME, *filename);
    if let Some(second) = args.get(4) {
        own.set_field(FILENAME2, *second);
    }
    own.set_field(field::ARGS, short);
    Ok(())
}

fn str(th: &mut Thread, w: Window) -> Res<Done> {
    let parts = th.section(|th| {
        let e = th.get(w.at(0));
        let mut parts = [None; 4];
        for (i, part) in [ERRNO, STRERROR, FILENAME, FILENAME2]
            .into_iter()
            .zip(&mut parts)
        {
            let v = e.expect::<Record>().see(th)?.field(i);
            *part = (!v.is_undef()).then(|| th.root(v));
        }
        Ok(parts)
    })?;
    let (Some(errno), Some(strerror)) = (parts[0], parts[1]) else {
        return base::str(th, w);
    };
    let mut out = format!(
        "[Errno {}] {}",
        text::str_text(th, errno)?,
        text::str_text(th, strerror)?
    );
    if let Some(f) = parts[2] {
        out += &format!(": {}", text::repr_text(th, f)?);
        if let Some(f) = parts[3] {
            out += &format!(" -> {}", text::repr_text(th, f)?);
        }
    }
    let out = th.str(&out);
    th.ret(out)
}

fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let e = a.get(0);
    let args = base::seen(th, e, field::ARGS)?;
    let (first, second) = (base::seen(th, e, FILENAME)?, base::seen(th, e, FILENAME2)?);
    let args = match args.expect::<Tuple>().items() {
        [errno, strerror] if !first.is_none() && second.is_none() => {
            th.tuple(&[*errno, *strerror, first])
        }
        [errno, strerror] if !first.is_none() => {
            th.tuple(&[*errno, *strerror, first, Val::NONE, second])
        }
        _ => args,
    };
    base::reduce_with(th, e, args)
}

impl Thread {
    /// Raises the OSError for an error number, with the name of the file (None for none).
    #[cold]
    pub fn os_error<'t>(&'t self, errno: i32, filename: Val<'t>) -> Unwind {
        let text = std::io::Error::from_raw_os_error(errno).to_string();
        let text = text.split(" (os error").next().unwrap_or(&text);
        let class = self.exc_class(class_for(i64::from(errno)));
        let args = [Val::small(i64::from(errno)), self.str(text), filename];
        let e = base::make(self, class, &args[..if filename.is_none() { 2 } else { 3 }]);
        // The exception is new and ours: the barrier cannot refuse it.
        match parse(self, e, &args) {
            Ok(()) => self.raise_value(e.val()),
            Err(u) => u,
        }
    }
}
