//! `compress`, `dropwhile`, `takewhile`, `filterfalse`, `starmap`. Fields: source, function (or second source), done.

use super::{Tool, tool};
use crate::modules::iterate::{ITER, NEXT, field, make, never_quick, set_field};
use crate::native::{Done, FullFn, NativeDef, NativeNext, Params, Window};
use crate::protocol::{iter, number};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

type FullNext = fn(&mut Thread, Slot) -> Res<Option<Slot>>;

const fn full(next: FullNext) -> NativeNext {
    NativeNext {
        quick: never_quick,
        full: next,
    }
}

const fn new_of(params: &'static [&'static str], new: FullFn) -> NativeDef {
    NativeDef::full("__new__", Params::all(params), new).static_method()
}

const FUNCTION_FIRST: &[NativeDef] = &[
    ITER,
    NEXT,
    new_of(&["_cls", "_function", "_iterable"], |th, w| {
        new(th, w, 1, 2)
    }),
];

pub const TOOLS: &[Tool] = &[
    tool(
        "compress",
        3,
        &[
            ITER,
            NEXT,
            new_of(&["_cls", "data", "selectors"], new_compress),
        ],
        full(compress),
    ),
    tool("dropwhile", 3, FUNCTION_FIRST, full(dropwhile)),
    tool("takewhile", 3, FUNCTION_FIRST, full(takewhile)),
    tool("filterfalse", 3, FUNCTION_FIRST, full(filterfalse)),
    tool("starmap", 3, FUNCTION_FIRST, full(starmap)),
];

fn new(th: &mut Thread, w: Window, function: usize, iterable: usize) -> Res<Done> {
    let it = iter::get_iter(th, w.at(iterable))?;
    let r = make(
        th,
        th.get(w.at(0)),
        &[th.get(it), th.get(w.at(function)), Val::FALSE],
    );
    th.ret(r)
}

fn new_compress(th: &mut Thread, w: Window) -> Res<Done> {
    let data = iter::get_iter(th, w.at(1))?;
    let selectors = iter::get_iter(th, w.at(2))?;
    let r = make(
        th,
        th.get(w.at(0)),
        &[th.get(data), th.get(selectors), Val::FALSE],
    );
    th.ret(r)
}

fn compress(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (data, selectors) = (field(th, it, 0)?, field(th, it, 1)?);
    let mark = th.mark();
    loop {
        let Some(v) = iter::next(th, data)? else {
            return Ok(None);
        };
        let Some(s) = iter::next(th, selectors)? else {
            return Ok(None);
        };
        if number::truth(th, s)? {
            return Ok(Some(v));
        }
        th.release_to(mark);
    }
}

/// `function(v)` as a truth; with None as function the item's own.
fn test(th: &mut Thread, function: Slot, v: Slot) -> Res<bool> {
    if th.get(function).is_none() {
        return number::truth(th, v);
    }
    let r = th.call(function, &[v])?;
    number::truth(th, r)
}

fn dropwhile(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, function, begun) = (field(th, it, 0)?, field(th, it, 1)?, field(th, it, 2)?);
    let mark = th.mark();
    while let Some(v) = iter::next(th, source)? {
        if th.get(begun).is(Val::TRUE) {
            return Ok(Some(v));
        }
        let r = th.call(function, &[v])?;
        if !number::truth(th, r)? {
            let yes = th.root(Val::TRUE);
            set_field(th, it, 2, yes)?;
            return Ok(Some(v));
        }
        th.release_to(mark);
    }
    Ok(None)
}

fn takewhile(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, function, over) = (field(th, it, 0)?, field(th, it, 1)?, field(th, it, 2)?);
    if th.get(over).is(Val::TRUE) {
        return Ok(None);
    }
    let Some(v) = iter::next(th, source)? else {
        return Ok(None);
    };
    let r = th.call(function, &[v])?;
    if number::truth(th, r)? {
        return Ok(Some(v));
    }
    let yes = th.root(Val::TRUE);
    set_field(th, it, 2, yes)?;
    Ok(None)
}

fn filterfalse(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, function) = (field(th, it, 0)?, field(th, it, 1)?);
    let mark = th.mark();
    while let Some(v) = iter::next(th, source)? {
        if !test(th, function, v)? {
            return Ok(Some(v));
        }
        th.release_to(mark);
    }
    Ok(None)
}

fn starmap(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, function) = (field(th, it, 0)?, field(th, it, 1)?);
    let Some(v) = iter::next(th, source)? else {
        return Ok(None);
    };
    let args = crate::modules::support::to_tuple(th, v)?;
    let none = th.root(Val::UNDEF);
    th.call_ex(function, args, none).map(Some)
}
