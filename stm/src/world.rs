//! The world, stopped: what a collector or a change of classes may do then.

use crate::safepoint::poll;
use crate::sync::Arc;
use crate::thread::{Registry, Shared};
use crate::tx::Tx;
use crate::word::Word;

/// Shows that all other threads are at a safepoint or blocked (S4).
pub struct World<'s>(&'s Shared);

impl Registry {
    /// Runs `work` while no other thread runs. The caller answers requests before, so it is a safepoint for it too.
    pub fn stop_world<R>(&self, tx: &mut Tx, work: impl FnOnce(&World<'_>) -> R) -> R {
        struct Reopen<'s>(&'s Shared);
        impl Drop for Reopen<'_> {
            fn drop(&mut self) {
                self.0.permits.start();
            }
        }
        assert!(
            Arc::ptr_eq(&self.0, &tx.registry.0),
            "S4: a thread of another registry"
        );
        while !self.0.permits.stop(|| self.poll_all(poll::STOP)) {
            tx.leave();
            tx.enter();
        }
        tx.peer.stats.stops.one();
        let _reopen = Reopen(&self.0);
        work(&World(&self.0))
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

    /// Gives back owner ids that no word names any more. `still_used` knows all words.
    pub fn recycle(&self, still_used: impl FnMut(u16) -> bool) {
        self.0.recycle(still_used);
    }
}

/// The owner id that a word names; 0 for a Shared one. For the collector, which counts them for `World::recycle`.
pub fn owner_id(word: &Word) -> u16 {
    word.look().owner()
}
