//! Sums, products and distances over iterables.
//!
//! `fsum` keeps a list of doubles that do not overlap and whose exact sum is the sum so far (Shewchuk, *Adaptive
//! Precision Floating-Point Arithmetic*); the last step rounds it once, half to even.

use crate::error::Exc;
use crate::modules::support::{both, quick_f64, to_f64, to_list};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{List, Tuple};
use crate::protocol::iter;
use crate::protocol::number::{self, BinOp};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full("fsum", Params::all(&["_seq"]), fsum),
    NativeDef::full("prod", Params::all(&["_iterable"]).kw(&["start"]), prod),
    NativeDef::full("sumprod", Params::all(&["_p", "_q"]), sumprod),
    NativeDef::full("dist", Params::all(&["_p", "_q"]), dist),
    both("hypot", Params::pos(&[], 0).rest(), quick_hypot, hypot),
];

/// A sum without rounding.
#[derive(Default)]
struct Exact {
    /// Smallest first, none overlapping the next.
    parts: Vec<f64>,
    special: f64,
    infinite: bool,
    overflowed: bool,
}

impl Exact {
    fn add(&mut self, x: f64) {
        if !x.is_finite() {
            self.special += x;
            self.infinite = true;
            return;
        }
        let (mut x, mut kept) = (x, 0);
        for i in 0..self.parts.len() {
            let mut y = self.parts[i];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.parts[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.parts.truncate(kept);
        self.overflowed |= x.is_infinite();
        self.parts.push(x);
    }

    /// The sum, rounded once.
    fn rounded(&self) -> f64 {
        let mut rest = self.parts.iter().rev();
        let Some(mut high) = rest.next().copied() else {
            return 0.0;
        };
        let mut low = 0.0;
        let mut below = None;
        while let Some(&y) = rest.next() {
            let x = high;
            high = x + y;
            low = y - (high - x);
            if low != 0.0 {
                below = rest.next().copied();
                break;
            }
        }
        // What lies below decides a tie.
        if let Some(b) = below
            && (low < 0.0 && b < 0.0 || low > 0.0 && b > 0.0)
        {
            let twice = low * 2.0;
            let x = high + twice;
            if x - high == twice {
                high = x;
            }
        }
        high
    }
}

fn fsum(th: &mut Thread, w: Window) -> Res<Done> {
    let mut sum = Exact::default();
    let mut infinities = 0.0;
    let it = iter::get_iter(th, w.at(0))?;
    let mark = th.mark();
    while let Some(v) = iter::next(th, it)? {
        let x = to_f64(th, v)?;
        if x.is_infinite() {
            infinities += x;
        }
        sum.add(x);
        th.release_to(mark);
        if sum.overflowed {
            return Err(th.raise(Exc::OverflowError, "intermediate overflow in fsum"));
        }
    }
    if sum.infinite {
        if f64::is_nan(infinities) {
            return Err(th.value_error("-inf + inf in fsum"));
        }
        return th.ret(Val::float(sum.special));
    }
    th.ret(Val::float(sum.rounded()))
}

fn prod(th: &mut Thread, w: Window) -> Res<Done> {
    let acc = th.root(Val::small(1));
    if let Some(start) = w.opt(th, 1) {
        th.set(acc, th.get(start));
    }
    let it = iter::get_iter(th, w.at(0))?;
    let mark = th.mark();
    while let Some(v) = iter::next(th, it)? {
        let p = number::binary(th, BinOp::Mul, false, acc, v)?;
        th.set(acc, th.get(p));
        th.release_to(mark);
    }
    th.ret_slot(acc)
}

fn sumprod(th: &mut Thread, w: Window) -> Res<Done> {
    let (p, q) = (iter::get_iter(th, w.at(0))?, iter::get_iter(th, w.at(1))?);
    let acc = th.root(Val::small(0));
    let (mut exact, mut only_floats) = (Exact::default(), true);
    let mark = th.mark();
    loop {
        let (a, b) = (iter::next(th, p)?, iter::next(th, q)?);
        let (a, b) = match (a, b) {
            (None, None) => break,
            (Some(a), Some(b)) => (a, b),
            _ => return Err(th.value_error("Inputs are not the same length")),
        };
        if let (Some(x), Some(y)) = (th.get(a).as_float(), th.get(b).as_float()) {
            let high = x * y;
            exact.add(high);
            if high.is_finite() {
                exact.add(x.mul_add(y, -high));
            }
        } else {
            only_floats = false;
            let product = number::binary(th, BinOp::Mul, false, a, b)?;
            let sum = number::binary(th, BinOp::Add, false, acc, product)?;
            th.set(acc, th.get(sum));
        }
        th.release_to(mark);
    }
    if exact.parts.is_empty() && !exact.infinite {
        return th.ret_slot(acc);
    }
    let floats = th.root(Val::float(match exact.infinite {
        true => exact.special,
        false => exact.rounded(),
    }));
    if only_floats {
        return th.ret_slot(floats);
    }
    let sum = number::binary(th, BinOp::Add, false, acc, floats)?;
    th.ret_slot(sum)
}

/// The items of a vector as doubles.
fn vector(th: &mut Thread, v: Slot) -> Res<Vec<f64>> {
    let list = match th.get(v).unboxed().cast::<Tuple>() {
        Some(t) => th.root(th.list(t.items())),
        None => to_list(th, v)?,
    };
    let n = th.section(|th| Ok(th.get(list).expect::<List>().see(th)?.len()))?;
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let mark = th.mark();
        let item = th.section(|th| {
            let v = th.get(list).expect::<List>().see(th)?.at(i);
            Ok(th.root(v.unwrap_or(Val::small(0))))
        })?;
        out.push(to_f64(th, item)?);
        th.release_to(mark);
    }
    Ok(out)
}

/// The length of a vector: scaled by a power of two, squares summed exactly, one Newton step on the root.
fn length(parts: &[f64]) -> f64 {
    if parts.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    if parts.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let largest = parts.iter().fold(0f64, |m, x| m.max(x.abs()));
    if largest == 0.0 || parts.len() < 2 {
        return largest;
    }
    let (_, e) = libm::frexp(largest);
    let mut sum = Exact::default();
    for x in parts {
        let x = libm::ldexp(*x, -e);
        let square = x * x;
        sum.add(square);
        sum.add(x.mul_add(x, -square));
    }
    let root = sum.rounded().sqrt();
    let square = root * root;
    sum.add(-square);
    sum.add(-root.mul_add(root, -square));
    libm::ldexp(root + sum.rounded() / (2.0 * root), e)
}

fn quick_hypot<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let mut parts = [0.0; 8];
    if a.len() > parts.len() {
        return Ok(Val::UNDEF);
    }
    for (part, v) in parts.iter_mut().zip(a.all()) {
        match quick_f64(th, *v)? {
            Some(x) => *part = x,
            None => return Ok(Val::UNDEF),
        }
    }
    Ok(Val::float(length(&parts[..a.len()])))
}

fn hypot(th: &mut Thread, w: Window) -> Res<Done> {
    let mut parts = Vec::new();
    for v in w.from(0) {
        parts.push(to_f64(th, v)?);
    }
    th.ret(Val::float(length(&parts)))
}

fn dist(th: &mut Thread, w: Window) -> Res<Done> {
    let (p, q) = (vector(th, w.at(0))?, vector(th, w.at(1))?);
    if p.len() != q.len() {
        return Err(th.value_error("both points must have the same number of dimensions"));
    }
    let parts: Vec<f64> = p.iter().zip(&q).map(|(a, b)| a - b).collect();
    th.ret(Val::float(length(&parts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(all: &[f64]) -> f64 {
        let mut e = Exact::default();
        all.iter().for_each(|x| e.add(*x));
        e.rounded()
    }

    #[test]
    fn sums_are_rounded_once() {
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(sum(&[1.0, 1e-16, 1e-16]), 1.0000000000000002);
        assert_eq!(length(&[3.0, 4.0]), 5.0);
        assert_eq!(length(&[1e300, 1e300]), 1.4142135623730952e300);
    }
}
