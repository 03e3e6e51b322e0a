//! `chain`, `islice`, `pairwise`, `batched`, `zip_longest`, `accumulate`.

use super::{Tool, tool};
use crate::modules::iterate::{ITER, NEXT, clear_field, field, make, never_quick, set_field, take};
use crate::modules::support::to_i64;
use crate::native::{Done, NativeDef, NativeNext, Params, Window};
use crate::object::{List, Record, Tuple};
use crate::protocol::iter;
use crate::protocol::number::{self, BinOp};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{INT_MAX, Val};

pub const TOOLS: &[Tool] = &[
    tool(
        "chain",
        2,
        &[
            ITER,
            NEXT,
            NativeDef::full("__new__", Params::pos(&["_cls"], 1).rest(), new_chain).static_method(),
            NativeDef::full(
                "from_iterable",
                Params::all(&["_cls", "_iterable"]),
                chain_from,
            )
            .class_method(),
        ],
        NativeNext {
            quick: quick_chain,
            full: full_chain,
        },
    ),
    tool(
        "islice",
        4,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "_iterable", "_a", "_b", "_c"], 3),
                new_islice,
            )
            .static_method(),
        ],
        NativeNext {
            quick: quick_islice,
            full: full_islice,
        },
    ),
    tool(
        "pairwise",
        2,
        &[
            ITER,
            NEXT,
            NativeDef::full("__new__", Params::all(&["_cls", "_iterable"]), new_pairwise)
                .static_method(),
        ],
        NativeNext {
            quick: quick_pairwise,
            full: full_pairwise,
        },
    ),
    tool(
        "batched",
        3,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::all(&["_cls", "iterable", "n"]).kw(&["strict"]),
                new_batched,
            )
            .static_method(),
        ],
        NativeNext {
            quick: never_quick,
            full: full_batched,
        },
    ),
    tool(
        "zip_longest",
        3,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls"], 1).kw(&["fillvalue"]).rest(),
                new_zip_longest,
            )
            .static_method(),
        ],
        NativeNext {
            quick: never_quick,
            full: full_zip_longest,
        },
    ),
    tool(
        "accumulate",
        4,
        &[
            ITER,
            NEXT,
            NativeDef::full(
                "__new__",
                Params::pos(&["_cls", "iterable", "func"], 2).kw(&["initial"]),
                new_accumulate,
            )
            .static_method(),
        ],
        NativeNext {
            quick: quick_accumulate,
            full: full_accumulate,
        },
    ),
];

// ---- chain: iterator over the iterables (UNDEF when exhausted), the active iterator (UNDEF for none) ----

fn new_chain(th: &mut Thread, w: Window) -> Res<Done> {
    let all = {
        let all: Vec<Val<'_>> = w.from(1).map(|s| th.get(s)).collect();
        th.root(th.tuple(&all))
    };
    let it = iter::get_iter(th, all)?;
    let r = make(th, th.get(w.at(0)), &[th.get(it)]);
    th.ret(r)
}

fn chain_from(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(1))?;
    let r = make(th, th.get(w.at(0)), &[th.get(it)]);
    th.ret(r)
}

fn quick_chain<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let active = own.field(1);
    if active.is_undef() {
        return Ok(Next::Other);
    }
    Ok(match iter::quick_next(th, active)? {
        Next::Done => {
            own.set_field(1, Val::UNDEF);
            Next::Other
        }
        next => next,
    })
}

fn full_chain(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let mark = th.mark();
    loop {
        th.release_to(mark);
        let active = field(th, it, 1)?;
        if !th.get(active).is_undef() {
            if let Some(v) = iter::next(th, active)? {
                return Ok(Some(v));
            }
            clear_field(th, it, 1)?;
        }
        let source = field(th, it, 0)?;
        if th.get(source).is_undef() {
            return Ok(None);
        }
        let following = match iter::next(th, source) {
            Ok(Some(v)) => iter::get_iter(th, v),
            Ok(None) => {
                clear_field(th, it, 0)?;
                return Ok(None);
            }
            Err(u) => Err(u),
        };
        match following {
            Ok(i) => set_field(th, it, 1, i)?,
            Err(u) => {
                if u == Unwind::Raise {
                    let kept = th.take_pending().raw();
                    let kept = th.root(kept.val(th));
                    clear_field(th, it, 0)?;
                    return Err(th.raise_value(th.get(kept)));
                }
                return Err(u);
            }
        }
    }
}

// ---- islice: source (UNDEF when exhausted), number of the next item, items taken from the source, (stop or -1, step) ----

/// An argument of `islice`: None, or a number of at most the largest small int.
fn bound(th: &mut Thread, v: Option<Slot>, default: i64, message: &str) -> Res<i64> {
    let Some(v) = v.filter(|v| !th.get(*v).is_none()) else {
        return Ok(default);
    };
    let n = match to_i64(th, v) {
        Ok(n) => n,
        Err(Unwind::Raise) => {
            th.take_pending();
            return Err(th.value_error(message));
        }
        Err(u) => return Err(u),
    };
    if n < 0 {
        return Err(th.value_error(message));
    }
    Ok(n.min(INT_MAX))
}

const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";

fn new_islice(th: &mut Thread, w: Window) -> Res<Done> {
    let (start, stop, step) = match w.opt(th, 3) {
        None => (
            0,
            bound(
                th,
                Some(w.at(2)),
                -1,
                "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            )?,
            1,
        ),
        Some(b) => {
            let start = bound(th, Some(w.at(2)), 0, INDICES)?;
            let stop = bound(
                th,
                Some(b),
                -1,
                "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            )?;
            let text = "Step for islice() must be a positive integer or None.";
            let c = w.opt(th, 4);
            let step = bound(th, c, 1, text)?;
            if step == 0 {
                return Err(th.value_error(text));
            }
            (start, stop, step)
        }
    };
    let it = iter::get_iter(th, w.at(1))?;
    let r = {
        let numbers = th.tuple(&[Val::small(stop), Val::small(step)]);
        make(
            th,
            th.get(w.at(0)),
            &[th.get(it), Val::small(start), Val::small(0), numbers],
        )
    };
    th.ret(r)
}

/// Where an `islice` stands.
struct Slice {
    next: i64,
    at: i64,
    stop: i64,
    step: i64,
}

impl Slice {
    fn of(r: crate::object::Seen<'_, Record>) -> Slice {
        let numbers = r.field(3).expect::<Tuple>();
        Slice {
            next: r.field(1).int_unchecked(),
            at: r.field(2).int_unchecked(),
            stop: numbers.at(0).int_unchecked(),
            step: numbers.at(1).int_unchecked(),
        }
    }

    /// True if no further item will be given.
    fn is_over(&self) -> bool {
        self.stop >= 0 && self.next >= self.stop
    }

    /// The number of the item after the next one.
    fn following(&self) -> i64 {
        let n = (self.next + self.step).min(INT_MAX);
        match self.stop >= 0 {
            true => n.min(self.stop),
            false => n,
        }
    }
}

fn quick_islice<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let source = own.field(0);
    if source.is_undef() {
        return Ok(Next::Done);
    }
    let s = Slice::of(*own);
    // Skipping over several items, or a last read beyond the stop, is left to the full way.
    if s.is_over() || s.at != s.next {
        return Ok(Next::Other);
    }
    let next = iter::quick_next(th, source)?;
    match next {
        Next::Item(_) => {
            own.set_field(2, Val::small(s.at + 1));
            own.set_field(1, Val::small(s.following()));
        }
        Next::Done => own.set_field(0, Val::UNDEF),
        Next::Other => {}
    }
    Ok(next)
}

fn full_islice(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let source = field(th, it, 0)?;
    if th.get(source).is_undef() {
        return Ok(None);
    }
    let s = th.section(|th| Ok(Slice::of(th.get(it).expect::<Record>().see(th)?)))?;
    let mut at = s.at;
    let limit = match s.is_over() {
        true => s.stop,
        false => s.next,
    };
    let mark = th.mark();
    while at < limit {
        if iter::next(th, source)?.is_none() {
            clear_field(th, it, 0)?;
            return Ok(None);
        }
        at += 1;
        th.release_to(mark);
        th.section(|th| {
            take(th, th.get(it))?.set_field(2, Val::small(at));
            Ok(())
        })?;
    }
    if s.is_over() {
        clear_field(th, it, 0)?;
        return Ok(None);
    }
    let Some(v) = iter::next(th, source)? else {
        clear_field(th, it, 0)?;
        return Ok(None);
    };
    th.section(|th| {
        let own = take(th, th.get(it))?;
        own.set_field(2, Val::small(at + 1));
        own.set_field(1, Val::small(s.following()));
        Ok(())
    })?;
    Ok(Some(v))
}

// ---- pairwise: source (UNDEF when exhausted), the last item (UNDEF at first) ----

fn new_pairwise(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(1))?;
    let r = make(th, th.get(w.at(0)), &[th.get(it)]);
    th.ret(r)
}

fn quick_pairwise<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let (source, old) = (own.field(0), own.field(1));
    if source.is_undef() {
        return Ok(Next::Done);
    }
    if old.is_undef() {
        return Ok(Next::Other);
    }
    Ok(match iter::quick_next(th, source)? {
        Next::Item(new) => {
            own.set_field(1, new);
            Next::Item(th.tuple(&[old, new]))
        }
        Next::Done => {
            own.set_field(0, Val::UNDEF);
            own.set_field(1, Val::UNDEF);
            Next::Done
        }
        Next::Other => Next::Other,
    })
}

fn full_pairwise(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, mut old) = (field(th, it, 0)?, field(th, it, 1)?);
    if th.get(source).is_undef() {
        return Ok(None);
    }
    if th.get(old).is_undef() {
        match iter::next(th, source)? {
            Some(v) => {
                set_field(th, it, 1, v)?;
                old = v;
            }
            None => {
                clear_field(th, it, 0)?;
                return Ok(None);
            }
        }
    }
    let Some(new) = iter::next(th, source)? else {
        clear_field(th, it, 0)?;
        clear_field(th, it, 1)?;
        return Ok(None);
    };
    set_field(th, it, 1, new)?;
    Ok(Some(th.root(th.tuple(&[th.get(old), th.get(new)]))))
}

// ---- batched: source (UNDEF when exhausted), size, strict ----

fn new_batched(th: &mut Thread, w: Window) -> Res<Done> {
    let n = to_i64(th, w.at(2))?;
    if n < 1 {
        return Err(th.value_error("n must be at least one"));
    }
    let strict = match w.opt(th, 3) {
        Some(s) => number::truth(th, s)?,
        None => false,
    };
    let it = iter::get_iter(th, w.at(1))?;
    let r = make(
        th,
        th.get(w.at(0)),
        &[th.get(it), Val::small(n.min(INT_MAX)), Val::bool(strict)],
    );
    th.ret(r)
}

fn full_batched(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let source = field(th, it, 0)?;
    if th.get(source).is_undef() {
        return Ok(None);
    }
    let (n, strict) = {
        let r = th.get(it).expect::<Record>();
        (r.fixed(1).int_unchecked(), r.fixed(2).is(Val::TRUE))
    };
    let items = th.root(th.list(&[]));
    let mark = th.mark();
    let mut count = 0;
    while count < n {
        let Some(v) = iter::next(th, source)? else {
            break;
        };
        push(th, items, v)?;
        th.release_to(mark);
        count += 1;
    }
    if count < n {
        clear_field(th, it, 0)?;
    }
    if count == 0 {
        return Ok(None);
    }
    if strict && count < n {
        return Err(th.value_error("batched(): incomplete batch"));
    }
    as_tuple(th, items).map(Some)
}

/// Adds to a list of ours.
fn push(th: &mut Thread, list: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        th.get(list).expect::<List>().own(th)?.push(th, th.get(v));
        Ok(())
    })
}

/// A list's items as a tuple.
fn as_tuple(th: &mut Thread, list: Slot) -> Res<Slot> {
    th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        Ok(th.root(th.tuple(items)))
    })
}

// ---- zip_longest: list of iterators (None for exhausted ones), fill value, how many are left ----

fn new_zip_longest(th: &mut Thread, w: Window) -> Res<Done> {
    let fill = w.opt(th, 1).unwrap_or_else(|| th.root(Val::NONE));
    let sources = th.root(th.list(&[]));
    let mut count = 0;
    for v in w.from(2) {
        let it = iter::get_iter(th, v)?;
        push(th, sources, it)?;
        count += 1;
    }
    let r = make(
        th,
        th.get(w.at(0)),
        &[th.get(sources), th.get(fill), Val::small(count)],
    );
    th.ret(r)
}

fn full_zip_longest(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (sources, fill, left) = (field(th, it, 0)?, field(th, it, 1)?, field(th, it, 2)?);
    let mut left = th.get(left).int_unchecked();
    if left == 0 {
        return Ok(None);
    }
    let n = th.section(|th| Ok(th.get(sources).expect::<List>().see(th)?.len()))?;
    let items = th.root_row(n);
    for i in 0..n {
        let mark = th.mark();
        let source = th.section(|th| {
            let s = th.get(sources).expect::<List>().see(th)?.at(i);
            Ok(th.root(s.unwrap_or(Val::NONE)))
        })?;
        let v = match th.get(source).is_none() {
            true => None,
            false => {
                let v = iter::next(th, source)?;
                if v.is_none() {
                    left -= 1;
                    th.section(|th| {
                        take(th, th.get(it))?.set_field(2, Val::small(left));
                        Ok(())
                    })?;
                    th.section(|th| {
                        th.get(sources).expect::<List>().own(th)?.set(i, Val::NONE);
                        Ok(())
                    })?;
                    if left == 0 {
                        return Ok(None);
                    }
                }
                v
            }
        };
        th.set(items.offset(i), th.get(v.unwrap_or(fill)));
        th.release_to(mark);
    }
    let all: Vec<Val<'_>> = (0..n).map(|i| th.get(items.offset(i))).collect();
    Ok(Some(th.root(th.tuple(&all))))
}

// ---- accumulate: source, function (None: addition), total (UNDEF at first), initial value or an item not yet used ----

fn new_accumulate(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(1))?;
    let func = w.opt(th, 2).unwrap_or_else(|| th.root(Val::NONE));
    let initial = w.opt(th, 3).filter(|i| !th.get(*i).is_none());
    let initial = initial.unwrap_or_else(|| th.root(Val::UNDEF));
    let r = make(
        th,
        th.get(w.at(0)),
        &[th.get(it), th.get(func), Val::UNDEF, th.get(initial)],
    );
    th.ret(r)
}

fn quick_accumulate<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = take(th, it)?;
    let total = own.field(2);
    if total.is_undef() || !own.field(1).is_none() || !own.field(3).is_undef() {
        return Ok(Next::Other);
    }
    Ok(match iter::quick_next(th, own.field(0))? {
        Next::Item(v) => match (total.as_int(), v.as_int()) {
            (Some(a), Some(b)) => {
                let sum = th.int(a + b);
                own.set_field(2, sum);
                Next::Item(sum)
            }
            _ => {
                own.set_field(3, v);
                Next::Other
            }
        },
        next => next,
    })
}

fn full_accumulate(th: &mut Thread, it: Slot) -> Res<Option<Slot>> {
    let (source, func) = (field(th, it, 0)?, field(th, it, 1)?);
    let (total, kept) = (field(th, it, 2)?, field(th, it, 3)?);
    let item = match th.get(kept).is_undef() {
        false => {
            clear_field(th, it, 3)?;
            kept
        }
        true => match iter::next(th, source)? {
            Some(v) => v,
            None => return Ok(None),
        },
    };
    let sum = match (th.get(total).is_undef(), th.get(func).is_none()) {
        (true, _) => item,
        (false, true) => number::binary(th, BinOp::Add, false, total, item)?,
        (false, false) => th.call(func, &[total, item])?,
    };
    set_field(th, it, 2, sum)?;
    Ok(Some(sum))
}
