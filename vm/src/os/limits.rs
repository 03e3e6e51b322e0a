//! What a process may use and has used, and control of descriptors.

use std::io::{Error, Result};

/// Time in seconds and the other counts, in the order of the structure of the system.
pub struct Usage {
    pub user: f64,
    pub system: f64,
    pub counts: [i64; 14],
}

/// Soft and hard limit of a resource.
pub fn limit(resource: u32) -> Result<(u64, u64)> {
    // SAFETY: the structure is ours and is filled by the system if the call succeeds.
    let (done, l) = unsafe {
        let mut l: libc::rlimit = std::mem::zeroed();
        // The kind of number differs between C libraries.
        (libc::getrlimit(resource as _, &mut l), l)
    };
    match done {
        0 => Ok((l.rlim_cur, l.rlim_max)),
        _ => Err(Error::last_os_error()),
    }
}

pub fn set_limit(resource: u32, (soft, hard): (u64, u64)) -> Result<()> {
    let l = libc::rlimit {
        rlim_cur: soft,
        rlim_max: hard,
    };
    // SAFETY: the structure is ours and only read.
    match unsafe { libc::setrlimit(resource as _, &l) } {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

pub fn usage(who: i32) -> Result<Usage> {
    // SAFETY: the structure is ours and is filled by the system if the call succeeds.
    let (done, u) = unsafe {
        let mut u: libc::rusage = std::mem::zeroed();
        (libc::getrusage(who, &mut u), u)
    };
    if done != 0 {
        return Err(Error::last_os_error());
    }
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    Ok(Usage {
        user: seconds(u.ru_utime),
        system: seconds(u.ru_stime),
        counts: [
            u.ru_maxrss,
            u.ru_ixrss,
            u.ru_idrss,
            u.ru_isrss,
            u.ru_minflt,
            u.ru_majflt,
            u.ru_nswap,
            u.ru_inblock,
            u.ru_oublock,
            u.ru_msgsnd,
            u.ru_msgrcv,
            u.ru_nsignals,
            u.ru_nvcsw,
            u.ru_nivcsw,
        ],
    })
}

/// Size of a page of memory.
pub fn page_size() -> i64 {
    // SAFETY: takes a number only.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }
}

/// Operations of `fcntl` whose argument is a number.
const BY_NUMBER: &[i32] = &[
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
    libc::F_SETFL,
    libc::F_GETPIPE_SZ,
    libc::F_SETPIPE_SZ,
    libc::F_ADD_SEALS,
    libc::F_GET_SEALS,
    libc::F_NOTIFY,
    libc::F_GETLEASE,
    libc::F_SETLEASE,
    F_GETOWN,
    F_SETOWN,
];
pub const F_GETOWN: i32 = 9;
pub const F_SETOWN: i32 = 8;

/// An operation of `fcntl` with a number as argument.
pub fn control(fd: i32, command: i32, argument: i64) -> Result<i32> {
    if !BY_NUMBER.contains(&command) {
        return Err(Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: the operation takes numbers only.
    match unsafe { libc::fcntl(fd, command, argument) } {
        -1 => Err(Error::last_os_error()),
        n => Ok(n),
    }
}

/// An operation of `ioctl` whose argument is a piece of memory that it may change.
pub fn device_control(fd: i32, request: u64, memory: &mut [u8]) -> Result<i32> {
    // No request reads or writes more than this.
    let mut room = [0u8; 1024];
    let n = memory.len().min(room.len());
    room[..n].copy_from_slice(&memory[..n]);
    // SAFETY: the memory is ours and larger than any request's argument.
    let r = unsafe { libc::ioctl(fd, request as _, room.as_mut_ptr()) };
    memory[..n].copy_from_slice(&room[..n]);
    match r {
        -1 => Err(Error::last_os_error()),
        n => Ok(n),
    }
}

/// Locks a whole file.
pub fn lock_file(fd: i32, operation: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    match unsafe { libc::flock(fd, operation) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Locks or unlocks a part of a file.
pub fn lock_part(fd: i32, kind: i32, wait: bool, start: i64, len: i64, whence: i32) -> Result<()> {
    let command = if wait { libc::F_SETLKW } else { libc::F_SETLK };
    // SAFETY: all of the structure that is not set is zero; it is ours and only read.
    let r = unsafe {
        let mut part: libc::flock = std::mem::zeroed();
        part.l_type = kind as libc::c_short;
        part.l_whence = whence as libc::c_short;
        part.l_start = start;
        part.l_len = len;
        libc::fcntl(fd, command, &part)
    };
    match r {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}
