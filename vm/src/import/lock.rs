//! Who loads which module, so that each is loaded once and no thread sees it half made by another.
//!
//! One table: the module being loaded and its loader, and for each waiting thread the module it waits for. Before a
//! thread waits it follows loader, module, loader, …; if that leads back to itself, waiting would never end, and it goes
//! on with the unfinished module, as CPython does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};

use crate::thread::Thread;
use crate::unwind::Res;

#[derive(Default)]
struct Table {
    /// Loader of each module that is being loaded, and how often it began (a module may import itself).
    loading: HashMap<String, ThreadId>,
    waiting: HashMap<ThreadId, String>,
}

static TABLE: Mutex<Option<Table>> = Mutex::new(None);
static CHANGED: Condvar = Condvar::new();
/// Modules in `loading`: spares the lock when nothing is being loaded.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn table() -> MutexGuard<'static, Option<Table>> {
    TABLE.lock().unwrap_or_else(|e| e.into_inner())
}

/// Runs `fork`, which says whether this is the copy of a process with one thread, while no other thread has the table in
/// its hands. In the copy nobody else loads anything: what was half loaded is half loaded.
pub fn over_a_fork(fork: impl FnOnce() -> bool) -> bool {
    let mut guard = table();
    let is_copy = fork();
    if is_copy && let Some(t) = guard.as_mut() {
        let me = thread::current().id();
        t.waiting.clear();
        t.loading.retain(|_, loader| *loader == me);
        // ORD: Relaxed; there is one thread.
        COUNT.store(t.loading.len(), Ordering::Relaxed);
    }
    is_copy
}

/// Is any other thread loading a module?
pub fn others_load() -> bool {
    let me = thread::current().id();
    table()
        .as_ref()
        .is_some_and(|t| t.loading.values().any(|loader| *loader != me))
}

/// True while some thread is loading the module.
pub fn is_loading(name: &str) -> bool {
    // ORD: Acquire; pairs with Release in `begin` and `Claim::drop`: who sees a module in sys.modules that another thread
    // put there sees the count that was raised before.
    COUNT.load(Ordering::Acquire) != 0
        && table()
            .as_ref()
            .is_some_and(|t| t.loading.contains_key(name))
}

/// The right to load a module; given back when dropped.
pub struct Claim(String);

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(t) = table().as_mut() {
            t.loading.remove(&self.0);
        }
        // ORD: Release; as in `is_loading`.
        COUNT.fetch_sub(1, Ordering::Release);
        CHANGED.notify_all();
    }
}

/// How asking for a module went.
pub enum Turn {
    /// This thread loads it.
    Mine(Claim),
    /// Another thread has been loading it: look again.
    Again,
    /// It is being loaded, by this thread or in a circle of threads: take it as it is.
    Partial,
}

/// Asks for the right to load a module, and waits while another thread loads it.
pub fn begin(th: &mut Thread, name: &str) -> Res<Turn> {
    let me = thread::current().id();
    {
        let mut guard = table();
        let t = guard.get_or_insert_default();
        match t.loading.get(name) {
            None => {
                t.loading.insert(name.to_owned(), me);
                // ORD: Release; as in `is_loading`.
                COUNT.fetch_add(1, Ordering::Release);
                return Ok(Turn::Mine(Claim(name.to_owned())));
            }
            Some(_) if leads_to(t, name, me) => return Ok(Turn::Partial),
            Some(_) => {
                t.waiting.insert(me, name.to_owned());
            }
        }
    }
    th.blocking(|| {
        let mut guard = table();
        while guard.as_ref().is_some_and(|t| t.loading.contains_key(name)) {
            guard = CHANGED.wait(guard).unwrap_or_else(|e| e.into_inner());
        }
        if let Some(t) = guard.as_mut() {
            t.waiting.remove(&me);
        }
    });
    th.safepoint()?;
    Ok(Turn::Again)
}

/// Waits until nobody else is loading the module; true if it has been whole or is now, false if it is to be taken as it is.
pub fn wait_for(th: &mut Thread, name: &str) -> Res<()> {
    while is_loading(name) {
        match begin(th, name)? {
            Turn::Mine(_) | Turn::Partial => return Ok(()),
            Turn::Again => {}
        }
    }
    Ok(())
}

/// Would waiting for the module be waiting for oneself?
fn leads_to(t: &Table, module: &str, me: ThreadId) -> bool {
    let mut at = module;
    for _ in 0..=t.waiting.len() {
        let Some(loader) = t.loading.get(at) else {
            return false;
        };
        if *loader == me {
            return true;
        }
        match t.waiting.get(loader) {
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}
