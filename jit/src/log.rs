//! Dumps by stage, checks, and fuel: the run-time switches of this crate.
//!
//! The vm sets them once from its own switch; stages are `trace`, `opt`, `clif`, `asm`, `exits` and
//! `ends`. Text is stable and holds no addresses of code.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Where dumps go and which stages are wanted.
#[derive(Default)]
struct Dump {
    stages: Vec<String>,
    out: Option<Box<dyn Write + Send>>,
}

static DUMP: Mutex<Dump> = Mutex::new(Dump {
    stages: Vec::new(),
    out: None,
});
static DUMPING: AtomicBool = AtomicBool::new(false);
static CHECKING: AtomicBool = AtomicBool::new(cfg!(debug_assertions));
static FUEL: AtomicI64 = AtomicI64::new(i64::MAX);

/// Asks for dumps of these stages.
pub fn dump_to(stages: Vec<String>, out: Box<dyn Write + Send>) {
    if let Ok(mut dump) = DUMP.lock() {
        *dump = Dump {
            stages,
            out: Some(out),
        };
        // ORD: Relaxed; a switch, the data is behind the lock.
        DUMPING.store(true, Ordering::Relaxed);
    }
}

/// Writes a dump if its stage is wanted; the text is made only then.
pub fn stage(name: &str, text: impl FnOnce() -> String) {
    // ORD: Relaxed; a switch, the data is behind the lock.
    if !DUMPING.load(Ordering::Relaxed) {
        return;
    }
    if let Ok(mut dump) = DUMP.lock()
        && dump.stages.iter().any(|s| s == name)
        && let Some(out) = &mut dump.out
    {
        // A dump that cannot be written is no reason to stop the program.
        let _ = writeln!(out, "==== {name}\n{}", text());
        let _ = out.flush();
    }
}

/// Is this stage wanted?
pub fn wants(name: &str) -> bool {
    // ORD: Relaxed; a switch, the data is behind the lock.
    DUMPING.load(Ordering::Relaxed)
        && DUMP
            .lock()
            .is_ok_and(|dump| dump.stages.iter().any(|s| s == name))
}

/// Is the verifier to run after every pass?
pub fn checking() -> bool {
    // ORD: Relaxed; a switch.
    CHECKING.load(Ordering::Relaxed)
}

pub fn set_checking(on: bool) {
    // ORD: Relaxed; a switch.
    CHECKING.store(on, Ordering::Relaxed);
}

/// Allows this many more changes by the optimiser, to bisect a wrong one.
pub fn set_fuel(changes: i64) {
    // ORD: Relaxed; a counter.
    FUEL.store(changes, Ordering::Relaxed);
}

/// Takes one unit of fuel; without any, the change must not be made.
pub fn burn() -> bool {
    // ORD: Relaxed; a counter.
    let left = FUEL.load(Ordering::Relaxed);
    if left == i64::MAX {
        return true;
    }
    // ORD: Relaxed; a counter.
    FUEL.fetch_sub(1, Ordering::Relaxed) > 0
}
