//! `posix`: what `os` takes from the system.
//!
//! | what | file |
//! | --- | --- |
//! | numbers and names | [`constants`] |
//! | results of `stat` and their like | [`status`] |
//! | paths: files and folders by name | [`paths`], [`scan`] |
//! | open descriptors | [`descriptors`] |
//! | processes | [`process`], [`spawn`] |

mod constants;
mod descriptors;
mod paths;
mod process;
mod scan;
pub mod spawn;
mod status;

use super::iterate;
use super::support::{self, NativeClass, add, add_known_class};
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Dict, Native};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "posix",
    doc: "This module provides access to operating system functionality that is standardized by the C Standard and the \
          POSIX standard.",
    functions: &[
        NativeDef::full("fspath", Params::all(&["path"]), fspath),
        NativeDef::quick("strerror", Params::all(&["_code"]), |th, a| {
            let n = support::quick_i64(a.get(0)).unwrap_or(0);
            Ok(th.str(&support::system_message(n as i32)))
        }),
        NativeDef::full("urandom", Params::all(&["_size"]), random_bytes),
        NativeDef::full(
            "getrandom",
            Params::pos(&["size", "flags"], 1),
            random_bytes,
        ),
        NativeDef::full("putenv", Params::all(&["_name", "_value"]), |th, w| {
            let (n, v) = (support::path(th, w.at(0))?, support::path(th, w.at(1))?);
            set_variable(th, &n, Some(&v))
        }),
        NativeDef::full("unsetenv", Params::all(&["_name"]), |th, w| {
            let n = support::path(th, w.at(0))?;
            set_variable(th, &n, None)
        }),
        NativeDef::full(
            "register_at_fork",
            Params::pos(&[], 0).kw(&["before", "after_in_child", "after_in_parent"]),
            register_at_fork,
        ),
    ],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let name = th.intern("posix");
    for table in [paths::FUNCTIONS, descriptors::FUNCTIONS, process::FUNCTIONS] {
        for def in table {
            add(th, module, def.name, Native::function(th, def, name).val())?;
        }
    }
    constants::add_all(th, module)?;
    status::add_all(th, module)?;
    let class = add_known_class(th, module, NativeClass::ScandirIterator, &scan::ITERATOR)?;
    iterate::set_next(class, &scan::NEXT_ENTRY);
    add_known_class(th, module, NativeClass::DirEntry, &scan::ENTRY)?;
    add(
        th,
        module,
        "error",
        th.exc_class(crate::error::Exc::OSError).val(),
    )?;
    add(th, module, "environ", environment(th))
}

/// The variables of the environment, as bytes.
fn environment<'t>(th: &'t Thread) -> Val<'t> {
    use std::os::unix::ffi::OsStrExt;
    let all = Dict::new(th);
    for (name, value) in std::env::vars_os() {
        let (k, v) = (
            Bytes::new(th, name.as_bytes()),
            Bytes::new(th, value.as_bytes()),
        );
        let known = all.find(k.hash(), |other: Val<'t>| {
            Ok(other
                .cast::<Bytes>()
                .is_some_and(|b| b.slice() == k.slice()))
        });
        if matches!(known, Ok(None)) {
            all.append(th, k.hash(), k.val(), v.val());
        }
    }
    all.val()
}

fn set_variable(th: &mut Thread, name: &str, value: Option<&str>) -> Res<Done> {
    if name.is_empty() || name.contains('=') {
        return Err(th.value_error("illegal environment variable name"));
    }
    support::irrevocable(th)?;
    match crate::os::process::set_variable(name, value) {
        Ok(()) => th.ret(Val::NONE),
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}

fn register_at_fork(th: &mut Thread, w: Window) -> Res<Done> {
    let hooks = [0, 1, 2].map(|i| w.opt(th, i));
    if hooks.iter().all(Option::is_none) {
        return Err(th.type_error("At least one argument is required."));
    }
    for (hook, name) in hooks
        .iter()
        .zip(["before", "after_in_child", "after_in_parent"])
    {
        if let Some(hook) = hook
            && !support::is_callable(th, *hook)?
        {
            let kind = th.class_name(th.get(*hook)).to_string();
            return Err(th.type_error(format!("'{name}' must be callable, not {kind}")));
        }
    }
    th.vm.forks.add(hooks.map(|hook| hook.map(|h| th.raw(h))));
    th.ret(Val::NONE)
}

fn fspath(th: &mut Thread, w: Window) -> Res<Done> {
    let v = th.get(w.at(0)).unboxed();
    if v.cast::<crate::object::Str>().is_some() || v.cast::<Bytes>().is_some() {
        return th.ret_slot(w.at(0));
    }
    match th.call_special(w.at(0), crate::names::Id::__fspath__, &[])? {
        None => {
            let text = format!(
                "expected str, bytes or os.PathLike object, not {}",
                th.class_name(th.get(w.at(0)))
            );
            Err(th.type_error(text))
        }
        Some(r) => {
            let v = th.get(r).unboxed();
            if v.cast::<crate::object::Str>().is_some() || v.cast::<Bytes>().is_some() {
                return th.ret_slot(r);
            }
            let text = format!(
                "expected {}.__fspath__() to return str or bytes, not {}",
                th.class_name(th.get(w.at(0))),
                th.class_name(v)
            );
            Err(th.type_error(text))
        }
    }
}

fn random_bytes(th: &mut Thread, w: Window) -> Res<Done> {
    let n = support::to_i64(th, w.at(0))?;
    match usize::try_from(n) {
        Ok(n) => {
            let bytes = crate::os::random_bytes(n);
            th.ret(Bytes::new(th, &bytes).val())
        }
        Err(_) => Err(th.value_error("negative argument not allowed")),
    }
}

/// A system call that takes little time; its failure is an OSError about `name`.
fn call<R>(th: &mut Thread, name: Option<Slot>, f: impl FnOnce() -> std::io::Result<R>) -> Res<R> {
    support::irrevocable(th)?;
    match f() {
        Ok(r) => Ok(r),
        Err(e) => Err(support::os_error(th, &e, name)),
    }
}

/// The same for one that may wait; made again when a signal ends it.
fn waiting<R>(th: &mut Thread, mut f: impl FnMut() -> std::io::Result<R>) -> Res<R> {
    support::irrevocable(th)?;
    loop {
        support::attend_signals(th)?;
        match th.blocking(&mut f) {
            Ok(r) => return Ok(r),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, None)),
        }
    }
}

/// An int argument that C would take as `int`.
fn int(th: &mut Thread, v: Slot) -> Res<i32> {
    let n = support::to_i64(th, v)?;
    i32::try_from(n).map_err(|_| {
        th.raise(
            crate::error::Exc::OverflowError,
            "Python int too large to convert to C int",
        )
    })
}

/// An optional int argument.
fn int_or(th: &mut Thread, v: Option<Slot>, default: i32) -> Res<i32> {
    match v {
        Some(v) => int(th, v),
        None => Ok(default),
    }
}

/// A text in the kind that a path argument had: bytes for bytes.
fn like<'t>(th: &'t Thread, path: Slot, text: &str) -> Val<'t> {
    match th.get(path).unboxed().cast::<Bytes>() {
        Some(_) => Bytes::new(th, text.as_bytes()).val(),
        None => th.str(text),
    }
}

/// True for a descriptor in place of a path.
fn descriptor(th: &mut Thread, v: Slot) -> Res<Option<i32>> {
    match support::is_int(th.get(v)) {
        true => int(th, v).map(Some),
        false => Ok(None),
    }
}

/// Refuses what the functions here do not take.
fn refuse_folder_fd(th: &mut Thread, w: Window, i: usize) -> Res<()> {
    match w.opt(th, i).filter(|v| !th.get(*v).is_none()) {
        Some(_) => Err(th.raise(
            crate::error::Exc::NotImplementedError,
            "dir_fd unavailable on this platform",
        )),
        None => Ok(()),
    }
}

/// A flag argument.
fn flag(th: &mut Thread, v: Option<Slot>, default: bool) -> Res<bool> {
    match v {
        Some(v) => crate::protocol::number::truth(th, v),
        None => Ok(default),
    }
}

/// The first argument of a quick function as a number.
fn number(a: Args<'_>) -> i32 {
    support::quick_i64(a.get(0)).unwrap_or(0) as i32
}
