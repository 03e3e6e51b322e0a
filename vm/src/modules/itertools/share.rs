//! `groupby` and `tee`: several iterators over one source.

use super::{Tool, tool};
use crate::error::Exc;
use crate::modules::iterate::{ITER, NEXT, field, make, never_quick, set_field, take};
use crate::modules::support::{NativeClass, to_i64};
use crate::native::{Args, Done, NativeDef, NativeNext, Params, Window};
use crate::object::Record;
use crate::protocol::{iter, number};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub const TOOLS: &[Tool] = &[
    tool(
        "groupby",
        6,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "iterable", "key"], 2),
                new_groupby,
            )
            .static_method(),
        ],
        NativeNext {
            quick: never_quick,
            full: next_group,
        },
    ),
    Tool {
        known: Some(NativeClass::Grouper),
        ..tool(
            "_grouper",
            2,
            &[ITER, NEXT],
            NativeNext {
                quick: never_quick,
                full: next_of_group,
            },
        )
    },
    Tool {
        known: Some(NativeClass::Tee),
        ..tool(
            "_tee",
            2,
            &[
                ITER,
                NEXT,
                NativeDef::full("__new__", Params::all(&["_cls", "_iterable"]), new_tee)
                    .static_method(),
                NativeDef::quick("__copy__", Params::all(&["_self"]), copy_tee),
            ],
            NativeNext {
                quick: quick_tee,
                full: full_tee,
            },
        )
    },
    Tool {
        known: Some(NativeClass::TeeNode),
        ..tool(
            "_tee_dataobject",
            2,
            &[],
            NativeNext {
                quick: never_quick,
                full: |_, _| Ok(None),
            },
        )
    },
];

/// Fields of a `groupby`.
mod by {
    pub const SOURCE: usize = 0;
    pub const KEY: usize = 1;
    /// Key of the group that was given last, UNDEF at first.
    pub const TARGET: usize = 2;
    /// Key and value of the item read last, UNDEF at first.
    pub const CURRENT_KEY: usize = 3;
    pub const CURRENT_VALUE: usize = 4;
    /// The group that may still be read.
    pub const GROUP: usize = 5;
}

fn new_groupby(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(1))?;
    let key = w.opt(th, 2).unwrap_or_else(|| th.root(Val::NONE));
    let r = make(th, th.get(w.at(0)), &[th.get(it), th.get(key)]);
    th.ret(r)
}

/// Reads one item of the source; false at its end.
fn step(th: &mut Thread, groups: Slot) -> Res<bool> {
    let (source, function) = (field(th, groups, by::SOURCE)?, field(th, groups, by::KEY)?);
    let Some(v) = iter::next(th, source)? else {
        return Ok(false);
    };
    let key = match th.get(function).is_none() {
        true => v,
        false => th.call(function, &[v])?,
    };
    set_field(th, groups, by::CURRENT_VALUE, v)?;
    set_field(th, groups, by::CURRENT_KEY, key)?;
    Ok(true)
}

fn next_group(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let nothing = th.root(Val::NONE);
    set_field(th, it, by::GROUP, nothing)?;
    let mark = th.mark();
    // Items of the group before are passed over.
    loop {
        th.release_to(mark);
        let (current, target) = (field(th, it, by::CURRENT_KEY)?, field(th, it, by::TARGET)?);
        let is_new = !th.get(current).is_undef()
            && (th.get(target).is_undef() || !number::same_or_equal(th, target, current)?);
        if is_new {
            break;
        }
        if !step(th, it)? {
            return Ok(None);
        }
    }
    let key = field(th, it, by::CURRENT_KEY)?;
    set_field(th, it, by::TARGET, key)?;
    let group = th.root(th.native_record(NativeClass::Grouper, &[th.get(it), th.get(key)]));
    set_field(th, it, by::GROUP, group)?;
    Ok(Some(th.root(th.tuple(&[th.get(key), th.get(group)]))))
}

fn next_of_group(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (groups, key) = {
        let r = th.get(it).expect::<Record>();
        (th.root(r.fixed(0)), th.root(r.fixed(1)))
    };
    let active = field(th, groups, by::GROUP)?;
    if !th.get(active).is(th.get(it)) {
        return Ok(None);
    }
    let value = field(th, groups, by::CURRENT_VALUE)?;
    if th.get(value).is_undef() && !step(th, groups)? {
        return Ok(None);
    }
    let current = field(th, groups, by::CURRENT_KEY)?;
    if !number::same_or_equal(th, key, current)? {
        return Ok(None);
    }
    let value = field(th, groups, by::CURRENT_VALUE)?;
    let empty = th.root(Val::UNDEF);
    set_field(th, groups, by::CURRENT_VALUE, empty)?;
    Ok(Some(value))
}

// ---- tee: the source, the node where this one stands | a node: its item (UNDEF: not read yet), the next node ----

fn node<'t>(th: &'t Thread) -> Val<'t> {
    th.native_record(NativeClass::TeeNode, &[])
}

/// `itertools.tee`.
pub fn tee(th: &mut Thread, w: Window) -> Res<Done> {
    let n = match w.opt(th, 1) {
        Some(n) => to_i64(th, n)?,
        None => 2,
    };
    if n < 0 {
        return Err(th.value_error("n must be >= 0"));
    }
    if n == 0 {
        return th.ret(th.tuple(&[]));
    }
    let first = first_tee(th, w.at(0))?;
    let all = th.section(|th| {
        let mut all = vec![th.get(first)];
        for _ in 1..n {
            all.push(copy_of(th, th.get(first))?);
        }
        Ok(th.root(th.tuple(&all)))
    })?;
    th.ret_slot(all)
}

fn first_tee(th: &mut Thread, iterable: Slot) -> Res<Slot> {
    let it = iter::get_iter(th, iterable)?;
    th.section(|th| {
        let v = th.get(it);
        let is_tee = th
            .class_of(v)
            .is_subclass(th.native_class(NativeClass::Tee).val());
        Ok(th.root(match is_tee {
            true => copy_of(th, v)?,
            false => th.native_record(NativeClass::Tee, &[v, node(th)]),
        }))
    })
}

fn new_tee(th: &mut Thread, w: Window) -> Res<Done> {
    let t = first_tee(th, w.at(1))?;
    th.ret_slot(t)
}

fn copy_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let seen = v.expect::<Record>().see(th)?;
    Ok(th.native_record(NativeClass::Tee, &[seen.field(0), seen.field(1)]))
}

fn copy_tee<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    copy_of(th, a.get(0))
}

fn quick_tee<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let at = own.field(1).expect::<Record>();
    let seen = at.see(th)?;
    let v = seen.field(0);
    if !v.is_undef() {
        own.set_field(1, seen.field(1));
        return Ok(Next::Item(v));
    }
    if seen.field(1).is(Val::TRUE) {
        return Ok(Next::Other);
    }
    let node_own = at.own(th)?;
    let next = iter::quick_next(th, own.field(0))?;
    if let Next::Item(v) = next {
        let following = node(th);
        node_own.set_field(0, v);
        node_own.set_field(1, following);
        own.set_field(1, following);
    }
    Ok(next)
}

fn full_tee(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, at) = (field(th, it, 0)?, field(th, it, 1)?);
    let known = field(th, at, 0)?;
    if !th.get(known).is_undef() {
        let following = field(th, at, 1)?;
        set_field(th, it, 1, following)?;
        return Ok(Some(known));
    }
    // The next node being True says that the item is being read.
    let reading = field(th, at, 1)?;
    if th.get(reading).is(Val::TRUE) {
        return Err(th.raise(Exc::RuntimeError, "cannot re-enter the tee iterator"));
    }
    let (yes, no) = (th.root(Val::TRUE), th.root(Val::UNDEF));
    set_field(th, at, 1, yes)?;
    let v = match iter::next(th, source) {
        Ok(Some(v)) => v,
        Err(u) if u != Unwind::Raise => return Err(u),
        end => {
            set_field(th, at, 1, no)?;
            return end;
        }
    };
    let following = th.root(node(th));
    th.section(|th| {
        let own = take(th, th.get(at))?;
        own.set_field(0, th.get(v));
        own.set_field(1, th.get(following));
        Ok(())
    })?;
    set_field(th, it, 1, following)?;
    Ok(Some(v))
}
