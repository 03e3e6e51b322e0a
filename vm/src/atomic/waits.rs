//! Waits with a time limit inside a block, over its tries.
//!
//! Waiting inside a block undoes it (`wait_by_retry`), so the code before the wait runs again, and comes to the wait again. For the
//! program this must look as if it had waited there once:
//!
//! - a wait keeps its end over the tries. It is known again by its *place*, the calls that led to it, and by how often the
//!   try has been there before;
//! - a wait whose time is over gives up at once in the tries that follow, and the block goes on behind it;
//! - the clock of a try begins where that of the first one began, and shows the end of each wait that was given up. So code that
//!   computes a deadline before it waits, as `queue.get` does, gets the same one again.

use std::cell::{Cell, RefCell};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use crate::thread::Thread;

/// The timed waits of the open block.
#[derive(Default)]
pub(crate) struct Waits {
    ends: RefCell<Vec<(Key, Instant)>>,
    /// The places that this try has come to.
    met: RefCell<Vec<u64>>,
    /// When the first try began that came to a timed wait.
    began: Cell<Option<Instant>>,
    /// How far the clock of this try is set back.
    back: Cell<Duration>,
}

/// A place, and how often the try had been there before.
type Key = (u64, usize);

impl Waits {
    /// The block is over.
    pub(super) fn clear(&self) {
        if self.began.get().is_some() {
            self.began.set(None);
            self.ends.borrow_mut().clear();
            self.met.borrow_mut().clear();
            self.back.set(Duration::ZERO);
        }
    }

    /// Another try begins.
    pub(super) fn begin(&self) {
        if let Some(began) = self.began.get() {
            self.met.borrow_mut().clear();
            self.back.set(began.elapsed());
        }
    }

    /// How many timed waits the block has come to.
    pub(crate) fn count(&self) -> usize {
        self.ends.borrow().len()
    }

    /// How far behind its own clock the block is.
    #[inline]
    pub(crate) fn back(&self) -> Duration {
        self.back.get()
    }
}

/// Comes to a wait of this length: its end, if that is still to come.
pub(super) fn end_of_wait(th: &Thread, limit: Duration) -> Option<Instant> {
    let waits = &th.block.waits;
    let now = Instant::now();
    if waits.began.get().is_none() {
        waits.began.set(now.checked_sub(th.tx().time_in_block()));
    }
    let key = {
        let mut met = waits.met.borrow_mut();
        let place = place(th);
        let before = met.iter().filter(|p| **p == place).count();
        met.push(place);
        (place, before)
    };
    let mut ends = waits.ends.borrow_mut();
    let known = ends.iter().find(|(k, _)| *k == key).map(|(_, end)| *end);
    let end = match known {
        Some(end) => end,
        None => {
            let end = now + limit.min(Duration::from_secs(1 << 32));
            ends.push((key, end));
            end
        }
    };
    if end > now {
        return Some(end);
    }
    waits.back.set(waits.back.get().min(now - end));
    None
}

/// The calls that are under way, as a number.
fn place(th: &Thread) -> u64 {
    let mut hash = DefaultHasher::new();
    for frame in &th.frames {
        (frame.data as usize, frame.pc).hash(&mut hash);
    }
    hash.finish()
}
