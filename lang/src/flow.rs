//! Which registers are live where: a backward walk over a code object's instructions.
//!
//! A register is live before an instruction if some path from there reads it before writing it. Edges are: to the next
//! instruction (unless the op ends), to the label, and, for an op that may raise or suspends, to the handler that covers it.
//! `OutNext` registers count as written only on the edge to the next instruction; on the exceptional edge nothing is
//! written but the handler's register.

use crate::code::{Code, Insn};
use crate::opcode::{Mode, Pc};

/// A set of register numbers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct BitSet {
    bits: Vec<u64>,
}

impl BitSet {
    /// Empty, with room for `n` members.
    pub fn new(n: usize) -> Self {
        BitSet {
            bits: vec![0; n.div_ceil(64)],
        }
    }

    /// Adds `i`, which must be below the room.
    #[inline]
    pub fn insert(&mut self, i: usize) {
        self.bits[i / 64] |= 1 << (i % 64);
    }

    /// Takes `i` out.
    #[inline]
    pub fn remove(&mut self, i: usize) {
        if let Some(word) = self.bits.get_mut(i / 64) {
            *word &= !(1 << (i % 64));
        }
    }

    /// Is `i` in?
    #[inline]
    pub fn contains(&self, i: usize) -> bool {
        self.bits
            .get(i / 64)
            .is_some_and(|word| word >> (i % 64) & 1 == 1)
    }

    /// Adds all of `other`; says whether that changed anything.
    pub fn union(&mut self, other: &BitSet) -> bool {
        let mut changed = false;
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            changed |= *b & !*a != 0;
            *a |= *b;
        }
        changed
    }

    /// Keeps what `other` has too; says whether that changed anything.
    pub fn intersect(&mut self, other: &BitSet) -> bool {
        let mut changed = false;
        for (a, b) in self.bits.iter_mut().zip(&other.bits) {
            changed |= *a & !*b != 0;
            *a &= *b;
        }
        changed
    }

    /// Members in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.bits.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let i = rest.trailing_zeros() as usize;
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    at * 64 + i
                })
            })
        })
    }
}

/// Live registers at the start of each block; inside a block they follow from its instructions.
#[derive(Clone, Debug)]
pub struct Liveness {
    /// Start and end of each block, ascending, with the set at its start.
    blocks: Vec<(u32, u32, BitSet)>,
}

impl Liveness {
    /// Walks the whole code to a fixed point.
    pub fn of(code: &Code) -> Liveness {
        let starts = block_starts(code);
        let ends = starts
            .iter()
            .skip(1)
            .copied()
            .chain([code.words.len() as u32]);
        let mut live = Liveness {
            blocks: starts
                .iter()
                .copied()
                .zip(ends)
                .map(|(s, e)| (s, e, BitSet::new(code.nregs as usize)))
                .collect(),
        };
        let bodies: Vec<Vec<Insn>> = live
            .blocks
            .iter()
            .map(|(start, end, _)| body(code, *start, *end))
            .collect();
        loop {
            let mut changed = false;
            for at in (0..bodies.len()).rev() {
                let set = live.before(code, &bodies[at], live.blocks[at].0);
                changed |= live.blocks[at].2.union(&set);
            }
            if !changed {
                return live;
            }
        }
    }

    /// Live registers before the instruction at `pc`.
    pub fn live_in(&self, code: &Code, pc: Pc) -> BitSet {
        let block = self.blocks.partition_point(|(start, ..)| *start <= pc.0) - 1;
        let (start, end, set) = &self.blocks[block];
        if *start == pc.0 {
            return set.clone();
        }
        self.before(code, &body(code, *start, *end), pc.0)
    }

    /// The set at the start of the block at `pc`.
    fn at_start(&self, pc: u32) -> Option<&BitSet> {
        self.blocks
            .binary_search_by_key(&pc, |(start, ..)| *start)
            .ok()
            .map(|at| &self.blocks[at].2)
    }

    /// The set before instruction `pc` of the block `insns`, from the sets at the block's successors.
    fn before(&self, code: &Code, insns: &[Insn], pc: u32) -> BitSet {
        let mut set = BitSet::new(code.nregs as usize);
        for (i, insn) in insns.iter().enumerate().rev() {
            if insn.pc.0 < pc {
                break;
            }
            if i + 1 == insns.len()
                && !insn.op.info().flags.ends
                && let Some(next) = self.at_start(insn.next().0)
            {
                set.union(next);
            }
            self.step(code, insn, &mut set);
        }
        set
    }

    /// Turns the set after `insn` into the set before it.
    fn step(&self, code: &Code, insn: &Insn, set: &mut BitSet) {
        insn.for_writes(|reg, n, mode| {
            if mode == Mode::OutNext {
                (reg..reg + n).for_each(|r| set.remove(r as usize));
            }
        });
        if let Some(target) = insn.target().and_then(|target| self.at_start(target.0)) {
            set.union(target);
        }
        insn.for_writes(|reg, n, mode| {
            if mode != Mode::OutNext {
                (reg..reg + n).for_each(|r| set.remove(r as usize));
            }
        });
        if insn.op.info().flags.raises
            && let Some(entry) = code.handler(insn.pc)
            && let Some(handler) = self.at_start(entry.handler)
        {
            let mut handler = handler.clone();
            handler.remove(entry.exc.index());
            set.union(&handler);
        }
        insn.for_reads(|reg, n, _| (reg..reg + n).for_each(|r| set.insert(r as usize)));
    }
}

/// The instructions of `start..end`.
fn body(code: &Code, start: u32, end: u32) -> Vec<Insn> {
    let mut insns = Vec::new();
    let mut at = Pc(start);
    while at.0 < end {
        let insn = code.insn(at);
        at = insn.next();
        insns.push(insn);
    }
    insns
}

/// Where blocks begin: at 0, at labels and handlers, after instructions that jump or end.
fn block_starts(code: &Code) -> Vec<u32> {
    let mut starts = vec![0];
    for insn in code.insns() {
        let target = insn.target();
        if target.is_some() || insn.op.info().flags.ends {
            starts.extend(target.map(|pc| pc.0));
            starts.push(insn.next().0);
        }
    }
    starts.extend(code.exceptions.iter().map(|entry| entry.handler));
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|pc| (*pc as usize) < code.words.len());
    starts
}
