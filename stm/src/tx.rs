//! `Tx`, the token of a thread: barriers, blocks, safepoints.
//!
//! `&Tx` is the *quick* colour: see, own, be born; a barrier answers at once, yes or `Conflict`. `&mut Tx` is
//! the *full* colour: everything that may break the transaction. A witness (`Seen`, `Owned`) borrows `&Tx`,
//! so none outlives a break: after a wait everything has to be taken anew, or it does not compile (S9).

use crate::conflict::{AbortInfo, Break, Conflict, Host, Reason, Wound};
use crate::mail::{self, Mode};
use crate::own::{self, WordRef};
use crate::safepoint::{BLOCKED, TxContext, poll};
use crate::sync::{Arc, Ordering, fence};
use crate::thread::{Peer, Registry, rank};
use crate::undo::Undoable;
use crate::wait::Asking;
use crate::word::{LAST_EPOCH, MAY_WRITE, SHAPE_MASK, Word};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::time::Duration;

/// The token of one thread. Neither Send nor Sync.
pub struct Tx {
    pub(crate) registry: Registry,
    pub(crate) peer: Arc<Peer>,
    pub(crate) asking: Option<Asking>,
    /// Lost tries of the block under way, and the rank it keeps over them.
    losses: u32,
    kept_rank: Option<u64>,
    began: u64,
    /// The owner looked up last: id, number of recyclings, peer.
    last_owner: RefCell<Option<(u16, u64, Arc<Peer>)>>,
    _here: PhantomData<*const ()>,
}

/// This transaction may read the object's mutable fields, until the next break.
#[derive(Clone, Copy)]
pub struct Seen<'t>(PhantomData<&'t Tx>);

/// This transaction may write the object, until the next break.
#[derive(Clone, Copy)]
pub struct Owned<'t>(PhantomData<&'t Tx>);

impl<'t> Owned<'t> {
    pub fn seen(self) -> Seen<'t> {
        Seen(PhantomData)
    }
}

impl Word {
    /// The word of an object that this thread is about to fill. It needs no log in a block.
    #[inline(always)]
    pub fn born(shape: u32, tx: &Tx) -> Word {
        Word::from_bits(tx.context().own_tag() | u64::from(shape))
    }
}

impl Registry {
    /// Makes the calling thread one of those that share objects. Waits for a running permit.
    pub fn attach(&self) -> Tx {
        let peer = self.0.enrol();
        let tx = Tx {
            registry: self.clone(),
            peer,
            asking: None,
            losses: 0,
            kept_rank: None,
            began: 0,
            last_owner: RefCell::new(None),
            _here: PhantomData,
        };
        tx.enter();
        tx
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        self.stop_asking(false);
        if self.in_atomic() != 0 {
            self.undo();
        }
        self.set_rank(rank::NONE);
        self.peer.mail.answer(&self.peer.own_holding());
        self.registry.0.strike(&self.peer);
    }
}

/// Barriers.
impl Tx {
    #[inline(always)]
    pub fn context(&self) -> &TxContext {
        &self.peer.context
    }

    /// For compiled code; valid as long as the `Tx` lives.
    pub fn context_ptr(&self) -> *const TxContext {
        &self.peer.context
    }

    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// May this transaction read the object?
    #[inline(always)]
    pub fn see(&self, word: &Word) -> Result<Seen<'_>, Conflict> {
        let bits = word.bits();
        let context = self.context();
        if (bits ^ context.own_tag()) & !MAY_WRITE <= SHAPE_MASK {
            return Ok(Seen(PhantomData));
        }
        if bits ^ context.shared_tag() <= SHAPE_MASK {
            // ORD: Acquire; pairs with Release in `Word::put`: what was written before the object became Shared.
            fence(Ordering::Acquire);
            return Ok(Seen(PhantomData));
        }
        self.see_slow(word)
    }

    /// May this transaction write the object? `object` is asked for an undo entry at the first write in a block.
    #[inline(always)]
    pub fn own(&self, word: &Word, object: &dyn Undoable) -> Result<Owned<'_>, Conflict> {
        if word.bits() ^ self.context().own_tag() <= SHAPE_MASK {
            return Ok(Owned(PhantomData));
        }
        self.own_slow(word, object)
    }

    #[cold]
    #[inline(never)]
    fn see_slow(&self, word: &Word) -> Result<Seen<'_>, Conflict> {
        let mine = self.peer.own_holding();
        loop {
            let bits = word.look();
            if bits.is_shared() {
                if mine.in_block() {
                    // A claim made meanwhile asks for our agreement, and we shall find the word in the set (S5).
                    mine.reads.borrow_mut().insert(WordRef::new(word));
                }
                return Ok(Seen(PhantomData));
            }
            if mine.is_mine(bits.owner()) {
                own::retag_for_reading(&mine, word, bits);
                return Ok(Seen(PhantomData));
            }
            // Claimed by another thread, but not without our agreement, which the open block withholds (S5).
            if mine.in_block() && mine.reads.borrow().contains(&WordRef::new(word)) {
                return Ok(Seen(PhantomData));
            }
            if !self.take_quickly(word, bits.owner(), Mode::Read) {
                return Err(self.conflict(word, Mode::Read));
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn own_slow(&self, word: &Word, object: &dyn Undoable) -> Result<Owned<'_>, Conflict> {
        let mine = self.peer.own_holding();
        loop {
            let bits = word.look();
            if mine.is_mine(bits.owner()) {
                let logged = bits.epoch() == mine.epoch.get() && bits.may_write();
                if mine.in_block() && !logged {
                    mine.log.borrow_mut().save(word, object);
                }
                own::retag_for_writing(&mine, word, bits);
                return Ok(Owned(PhantomData));
            }
            if bits.is_shared() || !self.take_quickly(word, bits.owner(), Mode::Write) {
                return Err(self.conflict(word, Mode::Write));
            }
        }
    }

    /// Takes the object of a blocked or dead thread, if that takes no waiting.
    fn take_quickly(&self, word: &Word, id: u16, mode: Mode) -> bool {
        let owner = self.owner(id);
        if owner.runs() {
            return false;
        }
        let Some(holding) = owner.hold() else {
            return false;
        };
        mail::take_from(&holding, &self.peer, WordRef::new(word), mode)
    }

    fn conflict(&self, word: &Word, mode: Mode) -> Conflict {
        self.peer.stats.conflicts.one();
        let pending = Some((WordRef::new(word), mode));
        self.peer.own_holding().pending.set(pending);
        Conflict(())
    }

    /// A conflict without an object, for tests: `resolve` answers requests and comes back.
    pub fn inject_conflict(&self) -> Conflict {
        self.peer.own_holding().pending.set(None);
        Conflict(())
    }

    /// Has the open block undone at the next safepoint, for tests.
    pub fn inject_abort(&self) {
        let mine = self.peer.own_holding();
        if mine.in_block() && !mine.inevitable.get() {
            let reason = Reason::Injected;
            mail::wound(&mine, Wound { reason, place: 0 });
        }
    }

    /// Gives an owned object another shape.
    pub fn reshape(&self, word: &Word, _: Owned<'_>, shape: u32) {
        own::reshape(&self.peer.own_holding(), word, shape);
    }

    pub(crate) fn owner(&self, id: u16) -> Arc<Peer> {
        let shared = &self.registry.0;
        // ORD: Relaxed; changes only while the world is stopped, which orders it.
        let recycled = shared.recycled.load(Ordering::Relaxed);
        let mut last = self.last_owner.borrow_mut();
        if let Some((known, when, peer)) = &*last
            && (*known, *when) == (id, recycled)
        {
            return peer.clone();
        }
        let peer = shared.owner(id);
        *last = Some((id, recycled, peer.clone()));
        peer
    }

    pub(crate) fn others(&self) -> Vec<Arc<Peer>> {
        let live = crate::sync::read(&self.registry.0.live);
        live.iter()
            .filter(|peer| !Arc::ptr_eq(peer, &self.peer))
            .cloned()
            .collect()
    }

    pub(crate) fn set_rank(&self, rank: u64) {
        // ORD: Relaxed; a priority. Letters are judged by it after a lock was taken.
        self.peer.rank.store(rank, Ordering::Relaxed);
    }
}

/// Safepoints and blocking.
impl Tx {
    /// To be called when `poll` is not 0: answers requests, lets the world stop, gives the permit to the next. Afterwards
    /// the host's own reasons are still set, for `take_reasons`.
    pub fn safepoint(&mut self, host: &mut dyn Host) -> Result<(), Break> {
        self.end_operation();
        self.attend(host)
    }

    /// Takes the reasons of the host that are pending.
    pub fn take_reasons(&self) -> u32 {
        self.context().take(poll::HOST)
    }

    /// Polls this thread.
    pub fn request_poll(&self, reasons: u32) {
        self.context().raise(reasons);
    }

    pub fn waker(&self) -> Waker {
        Waker(self.peer.clone())
    }

    /// Runs an operation of the system that may take long. Others may take our objects meanwhile.
    pub fn blocking<R>(&mut self, operation: impl FnOnce() -> R) -> R {
        struct Back<'t>(&'t Tx);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.enter();
            }
        }
        self.end_operation();
        self.leave();
        let _back = Back(self);
        operation()
    }

    /// Sleeps as a blocked thread until somebody uses the `Waker`, the limit is over, a reason is pending or no reason at
    /// all: the caller looks again.
    pub fn park(&mut self, host: &mut dyn Host, limit: Option<Duration>) -> Result<(), Break> {
        self.safepoint(host)?;
        if self.context().poll() == 0 {
            self.leave();
            self.peer.event.sleep(limit);
            self.enter();
        }
        self.attend(host)
    }

    /// What was gathered for an operation is free again: the operation is done.
    pub(crate) fn end_operation(&self) {
        let mine = self.peer.own_holding();
        mine.gathered.borrow_mut().clear();
        if !mine.in_block() {
            self.set_rank(rank::NONE);
        }
    }

    pub(crate) fn attend(&mut self, host: &mut dyn Host) -> Result<(), Break> {
        let reasons = self.context().take(!poll::HOST);
        if reasons & poll::STOP != 0 {
            self.leave();
            self.enter();
        } else if reasons & poll::PERMIT != 0 {
            // A block keeps its objects while it is parked, so it gets a little longer.
            let slices = if self.in_atomic() != 0 { 4 } else { 1 };
            if self.registry.0.permits.should_rotate(&self.peer, slices) {
                self.peer.stats.rotations.one();
                self.leave();
                self.enter();
            }
        }
        if !self.peer.mail.is_empty() {
            self.peer.mail.answer(&self.peer.own_holding());
        }
        let mine = self.peer.own_holding();
        match mine.wound.get() {
            Some(wound) if mine.in_block() => {
                self.note_abort(wound.reason, wound.place, host);
                Err(Break::Abort)
            }
            _ => Ok(()),
        }
    }

    fn note_abort(&self, reason: Reason, other: u64, host: &mut dyn Host) {
        let lost_nanoseconds = self.registry.0.now().saturating_sub(self.began);
        let own = host.location();
        self.peer.own_holding().last_abort.set(Some(AbortInfo {
            reason,
            lost_nanoseconds,
            own,
            other,
        }));
    }

    /// RUNNING -> BLOCKED: answers the mail, then gives the permit up.
    pub(crate) fn leave(&self) {
        self.peer.mail.answer(&self.peer.own_holding());
        self.peer.leave(BLOCKED);
        self.peer.mail.answer_if_blocked(&self.peer);
        self.registry.0.permits.release(&self.peer);
    }

    /// BLOCKED -> RUNNING: waits for a permit.
    pub(crate) fn enter(&self) {
        self.registry.0.permits.acquire(&self.peer);
        self.peer.enter();
    }
}

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
        self.end_operation();
        let certain = self.losses >= self.registry.0.config.losses;
        while certain && !self.registry.0.token.try_take(&self.peer) {
            self.wait_for_token(host);
        }
        self.open();
        if certain {
            self.turn_inevitable();
        }
    }

    fn open(&mut self) {
        let shared = &self.registry.0;
        let mine = self.peer.own_holding();
        if mine.epoch.get() == LAST_EPOCH && shared.rename(&self.peer, &mine) {
            self.context().raise(poll::GC);
        }
        let epoch = mine.epoch.get() + 1;
        mine.epoch.set(epoch);
        mine.depth.set(1);
        mine.wound.set(None);
        let own_tag = crate::word::tag(mine.id.get(), epoch, true);
        self.context().set_own_tag(own_tag);
        self.context().set_in_block(true);
        let rank = self
            .kept_rank
            .unwrap_or_else(|| rank::of_block(shared.present_age(), mine.id.get()));
        self.kept_rank = Some(rank);
        self.set_rank(rank);
        self.began = shared.now();
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
        self.peer.stats.commits.one();
        self.close();
        self.forget_tries();
    }

    /// Undoes the open block, newest first, and answers those who waited for it. Its rank and the number of its
    /// losses are kept for the next try.
    pub fn rollback(&mut self) {
        self.undo();
        self.losses += 1;
        self.registry.0.next_age();
        self.close();
    }

    /// Forgets a block that was undone and will not be tried again.
    pub fn forget_tries(&mut self) {
        self.losses = 0;
        self.kept_rank = None;
    }

    fn undo(&mut self) {
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
        self.context().take(poll::ABORT);
        self.set_rank(rank::NONE);
        if mine.inevitable.replace(false) {
            self.registry.0.token.give_back();
        }
        if !self.peer.mail.is_empty() {
            self.peer.mail.answer(&mine);
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
            self.sleep_as_blocked();
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
        let taken = self.registry.0.token.try_take(&self.peer);
        if taken {
            self.turn_inevitable();
        }
        Ok(taken)
    }

    fn turn_inevitable(&self) {
        self.peer.own_holding().inevitable.set(true);
        self.set_rank(rank::INEVITABLE);
        self.peer.stats.inevitable.one();
    }

    fn wait_for_token(&mut self, host: &mut dyn Host) {
        self.sleep_as_blocked();
        // No block is open, so nothing can be lost.
        let _ = self.attend(host);
    }

    fn sleep_as_blocked(&self) {
        self.leave();
        self.peer.event.sleep(None);
        self.enter();
    }

    /// Undoes the open block and sleeps until another thread wants to write something that it had touched: what `retry`
    /// does. Comes back early when the limit is over or a reason of the host is pending; afterwards the block can be begun anew.
    pub fn wait_for_change(&mut self, host: &mut dyn Host, limit: Option<Duration>) -> Waking {
        let shared = self.registry.0.clone();
        let end = limit.map(|limit| shared.now() + limit.as_nanos() as u64);
        self.start_watching(host);
        let waking = loop {
            let _ = self.attend(host);
            if self.peer.own_holding().changed.get() {
                break Waking::Changed;
            }
            if self.context().poll() & poll::HOST != 0 {
                break Waking::Interrupted;
            }
            let now = shared.now();
            if end.is_some_and(|end| now >= end) {
                break Waking::TimedOut;
            }
            self.leave();
            let rest = end.map(|end| Duration::from_nanos(end - now));
            self.peer.event.sleep(rest);
            self.enter();
        };
        self.stop_watching();
        waking
    }

    /// The first half of `wait_for_change`, for a driver that has several `Tx` in one thread.
    pub fn start_watching(&mut self, host: &mut dyn Host) {
        self.undo();
        self.note_abort(Reason::Retry, 0, host);
        let mine = self.peer.own_holding();
        mine.watching.set(true);
        mine.changed.set(false);
        mine.wound.set(None);
        self.context().set_in_block(false);
        self.set_rank(rank::NONE);
        if mine.inevitable.replace(false) {
            self.registry.0.token.give_back();
        }
        self.peer.mail.answer(&mine);
    }

    /// Whether a writer has come since `start_watching`.
    pub fn has_changed(&self) -> bool {
        self.peer.own_holding().changed.get()
    }

    pub fn stop_watching(&mut self) {
        self.peer.own_holding().watching.set(false);
        self.close();
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

/// Wakes a thread out of `Tx::park`, and polls it, from any thread.
#[derive(Clone)]
pub struct Waker(Arc<Peer>);

impl Waker {
    pub fn wake(&self) {
        self.0.event.wake();
    }

    pub fn poll(&self, reasons: u32) {
        self.0.context.raise(reasons);
        self.0.event.wake();
    }
}
