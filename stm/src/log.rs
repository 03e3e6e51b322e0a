//! The conflict log: what threads lose time to, and where in the program both sides are.
//!
//! A **track** is what one thread notes about itself. It divides the thread's life into **spells** of lost time, each of a
//! [`Kind`]; what is left is time in which it ran. Spells nest (who waits for an object may have to wait for a permit
//! meanwhile); each moment counts for the innermost one, so the sums of all kinds and the rest add up to the life.
//!
//! A track keeps three views of the same spells: sums over those that look alike, exact; a timeline of bounded size,
//! exact too, but coarser the longer the program runs; and the last spells one by one, in a ring. So it takes
//! bounded memory, and the report on a long run is as right as that on a short one.
//!
//! Without [`Config::log`](crate::Config) a `Tx` has no track, and every function here is one test of that, on paths
//! that wait or undo anyway. Places are the words of [`Host::location`](crate::Host); what they mean only the host knows.

use crate::conflict::{Host, Reason};
use crate::sync::{Arc, Mutex, MutexGuard, Ordering, lock, nanoseconds};
use crate::thread::{Peer, Registry};
use crate::tx::Tx;
use crate::word::Word;
use std::collections::{HashMap, VecDeque};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal),* $(,)?) => {
        /// What time is lost to.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Kind { $($(#[$doc])* $name),* }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$name),*];

            /// The word that stands for it in files.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$name => $word),* }
            }
        }
    };
}

kinds! {
    /// Waits for an object that another thread has.
    Object "object",
    /// Ran a try of a block that was undone.
    Undone "undone",
    /// Waits for the inevitable turn.
    Token "token",
    /// Waits for a running permit.
    Permit "permit",
    /// Stands still because another thread has stopped the world.
    Stopped "stopped",
    /// Waits until all others stand still.
    Stopping "stopping",
    /// Is in the system or sleeps: input and output, locks, queues, `join`, `sleep`.
    Blocked "blocked",
    /// Sleeps in a `retry` until something has changed.
    Retry "retry",
    /// Has the inevitable turn. It runs meanwhile, so this is no lost time of its own.
    Turn "turn",
}

/// How many kinds there are.
pub const KINDS: usize = Kind::ALL.len();

/// What spells that look alike have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cause {
    pub kind: Kind,
    /// `Host::location` of this thread.
    pub own: u64,
    /// `Host::location` of the other side, 0 if unknown.
    pub other: u64,
    /// The shape of the object it was about; 0 if there is none.
    pub shape: u32,
    /// `Host::detail` of who wanted the object, was blocked, or took the inevitable turn.
    pub detail: u64,
    /// Why a block was undone, or took the inevitable turn if not for what it was about to do.
    pub reason: Option<Reason>,
}

impl Cause {
    pub(crate) fn of(kind: Kind) -> Cause {
        Cause {
            kind,
            own: 0,
            other: 0,
            shape: 0,
            detail: 0,
            reason: None,
        }
    }
}

/// One spell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spell {
    pub cause: Cause,
    pub began: u64,
    /// From its beginning to its end, with what was nested in it.
    pub nanoseconds: u64,
    /// The address of the object, which stays the same as long as it lives.
    pub object: u64,
}

/// Spells that look alike, taken together.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sum {
    pub count: u64,
    pub nanoseconds: u64,
    pub longest: u64,
}

/// What one thread lost, in a form that can be read at leisure.
#[derive(Clone, Debug)]
pub struct ThreadLog {
    /// As given to `Tx::name_track`.
    pub ident: u64,
    pub began: u64,
    pub ended: u64,
    pub totals: [Sum; KINDS],
    pub sums: Vec<(Cause, Sum)>,
    pub spells: Vec<Spell>,
    /// Spells that are no longer in the ring.
    pub dropped: u64,
    /// The width of a column of the timeline; the first begins with the log.
    pub width: u64,
    pub timeline: Vec<[u64; KINDS]>,
}

/// Spells kept one by one, for each thread.
const RING: usize = 2048;
/// Different causes kept for each thread; those that come later are counted under their kind alone.
const CAUSES: usize = 4096;
const COLUMNS: usize = 256;
const FIRST_WIDTH: u64 = 1 << 18;
/// Spells shorter than this are counted in the totals only: nothing was really waited for.
const NOTHING: u64 = 500;
/// So many threads that have ended keep their single spells.
const FULL_TRACKS: usize = 256;

/// All tracks of a registry.
pub(crate) struct Log {
    began: u64,
    tracks: Mutex<Vec<Arc<Track>>>,
}

pub(crate) struct Track(Mutex<Notes>);

struct Notes {
    ident: u64,
    began: u64,
    ended: Option<u64>,
    origin: u64,
    /// Open spells, the outermost first.
    open: Vec<Open>,
    /// Time in closed spells so far.
    spent: u64,
    /// The present try of a block.
    attempt: Option<Open>,
    turn: Open,
    turn_cause: Cause,
    totals: [Sum; KINDS],
    sums: HashMap<Cause, Sum>,
    ring: VecDeque<Spell>,
    dropped: u64,
    width: u64,
    timeline: Vec<[u64; KINDS]>,
}

#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    began: u64,
    spent: u64,
    own: u64,
}

impl Log {
    pub fn new() -> Log {
        Log {
            began: nanoseconds(),
            tracks: Mutex::default(),
        }
    }

    pub fn track(&self) -> Arc<Track> {
        let track = Arc::new(Track(Mutex::new(Notes::new(self.began))));
        lock(&self.tracks).push(track.clone());
        track
    }

    /// No track comes until the result is dropped.
    pub fn hold(&self) -> Tracks<'_> {
        Tracks(lock(&self.tracks))
    }

    pub fn end(&self, track: &Track) {
        let many = lock(&self.tracks).len() > FULL_TRACKS;
        let mut notes = lock(&track.0);
        notes.ended = Some(nanoseconds());
        if many {
            notes.dropped += notes.ring.len() as u64;
            notes.ring = VecDeque::new();
        }
    }
}

/// All tracks, held.
pub(crate) struct Tracks<'l>(MutexGuard<'l, Vec<Arc<Track>>>);

impl Tracks<'_> {
    /// The process is a copy with this thread alone.
    pub fn others_end(&self, mine: Option<&Arc<Track>>) {
        let others = |one: &&Arc<Track>| mine.is_none_or(|mine| !Arc::ptr_eq(one, mine));
        for track in self.0.iter().filter(others) {
            let mut notes = lock(&track.0);
            if notes.ended.is_none() {
                notes.close_all();
                notes.ended = Some(nanoseconds());
            }
        }
    }
}

impl Notes {
    fn new(origin: u64) -> Notes {
        let began = nanoseconds();
        let none = Open {
            kind: Kind::Turn,
            began,
            spent: 0,
            own: 0,
        };
        Notes {
            ident: 0,
            began,
            ended: None,
            origin,
            open: Vec::new(),
            spent: 0,
            attempt: None,
            turn: none,
            turn_cause: Cause::of(Kind::Turn),
            totals: Default::default(),
            sums: HashMap::new(),
            ring: VecDeque::new(),
            dropped: 0,
            width: FIRST_WIDTH,
            timeline: Vec::new(),
        }
    }

    fn here(&self, kind: Kind, own: u64) -> Open {
        Open {
            kind,
            began: nanoseconds(),
            spent: self.spent,
            own,
        }
    }

    /// A spell is over. What was nested in it has been counted already.
    fn close(&mut self, open: Open, mut cause: Cause, object: u64) {
        let now = nanoseconds();
        let whole = now.saturating_sub(open.began);
        let alone = whole.saturating_sub(self.spent - open.spent);
        if cause.own == 0 {
            cause.own = open.own;
        }
        if cause.kind != Kind::Turn {
            self.spent += alone;
        }
        self.totals[cause.kind as usize].add(alone);
        self.draw(cause.kind, open.began, whole, alone);
        if alone < NOTHING && cause.kind != Kind::Turn {
            return;
        }
        if self.sums.len() >= CAUSES && !self.sums.contains_key(&cause) {
            cause = Cause::of(cause.kind);
        }
        self.sums.entry(cause).or_default().add(alone);
        if self.ring.len() == RING {
            self.ring.pop_front();
            self.dropped += 1;
        }
        self.ring.push_back(Spell {
            cause,
            began: open.began,
            nanoseconds: whole,
            object,
        });
    }

    /// Adds a spell to the timeline, spread evenly over its length.
    fn draw(&mut self, kind: Kind, began: u64, whole: u64, alone: u64) {
        let first = began.saturating_sub(self.origin);
        let end = first + whole.max(1);
        while end / self.width >= COLUMNS as u64 {
            self.coarsen();
        }
        let columns = (end / self.width) as usize + 1;
        if self.timeline.len() < columns {
            self.timeline.resize(columns, [0; KINDS]);
        }
        for column in (first / self.width) as usize..columns {
            let from = column as u64 * self.width;
            let part = end.min(from + self.width).saturating_sub(first.max(from));
            let share = u128::from(alone) * u128::from(part) / u128::from(whole.max(1));
            self.timeline[column][kind as usize] += share as u64;
        }
    }

    /// Makes two columns of the timeline one.
    fn coarsen(&mut self) {
        self.width *= 2;
        self.timeline = self
            .timeline
            .chunks(2)
            .map(|pair| {
                std::array::from_fn(|kind| pair.iter().map(|column| column[kind]).sum::<u64>())
            })
            .collect();
    }

    fn close_all(&mut self) {
        while let Some(open) = self.open.pop() {
            self.close(open, Cause::of(open.kind), 0);
        }
    }

    /// What has been noted, with the spells that are still open, as if all ended now.
    fn told(&mut self) -> ThreadLog {
        self.close_all();
        ThreadLog {
            ident: self.ident,
            began: self.began,
            ended: self.ended.unwrap_or_else(nanoseconds),
            totals: self.totals,
            sums: self
                .sums
                .iter()
                .map(|(cause, sum)| (*cause, *sum))
                .collect(),
            spells: self.ring.iter().copied().collect(),
            dropped: self.dropped,
            width: self.width,
            timeline: self.timeline.clone(),
        }
    }
}

impl Sum {
    fn add(&mut self, nanoseconds: u64) {
        self.count += 1;
        self.nanoseconds += nanoseconds;
        self.longest = self.longest.max(nanoseconds);
    }
}

/// The object a spell was about: its address and its shape then. It may be gone when the report is read.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Object {
    pub address: u64,
    pub shape: u32,
}

impl Object {
    pub fn of(word: &Word) -> Object {
        Object {
            address: std::ptr::from_ref(word).addr() as u64,
            shape: word.look().shape(),
        }
    }
}

impl Registry {
    /// What all threads have lost so far, in the order in which they began; `None` if no log is kept. It closes spells that are
    /// open, so it is for the end of the program.
    pub fn log(&self) -> Option<Vec<ThreadLog>> {
        let log = self.0.log.as_ref()?;
        let tracks = lock(&log.tracks);
        Some(tracks.iter().map(|one| lock(&one.0).told()).collect())
    }

    /// When the log began, on the clock of its spells.
    pub fn log_began(&self) -> u64 {
        self.0.log.as_ref().map_or(0, |log| log.began)
    }
}

impl Tx {
    /// Is a log kept?
    #[inline]
    pub fn is_logged(&self) -> bool {
        self.track.is_some()
    }

    /// Gives the thread its name in the log.
    pub fn name_track(&self, ident: u64) {
        self.noting(|notes, _| notes.ident = ident);
    }

    /// Notes where the thread is, for reports of those that wait for what it has.
    pub fn note_place(&self, host: &mut dyn Host) {
        if self.track.is_some() {
            // ORD: Relaxed; for reports only.
            self.peer.place.store(host.location(), Ordering::Relaxed);
        }
    }

    /// The same, with what the running code is about to wait for.
    pub fn note_wait(&self, host: &mut dyn Host) {
        if self.track.is_some() {
            self.note_place(host);
            // ORD: Relaxed; for reports only.
            self.peer.detail.store(host.detail(), Ordering::Relaxed);
        }
    }

    #[inline]
    fn noting(&self, note: impl FnOnce(&mut Notes, &Peer)) {
        if let Some(track) = &self.track {
            note(&mut lock(&track.0), &self.peer);
        }
    }

    pub(crate) fn spell_begins(&self, kind: Kind) {
        self.noting(|notes, peer| {
            // ORD: Relaxed; for reports only.
            let own = peer.place.load(Ordering::Relaxed);
            let open = notes.here(kind, own);
            notes.open.push(open);
        });
    }

    pub(crate) fn spell_ends(&self, detail: impl FnOnce(&mut Cause, &Peer) -> u64) {
        self.noting(|notes, peer| {
            let Some(open) = notes.open.pop() else {
                return;
            };
            let mut cause = Cause::of(open.kind);
            if open.kind == Kind::Blocked {
                // ORD: Relaxed; for reports only.
                cause.detail = peer.detail.load(Ordering::Relaxed);
            }
            let object = detail(&mut cause, peer);
            notes.close(open, cause, object);
        });
    }

    /// A try of a block begins.
    pub(crate) fn attempt_begins(&self) {
        self.noting(|notes, _| notes.attempt = Some(notes.here(Kind::Undone, 0)));
    }

    /// The try is undone. Waits in it have been counted as what they were.
    pub(crate) fn attempt_lost(&self, cause: Cause, object: u64) {
        self.noting(|notes, _| {
            if let Some(open) = notes.attempt.take() {
                notes.close(open, cause, object);
            }
        });
    }

    pub(crate) fn turn_begins(&self, host: &mut dyn Host, reason: Option<Reason>) {
        self.noting(|notes, peer| {
            // ORD: Relaxed; for reports only.
            let own = peer.place.load(Ordering::Relaxed);
            notes.turn = notes.here(Kind::Turn, own);
            notes.turn_cause = Cause {
                detail: host.detail(),
                reason,
                ..Cause::of(Kind::Turn)
            };
        });
    }

    pub(crate) fn turn_ends(&self) {
        self.noting(|notes, _| {
            let (open, cause) = (notes.turn, notes.turn_cause);
            notes.close(open, cause, 0);
        });
    }
}
