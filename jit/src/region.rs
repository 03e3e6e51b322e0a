//! A region: a loop or a function with its hot side exits, a tree of traces compiled as one function.
//!
//! ```text
//!   root trace ── exit a ── side trace 1 ── exit c ── side trace 3
//!              └─ exit b ── side trace 2
//! ```
//!
//! Part 0 is the root. A side trace belongs to the exit of one earlier part. Where traces end with `leave`, at another
//! loop as a rule, the region may get another **head**: a trace that begins in those frames with every value in its home.
//! It is a root with side traces of its own, and whoever leaves to its frames goes there, without the interpreter.
//! Exits are named by part and snapshot, and
//! an exit's counters survive recompilation. Code is swapped as a whole (J8).

use crate::abort::{self, Abort};
use crate::cache::{Code, CodeCell, Door, ExitKey};
use crate::emit::{Addresses, Part, emit};
use crate::engine::Machine;
use crate::exit::Exit;
use crate::hot::{Anchor, Event, Thresholds};
use crate::ir::{Entry, Ref, SnapId, Trace};
use crate::opt::link::{Root, behind};
use crate::snapshot::Frame;
use crate::{log, opt, work};
use cranelift_codegen::ir::Function;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Instructions a region may have before it takes no more side traces.
const BIGGEST: usize = 15_000;

/// Side traces in a row that may begin at one place of the program: so many shapes or callees are told apart there.
const MOST_ALIKE: usize = 8;

/// A region rests this many times as long as its compilation took.
const REST: u32 = 3;

/// What it costs to leave compiled code, to interpret for a little and to enter again.
const EXIT_COST: Duration = Duration::from_nanos(150);

/// A rest ends early when exits have cost this part of the next compilation, which another thread does.
const WORTH: u32 = 4;

struct Grown {
    trace: Trace,
    parent: Option<(usize, SnapId)>,
    exits: Vec<Arc<Exit>>,
    /// For a side trace that grows from its root's loop body: the root's ref behind each input.
    inputs: Option<Vec<Option<Ref>>>,
    /// The head it grows from, itself if it is one.
    root: usize,
}

/// How many side traces that begin where this exit leads to lie between it and the root.
fn alike(tree: &[Grown], exit: (usize, SnapId)) -> usize {
    let place = |(part, snap): (usize, SnapId)| {
        let frame = tree[part].trace.snaps.get(snap).frames.last();
        frame.map(|f| (f.code, f.pc))
    };
    let above = std::iter::successors(Some(exit), |&(part, _)| tree[part].parent);
    above.skip(1).filter(|&up| place(up) == place(exit)).count()
}

/// Does this exit lie in the body of the root's loop, so that all values of the preamble are there?
fn in_body(root: &Trace, snap: SnapId) -> bool {
    root.label()
        .is_some_and(|label| root.insts[..label].iter().all(|inst| inst.snap != snap))
}

/// The root's refs behind the inputs of a side trace of this exit; `None` outside of the loop body.
fn inputs_of(tree: &[Grown], parent: Option<(usize, SnapId)>) -> Option<Vec<Option<Ref>>> {
    let (part, snap) = parent?;
    let grown = &tree[part];
    let leaves = grown.trace.snaps.leaves(snap);
    if grown.root == part {
        return in_body(&grown.trace, snap).then(|| leaves.into_iter().map(Some).collect());
    }
    let above = grown.inputs.as_ref()?;
    let behind = leaves
        .into_iter()
        .map(|leaf| behind(&grown.trace, above, leaf));
    Some(behind.collect())
}

/// A region. Shared by all threads.
pub struct Region {
    /// Opaque name of the place, for dumps.
    pub name: String,
    /// What the region's compiled code may rely on; opaque cells.
    depends: Mutex<Vec<u64>>,
    tree: Mutex<Vec<Grown>>,
    /// Length of the tree.
    parts: AtomicUsize,
    /// How many of the parts were there at the last compilation.
    compiled: AtomicUsize,
    /// For how many that compilation is done.
    settled: AtomicUsize,
    /// Held by who compiles.
    compiling: Mutex<()>,
    code: CodeCell,
    /// The state machine of the place the region belongs to.
    pub anchor: Arc<Anchor>,
    /// Not to be compiled again before.
    rests_until: Mutex<Option<Instant>>,
    /// How often it may yet be left where a side trace waits to be compiled, before it has rested enough.
    patience: AtomicI64,
    /// How long the code ran, of entries taken at random since it was compiled.
    stays: Stays,
    /// Its code relies on the interpreter's frame of the place.
    needs_frame: AtomicBool,
}

#[derive(Default)]
struct Stays {
    count: AtomicU32,
    nanoseconds: AtomicU64,
}

impl Stays {
    fn forget(&self) {
        self.count.store(0, Ordering::Relaxed); // ORD: Relaxed; a statistic.
        self.nanoseconds.store(0, Ordering::Relaxed); // ORD: Relaxed; as above.
    }
}

/// So many stays are looked at together.
const STAYS: u32 = 128;

/// Code that is left so soon, on average, saves less than to enter and to leave it costs.
const SHORT_STAY: Duration = Duration::from_nanos(60);

impl Region {
    /// A region of one trace, optimised but not compiled; `door` leads to its code when there is one.
    pub fn new(
        name: String,
        anchor: Arc<Anchor>,
        door: Door,
        trace: Trace,
        machine: &Machine,
    ) -> Result<Region, Abort> {
        let region = Region {
            name,
            depends: Mutex::default(),
            tree: Mutex::default(),
            parts: AtomicUsize::new(0),
            compiled: AtomicUsize::new(0),
            settled: AtomicUsize::new(0),
            compiling: Mutex::default(),
            code: CodeCell::new(door),
            anchor,
            rests_until: Mutex::default(),
            patience: AtomicI64::new(0),
            stays: Stays::default(),
            needs_frame: AtomicBool::new(trace.needs_frame()),
        };
        region.grow(None, trace, machine)?;
        Ok(region)
    }

    /// Has the code to be entered with the frame of the place on top, and so cannot be called by other code? That is settled
    /// by the first trace; others of the region need no frame if that does not.
    pub fn needs_frame(&self) -> bool {
        // ORD: Relaxed; written before the region is shared.
        self.needs_frame.load(Ordering::Relaxed)
    }

    /// Adds a side trace at an exit, or another head where a trace leaves.
    pub fn add_side(&self, at: ExitKey, trace: Trace, machine: &Machine) -> Result<(), Abort> {
        self.grow(Some((at.part as usize, at.snap)), trace, machine)
    }

    fn grow(
        &self,
        parent: Option<(usize, SnapId)>,
        trace: Trace,
        machine: &Machine,
    ) -> Result<(), Abort> {
        log::stage("trace", || format!("{}\n{trace}", self.name));
        let Ok(mut tree) = self.tree.lock() else {
            return Err(Abort::Invalid);
        };
        let size: usize = tree.iter().map(|part| part.trace.insts.len()).sum();
        if size + trace.insts.len() > BIGGEST || self.code.is_invalid() {
            return Err(if self.code.is_invalid() {
                Abort::Invalid
            } else {
                Abort::TooBig
            });
        }
        let is_head = trace.entry == Entry::Root;
        let there_already = |part: &Grown| {
            if is_head {
                part.trace.entry == Entry::Root && part.trace.start == trace.start
            } else {
                part.trace.entry == Entry::Side && part.parent == parent
            }
        };
        if !tree.is_empty() && tree.iter().any(there_already) {
            return Ok(());
        }
        if parent.is_some_and(|exit| alike(&tree, exit) >= MOST_ALIKE) {
            return Err(Abort::TooBig);
        }
        let root_at = match parent {
            Some((part, _)) if !is_head => tree[part].root,
            _ => tree.len(),
        };
        let inputs = if is_head {
            None
        } else {
            inputs_of(&tree, parent)
        };
        let root = inputs.as_ref().map(|inputs| Root {
            trace: &tree[root_at].trace,
            inputs,
        });
        let trace = opt::optimise(&trace, root, &machine.target)?;
        log::stage("opt", || format!("{}\n{trace}", self.name));
        let exits: Vec<Arc<Exit>> = trace
            .snaps
            .ids()
            .map(|id| Arc::new(Exit::of(&trace, tree.len() as u32, id)))
            .collect();
        if exits
            .iter()
            .any(|exit| exit.leaves.len() > machine.target.context.spill_words as usize)
        {
            return Err(Abort::TooManySlots);
        }
        if let Ok(mut depends) = self.depends.lock() {
            for &cell in &trace.depends {
                if !depends.contains(&cell) {
                    depends.push(cell);
                }
            }
        }
        let head = tree.get(root_at).and_then(|root| root.trace.head.as_ref());
        let inputs = inputs.filter(|_| {
            head.is_none_or(|head| opt::link::is_harmless(&trace, head, &machine.target))
        });
        tree.push(Grown {
            trace,
            parent,
            exits,
            inputs,
            root: root_at,
        });
        // ORD: Relaxed; a statistic.
        self.parts.store(tree.len(), Ordering::Relaxed);
        Ok(())
    }

    /// The exit with this name.
    pub fn exit(&self, key: ExitKey) -> Option<Arc<Exit>> {
        let tree = self.tree.lock().ok()?;
        let grown = tree.get(key.part as usize)?;
        grown.exits.get(key.snap.0 as usize).cloned()
    }

    /// The frames of the head that a part grows from unless that is the first, and those of all others.
    pub fn heads(&self, part: u32) -> (Option<Vec<Frame>>, Vec<Vec<Frame>>) {
        let Ok(tree) = self.tree.lock() else {
            return Default::default();
        };
        let own = tree[part as usize].root;
        let others = tree
            .iter()
            .enumerate()
            .filter(|&(at, grown)| at != own && grown.root == at)
            .map(|(_, grown)| grown.trace.start.clone())
            .collect();
        let own = (own != 0).then(|| tree[own].trace.start.clone());
        (own, others)
    }

    /// The frames of all heads.
    pub fn all_heads(&self) -> Vec<Vec<Frame>> {
        let heads = |tree: &Vec<Grown>| {
            tree.iter()
                .enumerate()
                .filter(|&(at, grown)| grown.root == at)
                .map(|(_, grown)| grown.trace.start.clone())
                .collect()
        };
        self.tree
            .lock()
            .map(|tree| heads(&tree))
            .unwrap_or_default()
    }

    /// Its exits, with how often they were taken because a guard failed and whether a side trace is there now.
    pub fn exit_hits(&self) -> Vec<(Arc<Exit>, bool)> {
        let Ok(tree) = self.tree.lock() else {
            return Vec::new();
        };
        let grown = |key: ExitKey| {
            let parent = Some((key.part as usize, key.snap));
            tree.iter().any(|part| part.parent == parent)
        };
        let exits = tree.iter().flat_map(|part| &part.exits);
        exits.map(|exit| (exit.clone(), grown(exit.key))).collect()
    }

    /// The invalidation cells the region relies on.
    pub fn depends(&self) -> Vec<u64> {
        self.depends
            .lock()
            .map(|cells| cells.clone())
            .unwrap_or_default()
    }

    /// Compiles the region as it is now and publishes the code.
    pub fn compile(&self, machine: &Machine) -> Result<(), Abort> {
        let result = self.try_compile(machine);
        // Also when nothing came of it: nothing more will.
        // ORD: Relaxed; hints.
        let parts = self.compiled.load(Ordering::Relaxed);
        self.settled.store(parts, Ordering::Relaxed); // ORD: Relaxed; as above.
        let event = match result {
            Ok(()) => Event::Ready,
            Err(why) => {
                abort::count(why);
                Event::GaveUp(why)
            }
        };
        self.anchor.step(event, Thresholds::default());
        result
    }

    fn try_compile(&self, machine: &Machine) -> Result<(), Abort> {
        // Held throughout, so that versions are published in the order in which the tree grew.
        let Ok(_order) = self.compiling.lock() else {
            return Err(Abort::Invalid);
        };
        let began = Instant::now();
        let (function, exits) = self.emit(machine)?;
        log::stage("clif", || format!("{}\n{}", self.name, function.display()));
        let (code, listing) = Code::build(&machine.isa, function, exits, log::wants("asm"))?;
        log::stage("asm", || {
            format!("{}\n{}", self.name, listing.unwrap_or_default())
        });
        work::note(began.elapsed(), code.size);
        self.code.publish(code, !self.needs_frame());
        // A stay in older code that ends only now is one of many.
        self.stays.forget();
        Ok(())
    }

    /// The region as it is now as one function, with its exits. The tree is locked only here: a thread that adds a side
    /// trace does not wait until the code generator is done.
    fn emit(&self, machine: &Machine) -> Result<(Function, Vec<Arc<Exit>>), Abort> {
        let Ok(tree) = self.tree.lock() else {
            return Err(Abort::Invalid);
        };
        if self.code.is_invalid() {
            return Err(Abort::Invalid);
        }
        let mut exits = Vec::new();
        let mut parts = Vec::new();
        for grown in tree.iter() {
            exits.extend(grown.exits.iter().cloned());
            parts.push(Part {
                trace: &grown.trace,
                parent: grown.parent,
                root: grown.root,
                exits: &grown.exits,
            });
        }
        // ORD: Relaxed; a hint.
        self.compiled.store(parts.len(), Ordering::Relaxed);
        let at = Addresses {
            thunks: machine.thunks,
            invalid: self.code.invalid_address(),
        };
        let function = emit(&parts, &machine.target, &*machine.isa, at)?;
        Ok((function, exits))
    }

    /// Lets the region rest after a compilation that began then.
    pub fn rest_after(&self, begun: Instant) {
        let now = Instant::now();
        let took = now - begun;
        let exits = took.as_nanos() / (EXIT_COST.as_nanos() * u128::from(WORTH));
        // ORD: Relaxed; a count, and a lost one only delays.
        self.patience.store(exits as i64, Ordering::Relaxed);
        if let Ok(mut rests) = self.rests_until.lock() {
            *rests = Some(now + took * REST);
        }
    }

    /// It was left where it may be that a side trace is recorded but not yet compiled. True once, when that has cost so
    /// much that the rest is over.
    pub fn missed(&self) -> bool {
        // ORD: Relaxed; hints.
        let pending = self.compiled.load(Ordering::Relaxed) < self.parts();
        // ORD: Relaxed; as above.
        if !pending || self.patience.fetch_sub(1, Ordering::Relaxed) != 0 {
            return false;
        }
        if let Ok(mut rests) = self.rests_until.lock() {
            *rests = None;
        }
        true
    }

    /// Are there traces of it that the code does not have yet?
    pub fn is_growing(&self) -> bool {
        // ORD: Relaxed; a hint.
        self.settled.load(Ordering::Relaxed) < self.parts() && !self.is_invalid()
    }

    /// An entry, one of many, stayed so long in the code. When it turns out that entering is not worth it, nobody does any more.
    pub fn stayed(&self, time: Duration) {
        let Stays { count, nanoseconds } = &self.stays;
        // ORD: Relaxed throughout; a statistic, of which threads may lose some.
        let sum = nanoseconds.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
        if count.fetch_add(1, Ordering::Relaxed) + 1 < STAYS {
            return;
        }
        self.stays.forget();
        let short = sum < u64::from(STAYS) * SHORT_STAY.as_nanos() as u64;
        // What was recorded or is being compiled may yet keep entries in the code for longer.
        if short && !self.is_growing() {
            self.code.invalidate();
            self.anchor.step(Event::NotWorthIt, Thresholds::default());
        }
    }

    /// How long the region still rests.
    pub fn rests(&self, now: Instant) -> Duration {
        let until = self.rests_until.lock().ok().and_then(|until| *until);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// No thread enters any more; for good.
    pub fn invalidate(&self) {
        self.code.invalidate();
        self.anchor.step(Event::Invalidated, Thresholds::default());
    }

    pub fn is_invalid(&self) -> bool {
        self.code.is_invalid()
    }

    pub fn has_code(&self) -> bool {
        self.code.has_code()
    }

    /// Number of traces.
    pub fn parts(&self) -> usize {
        // ORD: Relaxed; a statistic.
        self.parts.load(Ordering::Relaxed)
    }

    /// The code as it is now, to be run.
    pub fn code(&self) -> &CodeCell {
        &self.code
    }
}
