//! Running permits, and the stop of the world.
//!
//! As many threads run as there are permits; the others are BLOCKED, so that nobody waits for an owner that the system has
//! descheduled. A thread gets its permit here before it becomes RUNNING and gives it back after it has become
//! BLOCKED. A line is first come, first served. Its head wakes up once a slice and polls the running
//! threads, which then go to the end of the line: no timer thread, and no cost while nobody waits.
//!
//! There are two lines: in the **back** line are those whose slice was over, in the **front** line all others, which have
//! been blocked and mostly have little to do before they block again. They are served in turns, and who is in the front
//! line has to wait for only a part of a slice. So a thread that answers others is not slowed down by the number of those
//! that compute, and they get half of the permits at least. Who had to pause while the world was stopped goes on with its
//! slice before all others.
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

/// Who has a permit, and who waits for one.
pub(crate) struct Line {
    limit: usize,
    running: usize,
    stopped: bool,
    /// Those that had a permit when the world was stopped.
    paused: VecDeque<Arc<Peer>>,
    /// Those that want a permit and have been blocked.
    front: VecDeque<Arc<Peer>>,
    /// Those whose slice was over.
    back: VecDeque<Arc<Peer>>,
    /// The last permit went to the front line.
    front_was_served: bool,
    /// Those that get none any more.
    banned: Vec<Arc<Peer>>,
    /// Those that run, to be polled by the timer.
    runners: Vec<Arc<Peer>>,
}

/// The part of a slice after which a thread makes room for one in the front line.
const FRONT_SHARE: u32 = 5;

/// Why a thread wants a permit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Coming {
    /// It has been blocked, or is new.
    Back,
    /// It gave its permit up for others.
    Rotated,
    /// It gave its permit up because the world was to stop.
    Paused,
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
                paused: VecDeque::new(),
                front: VecDeque::new(),
                back: VecDeque::new(),
                front_was_served: false,
                banned: Vec::new(),
                runners: Vec::new(),
            }),
            quiet: Condvar::new(),
            slice,
        }
    }

    /// Waits for a permit. The caller is BLOCKED.
    pub fn acquire(&self, me: &Arc<Peer>, coming: Coming) {
        {
            let mut line = lock(&self.line);
            if line.banned.iter().any(|one| Arc::ptr_eq(one, me)) {
                drop(line);
                never_again();
            }
            if coming != Coming::Paused {
                lock(&me.turn.state).since = nanoseconds();
            }
            if !line.stopped && line.running < line.limit && !line.is_awaited() {
                line.start(me);
                return;
            }
            match coming {
                Coming::Back => line.front.push_back(me.clone()),
                Coming::Rotated => line.back.push_back(me.clone()),
                Coming::Paused => line.paused.push_back(me.clone()),
            }
        }
        loop {
            let timer = {
                let line = lock(&self.line);
                let is_head = line.head().is_some_and(|head| Arc::ptr_eq(head, me));
                (is_head && !line.stopped).then(|| self.slice_of(&line))
            };
            let mut turn = lock(&me.turn.state);
            if !turn.given && !turn.look {
                turn = wait(&me.turn.wake, turn, timer);
            }
            if turn.given {
                turn.given = false;
                return;
            }
            let expired = timer.is_some() && !turn.look;
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
        let slice = self.slice_of(&line).as_nanos() as u64 * u64::from(slices);
        line.is_awaited() && nanoseconds().saturating_sub(since) >= slice
    }

    /// How long a thread may run while these wait.
    fn slice_of(&self, line: &Line) -> Duration {
        match line.front.is_empty() {
            true => self.slice,
            false => self.slice / FRONT_SHARE,
        }
    }

    /// Whether anybody waits for a permit.
    pub fn crowded(&self) -> bool {
        lock(&self.line).is_awaited()
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

    /// The thread, which is BLOCKED, gets no permit any more.
    pub fn ban(&self, peer: &Arc<Peer>) {
        let mut line = lock(&self.line);
        let others = |one: &Arc<Peer>| !Arc::ptr_eq(one, peer);
        line.paused.retain(others);
        line.front.retain(others);
        line.back.retain(others);
        line.banned.push(peer.clone());
    }

    /// Nobody comes or goes until the result is dropped.
    pub fn hold(&self) -> MutexGuard<'_, Line> {
        lock(&self.line)
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

    /// Nobody waits any more.
    pub fn forget_others(&mut self) {
        self.paused.clear();
        self.front.clear();
        self.back.clear();
    }

    fn is_awaited(&self) -> bool {
        !self.paused.is_empty() || !self.front.is_empty() || !self.back.is_empty()
    }

    /// The one that wakes up once a slice.
    fn head(&self) -> Option<&Arc<Peer>> {
        self.front.front().or(self.back.front())
    }

    /// The one that gets the next permit.
    fn next(&mut self) -> Option<Arc<Peer>> {
        if let Some(paused) = self.paused.pop_front() {
            return Some(paused);
        }
        let serve_back = self.front_was_served && !self.back.is_empty() || self.front.is_empty();
        self.front_was_served = !serve_back;
        let next = match serve_back {
            true => self.back.pop_front(),
            false => self.front.pop_front(),
        }?;
        lock(&next.turn.state).since = nanoseconds();
        Some(next)
    }

    /// Gives free permits to those who wait, and wakes the new head as the timer.
    fn hand_out(&mut self) {
        let mut given = false;
        while !self.stopped && self.running < self.limit {
            let Some(next) = self.next() else {
                return;
            };
            given = true;
            self.start(&next);
            let mut turn = lock(&next.turn.state);
            turn.given = true;
            notify(&next.turn.wake, turn);
        }
        if given {
            self.wake_head();
        }
    }

    fn wake_head(&self) {
        if let Some(head) = self.head() {
            let mut turn = lock(&head.turn.state);
            turn.look = true;
            notify(&head.turn.wake, turn);
        }
    }
}

/// The process ends soon.
fn never_again() -> ! {
    loop {
        crate::sync::pause_for_ever();
    }
}

fn notify(wake: &Condvar, turn: MutexGuard<'_, TurnState>) {
    wake.notify_one();
    drop(turn);
}
