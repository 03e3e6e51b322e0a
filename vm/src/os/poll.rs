//! Waiting for descriptors.

use std::io::{Error, Result};
use std::time::Duration;

/// A descriptor, what is waited for, and what has come.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    pub fd: i32,
    pub events: i16,
    pub found: i16,
}

/// Milliseconds as the system wants them: rounded up, -1 for ever.
fn milliseconds(limit: Option<Duration>) -> i32 {
    match limit {
        None => -1,
        Some(d) => {
            let up = d.as_millis() + u128::from(d.subsec_nanos() % 1_000_000 != 0);
            up.min(i32::MAX as u128) as i32
        }
    }
}

/// Waits until something has come for one of them; the answer is for how many.
pub fn poll(watched: &mut [Watched], limit: Option<Duration>) -> Result<usize> {
    let mut all: Vec<libc::pollfd> = watched
        .iter()
        .map(|w| libc::pollfd {
            fd: w.fd,
            events: w.events,
            revents: 0,
        })
        .collect();
    // SAFETY: pointer and length are those of the row.
    let n = unsafe {
        libc::poll(
            all.as_mut_ptr(),
            all.len() as libc::nfds_t,
            milliseconds(limit),
        )
    };
    if n < 0 {
        return Err(Error::last_os_error());
    }
    for (w, p) in watched.iter_mut().zip(&all) {
        w.found = p.revents;
    }
    Ok(n as usize)
}

/// A new epoll descriptor.
pub fn epoll_new() -> Result<i32> {
    // SAFETY: takes a number only.
    match unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) } {
        -1 => Err(Error::last_os_error()),
        fd => Ok(fd),
    }
}

/// Adds, changes or removes a descriptor.
pub fn epoll_change(epoll: i32, how: i32, fd: i32, events: u32) -> Result<()> {
    let mut event = libc::epoll_event {
        events,
        u64: fd as u64,
    };
    // SAFETY: the structure is ours and only read.
    match unsafe { libc::epoll_ctl(epoll, how, fd, &mut event) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}

/// What has come: descriptors and events, at most `most` of them.
pub fn epoll_wait(epoll: i32, most: usize, limit: Option<Duration>) -> Result<Vec<(i32, u32)>> {
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most.max(1)];
    // SAFETY: pointer and length are those of the row.
    let n = unsafe {
        libc::epoll_wait(
            epoll,
            events.as_mut_ptr(),
            events.len() as i32,
            milliseconds(limit),
        )
    };
    if n < 0 {
        return Err(Error::last_os_error());
    }
    events.truncate(n as usize);
    Ok(events.iter().map(|e| (e.u64 as i32, e.events)).collect())
}
