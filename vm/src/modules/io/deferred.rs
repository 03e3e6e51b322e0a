//! What an open atomic block has written to text streams.
//!
//! A block may be undone, what is in a file may not. So text that a block writes is kept with the block, encoded, and goes into
//! the stream's buffer when the block has committed: all of it at once, and nothing of a block that was undone. A block that
//! writes very much, or that flushes, reads or closes the stream, becomes irrevocable and first writes what was kept; from
//! then on it writes like code outside any block.
//!
//! **Order.** Output appears in the order of the commits. Just before its commit a block takes a number in the line of each of
//! its streams; whoever sees what it has done comes later, so has a higher number. Code outside any block takes a number
//! only if somebody is in the line. Nobody waits for a turn while it can be made to wait by those before it: they have
//! committed, and writing needs no object. (A signal handler that runs in the middle of a system call may: then the
//! order is given up after [`PATIENCE`].)

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::channel::{Buffer, held};
use super::{buffered, closed_error, locked};
use crate::thread::Thread;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// What a block may write before it becomes irrevocable.
const LIMIT: usize = 64 << 10;
/// How long a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The line of those that write to a stream in the order of their commits.
#[derive(Default)]
pub struct Turns {
    next: AtomicU64,
    served: AtomicU64,
    guard: Mutex<()>,
    changed: Condvar,
}

/// Held while a block takes its numbers, so that two blocks come in the same order in all lines.
static ORDER: Mutex<()> = Mutex::new(());

impl Turns {
    fn take(&self) -> u64 {
        // ORD: Relaxed; who took a number before this thread's commit, or before something that this thread has seen, is
        // ordered by the objects that changed hands.
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    fn is_empty(&self) -> bool {
        // ORD: Relaxed; as above. One that comes at the same moment may write before or after.
        self.next.load(Ordering::Relaxed) == self.served.load(Ordering::Relaxed)
    }

    /// Nobody begins or ends to wait until the result is dropped.
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        held(&self.guard)
    }

    /// There are no other threads any more: nobody has a turn. The turns are held.
    pub fn forget_others(&self, _: &MutexGuard<'_, ()>) {
        // ORD: Relaxed; there is one thread.
        let next = self.next.load(Ordering::Relaxed);
        // ORD: Relaxed; as above.
        self.served.store(next, Ordering::Relaxed);
    }

    fn wait_for(&self, turn: u64) {
        let end = Instant::now() + PATIENCE;
        let mut guard = held(&self.guard);
        // ORD: Relaxed; changed under the lock.
        while self.served.load(Ordering::Relaxed) < turn {
            let Some(rest) = end.checked_duration_since(Instant::now()) else {
                return;
            };
            guard = match self.changed.wait_timeout(guard, rest) {
                Ok((guard, _)) => guard,
                Err(poison) => poison.into_inner().0,
            };
        }
    }

    fn done(&self) {
        let _guard = held(&self.guard);
        // ORD: Relaxed; read under the lock where it matters.
        self.served.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_all();
    }
}

/// Text that waits for the commit of its block.
#[derive(Default)]
pub struct Output {
    parts: Vec<Part>,
    size: usize,
}

struct Part {
    buffer: Arc<Buffer>,
    bytes: Vec<u8>,
    /// The stream is one that writes whole lines through.
    at_once: bool,
}

/// The numbers of a block that commits. Those that are dropped without having been used are given back.
#[derive(Default)]
pub struct Numbers(Vec<(Arc<Buffer>, u64)>);

impl Drop for Numbers {
    fn drop(&mut self) {
        self.0.iter().for_each(|(buffer, _)| buffer.turns.done());
    }
}

impl Output {
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The block was undone.
    pub fn clear(&mut self) {
        self.parts.clear();
        self.size = 0;
    }

    fn add(&mut self, buffer: &Arc<Buffer>, bytes: &[u8], at_once: bool) {
        self.size += bytes.len();
        if let Some(last) = self.parts.last_mut()
            && Arc::ptr_eq(&last.buffer, buffer)
        {
            last.bytes.extend_from_slice(bytes);
            last.at_once |= at_once;
            return;
        }
        self.parts.push(Part {
            buffer: buffer.clone(),
            bytes: bytes.to_vec(),
            at_once,
        });
    }

    /// Just before the commit.
    pub fn numbers(&self) -> Numbers {
        if self.parts.is_empty() {
            return Numbers::default();
        }
        let _order = held(&ORDER);
        let mut numbers: Vec<(Arc<Buffer>, u64)> = Vec::new();
        for part in &self.parts {
            if numbers.iter().all(|(b, _)| !Arc::ptr_eq(b, &part.buffer)) {
                numbers.push((part.buffer.clone(), part.buffer.turns.take()));
            }
        }
        Numbers(numbers)
    }
}

/// Keeps what an open block writes. False if it is to be written now.
pub fn keep(th: &mut Thread, b: &Arc<Buffer>, bytes: &[u8], at_once: bool) -> Res<bool> {
    if !th.in_block() || th.block.is_irrevocable() {
        return Ok(false);
    }
    if th.block.output.size + bytes.len() > LIMIT {
        th.irrevocably_for(|th| crate::stm_log::reason(th, "much output in a block"))?;
        return Ok(false);
    }
    th.block.output.add(b, bytes, at_once);
    Ok(true)
}

/// Writes what an open block has kept: it has become irrevocable.
pub fn write_now(th: &mut Thread) -> Res<()> {
    if th.block.output.is_empty() {
        return Ok(());
    }
    let output = std::mem::take(&mut th.block.output);
    let numbers = output.numbers();
    write(th, output, numbers)
}

/// Writes what a block has kept that has committed since it took its numbers. Everything is tried, the first error told.
pub fn write(th: &mut Thread, output: Output, mut numbers: Numbers) -> Res<()> {
    let mut result = Ok(());
    while !numbers.0.is_empty() {
        let (buffer, turn) = numbers.0.remove(0);
        let parts = output.parts.iter();
        let mut own = parts.filter(|p| Arc::ptr_eq(&p.buffer, &buffer));
        let done = in_turn(th, &buffer, turn, |th| {
            own.try_for_each(|part| put(th, &buffer, &part.bytes, part.at_once))
        });
        match (done, &result) {
            (Err(Unwind::Raise), Err(_)) => {
                th.take_pending();
            }
            (done @ Err(Unwind::Raise), Ok(())) => {
                let exc = th.take_pending();
                let exc = th.root(exc);
                result = done.map_err(|_| exc);
            }
            (Err(stop), _) => return Err(stop),
            (Ok(()), _) => {}
        }
    }
    result.map_err(|exc| th.raise_value(th.get(exc)))
}

/// Writes outside any block, or in one that is irrevocable.
pub fn write_through(th: &mut Thread, b: &Arc<Buffer>, bytes: &[u8], at_once: bool) -> Res<()> {
    if b.turns.is_empty() {
        return put(th, b, bytes, at_once);
    }
    let turn = b.turns.take();
    in_turn(th, b, turn, |th| put(th, b, bytes, at_once))
}

fn in_turn(
    th: &mut Thread,
    b: &Arc<Buffer>,
    turn: u64,
    f: impl FnOnce(&mut Thread) -> Res<()>,
) -> Res<()> {
    struct Done<'b>(&'b Turns);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.done();
        }
    }
    // ORD: Relaxed; only whether there is anything to wait for.
    if b.turns.served.load(Ordering::Relaxed) < turn {
        th.blocking(|| b.turns.wait_for(turn));
    }
    let _done = Done(&b.turns);
    f(th)
}

/// Puts bytes into a buffer that has a file.
fn put(th: &mut Thread, b: &Arc<Buffer>, bytes: &[u8], at_once: bool) -> Res<()> {
    if b.is_closed() {
        return Err(closed_error(th));
    }
    let mark = th.mark();
    let no_stream = th.root(Val::NONE);
    let done = locked(th, &b.lock, |th| {
        buffered::write_bytes(th, no_stream, b, bytes)?;
        match at_once {
            true => buffered::flush_writes(th, no_stream, b),
            false => Ok(()),
        }
    });
    th.release_to(mark);
    done
}
