//! What streams are made of, without Python: descriptors, buffers, and the lock of a stream.
//!
//! Streams are outside the transactions: an open atomic block becomes inevitable before it touches one, but for text that
//! it writes, which waits for its commit (`deferred.rs`). A stream's
//! [`Lock`] is held over system calls and calls of Python code; a thread that has to wait for it waits as a blocked
//! one. The mutexes inside guard plain memory and are held for no call at all.
//!
//! A buffer that dies writes what it still holds; the ones alive at the end of the program are flushed from a list.

use std::io::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Weak};

use super::deferred::Turns;
use crate::os;

/// Size of buffers.
pub const BUFFER: usize = 8192;

/// Plain memory under a mutex that no panic poisons for long.
pub fn held<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(|e| e.into_inner())
}

/// An open file, closed when nobody refers to it any more.
#[derive(Debug)]
pub struct File {
    fd: AtomicI32,
    pub owned: bool,
    pub readable: bool,
    pub writable: bool,
    pub appending: bool,
    pub created: bool,
}

impl File {
    pub fn new(fd: i32, owned: bool, readable: bool, writable: bool) -> File {
        File {
            fd: AtomicI32::new(fd),
            owned,
            readable,
            writable,
            appending: false,
            created: false,
        }
    }

    /// The descriptor, unless the file was closed.
    pub fn fd(&self) -> Option<i32> {
        // ORD: Relaxed; a number, what it names is the kernel's.
        Some(self.fd.load(Ordering::Relaxed)).filter(|fd| *fd >= 0)
    }

    pub fn is_closed(&self) -> bool {
        self.fd().is_none()
    }

    /// Closes the descriptor if it is ours; once.
    pub fn close(&self) -> Result<()> {
        // ORD: Relaxed; whoever swaps the number out is the one to close it.
        let fd = self.fd.swap(-1, Ordering::Relaxed);
        match fd >= 0 && self.owned {
            true => os::file::close(fd),
            false => Ok(()),
        }
    }

    fn open_fd(&self) -> Result<i32> {
        self.fd()
            .ok_or_else(|| Error::from_raw_os_error(libc::EBADF))
    }

    pub fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        os::file::read(self.open_fd()?, buffer)
    }

    pub fn write(&self, bytes: &[u8]) -> Result<usize> {
        os::file::write(self.open_fd()?, bytes)
    }

    /// Writes everything, again after interruptions.
    pub fn write_all(&self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.write(bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    pub fn seek(&self, offset: i64, whence: i32) -> Result<i64> {
        os::file::seek(self.open_fd()?, offset, whence)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Nobody is left to hear of a failure.
        let _ = self.close();
    }
}

/// Bytes on the way between a program and a file (or another raw stream, if `file` is none).
pub struct Buffer {
    pub lock: Lock,
    pub file: Option<Arc<File>>,
    pub turns: Turns,
    pub state: Mutex<BufferState>,
}

/// Content of a buffer.
pub struct BufferState {
    /// Bytes read ahead, from `at` on.
    pub read: Vec<u8>,
    pub at: usize,
    /// Bytes not yet written.
    pub write: Vec<u8>,
    pub size: usize,
    pub closed: bool,
}

/// Buffers that may hold bytes at the end of the program.
static WRITERS: Mutex<Vec<Weak<Buffer>>> = Mutex::new(Vec::new());

impl Buffer {
    pub fn new(file: Option<Arc<File>>, size: usize, writes: bool) -> Arc<Buffer> {
        let listed = writes && file.is_some();
        let buffer = Arc::new(Buffer {
            lock: Lock::default(),
            file,
            turns: Turns::default(),
            state: Mutex::new(BufferState {
                read: Vec::new(),
                at: 0,
                write: Vec::new(),
                size,
                closed: false,
            }),
        });
        if listed {
            let mut all = held(&WRITERS);
            if all.len() % 64 == 63 {
                all.retain(|w| w.strong_count() > 0);
            }
            all.push(Arc::downgrade(&buffer));
        }
        buffer
    }

    pub fn is_closed(&self) -> bool {
        held(&self.state).closed || self.file.as_ref().is_some_and(|f| f.is_closed())
    }

    /// Writes what is held to the file, without asking anybody: at the end of the program or of the buffer.
    pub fn flush_to_file(&self) -> Result<()> {
        let bytes = std::mem::take(&mut held(&self.state).write);
        match &self.file {
            Some(f) if !f.is_closed() && !bytes.is_empty() => f.write_all(&bytes),
            _ => Ok(()),
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let _ = self.flush_to_file();
    }
}

/// Those that are still alive.
fn writers() -> Vec<Arc<Buffer>> {
    held(&WRITERS).iter().filter_map(Weak::upgrade).collect()
}

/// Flushes all buffers that are still alive.
pub fn flush_all() -> Result<()> {
    writers()
        .iter()
        .map(|b| b.flush_to_file())
        .reduce(Result::and)
        .unwrap_or(Ok(()))
}

/// Runs `fork`, which says whether this is the copy of a process with one thread, while no other thread has any buffer in
/// its hands. In the copy what other threads held is free.
pub fn over_a_fork(fork: impl FnOnce() -> bool) -> bool {
    let all = writers();
    let held: Vec<_> = all
        .iter()
        .map(|b| (b.lock.hold(), b.turns.hold()))
        .collect();
    let is_copy = fork();
    for (buffer, (mut owner, turns)) in all.iter().zip(held) {
        if is_copy {
            buffer.lock.forget_others(&mut owner);
            buffer.turns.forget_others(&turns);
        }
    }
    is_copy
}

/// A lock that one thread at a time holds, over anything.
#[derive(Default)]
pub struct Lock {
    taken: AtomicBool,
    owner: Mutex<Option<std::thread::ThreadId>>,
    free: Condvar,
}

impl Lock {
    /// Takes the lock if it is free.
    #[inline]
    pub fn try_take(&self) -> bool {
        // ORD: Acquire; pairs with Release in `give_back`; the state is seen as the last holder left it.
        let got = self
            .taken
            .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed)
            .is_ok();
        if got {
            *held(&self.owner) = Some(std::thread::current().id());
        }
        got
    }

    /// True if the calling thread holds it.
    pub fn is_mine(&self) -> bool {
        *held(&self.owner) == Some(std::thread::current().id())
    }

    /// Nobody begins or ends to wait until the result is dropped.
    fn hold(&self) -> MutexGuard<'_, Option<std::thread::ThreadId>> {
        held(&self.owner)
    }

    /// There are no other threads any more.
    fn forget_others(&self, owner: &mut Option<std::thread::ThreadId>) {
        if *owner != Some(std::thread::current().id()) {
            *owner = None;
            // ORD: Relaxed; there is one thread.
            self.taken.store(false, Ordering::Relaxed);
        }
    }

    /// Sleeps until it may be free.
    pub fn wait(&self) {
        let owner = held(&self.owner);
        if owner.is_some() {
            drop(self.free.wait(owner).unwrap_or_else(|e| e.into_inner()));
        }
    }

    pub fn give_back(&self) {
        *held(&self.owner) = None;
        // ORD: Release; pairs with Acquire in `try_take`.
        self.taken.store(false, Ordering::Release);
        self.free.notify_one();
    }
}
