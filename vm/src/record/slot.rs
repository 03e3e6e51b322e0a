//! What is known of one loop head or function entry: how hot it is, its region, whom the region's code is for.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jit::cache::Door;
use jit::hot::Anchor;
use jit::region::Region;

use super::shared::Jit;

/// Entries of a function that is not recorded (again for a long time).
pub(super) const NEVER: u32 = 0x8000_0000;

/// How much hotter an exit must be in a region whose loop another region has, too.
const COVERED: u32 = 16;

/// One loop head of a code object, or the entry of its function.
#[derive(Default)]
pub struct HotSlot {
    pub(super) turns: AtomicU32,
    /// Where the loop begins, once it was recorded.
    pub(super) head: AtomicU32,
    /// Another region has a head here, and will run the loop most of the time: no need to let this one's grow, too.
    pub(super) covered: AtomicBool,
    /// The region, while there is one; `all` keeps it alive.
    region: AtomicPtr<Region>,
    /// Leads to the region's code, for compiled calls.
    pub(super) door: Door,
    /// Of a function's entry: the function that the region is for.
    pub(super) function: AtomicU64,
    /// Of a function's entry: there are ops to step over, so it is to be recorded as one that is not called by compiled code.
    steps_over: AtomicBool,
    all: Mutex<Vec<Arc<Region>>>,
    /// The module namespace the region was recorded in: its cells are constants of the code. Elsewhere the code is interpreted.
    pub(super) globals: AtomicU64,
    pub(super) anchor: Arc<Anchor>,
}

impl HotSlot {
    /// The region that belongs to the loop now.
    #[inline(always)]
    pub(super) fn region(&self) -> Option<&Region> {
        // ORD: Acquire; pairs with Release in `publish`.
        let p = self.region.load(Ordering::Acquire);
        crate::compiled::region_ref(p)
    }

    /// Has a function a region whose code can be entered, if so from the interpreter only?
    #[inline(always)]
    pub(super) fn may_be_entered(&self) -> bool {
        // ORD: Relaxed; only asks.
        self.door.load(Ordering::Relaxed) != 0 || self.region().is_some_and(Region::needs_frame)
    }

    /// The function has ops that compiled code steps over, which needs its frame.
    pub(super) fn note_steps(&self) {
        self.steps_over.store(true, Ordering::Relaxed); // ORD: Relaxed; a hint.
    }

    pub(super) fn steps_over(&self) -> bool {
        self.steps_over.load(Ordering::Relaxed) // ORD: Relaxed; a hint.
    }

    /// Where calls from compiled code find the code for this function, if it has any.
    pub(super) fn door_for(&self, function: u64) -> Option<usize> {
        // ORD: Relaxed; only asks, a call loads the address itself.
        let open = self.door.load(Ordering::Relaxed) != 0
            && self.function.load(Ordering::Relaxed) == function; // ORD: Relaxed; as in `function_entry`.
        open.then(|| self.own_door())
    }

    /// The same for a function whose region is in the making.
    pub(super) fn own_door(&self) -> usize {
        Arc::as_ptr(&self.door) as usize
    }

    /// The next turn or entry is recorded.
    pub(super) fn warm_up(&self, threshold: u32) {
        // ORD: Relaxed; a counter.
        if self.turns.load(Ordering::Relaxed) < NEVER {
            let due = threshold.saturating_mul(2).min(NEVER - 1);
            self.turns.store(due, Ordering::Relaxed); // ORD: Relaxed; a counter.
        }
    }

    /// Does the loop begin here, and has it a region?
    pub(super) fn begins_at(&self, pc: u32) -> bool {
        // ORD: Relaxed; written before the region, which is read with Acquire.
        self.region().is_some() && self.head.load(Ordering::Relaxed) == pc
    }

    /// Is it not to be tried any more?
    pub fn is_refused(&self) -> bool {
        self.anchor.state() == jit::hot::State::Refused
    }

    /// Failures of an exit that make it grow.
    pub(super) fn exit_threshold(&self, jit: &Jit, exit: &jit::exit::Exit) -> u32 {
        // What lies below the region's frame is rather for a region of the caller's.
        let below = exit.frames[0].base.0 < 0;
        // ORD: Relaxed; a hint.
        if below || self.covered.load(Ordering::Relaxed) {
            jit.thresholds.exit * COVERED
        } else {
            jit.thresholds.exit
        }
    }

    /// Counts a turn; has it been enough of them? What is never due is not counted: threads that run the same code would
    /// pass the counter's cache line to and fro.
    #[inline(always)]
    pub(super) fn is_due(&self, threshold: u32) -> bool {
        // ORD: Relaxed; a counter, lost turns do no harm.
        let turns = self.turns.load(Ordering::Relaxed);
        if turns >= NEVER || threshold == u32::MAX {
            return false;
        }
        self.turns.store(turns + 1, Ordering::Relaxed); // ORD: Relaxed; as above.
        turns >= threshold
    }

    /// Is there code to enter, now or soon?
    pub fn has_region(&self) -> bool {
        self.region().is_some_and(|r| !r.is_invalid())
    }

    pub(super) fn publish(&self, region: &Arc<Region>) {
        self.all
            .lock()
            .expect("J8: no panic holds the list")
            .push(region.clone());
        // ORD: Release; publishes the region to `region`.
        self.region
            .store(Arc::as_ptr(region) as *mut Region, Ordering::Release);
    }

    pub(super) fn arc(&self) -> Option<Arc<Region>> {
        self.all
            .lock()
            .expect("J8: no panic holds the list")
            .last()
            .cloned()
    }

    /// The region fell: the loop is counted again.
    pub(super) fn forget(&self) {
        // ORD: Release; as in `publish`. Threads that still see the old region find it invalid.
        self.region.store(std::ptr::null_mut(), Ordering::Release);
        // ORD: Relaxed; a counter.
        self.turns.store(0, Ordering::Relaxed);
    }
}
