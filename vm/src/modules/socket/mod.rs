//! `_socket`: sockets of the internet and of this machine.
//!
//! | what | file |
//! | --- | --- |
//! | the class `socket` | [`object`] |
//! | addresses as Python values | [`address`] |
//! | names of hosts, numbers as bytes, constants | here |

mod address;
mod object;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};

use super::select::descriptor;
use super::support::{
    self, NativeClass, add, add_known_class, bytes_like, know_class, new_exception_class, to_i64,
};
use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Str};
use crate::os::{file, socket};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `socket.getdefaulttimeout()`, as bits; all ones for none.
static DEFAULT_TIMEOUT: AtomicU64 = AtomicU64::new(u64::MAX);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: &[
        NativeDef::full("gethostbyname_ex", Params::all(&["_host"]), |th, w| {
            let host = text(th, w.at(0))?;
            let ip = address::resolve(th, &host, libc::AF_INET)?;
            known_as(th, &host, &ip)
        }),
        NativeDef::full("gethostbyaddr", Params::all(&["_host"]), |th, w| {
            let host = text(th, w.at(0))?;
            let family = if host.contains(':') {
                libc::AF_INET6
            } else {
                libc::AF_INET
            };
            let ip = address::resolve(th, &host, family)?;
            support::irrevocable(th)?;
            let names = th.blocking(|| socket::names(&ip, libc::NI_NAMEREQD));
            match names {
                Ok((name, _)) => known_as(th, &name, &ip),
                Err(e) => Err(resolver_error(th, e)),
            }
        }),
        NativeDef::full(
            "getnameinfo",
            Params::all(&["_sockaddr", "_flags"]),
            |th, w| {
                let flags = to_i64(th, w.at(1))? as i32;
                let long = th
                    .get(w.at(0))
                    .cast::<crate::object::Tuple>()
                    .is_some_and(|t| t.len() > 2);
                let family = if long { libc::AF_INET6 } else { libc::AF_INET };
                let a = address::parse(th, w.at(0), family, "getnameinfo")?;
                support::irrevocable(th)?;
                match th.blocking(|| socket::names(&a, flags)) {
                    Ok((host, service)) => th.ret(th.tuple(&[th.str(&host), th.str(&service)])),
                    Err(e) => Err(resolver_error(th, e)),
                }
            },
        ),
        NativeDef::full(
            "getaddrinfo",
            Params::pos(&["host", "port", "family", "type", "proto", "flags"], 2),
            look_up,
        ),
        NativeDef::full("gethostbyname", Params::all(&["_host"]), |th, w| {
            let host = text(th, w.at(0))?;
            let ip = address::resolve(th, &host, libc::AF_INET)?;
            let host = address::host_text(&ip);
            th.ret(th.str(&host))
        }),
        NativeDef::full(
            "gethostname",
            Params::all(&[]),
            |th, _| match socket::host_name() {
                Ok(name) => th.ret(th.str(&name)),
                Err(e) => Err(support::os_error(th, &e, None)),
            },
        ),
        NativeDef::full(
            "socketpair",
            Params::pos(&["_family", "_type", "_proto"], 0),
            object::pair,
        ),
        NativeDef::full("close", Params::all(&["_fd"]), |th, w| {
            let fd = descriptor(th, w.at(0))?;
            support::irrevocable(th)?;
            match file::close(fd) {
                Ok(()) => th.ret(Val::NONE),
                Err(e) => Err(support::os_error(th, &e, None)),
            }
        }),
        NativeDef::full("dup", Params::all(&["_fd"]), |th, w| {
            let fd = descriptor(th, w.at(0))?;
            support::irrevocable(th)?;
            match socket::duplicate(fd) {
                Ok(fd) => th.ret(Val::small(fd.into())),
                Err(e) => Err(support::os_error(th, &e, None)),
            }
        }),
        NativeDef::full("inet_aton", Params::all(&["_ip"]), |th, w| {
            let ip = text(th, w.at(0))?;
            match ip.parse::<Ipv4Addr>() {
                Ok(ip) => th.ret(Bytes::new(th, &ip.octets()).val()),
                Err(_) => Err(th.raise(
                    Exc::OSError,
                    "illegal IP address string passed to inet_aton",
                )),
            }
        }),
        NativeDef::full("inet_ntoa", Params::all(&["_packed"]), |th, w| {
            let bytes = bytes_like(th, w.at(0))?;
            match <[u8; 4]>::try_from(&bytes[..]) {
                Ok(b) => th.ret(th.str(&Ipv4Addr::from(b).to_string())),
                Err(_) => Err(th.raise(Exc::OSError, "packed IP wrong length")),
            }
        }),
        NativeDef::full("inet_pton", Params::all(&["_family", "_ip"]), |th, w| {
            let (family, ip) = (to_i64(th, w.at(0))? as i32, text(th, w.at(1))?);
            let bytes = match family {
                libc::AF_INET => ip.parse::<Ipv4Addr>().ok().map(|ip| ip.octets().to_vec()),
                libc::AF_INET6 => ip.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec()),
                _ => return Err(support::os_error_number(th, libc::EAFNOSUPPORT, None)),
            };
            match bytes {
                Some(b) => th.ret(Bytes::new(th, &b).val()),
                None => Err(th.raise(
                    Exc::OSError,
                    "illegal IP address string passed to inet_pton",
                )),
            }
        }),
        NativeDef::full(
            "inet_ntop",
            Params::all(&["_family", "_packed"]),
            |th, w| {
                let (family, bytes) = (to_i64(th, w.at(0))? as i32, bytes_like(th, w.at(1))?);
                let text = match family {
                    libc::AF_INET => <[u8; 4]>::try_from(&bytes[..])
                        .ok()
                        .map(|b| Ipv4Addr::from(b).to_string()),
                    libc::AF_INET6 => <[u8; 16]>::try_from(&bytes[..])
                        .ok()
                        .map(|b| Ipv6Addr::from(b).to_string()),
                    n => return Err(th.value_error(format!("unknown address family {n}"))),
                };
                match text {
                    Some(t) => th.ret(th.str(&t)),
                    None => Err(th.value_error("invalid length of packed IP address string")),
                }
            },
        ),
        NativeDef::full("htons", Params::all(&["_integer"]), |th, w| {
            swap(th, w.at(0), 16)
        }),
        NativeDef::full("ntohs", Params::all(&["_integer"]), |th, w| {
            swap(th, w.at(0), 16)
        }),
        NativeDef::full("htonl", Params::all(&["_integer"]), |th, w| {
            swap(th, w.at(0), 32)
        }),
        NativeDef::full("ntohl", Params::all(&["_integer"]), |th, w| {
            swap(th, w.at(0), 32)
        }),
        NativeDef::quick("getdefaulttimeout", Params::all(&[]), |_, _| {
            // ORD: Relaxed; a number.
            let bits = DEFAULT_TIMEOUT.load(Ordering::Relaxed);
            Ok(if bits == u64::MAX {
                Val::NONE
            } else {
                Val::float(f64::from_bits(bits))
            })
        }),
        NativeDef::full("setdefaulttimeout", Params::all(&["_timeout"]), |th, w| {
            let t = object::timeout_of(th, w.at(0))?;
            support::irrevocable(th)?;
            // ORD: Relaxed; a number.
            DEFAULT_TIMEOUT.store(t.map_or(u64::MAX, f64::to_bits), Ordering::Relaxed);
            th.ret(Val::NONE)
        }),
    ],
    init,
};

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

const CONSTANTS: &[(&str, i64)] = of_libc! {
    AF_UNSPEC AF_INET AF_INET6 AF_UNIX SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_CLOEXEC SOCK_NONBLOCK
    SOL_SOCKET SO_REUSEADDR SO_REUSEPORT SO_KEEPALIVE SO_BROADCAST SO_LINGER SO_RCVBUF SO_SNDBUF SO_RCVTIMEO SO_SNDTIMEO
    SO_ERROR SO_TYPE SO_OOBINLINE SO_DONTROUTE SO_RCVLOWAT SO_SNDLOWAT SO_ACCEPTCONN SO_PROTOCOL SO_DOMAIN SO_PEERCRED
    SOMAXCONN IPPROTO_IP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPPROTO_ICMP IPPROTO_RAW TCP_NODELAY TCP_KEEPIDLE TCP_KEEPINTVL
    TCP_KEEPCNT TCP_MAXSEG TCP_CORK TCP_DEFER_ACCEPT TCP_USER_TIMEOUT TCP_FASTOPEN IPV6_V6ONLY IP_TTL IP_TOS
    IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP MSG_PEEK MSG_OOB MSG_DONTWAIT MSG_WAITALL
    MSG_NOSIGNAL MSG_TRUNC MSG_CTRUNC SHUT_RD SHUT_WR SHUT_RDWR AI_PASSIVE AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV
    AI_ADDRCONFIG AI_V4MAPPED AI_ALL NI_NUMERICHOST NI_NUMERICSERV NI_NAMEREQD NI_DGRAM NI_NOFQDN EAI_NONAME EAI_AGAIN
    EAI_FAIL EAI_FAMILY EAI_SERVICE EAI_SOCKTYPE EAI_BADFLAGS EAI_MEMORY EAI_NODATA EAI_SYSTEM SCM_RIGHTS
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    for (name, n) in [
        ("INADDR_ANY", 0),
        ("INADDR_LOOPBACK", 0x7F00_0001),
        ("INADDR_BROADCAST", 0xFFFF_FFFF),
        ("INADDR_NONE", 0xFFFF_FFFF),
    ] {
        add(th, module, name, Val::small(n))?;
    }
    add(th, module, "has_ipv6", Val::TRUE)?;
    add(th, module, "error", th.exc_class(Exc::OSError).val())?;
    add(th, module, "timeout", th.exc_class(Exc::TimeoutError).val())?;
    let os_error = th.exc_class(Exc::OSError).val();
    for (name, known) in [("gaierror", Some(NativeClass::GaiError)), ("herror", None)] {
        let class = new_exception_class(th, "socket", name, &[os_error]);
        if let Some(known) = known {
            know_class(th, known, class);
        }
        add(th, module, name, class.val())?;
    }
    let class = add_known_class(th, module, NativeClass::Socket, &object::CLASS)?;
    add(th, module, "SocketType", class.val())
}

/// A text argument, or bytes as text.
fn text(th: &mut Thread, v: Slot) -> Res<String> {
    let found = {
        let v = th.get(v).unboxed();
        match v.cast::<Str>() {
            Some(s) => Some(s.text().to_owned()),
            None => v
                .cast::<Bytes>()
                .map(|b| String::from_utf8_lossy(b.slice()).into_owned()),
        }
    };
    match found {
        Some(text) => Ok(text),
        None => Err(th.type_error(format!(
            "str, bytes or bytearray expected, not {}",
            th.class_name(th.get(v))
        ))),
    }
}

/// `(name, aliases, addresses)`
fn known_as(th: &mut Thread, name: &str, ip: &socket::Address) -> Res<Done> {
    let ips = th.list(&[th.str(&address::host_text(ip))]);
    th.ret(th.tuple(&[th.str(name), th.list(&[]), ips]))
}

/// A number in the other order of bytes.
fn swap(th: &mut Thread, v: Slot, bits: u32) -> Res<Done> {
    let n = to_i64(th, v)?;
    if n < 0 {
        return Err(th.raise(
            Exc::OverflowError,
            "can't convert negative Python int to C unsigned int",
        ));
    }
    if n >= 1 << bits {
        return Err(th.raise(
            Exc::OverflowError,
            "Python int too large to convert to C integer",
        ));
    }
    let n = match bits {
        16 => i64::from((n as u16).to_be()),
        _ => i64::from((n as u32).to_be()),
    };
    th.ret(Val::small(n))
}

/// `socket.gaierror`.
fn resolver_error(th: &mut Thread, (number, text): (i32, String)) -> Unwind {
    let class = th.root(th.native_class(NativeClass::GaiError).val());
    let args = [th.root(Val::small(number.into())), th.root(th.str(&text))];
    match th.call(class, &args) {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}

fn look_up(th: &mut Thread, w: Window) -> Res<Done> {
    let given = |th: &Thread, i: usize| w.opt(th, i).filter(|v| !th.get(*v).is_none());
    let host = match given(th, 0) {
        Some(v) => Some(text(th, v)?),
        None => None,
    };
    let service = match given(th, 1) {
        Some(v) => match support::quick_i64(th.get(v)) {
            Some(n) => Some(n.to_string()),
            None => Some(text(th, v)?),
        },
        None => None,
    };
    let mut numbers = [0; 4];
    for (i, n) in numbers.iter_mut().enumerate() {
        if let Some(v) = w.opt(th, 2 + i) {
            *n = to_i64(th, v)? as i32;
        }
    }
    let [family, kind, protocol, flags] = numbers;
    let hints = socket::Hints {
        family,
        kind,
        protocol,
        flags,
    };
    support::irrevocable(th)?;
    let found = th.blocking(|| socket::look_up(host.as_deref(), service.as_deref(), hints));
    let found = found.map_err(|e| resolver_error(th, e))?;
    let list = {
        let all: Vec<Val<'_>> = found
            .iter()
            .map(|f| {
                let number = |n: i32| Val::small(n.into());
                let parts = [
                    number(f.family),
                    number(f.kind),
                    number(f.protocol),
                    th.str(&f.canonical),
                    address::value(th, &f.address),
                ];
                th.tuple(&parts)
            })
            .collect();
        th.list(&all)
    };
    th.ret(list)
}
