//! The one token of the block that cannot be undone.
//!
//! A block takes it before it does something that cannot be undone, while it can itself still be undone:
//! so nobody who waits for the token has done anything irrevocable, and whoever has it waits for nobody that
//! waits for it (such a block gives way to it). Others run on until they really collide with it.

use crate::sync::{Arc, Mutex, lock};
use crate::thread::Peer;
use std::collections::VecDeque;

#[derive(Default)]
pub(crate) struct Token(Mutex<State>);

#[derive(Default)]
struct State {
    taken: bool,
    waiting: VecDeque<Arc<Peer>>,
}

impl Token {
    /// Takes the token if it is free and nobody came earlier; joins the line otherwise.
    pub fn try_take(&self, me: &Arc<Peer>) -> bool {
        let mut state = lock(&self.0);
        let place = state.waiting.iter().position(|one| Arc::ptr_eq(one, me));
        if !state.taken && place.unwrap_or(state.waiting.len()) == 0 {
            state.waiting.pop_front();
            state.taken = true;
            return true;
        }
        if place.is_none() {
            state.waiting.push_back(me.clone());
        }
        false
    }

    pub fn give_back(&self) {
        let mut state = lock(&self.0);
        state.taken = false;
        state.wake_next();
    }

    /// Nobody but this thread is left.
    pub fn forget_others(&self, me: &Arc<Peer>) {
        let mut state = lock(&self.0);
        state.waiting.retain(|one| Arc::ptr_eq(one, me));
    }

    /// Leaves the line.
    pub fn forget(&self, me: &Arc<Peer>) {
        let mut state = lock(&self.0);
        state.waiting.retain(|one| !Arc::ptr_eq(one, me));
        state.wake_next();
    }
}

impl State {
    fn wake_next(&self) {
        if !self.taken
            && let Some(next) = self.waiting.front()
        {
            next.event.wake();
        }
    }
}
