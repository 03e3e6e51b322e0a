//! Atomic blocks in the interpreter.
//!
//! The `stm` crate undoes what a block did to the heap; everything else that a Python program can observe is undone here:
//! registers, frames, the exception being handled, the context. What a block is made of:
//!
//! | what | file |
//! | --- | --- |
//! | opening, closing, hooks | this one |
//! | the state at a block's start, and how it is kept while frames come and go | [`snapshot`] |
//! | undoing, waiting for a change, trying again | [`again`] |
//! | `or_else` | [`choice`] |
//! | waits with a time limit, over the tries | [`waits`] |
//! | threads that begin when it commits | [`starts`] |
//! | classes, modules and other things that blocks take for constant | [`change`] |
//!
//! Terms. The block's *level* is how often it was entered; the outermost level is the one that commits. A block is
//! *irrevocable* when it did something that cannot be undone, or may lose what its snapshot needs: nobody aborts it, and
//! it may not ask to be undone itself. (An *inevitable* block in `stm` is only one that others cannot abort; a block that lost
//! often is that, too.)
//!
//! - A1: while a block is open and not irrevocable, the state at its start can be restored: every frame that has been left
//!   since, and the frame that runs in its place, has a copy in the snapshot.
//! - A2: an abort travels as `Unwind::Abort` and no Python code runs on its way.
//! - A3: hooks run outside any block.

pub mod again;
pub mod change;
pub mod choice;
pub mod snapshot;
mod starts;
pub(crate) mod waits;

pub use again::{Resumed, resume_aborted, retry, run, wait_by_retry};
pub use starts::{is_starting, start_later};

use crate::error::Exc;
use crate::modules::io;
use crate::modules::transaction::{self, Task};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Raw;
use snapshot::Snapshot;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::time::Instant;

/// What a thread keeps about its open block.
#[derive(Default)]
pub struct Block {
    pub(crate) start: Snapshot,
    /// How many frames there were at each enter, the outermost first.
    levels: Vec<usize>,
    irrevocable: Cell<bool>,
    /// A class or module was changed: going back has to stop the world, too.
    structural: bool,
    /// The abort under way was asked for by the block itself.
    wish: Cell<Option<Wish>>,
    choices: choice::Choices,
    pub(crate) waits: waits::Waits,
    on_commit: Vec<Raw>,
    on_abort: Vec<Raw>,
    /// What it has written to text streams.
    pub(crate) output: io::Output,
    /// Threads to be started after it.
    starts: Vec<starts::Start>,
    /// Objects with a finalizer that it has made. They live until it ends; those of an undone try have never been.
    pub(crate) finalizable: RefCell<Vec<Raw>>,
    /// Weak references with a callback that it has made. They live until it ends, too.
    pub(crate) references: RefCell<Vec<Raw>>,
    /// What it has got from weak references. That lives until it ends, for the block may ask again.
    pub(crate) seen_alive: RefCell<HashSet<Raw>>,
    /// Tasks to be put into their queues after the commit.
    tasks: Vec<(Raw, Task)>,
}

/// A block's own wish to be undone and tried again when something it has seen has changed.
#[derive(Clone, Copy, Debug)]
struct Wish {
    until: Option<Instant>,
    /// The end of the time is an exception in the block's place; otherwise the block runs again and sees it.
    raises: bool,
}

/// How a block is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Commit,
    /// An exception leaves a block that is to be undone then.
    Undo,
}

impl Block {
    pub(crate) fn visit(&self, visit: &mut dyn FnMut(Raw)) {
        self.start.visit(visit);
        let hooks = self.on_commit.iter().chain(&self.on_abort);
        hooks.for_each(|f| visit(*f));
        self.finalizable.borrow().iter().for_each(|o| visit(*o));
        self.references.borrow().iter().for_each(|r| visit(*r));
        self.seen_alive.borrow().iter().for_each(|r| visit(*r));
        for start in &self.starts {
            start.values.iter().for_each(|v| visit(*v));
        }
        for (queue, task) in &self.tasks {
            visit(*queue);
            task.iter().for_each(|v| visit(*v));
        }
    }

    /// True if a block was entered in the top one of `frames` frames, or above, and is still open.
    pub fn opened_in(&self, frames: usize) -> bool {
        self.levels.last().is_some_and(|&level| level >= frames)
    }

    /// Is the innermost level the outermost one, too? `None` outside any block.
    pub fn is_outermost(&self) -> Option<bool> {
        (!self.levels.is_empty()).then_some(self.levels.len() == 1)
    }

    /// Is there something to do at the commit besides?
    pub fn has_followers(&self) -> bool {
        !self.on_commit.is_empty()
            || !self.tasks.is_empty()
            || !self.output.is_empty()
            || !self.starts.is_empty()
            || !self.finalizable.borrow().is_empty()
    }

    /// The try was undone: nothing comes of what was to follow its commit.
    fn drop_followers(&mut self) {
        self.on_commit.clear();
        self.tasks.clear();
        self.output.clear();
        self.starts.clear();
        self.finalizable.get_mut().clear();
        self.seen_alive.get_mut().clear();
    }

    pub fn is_irrevocable(&self) -> bool {
        self.irrevocable.get()
    }

    fn reset(&mut self) {
        self.start.clear();
        self.levels.clear();
        self.irrevocable.set(false);
        self.structural = false;
        self.wish.set(None);
        self.choices.clear();
        self.waits.clear();
        self.references.get_mut().clear();
        self.seen_alive.get_mut().clear();
    }
}

impl Thread {
    /// Is an atomic block open?
    #[inline]
    pub fn in_block(&self) -> bool {
        self.tx().in_atomic() != 0
    }

    /// Notes where the thread is, for the log of conflicts.
    #[inline]
    pub(crate) fn note_place(&mut self) {
        if self.tx().is_logged() {
            let detail = crate::stm_log::wanted(self);
            let (tx, place) = self.tx_and_place();
            tx.note_wait(&mut place.with_detail(detail));
        }
    }

    /// Runs an operation of the system that may take long. Others may take our objects meanwhile.
    pub(crate) fn blocking<R>(&mut self, operation: impl FnOnce() -> R) -> R {
        self.note_place();
        self.tx_mut().blocking(operation)
    }

    /// Before something that cannot be undone: an open block becomes one that nobody aborts, and that cannot be retried.
    /// The log says that the running operation was the reason.
    pub fn irrevocably(&mut self) -> Res<()> {
        self.irrevocably_for(crate::stm_log::wanted)
    }

    /// The same for another reason, whose number (`Places::enter_detail`) is asked for if a log is kept.
    pub(crate) fn irrevocably_for(&mut self, reason: impl FnOnce(&Thread) -> u64) -> Res<()> {
        if !self.in_block() || self.block.irrevocable.get() {
            return Ok(());
        }
        self.inevitably(reason)?;
        self.block.irrevocable.set(true);
        if !self.may_roll_back() {
            self.tx_mut().forget_log();
        }
        io::write_now(self)
    }

    /// Would an exception undo the open block? That needs the log, whatever else the block has done.
    fn may_roll_back(&self) -> bool {
        let manager = self.block.start.manager();
        manager.is_some_and(|m| transaction::undoes(m.val(self)))
    }

    /// Makes the open block one that no other thread aborts.
    pub(crate) fn inevitably(&mut self, reason: impl FnOnce(&Thread) -> u64) -> Res<()> {
        if self.tx().is_inevitable() {
            return Ok(());
        }
        let reason = match self.tx().is_logged() {
            true => reason(self),
            false => 0,
        };
        loop {
            let (tx, place) = self.tx_and_place();
            match tx.become_inevitable(&mut place.with_detail(reason)) {
                Ok(()) => return Ok(()),
                Err(stm::Break::Abort) => return Err(Unwind::Abort),
                Err(stm::Break::Interrupted) => self.safepoint()?,
            }
        }
    }
}

/// The log of the open block has become so large that undoing it is no longer worth the memory: the block becomes
/// irrevocable, unless an exception may still have to undo it.
pub(crate) fn has_written_much(th: &mut Thread) -> Res<()> {
    if !th.in_block() || th.may_roll_back() {
        return Ok(());
    }
    th.irrevocably_for(|th| crate::stm_log::reason(th, "much written in a block"))
}

/// `__enter__` of the manager; `window` is the first register of the native's arguments.
pub fn enter(th: &mut Thread, window: Slot) -> Res<()> {
    let level = th.frames.len();
    if th.in_block() {
        let (tx, mut place) = th.tx_and_place();
        tx.begin_atomic(&mut place);
    } else {
        let call = snapshot::direct_call(th, window);
        let by_native = match call {
            Some(_) => 0,
            None => crate::stm_log::reason(th, "a block opened by native code"),
        };
        let (tx, mut place) = th.tx_and_place();
        match call {
            Some(_) => tx.begin_atomic(&mut place),
            None => tx.begin_inevitable(&mut place.with_detail(by_native)),
        }
        match call {
            Some(call) => snapshot::take(th, call),
            // Native code stands between the frame and this call: what it is at cannot be kept.
            None => th.block.irrevocable.set(true),
        }
    }
    th.block.levels.push(level);
    th.zeal_in_block();
    Ok(())
}

/// `__enter__` in compiled code, outside any block; false if the interpreter has to do it.
pub(crate) fn enter_compiled(th: &mut Thread, opening: &snapshot::Opening) -> bool {
    if th.in_block() || !th.tx().begins_at_once() {
        return false;
    }
    let (tx, mut place) = th.tx_and_place();
    tx.begin_atomic(&mut place);
    snapshot::take_compiled(th, opening);
    th.block.levels.push(opening.number + 1);
    th.zeal_in_block();
    true
}

/// `__enter__` in compiled code within a block; there will be `level` frames when the interpreter looks.
pub(crate) fn nest_compiled(th: &mut Thread, level: usize) -> bool {
    if !th.in_block() {
        return false;
    }
    let (tx, mut place) = th.tx_and_place();
    tx.begin_atomic(&mut place);
    th.block.levels.push(level);
    th.zeal_in_block();
    true
}

/// `__exit__` in compiled code without an exception, of the block itself or of a level within; false if the
/// interpreter has to do it.
pub(crate) fn leave_compiled(th: &mut Thread, outermost: bool) -> bool {
    let block = &th.block;
    if block.is_outermost() != Some(outermost) || outermost && block.has_followers() {
        return false;
    }
    leave(th, Leaving::Commit).is_ok()
}

/// `__exit__` of the manager.
pub fn leave(th: &mut Thread, how: Leaving) -> Res<()> {
    if th.block.levels.pop().is_none() {
        return Err(th.raise(
            Exc::RuntimeError,
            "exit from an atomic block that was not entered",
        ));
    }
    if !th.block.levels.is_empty() {
        th.tx_mut().commit_atomic();
        return Ok(());
    }
    match how {
        Leaving::Commit => commit(th),
        Leaving::Undo => again::undo_for_good(th),
    }
}

fn commit(th: &mut Thread) -> Res<()> {
    th.note_place();
    if th.block.has_followers() {
        return commit_with_followers(th);
    }
    close(th);
    Ok(())
}

fn close(th: &mut Thread) {
    th.tx_mut().commit_atomic();
    snapshot::forget(th);
    th.block.reset();
    th.block.on_abort.clear();
    crate::signals::after_block(th);
}

/// Commits, and does what the block has put off until then. The first error is told when all has been tried.
#[cold]
fn commit_with_followers(th: &mut Thread) -> Res<()> {
    let output = std::mem::take(&mut th.block.output);
    let numbers = output.numbers();
    close(th);
    let made = th.block.finalizable.take();
    made.into_iter().for_each(|o| th.vm.finalizers.add(o));
    let mark = th.mark();
    let hooks = std::mem::take(&mut th.block.on_commit);
    let hooks = root_all(th, &hooks);
    let tasks = std::mem::take(&mut th.block.tasks);
    crate::modules::transaction::push_all(th, &tasks);
    let started = starts::start_all(th);
    let failed = started.map_err(|_| th.root(th.pending.get().val(th)));
    let written = io::write_committed(th, output, numbers);
    let so_far = match failed {
        Ok(()) => written,
        Err(exc) => Err(th.raise_value(th.get(exc))),
    };
    let hooks: Vec<Raw> = hooks.into_iter().map(|f| th.raw(f)).collect();
    let result = run_commit_hooks(th, &hooks, so_far);
    th.release_to(mark);
    result
}

/// Runs them all; the first exception goes on afterwards, one that is there already before all others.
fn run_commit_hooks(th: &mut Thread, hooks: &[Raw], so_far: Res<()>) -> Res<()> {
    if hooks.is_empty() {
        return so_far;
    }
    let mark = th.mark();
    let row = root_all(th, hooks);
    let mut first = match so_far {
        Ok(()) => None,
        Err(Unwind::Raise) => {
            let exc = th.take_pending();
            Some(th.root(exc))
        }
        Err(stop) => return Err(stop),
    };
    for f in row {
        let inner = th.mark();
        match th.call(f, &[]) {
            Ok(_) => {}
            Err(Unwind::Raise) if first.is_none() => {
                let exc = th.take_pending();
                first = Some(th.root(exc));
                continue;
            }
            Err(Unwind::Raise) => {
                th.take_pending();
            }
            Err(stop) => return Err(stop),
        }
        th.release_to(inner);
    }
    let result = match first {
        Some(exc) => Err(th.raise_value(th.get(exc))),
        None => Ok(()),
    };
    th.release_to(mark);
    result
}

/// Runs all of them; there is nobody to tell about an exception in one, so it is reported and forgotten.
fn run_abort_hooks(th: &mut Thread, hooks: &[Raw]) -> Res<()> {
    let mark = th.mark();
    for f in root_all(th, hooks) {
        let inner = th.mark();
        match th.call(f, &[]) {
            Ok(_) => {}
            Err(Unwind::Raise) => crate::modules::sys::report_unraisable(
                th,
                "Exception ignored in a hook of an undone block",
                Some(f),
            ),
            Err(stop) => return Err(stop),
        }
        th.release_to(inner);
    }
    th.release_to(mark);
    Ok(())
}

fn root_all(th: &Thread, hooks: &[Raw]) -> Vec<Slot> {
    hooks.iter().map(|f| th.root(f.val(th))).collect()
}

/// `on_commit(f)`: `f` is called once the open block has come through; at once if there is none.
pub fn on_commit(th: &mut Thread, f: Slot) -> Res<()> {
    if !th.in_block() {
        return th.call(f, &[]).map(|_| ());
    }
    let f = th.raw(f);
    th.block.on_commit.push(f);
    Ok(())
}

/// `on_abort(f)`: `f` is called whenever a try of the open block was undone.
pub fn on_abort(th: &mut Thread, f: Slot) {
    if th.in_block() {
        let f = th.raw(f);
        th.block.on_abort.push(f);
    }
}

/// Puts a task into a queue once the open block has come through.
pub fn add_task(th: &mut Thread, queue: Slot, task: Task) {
    let queue = th.raw(queue);
    th.block.tasks.push((queue, task));
}

/// A thread that ends with an open block commits it.
pub fn close_all(th: &mut Thread) -> Res<()> {
    while th.in_block() {
        leave(th, Leaving::Commit)?;
    }
    Ok(())
}
