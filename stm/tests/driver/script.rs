//! The language of the driver: one line an operation, printed and read back.

use std::fmt;
use std::str::FromStr;

pub const THREADS: usize = 4;
pub const OBJECTS: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Open a block, or one more inside the open one.
    Begin,
    Commit,
    Read(usize),
    Write(usize),
    /// Take both, then write both: one operation.
    Move(usize, usize),
    /// A new object takes the place of this one.
    Renew(usize),
    Inevitable,
    /// Undo the block and watch what it touched.
    Watch,
    /// Become blocked, as in a system call.
    Out,
    In,
    /// The thread ends and a new one begins.
    End,
    /// So much time passes that all plain code that waits loses its patience.
    Time,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub thread: usize,
    pub act: Act,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{} ", self.thread)?;
        match self.act {
            Act::Begin => write!(f, "begin"),
            Act::Commit => write!(f, "commit"),
            Act::Read(object) => write!(f, "read {object}"),
            Act::Write(object) => write!(f, "write {object}"),
            Act::Move(from, to) => write!(f, "move {from} {to}"),
            Act::Renew(object) => write!(f, "renew {object}"),
            Act::Inevitable => write!(f, "inevitable"),
            Act::Watch => write!(f, "watch"),
            Act::Out => write!(f, "out"),
            Act::In => write!(f, "in"),
            Act::End => write!(f, "end"),
            Act::Time => write!(f, "time"),
        }
    }
}

impl FromStr for Line {
    type Err = String;

    fn from_str(line: &str) -> Result<Line, String> {
        let mut words = line.split_whitespace();
        let mut next = || words.next().ok_or(format!("too short: {line}"));
        let thread = next()?;
        let act = next()?;
        let mut object = || -> Result<usize, String> {
            let word = next()?;
            word.parse().map_err(|_| format!("not an object: {word}"))
        };
        let act = match act {
            "begin" => Act::Begin,
            "commit" => Act::Commit,
            "read" => Act::Read(object()?),
            "write" => Act::Write(object()?),
            "move" => Act::Move(object()?, object()?),
            "renew" => Act::Renew(object()?),
            "inevitable" => Act::Inevitable,
            "watch" => Act::Watch,
            "out" => Act::Out,
            "in" => Act::In,
            "end" => Act::End,
            "time" => Act::Time,
            other => return Err(format!("no such act: {other}")),
        };
        let thread = thread.trim_start_matches('t').parse();
        Ok(Line {
            thread: thread.map_err(|_| format!("no thread: {line}"))?,
            act,
        })
    }
}

/// A generator of numbers; the same for the same seed everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % limit as u64) as usize
    }
}

type MakeAct = fn(&mut Random) -> Act;

/// What is done how often.
const WEIGHTS: [(usize, MakeAct); 12] = [
    (30, |random| Act::Read(random.below(OBJECTS))),
    (22, |random| Act::Write(random.below(OBJECTS))),
    (6, |random| {
        let from = random.below(OBJECTS);
        Act::Move(from, (from + 1 + random.below(OBJECTS - 1)) % OBJECTS)
    }),
    (4, |random| Act::Renew(random.below(OBJECTS))),
    (14, |_| Act::Begin),
    (14, |_| Act::Commit),
    (2, |_| Act::Inevitable),
    (2, |_| Act::Watch),
    (4, |_| Act::Out),
    (6, |_| Act::In),
    (1, |_| Act::End),
    (2, |_| Act::Time),
];

pub fn random_script(seed: u64, length: usize) -> Vec<Line> {
    let mut random = Random(seed);
    let all = WEIGHTS.iter().map(|(weight, _)| weight).sum();
    let mut line = |_| {
        let mut left = random.below(all);
        let (_, make) = WEIGHTS
            .iter()
            .find(|(weight, _)| match left.checked_sub(*weight) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            })
            .expect("less than the sum of the weights");
        Line {
            thread: random.below(THREADS),
            act: make(&mut random),
        }
    };
    (0..length).map(&mut line).collect()
}
