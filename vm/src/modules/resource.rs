//! `resource`: what the process may use, and what it has used.

use super::structseq::{self, StructSpec};
use super::support::{self, NativeClass, add, know_class, to_i64};
use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Tuple;
use crate::os::limits;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "resource",
    doc: "",
    functions: &[
        NativeDef::full("getrusage", Params::all(&["_who"]), usage),
        NativeDef::full("getrlimit", Params::all(&["_resource"]), |th, w| {
            let which = which(th, w.at(0))?;
            let r = limits::limit(which);
            let (soft, hard) = r.map_err(|e| support::os_error(th, &e, None))?;
            let number = |n: u64| {
                if n == libc::RLIM_INFINITY {
                    th.int(-1)
                } else {
                    th.uint(n)
                }
            };
            let r = th.tuple(&[number(soft), number(hard)]);
            th.ret(r)
        }),
        NativeDef::full(
            "setrlimit",
            Params::all(&["_resource", "_limits"]),
            set_limit,
        ),
        NativeDef::quick("getpagesize", Params::all(&[]), |_, _| {
            Ok(Val::small(limits::page_size()))
        }),
    ],
    init,
};

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const CONSTANTS: &[(&str, i64)] = of_libc! {
    RLIMIT_AS RLIMIT_CORE RLIMIT_CPU RLIMIT_DATA RLIMIT_FSIZE RLIMIT_MEMLOCK RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_NOFILE
    RLIMIT_NPROC RLIMIT_RSS RLIMIT_RTPRIO RLIMIT_RTTIME RLIMIT_SIGPENDING RLIMIT_STACK RUSAGE_CHILDREN RUSAGE_SELF
    RUSAGE_THREAD
};

const USAGE: StructSpec = StructSpec {
    module: "resource",
    name: "struct_rusage",
    doc: "struct_rusage: Result from getrusage.",
    fields: &[
        "ru_utime",
        "ru_stime",
        "ru_maxrss",
        "ru_ixrss",
        "ru_idrss",
        "ru_isrss",
        "ru_minflt",
        "ru_majflt",
        "ru_nswap",
        "ru_inblock",
        "ru_oublock",
        "ru_msgsnd",
        "ru_msgrcv",
        "ru_nsignals",
        "ru_nvcsw",
        "ru_nivcsw",
    ],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    add(th, module, "RLIM_INFINITY", Val::small(-1))?;
    add(th, module, "error", th.exc_class(Exc::OSError).val())?;
    let class = structseq::new_class(th, &USAGE);
    know_class(th, NativeClass::ResourceUsage, class);
    add(th, module, "struct_rusage", class.val())
}

fn which(th: &mut Thread, v: Slot) -> Res<u32> {
    match u32::try_from(to_i64(th, v)?) {
        Ok(n) if n < 16 => Ok(n),
        _ => Err(th.value_error("invalid resource specified")),
    }
}

fn set_limit(th: &mut Thread, w: Window) -> Res<Done> {
    let which = which(th, w.at(0))?;
    let both = support::to_tuple(th, w.at(1))?;
    if th.get(both).expect::<Tuple>().len() != 2 {
        return Err(th.value_error("expected a tuple of 2 integers"));
    }
    let mut numbers = [0; 2];
    for (i, n) in numbers.iter_mut().enumerate() {
        let v = th.root(th.get(both).expect::<Tuple>().at(i));
        *n = to_i64(th, v)? as u64;
    }
    support::irrevocable(th)?;
    match limits::set_limit(which, (numbers[0], numbers[1])) {
        Ok(()) => th.ret(Val::NONE),
        Err(e) if e.raw_os_error() == Some(libc::EINVAL) => {
            Err(th.value_error("current limit exceeds maximum limit"))
        }
        Err(e) if e.raw_os_error() == Some(libc::EPERM) => {
            Err(th.value_error("not allowed to raise maximum limit"))
        }
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}

fn usage(th: &mut Thread, w: Window) -> Res<Done> {
    let who = to_i64(th, w.at(0))? as i32;
    let u = match limits::usage(who) {
        Ok(u) => u,
        Err(_) => return Err(th.value_error("invalid who parameter")),
    };
    let r = th.section(|th| {
        let mut items = vec![Val::float(u.user), Val::float(u.system)];
        items.extend(u.counts.iter().map(|n| th.int(*n)));
        let class = th.native_class(NativeClass::ResourceUsage);
        Ok(th.root(structseq::make(th, class, &items, &[])?))
    })?;
    th.ret_slot(r)
}
