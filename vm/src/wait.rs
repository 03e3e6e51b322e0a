//! Waiting for what another thread does: a lock released, a thread ended, something put into a queue.
//!
//! Such objects are ordinary ones, under the ownership protocol: a lock is a record that says whether it is taken. So a lock
//! taken in an atomic block is taken for others when the block commits and never if it is undone, and a `retry` that has looked
//! at it wakes when it is released. What is not on the heap is who sleeps: the *line* of an object, kept here by the
//! object's address, which stays while somebody waits for it.
//!
//! ```text
//! waiter:  own the lock; it is taken: join its line; stop owning (the op is over), sleep; do the op again from its start
//! other:   own the lock; release it; wake the first in its line
//! ```
//!
//! The line is joined while the object is owned, and others have to own it to change it. So no wake-up is lost (W1). Who leaves
//! a line without having what it waited for, but was woken, wakes the next (W2).
//!
//! A native that has to wait is quick all the same: it answers [`wait`], which looks like a conflict. Whoever
//! holds `&mut Thread` sleeps and does the operation again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::thread::Thread;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

const SHARDS: usize = 16;

/// The lines of all objects that somebody waits for.
#[derive(Default)]
pub struct Lines([Mutex<Shard>; SHARDS]);

type Shard = HashMap<u64, VecDeque<Sleeper>>;

struct Sleeper {
    ident: u64,
    waker: stm::Waker,
}

impl Lines {
    fn shard(&self, object: Raw) -> MutexGuard<'_, Shard> {
        self.0[object.0 as usize / 16 % SHARDS]
            .lock()
            .expect("V7: no panic holds the lines")
    }

    pub(crate) fn join(&self, th: &Thread, object: Raw) {
        let mut shard = self.shard(object);
        let line = shard.entry(object.0).or_default();
        if line.iter().all(|s| s.ident != th.ident) {
            line.push_back(Sleeper {
                ident: th.ident,
                waker: th.tx().waker(),
            });
        }
    }

    /// False if the thread was not in the line: it was woken.
    pub(crate) fn leave(&self, th: &Thread, object: Raw) -> bool {
        let mut shard = self.shard(object);
        let Some(line) = shard.get_mut(&object.0) else {
            return false;
        };
        let before = line.len();
        line.retain(|s| s.ident != th.ident);
        let was_there = line.len() != before;
        if line.is_empty() {
            shard.remove(&object.0);
        }
        was_there
    }

    /// This process is a copy in which only this thread is left.
    pub(crate) fn forget_others(&self, th: &Thread) {
        for shard in &self.0 {
            let mut shard = shard.lock().expect("V7: no panic holds the lines");
            shard.retain(|_, line| {
                line.retain(|s| s.ident == th.ident);
                !line.is_empty()
            });
        }
    }

    /// True if others still sleep there.
    fn wake(&self, object: Raw, all: bool) -> bool {
        let mut shard = self.shard(object);
        let Some(line) = shard.get_mut(&object.0) else {
            return false;
        };
        while let Some(first) = line.pop_front() {
            first.waker.wake();
            if !all {
                break;
            }
        }
        let more = !line.is_empty();
        if !more {
            shard.remove(&object.0);
        }
        more
    }
}

/// A wait that a quick native has asked for.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    object: Raw,
    until: Option<Instant>,
}

/// How a wait is limited, as `acquire` and `get` take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Do not wait at all.
    Never,
    For(Duration),
    Forever,
}

/// The native cannot go on before somebody changes `object`, which it owns. `Ok` if the time is over: it gives up then.
/// `what` names the operation in an error.
pub fn wait<'t>(th: &'t Thread, object: Val<'t>, limit: Limit, what: &str) -> Res<()> {
    if limit == Limit::Never {
        return Ok(());
    }
    if th.in_block() {
        let limit = match limit {
            Limit::For(d) => Some(d),
            _ => None,
        };
        return crate::atomic::wait_by_retry(th, limit, what).map_or(Ok(()), Err);
    }
    let waiting = th.waiting.get().filter(|w| w.object == object.raw());
    let until = match (waiting, limit) {
        (Some(w), _) => w.until,
        (None, Limit::For(d)) => Instant::now().checked_add(d),
        (None, _) => None,
    };
    if until.is_some_and(|end| Instant::now() >= end) {
        done(th, object);
        return Ok(());
    }
    th.vm.lines.join(th, object.raw());
    th.waiting.set(Some(Waiting {
        object: object.raw(),
        until,
    }));
    Err(Unwind::Conflict)
}

/// The native that may have been waiting for `object` has what it wanted, or has given up.
pub fn done<'t>(th: &'t Thread, object: Val<'t>) {
    if let Some(w) = th.waiting.get()
        && w.object == object.raw()
    {
        th.waiting.set(None);
        th.vm.lines.leave(th, w.object);
    }
}

/// W2.
fn abandon(th: &Thread, object: Raw) {
    if !th.vm.lines.leave(th, object) {
        th.vm.lines.wake(object, false);
    }
}

/// Wakes the first thread that waits for the object, which the caller owns; true if there are more.
pub fn wake_one(th: &Thread, object: Val<'_>) -> bool {
    th.vm.lines.wake(object.raw(), false)
}

/// Wakes all of them.
pub fn wake_all(th: &Thread, object: Val<'_>) {
    th.vm.lines.wake(object.raw(), true);
}

/// Sleeps as the native that came back with a conflict has asked for; the operation is then done again.
pub(crate) fn sleep(th: &mut Thread, waiting: Waiting) -> Res<()> {
    // A signal handler may run meanwhile and wait for other things.
    let outer = th.waiting.take();
    debug_assert!(outer.is_some());
    let mark = th.mark();
    th.root(waiting.object.val(th));
    let limit = waiting
        .until
        .map(|end| end.saturating_duration_since(Instant::now()));
    let result = crate::vm::park(th, limit);
    th.release_to(mark);
    match result {
        Ok(()) => th.waiting.set(Some(waiting)),
        Err(_) => abandon(th, waiting.object),
    }
    result
}
