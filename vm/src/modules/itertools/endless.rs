//! `count`, `cycle`, `repeat`.

use super::{Tool, tool};
use crate::modules::iterate::{ITER, NEXT, clear_field, field, make, set_field, take};
use crate::modules::support::{repr, to_i64};
use crate::native::{Args, Done, NativeDef, NativeNext, Params, Window};
use crate::object::{List, Record};
use crate::protocol::iter;
use crate::protocol::number::{self, BinOp};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{INT_MAX, INT_MIN, Val};

pub const TOOLS: &[Tool] = &[
    tool(
        "count",
        2,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "start", "step"], 1),
                new_count,
            )
            .static_method(),
            NativeDef::full("__repr__", Params::all(&["_self"]), repr_count),
        ],
        NativeNext {
            quick: quick_count,
            full: full_count,
        },
    ),
    tool(
        "cycle",
        3,
        &[
            ITER,
            NEXT,
            NativeDef::full("__new__", Params::all(&["_cls", "_iterable"]), new_cycle)
                .static_method(),
        ],
        NativeNext {
            quick: quick_cycle,
            full: full_cycle,
        },
    ),
    tool(
        "repeat",
        2,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "object", "times"], 2),
                new_repeat,
            )
            .static_method(),
            NativeDef::full("__repr__", Params::all(&["_self"]), repr_repeat),
            NativeDef::quick("__length_hint__", Params::all(&["_self"]), repeat_hint),
        ],
        NativeNext {
            quick: quick_repeat,
            full: |th, it| th.section(|th| rooted(th, quick_repeat(th, th.get(it))?)),
        },
    ),
];

/// A quick answer in a register; the caller knows that it is never `Other`.
pub fn rooted<'t>(th: &'t Thread, n: Next<Val<'t>>) -> Res<Option<Slot>> {
    Ok(match n {
        Next::Item(v) => Some(th.root(v)),
        Next::Done | Next::Other => None,
    })
}

// ---- count: next number, step ----

fn new_count(th: &mut Thread, w: Window) -> Res<Done> {
    let start = w.opt(th, 1).unwrap_or_else(|| th.root(Val::small(0)));
    let step = w.opt(th, 2).unwrap_or_else(|| th.root(Val::small(1)));
    for v in [start, step] {
        let is_number = th.section(|th| {
            use crate::names::Id;
            use crate::protocol::lookup::special;
            let v = th.get(v);
            Ok(special(th, v, Id::__index__)?.is_some()
                || special(th, v, Id::__float__)?.is_some()
                || special(th, v, Id::__complex__)?.is_some()
                || v.is_int()
                || v.is_float()
                || v.is_bool())
        })?;
        if !is_number {
            return Err(th.type_error("a number is required"));
        }
    }
    let r = make(th, th.get(w.at(0)), &[th.get(start), th.get(step)]);
    th.ret(r)
}

fn quick_count<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let n = own.field(0);
    let (Some(at), Some(step)) = (n.as_int(), own.field(1).as_int()) else {
        return Ok(Next::Other);
    };
    let after = at + step;
    if !(INT_MIN..=INT_MAX).contains(&after) {
        return Ok(Next::Other);
    }
    own.set_field(0, Val::small(after));
    Ok(Next::Item(n))
}

fn full_count(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (n, step) = (field(th, it, 0)?, field(th, it, 1)?);
    let after = number::binary(th, BinOp::Add, false, n, step)?;
    set_field(th, it, 0, after)?;
    Ok(Some(n))
}

fn repr_count(th: &mut Thread, w: Window) -> Res<Done> {
    let (n, step) = (field(th, w.at(0), 0)?, field(th, w.at(0), 1)?);
    let name = th.class_name(th.get(w.at(0))).to_owned();
    let shown = repr(th, n)?;
    let text = match th.get(step).as_int() {
        Some(1) => format!("{name}({shown})"),
        _ => format!("{name}({shown}, {})", repr(th, step)?),
    };
    th.ret(th.str(&text))
}

// ---- cycle: source (UNDEF when exhausted), items so far, position in them ----

fn new_cycle(th: &mut Thread, w: Window) -> Res<Done> {
    let source = iter::get_iter(th, w.at(1))?;
    let r = {
        let saved = th.list(&[]);
        make(th, th.get(w.at(0)), &[th.get(source), saved, Val::small(0)])
    };
    th.ret(r)
}

fn quick_cycle<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    if !own.field(0).is_undef() {
        return Ok(Next::Other);
    }
    let items = own.field(1).expect::<List>().see(th)?.items();
    if items.is_empty() {
        return Ok(Next::Done);
    }
    let at = own.field(2).int_unchecked() as usize % items.len();
    own.set_field(2, Val::small(at as i64 + 1));
    Ok(Next::Item(items[at]))
}

fn full_cycle(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let source = field(th, it, 0)?;
    if !th.get(source).is_undef() {
        if let Some(v) = iter::next(th, source)? {
            th.section(|th| {
                let saved = th.get(it).expect::<Record>().see(th)?.field(1);
                saved.expect::<List>().own(th)?.push(th, th.get(v));
                Ok(())
            })?;
            return Ok(Some(v));
        }
        clear_field(th, it, 0)?;
    }
    th.section(|th| rooted(th, quick_cycle(th, th.get(it))?))
}

// ---- repeat: object, how many times more (None: for ever) ----

fn new_repeat(th: &mut Thread, w: Window) -> Res<Done> {
    let times = match w.opt(th, 2) {
        Some(n) => {
            let n = to_i64(th, n)?.clamp(0, INT_MAX);
            Val::small(n).raw()
        }
        None => Val::NONE.raw(),
    };
    let r = make(th, th.get(w.at(0)), &[th.get(w.at(1)), times.val(th)]);
    th.ret(r)
}

fn quick_repeat<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let r = it.expect::<Record>();
    let v = r.fixed(0);
    match r.see(th)?.field(1).as_int() {
        None => Ok(Next::Item(v)),
        Some(0) => Ok(Next::Done),
        Some(n) => {
            r.own(th)?.set_field(1, Val::small(n - 1));
            Ok(Next::Item(v))
        }
    }
}

fn repr_repeat(th: &mut Thread, w: Window) -> Res<Done> {
    let (v, n) = (field(th, w.at(0), 0)?, field(th, w.at(0), 1)?);
    let name = th.class_name(th.get(w.at(0))).to_owned();
    let shown = repr(th, v)?;
    let text = match th.get(n).as_int() {
        None => format!("{name}({shown})"),
        Some(n) => format!("{name}({shown}, {n})"),
    };
    th.ret(th.str(&text))
}

fn repeat_hint<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.get(0).expect::<Record>().see(th)?.field(1);
    match n.is_none() {
        true => Err(th.type_error("len() of unsized object")),
        false => Ok(n),
    }
}
