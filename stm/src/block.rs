//! Atomic blocks: open, commit, undo, retry, inevitable.
//!
//! A block starts an epoch, so the first touch of each object in it goes through the slow path, which notes it
//! (S10). Its end gives everything free at once: the log is dropped or undone, and the next block has another epoch.
//! A block that is undone keeps its rank for the next try, so it grows older against the others, and after
//! some losses it becomes inevitable.

use crate::conflict::{AbortInfo, Break, Host, Reason, Wound};
use crate::log::Kind;
use crate::own;
use crate::safepoint::poll;
use crate::sync::{Ordering, nanoseconds, nanoseconds_since, ticks};
use crate::thread::rank;
use crate::tx::Tx;
use crate::word::LAST_EPOCH;
use std::time::Duration;

/// Blocks.
impl Tx {
    /// How many blocks are open, one in the other.
    pub fn in_atomic(&self) -> u32 {
        self.peer.own_holding().depth.get()
    }

    /// The priority of the open block, smaller is older; `None` outside.
    pub fn age(&self) -> Option<u64> {
        // ORD: Relaxed; stored by this thread only.
        let rank = self.peer.rank.load(Ordering::Relaxed);
        (self.in_atomic() != 0).then_some(rank)
    }

    pub fn is_inevitable(&self) -> bool {
        self.peer.own_holding().inevitable.get()
    }

    /// Opens a block, or one more inside the open one. A block that has lost often waits for the inevitable token here.
    pub fn begin_atomic(&mut self, host: &mut dyn Host) {
        let mine = self.peer.own_holding();
        if mine.in_block() {
            mine.depth.set(mine.depth.get() + 1);
            return;
        }
        drop(mine);
        if self.has_lost_often() {
            return self.begin_turn(host, Some(Reason::Losses));
        }
        self.end_operation();
        self.open();
    }

    /// Does opening a block take no waiting?
    pub fn begins_at_once(&self) -> bool {
        self.in_atomic() != 0 || !self.has_lost_often()
    }

    /// At the end of the program it does not matter who loses, as long as the last thread comes through.
    fn has_lost_often(&self) -> bool {
        let shared = &self.registry.0;
        // ORD: Relaxed; who sees it late may get a turn once more.
        self.losses >= shared.config.losses && !shared.closing.load(Ordering::Relaxed)
    }

    /// Opens the outermost block as one that is inevitable from its start.
    pub fn begin_inevitable(&mut self, host: &mut dyn Host) {
        self.begin_turn(host, None);
    }

    fn begin_turn(&mut self, host: &mut dyn Host, reason: Option<Reason>) {
        debug_assert!(self.in_atomic() == 0, "S10: there is an open block");
        self.end_operation();
        self.note_place(host);
        while !self.registry.0.token.try_take(&self.peer) {
            self.wait_for_token(host, reason);
        }
        self.open();
        self.turn_inevitable(host, reason);
    }

    /// Begins another epoch outside any block: the next touch of each object takes the slow path. For tests.
    pub fn forget_touched(&mut self) {
        if self.in_atomic() == 0 {
            self.next_epoch();
        }
    }

    fn next_epoch(&self) {
        let mine = self.peer.own_holding();
        if mine.epoch.get() == LAST_EPOCH && self.registry.0.rename(&self.peer, &mine) {
            self.context().raise(poll::GC);
        }
        let epoch = mine.epoch.get() + 1;
        mine.epoch.set(epoch);
        let own_tag = crate::word::tag(mine.id.get(), epoch, true);
        self.context().set_own_tag(own_tag);
    }

    fn open(&mut self) {
        self.next_epoch();
        let shared = &self.registry.0;
        let mine = self.peer.own_holding();
        mine.depth.set(1);
        mine.wound.set(None);
        mine.large.set(false);
        mine.unlogged.set(false);
        self.context().set_in_block(true);
        let rank = self
            .kept_rank
            .unwrap_or_else(|| rank::of_block(shared.present_age(), mine.id.get()));
        self.kept_rank = Some(rank);
        self.set_rank(rank);
        self.began = ticks();
        self.attempt_begins();
    }

    /// The open block is inevitable and its host will not undo it either: what has been saved is forgotten, and nothing is
    /// saved from here on.
    pub fn forget_log(&mut self) {
        let mine = self.peer.own_holding();
        debug_assert!(mine.inevitable.get(), "S10: others may undo the block");
        mine.log.borrow_mut().clear();
        mine.unlogged.set(true);
    }

    /// How long the present try of the open block has lasted.
    pub fn time_in_block(&self) -> Duration {
        Duration::from_nanos(nanoseconds_since(self.began))
    }

    /// Closes a block; the outermost one commits.
    pub fn commit_atomic(&mut self) {
        let mine = self.peer.own_holding();
        debug_assert!(mine.in_block(), "S10: commits without a block");
        mine.depth.set(mine.depth.get() - 1);
        if mine.in_block() {
            return;
        }
        mine.log.borrow_mut().clear();
        drop(mine);
        self.peer.stats.commits.one_of_mine();
        self.close();
        // What was waited for is kept for the lease, over several blocks if they are short: the asker polls then.
        if !self.peer.mail.is_empty() && !self.has_lease() {
            self.answer_mail();
        }
        self.forget_tries();
    }

    /// Undoes the open block, newest first, and answers those who waited for it. Its rank and the number of its
    /// losses are kept for the next try.
    pub fn rollback(&mut self) {
        self.undo();
        self.losses += 1;
        self.registry.0.next_age();
        self.close();
        self.answer_mail();
    }

    /// Undoes what the open block has written and leaves it open. What it has touched stays touched, so code that runs
    /// again finds what it found before, and a later `wait_for_change` wakes for this try too.
    pub fn undo_writes(&mut self) {
        let mine = self.peer.own_holding();
        debug_assert!(mine.in_block(), "S10: undoes without a block");
        let mut log = mine.log.borrow_mut();
        log.undo(|word, shape| own::unwrite(&mine, word, shape));
        mine.depth.set(1);
    }

    /// Forgets a block that was undone and will not be tried again.
    pub fn forget_tries(&mut self) {
        self.losses = 0;
        self.kept_rank = None;
    }

    pub(crate) fn undo(&mut self) {
        let mine = self.peer.own_holding();
        debug_assert!(mine.in_block(), "S10: undoes without a block");
        let mut log = mine.log.borrow_mut();
        log.undo(|word, shape| own::reshape(&mine, word, shape));
        mine.depth.set(0);
        self.peer.stats.aborts.one();
    }

    fn close(&self) {
        let mine = self.peer.own_holding();
        mine.wound.set(None);
        mine.reads.borrow_mut().clear();
        self.context().set_in_block(false);
        // Only who has the right over this thread raises it, so it cannot come in between.
        if self.context().poll() & poll::ABORT != 0 {
            self.context().take(poll::ABORT);
        }
        self.set_rank(rank::NONE);
        if mine.inevitable.replace(false) {
            self.turn_ends();
            self.registry.0.token.give_back();
        }
    }

    /// Makes the open block one that cannot be undone by others. `Interrupted` when a reason of the host is pending and
    /// the token is not to be had at once.
    pub fn become_inevitable(&mut self, host: &mut dyn Host) -> Result<(), Break> {
        while !self.try_inevitable(host)? {
            if self.context().poll() & poll::HOST != 0 {
                self.registry.0.token.forget(&self.peer);
                return Err(Break::Interrupted);
            }
            self.sleep_as_blocked(host, None);
        }
        Ok(())
    }

    /// One step of `become_inevitable`, for a driver that has several `Tx` in one thread.
    pub fn try_inevitable(&mut self, host: &mut dyn Host) -> Result<bool, Break> {
        if self.in_atomic() == 0 || self.is_inevitable() {
            return Ok(true);
        }
        if let Err(stop) = self.attend(host) {
            self.registry.0.token.forget(&self.peer);
            return Err(stop);
        }
        self.note_place(host);
        let taken = self.registry.0.token.try_take(&self.peer);
        if taken {
            self.turn_inevitable(host, None);
        }
        Ok(taken)
    }

    /// `reason` is for the log, as is what the host says that it is about to do.
    fn turn_inevitable(&self, host: &mut dyn Host, reason: Option<Reason>) {
        self.peer.own_holding().inevitable.set(true);
        self.set_rank(rank::INEVITABLE);
        self.peer.stats.inevitable.one();
        self.turn_begins(host, reason);
        let place = &self.registry.0.token_place;
        // ORD: Relaxed; for reports only.
        place.store(self.peer.place.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    fn wait_for_token(&mut self, host: &mut dyn Host, reason: Option<Reason>) {
        self.sleep_as_blocked(host, reason);
        // No block is open, so nothing can be lost.
        let _ = self.attend(host);
    }

    fn sleep_as_blocked(&self, host: &mut dyn Host, reason: Option<Reason>) {
        // ORD: Relaxed; for reports only.
        let holder = self.registry.0.token_place.load(Ordering::Relaxed);
        self.spell_begins(Kind::Token);
        self.leave();
        self.peer.event.sleep(None);
        self.enter();
        self.spell_ends(|cause, _| {
            cause.other = holder;
            cause.detail = host.detail();
            cause.reason = reason;
            0
        });
    }

    /// Undoes the open block and sleeps until another thread wants to write something that it had touched: what `retry`
    /// does. Comes back early when the limit is over or a reason of the host is pending; afterwards the block can be begun anew.
    pub fn wait_for_change(&mut self, host: &mut dyn Host, limit: Option<Duration>) -> Waking {
        let end = limit.map(|limit| nanoseconds() + limit.as_nanos() as u64);
        self.start_watching(host);
        let waking = loop {
            let _ = self.attend(host);
            if self.peer.own_holding().changed.get() {
                break Waking::Changed;
            }
            let now = nanoseconds();
            if end.is_some_and(|end| now >= end) {
                break Waking::TimedOut;
            }
            if self.context().poll() & poll::HOST != 0 {
                break Waking::Interrupted;
            }
            self.spell_begins(Kind::Retry);
            self.leave();
            let rest = end.map(|end| Duration::from_nanos(end - now));
            self.peer.event.sleep(rest);
            self.enter();
            self.spell_ends(|_, _| 0);
        };
        self.stop_watching();
        waking
    }

    /// The first half of `wait_for_change`, for a driver that has several `Tx` in one thread.
    pub fn start_watching(&mut self, host: &mut dyn Host) {
        self.undo();
        self.note_abort(Wound::without_object(Reason::Retry, 0), host);
        let mine = self.peer.own_holding();
        mine.watching.set(true);
        mine.changed.set(false);
        mine.wound.set(None);
        self.context().set_in_block(false);
        self.set_rank(rank::NONE);
        if mine.inevitable.replace(false) {
            self.turn_ends();
            self.registry.0.token.give_back();
        }
        drop(mine);
        self.answer_mail();
    }

    /// Whether a writer has come since `start_watching`.
    pub fn has_changed(&self) -> bool {
        self.peer.own_holding().changed.get()
    }

    pub fn stop_watching(&mut self) {
        self.peer.own_holding().watching.set(false);
        self.close();
        self.answer_mail();
    }

    /// The try that lost most time to another thread since `forget_longest_abort`.
    pub fn longest_abort_info(&self) -> Option<AbortInfo> {
        self.peer.own_holding().longest_abort.get()
    }

    pub fn forget_longest_abort(&self) {
        self.peer.own_holding().longest_abort.set(None);
    }

    pub fn last_abort_info(&self) -> Option<AbortInfo> {
        self.peer.own_holding().last_abort.get()
    }
}

/// Why `wait_for_change` came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waking {
    Changed,
    TimedOut,
    Interrupted,
}
