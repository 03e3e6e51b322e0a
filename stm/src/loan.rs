//! Loans: all objects of a thread that does not run, to be read by others without asking for each.
//!
//! What the main thread has built others often read from end to end while it waits for them. To change the word of each object
//! on the way costs as much as reading it. So a thread on a tour (`bulk.rs`) that comes to an object of a blocked or ended
//! owner, who has no block open and waits for no object, **borrows** all that the owner has: it takes the word of the owner's
//! present id for one that it may read. No word is written, and any number of threads may borrow from one owner.
//!
//! A loan is no right over a word. It lasts until the borrower's next break at which it is asked for, and ends when
//! the borrower stops running; in blocks, where each first read has to be noted, it does not count. It is in the way of others
//! who would write:
//!
//! - of the **owner**, who, when it comes back, runs only after all have given back;
//! - of a thread that asks for an object to write it: it is answered after all others have given back. A reader is given
//!   the object as a Shared one, so it waits for nobody.
//!
//! A borrower that **gives back** gets another loan number; the owner's list names each borrower with the number it had. So the
//! borrower need not know where it is listed, and an entry with a former number is void.
//!
//! For a while after a recall nothing is lent: where words are written, too, they change hands one by one.

use crate::safepoint::Holding;
use crate::sync::{Arc, Ordering, lock, nanoseconds, relax, yield_now};
use crate::thread::Peer;
use crate::tx::Tx;
use crate::{safepoint::poll, word::NO_LENDER};

/// Who has borrowed from a thread.
pub(crate) struct Borrower {
    peer: Arc<Peer>,
    number: u64,
}

/// How long nothing is lent after a recall.
const PAUSE: u64 = 100_000;
/// Turns of a spin loop before other threads of the system are let run.
const TURNS: u32 = 1000;

impl Borrower {
    /// Has the loan not been given back?
    fn has(&self) -> bool {
        // ORD: Acquire; pairs with Release in `give_back`: the borrower's reads precede what is written next.
        self.peer.loan.load(Ordering::Acquire) == self.number
    }
}

/// Lends what a thread that does not run has; false if it keeps something for itself. The right over the taker is its own.
pub(crate) fn lend(owner: &Holding, id: u16, taker: &Arc<Peer>) -> bool {
    let waits = owner.wanted.get().is_some() || owner.claim.get().is_some();
    let keeps = owner.in_block() || owner.watching.get() || !owner.gathered.borrow().is_empty();
    let after = owner.lend_after.get();
    if waits || keeps || id != owner.id.get() || after != 0 && nanoseconds() < after {
        return false;
    }
    // ORD: Relaxed; stored by this thread only.
    let number = taker.loan.load(Ordering::Relaxed);
    let mut borrowers = owner.borrowers.borrow_mut();
    borrowers.retain(Borrower::has);
    borrowers.push(Borrower {
        peer: taker.clone(),
        number,
    });
    taker.own_holding().borrowed.borrow_mut().push(id);
    taker.stats.loans.one();
    true
}

/// Has anybody but this thread borrowed from the owner?
pub(crate) fn is_lent(owner: &Holding, except: &Peer) -> bool {
    let mut borrowers = owner.borrowers.borrow_mut();
    borrowers.retain(Borrower::has);
    borrowers
        .iter()
        .any(|one| !std::ptr::eq(&*one.peer, except))
}

/// Asks all but `from` to give back, and to wake it then; true if there is none.
pub(crate) fn recall(owner: &Holding, from: &Arc<Peer>) -> bool {
    if !is_lent(owner, from) {
        return true;
    }
    owner.lend_after.set(nanoseconds() + PAUSE);
    for one in owner.borrowers.borrow().iter() {
        if !Arc::ptr_eq(&one.peer, from) {
            lock(&one.peer.recallers).push(from.clone());
            one.peer.context.raise(poll::RECALL);
        }
    }
    // One of them may have given back before it could see who asks (as S8).
    !is_lent(owner, from)
}

impl Peer {
    /// The thread gives back whatever it has borrowed. It runs, and no witness is in use.
    pub fn give_back(&self) {
        let mine = self.own_holding();
        if mine.borrowed.borrow().is_empty() {
            return;
        }
        mine.borrowed.borrow_mut().clear();
        self.context.set_lender(NO_LENDER);
        // ORD: Release; pairs with Acquire in `Borrower::has`.
        self.loan.fetch_add(1, Ordering::Release);
        for recaller in std::mem::take(&mut *lock(&self.recallers)) {
            recaller.event.wake();
        }
    }
}

impl Tx {
    /// What this thread has borrowed is given back, as by a safepoint that is asked for it. For drivers that have several
    /// `Tx` in one thread: to step in waits for this.
    pub fn give_back(&mut self) {
        self.peer.give_back();
    }

    /// Has this thread borrowed what the owner with this id has? Then compiled code need not ask again.
    pub(crate) fn borrows(&self, id: u16) -> bool {
        let mine = self.peer.own_holding();
        let borrows = !mine.in_block() && mine.borrowed.borrow().contains(&id);
        if borrows {
            self.context().set_lender(crate::word::tag(id, 0, false));
        }
        borrows
    }

    /// Waits until all have given back what they have borrowed of this thread, which has just begun to run. Each does so at its
    /// next break, and none of them waits for a thread that runs.
    pub(crate) fn await_borrowers(&self) {
        let mine = self.peer.own_holding();
        if mine.borrowers.borrow().is_empty() {
            return;
        }
        mine.lend_after.set(nanoseconds() + PAUSE);
        self.peer.stats.recalls.one();
        let mut turns = 0;
        while is_lent(&mine, &self.peer) {
            if turns % TURNS == 0 {
                for one in mine.borrowers.borrow().iter() {
                    one.peer.context.raise(poll::RECALL);
                }
                yield_now();
            }
            turns += 1;
            relax();
        }
    }
}
