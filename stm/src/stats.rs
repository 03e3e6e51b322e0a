//! Counters of a thread, read by reports. Only slow paths count.

use crate::sync::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        #[derive(Default)]
        pub(crate) struct Stats { $(pub $name: Counter),* }

        /// The sums over all threads.
        #[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
        pub struct Counts { $($(#[$doc])* pub $name: u64),* }

        impl Stats {
            pub fn add_to(&self, sum: &mut Counts) {
                $(sum.$name += self.$name.get();)*
            }
        }

        impl Counts {
            /// Every counter with its name, in the order of the table.
            pub fn rows(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }
    };
}

counters! {
    /// Barriers that the fast check did not settle.
    slow,
    /// Barriers that answered Conflict.
    conflicts,
    /// Objects given to another thread.
    grants,
    /// Objects made Shared.
    shares,
    /// Objects given or made Shared along with another.
    neighbours,
    /// Times a thread has borrowed all that another one has, in order to read it.
    loans,
    /// Times a thread that came back had to wait for what it had lent.
    recalls,
    /// Shared objects claimed for writing.
    claims,
    /// Times a thread slept while it waited for an object.
    sleeps,
    /// Atomic blocks committed.
    commits,
    /// Atomic blocks undone.
    aborts,
    /// Blocks that became inevitable.
    inevitable,
    /// Times the world was stopped.
    stops,
    /// Running permits given up to another thread.
    rotations,
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub fn one(&self) {
        // ORD: Relaxed; a statistic.
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// As `one`, if only the thread itself ever counts here.
    pub fn one_of_mine(&self) {
        // ORD: Relaxed; a statistic with one writer.
        let n = self.0.load(Ordering::Relaxed);
        self.0.store(n + 1, Ordering::Relaxed);
    }

    pub fn add(&self, n: u64) {
        // ORD: Relaxed; a statistic.
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        // ORD: Relaxed; a statistic.
        self.0.load(Ordering::Relaxed)
    }
}
