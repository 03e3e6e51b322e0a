//! `os.fork()`: a copy of the process in which the calling thread is the only one.
//!
//! The copy must hold no half of anything. So the fork happens with the world stopped and in the inevitable turn: no operation
//! of another thread is under way, no block of another thread is one that cannot be undone. In the copy the blocks that others had
//! open are undone and what they owned is free ([`stm::Stopped::fork`]); their handles say that they have ended, nobody
//! waits for them, their registers are no roots, and the caller is the main thread. A block that the caller has open stays open
//! in both processes and ends in each.
//!
//! What threads keep that are on their way to or from the system is held by the caller meanwhile: the queue of the compile
//! thread, of which the copy gets another one, the locks of streams, the table of imports.
//!
//! What a program locks is its own affair, as in CPython: a `threading.Lock` that another thread held stays taken in the copy.
//! Code that a gone thread was in, in the middle of a call, is never freed in the copy: its pin stays.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::Exc;
use crate::modules::support;
use crate::modules::sys::report_unraisable;
use crate::modules::{_thread, io, warnings};
use crate::os::process;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Raw;

/// How long other threads may take to load the modules that they have begun.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two looks whether they have.
const PAUSE: Duration = Duration::from_millis(1);

/// When a function of `os.register_at_fork` is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    /// The last registered first.
    Before,
    InChild,
    InParent,
}

/// What the VM knows of forks.
#[derive(Default)]
pub struct Forks {
    /// The functions of `os.register_at_fork`, in the order in which they came.
    hooks: Mutex<[Vec<Raw>; 3]>,
    is_copy: AtomicBool,
}

impl Forks {
    /// Did this process begin as a copy of another one?
    pub fn is_copy(&self) -> bool {
        // ORD: Relaxed; set while there is one thread.
        self.is_copy.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, [Vec<Raw>; 3]> {
        self.hooks.lock().expect("V7: no panic holds the hooks")
    }

    /// One for before, in the child, in the parent, or some of them.
    pub fn add(&self, hooks: [Option<Raw>; 3]) {
        let mut all = self.lock();
        for (list, hook) in all.iter_mut().zip(hooks) {
            list.extend(hook);
        }
    }

    pub(crate) fn visit(&self, f: &mut dyn FnMut(Raw)) {
        self.lock().iter().flatten().for_each(|h| f(*h));
    }

    fn of(&self, when: When) -> Vec<Raw> {
        let mut hooks = self.lock()[when as usize].clone();
        if when == When::Before {
            hooks.reverse();
        }
        hooks
    }
}

/// Makes the copy: 0 in it, in the other process its number.
pub fn fork(th: &mut Thread) -> Res<i32> {
    support::irrevocable(th)?;
    run_hooks(th, When::Before)?;
    let crowded = th.vm.registry.thread_count() > 1;
    let result = split(th);
    let when = match result {
        Ok(0) => When::InChild,
        _ => When::InParent,
    };
    run_hooks(th, when)?;
    match result {
        Ok(pid) => {
            if pid != 0 && crowded {
                let text = format!(
                    "This process (pid={}) is multi-threaded, use of fork() may lead to deadlocks in the child.",
                    process::id()
                );
                warnings::warn(th, Exc::DeprecationWarning, &text)?;
            }
            Ok(pid)
        }
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}

/// A failing one is reported, and the others are called.
fn run_hooks(th: &mut Thread, when: When) -> Res<()> {
    let mark = th.mark();
    let hooks = th.vm.forks.of(when);
    let row: Vec<Slot> = hooks.iter().map(|h| th.root(h.val(th))).collect();
    for hook in row {
        let inner = th.mark();
        match th.call(hook, &[]) {
            Ok(_) => {}
            Err(Unwind::Raise) => report_unraisable(th, "Exception ignored in", Some(hook)),
            Err(stop) => return Err(stop),
        }
        th.release_to(inner);
    }
    th.release_to(mark);
    Ok(())
}

/// Stops the world in the inevitable turn, at a moment at which no other thread is loading a module: it would stay half
/// loaded in the copy. That is waited for, though not for ever.
fn stop(th: &mut Thread) -> stm::Stopped {
    let own_block = th.in_block();
    let end = Instant::now() + PATIENCE;
    loop {
        if !own_block {
            let wanted = crate::stm_log::wanted(th);
            let (tx, place) = th.tx_and_place();
            tx.begin_inevitable(&mut place.with_detail(wanted));
        }
        let stopped = th.stop_world();
        if !crate::import::lock::others_load() || Instant::now() >= end {
            return stopped;
        }
        drop(stopped);
        if !own_block {
            end_turn(th);
        }
        th.blocking(|| std::thread::sleep(PAUSE));
    }
}

fn end_turn(th: &mut Thread) {
    th.tx_mut().commit_atomic();
    th.tx_mut().forget_tries();
}

fn split(th: &mut Thread) -> std::io::Result<i32> {
    let own_block = th.in_block();
    let stopped = stop(th);
    let mut result = Ok(0);
    let is_copy = {
        let compiler = th.vm.started_jit().and_then(|jit| jit.engine.pause());
        let (result, tx) = (&mut result, th.tx());
        let is_copy = crate::import::lock::over_a_fork(|| {
            io::over_a_fork(|| {
                let fork = || {
                    *result = process::fork();
                    ((), matches!(result, Ok(0)))
                };
                stopped.fork(tx, fork).1
            })
        });
        if let Some(compiler) = compiler.filter(|_| is_copy) {
            compiler.thread_is_gone();
        }
        is_copy
    };
    let gone = match is_copy {
        true => alone(th),
        false => Vec::new(),
    };
    drop(stopped);
    if !own_block {
        end_turn(th);
    }
    say_that_they_ended(th, &gone);
    result
}

/// There is one thread in this process now: the handles of the others.
fn alone(th: &mut Thread) -> Vec<Raw> {
    let vm = th.vm;
    // ORD: Relaxed; there is one thread.
    vm.forks.is_copy.store(true, Ordering::Relaxed);
    vm.threads.keep_only(th);
    vm.lines.forget_others(th);
    crate::signals::start_in_copy(th);
    vm.launches.forget_others(th)
}

fn say_that_they_ended(th: &mut Thread, handles: &[Raw]) {
    let mark = th.mark();
    let row: Vec<Slot> = handles.iter().map(|h| th.root(h.val(th))).collect();
    for handle in row {
        if _thread::is_handle_of(th, handle) {
            th.vm.launches.begins(th.raw(handle), false);
            continue;
        }
        // There is nobody to wait for, and nothing to fail.
        let _ = th.section(|th| _thread::set_done(th, th.get(handle)));
    }
    th.release_to(mark);
}
