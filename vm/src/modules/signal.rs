//! `_signal`: handlers of signals. When they run is told in [`crate::signals`].

use super::support::{self, add, is_callable, to_f64, to_i64};
use crate::error::Exc;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Set;
use crate::os::signal::{self, Action};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::unwind::Res;
use crate::value::Val;

const NONE: Params = Params::all(&[]);
const NUMBER: Params = Params::all(&["_signalnum"]);
const DEFAULT: i64 = 0;
const IGNORE: i64 = 1;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[
        NativeDef::full(
            "signal",
            Params::all(&["_signalnum", "_handler"]),
            set_handler,
        ),
        NativeDef::full("getsignal", NUMBER, |th, w| {
            let n = number(th, w.at(0))?;
            let handler = handler_of(th, n)?;
            th.ret_slot(handler)
        }),
        NativeDef::quick(
            "default_int_handler",
            Params::all(&["_signalnum", "_frame"]),
            interrupt,
        ),
        NativeDef::full("raise_signal", NUMBER, |th, w| {
            let n = number(th, w.at(0))?;
            support::irrevocable(th)?;
            crate::os::process::kill(crate::os::process::id() as i32, n, false)
                .map_err(|e| support::os_error(th, &e, None))?;
            th.safepoint()?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("alarm", Params::all(&["_seconds"]), |th, w| {
            let n = to_i64(th, w.at(0))?;
            support::irrevocable(th)?;
            th.ret(Val::small(signal::alarm(n as u32).into()))
        }),
        NativeDef::full("pause", NONE, |th, _| {
            support::irrevocable(th)?;
            th.blocking(signal::pause);
            th.safepoint()?;
            th.ret(Val::NONE)
        }),
        NativeDef::full(
            "setitimer",
            Params::pos(&["_which", "_seconds", "_interval"], 2),
            set_timer,
        ),
        NativeDef::full("getitimer", Params::all(&["_which"]), |th, w| {
            let which = to_i64(th, w.at(0))? as i32;
            let r = signal::timer(which);
            timer(th, r)
        }),
        NativeDef::full(
            "set_wakeup_fd",
            Params::pos(&["_fd"], 1).kw(&["warn_on_full_buffer"]),
            |th, w| {
                let fd = to_i64(th, w.at(0))? as i32;
                main_only(
                    th,
                    "set_wakeup_fd only works in main thread of the main interpreter",
                )?;
                support::irrevocable(th)?;
                th.ret(Val::small(signal::set_wakeup(fd).into()))
            },
        ),
        NativeDef::full(
            "siginterrupt",
            Params::all(&["_signalnum", "_flag"]),
            |th, w| {
                number(th, w.at(0))?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full("strsignal", NUMBER, |th, w| {
            let n = number(th, w.at(0))?;
            match signal::describe(n) {
                Some(text) => th.ret(th.str(&text)),
                None => th.ret(Val::NONE),
            }
        }),
        NativeDef::full("valid_signals", NONE, |th, _| {
            let all: Vec<i32> = (1..=signal::LAST)
                .filter(|n| signal::is_valid(*n))
                .collect();
            set_of(th, &all)
        }),
        NativeDef::full(
            "pthread_sigmask",
            Params::all(&["_how", "_mask"]),
            |th, w| {
                let how = to_i64(th, w.at(0))? as i32;
                let numbers = numbers(th, w.at(1))?;
                support::irrevocable(th)?;
                let old =
                    signal::mask(how, &numbers).map_err(|e| support::os_error(th, &e, None))?;
                th.safepoint()?;
                set_of(th, &old)
            },
        ),
        NativeDef::full(
            "pthread_kill",
            Params::all(&["_thread_id", "_signalnum"]),
            |th, w| {
                let n = number(th, w.at(1))?;
                support::irrevocable(th)?;
                // Whichever thread is meant, the main one attends to signals.
                crate::os::process::kill(crate::os::process::id() as i32, n, false)
                    .map_err(|e| support::os_error(th, &e, None))?;
                th.safepoint()?;
                th.ret(Val::NONE)
            },
        ),
        NativeDef::full("sigpending", NONE, |th, _| {
            let all = signal::waiting();
            set_of(th, &all)
        }),
        NativeDef::full("sigwait", Params::all(&["_sigset"]), |th, w| {
            let numbers = numbers(th, w.at(0))?;
            support::irrevocable(th)?;
            let r = th.blocking(|| signal::wait_for(&numbers));
            let n = r.map_err(|e| support::os_error(th, &e, None))?;
            th.ret(Val::small(n.into()))
        }),
    ],
    init,
};

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const CONSTANTS: &[(&str, i64)] = of_libc! {
    SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT
    SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH
    SIGXCPU SIGXFSZ SIG_BLOCK SIG_UNBLOCK SIG_SETMASK ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    for (name, n) in [
        ("SIGCLD", i64::from(libc::SIGCHLD)),
        ("SIGIOT", i64::from(libc::SIGABRT)),
        ("SIGRTMIN", libc::SIGRTMIN().into()),
        ("SIGRTMAX", libc::SIGRTMAX().into()),
        ("SIG_DFL", DEFAULT),
        ("SIG_IGN", IGNORE),
        ("NSIG", i64::from(signal::LAST) + 1),
    ] {
        add(th, module, name, Val::small(n))?;
    }
    // As in CPython, errors of timers are OSErrors.
    add(th, module, "ItimerError", th.exc_class(Exc::OSError).val())
}

/// The number of a signal.
fn number(th: &mut Thread, v: Slot) -> Res<i32> {
    match to_i64(th, v)? {
        n if (1..=i64::from(signal::LAST)).contains(&n) => Ok(n as i32),
        _ => Err(th.value_error("signal number out of range")),
    }
}

/// The numbers in an iterable.
fn numbers(th: &mut Thread, v: Slot) -> Res<Vec<i32>> {
    let it = iter::get_iter(th, v)?;
    let mut all = Vec::new();
    let mark = th.mark();
    while let Some(n) = iter::next(th, it)? {
        all.push(number(th, n)?);
        th.release_to(mark);
    }
    Ok(all)
}

fn set_of(th: &mut Thread, numbers: &[i32]) -> Res<Done> {
    let set = th.section(|th| {
        let set = Set::new(th);
        for n in numbers {
            let v = Val::small((*n).into());
            let hash = quick_hash(th, v)?.expect("V4: ints have hashes");
            set.append(th, hash, v);
        }
        Ok(th.root(set.val()))
    })?;
    th.ret_slot(set)
}

fn is_main(th: &Thread) -> bool {
    th.is_main()
}

fn main_only(th: &Thread, message: &str) -> Res<()> {
    match is_main(th) {
        true => Ok(()),
        false => Err(th.value_error(message)),
    }
}

/// What the program would see as the handler.
fn handler_of(th: &mut Thread, n: i32) -> Res<Slot> {
    let handler = th.vm.handlers.get(n);
    if !handler.is_undef() {
        return Ok(th.root(handler.val(th)));
    }
    Ok(match signal::get(n) {
        Some(Action::Catch) if n == libc::SIGINT => {
            return crate::import::import_object(th, "_signal", "default_int_handler");
        }
        Some(Action::Default | Action::Catch) => th.root(Val::small(DEFAULT)),
        Some(Action::Ignore) => th.root(Val::small(IGNORE)),
        Some(Action::Other) | None => th.root(Val::NONE),
    })
}

fn set_handler(th: &mut Thread, w: Window) -> Res<Done> {
    let n = number(th, w.at(0))?;
    main_only(
        th,
        "signal only works in main thread of the main interpreter",
    )?;
    let plain = support::quick_i64(th.get(w.at(1)));
    let action = match plain {
        Some(DEFAULT) => Action::Default,
        Some(IGNORE) => Action::Ignore,
        _ if is_callable(th, w.at(1))? => Action::Catch,
        _ => {
            return Err(th.type_error(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            ));
        }
    };
    support::irrevocable(th)?;
    let old = handler_of(th, n)?;
    if let Err(e) = signal::set(n, action) {
        return Err(support::os_error(th, &e, None));
    }
    match action {
        Action::Catch => th.vm.handlers.set(n, th.get(w.at(1))),
        _ => th.vm.handlers.set(n, Val::UNDEF),
    }
    th.safepoint()?;
    th.ret_slot(old)
}

fn interrupt<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Err(th.raise_with(Exc::KeyboardInterrupt, &[]))
}

fn set_timer(th: &mut Thread, w: Window) -> Res<Done> {
    let which = to_i64(th, w.at(0))? as i32;
    let value = to_f64(th, w.at(1))?;
    let interval = match w.opt(th, 2) {
        Some(v) => to_f64(th, v)?,
        None => 0.0,
    };
    if !(value >= 0.0 && interval >= 0.0) {
        return Err(support::os_error_number(th, libc::EINVAL, None));
    }
    support::irrevocable(th)?;
    let r = signal::set_timer(which, (value, interval));
    timer(th, r)
}

fn timer(th: &mut Thread, r: std::io::Result<signal::Timer>) -> Res<Done> {
    match r {
        Ok((value, interval)) => th.ret(th.tuple(&[Val::float(value), Val::float(interval)])),
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}
