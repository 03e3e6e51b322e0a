//! A few threads that take jobs from one list, and progress on the terminal.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Applies `work` to every job; the results come in the order of the jobs.
pub fn map<J: Sync, R: Send>(jobs: &[J], threads: usize, work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    // ORD: Relaxed; only hands out distinct numbers, results go through the mutex.
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(jobs.len()));
    let show = std::io::stderr().is_terminal();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(place) else { return };
                    let result = work(job);
                    let mut results = results.lock().expect("no worker panics with the lock");
                    results.push((place, result));
                    if show {
                        eprint!("\r{} of {} ", results.len(), jobs.len());
                        // Progress that cannot be shown is no failure.
                        drop(std::io::stderr().flush());
                    }
                }
            });
        }
    });
    if show {
        eprint!("\r                    \r");
    }
    let mut results = results
        .into_inner()
        .expect("no worker panics with the lock");
    results.sort_by_key(|&(place, _)| place);
    results.into_iter().map(|(_, result)| result).collect()
}
