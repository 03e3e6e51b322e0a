//! Undoing a block, and trying it again.

use super::{Leaving, Wish, choice, run_abort_hooks, snapshot, waits};
use crate::error::Exc;
use crate::modules::weakref;
use crate::thread::Thread;
use crate::unwind::{Res, Unwind};
use std::time::{Duration, Instant};

/// What happens after an abort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// The block has been begun anew; the frame on top goes on in it.
    Again,
    /// An exception is pending in the block's place.
    Raised(u32),
}

/// `retry()`: undoes the open block, sleeps until something it has seen has changed, and runs it again. With a time
/// limit, TimeoutError comes in the block's place.
pub fn retry(th: &Thread, limit: Option<Duration>) -> Unwind {
    if !th.in_block() {
        return th.raise(Exc::RuntimeError, "retry() outside an atomic block");
    }
    let until = limit.map(|limit| waits::end_of_wait(th, limit).unwrap_or_else(Instant::now));
    wish(th, until, true, "retry()")
}

/// A native that would have to wait for another thread: in a block waiting is a retry. `None` if the time is over; then
/// the native does what it does in that case.
pub fn wait_by_retry(th: &Thread, limit: Option<Duration>, what: &str) -> Option<Unwind> {
    let until = match limit {
        None => None,
        Some(Duration::ZERO) => return None,
        Some(limit) => Some(waits::end_of_wait(th, limit)?),
    };
    Some(wish(th, until, false, what))
}

fn wish(th: &Thread, until: Option<Instant>, raises: bool, what: &str) -> Unwind {
    if th.block.irrevocable.get() {
        let text = format!("{what} in an atomic block that can no longer be undone");
        return th.raise(Exc::RuntimeError, text);
    }
    if th.block.choices.take_other() {
        return Unwind::Abort;
    }
    th.block.wish.set(Some(Wish { until, raises }));
    Unwind::Abort
}

/// An abort has reached the loop that runs the frames from `floor` on. If one of them opened the block, the block is undone
/// and begun anew; otherwise the frames go and the abort travels on.
pub fn resume_aborted(th: &mut Thread, floor: usize) -> Res<Resumed> {
    match th.block.start.lowest() {
        Some(lowest) if lowest >= floor => again(th),
        _ => {
            th.frames.truncate(floor);
            Err(Unwind::Abort)
        }
    }
}

fn again(th: &mut Thread) -> Res<Resumed> {
    if th.block.choices.is_changed() {
        choice::begin_anew(th);
        snapshot::restore(th);
        th.block.levels.push(th.frames.len());
        snapshot::go_on(th);
        return Ok(Resumed::Again);
    }
    let undone = undo_and_wait(th);
    snapshot::restore(th);
    let place = snapshot::place(th);
    match before_next_try(th, undone) {
        Ok(()) => {}
        Err(stop) => {
            snapshot::forget(th);
            return match stop {
                Unwind::Raise => Ok(Resumed::Raised(place)),
                other => Err(other),
            };
        }
    }
    let (tx, mut host) = th.tx_and_place();
    tx.begin_atomic(&mut host);
    th.block.levels.push(th.frames.len());
    snapshot::go_on(th);
    Ok(Resumed::Again)
}

/// Runs `body` as an atomic block, or as part of the open one; again after each abort, so it finds everything it needs in
/// registers that it does not change. An exception commits.
pub fn run<R>(th: &mut Thread, mut body: impl FnMut(&mut Thread) -> Res<R>) -> Res<R> {
    let outermost = !th.in_block();
    let mut open = false;
    let base = snapshot::Base::of(th);
    loop {
        if !open {
            let (tx, mut place) = th.tx_and_place();
            tx.begin_atomic(&mut place);
            open = true;
        }
        th.block.levels.push(th.frames.len());
        match body(th) {
            Err(Unwind::Abort) if outermost && th.block.choices.is_changed() => {
                choice::begin_anew(th);
                base.restore(th);
            }
            Err(Unwind::Abort) if outermost => {
                open = false;
                let undone = undo_and_wait(th);
                base.restore(th);
                before_next_try(th, undone)?;
            }
            Err(Unwind::Raise) => {
                let exc = th.root(th.take_pending());
                super::leave(th, Leaving::Commit)?;
                return Err(th.raise_value(th.get(exc)));
            }
            Err(stop) => return Err(stop),
            Ok(r) => {
                super::leave(th, Leaving::Commit)?;
                return Ok(r);
            }
        }
    }
}

/// What has to be done between two tries, outside any block. An error is what comes instead of the next one.
fn before_next_try(th: &mut Thread, undone: Undone) -> Res<()> {
    th.block.levels.clear();
    th.block.drop_followers();
    th.block.choices.clear();
    let hooks = std::mem::take(&mut th.block.on_abort);
    let attended = run_abort_hooks(th, &hooks).and_then(|()| th.safepoint());
    let result = match attended {
        Ok(()) if undone == Undone::TimeOver => {
            Err(th.raise(Exc::TimeoutError, "the time for retry() is over"))
        }
        other => other,
    };
    if result.is_err() {
        th.tx_mut().forget_tries();
        th.block.reset();
    }
    th.block.waits.begin();
    result
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Undone {
    /// The next one is due.
    Due,
    /// It has waited for a change for as long as it may.
    TimeOver,
}

fn undo_and_wait(th: &mut Thread) -> Undone {
    let Some(wish) = th.block.wish.take() else {
        undo(th);
        return Undone::Due;
    };
    weakref::take_out_made(th);
    let limit = wish
        .until
        .map(|end| end.saturating_duration_since(Instant::now()));
    crate::signals::listen(th);
    th.calm();
    let (tx, mut place) = th.tx_and_place();
    let waking = tx.wait_for_change(&mut place, limit);
    th.stir();
    match waking {
        stm::Waking::TimedOut if wish.raises => Undone::TimeOver,
        _ => Undone::Due,
    }
}

/// Undoes what the block did to the heap.
fn undo(th: &mut Thread) {
    weakref::take_out_made(th);
    if !th.block.structural {
        return th.tx_mut().rollback();
    }
    // Namespaces of classes are read without a barrier, and what was remembered of them is void again.
    let stopped = th.stop_world();
    th.tx_mut().rollback();
    th.vm.bump_type_version();
    drop(stopped);
}

/// Undoes the open block, which is left by an exception and is not tried again.
pub(super) fn undo_for_good(th: &mut Thread) -> Res<()> {
    undo(th);
    th.tx_mut().forget_tries();
    snapshot::restore_locals(th);
    snapshot::forget(th);
    th.block.reset();
    th.block.drop_followers();
    let hooks = std::mem::take(&mut th.block.on_abort);
    run_abort_hooks(th, &hooks)
}
