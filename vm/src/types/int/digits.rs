//! Sums and products straight on the digits of heap ints, without a big number in between.
//!
//! Digits are 64 bits, lowest first; a number is a sign and the digits of its absolute value.

use std::cmp::Ordering;

use super::Int;
use crate::object::BigIntObj;
use crate::thread::Thread;
use crate::value::Val;

/// Sign and digits.
#[derive(Clone, Copy)]
struct Number<'a> {
    negative: bool,
    digits: &'a [u64],
}

impl<'t> Int<'t> {
    /// The number's parts; `room` holds the digit of a small one.
    fn number<'a>(&'a self, room: &'a mut [u64; 1]) -> Number<'a> {
        match self {
            Int::Small(i) => {
                room[0] = i.unsigned_abs();
                Number {
                    negative: *i < 0,
                    digits: &room[..usize::from(*i != 0)],
                }
            }
            Int::Heap(h) => Number {
                negative: h.is_negative(),
                digits: h.digits(),
            },
        }
    }
}

/// The int of a sign and digits, which may have zeros on top.
fn make<'t>(th: &'t Thread, negative: bool, digits: &[u64]) -> Val<'t> {
    let len = digits.iter().rposition(|d| *d != 0).map_or(0, |i| i + 1);
    match digits[..len] {
        [] => Val::small(0),
        [low] => {
            let low = i128::from(low);
            th.wide_int(if negative { -low } else { low })
        }
        ref digits => BigIntObj::of_digits(th, negative, digits.iter().copied()).val(),
    }
}

/// `a + b`, or `a - b` if `subtract`.
pub fn sum<'t>(th: &'t Thread, a: Int<'t>, b: Int<'t>, subtract: bool) -> Val<'t> {
    let (mut room_a, mut room_b) = ([0], [0]);
    let (a, mut b) = (a.number(&mut room_a), b.number(&mut room_b));
    b.negative ^= subtract;
    if a.negative == b.negative {
        return make(th, a.negative, &add(a.digits, b.digits));
    }
    match compare(a.digits, b.digits) {
        Ordering::Equal => Val::small(0),
        Ordering::Greater => make(th, a.negative, &subtract_smaller(a.digits, b.digits)),
        Ordering::Less => make(th, b.negative, &subtract_smaller(b.digits, a.digits)),
    }
}

/// `a * b` where one of them has a single digit; `None` for longer ones.
pub fn product<'t>(th: &'t Thread, a: Int<'t>, b: Int<'t>) -> Option<Val<'t>> {
    let (mut room_a, mut room_b) = ([0], [0]);
    let (a, b) = (a.number(&mut room_a), b.number(&mut room_b));
    let (long, digit) = match (a.digits, b.digits) {
        ([], _) | (_, []) => return Some(Val::small(0)),
        (long, [digit]) | ([digit], long) => (long, *digit),
        _ => return None,
    };
    let mut out = Vec::with_capacity(long.len() + 1);
    let mut carry = 0;
    for d in long {
        let wide = u128::from(*d) * u128::from(digit) + u128::from(carry);
        out.push(wide as u64);
        carry = (wide >> 64) as u64;
    }
    out.push(carry);
    Some(make(th, a.negative != b.negative, &out))
}

/// Orders two ints.
pub fn order(a: Int<'_>, b: Int<'_>) -> Ordering {
    let (mut room_a, mut room_b) = ([0], [0]);
    let (a, b) = (a.number(&mut room_a), b.number(&mut room_b));
    match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => compare(a.digits, b.digits),
        (true, true) => compare(b.digits, a.digits),
    }
}

/// Orders absolute values, whose top digits are not zero.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len()
        .cmp(&b.len())
        .then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

fn add(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut out = Vec::with_capacity(long.len() + 1);
    let mut carry = false;
    for (i, d) in long.iter().enumerate() {
        let (sum, over) = d.overflowing_add(short.get(i).copied().unwrap_or(0));
        let (sum, again) = sum.overflowing_add(u64::from(carry));
        out.push(sum);
        carry = over || again;
    }
    out.push(u64::from(carry));
    out
}

fn subtract_smaller(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut out = Vec::with_capacity(a.len());
    let mut borrow = false;
    for (i, d) in a.iter().enumerate() {
        let (rest, under) = d.overflowing_sub(b.get(i).copied().unwrap_or(0));
        let (rest, again) = rest.overflowing_sub(u64::from(borrow));
        out.push(rest);
        borrow = under || again;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    fn big(digits: &[u64]) -> BigUint {
        digits
            .iter()
            .rev()
            .fold(BigUint::ZERO, |n, d| (n << 64_u8) + *d)
    }

    #[test]
    fn carries_travel_over_all_digits() {
        let top = [u64::MAX, u64::MAX];
        assert_eq!(big(&add(&top, &[1])), big(&top) + 1_u8);
        assert_eq!(big(&add(&[7], &top)), big(&top) + 7_u8);
        assert_eq!(
            big(&subtract_smaller(&[0, 0, 1], &[1])),
            big(&[0, 0, 1]) - 1_u8
        );
        assert_eq!(compare(&[5, 1], &[9]), Ordering::Greater);
        assert_eq!(compare(&[5, 1], &[6, 1]), Ordering::Less);
    }
}
