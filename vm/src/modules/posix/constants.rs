//! Numbers that the system gives names to.

use crate::modules::support::add;
use crate::object::{Dict, Str};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const FROM_LIBC: &[(&str, i64)] = of_libc! {
    O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_TRUNC O_APPEND O_NONBLOCK O_NDELAY O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_SYNC
    O_DSYNC O_RSYNC O_NOCTTY O_ASYNC O_DIRECT O_NOATIME O_PATH O_TMPFILE
    F_OK R_OK W_OK X_OK F_LOCK F_TLOCK F_ULOCK F_TEST
    WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED WNOWAIT P_PID P_PGID P_ALL
    SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE
    PRIO_PROCESS PRIO_PGRP PRIO_USER
    RTLD_LAZY RTLD_NOW RTLD_GLOBAL RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_DEEPBIND
    ST_RDONLY ST_NOSUID ST_NODEV ST_NOEXEC ST_SYNCHRONOUS ST_MANDLOCK ST_NOATIME ST_NODIRATIME ST_RELATIME
    GRND_NONBLOCK GRND_RANDOM
    SEEK_DATA SEEK_HOLE POSIX_FADV_NORMAL POSIX_FADV_SEQUENTIAL POSIX_FADV_RANDOM POSIX_FADV_NOREUSE POSIX_FADV_WILLNEED
    POSIX_FADV_DONTNEED
};

const OTHERS: &[(&str, i64)] = &[
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_NOUSER", 67),
    ("EX_NOHOST", 68),
    ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_CANTCREAT", 73),
    ("EX_IOERR", 74),
    ("EX_TEMPFAIL", 75),
    ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77),
    ("EX_CONFIG", 78),
    ("NGROUPS_MAX", 65536),
    ("TMP_MAX", 238_328),
    ("POSIX_SPAWN_OPEN", 0),
    ("POSIX_SPAWN_CLOSE", 1),
    ("POSIX_SPAWN_DUP2", 2),
];

/// What `os.sysconf` knows by name.
pub const SETTINGS: &[(&str, i64)] = of_libc! {
    _SC_ARG_MAX _SC_CHILD_MAX _SC_CLK_TCK _SC_NPROCESSORS_CONF _SC_NPROCESSORS_ONLN _SC_OPEN_MAX _SC_PAGESIZE _SC_PAGE_SIZE
    _SC_PHYS_PAGES _SC_AVPHYS_PAGES _SC_STREAM_MAX _SC_TZNAME_MAX _SC_JOB_CONTROL _SC_SAVED_IDS _SC_VERSION _SC_IOV_MAX
    _SC_GETPW_R_SIZE_MAX _SC_GETGR_R_SIZE_MAX _SC_SEM_VALUE_MAX _SC_SEM_NSEMS_MAX _SC_HOST_NAME_MAX _SC_LINE_MAX
};

/// Functions that take descriptors for paths, or can leave links alone: `os.supports_fd` and its like.
const CAN: &[&str] = &[
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FDOPENDIR",
    "HAVE_FTRUNCATE",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_FSTATVFS",
];

/// Adds everything.
pub fn add_all(th: &Thread, module: Slot) -> Res<()> {
    for (name, n) in FROM_LIBC.iter().chain(OTHERS) {
        add(th, module, name, th.int(*n))?;
    }
    let can: Vec<Val<'_>> = CAN.iter().map(|n| th.str(n)).collect();
    add(th, module, "_have_functions", th.list(&can))?;
    let names = Dict::new(th);
    for (name, n) in SETTINGS {
        let name = th.intern(&name[1..]);
        names.append(th, name.expect::<Str>().hash(), name, th.int(*n));
    }
    add(th, module, "sysconf_names", names.val())
}
