//! Integer ranges: drops overflow guards, comparisons and bounds checks.
//!
//! ```text
//! %2 = ilt %0, %1          %2 = ilt %0, %1
//! guard_true %2 ?0    ──▶  guard_true %2 ?0
//! %4 = add_ovf %0, 1 ?0    %4 = iadd %0, 1
//! ```
//!
//! A fact is an interval for each integer, and pairs known to be in order. Guards on comparisons narrow both sides.
//!
//! What is found in the first turn of a loop has to hold in all of them, for the body is made of what is left of that turn.
//! Guards and arithmetic are in the body, too; but an int that came out of a small box may go around in a register, and grow
//! beyond what boxes hold. So in that turn boxes say nothing ([`Ranges::first_turn`]).

use super::{Arg, Proposal, View};
use crate::ir::{Const, Imm, Inst, Mem, Op, Ref, Trace};
use crate::target::Target;
use std::collections::{HashMap, HashSet};

/// An interval, ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub low: i64,
    pub high: i64,
}

impl Range {
    pub const ALL: Range = Range {
        low: i64::MIN,
        high: i64::MAX,
    };

    pub fn new(low: i64, high: i64) -> Range {
        Range { low, high }
    }

    fn meet(self, other: Range) -> Range {
        Range {
            low: self.low.max(other.low),
            high: self.high.min(other.high),
        }
    }

    /// The interval of a result computed in 128 bits; `None` if it may not fit.
    fn of_ends(ends: &[i128]) -> Option<Range> {
        let low = i64::try_from(*ends.iter().min()?).ok()?;
        let high = i64::try_from(*ends.iter().max()?).ok()?;
        Some(Range { low, high })
    }
}

/// Keeper of ranges.
#[derive(Clone, Default)]
pub struct Ranges {
    known: HashMap<Ref, Range>,
    /// First is less than second.
    less: HashSet<(Ref, Ref)>,
    /// This is the first turn of a loop.
    first_turn: bool,
}

impl Ranges {
    /// Begins or ends the first turn of a loop.
    pub fn first_turn(&mut self, begins: bool) {
        self.first_turn = begins;
    }

    pub fn of(&self, trace: &Trace, r: Ref) -> Range {
        match trace.int_of(r) {
            Some(i) => Range::new(i, i),
            None => self.known.get(&r).copied().unwrap_or(Range::ALL),
        }
    }

    /// Says that a value lies in a range.
    pub fn assume(&mut self, trace: &Trace, r: Ref, range: Range) {
        if !r.is_const() && range != Range::ALL {
            let range = self.of(trace, r).meet(range);
            self.known.insert(r, range);
        }
    }

    pub fn note(&mut self, trace: &Trace, target: &Target, r: Ref, inst: &Inst) {
        match inst.op {
            Op::GuardTrue | Op::GuardFalse => {
                self.learn(trace, inst.args[0], inst.op == Op::GuardTrue)
            }
            _ => {
                let range = self.result(trace, target, inst);
                self.assume(trace, r, range);
            }
        }
    }

    /// The range of a result, from the operands'.
    fn result(&self, trace: &Trace, target: &Target, inst: &Inst) -> Range {
        let of = |n: usize| self.of(trace, inst.args[n]);
        let tags = &target.tags;
        match inst.op {
            Op::UnboxInt if self.first_turn => Range::ALL,
            Op::UnboxInt => Range::new(tags.min_int(), tags.max_int()),
            Op::BoolToInt => Range::new(0, 1),
            Op::Load | Op::LoadX => match inst.field().kind {
                Mem::Len => Range::new(0, 1 << 48),
                Mem::U8 => Range::new(0, 0xff),
                Mem::U16 => Range::new(0, 0xffff),
                Mem::U32 => Range::new(0, 0xffff_ffff),
                Mem::I32 => Range::new(i64::from(i32::MIN), i64::from(i32::MAX)),
                _ => Range::ALL,
            },
            Op::IAdd | Op::AddOvf | Op::ISub | Op::SubOvf | Op::IMul | Op::MulOvf => {
                exact(inst.op, of(0), of(1)).unwrap_or(Range::ALL)
            }
            Op::IAnd => {
                let (a, b) = (of(0), of(1));
                match (a.low >= 0, b.low >= 0) {
                    (true, true) => Range::new(0, a.high.min(b.high)),
                    (true, false) => Range::new(0, a.high),
                    (false, true) => Range::new(0, b.high),
                    (false, false) => Range::ALL,
                }
            }
            Op::IOr | Op::IXor if of(0).low >= 0 && of(1).low >= 0 => {
                let top = (of(0).high | of(1).high) as u64;
                Range::new(
                    0,
                    (u64::MAX.checked_shr(top.leading_zeros()).unwrap_or(0)) as i64,
                )
            }
            Op::Sar => match trace.int_of(inst.args[1]) {
                Some(by) => Range::new(of(0).low >> by, of(0).high >> by),
                None => Range::new(of(0).low.min(0), of(0).high.max(0)),
            },
            Op::FloorMod => match trace.int_of(inst.args[1]) {
                Some(d) if d > 0 => Range::new(0, d - 1),
                _ if of(1).low > 0 => Range::new(0, of(1).high - 1),
                _ => Range::ALL,
            },
            Op::FloorDiv if of(1).low > 0 => Range::new(of(0).low.min(0), of(0).high.max(0)),
            _ => Range::ALL,
        }
    }

    /// A comparison came out like this.
    fn learn(&mut self, trace: &Trace, r: Ref, truth: bool) {
        let Some(compare) = trace.def(r) else {
            return;
        };
        let [a, b, _] = compare.args;
        let op = if truth {
            Some(compare.op)
        } else {
            compare.op.inverse()
        };
        match op {
            Some(Op::ILt) => self.order(trace, a, b, 1),
            Some(Op::ILe) => self.order(trace, a, b, 0),
            Some(Op::IGt) => self.order(trace, b, a, 1),
            Some(Op::IGe) => self.order(trace, b, a, 0),
            Some(Op::IEq) => {
                let both = self.of(trace, a).meet(self.of(trace, b));
                self.assume(trace, a, both);
                self.assume(trace, b, both);
            }
            Some(Op::ULt) if self.of(trace, b).low >= 0 => {
                self.assume(trace, a, Range::new(0, i64::MAX));
                self.order(trace, a, b, 1);
            }
            _ => {}
        }
    }

    /// `a + gap <= b`
    fn order(&mut self, trace: &Trace, a: Ref, b: Ref, gap: i64) {
        let (low, high) = (self.of(trace, a).low, self.of(trace, b).high);
        self.assume(trace, a, Range::new(i64::MIN, high.saturating_sub(gap)));
        self.assume(trace, b, Range::new(low.saturating_add(gap), i64::MAX));
        if gap == 1 {
            self.less.insert((a, b));
        }
    }
}

/// The range of arithmetic, if it cannot overflow.
fn exact(op: Op, a: Range, b: Range) -> Option<Range> {
    let ends = |f: fn(i128, i128) -> i128| {
        let mut all = [0; 4];
        for (n, (x, y)) in [
            (a.low, b.low),
            (a.low, b.high),
            (a.high, b.low),
            (a.high, b.high),
        ]
        .into_iter()
        .enumerate()
        {
            all[n] = f(i128::from(x), i128::from(y));
        }
        Range::of_ends(&all)
    };
    match op {
        Op::AddOvf | Op::IAdd => ends(|x, y| x + y),
        Op::SubOvf | Op::ISub => ends(|x, y| x - y),
        Op::MulOvf | Op::IMul => ends(|x, y| x * y),
        _ => None,
    }
}

pub fn propose(view: View, inst: &Inst) -> Proposal {
    let ranges = &view.facts.ranges;
    let [a, b, _] = inst.args;
    let of = |r| ranges.of(view.trace, r);
    let plain = match inst.op {
        Op::AddOvf => Op::IAdd,
        Op::SubOvf => Op::ISub,
        Op::MulOvf => Op::IMul,
        op => return comparison(view, op, inst),
    };
    match exact(inst.op, of(a), of(b)) {
        Some(_) => Proposal::Rewrite(plain, vec![Arg::Ref(a), Arg::Ref(b)], Imm::None),
        None => Proposal::Keep,
    }
}

fn comparison(view: View, op: Op, inst: &Inst) -> Proposal {
    if !matches!(
        op,
        Op::IEq | Op::INe | Op::ILt | Op::ILe | Op::IGt | Op::IGe | Op::ULt
    ) {
        return Proposal::Keep;
    }
    let [a, b, _] = inst.args;
    let ranges = &view.facts.ranges;
    let (x, y) = (ranges.of(view.trace, a), ranges.of(view.trace, b));
    let less = |p: Range, q: Range, pair| p.high < q.low || ranges.less.contains(&pair);
    let known = match op {
        Op::ILt | Op::IGe if less(x, y, (a, b)) => Some(op == Op::ILt),
        Op::ILt | Op::IGe if y.high <= x.low || ranges.less.contains(&(b, a)) => {
            Some(op == Op::IGe)
        }
        Op::IGt | Op::ILe if less(y, x, (b, a)) => Some(op == Op::IGt),
        Op::IGt | Op::ILe if x.high <= y.low || ranges.less.contains(&(a, b)) => {
            Some(op == Op::ILe)
        }
        Op::IEq | Op::INe if less(x, y, (a, b)) || less(y, x, (b, a)) => Some(op == Op::INe),
        Op::ULt if x.low >= 0 && y.low >= 0 && less(x, y, (a, b)) => Some(true),
        Op::ULt if x.low >= 0 && y.low >= 0 && y.high <= x.low => Some(false),
        _ => None,
    };
    known.map_or(Proposal::Keep, |truth| {
        Proposal::Is(Arg::Const(Const::Bool(truth)))
    })
}
