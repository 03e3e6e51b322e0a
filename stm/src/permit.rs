//! Running permits, and the stop of the world.
//!
//! As many threads run as there are permits; the others are BLOCKED, so that nobody waits for an owner that the system has
//! descheduled. A thread gets its permit here before it becomes RUNNING and gives it back after it has become
//! BLOCKED. The line is first come, first served. Its head wakes up once a slice and polls the running
//! threads, which then go to the end of the line: no timer thread, and no cost while nobody waits.
//!
//! While the world is stopped no permit is given. All of this is under one lock, so «the world is stopped and one thread
//! runs» needs no argument about orderings (S4). The path of a system call is one short lock each way.

use crate::safepoint::poll;
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, lock, nanoseconds, wait};
use crate::thread::Peer;
use std::collections::VecDeque;
use std::time::Duration;

pub(crate) struct Permits {
    line: Mutex<Line>,
    /// Signalled when a permit comes back while the world is being stopped.
    quiet: Condvar,
    slice: Duration,
}

struct Line {
    limit: usize,
    running: usize,
    stopped: bool,
    /// Those that want a permit; the first is the timer.
    waiting: VecDeque<Arc<Peer>>,
    /// Those that run, to be polled by the timer.
    runners: Vec<Arc<Peer>>,
}

/// The place in the line of one thread.
#[derive(Default)]
pub(crate) struct Turn {
    /// Set by whoever gave the permit; guarded by the lock of the line.
    state: Mutex<TurnState>,
    wake: Condvar,
}

#[derive(Default)]
struct TurnState {
    given: bool,
    /// Look at the line again: you have become its head.
    look: bool,
    /// When the running slice began.
    since: u64,
}

impl Permits {
    pub fn new(limit: usize, slice: Duration) -> Permits {
        Permits {
            line: Mutex::new(Line {
                limit: limit.max(1),
                running: 0,
                stopped: false,
                waiting: VecDeque::new(),
                runners: Vec::new(),
            }),
            quiet: Condvar::new(),
            slice,
        }
    }

    /// Waits for a permit. The caller is BLOCKED.
    pub fn acquire(&self, me: &Arc<Peer>) {
        {
            let mut line = lock(&self.line);
            lock(&me.turn.state).since = nanoseconds();
            if !line.stopped && line.running < line.limit && line.waiting.is_empty() {
                line.start(me);
                return;
            }
            line.waiting.push_back(me.clone());
        }
        loop {
            let timer = {
                let line = lock(&self.line);
                !line.stopped
                    && line
                        .waiting
                        .front()
                        .is_some_and(|head| Arc::ptr_eq(head, me))
            };
            let mut turn = lock(&me.turn.state);
            if !turn.given && !turn.look {
                turn = wait(&me.turn.wake, turn, timer.then_some(self.slice));
            }
            if turn.given {
                turn.given = false;
                return;
            }
            let expired = timer && !turn.look;
            turn.look = false;
            drop(turn);
            if expired {
                for runner in &lock(&self.line).runners {
                    runner.context.raise(poll::PERMIT);
                }
            }
        }
    }

    /// Gives the permit back. The caller is BLOCKED or DEAD already.
    pub fn release(&self, me: &Arc<Peer>) {
        let mut line = lock(&self.line);
        line.finish(me);
        if line.stopped {
            self.quiet.notify_all();
        } else {
            line.hand_out();
        }
    }

    /// Whether a running thread whose slice is over should go to the end of the line.
    pub fn should_rotate(&self, me: &Arc<Peer>, slices: u32) -> bool {
        let line = lock(&self.line);
        let since = lock(&me.turn.state).since;
        let slice = self.slice.as_nanos() as u64 * u64::from(slices);
        !line.waiting.is_empty() && nanoseconds().saturating_sub(since) >= slice
    }

    /// Whether anybody waits for a permit.
    pub fn crowded(&self) -> bool {
        !lock(&self.line).waiting.is_empty()
    }

    /// Closes the gates, if no other thread has; then waits until the caller is the only one that runs. `raise` polls
    /// all threads.
    pub fn stop(&self, raise: impl FnOnce()) -> bool {
        let mut line = lock(&self.line);
        if line.stopped {
            return false;
        }
        line.stopped = true;
        raise();
        while line.running > 1 {
            line = wait(&self.quiet, line, None);
        }
        true
    }

    /// Opens the gates.
    pub fn start(&self) {
        let mut line = lock(&self.line);
        line.stopped = false;
        line.hand_out();
        line.wake_head();
    }
}

impl Line {
    fn start(&mut self, peer: &Arc<Peer>) {
        self.running += 1;
        self.runners.push(peer.clone());
    }

    fn finish(&mut self, peer: &Arc<Peer>) {
        self.running -= 1;
        let place = self.runners.iter().position(|one| Arc::ptr_eq(one, peer));
        self.runners
            .swap_remove(place.expect("S4: gives back a permit it does not have"));
    }

    /// Gives free permits to the head of the line, and wakes the new head as the timer.
    fn hand_out(&mut self) {
        let before = self.waiting.len();
        while !self.stopped && self.running < self.limit {
            let Some(next) = self.waiting.pop_front() else {
                return;
            };
            self.start(&next);
            let mut turn = lock(&next.turn.state);
            turn.given = true;
            turn.since = nanoseconds();
            notify(&next.turn.wake, turn);
        }
        if before != self.waiting.len() {
            self.wake_head();
        }
    }

    fn wake_head(&self) {
        if let Some(head) = self.waiting.front() {
            let mut turn = lock(&head.turn.state);
            turn.look = true;
            notify(&head.turn.wake, turn);
        }
    }
}

fn notify(wake: &Condvar, turn: MutexGuard<'_, TurnState>) {
    wake.notify_one();
    drop(turn);
}
