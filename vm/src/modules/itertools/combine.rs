//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! Each holds its pools as tuples and the indices of the next result as Rust state; giving a result never needs Python
//! code, so all of them are quick.

use std::any::Any;
use std::cell::RefCell;

use super::{Tool, tool};
use crate::class::Class;
use crate::modules::iterate::{ITER, NEXT, take};
use crate::modules::support::{to_i64, to_tuple};
use crate::native::{Done, NativeDef, NativeNext, Params, Window};
use crate::object::{NativeData, Owned, Record, Tuple};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

use super::endless::rooted;

pub const TOOLS: &[Tool] = &[
    tool(
        "product",
        1,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls"], 1).kw(&["repeat"]).rest(),
                new_product,
            )
            .static_method(),
        ],
        NativeNext {
            quick: next_product,
            full: |th, it| th.section(|th| rooted(th, next_product(th, th.get(it))?)),
        },
    ),
    tool(
        "permutations",
        1,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "iterable", "r"], 2),
                new_permutations,
            )
            .static_method(),
        ],
        NativeNext {
            quick: next_permutation,
            full: |th, it| th.section(|th| rooted(th, next_permutation(th, th.get(it))?)),
        },
    ),
    tool(
        "combinations",
        1,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::all(&["_cls", "iterable", "r"]),
                |th, w| new_combinations(th, w, false),
            )
            .static_method(),
        ],
        NativeNext {
            quick: next_combination,
            full: |th, it| th.section(|th| rooted(th, next_combination(th, th.get(it))?)),
        },
    ),
    tool(
        "combinations_with_replacement",
        1,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::all(&["_cls", "iterable", "r"]),
                |th, w| new_combinations(th, w, true),
            )
            .static_method(),
        ],
        NativeNext {
            quick: next_with_replacement,
            full: |th, it| th.section(|th| rooted(th, next_with_replacement(th, th.get(it))?)),
        },
    ),
];

/// Where such an iterator stands.
#[derive(Clone, Default)]
struct State {
    /// Positions in the pools of the result that comes next.
    indices: Vec<usize>,
    /// Of permutations: how far each place has been turned.
    cycles: Vec<usize>,
    over: bool,
}

struct Held(RefCell<State>);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        Some(Box::new(Held(self.0.clone())))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<Held>() {
            *self.0.borrow_mut() = saved.0.borrow().clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn new(th: &Thread, class: Slot, pool: Slot, state: State) -> Res<Done> {
    let info = th.get(class).expect::<Class>().info();
    let r = Record::with_native(
        th,
        info.root_shape(),
        &[th.get(pool)],
        Box::new(Held(RefCell::new(state))),
    );
    th.ret(r.val())
}

fn state<'t>(own: Owned<'t, Record>) -> &'t RefCell<State> {
    &own.native::<Held>().expect("V3: made with indices").0
}

fn new_product(th: &mut Thread, w: Window) -> Res<Done> {
    let repeat = match w.opt(th, 1) {
        Some(r) => to_i64(th, r)?,
        None => 1,
    };
    if repeat < 0 {
        return Err(th.value_error("repeat argument cannot be negative"));
    }
    let mut pools = Vec::new();
    for v in w.from(2) {
        pools.push(to_tuple(th, v)?);
    }
    let n = pools.len() * repeat as usize;
    let all = {
        let all: Vec<Val<'_>> = (0..n).map(|i| th.get(pools[i % pools.len()])).collect();
        th.root(th.tuple(&all))
    };
    let over = pools
        .iter()
        .any(|p| th.get(*p).expect::<Tuple>().is_empty())
        && n > 0;
    let state = State {
        indices: vec![0; n],
        over,
        ..State::default()
    };
    new(th, w.at(0), all, state)
}

fn next_product<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let pools = own.fixed(0).expect::<Tuple>().items();
    let s = &mut *state(own).borrow_mut();
    if s.over {
        return Ok(Next::Done);
    }
    let items = pools
        .iter()
        .zip(&s.indices)
        .map(|(p, i)| p.expect::<Tuple>().at(*i));
    let result = Tuple::from_iter(th, pools.len(), items).val();
    // The next result: the last place turns fastest.
    s.over = true;
    for (pool, i) in pools.iter().zip(&mut s.indices).rev() {
        *i += 1;
        if *i < pool.expect::<Tuple>().len() {
            s.over = false;
            break;
        }
        *i = 0;
    }
    Ok(Next::Item(result))
}

/// The argument `r`: a length.
fn length(th: &mut Thread, v: Slot) -> Res<usize> {
    let r = to_i64(th, v)?;
    match r < 0 {
        true => Err(th.value_error("r must be non-negative")),
        false => Ok(r as usize),
    }
}

fn new_permutations(th: &mut Thread, w: Window) -> Res<Done> {
    let pool = to_tuple(th, w.at(1))?;
    let n = th.get(pool).expect::<Tuple>().len();
    let r = match w.opt(th, 2).filter(|r| !th.get(*r).is_none()) {
        Some(r) => {
            let index = th.get(r);
            if !crate::modules::support::is_int(index) && !index.is_bool() {
                return Err(th.type_error("Expected int as r"));
            }
            length(th, r)?
        }
        None => n,
    };
    let state = State {
        indices: (0..n).collect(),
        cycles: (0..r.min(n)).map(|i| n - i).collect(),
        over: r > n,
    };
    new(th, w.at(0), pool, state)
}

/// The items of a pool at some positions.
fn chosen<'t>(th: &'t Thread, pool: &[Val<'t>], indices: &[usize]) -> Val<'t> {
    Tuple::from_iter(th, indices.len(), indices.iter().map(|i| pool[*i])).val()
}

fn next_permutation<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let pool = own.fixed(0).expect::<Tuple>().items();
    let s = &mut *state(own).borrow_mut();
    if s.over {
        return Ok(Next::Done);
    }
    let (n, r) = (pool.len(), s.cycles.len());
    let result = chosen(th, pool, &s.indices[..r]);
    s.over = true;
    for i in (0..r).rev() {
        s.cycles[i] -= 1;
        if s.cycles[i] == 0 {
            s.indices[i..].rotate_left(1);
            s.cycles[i] = n - i;
        } else {
            let j = n - s.cycles[i];
            s.indices.swap(i, j);
            s.over = false;
            break;
        }
    }
    Ok(Next::Item(result))
}

fn new_combinations(th: &mut Thread, w: Window, again: bool) -> Res<Done> {
    let pool = to_tuple(th, w.at(1))?;
    let r = length(th, w.at(2))?;
    let n = th.get(pool).expect::<Tuple>().len();
    let state = match again {
        true => State {
            indices: vec![0; r.min(if n == 0 { 0 } else { r })],
            over: n == 0 && r > 0,
            ..State::default()
        },
        false => State {
            indices: (0..r.min(n)).collect(),
            over: r > n,
            ..State::default()
        },
    };
    new(th, w.at(0), pool, state)
}

fn next_combination<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let pool = own.fixed(0).expect::<Tuple>().items();
    let s = &mut *state(own).borrow_mut();
    if s.over {
        return Ok(Next::Done);
    }
    let (n, r) = (pool.len(), s.indices.len());
    let result = chosen(th, pool, &s.indices);
    // The rightmost index that can still grow does, those behind it follow closely.
    match (0..r).rev().find(|i| s.indices[*i] != i + n - r) {
        None => s.over = true,
        Some(i) => {
            s.indices[i] += 1;
            for j in i + 1..r {
                s.indices[j] = s.indices[j - 1] + 1;
            }
        }
    }
    Ok(Next::Item(result))
}

fn next_with_replacement<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let pool = own.fixed(0).expect::<Tuple>().items();
    let s = &mut *state(own).borrow_mut();
    if s.over {
        return Ok(Next::Done);
    }
    let (n, r) = (pool.len(), s.indices.len());
    let result = chosen(th, pool, &s.indices);
    match (0..r).rev().find(|i| s.indices[*i] != n - 1) {
        None => s.over = true,
        Some(i) => {
            let next = s.indices[i] + 1;
            s.indices[i..].fill(next);
        }
    }
    Ok(Next::Item(result))
}
