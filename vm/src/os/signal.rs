//! Signals of the system: noted by a handler that does next to nothing, told to whoever listens.
//!
//! The handler may run at any moment, inside any function of the main thread (the other threads block all signals). It sets a
//! bit, calls the poll and writes a byte into a pipe; all three are allowed there. A listener, a thread of its own, reads the pipe
//! and does what a handler must not.

use std::io;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};

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
type Poll = Box<dyn Fn() + Send + Sync>;

/// Called by the handler: only what is allowed in one.
static POLL: AtomicPtr<Poll> = AtomicPtr::new(std::ptr::null_mut());
/// The two ends of the listener's pipe.
static LISTENER: AtomicI32 = AtomicI32::new(-1);
static LISTENS_AT: AtomicI32 = AtomicI32::new(-1);
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
    // ORD: Acquire; pairs with Release in `poll_by`: the closure is whole.
    let poll = POLL.load(Ordering::Acquire);
    // SAFETY: null, or a closure that lives for ever.
    if let Some(poll) = unsafe { poll.as_ref() } {
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

/// Says what the handler calls. It must do nothing but store into atomics.
pub fn poll_by(poll: impl Fn() + Send + Sync + 'static) {
    let poll: &'static mut Poll = Box::leak(Box::new(Box::new(poll)));
    // ORD: Release; pairs with Acquire in `note`.
    POLL.store(poll, Ordering::Release);
}

/// This process is a copy: its listener and the signals that have come are the other's.
pub fn forget_listener() {
    for fd in [&LISTENER, &LISTENS_AT] {
        // ORD: Relaxed; a number, and there is one thread.
        let fd = fd.swap(-1, Ordering::Relaxed);
        if fd >= 0 {
            // SAFETY: the descriptor is ours, and nobody else knows it.
            unsafe { libc::close(fd) };
        }
    }
    take();
}

/// Signals are delivered to the calling thread from now on.
pub fn unblock_all() {
    // SAFETY: the set is emptied before it is used.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::pthread_sigmask(libc::SIG_SETMASK, &set, std::ptr::null_mut());
    }
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
    // ORD: Relaxed; for `forget_listener`, which is called by the same thread.
    LISTENS_AT.store(reader, Ordering::Relaxed);
    // ORD: Relaxed; a signal that came before is pending, and the caller looks for that.
    LISTENER.store(writer, Ordering::Relaxed);
    Ok(())
}

/// The descriptor that gets a byte for each signal, or -1; the answer is the former one.
pub fn set_wakeup(fd: i32) -> i32 {
    // ORD: Relaxed; a number.
    WAKEUP.swap(fd, Ordering::Relaxed)
}

/// Ends the process by the signal's default action; comes back if that does not end it.
pub fn die_of(number: i32) {
    if set(number, Action::Default).is_ok() {
        // SAFETY: the signal's default action runs no code of ours.
        unsafe { libc::raise(number) };
    }
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

/// Signals that can be named: all but those the C library keeps for itself.
pub fn is_valid(number: i32) -> bool {
    (1..=31).contains(&number) || (libc::SIGRTMIN()..=libc::SIGRTMAX()).contains(&number)
}

/// What the system calls the signal; nothing for a number that is none.
pub fn describe(number: i32) -> Option<String> {
    if !is_valid(number) {
        return None;
    }
    // SAFETY: the result is a text that lives until the next call in this thread; it is copied at once.
    let text = unsafe {
        let p = libc::strsignal(number);
        (!p.is_null()).then(|| std::ffi::CStr::from_ptr(p).to_string_lossy().into_owned())
    };
    text.filter(|t| !t.starts_with("Unknown signal"))
}

/// Asks for SIGALRM after so many seconds; the answer is what was left of the former request.
pub fn alarm(seconds: u32) -> u32 {
    // SAFETY: cannot fail.
    unsafe { libc::alarm(seconds) }
}

/// Sleeps until a signal comes.
pub fn pause() {
    // SAFETY: it only ever ends with the error that a signal came.
    unsafe { libc::pause() };
}

/// A timer: seconds until it goes off, and then between the times.
pub type Timer = (f64, f64);

fn to_timeval(seconds: f64) -> libc::timeval {
    let whole = seconds.floor();
    libc::timeval {
        tv_sec: whole as libc::time_t,
        tv_usec: ((seconds - whole) * 1e6).round().min(999_999.0) as libc::suseconds_t,
    }
}

fn to_timer(v: &libc::itimerval) -> Timer {
    let seconds = |t: &libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    (seconds(&v.it_value), seconds(&v.it_interval))
}

/// Sets one of the three timers; the answer is its former state.
pub fn set_timer(which: i32, (value, interval): Timer) -> io::Result<Timer> {
    let new = libc::itimerval {
        it_value: to_timeval(value),
        it_interval: to_timeval(interval),
    };
    // SAFETY: both structures are ours; the second is filled by the system if the call succeeds.
    let (done, old) = unsafe {
        let mut old: libc::itimerval = std::mem::zeroed();
        // The kind of number differs between C libraries.
        (libc::setitimer(which as _, &new, &mut old), old)
    };
    match done {
        0 => Ok(to_timer(&old)),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The state of a timer.
pub fn timer(which: i32) -> io::Result<Timer> {
    // SAFETY: the structure is ours and is filled by the system if the call succeeds.
    let (done, now) = unsafe {
        let mut now: libc::itimerval = std::mem::zeroed();
        (libc::getitimer(which as _, &mut now), now)
    };
    match done {
        0 => Ok(to_timer(&now)),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Signals as a set of the system.
fn to_set(numbers: &[i32]) -> libc::sigset_t {
    // SAFETY: the set is emptied before it is used; numbers are checked by the system.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        for n in numbers {
            libc::sigaddset(&mut set, *n);
        }
        set
    }
}

fn members(set: &libc::sigset_t) -> Vec<i32> {
    // SAFETY: the set was filled by the system.
    (1..=LAST)
        .filter(|n| unsafe { libc::sigismember(set, *n) } == 1)
        .collect()
}

/// Changes which signals the calling thread blocks; the answer is the former set.
pub fn mask(how: i32, numbers: &[i32]) -> io::Result<Vec<i32>> {
    let set = to_set(numbers);
    // SAFETY: both sets are ours; the second is filled by the system if the call succeeds.
    let (error, old) = unsafe {
        let mut old: libc::sigset_t = std::mem::zeroed();
        (libc::pthread_sigmask(how, &set, &mut old), old)
    };
    match error {
        0 => Ok(members(&old)),
        e => Err(io::Error::from_raw_os_error(e)),
    }
}

/// Blocked signals that wait to be delivered.
pub fn waiting() -> Vec<i32> {
    // SAFETY: the set is ours and is filled by the system.
    let set = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigpending(&mut set);
        set
    };
    members(&set)
}

/// Waits for one of these signals, which are blocked, and takes it.
pub fn wait_for(numbers: &[i32]) -> io::Result<i32> {
    let set = to_set(numbers);
    let mut number = 0;
    // SAFETY: the set is ours; the number is filled if the call succeeds.
    match unsafe { libc::sigwait(&set, &mut number) } {
        0 => Ok(number),
        e => Err(io::Error::from_raw_os_error(e)),
    }
}
