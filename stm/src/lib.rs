//! Ownership words, threads, safepoints, transactions.
//!
//! This crate knows what an object is only in so far as its first field is a [`Word`]. It lets threads share
//! objects so that the whole is sequentially consistent, every operation is one step, and an atomic block is
//! one step too. The protocol is biased ownership of objects with strict two-phase locking, after Octet (Bond and others,
//! OOPSLA 2013) and LarkTM (Zhang and others, PPoPP 2015); who wins is settled by wound-wait (Rosenkrantz and others, 1978).
//!
//! # The model
//!
//! A word is **Exclusive**: one thread, in one epoch, reads or also writes after a compare; or **Shared**:
//! everybody reads, nobody writes. The bits and the transitions are drawn in `word.rs`.
//!
//! *Quick* code has `&Tx`. It asks [`Tx::see`] before it reads an object and [`Tx::own`] before it writes one; what
//! they answer holds until the next break. They never wait: they say yes, or [`Conflict`]. *Full* code has
//! `&mut Tx`. It carries the conflict to [`Tx::resolve`], which waits, and does the operation again from its start;
//! so an operation takes all it needs before its first write. Between operations it looks at the poll word and
//! calls [`Tx::safepoint`] when that is not 0.
//!
//! Who wants an object writes a **letter** to its owner, who answers at its next safepoint; for an owner that is
//! blocked or has ended the asker answers itself, after a CAS on the owner's state (`safepoint.rs`, `mail.rs`). **Plain
//! code**, outside any block, gives up whatever it is asked for and keeps no log. A **block** keeps what it has touched
//! until it ends: the epoch in the word tells what that is, a log tells what was there before, a set holds the
//! Shared objects it has read. If an older block wants something of it, it is *wounded*: the next safepoint says
//! [`Break::Abort`], the caller unwinds and calls [`Tx::rollback`] (`wait.rs` says why nobody waits for ever).
//! One block at a time may be **inevitable**: it is older than all and is not wounded (`inevitable.rs`).
//!
//! A Shared object that is to be written is **claimed**: one CAS makes the writer its owner, then every
//! other thread is asked to agree at a safepoint, and a block that has read the object does so only at its end.
//!
//! What a thread that does not run has may be **lent** as a whole to those that read much of it; before anybody writes any of
//! that they give back (`loan.rs`).
//!
//! As many threads run as there are **permits**; others are blocked, so nobody waits for a thread that the system has
//! descheduled (`permit.rs`). The world stops by the same gate (`world.rs`).
//!
//! # Invariants
//!
//! - **S1** A word that is kept over a break (letter, log, read set, wait) belongs to a live object: `World::visit_words`
//!   shows it to the collector, and objects do not move. Held by the caller of [`Registry::new`].
//! - **S2** Only the owner's side changes an Exclusive word; a tag with a thread's current epoch was stored by that
//!   thread itself. So a hit on the own tag needs no fence. Held by `own.rs`, the only caller of `Word::put`.
//! - **S3** The right over a thread, its words and its `Holdings`, follows its state: RUNNING, the thread; HELD, the
//!   holder; else nobody. Held by the type `Holding`, which every function that needs the right takes.
//! - **S4** While the world is stopped one thread runs, nobody is HELD, and that thread has the right over all. Held by
//!   the lock of `permit.rs`.
//! - **S5** A claimed word is written only after every thread that was attached at the claim has agreed, and a thread
//!   agrees only between operations, and not while its open block has the word in its read set.
//! - **S6** An owner id names one thread as long as any word may contain it; a thread may have several. Held by
//!   `World::recycle`.
//! - **S7** What a waiting thread waits for, and for a while what it has gathered for the same operation, is not
//!   given to those that it outranks. Ranks are total, so of several that need the same objects one gets all.
//! - **S8** A letter is answered or seen: who puts one looks at the state of the owner afterwards, and who
//!   leaves RUNNING looks at the mail afterwards.
//! - **S9** No witness and no reference outlives a break: they borrow `&Tx`, every break takes `&mut Tx`.
//! - **S10** Between the opening of a block and its end its thread gives away nothing that it has touched in a way that
//!   collides; everything that it has written and that it did not make is in the log.
//! - **S11** While what a thread has is lent, the thread does not run, and a word of its own becomes Shared or that of the
//!   only borrower, nobody else's. Held by `loan.rs` and `mail::judge_wish`.
//!
//! # Orderings
//!
//! | what is published | Release | Acquire |
//! |---|---|---|
//! | the fields of an object that changes hands | `Word::put`, `Word::swap` | `Word::look`; the fence in `Tx::see` for Shared |
//! | the holdings of a thread | `Peer::leave`, drop of `Holding` | `Peer::hold`, `Peer::enter`, `Peer::revive` |
//! | that readers are done with a claimed object | `mail::judge_claim` | `Tx::agreed` |
//! | that a letter was answered | `mail::judge` | `Tx::ask` |
//! | that a borrower is done | `Peer::give_back` | `Borrower::has` |
//! | that a letter is void | `Peer::new_ticket` | `Letter::is_void` |
//!
//! All else goes through a lock or is a hint. Compiled code that has compared a word with the Shared tag, or with the
//! lender's, needs the same fence as `Tx::see` before it reads a field, on processors that order loads weakly.
//!
//! # How it is known to be right
//!
//! `tests/loom.rs` explores the interleavings of each protocol, on these very modules; `tests/random.rs` runs random programs of
//! several logical threads against an oracle; `tests/threads.rs` runs real ones; `tests/ui.rs` holds what must not
//! compile. `docs/answers.md` has what a review asked, and `docs/compiled-code.md` what stands in the place of a race detector for
//! machine code. Unsafe code is in `own.rs`, `safepoint.rs` and `sync.rs` only.
//!
//! # For the embedding program
//!
//! ```text
//! op:       loop { match op(&tx) { Err(conflict) => tx.resolve(conflict, host)?, done => break } }
//! between:  if tx.context().poll() != 0 { tx.safepoint(host)?; tx.take_reasons() ... }
//! block:    tx.begin_atomic(host); ...; tx.commit_atomic()     Break::Abort: unwind, tx.rollback(), begin anew
//! retry():  tx.wait_for_change(host, limit), then begin anew
//! I/O:      tx.become_inevitable(host)?; tx.blocking(|| ...)
//! exit:     registry.stop(&mut tx).end_blocks(&tx, ..)
//! fork:     become or begin inevitable; registry.stop(&mut tx).fork(&tx, || ...)
//! collect:  registry.stop_world(&mut tx, |world| { world.visit_words(..); world.visit_values(..); .. world.renewal(); .. world.recycle(..) })
//! ```

#![deny(unsafe_code)]

mod block;
mod bulk;
mod conflict;
mod fork;
mod inevitable;
mod loan;
mod log;
mod mail;
#[allow(unsafe_code)]
mod own;
mod permit;
#[allow(unsafe_code)]
mod safepoint;
mod stats;
#[allow(unsafe_code)]
mod sync;
mod thread;
mod tx;
mod undo;
mod wait;
mod word;
mod world;

pub use block::Waking;
pub use bulk::Neighbours;
pub use conflict::{AbortInfo, Break, Conflict, Host, Reason};
pub use log::{Cause, KINDS, Kind, Spell, Sum, ThreadLog};
pub use own::Row;
pub use safepoint::{TxContext, poll};
pub use stats::Counts;
pub use sync::skip_time;
pub use thread::{Config, Registry};
pub use tx::{Outside, Owned, Seen, Tx, Waker};
pub use undo::{Entry, Payload, Restore, Saved, Undoable};
pub use word::{
    EPOCH_SHIFT, LENDER_MASK, MAY_WRITE, NO_TAG, OWNER_SHIFT, SHAPE_MASK, SHARED_TAG, Word,
};
pub use world::{Renewal, Stopped, World, owner_id};
