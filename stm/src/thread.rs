//! The registry of threads: birth, death, owner ids.
//!
//! A **Peer** is what others see of a thread; its **Holdings** are what goes with the right over it (S3).
//!
//! **Owner ids.** A word names its owner by a 15-bit id; the registry's table maps ids to peers. A thread whose
//! 16-bit epoch is used up takes a fresh id and keeps the old ones, as other names of itself (S6). Old ids
//! come back only through `World::recycle`, after a collection that has seen every word, and has put the present id of
//! each owner in the place of its former ones (`World::renewal`).
//!
//! **Death.** A thread that ended leaves its record DEAD: its objects can be taken by whoever asks, as from a blocked thread.
//! A new thread revives such a record and so inherits ids, epoch and objects; thread churn uses up no ids.

use crate::bulk::Neighbours;
use crate::conflict::{AbortInfo, Wound};
use crate::loan::Borrower;
use crate::log::Log;
use crate::mail::{Mailbox, Mode};
use crate::own::{AddressHasher, WordRef};
use crate::permit::{Permits, Turn};
use crate::safepoint::{BLOCKED, DEAD, Guarded, TxContext};
use crate::stats::{Counts, Stats};
use crate::sync::{
    Arc, AtomicBool, AtomicU32, AtomicU64, Mutex, Ordering, RwLock, lock, read, write,
};
use crate::undo::UndoLog;
use crate::wait::Event;
use crate::word::LAST_OWNER;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::time::Duration;

/// What the embedding program chooses.
#[derive(Clone)]
pub struct Config {
    /// How many threads run at a time.
    pub permits: usize,
    /// How long a thread may keep its permit when others wait.
    pub slice: Duration,
    /// How long code outside any block waits for a block before that block is undone.
    pub patience: Duration,
    /// How long a thread keeps what it waited for, if it does not give it up by itself.
    pub lease: Duration,
    /// After this many lost tries a block becomes inevitable.
    pub losses: u32,
    /// When the undo log of a block takes more words than this, the host is polled once (`poll::LARGE`).
    pub large: usize,
    /// Whether it is noted what time is lost to (`log.rs`).
    pub log: bool,
    /// A thread that has got more objects than this in a row, only to read them, gets what lies near them, too.
    pub tour: u32,
    /// What lies near an object.
    pub neighbours: Neighbours,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            permits: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            slice: Duration::from_millis(5),
            patience: Duration::from_millis(20),
            lease: Duration::from_micros(20),
            losses: 8,
            large: 8 << 20,
            log: false,
            tour: 64,
            neighbours: &|_, _, _| (),
        }
    }
}

/// What others see of a thread. What one thread compares with at each step lies in no cache line of another's.
#[repr(align(128))]
pub(crate) struct Peer {
    pub context: TxContext,
    pub guarded: Guarded,
    /// The current owner id.
    pub owner: AtomicU32,
    /// Who wins: the smaller one. See `rank`.
    pub rank: AtomicU64,
    /// The number of the present request; letters with another number are void.
    pub ticket: AtomicU64,
    /// The number of the last request that was answered, well or not.
    pub answered: AtomicU64,
    /// Answers still missing for a claim: the low half of the ticket above, the count below.
    pub missing: AtomicU64,
    /// The wait has exceeded the patience.
    pub impatient: AtomicBool,
    /// `Host::location` of the present request.
    pub place: AtomicU64,
    /// `Host::detail` of the present request, and where the thread was that answered it first; for the log.
    pub detail: AtomicU64,
    pub answerer: AtomicU64,
    /// What was waited for is not asked for by a poll before this time.
    pub lease: AtomicU64,
    /// Nor, before this time, what the last blocks of the thread have touched.
    pub block_lease: AtomicU64,
    /// The number of what this thread has borrowed at present; another one: it has given back.
    pub loan: AtomicU64,
    /// Who waits for that.
    pub recallers: Mutex<Vec<Arc<Peer>>>,
    pub mail: Mailbox,
    pub event: Event,
    pub turn: Turn,
    pub stats: Stats,
    pub neighbours: Neighbours,
}

/// What goes with the right over a thread.
pub(crate) struct Holdings {
    pub id: Cell<u16>,
    pub former_ids: RefCell<Vec<u16>>,
    pub epoch: Cell<u16>,
    /// How many blocks are open, one in the other.
    pub depth: Cell<u32>,
    pub inevitable: Cell<bool>,
    /// The host was told that the log is large.
    pub large: Cell<bool>,
    /// The open block will not be undone: nothing is saved.
    pub unlogged: Cell<bool>,
    pub log: RefCell<UndoLog>,
    /// Shared objects read in the open block, exactly. The collector keeps them: an address stands for one object.
    pub reads: RefCell<HashSet<WordRef, BuildHasherDefault<AddressHasher>>>,
    /// What the last barrier that failed was for.
    pub pending: Cell<Option<(WordRef, Mode)>>,
    /// The open block has to be undone.
    pub wound: Cell<Option<Wound>>,
    /// The block was undone and its thread sleeps until something it touched is wanted by a writer.
    pub watching: Cell<bool>,
    pub changed: Cell<bool>,
    /// What the thread waits for and what it got while it has been trying the present operation (S7).
    pub wanted: Cell<Option<WordRef>>,
    pub gathered: RefCell<Vec<WordRef>>,
    /// What was gathered is not kept from others any longer than this.
    pub reserved_until: Cell<u64>,
    /// The Shared object it has claimed and for which answers are missing.
    pub claim: Cell<Option<WordRef>>,
    /// Who has borrowed what this thread has, and the ids of those it has borrowed from.
    pub borrowers: RefCell<Vec<Borrower>>,
    pub borrowed: RefCell<Vec<u16>>,
    /// Nothing is lent before this time.
    pub lend_after: Cell<u64>,
    pub last_abort: Cell<Option<AbortInfo>>,
    /// The one that lost most time to another thread.
    pub longest_abort: Cell<Option<AbortInfo>>,
}

/// So many former ids make the search among them dear.
const MANY_NAMES: usize = 64;

impl Holdings {
    fn new(id: u16) -> Holdings {
        Holdings {
            id: Cell::new(id),
            former_ids: RefCell::default(),
            epoch: Cell::new(1),
            depth: Cell::new(0),
            inevitable: Cell::new(false),
            large: Cell::new(false),
            unlogged: Cell::new(false),
            log: RefCell::default(),
            reads: RefCell::default(),
            pending: Cell::new(None),
            wound: Cell::new(None),
            watching: Cell::new(false),
            changed: Cell::new(false),
            wanted: Cell::new(None),
            gathered: RefCell::default(),
            reserved_until: Cell::new(0),
            claim: Cell::new(None),
            borrowers: RefCell::default(),
            borrowed: RefCell::default(),
            lend_after: Cell::new(0),
            last_abort: Cell::new(None),
            longest_abort: Cell::new(None),
        }
    }

    pub fn in_block(&self) -> bool {
        self.depth.get() != 0
    }

    /// A collection that renews words is due.
    pub fn has_many_names(&self) -> bool {
        self.former_ids.borrow().len() >= MANY_NAMES
    }

    pub fn is_mine(&self, owner: u16) -> bool {
        owner == self.id.get() || (owner != 0 && self.former_ids.borrow().contains(&owner))
    }
}

impl Peer {
    pub fn new(id: u16, neighbours: Neighbours) -> Peer {
        let peer = Peer {
            context: TxContext::new(),
            guarded: Guarded::new(BLOCKED, Holdings::new(id)),
            owner: AtomicU32::new(u32::from(id)),
            rank: AtomicU64::new(rank::NONE),
            ticket: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            missing: AtomicU64::new(0),
            impatient: AtomicBool::new(false),
            place: AtomicU64::new(0),
            detail: AtomicU64::new(0),
            answerer: AtomicU64::new(0),
            lease: AtomicU64::new(0),
            block_lease: AtomicU64::new(0),
            loan: AtomicU64::new(0),
            recallers: Mutex::default(),
            mail: Mailbox::default(),
            event: Event::default(),
            turn: Turn::default(),
            stats: Stats::default(),
            neighbours,
        };
        peer.context.set_own_tag(crate::word::tag(id, 1, true));
        peer
    }
}

/// Who wins a conflict: the smaller rank. A rank is an age, made unique by the owner id, and is kept over the tries of
/// a block and over the waits of one operation.
pub(crate) mod rank {
    /// The inevitable block.
    pub const INEVITABLE: u64 = 0;
    /// Code outside any block: younger than every block.
    pub const PLAIN: u64 = 1 << 63;
    /// A thread that waits for nothing and has no block.
    pub const NONE: u64 = u64::MAX;

    pub fn of_block(age: u64, id: u16) -> u64 {
        age << 15 | u64::from(id)
    }

    pub fn is_plain(rank: u64) -> bool {
        rank & PLAIN != 0
    }
}

/// All threads that share objects.
#[derive(Clone)]
pub struct Registry(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub config: Config,
    pub permits: Permits,
    pub live: RwLock<Vec<Arc<Peer>>>,
    /// Records of threads that ended, for new ones.
    pub dead: Mutex<Vec<Arc<Peer>>>,
    /// Records of threads that are not in this process (`fork.rs`).
    pub gone: Mutex<Vec<Arc<Peer>>>,
    pub owners: RwLock<Owners>,
    /// The age of the youngest; goes on at every wait and every loss, so a retried block grows older.
    pub clock: AtomicU64,
    /// How often ids were recycled: what was remembered of the table before is void.
    pub recycled: AtomicU64,
    pub token: crate::inevitable::Token,
    /// The program ends: blocks that lose do not become inevitable any more.
    pub closing: AtomicBool,
    /// Where the last one was that took it; for the log.
    pub token_place: AtomicU64,
    pub log: Option<Log>,
    /// Where the thread is or was that stopped the world last; for the log.
    pub stopper: AtomicU64,
}

#[derive(Default)]
pub(crate) struct Owners {
    /// By id; entry 0 is never used.
    table: Vec<Option<Arc<Peer>>>,
    free: Vec<u16>,
}

impl Owners {
    fn take_id(&mut self) -> u16 {
        if self.table.is_empty() {
            self.table.push(None);
        }
        if let Some(id) = self.free.pop() {
            return id;
        }
        let id = self.table.len();
        assert!(
            id < usize::from(LAST_OWNER),
            "S6: all owner ids are used up and no collection has given any back"
        );
        self.table.push(None);
        id as u16
    }
}

impl Registry {
    /// A registry without threads.
    ///
    /// # Safety
    ///
    /// S1: every `Word` passed to a `Tx` of this registry is the first field of an object that stays in place and is
    /// freed only while the world is stopped, and only if `World::visit_words` did not show it.
    #[allow(unsafe_code)]
    pub unsafe fn new(config: Config) -> Registry {
        Registry(Arc::new(Shared {
            permits: Permits::new(config.permits, config.slice),
            live: RwLock::new(Vec::new()),
            dead: Mutex::new(Vec::new()),
            gone: Mutex::new(Vec::new()),
            owners: RwLock::new(Owners::default()),
            clock: AtomicU64::new(1),
            recycled: AtomicU64::new(0),
            token: crate::inevitable::Token::default(),
            closing: AtomicBool::new(false),
            token_place: AtomicU64::new(0),
            log: config.log.then(Log::new),
            stopper: AtomicU64::new(0),
            config,
        }))
    }

    /// How many threads are attached.
    pub fn thread_count(&self) -> usize {
        read(&self.0.live).len()
    }

    /// Polls all threads.
    pub fn poll_all(&self, reasons: u32) {
        for peer in read(&self.0.live).iter() {
            peer.context.raise(reasons);
            peer.event.wake();
        }
    }

    /// Counters, summed over all threads that ever were.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for peer in self.0.everybody() {
            peer.stats.add_to(&mut sum);
        }
        sum
    }
}

impl Shared {
    pub fn owner(&self, id: u16) -> Arc<Peer> {
        read(&self.owners).table[usize::from(id)]
            .clone()
            .expect("S6: a word names an owner id that was recycled")
    }

    /// A record for a new thread, in the state BLOCKED and among the living.
    pub fn enrol(&self) -> Arc<Peer> {
        let revived = lock(&self.dead).pop();
        let peer = match revived {
            Some(peer) => {
                peer.revive();
                peer
            }
            None => {
                let mut owners = write(&self.owners);
                let id = owners.take_id();
                let peer = Arc::new(Peer::new(id, self.config.neighbours));
                owners.table[usize::from(id)] = Some(peer.clone());
                peer
            }
        };
        write(&self.live).push(peer.clone());
        peer
    }

    /// The thread has ended: it is BLOCKED for the last time.
    pub fn strike(&self, peer: &Arc<Peer>) {
        write(&self.live).retain(|one| !Arc::ptr_eq(one, peer));
        peer.leave(DEAD);
        peer.mail.answer_if_blocked(peer);
        self.permits.release(peer);
        lock(&self.dead).push(peer.clone());
    }

    /// Another id for a thread that has used up its epochs. True when it has many.
    pub fn rename(&self, peer: &Arc<Peer>, mine: &Holdings) -> bool {
        let mut owners = write(&self.owners);
        let id = owners.take_id();
        owners.table[usize::from(id)] = Some(peer.clone());
        mine.former_ids.borrow_mut().push(mine.id.get());
        mine.id.set(id);
        mine.epoch.set(0);
        // ORD: Relaxed; whoever still uses the old id names the same thread (S6).
        peer.owner.store(u32::from(id), Ordering::Relaxed);
        mine.has_many_names()
    }

    /// Gives back former ids that no word names any more. The world is stopped.
    pub fn recycle(&self, mut still_used: impl FnMut(u16) -> bool) {
        // ORD: Relaxed; the end of the stop orders it for all threads.
        self.recycled.fetch_add(1, Ordering::Relaxed);
        let mut owners = write(&self.owners);
        for peer in self.everybody() {
            let holding = peer.stopped_holding();
            holding.former_ids.borrow_mut().retain(|&id| {
                let keep = still_used(id);
                if !keep {
                    owners.table[usize::from(id)] = None;
                    owners.free.push(id);
                }
                keep
            });
        }
    }

    /// The present id for each former one, 0 for the others; `None` when there are no former ids. The world is stopped.
    pub fn present_ids(&self) -> Option<Vec<u16>> {
        let mut present = None;
        for peer in self.everybody() {
            let holding = peer.stopped_holding();
            for &id in holding.former_ids.borrow().iter() {
                let ids = present.get_or_insert_with(|| vec![0; usize::from(LAST_OWNER) + 1]);
                ids[usize::from(id)] = holding.id.get();
            }
        }
        present
    }

    pub fn next_age(&self) -> u64 {
        // ORD: Relaxed; ages order nothing but priorities, and any order is right.
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    pub fn present_age(&self) -> u64 {
        // ORD: Relaxed; as above.
        self.clock.load(Ordering::Relaxed)
    }

    /// All records, dead ones too.
    pub fn everybody(&self) -> Vec<Arc<Peer>> {
        let dead = lock(&self.dead);
        let live = read(&self.live);
        let gone = lock(&self.gone);
        live.iter()
            .chain(dead.iter())
            .chain(gone.iter())
            .cloned()
            .collect()
    }
}
