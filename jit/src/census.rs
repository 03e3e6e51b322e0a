//! What became of the barriers: how many were recorded, elided, hoisted, and how often the rest were executed.
//!
//! ```text
//!   recorded ── elided: an earlier check proves the same, or the object is new or virtual
//!            ├─ hoisted: checked once, before the loop
//!            └─ kept: checked in the loop, or in a trace without one
//! ```
//!
//! The first three are counted when a trace is optimised. Executions are counted by the compiled code itself, only if
//! [`crate::target::Target::census`] asks for it, since that costs more than the barriers do. The code adds without
//! locking: with several threads a few are lost.

use crate::ir::{Inst, Op, Trace};
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident = $counter:ident;)*) => {
        $(static $counter: AtomicU64 = AtomicU64::new(0);)*

        /// The counts of the process.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Census { $($(#[$doc])* pub $name: u64,)* }

        impl Census {
            /// Every count with its name.
            pub fn rows(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }

        /// The counts so far.
        pub fn census() -> Census {
            // ORD: Relaxed; statistics.
            Census { $($name: $counter.load(Ordering::Relaxed),)* }
        }
    };
}

counters! {
    /// Barriers in traces as recorded.
    recorded = RECORDED;
    /// Gone, since something before proves the same.
    elided = ELIDED;
    /// Checked once before the loop.
    hoisted = HOISTED;
    /// Left in loops, and in traces without one.
    kept = KEPT;
    /// Read barriers executed by compiled code.
    reads = READS;
    /// Write barriers executed by compiled code.
    writes = WRITES;
}

fn barriers(insts: &[Inst]) -> u64 {
    let is_barrier = |inst: &&Inst| matches!(inst.op, Op::See | Op::SeeShared | Op::Own);
    insts.iter().filter(is_barrier).count() as u64
}

/// Counts what the optimiser did with one trace.
pub(crate) fn optimised(before: &Trace, after: &Trace) {
    let recorded = barriers(&before.insts);
    let (ahead, kept) = match after.label() {
        Some(label) => (
            barriers(&after.insts[..label]),
            barriers(&after.insts[label..]),
        ),
        None => (0, barriers(&after.insts)),
    };
    // The preamble is the first turn: what the loop has as well was not hoisted out of it.
    let hoisted = ahead.saturating_sub(kept);
    let add = |counter: &AtomicU64, n: u64| {
        // ORD: Relaxed; a statistic.
        counter.fetch_add(n, Ordering::Relaxed);
    };
    add(&RECORDED, recorded);
    add(&HOISTED, hoisted);
    add(&KEPT, kept);
    add(&ELIDED, recorded.saturating_sub(hoisted + kept));
}

/// Where compiled code counts the executions of a barrier.
pub(crate) fn place(op: Op) -> usize {
    let counter: &'static AtomicU64 = if op == Op::Own { &WRITES } else { &READS };
    counter.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_barrier_is_counted_once() {
        let rows = Census {
            recorded: 7,
            ..Census::default()
        };
        assert_eq!(rows.rows()[0], ("recorded", 7));
        assert_ne!(place(Op::Own), place(Op::See));
        assert_eq!(place(Op::SeeShared), place(Op::See));
    }
}
