//! The state of an anchor: a loop head or a function entry of the interpreter that may become the start of a region.
//!
//! ```text
//!   Counting(n) ──n reaches the threshold──▶ Recording ──trace finished──▶ Compiling ──code ready──▶ Compiled
//!       ▲                                        │                             │                        │
//!       └──────── given up, not final ───────────┴─────────────────────────────┘◀──── invalidated ──────┘
//!                                                └──final, or the third time──▶ Refused ◀── the second time not worth it
//! ```
//!
//! One word, changed by compare-and-swap through [`Anchor::step`] only; who wins `Counting → Recording` records.

use crate::abort::Abort;
use std::sync::atomic::{AtomicU32, Ordering};

/// When to record.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Turns of a loop, or entries of a function.
    pub anchor: u32,
    /// Failures of one exit.
    pub exit: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            anchor: 1000,
            exit: 60,
        }
    }
}

/// What an anchor is up to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Turns so far.
    Counting(u32),
    Recording,
    Compiling,
    Compiled,
    Refused,
}

/// What happens to an anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// One more turn.
    Turn,
    Recorded,
    Ready,
    GaveUp(Abort),
    Invalidated,
    /// To enter the code costs more than it saves.
    NotWorthIt,
}

const TAG_BITS: u32 = 3;
const TRIES_BITS: u32 = 3;
const MOST_TRIES: u32 = 4;

/// State and number of failed tries in one word: `count | tries | tag`.
#[derive(Debug, Default)]
pub struct Anchor(AtomicU32);

fn unpack(word: u32) -> (State, u32) {
    let tries = (word >> TAG_BITS) & ((1 << TRIES_BITS) - 1);
    let state = match word & ((1 << TAG_BITS) - 1) {
        0 => State::Counting(word >> (TAG_BITS + TRIES_BITS)),
        1 => State::Recording,
        2 => State::Compiling,
        3 => State::Compiled,
        _ => State::Refused,
    };
    (state, tries)
}

fn pack(state: State, tries: u32) -> u32 {
    let (tag, count) = match state {
        State::Counting(n) => (0, n),
        State::Recording => (1, 0),
        State::Compiling => (2, 0),
        State::Compiled => (3, 0),
        State::Refused => (4, 0),
    };
    count << (TAG_BITS + TRIES_BITS) | tries << TAG_BITS | tag
}

fn next(state: State, tries: u32, event: Event, limits: Thresholds) -> (State, u32) {
    match (state, event) {
        (State::Counting(n), Event::Turn) if n >= limits.anchor << tries => {
            (State::Recording, tries)
        }
        (State::Counting(n), Event::Turn) => (State::Counting(n + 1), tries),
        (State::Recording, Event::Recorded) => (State::Compiling, tries),
        (State::Compiling, Event::Ready) => (State::Compiled, tries),
        (State::Recording | State::Compiling, Event::GaveUp(why))
            if why.is_final() || tries + 1 >= MOST_TRIES =>
        {
            (State::Refused, tries)
        }
        (State::Recording | State::Compiling, Event::GaveUp(_))
        | (State::Compiled, Event::Invalidated) => {
            if tries + 1 >= MOST_TRIES {
                (State::Refused, tries)
            } else {
                (State::Counting(0), tries + 1)
            }
        }
        (State::Compiled, Event::NotWorthIt) if tries + 2 >= MOST_TRIES => (State::Refused, tries),
        (State::Compiled, Event::NotWorthIt) => (State::Counting(0), tries + 2),
        (state, _) => (state, tries),
    }
}

impl Anchor {
    pub const fn new() -> Anchor {
        Anchor(AtomicU32::new(0))
    }

    pub fn state(&self) -> State {
        // ORD: Relaxed; the code itself is published by the region's entry pointer.
        unpack(self.0.load(Ordering::Relaxed)).0
    }

    /// Lets an event happen. The answer is the new state if this call changed the kind of state, so exactly one thread
    /// is told to record.
    pub fn step(&self, event: Event, limits: Thresholds) -> Option<State> {
        // ORD: Relaxed throughout; the word decides who records, it publishes nothing.
        let mut word = self.0.load(Ordering::Relaxed);
        loop {
            let (state, tries) = unpack(word);
            let (new, new_tries) = next(state, tries, event, limits);
            let packed = pack(new, new_tries);
            if packed == word {
                return None;
            }
            match self
                .0
                .compare_exchange_weak(word, packed, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => {
                    let counted = matches!((state, new), (State::Counting(_), State::Counting(_)));
                    return (!counted).then_some(new);
                }
                Err(now) => word = now,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_once_and_gives_up_in_the_end() {
        let anchor = Anchor::new();
        let limits = Thresholds { anchor: 2, exit: 1 };
        let mut tries = 0;
        while anchor.state() != State::Refused {
            if anchor.step(Event::Turn, limits) == Some(State::Recording) {
                tries += 1;
                assert_eq!(
                    anchor.step(Event::Turn, limits),
                    None,
                    "only one thread records"
                );
                anchor.step(Event::GaveUp(Abort::TooLong), limits);
            }
        }
        assert_eq!(tries, MOST_TRIES);
    }
}
