//! Processes.

use super::constants::SETTINGS;
use super::paths::texts;
use super::{call, int, number, waiting};
use crate::modules::structseq;
use crate::modules::support::{self, NativeClass, to_i64};
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{Dict, Str};
use crate::os::process;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const NONE: Params = Params::all(&[]);
const STATUS: Params = Params::all(&["status"]);

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::quick("getpid", NONE, |_, _| Ok(Val::small(process::id().into()))),
    NativeDef::quick("getppid", NONE, |_, _| {
        Ok(Val::small(process::parent().into()))
    }),
    NativeDef::quick("getpgrp", NONE, |_, _| {
        Ok(Val::small(process::group().into()))
    }),
    NativeDef::quick("getuid", NONE, |_, _| {
        Ok(Val::small(process::user(false).into()))
    }),
    NativeDef::quick("geteuid", NONE, |_, _| {
        Ok(Val::small(process::user(true).into()))
    }),
    NativeDef::quick("getgid", NONE, |_, _| {
        Ok(Val::small(process::user_group(false).into()))
    }),
    NativeDef::quick("getegid", NONE, |_, _| {
        Ok(Val::small(process::user_group(true).into()))
    }),
    NativeDef::full("getpgid", Params::all(&["pid"]), |th, w| {
        let pid = int(th, w.at(0))?;
        let n = call(th, None, || process::group_of(pid))?;
        th.ret(Val::small(n.into()))
    }),
    NativeDef::full("setpgid", Params::all(&["_pid", "_pgrp"]), |th, w| {
        let (pid, group) = (int(th, w.at(0))?, int(th, w.at(1))?);
        call(th, None, || process::set_group(pid, group))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("getsid", Params::all(&["_pid"]), |th, w| {
        let pid = int(th, w.at(0))?;
        let n = call(th, None, || process::session_of(pid))?;
        th.ret(Val::small(n.into()))
    }),
    NativeDef::full("setsid", NONE, |th, _| {
        call(th, None, process::new_session)?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("kill", Params::all(&["_pid", "_signal"]), |th, w| {
        let (pid, signal) = (int(th, w.at(0))?, int(th, w.at(1))?);
        call(th, None, || process::kill(pid, signal, false))?;
        th.safepoint()?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("killpg", Params::all(&["_pgid", "_signal"]), |th, w| {
        let (pid, signal) = (int(th, w.at(0))?, int(th, w.at(1))?);
        call(th, None, || process::kill(pid, signal, true))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("fork", NONE, |th, _| {
        let pid = crate::fork::fork(th)?;
        th.ret(Val::small(pid.into()))
    }),
    NativeDef::full("waitpid", Params::all(&["_pid", "_options"]), |th, w| {
        let (pid, options) = (int(th, w.at(0))?, int(th, w.at(1))?);
        let (pid, status) = waiting(th, || process::wait(pid, options))?;
        th.ret(th.tuple(&[Val::small(pid.into()), Val::small(status.into())]))
    }),
    NativeDef::full("wait", NONE, |th, _| {
        let (pid, status) = waiting(th, || process::wait(-1, 0))?;
        th.ret(th.tuple(&[Val::small(pid.into()), Val::small(status.into())]))
    }),
    NativeDef::quick("WIFEXITED", STATUS, |_, a| {
        Ok(Val::bool(process::exited(number(a))))
    }),
    NativeDef::quick("WEXITSTATUS", STATUS, |_, a| {
        Ok(Val::small(process::exit_code(number(a)).into()))
    }),
    NativeDef::quick("WIFSIGNALED", STATUS, |_, a| {
        Ok(Val::bool(process::signaled(number(a))))
    }),
    NativeDef::quick("WTERMSIG", STATUS, |_, a| {
        Ok(Val::small(process::end_signal(number(a)).into()))
    }),
    NativeDef::quick("WIFSTOPPED", STATUS, |_, a| {
        Ok(Val::bool(process::stopped(number(a))))
    }),
    NativeDef::quick("WSTOPSIG", STATUS, |_, a| {
        Ok(Val::small(process::stop_signal(number(a)).into()))
    }),
    NativeDef::quick("WIFCONTINUED", STATUS, |_, a| {
        Ok(Val::bool(process::continued(number(a))))
    }),
    NativeDef::quick("WCOREDUMP", STATUS, |_, a| {
        Ok(Val::bool(process::dumped_core(number(a))))
    }),
    NativeDef::quick("waitstatus_to_exitcode", STATUS, |th, a| {
        let status = number(a);
        if process::exited(status) {
            Ok(Val::small(process::exit_code(status).into()))
        } else if process::signaled(status) {
            Ok(Val::small(-i64::from(process::end_signal(status))))
        } else {
            Err(th.value_error(format!("invalid wait status: {status}")))
        }
    }),
    NativeDef::full("_exit", Params::all(&["status"]), |th, w| {
        let code = int(th, w.at(0))?;
        process::exit_now(code)
    }),
    NativeDef::full("abort", NONE, |_, _| std::process::abort()),
    NativeDef::full("system", Params::all(&["command"]), |th, w| {
        let command = support::path(th, w.at(0))?;
        let _ = crate::modules::io::flush_all();
        let status = waiting(th, || process::shell(&command))?;
        th.ret(Val::small(status.into()))
    }),
    NativeDef::full("execv", Params::all(&["_path", "_argv"]), |th, w| {
        execute(th, w, None)
    }),
    NativeDef::full("execve", Params::all(&["path", "argv", "env"]), |th, w| {
        execute(th, w, Some(w.at(2)))
    }),
    NativeDef::full("umask", Params::all(&["_mask"]), |th, w| {
        let mask = int(th, w.at(0))?;
        th.ret(Val::small(process::set_mask(mask as u32).into()))
    }),
    NativeDef::full("nice", Params::all(&["_increment"]), |th, w| {
        let n = int(th, w.at(0))?;
        let n = call(th, None, || process::nice(n))?;
        th.ret(Val::small(n.into()))
    }),
    NativeDef::quick("cpu_count", NONE, |_, _| {
        let n = std::thread::available_parallelism();
        Ok(n.map_or(Val::NONE, |n| Val::small(n.get() as i64)))
    }),
    NativeDef::full("sched_getaffinity", Params::all(&["_pid"]), |th, w| {
        let pid = int(th, w.at(0))?;
        let cores = call(th, None, || process::cores(pid))?;
        let list = {
            let all: Vec<Val<'_>> = cores.iter().map(|c| Val::small(*c as i64)).collect();
            th.root(th.list(&all))
        };
        let class = th.root(th.builtin(crate::class::Builtin::Set));
        let set = th.call(class, &[list])?;
        th.ret_slot(set)
    }),
    NativeDef::full("sched_yield", NONE, |th, _| {
        th.blocking(std::thread::yield_now);
        th.ret(Val::NONE)
    }),
    NativeDef::full("getloadavg", NONE, |th, _| match process::load() {
        Some(l) => th.ret(th.tuple(&l.map(Val::float))),
        None => Err(th.raise(crate::error::Exc::OSError, "Load averages are unobtainable")),
    }),
    NativeDef::full("times", NONE, times),
    NativeDef::full("uname", NONE, uname),
    NativeDef::full("sysconf", Params::all(&["_name"]), setting),
    NativeDef::full("getlogin", NONE, |th, _| match std::env::var("LOGNAME") {
        Ok(name) => th.ret(th.str(&name)),
        Err(_) => Err(support::os_error_number(th, libc::ENXIO, None)),
    }),
    NativeDef::full("getgroups", NONE, |th, _| {
        let g = Val::small(process::user_group(false).into());
        th.ret(th.list(&[g]))
    }),
];

/// `NAME=value` for each item of a mapping.
pub fn variables(th: &mut Thread, mapping: Slot) -> Res<Vec<String>> {
    let plain = match th.get(mapping).cast::<Dict>() {
        Some(_) => mapping,
        None => {
            let class = th.root(th.builtin(crate::class::Builtin::Dict));
            th.call(class, &[mapping])?
        }
    };
    let pairs: Vec<(Slot, Slot)> = th.section(|th| {
        let seen = th.get(plain).expect::<Dict>().see(th)?;
        Ok(seen
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect())
    })?;
    let mut all = Vec::new();
    for (k, v) in pairs {
        let (k, v) = (support::path(th, k)?, support::path(th, v)?);
        if k.is_empty() || k.contains('=') {
            return Err(th.value_error("illegal environment variable name"));
        }
        all.push(format!("{k}={v}"));
    }
    Ok(all)
}

fn execute(th: &mut Thread, w: Window, environment: Option<Slot>) -> Res<Done> {
    let path = support::path(th, w.at(0))?;
    let args = texts(th, w.at(1))?;
    if args.is_empty() {
        return Err(th.value_error("execv() arg 2 must not be empty"));
    }
    let environment = match environment {
        Some(e) => Some(variables(th, e)?),
        None => None,
    };
    support::irrevocable(th)?;
    let _ = crate::modules::io::flush_all();
    let e = process::execute(&path, &args, environment.as_deref());
    Err(support::os_error(th, &e, Some(w.at(0))))
}

fn times(th: &mut Thread, _: Window) -> Res<Done> {
    let ticks = process::setting(libc::_SC_CLK_TCK).unwrap_or(100) as f64;
    let items = process::times().map(|t| Val::float(t as f64 / ticks));
    let v = structseq::make(th, th.native_class(NativeClass::TimesResult), &items, &[])?;
    th.ret(v)
}

fn uname(th: &mut Thread, _: Window) -> Res<Done> {
    let Some(names) = process::system_names() else {
        return Err(support::os_error_number(th, libc::EFAULT, None));
    };
    let v = {
        let items: Vec<Val<'_>> = names.iter().map(|n| th.str(n)).collect();
        structseq::make(th, th.native_class(NativeClass::UnameResult), &items, &[])?
    };
    th.ret(v)
}

fn setting(th: &mut Thread, w: Window) -> Res<Done> {
    let number = match th.get(w.at(0)).unboxed().cast::<Str>() {
        Some(name) => {
            let known = SETTINGS.iter().find(|(n, _)| n[1..] == *name.text());
            match known {
                Some((_, n)) => *n,
                None => return Err(th.value_error("unrecognized configuration name")),
            }
        }
        None => to_i64(th, w.at(0))?,
    };
    match process::setting(number as i32) {
        Ok(n) => th.ret(th.int(n)),
        Err(_) => th.ret(Val::small(-1)),
    }
}
