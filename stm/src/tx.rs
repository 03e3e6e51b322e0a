//! `Tx`, the token of a thread: barriers and safepoints. Blocks are in `block.rs`.
//!
//! `&Tx` is the *quick* colour: see, own, be born; a barrier answers at once, yes or `Conflict`. `&mut Tx` is
//! the *full* colour: everything that may break the transaction. A witness (`Seen`, `Owned`) borrows `&Tx`,
//! so none outlives a break: after a wait everything has to be taken anew, or it does not compile (S9).

use crate::bulk::{self, Tour};
use crate::conflict::{AbortInfo, Break, Conflict, Host, Reason, Wound};
use crate::loan;
use crate::log::{Cause, Kind, Log, Track};
use crate::mail::{self, Mode};
use crate::own::{self, WordRef};
use crate::permit::Coming;
use crate::safepoint::{BLOCKED, Holding, TxContext, poll};
use crate::sync::{Arc, Ordering, fence, nanoseconds_since};
use crate::thread::{Peer, Registry, rank};
use crate::undo::Undoable;
use crate::wait::Asking;
use crate::word::{LENDER_MASK, MAY_WRITE, SHAPE_MASK, Word};
use std::cell::RefCell;
use std::marker::PhantomData;

/// The token of one thread. Neither Send nor Sync.
pub struct Tx {
    pub(crate) registry: Registry,
    pub(crate) peer: Arc<Peer>,
    pub(crate) asking: Option<Asking>,
    /// Lost tries of the block under way, and the rank it keeps over them.
    pub(crate) losses: u32,
    pub(crate) kept_rank: Option<u64>,
    pub(crate) began: u64,
    pub(crate) track: Option<Arc<Track>>,
    pub(crate) tour: Tour,
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
            track: self.0.log.as_ref().map(Log::track),
            tour: Tour::default(),
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
        self.answer_mail();
        if let (Some(log), Some(track)) = (&self.registry.0.log, &self.track) {
            log.end(track);
        }
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

    /// The first half of `see`: what code inlines.
    #[inline(always)]
    pub fn sees(&self, word: &Word) -> bool {
        let bits = word.bits();
        let context = self.context();
        if (bits ^ context.own_tag()) & !MAY_WRITE <= SHAPE_MASK {
            return true;
        }
        if bits ^ context.shared_tag() <= SHAPE_MASK {
            // ORD: Acquire; pairs with Release in `Word::put`: what was written before the object became Shared.
            fence(Ordering::Acquire);
            return true;
        }
        if (bits ^ context.lender()) & LENDER_MASK <= SHAPE_MASK {
            // ORD: Acquire; as above, should the object have come to the lender late.
            fence(Ordering::Acquire);
            return true;
        }
        false
    }

    /// The first half of `own`.
    #[inline(always)]
    pub fn owns(&self, word: &Word) -> bool {
        word.bits() ^ self.context().own_tag() <= SHAPE_MASK
    }

    /// May this transaction read the object?
    #[inline(always)]
    pub fn see(&self, word: &Word) -> Result<Seen<'_>, Conflict> {
        if self.sees(word) {
            return Ok(Seen(PhantomData));
        }
        self.see_slow(word)
    }

    /// May this transaction write the object? `object` is asked for an undo entry at the first write in a block.
    #[inline(always)]
    pub fn own(&self, word: &Word, object: &dyn Undoable) -> Result<Owned<'_>, Conflict> {
        if self.owns(word) {
            return Ok(Owned(PhantomData));
        }
        self.own_slow(word, object)
    }

    #[cold]
    #[inline(never)]
    fn see_slow(&self, word: &Word) -> Result<Seen<'_>, Conflict> {
        self.peer.stats.slow.one_of_mine();
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
            if self.borrows(bits.owner()) {
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

    /// May this transaction read the object, and write it later without waiting? For those who have to look at an object
    /// to say what of it they are going to write.
    pub fn hold(&self, word: &Word) -> Result<Seen<'_>, Conflict> {
        let mine = self.peer.own_holding();
        loop {
            let bits = word.look();
            if mine.is_mine(bits.owner()) {
                own::retag_for_reading(&mine, word, bits);
                return Ok(Seen(PhantomData));
            }
            if bits.is_shared() || !self.take_quickly(word, bits.owner(), Mode::Write) {
                return Err(self.conflict(word, Mode::Write));
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn own_slow(&self, word: &Word, object: &dyn Undoable) -> Result<Owned<'_>, Conflict> {
        self.peer.stats.slow.one_of_mine();
        let mine = self.peer.own_holding();
        loop {
            let bits = word.look();
            if mine.is_mine(bits.owner()) {
                let logged = bits.epoch() == mine.epoch.get() && bits.may_write();
                let whole = !mine.in_block() || logged || self.save(&mine, word, object);
                if !bits.may_write() {
                    self.tour.end();
                }
                if whole {
                    own::retag_for_writing(&mine, word, bits);
                } else {
                    own::retag_for_reading(&mine, word, bits);
                }
                return Ok(Owned(PhantomData));
            }
            if bits.is_shared() || !self.take_quickly(word, bits.owner(), Mode::Write) {
                return Err(self.conflict(word, Mode::Write));
            }
        }
    }

    /// Saves an object, or a part of it: then false.
    fn save(&self, mine: &Holding, word: &Word, object: &dyn Undoable) -> bool {
        if mine.unlogged.get() {
            return true;
        }
        let mut log = mine.log.borrow_mut();
        let whole = log.save(word, object);
        if log.words() > self.registry.0.config.large && !mine.large.replace(true) {
            self.context().raise(poll::LARGE);
        }
        whole
    }

    /// Takes the object of a blocked or dead thread, if that takes no waiting.
    fn take_quickly(&self, word: &Word, id: u16, mode: Mode) -> bool {
        let owner = self.owner(id);
        if owner.runs() {
            return false;
        }
        let Some(holding) = owner.hold_soon() else {
            return false;
        };
        if mode == Mode::Read && !self.peer.own_holding().in_block() && self.is_on_tour() {
            // Who holds the right over the owner lends in its name; `see_slow` looks again.
            if loan::lend(&holding, id, &self.peer) {
                return true;
            }
        }
        let taken = mail::take_from(&holding, &self.peer, WordRef::new(word), mode);
        if taken {
            self.tour.note(mode);
            if self.is_on_tour() {
                bulk::take(&holding, &self.peer.own_holding(), word);
            }
        }
        taken
    }

    pub(crate) fn is_on_tour(&self) -> bool {
        self.tour.is_longer(self.registry.0.config.tour)
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
            mail::wound(&mine, Wound::without_object(Reason::Injected, 0));
        }
    }

    /// Gives an owned object another shape.
    pub fn reshape(&self, word: &Word, _: Owned<'_>, shape: u32) {
        own::reshape(&self.peer.own_holding(), word, shape);
    }

    /// Whether this thread has written the object since it got it, as far as the word says: nobody else has had it meanwhile.
    pub fn has_written(&self, word: &Word) -> bool {
        let bits = word.look();
        bits.may_write() && self.peer.own_holding().is_mine(bits.owner())
    }

    /// Takes an object that all have read without a barrier until now, with the world stopped. The open block of this thread
    /// may have read it, too; had another thread the object from here on, that could change it under the block's eyes.
    pub fn seize(&self, word: &Word) {
        own::seize(&self.peer.own_holding(), word);
    }

    /// Makes an owned object Shared at once, outside of blocks, for one who knows that others are about to read it. The
    /// right to write it ends here.
    pub fn publish(&self, word: &Word) {
        let mine = self.peer.own_holding();
        let bits = word.look();
        if !mine.in_block() && mine.is_mine(bits.owner()) {
            self.peer.stats.shares.one();
            own::share(&mine, word, bits);
        }
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

    /// Takes these reasons of the host if they are pending.
    pub fn take_reason(&self, reasons: u32) -> u32 {
        self.context().take(reasons & poll::HOST)
    }

    /// Is a collection due that gives former owner ids back? It is asked for by a poll.
    pub fn wants_renewal(&self) -> bool {
        self.peer.own_holding().has_many_names()
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
                self.0.spell_ends(|_, _| 0);
            }
        }
        self.end_operation();
        self.spell_begins(Kind::Blocked);
        self.leave();
        let _back = Back(self);
        operation()
    }

    /// Becomes BLOCKED without running anything; for drivers that have several `Tx` in one thread.
    pub fn step_out(self) -> Outside {
        self.end_operation();
        self.leave();
        Outside(Some(self))
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
        self.note_place(host);
        if reasons & poll::RECALL != 0 {
            self.peer.give_back();
        }
        if reasons & poll::STOP != 0 {
            self.leave();
            self.enter_for(Kind::Stopped, Coming::Paused);
        } else if reasons & poll::PERMIT != 0 {
            // A block keeps its objects while it is parked, so it gets a little longer.
            let slices = if self.in_atomic() != 0 { 4 } else { 1 };
            if self.registry.0.permits.should_rotate(&self.peer, slices) {
                self.peer.stats.rotations.one();
                self.leave();
                self.enter_for(Kind::Permit, Coming::Rotated);
            }
        }
        if !self.peer.mail.is_empty() {
            self.answer_mail();
        }
        let mine = self.peer.own_holding();
        match mine.wound.get() {
            Some(wound) if mine.in_block() => {
                self.note_abort(wound, host);
                Err(Break::Abort)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn note_abort(&self, wound: Wound, host: &mut dyn Host) {
        let (reason, other) = (wound.reason, wound.place);
        let lost_nanoseconds = nanoseconds_since(self.began);
        let own = host.location();
        let info = AbortInfo {
            reason,
            lost_nanoseconds,
            own,
            other,
        };
        if self.is_logged() {
            let cause = Cause {
                own,
                other,
                shape: wound.object.shape,
                detail: wound.detail,
                reason: Some(reason),
                ..Cause::of(Kind::Undone)
            };
            self.attempt_lost(cause, wound.object.address);
        }
        let mine = self.peer.own_holding();
        mine.last_abort.set(Some(info));
        let longest = mine.longest_abort.get();
        let longer = longest.is_none_or(|longest| longest.lost_nanoseconds < lost_nanoseconds);
        if reason != Reason::Retry && longer {
            mine.longest_abort.set(Some(info));
        }
    }

    pub(crate) fn answer_mail(&self) {
        self.peer.mail.answer(&self.peer.own_holding());
    }

    /// RUNNING -> BLOCKED: answers the mail, then gives the permit up.
    pub(crate) fn leave(&self) {
        self.answer_mail();
        self.peer.leave(BLOCKED);
        self.peer.mail.answer_if_blocked(&self.peer);
        self.registry.0.permits.release(&self.peer);
    }

    /// BLOCKED -> RUNNING: waits for a permit.
    pub(crate) fn enter(&self) {
        self.enter_for(Kind::Permit, Coming::Back);
    }

    /// Says what a wait for the permit is to be counted as.
    pub(crate) fn enter_for(&self, kind: Kind, coming: Coming) {
        self.spell_begins(kind);
        self.registry.0.permits.acquire(&self.peer, coming);
        self.peer.enter();
        self.await_borrowers();
        self.spell_ends(|cause, _| {
            if kind == Kind::Stopped {
                // ORD: Relaxed; for reports only.
                cause.other = self.registry.0.stopper.load(Ordering::Relaxed);
            }
            0
        });
    }
}

/// Wakes a thread out of `Tx::park`, and polls it, from any thread.
#[derive(Clone)]
pub struct Waker(Arc<Peer>);

impl Waker {
    pub fn wake(&self) {
        self.0.event.wake();
    }

    pub fn poll(&self, reasons: u32) {
        self.raise(reasons);
        self.0.event.wake();
    }

    /// Polls without waking. One store into an atomic, so a signal handler may do it.
    pub fn raise(&self, reasons: u32) {
        self.0.context.raise(reasons);
    }
}

/// A `Tx` whose thread is BLOCKED: there is nothing to be done with it but to step in again.
pub struct Outside(Option<Tx>);

impl Outside {
    pub fn step_in(mut self) -> Tx {
        let tx = self.0.take().expect("taken only here and in drop");
        tx.enter();
        tx
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        if let Some(tx) = &self.0 {
            tx.enter();
        }
    }
}
