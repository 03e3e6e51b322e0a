//! The one switch for atomics and locks.
//!
//! No other file of the crate names `std::sync`. The loom models (`tests/loom`) compile the very same
//! modules by path and put loom's types in the place of this module, so what they explore is the code
//! that runs, not a copy of it.

pub use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};
pub use std::sync::{Arc, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use std::cell::UnsafeCell;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Locks, whoever panicked before: what these locks guard is whole between any two statements.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poison| poison.into_inner())
}

pub fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(|poison| poison.into_inner())
}

pub fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(|poison| poison.into_inner())
}

/// Waits on `condition`, at most `limit` if there is one. The caller looks again in any case.
pub fn wait<'m, T>(
    condition: &Condvar,
    guard: MutexGuard<'m, T>,
    limit: Option<Duration>,
) -> MutexGuard<'m, T> {
    match limit {
        None => condition
            .wait(guard)
            .unwrap_or_else(|poison| poison.into_inner()),
        Some(limit) => {
            condition
                .wait_timeout(guard, limit)
                .unwrap_or_else(|poison| poison.into_inner())
                .0
        }
    }
}

/// Turns of a spin loop that are worth a system call.
pub const SHORT_SPIN: u32 = 100;

/// One turn of a spin loop.
pub fn relax() {
    std::hint::spin_loop();
}

/// Lets another thread of the system run.
pub fn yield_now() {
    std::thread::yield_now();
}

/// The thread has nothing to do any more.
pub fn pause_for_ever() {
    std::thread::park();
}

/// A cell whose accesses loom can check for races.
pub struct RaceCell<T>(UnsafeCell<T>);

impl<T> RaceCell<T> {
    pub fn new(value: T) -> Self {
        RaceCell(UnsafeCell::new(value))
    }

    /// The address of the content; loom's twin also notes an exclusive access here.
    pub fn address(&self) -> *mut T {
        self.0.get()
    }
}

/// The first look at the clock, and at the counter.
fn origin() -> &'static (Instant, u64) {
    static ORIGIN: OnceLock<(Instant, u64)> = OnceLock::new();
    ORIGIN.get_or_init(|| (Instant::now(), counter()))
}

/// Nanoseconds on a clock that never goes back.
pub fn nanoseconds() -> u64 {
    // ORD: Relaxed; a time.
    match SKIPPED.load(Ordering::Relaxed) {
        0 => origin().0.elapsed().as_nanos() as u64,
        skipped => skipped,
    }
}

/// A time that costs almost nothing to take, for `nanoseconds_since`.
pub fn ticks() -> u64 {
    // ORD: Relaxed; a time.
    match SKIPPED.load(Ordering::Relaxed) {
        0 => counter(),
        skipped => skipped,
    }
}

/// The time since then, as nearly as the counter runs evenly.
pub fn nanoseconds_since(ticks: u64) -> u64 {
    // ORD: Relaxed; a time.
    let skipped = SKIPPED.load(Ordering::Relaxed);
    if skipped != 0 {
        return skipped.saturating_sub(ticks);
    }
    let (start, first) = origin();
    let (now, whole) = (counter(), start.elapsed().as_nanos());
    let counted = u128::from(now.saturating_sub(*first)).max(1);
    (u128::from(now.saturating_sub(ticks)) * whole / counted) as u64
}

#[cfg(target_arch = "x86_64")]
fn counter() -> u64 {
    // SAFETY: every processor of this architecture has the instruction, and it touches no memory.
    unsafe { std::arch::x86_64::_rdtsc() }
}

#[cfg(not(target_arch = "x86_64"))]
fn counter() -> u64 {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    ORIGIN.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// The time by a clock that is moved by hand; 0 while it is not.
static SKIPPED: AtomicU64 = AtomicU64::new(0);

/// Moves the clock of the process by hand, from the first call on: for drivers that have several `Tx` in one thread
/// and want every run to be the same.
pub fn skip_time(time: Duration) {
    // ORD: Relaxed; a time.
    SKIPPED.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
}
