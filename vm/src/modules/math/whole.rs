//! Functions of ints: exact, of any size.

use num_bigint::{BigInt, BigUint};
use num_integer::{Integer, Roots};
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::error::Exc;
use crate::modules::support::{big, both, index, quick_i64};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[
    both("gcd", Params::pos(&[], 0).rest(), quick_gcd, gcd),
    NativeDef::full("lcm", Params::pos(&[], 0).rest(), lcm),
    NativeDef::full("factorial", Params::all(&["_n"]), factorial),
    NativeDef::full("comb", Params::all(&["_n", "_k"]), comb),
    NativeDef::full("perm", Params::pos(&["_n", "_k"], 1), perm),
    both("isqrt", Params::all(&["_n"]), quick_isqrt, isqrt),
];

/// An argument as a big number.
fn number(th: &mut Thread, v: Slot) -> Res<BigInt> {
    let i = index(th, v)?;
    Ok(big(th.get(i)).expect("index gives an int"))
}

fn quick_gcd<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let mut g = 0i64;
    for v in a.all() {
        match quick_i64(*v) {
            Some(i) if i != i64::MIN => g = g.gcd(&i),
            _ => return Ok(Val::UNDEF),
        }
    }
    Ok(th.int(g))
}

fn gcd(th: &mut Thread, w: Window) -> Res<Done> {
    let mut g = BigInt::zero();
    for v in w.from(0) {
        g = g.gcd(&number(th, v)?);
    }
    th.ret(th.big_int(&g))
}

fn lcm(th: &mut Thread, w: Window) -> Res<Done> {
    let mut l = BigInt::one();
    for v in w.from(0) {
        let n = number(th, v)?;
        l = match n.is_zero() {
            true => BigInt::zero(),
            false if l.is_zero() => l,
            false => l.lcm(&n),
        };
    }
    th.ret(th.big_int(&l.abs()))
}

/// The product of `low..=high`, halves first so that the factors stay of one size.
fn product(low: u64, high: u64) -> BigUint {
    if low > high {
        return BigUint::one();
    }
    if high - low < 16 {
        return (low..=high).fold(BigUint::one(), |p, i| p * i);
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

fn factorial(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(0)).is_float() {
        return Err(th.type_error("'float' object cannot be interpreted as an integer"));
    }
    let n = number(th, w.at(0))?;
    if n.is_negative() {
        return Err(th.value_error("factorial() not defined for negative values"));
    }
    let Some(n) = n.to_u64().filter(|n| *n <= i64::MAX as u64) else {
        let text = format!("factorial() argument should not exceed {}", i64::MAX);
        return Err(th.raise(Exc::OverflowError, text));
    };
    th.ret(th.big_int(&product(1, n).into()))
}

/// `n` and `k` of a choice, neither negative.
fn choice(th: &mut Thread, n: Slot, k: Slot) -> Res<(BigInt, BigInt)> {
    let (n, k) = (number(th, n)?, number(th, k)?);
    if n.is_negative() {
        return Err(th.value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(th.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

/// `n (n - 1) … (n - k + 1)`.
fn falling(n: &BigInt, k: u64) -> BigInt {
    match n.to_u64() {
        Some(n) => product(n - k + 1, n).into(),
        None => (0..k).fold(BigInt::one(), |p, i| p * (n - i)),
    }
}

fn comb(th: &mut Thread, w: Window) -> Res<Done> {
    let (n, k) = choice(th, w.at(0), w.at(1))?;
    if k > n {
        return th.ret(Val::small(0));
    }
    let k = k.clone().min(&n - &k);
    let Some(k) = k.to_u64() else {
        return Err(th.raise(
            Exc::OverflowError,
            "min(n - k, k) must not exceed 18446744073709551615",
        ));
    };
    let r = falling(&n, k) / BigInt::from(product(1, k));
    th.ret(th.big_int(&r))
}

fn perm(th: &mut Thread, w: Window) -> Res<Done> {
    let k = w.opt(th, 1).filter(|k| !th.get(*k).is_none());
    let Some(k) = k else {
        return factorial(th, w);
    };
    let (n, k) = choice(th, w.at(0), k)?;
    if k > n {
        return th.ret(Val::small(0));
    }
    let Some(k) = k.to_u64() else {
        return Err(th.raise(Exc::OverflowError, "k must not exceed 18446744073709551615"));
    };
    th.ret(th.big_int(&falling(&n, k)))
}

fn quick_isqrt<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match a.get(0).as_int() {
        Some(n) if n >= 0 => Val::small(n.sqrt()),
        _ => Val::UNDEF,
    })
}

fn isqrt(th: &mut Thread, w: Window) -> Res<Done> {
    let n = number(th, w.at(0))?;
    if n.is_negative() {
        return Err(th.value_error("isqrt() argument must be nonnegative"));
    }
    th.ret(th.big_int(&n.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_do_not_depend_on_how_they_are_cut() {
        let slow = (1..=100u64).fold(BigUint::one(), |p, i| p * i);
        assert_eq!(product(1, 100), slow);
        assert_eq!(product(5, 4), BigUint::one());
        assert_eq!(falling(&BigInt::from(10), 3), BigInt::from(720));
    }
}
