//! The JIT of the process, which all threads share: the engine, who depends on which assumption, and what is counted.

use std::cell::Cell as StdCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use jit::engine::{Engine, Mode};
use jit::exit::Cause;
use jit::hot::Thresholds;
use jit::region::Region;

use super::target;
use crate::options::Options;
use crate::value::Raw;

/// The JIT of the VM.
pub struct Jit {
    pub engine: Engine,
    pub thresholds: Thresholds,
    /// Who depends on what.
    dependents: Mutex<HashMap<u64, Vec<Weak<Region>>>>,
    /// Constants that compiled code compares with: they must not die and be mistaken for others.
    pins: Mutex<Vec<Raw>>,
    /// Assumptions that have fallen.
    falls: AtomicU64,
    pub counts: JitCounts,
    regions: Mutex<Vec<Weak<Region>>>,
    /// Ops that traces ended before, and how often.
    ends: Mutex<HashMap<&'static str, u64>>,
}

/// An exit, as `--stats` shows it.
pub struct HotExitRow {
    pub region: String,
    pub key: jit::cache::ExitKey,
    pub pc: u32,
    pub hits: u32,
    /// There is a side trace now.
    pub settled: bool,
}

/// What `--stats` shows.
#[derive(Default)]
pub struct JitCounts {
    pub traces: AtomicU64,
    pub side_traces: AtomicU64,
    pub entries: AtomicU64,
    pub exits: [AtomicU64; Cause::COUNT],
    pub invalidated: AtomicU64,
}

/// What one thread has counted and not yet added to the sums: entries and exits are too frequent for shared counters.
#[derive(Default)]
pub struct Tally {
    entries: StdCell<u64>,
    exits: [StdCell<u64>; Cause::COUNT],
}

/// Of so many entries one is timed.
const SAMPLE: u64 = 64;

impl Tally {
    /// Is the next entry to be timed?
    pub(super) fn is_sample(&self) -> bool {
        self.entries.get().is_multiple_of(SAMPLE)
    }

    pub(super) fn left(&self, cause: Cause) {
        self.returned();
        let exits = &self.exits[cause as usize];
        exits.set(exits.get() + 1);
    }

    pub(super) fn returned(&self) {
        self.entries.set(self.entries.get() + 1);
    }

    /// Adds to the sums.
    pub fn flush(&self, vm: &crate::vm::Vm) {
        let Some(jit) = vm.started_jit() else {
            return;
        };
        let pairs = [(&jit.counts.entries, &self.entries)];
        let exits = jit.counts.exits.iter().zip(&self.exits);
        for (sum, mine) in pairs.into_iter().chain(exits) {
            // ORD: Relaxed; a statistic.
            sum.fetch_add(mine.take(), Ordering::Relaxed);
        }
    }
}

pub(super) fn count(c: &AtomicU64) {
    // ORD: Relaxed; a statistic, of which another thread may lose some: it is counted on hot paths.
    c.store(c.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

impl Jit {
    /// The JIT, unless it is switched off or the host has no backend.
    pub fn new(options: &Options) -> Option<Jit> {
        if !options.jit {
            return None;
        }
        let mode = if options.jit_at_once {
            Mode::AtOnce
        } else {
            Mode::Background
        };
        let engine = Engine::new(target::target(options), mode).ok()?;
        Some(Jit {
            engine,
            thresholds: Thresholds {
                anchor: options.jit_threshold,
                // Those that are forced are not worth a side trace.
                exit: (options.jit_threshold / 16).max(1 + u32::from(options.zeal_exit)),
            },
            dependents: Mutex::default(),
            pins: Mutex::default(),
            falls: AtomicU64::new(0),
            counts: JitCounts::default(),
            regions: Mutex::default(),
            ends: Mutex::default(),
        })
    }

    /// An assumption falls: no thread enters code that relies on it any more. The world is stopped, so none is inside, but for
    /// those whose code is stepping over an op, behind which it asks.
    pub fn invalidate(&self, cell: u64) {
        count(&self.falls);
        let gone = self
            .dependents
            .lock()
            .expect("J8: no panic holds the table")
            .remove(&cell);
        for region in gone.into_iter().flatten().filter_map(|r| r.upgrade()) {
            count(&self.counts.invalidated);
            region.invalidate();
        }
    }

    /// How many assumptions have fallen so far.
    pub(super) fn falls(&self) -> u64 {
        // ORD: Relaxed; changes with the world stopped.
        self.falls.load(Ordering::Relaxed)
    }

    /// Notes an op that is not traced.
    pub(crate) fn note_end(&self, op: &'static str) {
        *self
            .ends
            .lock()
            .expect("J8: no panic holds the table")
            .entry(op)
            .or_default() += 1;
    }

    /// Ops that traces ended before, most frequent first.
    pub fn ends(&self) -> Vec<(&'static str, u64)> {
        let mut all: Vec<_> = self
            .ends
            .lock()
            .expect("J8: no panic holds the table")
            .iter()
            .map(|(k, n)| (*k, *n))
            .collect();
        all.sort_by_key(|(k, n)| (std::cmp::Reverse(*n), *k));
        all
    }

    /// The exits that were taken most often because a guard failed: the region's name, the exit, how often, and whether a
    /// side trace is there now.
    pub fn hottest_exits(&self, most: usize) -> Vec<HotExitRow> {
        let regions = self.regions.lock().expect("J8: no panic holds the list");
        let mut rows: Vec<HotExitRow> = regions
            .iter()
            .filter_map(Weak::upgrade)
            .flat_map(|region| {
                let row = |(exit, settled): (Arc<jit::exit::Exit>, bool)| HotExitRow {
                    region: region.name.clone(),
                    key: exit.key,
                    pc: exit.frames.last().map_or(0, |frame| frame.pc),
                    hits: exit.hits(),
                    settled,
                };
                region.exit_hits().into_iter().map(row).collect::<Vec<_>>()
            })
            .filter(|row| row.hits > 0)
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.hits));
        rows.truncate(most);
        rows
    }

    pub(super) fn register(&self, region: &Arc<Region>) {
        let known = Arc::downgrade(region);
        let mut regions = self.regions.lock().expect("J8: no panic holds the list");
        if !regions.iter().any(|other| other.ptr_eq(&known)) {
            regions.push(known);
        }
        drop(regions);
        let mut table = self
            .dependents
            .lock()
            .expect("J8: no panic holds the table");
        for cell in region.depends() {
            let list = table.entry(cell).or_default();
            if !list
                .iter()
                .any(|w| std::ptr::eq(w.as_ptr(), Arc::as_ptr(region)))
            {
                list.push(Arc::downgrade(region));
            }
        }
    }

    pub(super) fn pin(&self, constants: Vec<Raw>) {
        let mut pins = self.pins.lock().expect("J8: no panic holds the list");
        for c in constants {
            if !pins.contains(&c) {
                pins.push(c);
            }
        }
    }

    /// Constants of compiled code: roots of the collector.
    pub fn visit_roots(&self, f: &mut dyn FnMut(Raw)) {
        self.pins
            .lock()
            .expect("J8: no panic holds the list")
            .iter()
            .for_each(|r| f(*r));
    }
}
