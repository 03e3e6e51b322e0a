//! Threads that a block starts: they begin when it commits, and never if it is undone.
//!
//! `threading.Thread.start` waits until the new thread says that it runs, which it cannot before the commit: so to the block the
//! thread counts as running at once. Only waiting for its end is refused, that would be for ever.

use crate::thread::{Slot, Thread};
use crate::threads::{self, Body};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// A thread to be started.
pub(super) struct Start {
    ident: u64,
    pub(super) values: Vec<Raw>,
    handle: Option<usize>,
    waited_for: bool,
    body: Body,
}

/// Starts a thread with these values once the open block has committed. `handle` says which of them is its handle, if it has one,
/// and `waited_for` whether the process ends only after it.
pub fn start_later(
    th: &mut Thread,
    ident: u64,
    values: &[Slot],
    handle: Option<usize>,
    waited_for: bool,
    body: Body,
) -> Res<()> {
    threads::refuse_second(th)?;
    let function = values[0];
    let values = values.iter().map(|v| th.raw(*v)).collect();
    th.block.starts.push(Start {
        ident,
        values,
        handle,
        waited_for,
        body,
    });
    count_as_running(th, function)
}

/// What `threading.Thread.start` waits for.
fn count_as_running(th: &mut Thread, function: Slot) -> Res<()> {
    let mut at = function;
    for name in ["__self__", "_started"] {
        let name = th.root(th.intern(name));
        match th.getattr_opt(at, name)? {
            Some(v) => at = v,
            None => return Ok(()),
        }
    }
    let (flag, yes) = (th.root(th.intern("_flag")), th.root(Val::TRUE));
    match th.getattr_opt(at, flag)? {
        Some(_) => th.setattr(at, flag, yes),
        None => Ok(()),
    }
}

/// Does the open block start the thread with this handle?
pub fn is_starting(th: &Thread, handle: Val<'_>) -> bool {
    let is_it = |start: &Start| {
        start
            .handle
            .is_some_and(|h| start.values[h] == handle.raw())
    };
    th.block.starts.iter().any(is_it)
}

/// The block has committed. The first error is told when all have been tried.
pub(super) fn start_all(th: &mut Thread) -> Res<()> {
    let mut result = Ok(());
    while !th.block.starts.is_empty() {
        let start = th.block.starts.remove(0);
        let row = th.mark();
        for value in &start.values {
            th.root(value.val(th));
        }
        let handle = start.handle.map(|h| start.values[h]);
        if let Some(handle) = handle {
            th.vm.launches.begins(handle, start.waited_for);
        }
        if !threads::launch(th, start.ident, start.values, start.body) {
            if let Some(handle) = handle {
                th.vm.launches.ended(handle);
                let handle = th.root(handle.val(th));
                th.section(|th| crate::modules::_thread::set_done(th, th.get(handle)))?;
            }
            result = Err(());
        }
        th.release_to(row);
    }
    result.map_err(|()| threads::cannot_start(th))
}
