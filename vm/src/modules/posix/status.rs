//! `os.stat_result` and the other struct sequences.

use crate::modules::structseq::{self, StructSpec};
use crate::modules::support::{NativeClass, add, know_class};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const STAT: StructSpec = StructSpec {
    module: "os",
    name: "stat_result",
    doc: "stat_result: Result from stat, fstat, or lstat.",
    fields: &[
        "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "_atime",
        "_mtime", "_ctime",
    ],
};

const STATVFS: StructSpec = StructSpec {
    module: "os",
    name: "statvfs_result",
    doc: "statvfs_result: Result from statvfs or fstatvfs.",
    fields: &[
        "f_bsize",
        "f_frsize",
        "f_blocks",
        "f_bfree",
        "f_bavail",
        "f_files",
        "f_ffree",
        "f_favail",
        "f_flag",
        "f_namemax",
    ],
};

const UNAME: StructSpec = StructSpec {
    module: "posix",
    name: "uname_result",
    doc: "uname_result: Result from uname().",
    fields: &["sysname", "nodename", "release", "version", "machine"],
};

const TIMES: StructSpec = StructSpec {
    module: "posix",
    name: "times_result",
    doc: "times_result: Result from os.times().",
    fields: &[
        "user",
        "system",
        "children_user",
        "children_system",
        "elapsed",
    ],
};

const TERMINAL: StructSpec = StructSpec {
    module: "os",
    name: "terminal_size",
    doc: "A tuple of (columns, lines) for holding terminal window size",
    fields: &["columns", "lines"],
};

const SCHED: StructSpec = StructSpec {
    module: "posix",
    name: "sched_param",
    doc: "Currently has only one field: sched_priority",
    fields: &["sched_priority"],
};

/// Adds the classes.
pub fn add_all(th: &Thread, module: Slot) -> Res<()> {
    for (known, spec) in [
        (NativeClass::StatResult, &STAT),
        (NativeClass::StatvfsResult, &STATVFS),
        (NativeClass::UnameResult, &UNAME),
        (NativeClass::TimesResult, &TIMES),
        (NativeClass::TerminalSize, &TERMINAL),
    ] {
        let class = structseq::new_class(th, spec);
        know_class(th, known, class);
        add(th, module, spec.name, class.val())?;
    }
    let class = structseq::new_class(th, &SCHED);
    add(th, module, SCHED.name, class.val())
}

/// `os.stat_result`.
pub fn stat<'t>(th: &'t Thread, s: &libc::stat) -> Res<Val<'t>> {
    let items = [
        th.int(s.st_mode.into()),
        th.uint(s.st_ino),
        th.uint(s.st_dev),
        th.uint(s.st_nlink),
        th.int(s.st_uid.into()),
        th.int(s.st_gid.into()),
        th.int(s.st_size),
        th.int(s.st_atime),
        th.int(s.st_mtime),
        th.int(s.st_ctime),
    ];
    let seconds = |s: i64, n: i64| Val::float(s as f64 + n as f64 * 1e-9);
    let exact = |s: i64, n: i64| th.big_int(&(num_bigint::BigInt::from(s) * 1_000_000_000 + n));
    let more = [
        ("st_atime", seconds(s.st_atime, s.st_atime_nsec)),
        ("st_mtime", seconds(s.st_mtime, s.st_mtime_nsec)),
        ("st_ctime", seconds(s.st_ctime, s.st_ctime_nsec)),
        ("st_atime_ns", exact(s.st_atime, s.st_atime_nsec)),
        ("st_mtime_ns", exact(s.st_mtime, s.st_mtime_nsec)),
        ("st_ctime_ns", exact(s.st_ctime, s.st_ctime_nsec)),
        ("st_blksize", th.int(s.st_blksize)),
        ("st_blocks", th.int(s.st_blocks)),
        ("st_rdev", th.uint(s.st_rdev)),
    ];
    structseq::make(th, th.native_class(NativeClass::StatResult), &items, &more)
}

/// `os.statvfs_result`.
pub fn statvfs<'t>(th: &'t Thread, s: &libc::statvfs) -> Res<Val<'t>> {
    let items = [
        s.f_bsize,
        s.f_frsize,
        s.f_blocks,
        s.f_bfree,
        s.f_bavail,
        s.f_files,
        s.f_ffree,
        s.f_favail,
        s.f_flag,
        s.f_namemax,
    ]
    .map(|n| th.uint(n));
    structseq::make(
        th,
        th.native_class(NativeClass::StatvfsResult),
        &items,
        &[("f_fsid", th.uint(s.f_fsid))],
    )
}
