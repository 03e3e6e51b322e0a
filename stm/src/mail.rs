//! Letters: how one thread asks another for an object, and how it is answered.
//!
//! A letter asks for one word, for reading or for writing, or asks to agree to a claim on a Shared word. It
//! is put into the mailbox of the owner, who answers at its next safepoint; when the owner is blocked or
//! dead, the asker takes the right over it (`Peer::hold`) and answers in its name, by the same code.
//! A letter that cannot be answered yet stays in the box: the block that is in the way ends with a look at
//! its mail. The asker sees the answer in the word itself, or in its count of missing agreements.
//!
//! Nothing is lost: whoever puts a letter looks at the state afterwards, and a thread that leaves RUNNING
//! looks at its mail afterwards; both go through the lock of the box, so one of them sees the other (S8).
//!
//! **Verdicts.** An object that the open block has not touched is given at once. One that it has touched, in a way that
//! collides, is kept; and if the asker outranks the block, the block is wounded: it has to be undone, and
//! then gives the object. An older block outranks a younger one, the inevitable block everybody, and
//! code outside any block only once its patience is over.

use crate::bulk;
use crate::conflict::{Reason, Wound};
use crate::loan;
use crate::log::Object;
use crate::own::{self, WordRef};
use crate::safepoint::{BLOCKED, DEAD, HELD, Holding, RUNNING, poll};
use crate::sync::{Arc, AtomicU32, Mutex, Ordering, lock, nanoseconds, yield_now};
use crate::thread::{Peer, rank};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Read,
    Write,
    /// Agree to a claim: not to read the Shared word any more.
    Agree,
}

pub(crate) struct Letter {
    pub from: Arc<Peer>,
    pub ticket: u64,
    pub word: WordRef,
    pub mode: Mode,
    /// The sender is on a tour and wants what lies near the object, so far (`bulk.rs`).
    pub reach: Option<u32>,
}

#[derive(Default)]
pub(crate) struct Mailbox {
    letters: Mutex<Vec<Letter>>,
    /// How many lie in the box; a hint.
    count: AtomicU32,
}

/// What becomes of a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Answered,
    Kept,
}

impl Letter {
    /// Whether the sender still waits for this very answer.
    fn is_void(&self) -> bool {
        // ORD: Acquire; pairs with Release in `Peer::new_ticket`. Granting to a sender that has just given up
        // does no harm: it then owns an object it does not need.
        self.from.ticket.load(Ordering::Acquire) != self.ticket
    }
}

impl Mailbox {
    /// A hint whether there is anything.
    pub fn is_empty(&self) -> bool {
        // ORD: Relaxed; a hint, the lock decides.
        self.count.load(Ordering::Relaxed) == 0
    }

    pub fn put(&self, letter: Letter) {
        let mut letters = lock(&self.letters);
        letters.push(letter);
        self.note(letters.len());
    }

    /// Nobody will answer.
    pub fn empty(&self) {
        lock(&self.letters).clear();
        self.note(0);
    }

    fn note(&self, count: usize) {
        // ORD: Relaxed; a hint, the lock decides.
        self.count.store(count as u32, Ordering::Relaxed);
    }

    /// Answers what can be answered. The caller has the right over the thread.
    pub fn answer(&self, holding: &Holding) {
        let letters = std::mem::take(&mut *lock(&self.letters));
        let mut kept: Vec<Letter> = letters
            .into_iter()
            .filter(|letter| judge(holding, letter) == Verdict::Kept)
            .collect();
        let mut letters = lock(&self.letters);
        kept.append(&mut letters);
        *letters = kept;
        self.note(letters.len());
    }

    /// After RUNNING was left: answers what came in between. Whoever holds the thread at that moment may only have taken an
    /// object, so its going is awaited: of a thread that ends nobody asks a second time.
    pub fn answer_if_blocked(&self, peer: &Peer) {
        while !lock(&self.letters).is_empty() {
            if let Some(holding) = peer.hold() {
                return self.answer(&holding);
            }
            yield_now();
        }
    }

    pub fn visit_words(&self, visitor: &mut dyn FnMut(&crate::word::Word)) {
        for letter in lock(&self.letters).iter() {
            visitor(letter.word.get());
        }
    }
}

impl Peer {
    /// Makes all letters sent so far void, and gives the number for the next ones.
    pub fn new_ticket(&self) -> u64 {
        // ORD: Release; pairs with Acquire in `Letter::is_void`.
        self.ticket.fetch_add(1, Ordering::Release) + 1
    }

    /// Sees to it that the thread answers its mail: by a poll if it runs, in its name if it does not.
    pub fn nudge(&self) {
        self.context.raise(poll::HANDOVER);
        loop {
            match self.guarded.state() {
                RUNNING => return,
                BLOCKED | DEAD => {
                    if let Some(holding) = self.hold() {
                        self.mail.answer(&holding);
                        return;
                    }
                }
                // Its holder may have looked at the mail before our letter was there.
                HELD => yield_now(),
                other => unreachable!("S3: no such state {other}"),
            }
        }
    }
}

fn judge(mine: &Holding, letter: &Letter) -> Verdict {
    if letter.is_void() {
        return Verdict::Answered;
    }
    let verdict = match letter.mode {
        Mode::Agree => judge_claim(mine, letter),
        Mode::Read | Mode::Write => judge_wish(mine, &letter.from, letter.word, letter.mode),
    };
    // ORD: Relaxed; for reports only. The first answer counts: there the object was kept back, or given at once.
    if letter.from.answerer.load(Ordering::Relaxed) == 0 {
        // ORD: Relaxed; as above.
        let place = mine.peer.place.load(Ordering::Relaxed);
        // ORD: Relaxed; as above.
        letter.from.answerer.store(place, Ordering::Relaxed);
    }
    if let (Some(reach), Verdict::Answered) = (letter.reach, verdict) {
        bulk::share(mine, letter.word.get(), reach);
    }
    if verdict == Verdict::Answered {
        // ORD: Release; pairs with Acquire in `Tx::ask`: the answer lies in the word. The greatest number stays: this letter
        // may be void by now, and the answer to a newer one is waited for.
        letter
            .from
            .answered
            .fetch_max(letter.ticket, Ordering::Release);
        letter.from.event.wake();
    }
    verdict
}

/// Tries to take an object from a thread over which the caller has the right; false if that has to wait.
pub(crate) fn take_from(owner: &Holding, taker: &Arc<Peer>, word: WordRef, mode: Mode) -> bool {
    judge_wish(owner, taker, word, mode) == Verdict::Answered
}

fn judge_wish(mine: &Holding, from: &Arc<Peer>, wanted: WordRef, mode: Mode) -> Verdict {
    let word = wanted.get();
    let bits = word.look();
    if !mine.is_mine(bits.owner()) {
        return Verdict::Answered;
    }
    if mine.claim.get() == Some(wanted) {
        return judge_claimed(mine, from, wanted);
    }
    if reserved(mine, from, wanted) {
        return Verdict::Kept;
    }
    let present = bits.epoch() == mine.epoch.get();
    // What the block has read while it was Shared, and has claimed since, is touched though its word does not yet say so.
    let touched = (mine.in_block() || mine.watching.get())
        && (present || mine.reads.borrow().contains(&wanted));
    let reading = mode == Mode::Read;
    let written = || bits.may_write() || mine.log.borrow().has_part(wanted);
    let collides = touched && (!reading || present && written());
    if collides && !(reading && mine.watching.get()) && !gives_way(mine, from, wanted) {
        return Verdict::Kept;
    }
    if !reading && !loan::recall(mine, from) {
        return Verdict::Kept;
    }
    if reading && (touched || !bits.may_write() || loan::is_lent(mine, from)) {
        if touched {
            mine.reads.borrow_mut().insert(wanted);
        }
        mine.peer.stats.shares.one();
        own::share(mine, word, bits);
    } else {
        mine.peer.stats.grants.one();
        own::grant(mine, word, bits, from, !reading);
    }
    Verdict::Answered
}

/// S7: what a waiting thread has gathered for its operation is kept for a while from those that it outranks, so the
/// oldest gets everything it needs. Not for longer, since it may have to wait for a block. The inevitable block is never kept waiting by this.
fn reserved(mine: &Holding, from: &Peer, wanted: WordRef) -> bool {
    let Some(present) = mine.wanted.get() else {
        return false;
    };
    let gathered =
        || nanoseconds() < mine.reserved_until.get() && mine.gathered.borrow().contains(&wanted);
    if present != wanted && !gathered() {
        return false;
    }
    // ORD: Relaxed; a priority.
    let own_rank = mine.peer.rank.load(Ordering::Relaxed);
    // ORD: Relaxed; a priority.
    let rank = from.rank.load(Ordering::Relaxed);
    own_rank < rank
}

/// Somebody wants an object that the open block has touched. True when the block is only remembered, by a thread that
/// watches for this; otherwise the object is kept, and the block wounded if it is outranked.
fn gives_way(mine: &Holding, from: &Peer, wanted: WordRef) -> bool {
    if mine.watching.get() {
        mine.changed.set(true);
        mine.peer.event.wake();
        return true;
    }
    // ORD: Relaxed; priorities. A stale one delays until the asker asks again.
    let own_rank = mine.peer.rank.load(Ordering::Relaxed);
    // ORD: Relaxed; as above.
    let rank = from.rank.load(Ordering::Relaxed);
    let reason = if rank == rank::INEVITABLE {
        Reason::Inevitable
    } else if rank::is_plain(rank) {
        // ORD: Relaxed; a priority.
        if !from.impatient.load(Ordering::Relaxed) {
            return false;
        }
        Reason::Impatience
    } else if rank < own_rank {
        Reason::OlderBlock
    } else {
        return false;
    };
    if !mine.inevitable.get() {
        // ORD: Relaxed; for the report only.
        let place = from.place.load(Ordering::Relaxed);
        // ORD: Relaxed; as above.
        let detail = from.detail.load(Ordering::Relaxed);
        let object = Object::of(wanted.get());
        wound(
            mine,
            Wound {
                reason,
                place,
                object,
                detail,
            },
        );
    }
    false
}

pub(crate) fn wound(mine: &Holding, wound: Wound) {
    if mine.wound.get().is_none() {
        mine.wound.set(Some(wound));
    }
    mine.peer.context.raise(poll::ABORT);
    mine.peer.event.wake();
}

/// A wish for a word on which the owner has a claim that is not agreed to by all (S5).
fn judge_claimed(mine: &Holding, from: &Peer, wanted: WordRef) -> Verdict {
    // ORD: Relaxed; a priority.
    let own_rank = mine.peer.rank.load(Ordering::Relaxed);
    // ORD: Relaxed; a priority.
    let rank = from.rank.load(Ordering::Relaxed);
    if rank::is_plain(rank) || rank > own_rank {
        return Verdict::Kept;
    }
    // The older block goes first; it may be one of the readers that have not agreed.
    own::unclaim(mine, wanted.get());
    mine.claim.set(None);
    mine.peer.new_ticket();
    mine.peer.event.wake();
    Verdict::Answered
}

fn judge_claim(mine: &Holding, letter: &Letter) -> Verdict {
    let read = mine.reads.borrow().contains(&letter.word);
    if read
        && (mine.in_block() || mine.watching.get())
        && !gives_way(mine, &letter.from, letter.word)
    {
        return Verdict::Kept;
    }
    // ORD: AcqRel; Release: our reads of the object precede the claimer's writes. Acquire: keeps the agreements of
    // others in the chain. Pairs with Acquire in `wait::Asking::agreed`.
    let change = letter
        .from
        .missing
        .fetch_update(Ordering::AcqRel, Ordering::Relaxed, |missing| {
            (missing >> 32 == letter.ticket & 0xFFFF_FFFF && missing as u32 != 0)
                .then(|| missing - 1)
        });
    if change.is_ok_and(|before| before as u32 == 1) {
        letter.from.event.wake();
    }
    Verdict::Answered
}
