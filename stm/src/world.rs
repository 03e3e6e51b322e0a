//! The world, stopped: what a collector or a change of classes may do then.

use crate::conflict::{Reason, Wound};
use crate::log::Kind;
use crate::mail;
use crate::own;
use crate::permit::Coming;
use crate::safepoint::poll;
use crate::sync::{Arc, Ordering};
use crate::thread::{Registry, Shared};
use crate::tx::Tx;
use crate::word::Word;

/// Shows that all other threads are at a safepoint or blocked (S4).
pub struct World<'s>(&'s Shared);

/// The world, stopped by the thread that made this, until it is dropped. It borrows nothing of that thread, which may go on with
/// quick work of its own; waiting for anything would be for ever.
pub struct Stopped(Registry);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.0.permits.start();
    }
}

impl Stopped {
    pub fn world(&self) -> World<'_> {
        World(&self.0.0)
    }
}

impl Registry {
    /// Stops the world: no other thread runs until the result is dropped. The caller answers requests before, so it is a
    /// safepoint for it too.
    pub fn stop(&self, tx: &mut Tx) -> Stopped {
        assert!(
            Arc::ptr_eq(&self.0, &tx.registry.0),
            "S4: a thread of another registry"
        );
        if tx.is_logged() {
            // ORD: Relaxed; for reports only.
            let place = tx.peer.place.load(Ordering::Relaxed);
            // ORD: Relaxed; as above.
            self.0.stopper.store(place, Ordering::Relaxed);
        }
        // Those that are about to run may wait for it, and are waited for.
        tx.give_back();
        tx.spell_begins(Kind::Stopping);
        while !self.0.permits.stop(|| self.poll_all(poll::STOP)) {
            tx.leave();
            tx.enter_for(Kind::Stopped, Coming::Paused);
        }
        tx.spell_ends(|_, _| 0);
        tx.peer.stats.stops.one();
        Stopped(self.clone())
    }

    /// Runs `work` while no other thread runs.
    pub fn stop_world<R>(&self, tx: &mut Tx, work: impl FnOnce(&World<'_>) -> R) -> R {
        let stopped = self.stop(tx);
        work(&stopped.world())
    }
}

impl World<'_> {
    /// Shows every word that is remembered over a break: its object has to stay alive.
    pub fn visit_words(&self, visitor: &mut dyn FnMut(&Word)) {
        for peer in self.0.everybody() {
            let holding = peer.stopped_holding();
            holding.log.borrow().visit_words(visitor);
            for word in holding.reads.borrow().iter() {
                visitor(word.get());
            }
            let pending = holding.pending.get().map(|(word, _)| word);
            let claims = [pending, holding.wanted.get(), holding.claim.get()];
            for word in claims.into_iter().flatten() {
                visitor(word.get());
            }
            peer.mail.visit_words(visitor);
        }
    }

    /// Shows every value saved in an undo log.
    pub fn visit_values(&self, visitor: &mut dyn FnMut(u64)) {
        for peer in self.0.everybody() {
            peer.stopped_holding().log.borrow().visit_values(visitor);
        }
    }

    /// Something changes that blocks take for constant and so have not noted: all but the caller's are wounded, and those
    /// that wait for a change have it. None of them is inevitable, since the caller's is.
    pub fn disturb_others(&self, tx: &Tx) {
        debug_assert!(
            tx.is_inevitable(),
            "S10: changes the world without the token"
        );
        for peer in self.0.everybody() {
            let holding = peer.stopped_holding();
            if Arc::ptr_eq(&peer, &tx.peer) {
                continue;
            }
            if holding.in_block() {
                // ORD: Relaxed; for reports only.
                let place = tx.peer.place.load(Ordering::Relaxed);
                mail::wound(&holding, Wound::without_object(Reason::Change, place));
            }
            if holding.watching.get() {
                holding.changed.set(true);
                peer.event.wake();
            }
        }
    }

    /// Puts present ids in the place of former ones; `None` when there are none. A collection that has shown every live word
    /// to it may give all former ids back.
    pub fn renewal(&self) -> Option<Renewal<'_>> {
        let present = self.0.present_ids()?;
        Some(Renewal {
            present,
            world: self,
        })
    }

    /// Gives back owner ids that no word names any more. `still_used` knows all words.
    pub fn recycle(&self, still_used: impl FnMut(u16) -> bool) {
        self.0.recycle(still_used);
    }
}

/// See `World::renewal`.
pub struct Renewal<'w> {
    present: Vec<u16>,
    world: &'w World<'w>,
}

impl Renewal<'_> {
    pub fn renew(&self, word: &Word) {
        let bits = word.look();
        let id = self.present[usize::from(bits.owner())];
        if id != 0 {
            let owner = self.world.0.owner(id);
            own::renew(&owner.stopped_holding(), word, bits, id);
        }
    }
}

/// The owner id that a word names; 0 for a Shared one. For the collector, which counts them for `World::recycle`.
pub fn owner_id(word: &Word) -> u16 {
    word.look().owner()
}
