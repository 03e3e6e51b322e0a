//! The compile thread: a request is a region, the answer is its anchor's state and its published code.
//!
//! The thread starts with the first request and ends with the queue. Several requests for one region that wait at the
//! same time are served by one compilation. A region that was compiled rests for a while, the longer the more work it
//! was: side traces that come meanwhile are compiled together, and compiling never takes more than a part of the time.

use crate::engine::Machine;
use crate::region::Region;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

#[derive(Default)]
struct Waiting {
    regions: VecDeque<Arc<Region>>,
    busy: bool,
    started: bool,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Something to do, or nothing left.
    changed: Condvar,
}

/// A queue with its thread.
pub struct Queue {
    shared: Arc<Shared>,
    machine: Arc<Machine>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Queue {
    pub fn new(machine: Arc<Machine>) -> Queue {
        Queue {
            shared: Arc::default(),
            machine,
            thread: Mutex::new(None),
        }
    }

    /// Asks for a region to be compiled.
    pub fn request(&self, region: Arc<Region>) {
        let Ok(mut waiting) = self.shared.waiting.lock() else {
            return;
        };
        if !waiting
            .regions
            .iter()
            .any(|other| Arc::ptr_eq(other, &region))
        {
            waiting.regions.push_back(region);
        }
        if !waiting.started {
            waiting.started = true;
            let (shared, machine) = (self.shared.clone(), self.machine.clone());
            let thread = thread::Builder::new()
                .name("typhon-jit".to_string())
                .spawn(move || serve(&shared, &machine));
            if let (Ok(thread), Ok(mut slot)) = (thread, self.thread.lock()) {
                *slot = Some(thread);
            }
        }
        drop(waiting);
        self.shared.changed.notify_all();
    }

    /// Is the thread at work?
    pub fn is_busy(&self) -> bool {
        self.shared.waiting.lock().is_ok_and(|waiting| waiting.busy)
    }

    /// Holds the thread back between two regions until the result is dropped.
    pub fn pause(&self) -> Option<Paused<'_>> {
        let mut waiting = self.shared.waiting.lock().ok()?;
        while waiting.busy {
            waiting = self.shared.changed.wait(waiting).ok()?;
        }
        Some(Paused {
            queue: self,
            waiting,
        })
    }

    /// Waits until nothing is left to do.
    pub fn settle(&self) {
        let Ok(mut waiting) = self.shared.waiting.lock() else {
            return;
        };
        while waiting.busy || !waiting.regions.is_empty() {
            match self.shared.changed.wait(waiting) {
                Ok(again) => waiting = again,
                Err(_) => return,
            }
        }
    }
}

/// The thread is at no region and begins none.
pub struct Paused<'q> {
    queue: &'q Queue,
    waiting: MutexGuard<'q, Waiting>,
}

impl Paused<'_> {
    /// This process is a copy, without the thread: the next request starts another one, which does what waits.
    pub fn thread_is_gone(mut self) {
        self.waiting.started = false;
        if let Ok(mut thread) = self.queue.thread.lock() {
            // Nobody can wait for it, and it must not be told that nobody will.
            std::mem::forget(thread.take());
        }
    }
}

/// The first region that does not rest, or how long the first one still does.
fn pick(regions: &mut VecDeque<Arc<Region>>) -> Result<Arc<Region>, Option<Duration>> {
    let now = Instant::now();
    let rest = |region: &Arc<Region>| region.rests(now);
    match regions.iter().position(|region| rest(region).is_zero()) {
        Some(at) => regions.remove(at).ok_or(None),
        None => Err(regions.iter().map(rest).min()),
    }
}

fn serve(shared: &Shared, machine: &Machine) {
    let Ok(mut waiting) = shared.waiting.lock() else {
        return;
    };
    while !waiting.closed {
        let region = match pick(&mut waiting.regions) {
            Ok(region) => region,
            Err(Some(rest)) => {
                match shared.changed.wait_timeout(waiting, rest) {
                    Ok((again, _)) => waiting = again,
                    Err(_) => return,
                }
                continue;
            }
            Err(None) => {
                match shared.changed.wait(waiting) {
                    Ok(again) => waiting = again,
                    Err(_) => return,
                }
                continue;
            }
        };
        waiting.busy = true;
        drop(waiting);
        let begun = Instant::now();
        // What went wrong is counted and in the anchor's state.
        let _ = region.compile(machine);
        region.rest_after(begun);
        drop(region);
        match shared.waiting.lock() {
            Ok(again) => waiting = again,
            Err(_) => return,
        }
        waiting.busy = false;
        shared.changed.notify_all();
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        if let Ok(mut waiting) = self.shared.waiting.lock() {
            waiting.closed = true;
        }
        self.shared.changed.notify_all();
        if let Ok(mut thread) = self.thread.lock()
            && let Some(thread) = thread.take()
        {
            // A compile thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}
