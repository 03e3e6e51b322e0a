//! Signals as a Python program sees them: their handlers run in the main thread, between steps, never inside half a block.
//!
//! A signal polls the main thread, which attends to it at its next safepoint. A main thread that sleeps is woken by the
//! listener, which is started when there is first something to wake from. Inside an atomic block a signal waits for the block's
//! end, but not for long: then the block is undone, the handler runs, and the block begins anew.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::Exc;
use crate::os::signal::{self, Action};
use crate::thread::Thread;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// How long a signal waits for the end of a block.
const PATIENCE: Duration = Duration::from_millis(50);

/// The handlers that the program has set.
pub struct Handlers {
    of: [AtomicU64; signal::LAST as usize + 1],
    main: Mutex<Main>,
}

/// The main thread, once it attends to signals.
#[derive(Default)]
struct Main {
    waker: Option<stm::Waker>,
    /// There is a listener that wakes it.
    listening: bool,
}

impl Default for Handlers {
    fn default() -> Self {
        Handlers {
            of: std::array::from_fn(|_| AtomicU64::new(0)),
            main: Mutex::default(),
        }
    }
}

impl Handlers {
    fn main(&self) -> MutexGuard<'_, Main> {
        self.main.lock().expect("V7: no panic holds it")
    }

    /// The function to be called; UNDEF if the program has set none.
    pub fn get(&self, number: i32) -> Raw {
        // ORD: Relaxed; only the main thread sets and calls handlers.
        Raw(self.of[number as usize].load(Ordering::Relaxed))
    }

    /// Only the main thread sets handlers.
    pub fn set(&self, number: i32, handler: Val<'_>) {
        // ORD: Relaxed; as above.
        self.of[number as usize].store(handler.bits(), Ordering::Relaxed);
    }

    pub(crate) fn visit(&self, f: &mut dyn FnMut(Raw)) {
        // ORD: Relaxed; the world is stopped.
        self.of
            .iter()
            .for_each(|h| f(Raw(h.load(Ordering::Relaxed))));
    }
}

/// What a thread remembers about a signal that it could not attend to at once.
#[derive(Default)]
pub struct Deferred(Cell<Option<Instant>>);

/// The calling thread, the main one, attends to signals from now on; the interrupt of the keyboard is one.
pub fn start(th: &Thread) {
    become_main(th);
    if signal::get(libc::SIGINT) == Some(Action::Default) {
        // It can only fail for a number that is no signal.
        let _ = signal::set(libc::SIGINT, Action::Catch);
    }
    let _ = signal::set(libc::SIGPIPE, Action::Ignore);
}

fn become_main(th: &Thread) {
    let waker = th.tx().waker();
    let poller = waker.clone();
    *th.vm.handlers.main() = Main {
        waker: Some(waker),
        listening: false,
    };
    signal::poll_by(move || poller.raise(stm::poll::SIGNAL));
}

/// This process is a copy in which the calling thread is the only one: it becomes the main one.
pub fn start_in_copy(th: &Thread) {
    signal::forget_listener();
    if th.vm.handlers.main().waker.is_some() {
        become_main(th);
    }
    if !th.is_main() {
        signal::unblock_all();
    }
}

/// Before a thread sleeps, or a second one is started: a signal has to wake the main thread.
pub fn listen(th: &Thread) {
    let mut main = th.vm.handlers.main();
    let Some(waker) = main.waker.clone() else {
        return;
    };
    if !std::mem::replace(&mut main.listening, true) {
        let waker = waker.clone();
        let told = move || waker.poll(stm::poll::SIGNAL);
        // Without a listener signals come late, but they come.
        let _ = signal::listen(told);
    }
    drop(main);
    if signal::any() {
        waker.poll(stm::poll::SIGNAL);
    }
}

/// Makes as if the signal had come.
pub fn trip(th: &Thread, number: i32) {
    signal::note(number);
    if let Some(waker) = &th.vm.handlers.main().waker {
        waker.poll(stm::poll::SIGNAL);
    }
}

/// At a safepoint of the main thread that was polled for a signal.
pub(crate) fn attend(th: &mut Thread) -> Res<()> {
    if th.in_block() {
        return defer(th);
    }
    th.deferred.0.set(None);
    let mut pending = signal::take();
    while pending != 0 {
        let number = pending.trailing_zeros() as i32 + 1;
        pending &= pending - 1;
        if let Err(stop) = call_handler(th, number) {
            // The others come afterwards.
            for rest in (1..=signal::LAST).filter(|n| pending >> (n - 1) & 1 != 0) {
                signal::note(rest);
            }
            return Err(stop);
        }
    }
    Ok(())
}

fn defer(th: &mut Thread) -> Res<()> {
    if !signal::any() {
        return Ok(());
    }
    let first = th.deferred.0.get().unwrap_or_else(Instant::now);
    th.deferred.0.set(Some(first));
    if th.block.is_irrevocable() {
        return Ok(());
    }
    th.tx().request_poll(stm::poll::SIGNAL);
    if first.elapsed() < PATIENCE {
        return Ok(());
    }
    Err(Unwind::Abort)
}

/// After a block: a signal may have been waiting for its end.
#[inline]
pub(crate) fn after_block(th: &Thread) {
    if th.deferred.0.get().is_some() {
        th.tx().request_poll(stm::poll::SIGNAL);
    }
}

fn call_handler(th: &mut Thread, number: i32) -> Res<()> {
    let handler = th.vm.handlers.get(number);
    if handler.is_undef() {
        return match number {
            libc::SIGINT => Err(th.raise_with(Exc::KeyboardInterrupt, &[])),
            _ => Ok(()),
        };
    }
    let mark = th.mark();
    let f = th.root(handler.val(th));
    let none = th.root(Val::NONE);
    let frame = crate::types::frame::current(th, 0).unwrap_or(none);
    let args = [th.root(Val::small(number.into())), frame];
    let r = th.call(f, &args);
    th.release_to(mark);
    r.map(|_| ())
}
