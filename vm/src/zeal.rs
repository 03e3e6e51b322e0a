//! Making the rare common, for tests: barriers refused at random, open blocks undone at random.
//!
//! The numbers are the same in every run of a thread with the same number. An operation that is refused is run again
//! from its start; so that it comes through at last, refusals at one place get rarer and rarer. What an operation has
//! already taken is never refused, for that cannot happen.
//!
//! Or not at random: one block is undone, at the safepoint with a given number (`abort=N`). Who runs a program once for
//! each number has undone it everywhere.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::options::Options;
use crate::thread::Thread;

/// The first gap between two refusals is at most this.
const GAP: u64 = 24;

/// One thread's dice.
pub struct Zeal {
    on: Cell<bool>,
    /// Safepoints in blocks are counted.
    counts: Cell<bool>,
    state: Cell<u64>,
    /// Barriers until the next refusal.
    left: Cell<u64>,
    gap: Cell<u64>,
    /// Frames and position at the last refusal.
    place: Cell<(usize, u32)>,
}

impl Zeal {
    pub(crate) fn new(ident: u64) -> Zeal {
        Zeal {
            on: Cell::new(false),
            counts: Cell::new(false),
            state: Cell::new(ident.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            left: Cell::new(1),
            gap: Cell::new(1),
            place: Cell::new((0, 0)),
        }
    }

    /// A random number below `n`.
    fn below(&self, n: u64) -> u64 {
        let mut x = self.state.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.state.set(x);
        (x >> 32) % n
    }
}

/// Safepoints in blocks that can be undone, so far.
static POINTS: AtomicU64 = AtomicU64::new(0);

/// At the end of the program: writes how many there were where the options say.
pub fn tell(options: &Options) {
    if let Some(file) = options.zeal_abort.as_ref().and_then(|z| z.told_in.as_ref()) {
        // ORD: Relaxed; no other thread runs.
        let points = POINTS.load(Ordering::Relaxed);
        // Who does not find it there knows.
        let _ = std::fs::write(file, points.to_string());
    }
}

impl Thread {
    /// From here on, if the options ask for it. Start-up itself counts on owning everything.
    pub(crate) fn start_zeal(&self) {
        self.zeal.on.set(self.vm.options.zeal_conflict);
        self.zeal.counts.set(self.vm.options.zeal_abort.is_some());
        self.stir();
    }

    /// Runs something that works on objects nobody else knows yet, without refusals.
    pub(crate) fn without_zeal<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        let (on, counts) = (self.zeal.on.replace(false), self.zeal.counts.replace(false));
        let r = f(self);
        self.zeal.on.set(on);
        self.zeal.counts.set(counts);
        r
    }

    /// A collection may be due at the next safepoint.
    pub(crate) fn stir(&self) {
        if self.vm.options.zeal_gc {
            self.tx().request_poll(crate::vm::POLL_GC);
        }
    }

    /// Not while the thread waits: whoever runs collects.
    pub(crate) fn calm(&self) {
        if self.vm.options.zeal_gc {
            self.tx().take_reason(crate::vm::POLL_GC);
        }
    }

    /// Is this barrier to be refused?
    #[inline(always)]
    pub(crate) fn refuses(&self) -> bool {
        self.zeal.on.get() && self.dice()
    }

    #[cold]
    fn dice(&self) -> bool {
        let zeal = &self.zeal;
        zeal.left.set(zeal.left.get() - 1);
        if zeal.left.get() != 0 {
            return false;
        }
        let place = self
            .frames
            .last()
            .map_or((0, 0), |f| (self.frames.len(), f.pc));
        let gap = match zeal.place.replace(place) == place {
            true => zeal.gap.get().saturating_mul(3),
            false => 1 + zeal.below(GAP),
        };
        zeal.gap.set(gap);
        zeal.left.set(gap);
        true
    }

    /// At a safepoint: undoes the open block now and then; outside a block all that this thread has might be another's now.
    #[inline]
    pub(crate) fn zeal_at_safepoint(&mut self) {
        if self.zeal.counts.get() && self.in_block() {
            self.count_safepoint();
        }
        if !self.zeal.on.get() {
            return;
        }
        if !self.in_block() {
            return self.tx_mut().forget_touched();
        }
        if self.zeal.below(6) == 0 {
            self.tx().inject_abort();
        }
    }

    fn count_safepoint(&self) {
        if self.block.is_irrevocable() {
            return;
        }
        // ORD: Relaxed; a number for tests.
        let number = POINTS.fetch_add(1, Ordering::Relaxed);
        let wish = self.vm.options.zeal_abort.as_ref();
        if wish.is_some_and(|wish| wish.at == number) {
            self.tx().inject_abort();
        }
    }

    /// In a block: asks for a safepoint now and then, or always if they are counted.
    #[inline]
    pub(crate) fn zeal_in_block(&self) {
        if self.zeal.counts.get() {
            self.tx().request_poll(stm::poll::USER);
        }
        if self.zeal.on.get() && self.zeal.below(2) == 0 {
            self.tx().request_poll(stm::poll::USER);
        }
    }
}
