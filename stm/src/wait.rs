//! Waiting for an owner, and why that ends.
//!
//! A thread waits only here and in the line for the inevitable token, with `&mut Tx`, so with no reference
//! and no witness in use. First it spins for a moment, then it sleeps as a BLOCKED thread without a permit,
//! and others may take its objects. While it waits it answers its own mail.
//!
//! **No cycle.** Code outside any block holds nothing against others while it waits, but for what it has gathered
//! for its operation, and that only against younger ones (S7). A block holds what it has touched; it waits
//! only for older blocks, for it wounds the younger ones. So every chain of waits goes from younger to older,
//! and the oldest waits for nobody. Code outside blocks is younger than every block; it wounds a block
//! when its patience is over. The inevitable block is the oldest of all and waits for no other block.
//!
//! **Leases.** To hand an object over takes as long as many operations on it. So what a thread has waited for it keeps for a
//! moment: others do not poll it for that before. What short blocks use again and again they keep longer, as long as the
//! last ones really have touched it. A lease ends by time alone and keeps nothing from a holder or from an answer.

use crate::conflict::{Break, Conflict, Host};
use crate::log::{Kind, Object};
use crate::mail::{Letter, Mode};
use crate::own::{self, WordRef};
use crate::safepoint::poll;
use crate::sync::{
    Arc, AtomicBool, Condvar, Mutex, MutexGuard, Ordering, lock, nanoseconds, relax, wait,
};
use crate::thread::{Peer, rank};
use crate::tx::Tx;
use crate::word::Bits;
use std::time::Duration;

/// Where a thread sleeps. A wake that comes before the sleep is not lost.
#[derive(Default)]
pub(crate) struct Event {
    state: Mutex<EventState>,
    condition: Condvar,
    /// A hint for those who wait awake.
    woken: AtomicBool,
}

#[derive(Default)]
pub(crate) struct EventState {
    woken: bool,
    asleep: bool,
}

impl Event {
    pub fn wake(&self) {
        let mut state = lock(&self.state);
        state.woken = true;
        // ORD: Relaxed; a hint, the lock decides.
        self.woken.store(true, Ordering::Relaxed);
        if state.asleep {
            self.condition.notify_one();
        }
    }

    /// Keeps the state as it is until the result is dropped.
    pub fn hold(&self) -> MutexGuard<'_, EventState> {
        lock(&self.state)
    }

    /// A hint whether `sleep` would come back at once.
    fn is_woken(&self) -> bool {
        // ORD: Relaxed; a hint.
        self.woken.load(Ordering::Relaxed)
    }

    /// Sleeps until woken, at most `limit`. True if woken.
    pub fn sleep(&self, limit: Option<Duration>) -> bool {
        let mut state = lock(&self.state);
        if !state.woken {
            state.asleep = true;
            state = wait(&self.condition, state, limit);
            state.asleep = false;
        }
        // ORD: Relaxed; a hint.
        self.woken.store(false, Ordering::Relaxed);
        std::mem::take(&mut state.woken)
    }
}

/// A wait under way.
pub(crate) struct Asking {
    word: WordRef,
    mode: Mode,
    /// What was last seen in the word; another value means news.
    seen: Bits,
    /// The owner that has our letter, with the id the word named.
    owner: Option<(u16, Arc<Peer>)>,
    ticket: u64,
    /// The word is claimed by us and agreements are awaited.
    claimed: bool,
    began: u64,
    /// The owner's poll is raised then, not earlier: its lease.
    raise_at: Option<u64>,
    /// A claim was given up for a block; it is not claimed again before this.
    polite_until: u64,
}

/// How long a spin lasts after the request was raised; about two context switches.
const SPIN: u64 = 10_000;
/// The first sleep; each next one is twice as long, up to the last. A sleeper raises its request again at each end.
const FIRST_SLEEP: Duration = Duration::from_micros(100);
const LAST_SLEEP: Duration = Duration::from_millis(5);
/// How long a claimer that gave way to a block leaves the word to it.
const POLITE: u64 = 200_000;
/// How long a waiting thread keeps from others what it has gathered before.
const RESERVATION: u64 = 1_000_000;
/// So many leases an object is kept that each of many short blocks uses: to hand it over takes as long as some of them.
const BLOCK_LEASES: u64 = 8;
/// An object counts as in use if one of so many last blocks has touched it.
const LAST_BLOCKS: u16 = 2;
/// More gathered objects than any one operation needs: then the operation has long been another one.
const GATHERED: usize = 4096;

/// Whether the last blocks of this thread have touched an object that it owns. A guess, by what it says of itself.
fn uses(owner: &Peer, seen: Bits) -> bool {
    let present = Bits(owner.context.own_tag());
    present.owner() == seen.owner() && present.epoch().wrapping_sub(seen.epoch()) <= LAST_BLOCKS
}

impl Tx {
    /// Sleeps as a blocked thread until somebody uses the `Waker`, the limit is over, a reason is pending or no reason at
    /// all: the caller looks again. What another thread is about to do is often done in a moment, so the first of the wait is
    /// spent awake, if nobody waits for the permit.
    pub fn park(&mut self, host: &mut dyn Host, limit: Option<Duration>) -> Result<(), Break> {
        self.safepoint(host)?;
        if self.context().poll() == 0 {
            self.note_place(host);
            self.spell_begins(Kind::Blocked);
            let result = self.wait_for_waker(host, limit);
            self.spell_ends(|_, _| 0);
            result?;
        }
        self.attend(host)
    }

    fn wait_for_waker(
        &mut self,
        host: &mut dyn Host,
        limit: Option<Duration>,
    ) -> Result<(), Break> {
        if !self.wait_awake(host, limit)? {
            self.leave();
            self.peer.event.sleep(limit);
            self.enter();
        }
        Ok(())
    }

    /// Waits for a wake without sleeping; false when none has come soon.
    fn wait_awake(&mut self, host: &mut dyn Host, limit: Option<Duration>) -> Result<bool, Break> {
        let long = limit.is_none_or(|limit| limit.as_nanos() > u128::from(SPIN));
        if !long || self.registry.0.permits.crowded() {
            return Ok(false);
        }
        let end = nanoseconds() + SPIN;
        while !self.peer.event.is_woken() {
            let reasons = self.context().poll();
            if reasons & poll::HOST != 0 {
                return Ok(true);
            }
            if reasons != 0 {
                self.attend(host)?;
            } else if nanoseconds() >= end {
                return Ok(false);
            }
            relax();
        }
        Ok(self.peer.event.sleep(None))
    }

    /// Waits until the object of the conflict can be had, answering requests meanwhile. It returns early when a
    /// reason of the host is pending: the caller looks at the poll and does the operation again.
    pub fn resolve(&mut self, conflict: Conflict, host: &mut dyn Host) -> Result<(), Break> {
        self.start_asking(conflict, host);
        let mut pause = FIRST_SLEEP;
        while !self.try_resolve(host)? {
            if self.context().poll() & poll::HOST != 0 {
                self.stop_asking(false);
                return Ok(());
            }
            if self.registry.0.permits.crowded() || !self.spin() {
                self.sleep_for_answer(&mut pause);
            }
        }
        Ok(())
    }

    /// The first half of `resolve`, for a driver that has several `Tx` in one thread: `try_resolve` is then called until
    /// it says true.
    pub fn start_asking(&mut self, _: Conflict, host: &mut dyn Host) {
        let mine = self.peer.own_holding();
        let Some((word, mode)) = mine.pending.take() else {
            return;
        };
        let age = self.registry.0.next_age();
        if mine.gathered.borrow().len() > GATHERED {
            self.end_operation();
        }
        // ORD: Relaxed; stored by this thread only, for others a priority.
        if !mine.in_block() && self.peer.rank.load(Ordering::Relaxed) == rank::NONE {
            self.set_rank(rank::PLAIN | rank::of_block(age, mine.id.get()));
        }
        // ORD: Relaxed; for reports only.
        self.peer.place.store(host.location(), Ordering::Relaxed);
        if self.is_logged() {
            // ORD: Relaxed; for reports only.
            self.peer.detail.store(host.detail(), Ordering::Relaxed);
            // ORD: Relaxed; as above.
            self.peer.answerer.store(0, Ordering::Relaxed);
        }
        self.spell_begins(Kind::Object);
        mine.wanted.set(Some(word));
        mine.reserved_until.set(nanoseconds() + RESERVATION);
        self.asking = Some(Asking {
            word,
            mode,
            seen: word.get().look(),
            owner: None,
            ticket: 0,
            claimed: false,
            began: nanoseconds(),
            raise_at: None,
            polite_until: 0,
        });
    }

    /// One step of a wait: answers requests, then tries. True when there is nothing left to wait for.
    pub fn try_resolve(&mut self, host: &mut dyn Host) -> Result<bool, Break> {
        if let Err(stop) = self.attend(host) {
            self.stop_asking(false);
            return Err(stop);
        }
        let Some(mut asking) = self.asking.take() else {
            return Ok(true);
        };
        let done = self.ask(&mut asking);
        self.asking = Some(asking);
        if done {
            self.stop_asking(true);
        }
        Ok(done)
    }

    fn ask(&self, asking: &mut Asking) -> bool {
        let impatient = self.lose_patience(asking);
        if asking.claimed {
            return self.await_agreement(asking, impatient);
        }
        let mine = self.peer.own_holding();
        let word = asking.word.get();
        let bits = word.look();
        asking.seen = bits;
        if bits.is_shared() {
            return asking.mode == Mode::Read
                || nanoseconds() >= asking.polite_until && self.claim(asking, bits);
        }
        if mine.is_mine(bits.owner()) {
            return true;
        }
        let owner = asking.owner.as_ref().filter(|(id, _)| {
            // ORD: Acquire; pairs with Release in `mail::judge`: after an answer the word is looked at again.
            let answered = self.peer.answered.load(Ordering::Acquire) == asking.ticket;
            *id == bits.owner() && !answered
        });
        if let Some((_, owner)) = owner {
            asking.raise_at = self.lease_against(owner, asking);
            // A blocked owner does not look at its mail again by itself, and what was in the way may have ended by time alone.
            if impatient || !owner.runs() {
                owner.nudge();
            } else if asking.raise_at.is_none() {
                // Our letter may have been kept back; that reason may be gone.
                owner.context.raise(poll::HANDOVER);
            }
        } else {
            self.send(asking, bits.owner());
        }
        // A blocked owner has been answered for by now.
        let bits = word.look();
        asking.seen = bits;
        mine.is_mine(bits.owner()) || bits.is_shared() && asking.mode == Mode::Read
    }

    fn send(&self, asking: &mut Asking, id: u16) {
        let owner = self.owner(id);
        asking.ticket = self.peer.new_ticket();
        owner.mail.put(Letter {
            from: self.peer.clone(),
            ticket: asking.ticket,
            word: asking.word,
            mode: asking.mode,
            reach: self.is_on_tour().then(|| self.tour.next_reach()),
        });
        asking.raise_at = self.lease_against(&owner, asking);
        if asking.raise_at.is_none() || !owner.runs() {
            owner.nudge();
        }
        asking.owner = Some((id, owner));
    }

    /// As `lease_of`; what the owner has only read it can share without losing it.
    fn lease_against(&self, owner: &Peer, asking: &Asking) -> Option<u64> {
        if asking.mode == Mode::Read && !asking.seen.may_write() {
            return None;
        }
        if let Some(lease) = self.lease_of(owner) {
            return Some(lease);
        }
        // ORD: Relaxed; a courtesy.
        let lease = owner.block_lease.load(Ordering::Relaxed);
        let now = nanoseconds();
        let next_look = now + self.registry.0.config.lease.as_nanos() as u64;
        (lease > now && uses(owner, asking.seen)).then(|| next_look.min(lease))
    }

    /// Until when this owner is not polled for what it has waited for.
    fn lease_of(&self, owner: &Peer) -> Option<u64> {
        // ORD: Relaxed; a courtesy.
        let lease = owner.lease.load(Ordering::Relaxed);
        (lease > nanoseconds()).then_some(lease)
    }

    /// Whether this thread keeps what it has waited for over the end of a block.
    pub(crate) fn has_lease(&self) -> bool {
        // ORD: Relaxed; a courtesy.
        let block_lease = self.peer.block_lease.load(Ordering::Relaxed);
        block_lease > nanoseconds() || self.lease_of(&self.peer).is_some()
    }

    /// Claims a Shared word and asks every other thread to agree (S5).
    fn claim(&self, asking: &mut Asking, bits: Bits) -> bool {
        let mine = self.peer.own_holding();
        if !own::claim(&mine, asking.word.get(), bits) {
            return false;
        }
        self.peer.stats.claims.one();
        mine.claim.set(Some(asking.word));
        asking.claimed = true;
        asking.seen = asking.word.get().look();
        asking.ticket = self.peer.new_ticket();
        let others = self.others();
        let missing = (asking.ticket & 0xFFFF_FFFF) << 32 | others.len() as u64;
        // ORD: Relaxed; the letters below carry it through the locks of the boxes.
        self.peer.missing.store(missing, Ordering::Relaxed);
        for other in others {
            other.mail.put(Letter {
                from: self.peer.clone(),
                ticket: asking.ticket,
                word: asking.word,
                mode: Mode::Agree,
                reach: None,
            });
            other.nudge();
        }
        self.await_agreement(asking, false)
    }

    fn await_agreement(&self, asking: &mut Asking, impatient: bool) -> bool {
        let mine = self.peer.own_holding();
        if mine.claim.get().is_none() {
            // Given up in favour of a block, which wants the word now.
            asking.claimed = false;
            asking.owner = None;
            asking.polite_until = nanoseconds() + POLITE;
            return false;
        }
        if self.agreed() {
            mine.claim.set(None);
            return true;
        }
        for other in self.others() {
            if impatient || !other.mail.is_empty() {
                other.nudge();
            }
        }
        false
    }

    fn agreed(&self) -> bool {
        // ORD: Acquire; pairs with AcqRel in `mail::judge_claim`: the readers' reads precede our writes.
        self.peer.missing.load(Ordering::Acquire) as u32 == 0
    }

    /// True once, when code outside any block has waited for long enough.
    fn lose_patience(&self, asking: &Asking) -> bool {
        let config = &self.registry.0.config;
        let waited = nanoseconds().saturating_sub(asking.began);
        if self.in_atomic() != 0 || waited < config.patience.as_nanos() as u64 {
            return false;
        }
        // ORD: Relaxed; a priority, read after a letter or a poll.
        !self.peer.impatient.swap(true, Ordering::Relaxed)
    }

    fn news(&self, asking: &Asking) -> bool {
        self.context().poll() != 0
            || asking.word.get().look() != asking.seen
            || asking.claimed && (self.agreed() || self.peer.own_holding().claim.get().is_none())
    }

    /// Waits awake for a moment; false when nothing has happened.
    fn spin(&self) -> bool {
        let Some(asking) = &self.asking else {
            return true;
        };
        let end = asking.raise_at.unwrap_or_else(nanoseconds) + SPIN;
        loop {
            if self.news(asking) {
                return true;
            }
            let now = nanoseconds();
            if asking.raise_at.is_some_and(|time| now >= time) {
                return true;
            }
            if self.peer.event.is_woken() {
                return self.peer.event.sleep(None);
            }
            if now >= end {
                return false;
            }
            relax();
        }
    }

    /// Sleeps as a blocked thread until something may have changed, or it is time to ask again.
    fn sleep_for_answer(&mut self, pause: &mut Duration) {
        let Some(asking) = &self.asking else {
            return;
        };
        if self.news(asking) {
            return;
        }
        self.peer.stats.sleeps.one();
        self.leave();
        if !self.peer.event.sleep(Some(*pause)) {
            *pause = (*pause * 2).min(LAST_SLEEP);
        }
        self.enter();
    }

    /// The end of a wait. A wait without success voids its letters and gives its claim up.
    pub(crate) fn stop_asking(&mut self, done: bool) {
        let Some(asking) = self.asking.take() else {
            return;
        };
        self.spell_ends(|cause, peer| {
            let object = Object::of(asking.word.get());
            cause.shape = object.shape;
            // ORD: Relaxed; for reports only.
            cause.other = peer.answerer.load(Ordering::Relaxed);
            // ORD: Relaxed; as above.
            cause.detail = peer.detail.load(Ordering::Relaxed);
            object.address
        });
        let mine = self.peer.own_holding();
        mine.wanted.set(None);
        // ORD: Relaxed; a priority.
        self.peer.impatient.store(false, Ordering::Relaxed);
        if done {
            self.tour.note(asking.mode);
            mine.gathered.borrow_mut().push(asking.word);
            let lease = self.registry.0.config.lease.as_nanos() as u64;
            let now = nanoseconds();
            // ORD: Relaxed; a courtesy.
            self.peer.lease.store(now + lease, Ordering::Relaxed);
            let block_lease = if mine.in_block() {
                now + lease * BLOCK_LEASES
            } else {
                0
            };
            // ORD: Relaxed; a courtesy.
            self.peer.block_lease.store(block_lease, Ordering::Relaxed);
            return;
        }
        self.peer.new_ticket();
        if let Some(claimed) = mine.claim.take() {
            own::unclaim(&mine, claimed.get());
            self.peer.mail.answer(&mine);
        }
    }
}
