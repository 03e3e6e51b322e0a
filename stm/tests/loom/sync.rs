//! Loom's types in the place of `src/sync.rs`.
//!
//! Time limits never expire here: what has to happen must happen by a wake. The clock jumps ahead by a millisecond
//! at each look, so nobody spins and patience ends soon.

pub use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};
pub use loom::sync::{Arc, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use loom::cell::UnsafeCell;
use std::time::Duration;

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

pub fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap()
}

pub fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap()
}

pub fn wait<'m, T>(
    condition: &Condvar,
    guard: MutexGuard<'m, T>,
    _limit: Option<Duration>,
) -> MutexGuard<'m, T> {
    condition.wait(guard).unwrap()
}

pub const SHORT_SPIN: u32 = 1;

pub fn relax() {
    loom::thread::yield_now();
}

pub fn yield_now() {
    loom::thread::yield_now();
}

pub fn pause_for_ever() {
    loom::thread::yield_now();
}

pub struct RaceCell<T>(UnsafeCell<T>);

impl<T> RaceCell<T> {
    pub fn new(value: T) -> Self {
        RaceCell(UnsafeCell::new(value))
    }

    pub fn address(&self) -> *mut T {
        self.0.with_mut(|address| address)
    }
}

thread_local! {
    /// Loom's threads are coroutines of one thread, so this is one clock a model.
    static CLOCK: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

pub fn nanoseconds() -> u64 {
    CLOCK.set(CLOCK.get() + 1_000_000);
    CLOCK.get()
}

pub fn ticks() -> u64 {
    nanoseconds()
}

pub fn nanoseconds_since(ticks: u64) -> u64 {
    nanoseconds() - ticks
}

/// At the start of each schedule, so that all see the same times.
pub fn reset_clock() {
    CLOCK.set(0);
}
