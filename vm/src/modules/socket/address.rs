//! Addresses: tuples of host and port, or paths.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

use super::super::support::{self, to_i64};
use crate::error::Exc;
use crate::object::{Bytes, Str, Tuple};
use crate::os::socket::{self, Address, Hints};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The Python value of an address.
pub fn value<'t>(th: &'t Thread, a: &Address) -> Val<'t> {
    match a {
        Address::V4(v4) => th.tuple(&[th.str(&v4.ip().to_string()), Val::small(v4.port().into())]),
        Address::V6(v6) => th.tuple(&[
            th.str(&v6.ip().to_string()),
            Val::small(v6.port().into()),
            Val::small(v6.flowinfo().into()),
            Val::small(v6.scope_id().into()),
        ]),
        Address::Unix(path) if path.first() == Some(&0) => Bytes::new(th, path).val(),
        Address::Unix(path) => th.str(&String::from_utf8_lossy(path)),
        Address::Other => Val::NONE,
    }
}

/// The host of an address of the internet.
pub fn host_text(a: &Address) -> String {
    match a {
        Address::V4(v4) => v4.ip().to_string(),
        Address::V6(v6) => v6.ip().to_string(),
        _ => String::new(),
    }
}

/// The first address of a host.
pub fn resolve(th: &mut Thread, host: &str, family: i32) -> Res<Address> {
    match (host, family) {
        ("", libc::AF_INET6) => {
            return Ok(Address::V6(SocketAddrV6::new(
                Ipv6Addr::UNSPECIFIED,
                0,
                0,
                0,
            )));
        }
        ("", _) => return Ok(Address::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0))),
        ("<broadcast>", _) => return Ok(Address::V4(SocketAddrV4::new(Ipv4Addr::BROADCAST, 0))),
        _ => {}
    }
    if let (Ok(ip), libc::AF_INET) = (host.parse::<Ipv4Addr>(), family) {
        return Ok(Address::V4(SocketAddrV4::new(ip, 0)));
    }
    let hints = Hints {
        family,
        ..Hints::default()
    };
    support::irrevocable(th)?;
    let found = th.blocking(|| socket::look_up(Some(host), None, hints));
    match found {
        Ok(all) => match all.into_iter().next() {
            Some(f) => Ok(f.address),
            None => Err(th.raise(Exc::OSError, "no address of this host is known")),
        },
        Err(e) => Err(super::resolver_error(th, e)),
    }
}

/// The address that an argument of a method stands for.
pub fn parse(th: &mut Thread, v: Slot, family: i32, method: &str) -> Res<Address> {
    match family {
        libc::AF_UNIX => {
            let path = {
                let v = th.get(v).unboxed();
                match v.cast::<Str>() {
                    Some(s) => Some(s.text().as_bytes().to_vec()),
                    None => v.cast::<Bytes>().map(|b| b.slice().to_vec()),
                }
            };
            match path {
                Some(path) => Ok(Address::Unix(path)),
                None => Err(th.type_error(format!(
                    "a bytes-like object is required, not '{}'",
                    th.class_name(th.get(v))
                ))),
            }
        }
        libc::AF_INET | libc::AF_INET6 => internet(th, v, family, method),
        _ => Err(th.raise(Exc::OSError, format!("{method}(): bad family"))),
    }
}

fn internet(th: &mut Thread, v: Slot, family: i32, method: &str) -> Res<Address> {
    let name = if family == libc::AF_INET {
        "AF_INET"
    } else {
        "AF_INET6"
    };
    let Some(parts) = th.get(v).unboxed().cast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{method}(): {name} address must be tuple, not {}",
            th.class_name(th.get(v))
        )));
    };
    let parts: Vec<Slot> = parts.items().iter().map(|v| th.root(*v)).collect();
    let most = if family == libc::AF_INET { 2 } else { 4 };
    if parts.len() < 2 || parts.len() > most {
        return Err(th.type_error(format!("{name} address must be a pair (host, port)")));
    }
    let host = super::text(th, parts[0])?;
    let port = to_i64(th, parts[1])?;
    let Ok(port) = u16::try_from(port) else {
        return Err(th.raise(
            Exc::OverflowError,
            format!("{method}(): port must be 0-65535."),
        ));
    };
    let mut more = [0; 2];
    for (n, v) in more.iter_mut().zip(&parts[2..]) {
        *n = to_i64(th, *v)? as u32;
    }
    Ok(match resolve(th, &host, family)? {
        Address::V4(a) => Address::V4(SocketAddrV4::new(*a.ip(), port)),
        Address::V6(a) => Address::V6(SocketAddrV6::new(
            *a.ip(),
            port,
            more[0],
            if more[1] == 0 { a.scope_id() } else { more[1] },
        )),
        other => other,
    })
}
