//! Signals of the system: noted by a handler that does next to nothing, told to whoever listens.
//!
//! The handler may run at any moment, inside any function of the main thread (the other threads block all signals). It sets a
//! bit, calls the poll and writes a byte into a pipe; all three are allowed there. A listener, a thread of its own, reads the pipe
//! and does what a handler must not.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

/// Signals have numbers from 1 to this.
pub const LAST: i32 = 64;

/// What happens when a signal comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Default,
    Ignore,
    /// It is noted.
    Catch,
    /// Somebody else's handler.
    Other,
}

/// Signals that have come and were not taken.
static PENDING: AtomicU64 = AtomicU64::new(0);
/// Called by the handler: only what is allowed in one.
static POLL: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
static LISTENER: AtomicI32 = AtomicI32::new(-1);
/// `signal.set_wakeup_fd`
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

extern "C" fn on_signal(number: i32) {
    // SAFETY: errno belongs to the thread that the handler interrupts, and is put back.
    let errno = unsafe { *libc::__errno_location() };
    note(number);
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

/// Notes a signal, as its handler does.
pub fn note(number: i32) {
    // ORD: Release; pairs with Acquire in `take`. What follows only says when to look.
    PENDING.fetch_or(1 << (number - 1), Ordering::Release);
    if let Some(poll) = POLL.get() {
        poll();
    }
    for fd in [&LISTENER, &WAKEUP] {
        // ORD: Relaxed; a number.
        let fd = fd.load(Ordering::Relaxed);
        if fd >= 0 {
            let byte = number as u8;
            // SAFETY: one byte of ours is read.
            unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
        }
    }
}

/// Takes the pending signals: bit n - 1 for signal n.
pub fn take() -> u64 {
    // ORD: Acquire; pairs with Release in `note`.
    PENDING.swap(0, Ordering::Acquire)
}

/// Is any signal pending?
pub fn any() -> bool {
    // ORD: Relaxed; a hint.
    PENDING.load(Ordering::Relaxed) != 0
}

/// Says what the handler calls, once. It must do nothing but store into atomics.
pub fn poll_by(poll: impl Fn() + Send + Sync + 'static) {
    let _ = POLL.set(Box::new(poll));
}

/// Starts the listener, which calls `told` after each signal, from a thread of its own.
pub fn listen(told: impl Fn() + Send + 'static) -> io::Result<()> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for the two ends.
    if unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let [reader, writer] = ends;
    // SAFETY: the writing end is ours; a full pipe must not stop the handler.
    unsafe { libc::fcntl(writer, libc::F_SETFL, libc::O_NONBLOCK) };
    std::thread::Builder::new()
        .name("signals".into())
        .stack_size(128 << 10)
        .spawn(move || {
            block_all();
            let mut bytes = [0u8; 64];
            loop {
                // SAFETY: as many bytes as there is room for are written into a buffer of ours.
                let n = unsafe { libc::read(reader, bytes.as_mut_ptr().cast(), bytes.len()) };
                if n == 0 {
                    return;
                }
                told();
            }
        })?;
    // ORD: Relaxed; a signal that came before is pending, and the caller looks for that.
    LISTENER.store(writer, Ordering::Relaxed);
    Ok(())
}

/// The descriptor that gets a byte for each signal, or -1; the answer is the former one.
pub fn set_wakeup(fd: i32) -> i32 {
    // ORD: Relaxed; a number.
    WAKEUP.swap(fd, Ordering::Relaxed)
}

/// Signals are not delivered to the calling thread from now on.
pub fn block_all() {
    // SAFETY: the set is filled before it is used.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut set);
        libc::pthread_sigmask(libc::SIG_BLOCK, &set, std::ptr::null_mut());
    }
}

/// Sets what happens when the signal comes. System calls that it interrupts are not taken up again by the system.
pub fn set(number: i32, action: Action) -> io::Result<()> {
    let handler = match action {
        Action::Default => libc::SIG_DFL,
        Action::Ignore => libc::SIG_IGN,
        Action::Catch | Action::Other => on_signal as extern "C" fn(i32) as usize,
    };
    // SAFETY: all of the structure that is not set is zero, which means nothing special.
    let done = unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handler;
        libc::sigemptyset(&mut new.sa_mask);
        libc::sigaction(number, &new, std::ptr::null_mut())
    };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// What happens now when the signal comes; nothing for a number that is none.
pub fn get(number: i32) -> Option<Action> {
    // SAFETY: the structure is filled by the system if the call succeeds.
    let handler = unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(number, std::ptr::null(), &mut now) != 0 {
            return None;
        }
        now.sa_sigaction
    };
    Some(match handler {
        libc::SIG_DFL => Action::Default,
        libc::SIG_IGN => Action::Ignore,
        h if h == on_signal as extern "C" fn(i32) as usize => Action::Catch,
        _ => Action::Other,
    })
}

/// The system's number for the calling thread.
pub fn native_thread_id() -> u64 {
    // SAFETY: cannot fail.
    unsafe { libc::gettid() as u64 }
}

/// The name under which the system shows the calling thread; cut to what fits.
pub fn name_thread(name: &str) {
    let mut bytes: Vec<u8> = name.bytes().filter(|b| *b != 0).take(15).collect();
    bytes.push(0);
    // SAFETY: a text that ends with a zero byte and is not longer than allowed.
    unsafe { libc::pthread_setname_np(libc::pthread_self(), bytes.as_ptr().cast()) };
}
