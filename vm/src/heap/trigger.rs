//! When to collect, and what collections have done so far.
//!
//! A thread counts bytes when it takes a block, a large object, or memory outside the heap; never per object. A
//! collection is due when the count since the last one exceeds what was live then, plus a floor. So the cost of marking
//! is spread over at least as many bytes as were marked, and the heap stays below twice its live size plus the floor.
//! The floor is small enough for a program with little live data to go round in the processor's cache. Each of some
//! threads has two, but for the first: they allocate as many times as fast, and a collection stops them all while one works.

use super::collect::Cycle;
use super::{Config, Heap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// Sums over all collections.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// How many there were.
    pub collections: usize,
    /// Their pauses together.
    pub total_pause: Duration,
    /// The longest of them.
    pub max_pause: Duration,
    /// Bytes handed out since the start.
    pub allocated: usize,
    /// Bytes in use: blocks of cells, and pages of large objects.
    pub used: usize,
    /// The last one.
    pub last: Cycle,
}

/// Counts towards the next collection. The counters are hints: no memory is published through them.
pub(super) struct Trigger {
    allocated: AtomicUsize,
    threshold: AtomicUsize,
    /// Threads that allocate.
    threads: AtomicUsize,
    stats: Mutex<Stats>,
    /// With zeal: safepoints until the next collection.
    left: AtomicUsize,
}

/// Threads that have floors of their own; more of them share.
const MOST_FLOORS: usize = 4;

impl Trigger {
    /// So many threads allocate from now on.
    pub fn note_threads(&self, threads: usize) {
        self.threads.store(threads, Relaxed);
    }

    pub fn new(config: &Config) -> Trigger {
        Trigger {
            allocated: AtomicUsize::new(0),
            threshold: AtomicUsize::new(config.floor),
            threads: AtomicUsize::new(1),
            stats: Mutex::new(Stats::default()),
            left: AtomicUsize::new(1),
        }
    }
}

impl Heap {
    /// Is it time to collect?
    pub fn is_due(&self) -> bool {
        if self.config().zeal {
            return self.is_due_with_zeal();
        }
        self.trigger.allocated.load(Relaxed) >= self.trigger.threshold.load(Relaxed)
    }

    /// A collection at each safepoint at first, then at fewer and fewer, at odd distances: so a program that runs for long
    /// meets collections everywhere and still comes to its end.
    fn is_due_with_zeal(&self) -> bool {
        let left = &self.trigger.left;
        if left
            .fetch_update(Relaxed, Relaxed, |left| (left > 1).then(|| left - 1))
            .is_ok()
        {
            return false;
        }
        let done = self.stats_now().collections;
        let gap = 1 + done / 16 + done * done / 4096;
        let odd = done.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        left.store(1 + odd % (2 * gap - 1), Relaxed);
        true
    }

    /// Counts memory outside the heap that an object keeps alive.
    pub fn note_external(&self, bytes: usize) {
        self.charge(bytes);
    }

    /// What collections have done so far.
    pub fn stats(&self) -> Stats {
        let used = self.shared().blocks.used();
        let stats = *self.stats_now();
        Stats {
            used,
            allocated: stats.allocated + self.trigger.allocated.load(Relaxed),
            ..stats
        }
    }

    /// How many collections there have been.
    pub fn collections(&self) -> usize {
        self.stats_now().collections
    }

    /// Counts bytes handed out, and asks for a collection when they are enough.
    pub(super) fn charge(&self, bytes: usize) {
        let before = self.trigger.allocated.fetch_add(bytes, Relaxed);
        let threshold = self.trigger.threshold.load(Relaxed);
        if before < threshold && before.saturating_add(bytes) >= threshold || self.config().zeal {
            (self.config().poll)();
        }
    }

    /// Bytes to hand out before the next collection, if `live` bytes are live now.
    pub(super) fn budget(&self, live: usize) -> usize {
        let threads = self.trigger.threads.load(Relaxed).clamp(1, MOST_FLOORS);
        live.saturating_add(self.config().floor * (2 * threads - 1))
    }

    /// Books a collection and sets the next threshold.
    pub(super) fn finish_cycle(&self, cycle: Cycle) -> Cycle {
        let allocated = self.trigger.allocated.swap(0, Relaxed);
        self.trigger
            .threshold
            .store(self.budget(cycle.live), Relaxed);
        let cycle = Cycle { allocated, ..cycle };
        let mut stats = self.stats_now();
        stats.collections += 1;
        stats.total_pause += cycle.pause;
        stats.max_pause = stats.max_pause.max(cycle.pause);
        stats.allocated += allocated;
        stats.last = cycle;
        cycle
    }

    fn stats_now(&self) -> std::sync::MutexGuard<'_, Stats> {
        self.trigger
            .stats
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
