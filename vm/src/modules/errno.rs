//! `errno`: the names of the system's error numbers.

use super::support::add;
use crate::native::ModuleSpec;
use crate::object::{Dict, Owned};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "errno",
    doc: "This module makes available standard errno system symbols.",
    functions: &[],
    init,
};

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name)),*] };
}

const NUMBERS: &[(&str, i32)] = numbers! {
    EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV
    ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG
    ENOLCK ENOSYS ENOTEMPTY ELOOP ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL
    ENOANO EBADRQC EBADSLT EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP
    EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS
    ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT
    EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN
    ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM
    EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE
    ERFKILL EHWPOISON
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let codes = Dict::new(th);
    for (name, n) in NUMBERS {
        add(th, module, name, Val::small((*n).into()))?;
        enter(th, codes, *n, name);
    }
    // Second names of numbers that have one already.
    add(
        th,
        module,
        "EWOULDBLOCK",
        Val::small(libc::EWOULDBLOCK.into()),
    )?;
    add(th, module, "EDEADLOCK", Val::small(libc::EDEADLOCK.into()))?;
    add(th, module, "ENOTSUP", Val::small(libc::ENOTSUP.into()))?;
    add(th, module, "errorcode", codes.val())
}

fn enter<'t>(th: &'t Thread, codes: Owned<'t, Dict>, n: i32, name: &str) {
    let key = Val::small(n.into());
    codes.append(th, i64::from(n), key, th.intern(name));
}
