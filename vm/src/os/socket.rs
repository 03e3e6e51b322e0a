//! Sockets.

use std::ffi::{CStr, CString};
use std::io::{Error, Result};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

/// An address of one of the families that are supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    V4(SocketAddrV4),
    V6(SocketAddrV6),
    /// A path, or a name that begins with a null byte; empty for a socket without a name.
    Unix(Vec<u8>),
    Other,
}

/// An address as the system wants it, and its length.
type Raw = (libc::sockaddr_storage, libc::socklen_t);

fn checked(r: i64) -> Result<i64> {
    match r {
        -1 => Err(Error::last_os_error()),
        n => Ok(n),
    }
}

fn empty() -> libc::sockaddr_storage {
    // SAFETY: all zero is an address of no family.
    unsafe { std::mem::zeroed() }
}

impl Address {
    fn to_raw(&self) -> Result<Raw> {
        let mut storage = empty();
        let p = &raw mut storage;
        let len = match self {
            Address::V4(a) => {
                // SAFETY: the storage is large enough for an address of any family.
                let sin = unsafe { &mut *p.cast::<libc::sockaddr_in>() };
                sin.sin_family = libc::AF_INET as libc::sa_family_t;
                sin.sin_port = a.port().to_be();
                sin.sin_addr.s_addr = u32::from_ne_bytes(a.ip().octets());
                size_of::<libc::sockaddr_in>()
            }
            Address::V6(a) => {
                // SAFETY: as above.
                let sin = unsafe { &mut *p.cast::<libc::sockaddr_in6>() };
                sin.sin6_family = libc::AF_INET6 as libc::sa_family_t;
                sin.sin6_port = a.port().to_be();
                sin.sin6_addr.s6_addr = a.ip().octets();
                sin.sin6_flowinfo = a.flowinfo().to_be();
                sin.sin6_scope_id = a.scope_id();
                size_of::<libc::sockaddr_in6>()
            }
            Address::Unix(path) => {
                // SAFETY: as above.
                let sun = unsafe { &mut *p.cast::<libc::sockaddr_un>() };
                if path.len() >= sun.sun_path.len() {
                    return Err(Error::from_raw_os_error(libc::ENAMETOOLONG));
                }
                sun.sun_family = libc::AF_UNIX as libc::sa_family_t;
                for (to, from) in sun.sun_path.iter_mut().zip(path) {
                    *to = *from as libc::c_char;
                }
                let named = path.first() != Some(&0);
                size_of::<libc::sa_family_t>() + path.len() + usize::from(named)
            }
            Address::Other => return Err(Error::from_raw_os_error(libc::EAFNOSUPPORT)),
        };
        Ok((storage, len as libc::socklen_t))
    }

    fn from_raw((storage, len): &Raw) -> Address {
        let p = &raw const *storage;
        match i32::from(storage.ss_family) {
            libc::AF_INET => {
                // SAFETY: the family says what the storage holds.
                let sin = unsafe { &*p.cast::<libc::sockaddr_in>() };
                let ip = Ipv4Addr::from(sin.sin_addr.s_addr.to_ne_bytes());
                Address::V4(SocketAddrV4::new(ip, u16::from_be(sin.sin_port)))
            }
            libc::AF_INET6 => {
                // SAFETY: as above.
                let sin = unsafe { &*p.cast::<libc::sockaddr_in6>() };
                Address::V6(SocketAddrV6::new(
                    Ipv6Addr::from(sin.sin6_addr.s6_addr),
                    u16::from_be(sin.sin6_port),
                    u32::from_be(sin.sin6_flowinfo),
                    sin.sin6_scope_id,
                ))
            }
            libc::AF_UNIX => {
                // SAFETY: as above.
                let sun = unsafe { &*p.cast::<libc::sockaddr_un>() };
                let n = (*len as usize).saturating_sub(size_of::<libc::sa_family_t>());
                let mut path: Vec<u8> = sun.sun_path[..n.min(sun.sun_path.len())]
                    .iter()
                    .map(|c| *c as u8)
                    .collect();
                if path.first() != Some(&0) {
                    path.truncate(path.iter().position(|b| *b == 0).unwrap_or(path.len()));
                }
                Address::Unix(path)
            }
            _ => Address::Other,
        }
    }
}

pub fn new(family: i32, kind: i32, protocol: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) }.into())
        .map(|fd| fd as i32)
}

pub fn pair(family: i32, kind: i32, protocol: i32) -> Result<[i32; 2]> {
    let mut ends = [0; 2];
    let kind = kind | libc::SOCK_CLOEXEC;
    // SAFETY: the array has room for the two ends.
    let result = unsafe { libc::socketpair(family, kind, protocol, ends.as_mut_ptr()) };
    checked(result.into())?;
    Ok(ends)
}

pub fn duplicate(fd: i32) -> Result<i32> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) }.into()).map(|fd| fd as i32)
}

pub fn set_blocking(fd: i32, blocking: bool) -> Result<()> {
    let mut no = libc::c_int::from(!blocking);
    // SAFETY: the request reads a number of ours.
    checked(unsafe { libc::ioctl(fd, libc::FIONBIO, &mut no) }.into()).map(|_| ())
}

pub fn bind(fd: i32, a: &Address) -> Result<()> {
    let (storage, len) = a.to_raw()?;
    // SAFETY: address and length belong together.
    checked(unsafe { libc::bind(fd, (&raw const storage).cast(), len) }.into()).map(|_| ())
}

pub fn connect(fd: i32, a: &Address) -> Result<()> {
    let (storage, len) = a.to_raw()?;
    // SAFETY: as above.
    checked(unsafe { libc::connect(fd, (&raw const storage).cast(), len) }.into()).map(|_| ())
}

pub fn listen(fd: i32, backlog: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::listen(fd, backlog) }.into()).map(|_| ())
}

pub fn shutdown(fd: i32, how: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { libc::shutdown(fd, how) }.into()).map(|_| ())
}

pub fn accept(fd: i32) -> Result<(i32, Address)> {
    let (mut storage, mut len) = (
        empty(),
        size_of::<libc::sockaddr_storage>() as libc::socklen_t,
    );
    // SAFETY: the system fills the storage, whose size it is told.
    let new = checked(
        unsafe { libc::accept4(fd, (&raw mut storage).cast(), &mut len, libc::SOCK_CLOEXEC) }
            .into(),
    )?;
    Ok((new as i32, Address::from_raw(&(storage, len))))
}

/// The address of a socket, or of its peer.
pub fn name(fd: i32, peer: bool) -> Result<Address> {
    let (mut storage, mut len) = (
        empty(),
        size_of::<libc::sockaddr_storage>() as libc::socklen_t,
    );
    // SAFETY: as above.
    let result = unsafe {
        match peer {
            true => libc::getpeername(fd, (&raw mut storage).cast(), &mut len),
            false => libc::getsockname(fd, (&raw mut storage).cast(), &mut len),
        }
    };
    checked(result.into())?;
    Ok(Address::from_raw(&(storage, len)))
}

/// Sends; a broken connection is an error, not a signal.
pub fn send(fd: i32, bytes: &[u8], flags: i32, to: Option<&Address>) -> Result<usize> {
    let flags = flags | libc::MSG_NOSIGNAL;
    let n = match to {
        // SAFETY: pointer and length are those of the bytes.
        None => unsafe { libc::send(fd, bytes.as_ptr().cast(), bytes.len(), flags) },
        Some(to) => {
            let (storage, len) = to.to_raw()?;
            // SAFETY: as above; address and length belong together.
            unsafe {
                libc::sendto(
                    fd,
                    bytes.as_ptr().cast(),
                    bytes.len(),
                    flags,
                    (&raw const storage).cast(),
                    len,
                )
            }
        }
    };
    checked(n as i64).map(|n| n as usize)
}

/// Receives at most as much as the buffer holds, and says from whom.
pub fn receive(fd: i32, buffer: &mut [u8], flags: i32) -> Result<(usize, Address)> {
    let (mut storage, mut len) = (
        empty(),
        size_of::<libc::sockaddr_storage>() as libc::socklen_t,
    );
    // SAFETY: pointer and length are the buffer's; the system fills the storage, whose size it is told.
    let n = unsafe {
        libc::recvfrom(
            fd,
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            flags,
            (&raw mut storage).cast(),
            &mut len,
        )
    };
    let n = checked(n as i64)?;
    Ok((n as usize, Address::from_raw(&(storage, len))))
}

pub fn set_option(fd: i32, level: i32, option: i32, value: &[u8]) -> Result<()> {
    let len = value.len() as libc::socklen_t;
    // SAFETY: pointer and length are those of the value.
    checked(unsafe { libc::setsockopt(fd, level, option, value.as_ptr().cast(), len) }.into())
        .map(|_| ())
}

pub fn option(fd: i32, level: i32, option: i32, room: usize) -> Result<Vec<u8>> {
    let mut value = vec![0u8; room];
    let mut len = room as libc::socklen_t;
    let room = value.as_mut_ptr().cast();
    // SAFETY: pointer and length are those of the room.
    let result = unsafe { libc::getsockopt(fd, level, option, room, &mut len) };
    checked(result.into())?;
    value.truncate(len as usize);
    Ok(value)
}

/// One answer to the question for a name.
pub struct Found {
    pub family: i32,
    pub kind: i32,
    pub protocol: i32,
    pub canonical: String,
    pub address: Address,
}

/// What to look for.
#[derive(Clone, Copy, Default)]
pub struct Hints {
    pub family: i32,
    pub kind: i32,
    pub protocol: i32,
    pub flags: i32,
}

/// Looks a host and a service up; the error is the resolver's number and text.
pub fn look_up(
    host: Option<&str>,
    service: Option<&str>,
    hints: Hints,
) -> std::result::Result<Vec<Found>, (i32, String)> {
    let text = |s: Option<&str>| s.map(|s| CString::new(s).map_err(|_| failure(libc::EAI_NONAME)));
    let (host, service) = (text(host).transpose()?, text(service).transpose()?);
    let pointer = |s: &Option<CString>| s.as_ref().map_or(std::ptr::null(), |s| s.as_ptr());
    // SAFETY: all of the structure that is not set is zero, which means nothing special.
    let mut wanted: libc::addrinfo = unsafe { std::mem::zeroed() };
    wanted.ai_family = hints.family;
    wanted.ai_socktype = hints.kind;
    wanted.ai_protocol = hints.protocol;
    wanted.ai_flags = hints.flags;
    let mut list = std::ptr::null_mut();
    // SAFETY: texts and structure are ours; the list is given back below.
    let error = unsafe { libc::getaddrinfo(pointer(&host), pointer(&service), &wanted, &mut list) };
    if error != 0 {
        return Err(failure(error));
    }
    let mut found = Vec::new();
    let mut at = list;
    while !at.is_null() {
        // SAFETY: a node of the list, which is not given back yet; its address has the length it says, which is at most
        // that of the storage.
        unsafe {
            let node = &*at;
            let mut storage = empty();
            let len = (node.ai_addrlen as usize).min(size_of::<libc::sockaddr_storage>());
            std::ptr::copy_nonoverlapping(
                node.ai_addr.cast::<u8>(),
                (&raw mut storage).cast::<u8>(),
                len,
            );
            let canonical = match node.ai_canonname.is_null() {
                true => String::new(),
                false => CStr::from_ptr(node.ai_canonname)
                    .to_string_lossy()
                    .into_owned(),
            };
            found.push(Found {
                family: node.ai_family,
                kind: node.ai_socktype,
                protocol: node.ai_protocol,
                canonical,
                address: Address::from_raw(&(storage, node.ai_addrlen)),
            });
            at = node.ai_next;
        }
    }
    // SAFETY: made by getaddrinfo, and not used afterwards.
    unsafe { libc::freeaddrinfo(list) };
    Ok(found)
}

/// The names of an address: host and service.
pub fn names(a: &Address, flags: i32) -> std::result::Result<(String, String), (i32, String)> {
    let (storage, len) = a.to_raw().map_err(|_| failure(libc::EAI_FAMILY))?;
    let (mut host, mut service) = ([0 as libc::c_char; 1025], [0 as libc::c_char; 32]);
    // SAFETY: address and length belong together; the system is told the sizes of both rooms and ends the texts with a
    // null byte.
    let (error, names) = unsafe {
        let error = libc::getnameinfo(
            (&raw const storage).cast(),
            len,
            host.as_mut_ptr(),
            host.len() as libc::socklen_t,
            service.as_mut_ptr(),
            service.len() as libc::socklen_t,
            flags,
        );
        let text = |p: *const libc::c_char| CStr::from_ptr(p).to_string_lossy().into_owned();
        (error, (text(host.as_ptr()), text(service.as_ptr())))
    };
    match error {
        0 => Ok(names),
        e => Err(failure(e)),
    }
}

fn failure(number: i32) -> (i32, String) {
    // SAFETY: the text lives for ever; it is copied.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(number)) };
    (number, text.to_string_lossy().into_owned())
}

/// The name of this machine.
pub fn host_name() -> Result<String> {
    let mut name = [0u8; 256];
    // SAFETY: pointer and length are those of the room.
    checked(unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) }.into())?;
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    Ok(String::from_utf8_lossy(&name[..end]).into_owned())
}
