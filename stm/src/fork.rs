//! Threads that are gone: in the copy of a process, and at the end of one.
//!
//! A fork copies the memory as it is at one moment and one thread of all. So it happens while the world is stopped: no
//! operation is under way then, every other thread is BLOCKED, and who forks has the right over all (S4). In the copy the
//! others are **gone**: the blocks that they had open are undone, for what those have written is in the copy, their claims are
//! given up, their letters are void, and they are DEAD, so that whoever wants an object of theirs takes it.
//! No block is inevitable but the caller's, who has the token: what is inevitable cannot be undone.
//!
//! Threads that are BLOCKED do not rest: they come back from the system, and new ones come, and take some locks
//! on their way to the permit. A lock that is taken at the moment of the copy stays so in it for ever. So the caller has all
//! of these itself meanwhile. What belongs to one thread alone, where it sleeps, may be in any state; the records of gone
//! threads are not given to new ones.

use crate::own;
use crate::permit::Line;
use crate::safepoint::TxContext;
use crate::sync::{Arc, MutexGuard, Ordering, lock, write};
use crate::thread::{Peer, Shared};
use crate::tx::Tx;
use crate::world::Stopped;

impl Stopped {
    /// Runs `fork`, which answers what it will and whether this is the copy; sees to it that the copy is whole.
    pub fn fork<R>(&self, tx: &Tx, fork: impl FnOnce() -> (R, bool)) -> (R, bool) {
        debug_assert!(tx.is_inevitable(), "S10: forks without the token");
        let shared = &*tx.registry.0;
        let _owners = write(&shared.owners);
        let dead = lock(&shared.dead);
        let mut live = write(&shared.live);
        let tracks = shared.log.as_ref().map(|log| log.hold());
        let line = shared.permits.hold();
        let event = tx.peer.event.hold();
        let (result, is_copy) = fork();
        drop(event);
        if is_copy {
            let others = live.extract_if(.., |one| !Arc::ptr_eq(one, &tx.peer));
            let others: Vec<Arc<Peer>> = others.collect();
            others.iter().for_each(bury);
            alone(shared, tx, line);
            if let Some(tracks) = tracks {
                tracks.others_end(tx.track.as_ref());
            }
            lock(&shared.gone).extend(others);
        }
        drop(dead);
        (result, is_copy)
    }
}

/// The end of the program.
impl Stopped {
    /// Undoes the blocks that other threads have open, but for those of threads that `go_on`. These threads never run again.
    /// The others may open blocks, which the caller's wishes will undo however often.
    pub fn end_blocks(&self, tx: &Tx, go_on: impl Fn(*const TxContext) -> bool) {
        let shared = &*tx.registry.0;
        // ORD: Relaxed; the end of the stop orders it for all threads.
        shared.closing.store(true, Ordering::Relaxed);
        let ends = |one: &mut Arc<Peer>| {
            let in_block = one.stopped_holding().in_block();
            !Arc::ptr_eq(one, &tx.peer) && in_block && !go_on(&one.context)
        };
        let ended: Vec<Arc<Peer>> = write(&shared.live).extract_if(.., ends).collect();
        for peer in &ended {
            shared.permits.ban(peer);
            shared.token.forget(peer);
            if peer.stopped_holding().inevitable.replace(false) {
                shared.token.give_back();
            }
            bury(peer);
        }
        lock(&shared.gone).extend(ended);
    }
}

fn alone(shared: &Shared, tx: &Tx, mut line: MutexGuard<'_, Line>) {
    line.forget_others();
    drop(line);
    shared.token.forget_others(&tx.peer);
}

/// The thread is gone; the caller has the right over all.
fn bury(peer: &Arc<Peer>) {
    let mine = peer.stopped_holding();
    if mine.in_block() {
        let mut log = mine.log.borrow_mut();
        log.undo(|word, shape| own::reshape(&mine, word, shape));
        mine.depth.set(0);
        peer.stats.aborts.one();
    }
    if let Some(claimed) = mine.claim.take() {
        own::unclaim(&mine, claimed.get());
    }
    mine.reads.borrow_mut().clear();
    mine.gathered.borrow_mut().clear();
    mine.watching.set(false);
    mine.wanted.set(None);
    mine.pending.set(None);
    drop(mine);
    peer.new_ticket();
    peer.mail.empty();
    peer.vanish();
}
