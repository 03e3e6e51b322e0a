//! `or_else(f, g)`: if `f` asks for a retry, what it did is undone and `g` runs in its place.
//!
//! A block that has got into its second choice is undone and run again as a whole, up to the choice, and there takes the other
//! way. What the first try touched stays touched (`stm::Tx::undo_writes`): so the code before the choice finds what it found
//! before, and if the second way asks for a retry too, the block sleeps until something changes that either has read.

use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use std::cell::{Cell, RefCell};

/// The choices of the open block.
#[derive(Default)]
pub(crate) struct Choices {
    /// Whether the second way is to be taken, by the order in which the block comes to them.
    second: RefCell<Vec<bool>>,
    /// How many this try has come to.
    met: Cell<usize>,
    /// Those whose way is being gone, the outermost first.
    inside: RefCell<Vec<usize>>,
    /// A second way has just been chosen: the block is to begin anew.
    changed: Cell<bool>,
}

impl Choices {
    pub(crate) fn clear(&self) {
        self.second.borrow_mut().clear();
        self.begin();
    }

    fn begin(&self) {
        self.met.set(0);
        self.inside.borrow_mut().clear();
        self.changed.set(false);
    }

    pub(crate) fn is_changed(&self) -> bool {
        self.changed.get()
    }

    /// The way that is being gone leads nowhere: is there another one? Then the block is to begin anew.
    pub(crate) fn take_other(&self) -> bool {
        let mut second = self.second.borrow_mut();
        let inside = self.inside.borrow();
        let Some(&last) = inside.iter().rev().find(|&&n| !second[n]) else {
            return false;
        };
        // What was chosen inside the way that is given up, or behind it, is open again.
        second.truncate(last + 1);
        second[last] = true;
        self.changed.set(true);
        true
    }

    /// Comes to a choice: is it the second way?
    fn enter(&self) -> bool {
        let mut second = self.second.borrow_mut();
        let n = self.met.replace(self.met.get() + 1);
        if n == second.len() {
            second.push(false);
        }
        self.inside.borrow_mut().push(n);
        second[n]
    }

    fn leave(&self) {
        self.inside.borrow_mut().pop();
    }
}

/// Undoes the open block and leaves it open, for its next try.
pub(super) fn begin_anew(th: &mut Thread) {
    crate::modules::weakref::take_out_made(th);
    th.tx_mut().undo_writes();
    th.block.choices.begin();
    th.block.levels.clear();
    th.block.drop_followers();
    th.block.on_abort.clear();
    th.block.waits.begin();
}

/// Runs one of the two, in a block.
pub fn or_else(th: &mut Thread, first: Slot, second: Slot) -> Res<Slot> {
    let chosen = match th.block.choices.enter() {
        true => second,
        false => first,
    };
    let result = th.call(chosen, &[]);
    if !matches!(result, Err(Unwind::Abort)) {
        th.block.choices.leave();
    }
    result
}
