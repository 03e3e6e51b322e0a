//! Many objects at once.
//!
//! What one thread has built another often reads from end to end: a structure made by the main thread, the results of a
//! thread that ended. Asking for each object of it costs more than reading it. So a thread that keeps getting objects
//! only in order to read them is on a **tour**, and what it then asks for comes with its **neighbours**: the objects that lie
//! near it, which most likely were made together with it and will be asked for next.
//!
//! - A thread that is blocked or has ended lends it all it has (`loan.rs`). If it cannot, the reader gets all neighbours: those that their owner has written since it got
//!   them become the reader's own, the others are Shared.
//! - A thread that runs shares them with the reader: it may be reading the same structure, and need them again. So the
//!   second distinct reader makes a structure Shared, a block of memory at a time; the more of them the longer its tour is,
//!   since its letter has to wait for the owner's next safepoint.
//!
//! Whatever an open block may have touched stays where it is, and a tour ends with the first object that is written
//! after it was got: of tasks that several threads take from one list and fill in, each takes only its own.

use crate::loan;
use crate::mail::Mode;
use crate::own::{self, Row, WordRef};
use crate::safepoint::Holding;
use crate::word::{Bits, Word};
use std::cell::Cell;

/// Shows the words of objects that lie near this one: in its neighbourhood and so many next ones.
pub type Neighbours = &'static (dyn Fn(&Word, u32, &mut dyn FnMut(Row)) + Send + Sync);

/// How many objects a thread has got in a row without writing one of them.
#[derive(Default)]
pub(crate) struct Tour {
    length: Cell<u32>,
    /// How many neighbourhoods the next letter asks for besides.
    reach: Cell<u32>,
}

/// The most neighbourhoods that one letter asks for: handing over more would keep the owner from its work for long.
const FARTHEST: u32 = 63;

impl Tour {
    /// Another object was got.
    pub fn note(&self, mode: Mode) {
        match mode {
            Mode::Read => self.length.set(self.length.get().saturating_add(1)),
            Mode::Write | Mode::Agree => self.end(),
        }
    }

    /// One of them was written.
    pub fn end(&self) {
        self.length.set(0);
        self.reach.set(0);
    }

    /// So many are a tour.
    pub fn is_longer(&self, than: u32) -> bool {
        self.length.get() > than
    }

    /// How far the next letter reaches. A letter takes long, so each reaches twice as far as the one before.
    pub fn next_reach(&self) -> u32 {
        let reach = self.reach.get();
        self.reach.set((reach * 2 + 1).min(FARTHEST));
        reach
    }
}

/// Gives the neighbours of an object to the calling thread, whose right is the second one. The owner does not run.
pub(crate) fn take(owner: &Holding, taker: &Holding, word: &Word) {
    let tag = own::gift_tag(taker);
    let lent = loan::is_lent(owner, taker.peer);
    let count = each_free_neighbour(owner, word, 0, |near, bits| {
        if bits.may_write() && !lent {
            own::give(owner, near, bits, tag);
        } else {
            own::share(owner, near, bits);
        }
    });
    taker.peer.stats.neighbours.add(count);
}

/// Shares the neighbours of an object.
pub(crate) fn share(owner: &Holding, word: &Word, reach: u32) {
    let count = each_free_neighbour(owner, word, reach, |near, bits| {
        own::share(owner, near, bits)
    });
    owner.peer.stats.neighbours.add(count);
}

/// Shows the neighbours that this thread owns and that it keeps for no block and no operation; says how many.
fn each_free_neighbour(
    owner: &Holding,
    word: &Word,
    reach: u32,
    mut give: impl FnMut(&Word, Bits),
) -> u64 {
    let (wanted, claim) = (owner.wanted.get(), owner.claim.get());
    let waits = wanted.is_some() || claim.is_some() || !owner.gathered.borrow().is_empty();
    let needed = |near: &Word| {
        let near = WordRef::new(near);
        [wanted, claim].contains(&Some(near)) || owner.gathered.borrow().contains(&near)
    };
    let touched = |near: &Word, bits: Bits| {
        let present = bits.epoch() == owner.epoch.get();
        present || owner.reads.borrow().contains(&WordRef::new(near))
    };
    let remembers = owner.in_block() || owner.watching.get();
    let free = !remembers && !waits && owner.former_ids.borrow().is_empty();
    let id = owner.id.get();
    let mut count = 0;
    (owner.peer.neighbours)(word, reach, &mut |row| {
        for near in row.words() {
            let bits = near.look();
            if free {
                if bits.owner() == id {
                    give(near, bits);
                    count += 1;
                }
                continue;
            }
            let kept = remembers && touched(near, bits) || waits && needed(near);
            if owner.is_mine(bits.owner()) && !kept {
                give(near, bits);
                count += 1;
            }
        }
    });
    count
}
