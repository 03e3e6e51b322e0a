//! Changing what all code takes for constant: classes, functions, module-level names.
//!
//! Such things are read without a barrier and are built into compiled code; blocks do not note that they have read
//! them. So they change only while the world is stopped, and every other open block is wounded: it runs again
//! and sees the new state from its start. The thread that changes them is inevitable meanwhile, so that no block that cannot be
//! undone is among the others.

use crate::thread::Thread;
use crate::unwind::{Res, Unwind};

impl Thread {
    /// Runs something with the world stopped that no code could tell from a moment's rest.
    pub(crate) fn with_world_stopped<R>(&mut self, f: impl FnOnce(&Thread) -> R) -> R {
        let _stopped = self.stop_world();
        f(self)
    }

    /// Stops all other threads until the result is dropped.
    pub(crate) fn stop_world(&mut self) -> stm::Stopped {
        self.note_place();
        let registry = self.vm.registry.clone();
        registry.stop(self.tx_mut())
    }

    /// Changes, with the world stopped, something that blocks take for constant, but not what it is to the program.
    pub(crate) fn change<R>(&mut self, f: impl FnOnce(&Thread) -> R) -> Res<R> {
        if self.vm.registry.thread_count() == 1 {
            let _stopped = self.stop_world();
            // A thread may have begun before the world stood still, and have read by now what is about to change.
            if self.vm.registry.thread_count() == 1 {
                return Ok(f(self));
            }
        }
        let own_block = self.in_block();
        if own_block {
            self.inevitably(crate::stm_log::wanted)?;
        } else {
            let change = crate::stm_log::wanted(self);
            let (tx, place) = self.tx_and_place();
            tx.begin_inevitable(&mut place.with_detail(change));
        }
        let result = {
            let stopped = self.stop_world();
            stopped.world().disturb_others(self.tx());
            f(self)
        };
        if !own_block {
            self.tx_mut().commit_atomic();
        }
        Ok(result)
    }

    /// The same for a change that the undo log knows nothing of, or only part of: an open block becomes irrevocable. The
    /// closure may meet conflicts, before it has written anything.
    pub(crate) fn changing<R>(&mut self, mut f: impl FnMut(&Thread) -> Res<R>) -> Res<R> {
        loop {
            if self.in_block() {
                self.irrevocably()?;
                self.block.structural = true;
            }
            match self.change(&mut f)? {
                Err(Unwind::Conflict) => self.resolve_conflict()?,
                done => return done,
            }
        }
    }
}
