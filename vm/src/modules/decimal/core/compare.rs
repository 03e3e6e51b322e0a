//! Order: by value, by total order, the greater and the lesser of two.

use std::cmp::Ordering;

use super::number::{Env, Kind, Number, Status};
use super::round::finish;

/// The order of two values that are no NaNs.
pub fn order(a: &Number, b: &Number) -> Ordering {
    let (sa, sb) = (sign(a), sign(b));
    if sa != sb {
        return sa.cmp(&sb);
    }
    match sa {
        0 => Ordering::Equal,
        1 => magnitude(a, b),
        _ => magnitude(a, b).reverse(),
    }
}

fn sign(n: &Number) -> i8 {
    match (n.is_zero(), n.negative) {
        (true, _) => 0,
        (_, false) => 1,
        (_, true) => -1,
    }
}

/// The order of the absolute values.
pub fn magnitude(a: &Number, b: &Number) -> Ordering {
    match (a.is_infinite(), b.is_infinite()) {
        (false, false) => {}
        (x, y) => return x.cmp(&y),
    }
    if a.coef.is_zero() || b.coef.is_zero() {
        return b.coef.is_zero().cmp(&a.coef.is_zero());
    }
    if a.exp == b.exp {
        return a.coef.cmp(&b.coef);
    }
    a.adjusted().cmp(&b.adjusted()).then_with(|| {
        // As long as each other, so the exponents are no further apart than the digits.
        if a.exp > b.exp {
            a.coef.shift_left(a.exp.abs_diff(b.exp)).cmp(&b.coef)
        } else {
            a.coef.cmp(&b.coef.shift_left(a.exp.abs_diff(b.exp)))
        }
    })
}

fn as_number(order: Ordering) -> Number {
    Number::int(order as i64)
}

/// `compare`: -1, 0, 1 or a NaN.
pub fn compare(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    Number::nan_of(&[a, b], env, st).unwrap_or_else(|| as_number(order(a, b)))
}

/// `compare_signal`: where any NaN is an error.
pub fn compare_signal(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    match Number::nan_of(&[a, b], env, st) {
        Some(nan) => {
            st.add(Status::INVALID_OPERATION);
            nan
        }
        None => as_number(order(a, b)),
    }
}

/// The order in which every two representations differ.
pub fn total_order(a: &Number, b: &Number) -> Ordering {
    if a.negative != b.negative {
        return b.negative.cmp(&a.negative);
    }
    let order = total_magnitude(a, b);
    if a.negative { order.reverse() } else { order }
}

/// The same without the signs.
pub fn total_magnitude(a: &Number, b: &Number) -> Ordering {
    let rank = |n: &Number| match n.kind {
        Kind::Finite | Kind::Infinite => 0,
        Kind::Signaling => 1,
        Kind::Quiet => 2,
    };
    let by_kind = rank(a).cmp(&rank(b));
    if by_kind.is_ne() {
        return by_kind;
    }
    if a.is_nan() {
        return a.coef.cmp(&b.coef);
    }
    magnitude(a, b).then(a.exp.cmp(&b.exp))
}

pub fn compare_total(a: &Number, b: &Number) -> Number {
    as_number(total_order(a, b))
}

pub fn compare_total_mag(a: &Number, b: &Number) -> Number {
    as_number(total_magnitude(a, b))
}

/// One of two by an order; a number is preferred to a quiet NaN.
fn pick(
    a: &Number,
    b: &Number,
    env: &Env,
    st: &mut Status,
    first: impl Fn(&Number, &Number) -> bool,
) -> Number {
    let chosen = match (a.kind, b.kind) {
        (Kind::Quiet, Kind::Finite | Kind::Infinite) => b,
        (Kind::Finite | Kind::Infinite, Kind::Quiet) => a,
        _ => {
            if let Some(nan) = Number::nan_of(&[a, b], env, st) {
                return nan;
            }
            if first(a, b) { a } else { b }
        }
    };
    finish(chosen.clone(), env, st)
}

pub fn max(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    pick(a, b, env, st, |a, b| {
        order(a, b).then_with(|| total_order(a, b)).is_ge()
    })
}

pub fn min(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    pick(a, b, env, st, |a, b| {
        order(a, b).then_with(|| total_order(a, b)).is_lt()
    })
}

pub fn max_mag(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    pick(a, b, env, st, |a, b| {
        magnitude(a, b).then_with(|| total_order(a, b)).is_ge()
    })
}

pub fn min_mag(a: &Number, b: &Number, env: &Env, st: &mut Status) -> Number {
    pick(a, b, env, st, |a, b| {
        magnitude(a, b).then_with(|| total_order(a, b)).is_lt()
    })
}
