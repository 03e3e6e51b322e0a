//! Two fixed pieces of work, timed beside every sample: how fast the host itself is at that moment.
//!
//! One is arithmetic in which each step waits for the one before, the other walks through memory that the caches next to
//! the core do not hold: what neighbours on a shared host disturb first is the clock, and the caches that are shared.

use crate::child;
use crate::data::{By, Probe};
use std::hint::black_box;
use std::time::Instant;

/// Lines of memory walked through: 4 MiB.
const LINES: usize = 1 << 16;
/// Numbers in a line of 64 bytes.
const LINE: usize = 16;
const STEPS: usize = 1 << 20;

pub struct Work {
    /// At the start of each line, where the next one is: one circle through all of them.
    memory: Vec<u32>,
}

impl Work {
    pub fn new() -> Work {
        let mut next: Vec<u32> = (0..LINES as u32).collect();
        // Sattolo's shuffle leaves one circle.
        for i in (1..LINES).rev() {
            next.swap(i, mix(i as u64) as usize % i);
        }
        let mut memory = vec![0; LINES * LINE];
        for (i, to) in next.into_iter().enumerate() {
            memory[i * LINE] = to * LINE as u32;
        }
        Work { memory }
    }

    fn walk(&self) -> u32 {
        (0..LINES).fold(0, |at, _| self.memory[at as usize])
    }

    /// Both times, in seconds of what is measured by.
    pub fn probe(&self, by: By) -> Probe {
        black_box(self.walk());
        Probe {
            arithmetic: timed(by, || (0..STEPS).fold(1, |x, _| mix(black_box(x)))),
            memory: timed(by, || u64::from(self.walk())),
        }
    }
}

fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^ (x >> 32)
}

fn timed(by: By, work: impl Fn() -> u64) -> f64 {
    let (clock, used) = (Instant::now(), child::thread_time());
    black_box(work());
    match by {
        By::Wall => clock.elapsed().as_secs_f64(),
        By::Cpu => child::thread_time() - used,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_meets_every_line_and_ends_where_it_began() {
        let work = Work::new();
        let mut seen = vec![false; LINES];
        let mut at = 0;
        for _ in 0..LINES {
            at = work.memory[at as usize];
            seen[at as usize / LINE] = true;
        }
        assert!(at == 0 && seen.into_iter().all(|s| s));
        let p = work.probe(By::Cpu);
        assert!(p.arithmetic > 0.0 && p.memory > 0.0);
    }
}
