//! The poll word, and the right over a thread.
//!
//! **Poll.** Every thread has one 32-bit poll word at the start of its `TxContext`. Code compares it with 0
//! at each back-edge and entry; everything that others want of the thread is a bit in it. The bits below
//! `HOST` are answered by this crate, the others by the program that embeds it (`Tx::take_reasons`).
//!
//! **Right.** What belongs to a thread, its words and its `Holdings` (undo log, read set, open block), is
//! touched only by whoever has the right over the thread (S3), and that follows the thread's state:
//!
//! ```text
//!             leave (mail answered)              hold (CAS)
//!   RUNNING ------------------------> BLOCKED ---------------> HELD
//!   right: the thread   <------------ right: nobody <--------- right: the holder, briefly
//!             enter (permit, CAS)        |         let go
//!                                        | the thread ends
//!                                        v       hold
//!                                      DEAD <-----------> HELD
//! ```
//!
//! While the world is stopped, all threads but one are BLOCKED or DEAD and none can be held, since a holder
//! is a running thread: then the one that stopped it has the right over all (S4).

use crate::sync::{AtomicU32, AtomicU64, Ordering, RaceCell};
use crate::thread::{Holdings, Peer};
use crate::word::{NO_LENDER, NO_TAG, SHARED_TAG};
use std::marker::PhantomData;

/// Why a thread is polled; bits of `TxContext::poll`.
pub mod poll {
    /// Letters have come: somebody wants an object.
    pub const HANDOVER: u32 = 1 << 0;
    /// The world is to stop.
    pub const STOP: u32 = 1 << 1;
    /// Others wait for a running permit.
    pub const PERMIT: u32 = 1 << 2;
    /// The open block has to be undone.
    pub const ABORT: u32 = 1 << 3;
    /// What was borrowed is to be given back.
    pub const RECALL: u32 = 1 << 4;
    /// The bits from here on are the host's.
    pub const HOST: u32 = !0xFF;
    pub const SIGNAL: u32 = 1 << 8;
    pub const GC: u32 = 1 << 9;
    pub const INVALIDATE: u32 = 1 << 10;
    pub const USER: u32 = 1 << 11;
    /// The undo log of the open block has become large. Raised by this crate.
    pub const LARGE: u32 = 1 << 12;
}

/// What machine code reads of a transaction, at fixed offsets.
#[repr(C)]
pub struct TxContext {
    poll: AtomicU32,
    _pad: u32,
    own_tag: AtomicU64,
    shared_tag: AtomicU64,
    lender: AtomicU64,
}

impl TxContext {
    pub const POLL: usize = std::mem::offset_of!(TxContext, poll);
    pub const OWN_TAG: usize = std::mem::offset_of!(TxContext, own_tag);
    pub const SHARED_TAG: usize = std::mem::offset_of!(TxContext, shared_tag);

    pub const LENDER: usize = std::mem::offset_of!(TxContext, lender);

    pub(crate) fn new() -> TxContext {
        TxContext {
            poll: AtomicU32::new(0),
            _pad: 0,
            own_tag: AtomicU64::new(NO_TAG),
            shared_tag: AtomicU64::new(SHARED_TAG),
            lender: AtomicU64::new(NO_LENDER),
        }
    }

    /// The pending reasons; 0 when there is nothing to do.
    #[inline(always)]
    pub fn poll(&self) -> u32 {
        // ORD: Relaxed; a hint. What the bits stand for is read under the lock that guards it.
        self.poll.load(Ordering::Relaxed)
    }

    /// This thread's tag, in the high half.
    #[inline(always)]
    pub fn own_tag(&self) -> u64 {
        // ORD: Relaxed; stored by this thread only, for others a hint.
        self.own_tag.load(Ordering::Relaxed)
    }

    /// The Shared tag; one that never matches while in a block.
    #[inline(always)]
    pub fn shared_tag(&self) -> u64 {
        // ORD: Relaxed; stored by this thread only.
        self.shared_tag.load(Ordering::Relaxed)
    }

    /// The tag of whom this thread reads from; one that never matches when there is none, and in a block.
    #[inline(always)]
    pub fn lender(&self) -> u64 {
        // ORD: Relaxed; stored by this thread only.
        self.lender.load(Ordering::Relaxed)
    }

    pub(crate) fn set_lender(&self, tag: u64) {
        // ORD: Relaxed; read by this thread only.
        self.lender.store(tag, Ordering::Relaxed);
    }

    pub(crate) fn set_own_tag(&self, tag: u64) {
        // ORD: Relaxed; read by this thread only.
        self.own_tag.store(tag, Ordering::Relaxed);
    }

    pub(crate) fn set_in_block(&self, in_block: bool) {
        let tag = if in_block { NO_TAG } else { SHARED_TAG };
        // ORD: Relaxed; read by this thread only.
        self.shared_tag.store(tag, Ordering::Relaxed);
        if in_block {
            self.set_lender(NO_LENDER);
        }
    }

    pub(crate) fn raise(&self, reasons: u32) {
        // ORD: Relaxed; a hint, see `poll`. A late bit delays, it loses nothing: the letter lies in the mailbox,
        // and each way out of RUNNING answers the mailbox.
        self.poll.fetch_or(reasons, Ordering::Relaxed);
    }

    /// Takes those bits of `mask` that are set.
    pub(crate) fn take(&self, mask: u32) -> u32 {
        // ORD: Relaxed; the bit is cleared before the thing it stands for is looked at under its lock, so a bit
        // raised meanwhile stays.
        self.poll.fetch_and(!mask, Ordering::Relaxed) & mask
    }
}

pub(crate) const RUNNING: u32 = 0;
pub(crate) const BLOCKED: u32 = 1;
pub(crate) const HELD: u32 = 2;
pub(crate) const DEAD: u32 = 3;

/// The state word of a thread and what the right over it protects.
pub(crate) struct Guarded {
    state: AtomicU32,
    holdings: RaceCell<Holdings>,
}

// SAFETY: S3; a reference to the holdings is handed out only as `Holding`, whose makers check the right.
unsafe impl Send for Guarded {}
// SAFETY: as above.
unsafe impl Sync for Guarded {}

/// The right over a thread: its own while it runs, a holder's, or the world stopper's.
pub(crate) struct Holding<'p> {
    pub peer: &'p Peer,
    /// The state to go back to, when the right came from a CAS.
    back: Option<u32>,
    _not_send: PhantomData<*const ()>,
}

impl std::ops::Deref for Holding<'_> {
    type Target = Holdings;

    fn deref(&self) -> &Holdings {
        // SAFETY: S3, S4; the maker of this value had the right and keeps it as long as the value lives. The
        // holdings themselves are cells, so several `Holding`s of one thread's own do no harm.
        unsafe { &*self.peer.guarded.holdings.address() }
    }
}

impl Drop for Holding<'_> {
    fn drop(&mut self) {
        if let Some(state) = self.back {
            // ORD: Release; pairs with Acquire in `hold` and `enter`: what was done in the thread's name.
            self.peer.guarded.state.store(state, Ordering::Release);
        }
    }
}

impl Guarded {
    pub fn new(state: u32, holdings: Holdings) -> Guarded {
        Guarded {
            state: AtomicU32::new(state),
            holdings: RaceCell::new(holdings),
        }
    }

    pub fn state(&self) -> u32 {
        // ORD: Acquire; pairs with Release in `leave`; only a hint where no CAS follows.
        self.state.load(Ordering::Acquire)
    }
}

impl Peer {
    /// A hint; the state may change at any moment.
    pub fn runs(&self) -> bool {
        self.guarded.state() == RUNNING
    }

    /// The right of a running thread over itself. The caller is that thread: `Tx` alone calls this, and a `Tx`
    /// stays in its thread and is RUNNING whenever it can be reached.
    #[inline(always)]
    pub fn own_holding(&self) -> Holding<'_> {
        Holding {
            peer: self,
            back: None,
            _not_send: PhantomData,
        }
    }

    /// The right over any thread while the world is stopped (S4); `World` alone calls this.
    pub fn stopped_holding(&self) -> Holding<'_> {
        self.own_holding()
    }

    /// Takes the right over a blocked or dead thread; `None` when it runs or another one holds it.
    pub fn hold(&self) -> Option<Holding<'_>> {
        let state = &self.guarded.state;
        for from in [BLOCKED, DEAD] {
            // ORD: Acquire; pairs with Release in `leave` and in the drop of `Holding`: the holdings as they
            // were left. Relaxed on failure: nothing is read then.
            if state
                .compare_exchange(from, HELD, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
            {
                return Some(Holding {
                    peer: self,
                    back: Some(from),
                    _not_send: PhantomData,
                });
            }
        }
        None
    }

    /// The same, but lets another holder finish what it is at, which is never long.
    pub fn hold_soon(&self) -> Option<Holding<'_>> {
        for _ in 0..crate::sync::SHORT_SPIN {
            let holding = self.hold();
            if holding.is_some() || self.guarded.state() != HELD {
                return holding;
            }
            crate::sync::relax();
        }
        None
    }

    /// RUNNING -> BLOCKED or DEAD, by the thread itself.
    pub fn leave(&self, to: u32) {
        self.give_back();
        debug_assert_eq!(
            self.guarded.state(),
            RUNNING,
            "S3: leaves while not running"
        );
        // ORD: Release; pairs with Acquire in `hold`: hands the right over with the holdings.
        self.guarded.state.store(to, Ordering::Release);
    }

    /// BLOCKED -> RUNNING, by the thread itself, which has a permit. Waits for a holder to let go.
    pub fn enter(&self) {
        let state = &self.guarded.state;
        // ORD: Acquire; pairs with Release in the drop of `Holding`. Relaxed on failure: tried again.
        while state
            .compare_exchange(BLOCKED, RUNNING, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            crate::sync::yield_now();
        }
    }

    /// BLOCKED -> DEAD: the process is a copy without the thread. The world is stopped.
    pub fn vanish(&self) {
        // ORD: Release; as in `leave`.
        self.guarded.state.store(DEAD, Ordering::Release);
    }

    /// DEAD -> BLOCKED: the record of a thread that ended gets a new one.
    pub fn revive(&self) {
        let state = &self.guarded.state;
        // ORD: Acquire; as in `enter`. Release: the next holder sees the record as it was reset.
        while state
            .compare_exchange(DEAD, BLOCKED, Ordering::AcqRel, Ordering::Relaxed)
            .is_err()
        {
            crate::sync::yield_now();
        }
    }
}
