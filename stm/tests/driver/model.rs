//! The oracle: what the committed values are, what each open block has touched, who may wait and who may be undone.

use super::script::{Act, OBJECTS, THREADS};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub object: usize,
    pub writing: bool,
}

/// What an act wants to take.
pub fn wishes(act: Act) -> Vec<Wish> {
    let wish = |object, writing| Wish { object, writing };
    match act {
        Act::Read(object) => vec![wish(object, false)],
        Act::Write(object) => vec![wish(object, true)],
        Act::Move(from, to) => vec![wish(from, true), wish(to, true)],
        _ => vec![],
    }
}

/// How the asker stands, when it asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// `Tx::age`: 0 for the inevitable block, `None` for plain code.
    pub age: Option<u64>,
    pub impatient: bool,
}

#[derive(Default)]
pub struct Block {
    pub open: bool,
    pub read: BTreeMap<usize, u64>,
    pub written: BTreeMap<usize, u64>,
    /// Everything that others have wanted since the block was opened.
    pub wanted: Vec<(Wish, Standing)>,
}

impl Block {
    pub fn collides(&self, wish: Wish) -> bool {
        self.written.contains_key(&wish.object)
            || wish.writing && self.read.contains_key(&wish.object)
    }
}

pub struct Model {
    pub committed: Vec<u64>,
    pub blocks: Vec<Block>,
    next: u64,
}

impl Model {
    pub fn new() -> Model {
        Model {
            committed: (0..OBJECTS as u64).collect(),
            blocks: (0..THREADS).map(|_| Block::default()).collect(),
            next: 1000,
        }
    }

    pub fn fresh_value(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub fn begin(&mut self, thread: usize) {
        self.blocks[thread] = Block {
            open: true,
            ..Block::default()
        };
    }

    /// What a read has to bring, now.
    pub fn read(&mut self, thread: usize, object: usize) -> u64 {
        let block = &mut self.blocks[thread];
        if let Some(value) = block.written.get(&object) {
            return *value;
        }
        let value = self.committed[object];
        if block.open {
            block.read.insert(object, value);
        }
        value
    }

    pub fn write(&mut self, thread: usize, object: usize, value: u64) {
        if self.blocks[thread].open {
            self.blocks[thread].written.insert(object, value);
        } else {
            self.committed[object] = value;
        }
    }

    /// Strict two-phase locking: what a block has read is still so when it commits.
    pub fn commit(&mut self, thread: usize) {
        let block = std::mem::take(&mut self.blocks[thread]);
        for (object, value) in block.read {
            assert_eq!(
                self.committed[object], value,
                "object {object} changed under t{thread}"
            );
        }
        for (object, value) in block.written {
            self.committed[object] = value;
        }
    }

    pub fn abort(&mut self, thread: usize) {
        self.blocks[thread] = Block::default();
    }

    /// Notes who wants what, as a reason to undo the blocks in the way.
    pub fn want(&mut self, asker: usize, wishes: &[Wish], standing: Standing) {
        for (thread, block) in self.blocks.iter_mut().enumerate() {
            if thread != asker && block.open {
                for wish in wishes {
                    if !block.wanted.contains(&(*wish, standing)) {
                        block.wanted.push((*wish, standing));
                    }
                }
            }
        }
    }

    /// May the block of this thread, of this age, be undone? What it was about to do may have been done in part.
    pub fn may_lose(&self, thread: usize, age: u64, act: Option<Act>) -> bool {
        let block = &self.blocks[thread];
        let partly = act.map_or(vec![], wishes);
        age != 0
            && block.wanted.iter().any(|(wish, standing)| {
                (block.collides(*wish) || partly.iter().any(|taken| taken.object == wish.object))
                    && standing.age.map_or(standing.impatient, |other| other < age)
            })
    }
}
