//! Threads of the program: starting them, their end, the end of the process.
//!
//! Each is a thread of the system with a [`Thread`] of its own. What it is to run lies in the table of launches, where the
//! collector finds it, until the new thread has taken it into its registers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use crate::error::Exc;
use crate::options::Barriers;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Raw;
use crate::vm::Vm;

/// `threading.get_ident()` of the main thread.
pub const MAIN: u64 = 1;

/// Machine stack of a thread unless `threading.stack_size` says otherwise; pages that are not touched cost nothing.
const STACK: u64 = 64 << 20;

/// Threads about to begin, and what is common to all.
pub struct Launches {
    waiting: Mutex<Vec<Launch>>,
    last_ident: AtomicU64,
    stack_size: AtomicU64,
    running: AtomicU64,
    main: AtomicU64,
    /// Handles of threads that have not ended, and whether the process waits for them at its end.
    handles: Mutex<Vec<(Raw, bool)>>,
}

/// What a new thread runs, over the row of its values.
pub type Body = fn(&mut Thread, Slot);

struct Launch {
    ident: u64,
    roots: Vec<Raw>,
}

impl Default for Launches {
    fn default() -> Self {
        Launches {
            waiting: Mutex::default(),
            last_ident: AtomicU64::new(MAIN),
            stack_size: AtomicU64::new(0),
            running: AtomicU64::new(0),
            main: AtomicU64::new(MAIN),
            handles: Mutex::default(),
        }
    }
}

impl Launches {
    /// Roots of threads that have not begun.
    pub fn visit(&self, f: &mut dyn FnMut(Raw)) {
        let waiting = self
            .waiting
            .lock()
            .expect("V7: no panic holds the launches");
        waiting.iter().flat_map(|l| &l.roots).for_each(|r| f(*r));
        self.handles().iter().for_each(|(r, _)| f(*r));
    }

    fn handles(&self) -> MutexGuard<'_, Vec<(Raw, bool)>> {
        self.handles.lock().expect("V7: no panic holds the handles")
    }

    /// A thread has this handle; does the process end only after it?
    pub fn begins(&self, handle: Raw, waited_for: bool) {
        self.handles().push((handle, waited_for));
    }

    /// The thread with this handle has ended.
    pub fn ended(&self, handle: Raw) {
        self.handles().retain(|(h, _)| *h != handle);
    }

    /// A thread that the process still waits for.
    pub fn unfinished(&self) -> Option<Raw> {
        self.handles()
            .iter()
            .find(|(_, waited_for)| *waited_for)
            .map(|(h, _)| *h)
    }

    /// `threading.get_ident()` of the main thread: the first, or the one that is left in a copy of the process.
    pub fn main(&self) -> u64 {
        // ORD: Relaxed; changes while there is one thread.
        self.main.load(Ordering::Relaxed)
    }

    /// This process is a copy in which only this thread is left: the handles of all others.
    pub fn forget_others(&self, th: &Thread) -> Vec<Raw> {
        self.waiting
            .lock()
            .expect("V7: no panic holds the launches")
            .clear();
        // ORD: Relaxed; there is one thread.
        self.running
            .store(u64::from(!th.is_main()), Ordering::Relaxed);
        // ORD: Relaxed; as above.
        self.main.store(th.ident, Ordering::Relaxed);
        let handles = std::mem::take(&mut *self.handles());
        handles.into_iter().map(|(h, _)| h).collect()
    }

    fn take(&self, ident: u64) -> Vec<Raw> {
        let mut waiting = self
            .waiting
            .lock()
            .expect("V7: no panic holds the launches");
        let i = waiting.iter().position(|l| l.ident == ident);
        waiting
            .swap_remove(i.expect("V7: a launch is entered before its thread begins"))
            .roots
    }

    /// `threading.stack_size()`; 0 for the usual one.
    pub fn stack_size(&self) -> u64 {
        // ORD: Relaxed; a setting.
        self.stack_size.load(Ordering::Relaxed)
    }

    pub fn set_stack_size(&self, bytes: u64) {
        // ORD: Relaxed; as above.
        self.stack_size.store(bytes, Ordering::Relaxed);
    }

    /// A number for a thread to be.
    pub fn new_ident(&self) -> u64 {
        // ORD: Relaxed; only unique.
        self.last_ident.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How many threads have begun by [`start`] and not ended.
    pub fn running(&self) -> u64 {
        // ORD: Relaxed; a number to show.
        self.running.load(Ordering::Relaxed)
    }
}

/// Starts a thread that runs `body` over a row of registers with these values. `prepare` is told its number, before it
/// begins.
pub fn start(
    th: &mut Thread,
    values: &[Slot],
    prepare: impl FnOnce(&mut Thread, u64) -> Res<()>,
    body: Body,
) -> Res<u64> {
    refuse_second(th)?;
    let ident = th.vm.launches.new_ident();
    prepare(th, ident)?;
    let roots = values.iter().map(|s| th.raw(*s)).collect();
    match launch(th, ident, roots, body) {
        true => Ok(ident),
        false => Err(cannot_start(th)),
    }
}

/// Without barriers there is one thread.
pub fn refuse_second(th: &Thread) -> Res<()> {
    match th.vm.options.barriers {
        Barriers::Off => Err(th.raise(
            Exc::RuntimeError,
            "can't start new thread: --barriers=off allows only one",
        )),
        _ => Ok(()),
    }
}

/// The error when the system has no more threads.
pub fn cannot_start(th: &Thread) -> Unwind {
    th.raise(Exc::RuntimeError, "can't start new thread")
}

/// Begins a thread that has its number; false if the system has none left.
pub fn launch(th: &mut Thread, ident: u64, roots: Vec<Raw>, body: Body) -> bool {
    let vm = th.vm;
    crate::signals::listen(th);
    let launches = &vm.launches;
    launches
        .waiting
        .lock()
        .expect("V7: no panic holds the launches")
        .push(Launch { ident, roots });
    let size = match launches.stack_size() {
        0 => STACK,
        n => n,
    };
    // ORD: Relaxed; a number to show.
    launches.running.fetch_add(1, Ordering::Relaxed);
    let spawned = std::thread::Builder::new()
        .stack_size(size as usize)
        .spawn(move || live(vm, ident, body));
    if spawned.is_err() {
        launches.take(ident);
        // ORD: Relaxed; as above.
        launches.running.fetch_sub(1, Ordering::Relaxed);
    }
    spawned.is_ok()
}

/// The life of a thread.
fn live(vm: &'static Vm, ident: u64, body: Body) {
    crate::os::signal::block_all();
    let mut th = Thread::attach(vm, vm.registry.attach(), ident);
    let roots = vm.launches.take(ident);
    th.tx().name_track(ident);
    let row = th.root_row(roots.len());
    for (i, r) in roots.into_iter().enumerate() {
        th.set_raw(row.offset(i), r);
    }
    th.start_zeal();
    body(&mut th, row);
    // ORD: Relaxed; a number to show.
    vm.launches.running.fetch_sub(1, Ordering::Relaxed);
}

impl Thread {
    /// Is it the one that attends to signals, and with which the process ends?
    pub fn is_main(&self) -> bool {
        self.ident == self.vm.launches.main()
    }
}

/// The program is over, but for what is registered for its end: that may want what daemon threads hold in blocks that never
/// end. So those are undone and their threads do not go on; but for blocks that cannot be undone.
pub fn end_blocks(th: &mut Thread) {
    let stopped = th.stop_world();
    let vm = th.vm;
    stopped.end_blocks(th.tx(), |context| vm.threads.is_irrevocable(context));
}

/// The process ends now: no other thread runs any more.
pub fn end_all(th: &mut Thread) {
    let stopped = th.stop_world();
    std::mem::forget(stopped);
}
