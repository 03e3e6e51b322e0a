//! What compiling has cost so far, in this process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

static REGIONS: AtomicU64 = AtomicU64::new(0);
static MICROSECONDS: AtomicU64 = AtomicU64::new(0);
static LONGEST: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// Books one compilation and the size of its code.
pub fn note(time: Duration, bytes: usize) {
    let us = time.as_micros() as u64;
    // ORD: Relaxed throughout; statistics, they publish nothing.
    REGIONS.fetch_add(1, Ordering::Relaxed);
    MICROSECONDS.fetch_add(us, Ordering::Relaxed);
    LONGEST.fetch_max(us, Ordering::Relaxed);
    BYTES.fetch_add(bytes as u64, Ordering::Relaxed);
}

/// Name and value of each counter.
pub fn rows() -> Vec<(&'static str, u64)> {
    let counters = [
        ("regions", &REGIONS),
        ("us", &MICROSECONDS),
        ("longest_us", &LONGEST),
        ("code_bytes", &BYTES),
    ];
    // ORD: Relaxed; statistics.
    let row = |(name, counter): (_, &AtomicU64)| (name, counter.load(Ordering::Relaxed));
    counters.map(row).to_vec()
}
