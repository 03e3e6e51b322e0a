//! Files and folders by their names.

use std::fs;

use super::{call, descriptor, flag, int, int_or, like, refuse_folder_fd, scan, status};
use crate::modules::support::{self, to_i64};
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::Tuple;
use crate::os::file;
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full(
        "stat",
        Params::all(&["path"]).kw(&["dir_fd", "follow_symlinks"]),
        stat,
    ),
    NativeDef::full("lstat", Params::all(&["path"]).kw(&["dir_fd"]), |th, w| {
        refuse_folder_fd(th, w, 1)?;
        let path = support::path(th, w.at(0))?;
        let s = call(th, Some(w.at(0)), || file::status_of(&path, false))?;
        let v = status::stat(th, &s)?;
        th.ret(v)
    }),
    NativeDef::full("statvfs", Params::all(&["path"]), |th, w| {
        let path = place(th, w.at(0))?;
        let s = call(th, Some(w.at(0)), || file::file_system(&path))?;
        let v = status::statvfs(th, &s)?;
        th.ret(v)
    }),
    NativeDef::full(
        "access",
        Params::all(&["path", "mode"]).kw(&["dir_fd", "effective_ids", "follow_symlinks"]),
        |th, w| {
            refuse_folder_fd(th, w, 2)?;
            let (path, mode) = (place(th, w.at(0))?, int(th, w.at(1))?);
            th.ret(Val::bool(file::access(&path, mode).is_ok()))
        },
    ),
    NativeDef::full("listdir", Params::pos(&["path"], 0), list_folder),
    NativeDef::full("scandir", Params::pos(&["path"], 0), scan::scandir),
    NativeDef::full(
        "mkdir",
        Params::pos(&["path", "mode"], 1).kw(&["dir_fd"]),
        |th, w| {
            refuse_folder_fd(th, w, 2)?;
            let path = support::path(th, w.at(0))?;
            let mode = int_or(th, w.opt(th, 1), 0o777)?;
            call(th, Some(w.at(0)), || file::make_folder(&path, mode as u32))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full(
        "mkfifo",
        Params::pos(&["path", "mode"], 1).kw(&["dir_fd"]),
        |th, w| {
            refuse_folder_fd(th, w, 2)?;
            let path = support::path(th, w.at(0))?;
            let mode = int_or(th, w.opt(th, 1), 0o666)?;
            call(th, Some(w.at(0)), || file::make_fifo(&path, mode as u32))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full("rmdir", Params::all(&["path"]).kw(&["dir_fd"]), |th, w| {
        refuse_folder_fd(th, w, 1)?;
        let path = support::path(th, w.at(0))?;
        call(th, Some(w.at(0)), || fs::remove_dir(&path))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("unlink", Params::all(&["path"]).kw(&["dir_fd"]), unlink),
    NativeDef::full("remove", Params::all(&["path"]).kw(&["dir_fd"]), unlink),
    NativeDef::full(
        "rename",
        Params::all(&["src", "dst"]).kw(&["src_dir_fd", "dst_dir_fd"]),
        rename,
    ),
    NativeDef::full(
        "replace",
        Params::all(&["src", "dst"]).kw(&["src_dir_fd", "dst_dir_fd"]),
        rename,
    ),
    NativeDef::full(
        "link",
        Params::all(&["src", "dst"]).kw(&["src_dir_fd", "dst_dir_fd", "follow_symlinks"]),
        |th, w| two_paths(th, w, |a, b| fs::hard_link(a, b)),
    ),
    NativeDef::full(
        "symlink",
        Params::pos(&["src", "dst", "target_is_directory"], 2).kw(&["dir_fd"]),
        |th, w| two_paths(th, w, |a, b| std::os::unix::fs::symlink(a, b)),
    ),
    NativeDef::full(
        "readlink",
        Params::all(&["path"]).kw(&["dir_fd"]),
        |th, w| {
            refuse_folder_fd(th, w, 1)?;
            let path = support::path(th, w.at(0))?;
            let to = call(th, Some(w.at(0)), || fs::read_link(&path))?;
            let v = like(th, w.at(0), &to.to_string_lossy());
            th.ret(v)
        },
    ),
    NativeDef::full("getcwd", Params::all(&[]), |th, _| {
        let path = call(th, None, std::env::current_dir)?;
        th.ret(th.str(&path.to_string_lossy()))
    }),
    NativeDef::full("getcwdb", Params::all(&[]), |th, _| {
        use std::os::unix::ffi::OsStrExt;
        let path = call(th, None, std::env::current_dir)?;
        th.ret(crate::object::Bytes::new(th, path.as_os_str().as_bytes()).val())
    }),
    NativeDef::full("chdir", Params::all(&["path"]), |th, w| {
        match descriptor(th, w.at(0))? {
            Some(fd) => call(th, None, || file::change_folder_to(fd))?,
            None => {
                let path = support::path(th, w.at(0))?;
                call(th, Some(w.at(0)), || std::env::set_current_dir(&path))?;
            }
        }
        th.ret(Val::NONE)
    }),
    NativeDef::full(
        "chmod",
        Params::all(&["path", "mode"]).kw(&["dir_fd", "follow_symlinks"]),
        |th, w| {
            refuse_folder_fd(th, w, 2)?;
            let (path, mode) = (place(th, w.at(0))?, to_i64(th, w.at(1))?);
            call(th, Some(w.at(0)), || file::change_mode(&path, mode as u32))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full(
        "chown",
        Params::all(&["path", "uid", "gid"]).kw(&["dir_fd", "follow_symlinks"]),
        |th, w| {
            refuse_folder_fd(th, w, 3)?;
            let path = place(th, w.at(0))?;
            let (user, group) = (to_i64(th, w.at(1))?, to_i64(th, w.at(2))?);
            let follow = flag(th, w.opt(th, 4), true)?;
            call(th, Some(w.at(0)), || {
                file::change_owner(&path, user as u32, group as u32, follow)
            })?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full("truncate", Params::all(&["path", "length"]), |th, w| {
        let n = to_i64(th, w.at(1))?;
        match descriptor(th, w.at(0))? {
            Some(fd) => call(th, None, || file::truncate(fd, n))?,
            None => {
                let path = support::path(th, w.at(0))?;
                call(th, Some(w.at(0)), || {
                    fs::OpenOptions::new()
                        .write(true)
                        .open(&path)?
                        .set_len(n.max(0) as u64)
                })?;
            }
        }
        th.ret(Val::NONE)
    }),
    NativeDef::full(
        "utime",
        Params::pos(&["path", "times"], 1).kw(&["ns", "dir_fd", "follow_symlinks"]),
        set_times,
    ),
    NativeDef::full("_path_normpath", Params::all(&["path"]), normal_path),
    NativeDef::full("_path_splitroot_ex", Params::all(&["path"]), split_root),
];

/// A path, or the name under which the system shows a descriptor.
fn place(th: &mut Thread, v: Slot) -> Res<String> {
    match descriptor(th, v)? {
        Some(fd) => Ok(format!("/proc/self/fd/{fd}")),
        None => support::path(th, v),
    }
}

fn stat(th: &mut Thread, w: Window) -> Res<Done> {
    refuse_folder_fd(th, w, 1)?;
    let follow = flag(th, w.opt(th, 2), true)?;
    let s = match descriptor(th, w.at(0))? {
        Some(fd) => call(th, None, || file::status(fd))?,
        None => {
            let path = support::path(th, w.at(0))?;
            call(th, Some(w.at(0)), || file::status_of(&path, follow))?
        }
    };
    let v = status::stat(th, &s)?;
    th.ret(v)
}

fn list_folder(th: &mut Thread, w: Window) -> Res<Done> {
    let given = w.opt(th, 0).filter(|v| !th.get(*v).is_none());
    let path = match given {
        Some(v) => place(th, v)?,
        None => ".".to_owned(),
    };
    let names = call(th, given, || {
        fs::read_dir(&path)?
            .map(|e| Ok(e?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<String>>>()
    })?;
    let v = {
        let all: Vec<Val<'_>> = names
            .iter()
            .map(|n| match given {
                Some(p) => like(th, p, n),
                None => th.str(n),
            })
            .collect();
        th.list(&all)
    };
    th.ret(v)
}

fn unlink(th: &mut Thread, w: Window) -> Res<Done> {
    refuse_folder_fd(th, w, 1)?;
    let path = support::path(th, w.at(0))?;
    call(th, Some(w.at(0)), || fs::remove_file(&path))?;
    th.ret(Val::NONE)
}

fn rename(th: &mut Thread, w: Window) -> Res<Done> {
    two_paths(th, w, |a, b| fs::rename(a, b))
}

/// A function of two paths, both of which an error names.
fn two_paths(
    th: &mut Thread,
    w: Window,
    f: impl FnOnce(&str, &str) -> std::io::Result<()>,
) -> Res<Done> {
    let (a, b) = (support::path(th, w.at(0))?, support::path(th, w.at(1))?);
    support::irrevocable(th)?;
    match f(&a, &b) {
        Ok(()) => th.ret(Val::NONE),
        Err(e) => Err(support::os_error_of_two(th, &e, w.at(0), w.at(1))),
    }
}

/// Seconds and nanoseconds of a number of seconds.
fn moment(th: &mut Thread, v: Slot) -> Res<(i64, i64)> {
    let f = support::to_f64(th, v)?;
    let whole = f.floor();
    Ok((whole as i64, ((f - whole) * 1e9) as i64))
}

fn set_times(th: &mut Thread, w: Window) -> Res<Done> {
    let path = place(th, w.at(0))?;
    let follow = flag(th, w.opt(th, 4), true)?;
    let times = w.opt(th, 1).filter(|v| !th.get(*v).is_none());
    let exact = w.opt(th, 2).filter(|v| !th.get(*v).is_none());
    let pair = |th: &mut Thread, v: Slot| -> Res<(Slot, Slot)> {
        match th.get(v).unboxed().cast::<Tuple>() {
            Some(t) if t.len() == 2 => Ok((th.root(t.at(0)), th.root(t.at(1)))),
            _ => Err(th.type_error("utime: 'times' must be either a tuple of two ints or None")),
        }
    };
    let times = match (times, exact) {
        (Some(_), Some(_)) => {
            return Err(
                th.value_error("utime: you may specify either 'times' or 'ns' but not both")
            );
        }
        (None, None) => None,
        (Some(t), None) => {
            let (a, m) = pair(th, t)?;
            Some([moment(th, a)?, moment(th, m)?])
        }
        (None, Some(t)) => {
            let (a, m) = pair(th, t)?;
            let (a, m) = (to_i64(th, a)?, to_i64(th, m)?);
            const BILLION: i64 = 1_000_000_000;
            Some([a, m].map(|n| (n.div_euclid(BILLION), n.rem_euclid(BILLION))))
        }
    };
    call(th, Some(w.at(0)), || file::set_times(&path, times, follow))?;
    th.ret(Val::NONE)
}

/// `os.path.normpath`.
fn normal_path(th: &mut Thread, w: Window) -> Res<Done> {
    let path = support::path(th, w.at(0))?;
    let slashes = path.len() - path.trim_start_matches('/').len();
    let root = match slashes {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_none_or(|p| *p == "..") => {
                if root.is_empty() {
                    parts.push(part);
                }
            }
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let text = format!("{root}{}", parts.join("/"));
    let v = like(th, w.at(0), if text.is_empty() { "." } else { &text });
    th.ret(v)
}

/// `os.path.splitroot`.
fn split_root(th: &mut Thread, w: Window) -> Res<Done> {
    let path = support::path(th, w.at(0))?;
    let slashes = path.len() - path.trim_start_matches('/').len();
    let n = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let v = {
        let parts = ["", &path[..n], &path[n..]].map(|p| like(th, w.at(0), p));
        th.tuple(&parts)
    };
    th.ret(v)
}

/// Runs `f` for each text in an iterable.
pub fn texts(th: &mut Thread, v: Slot) -> Res<Vec<String>> {
    let it = iter::get_iter(th, v)?;
    let mark = th.mark();
    let mut all = Vec::new();
    while let Some(item) = iter::next(th, it)? {
        all.push(support::path(th, item)?);
        th.release_to(mark);
    }
    Ok(all)
}
