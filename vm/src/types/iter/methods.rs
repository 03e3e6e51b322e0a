//! Methods of the iterators.

use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, List, Record, Set, Str, Tuple};
use crate::protocol::{index, iter};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::construct;
use crate::types::iter::{chain, over, quick_next, ranges};
use crate::unwind::Res;
use crate::value::Val;

/// `__iter__` of any iterator.
pub const SELF: NativeDef =
    NativeDef::quick("__iter__", Params::all(&["_self"]), |_, a| Ok(a.get(0)))
        .doc("Implement iter(self).");
/// `__next__` of any iterator of this crate.
pub const NEXT: NativeDef = NativeDef::either("__next__", Params::all(&["_self"]), quick, full)
    .doc("Implement next(self).");
const HINT: NativeDef = NativeDef::quick("__length_hint__", Params::all(&["_self"]), length_hint)
    .doc("Private method returning an estimate of len(list(it)).");
const REDUCE: NativeDef = NativeDef::full("__reduce__", Params::all(&["_self"]), reduce_over)
    .doc("Return state information for pickling.");
const SET_STATE: NativeDef =
    NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), set_state)
        .doc("Set state information for unpickling.");

fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match quick_next(th, a.get(0))? {
        Next::Item(v) => Ok(v),
        Next::Done => Err(th.stop_iteration()),
        Next::Other => Ok(Val::UNDEF),
    }
}

fn full(th: &mut Thread, w: Window) -> Res<Done> {
    match iter::next(th, w.at(0))? {
        Some(v) => th.ret_slot(v),
        None => Err(th.stop_iteration()),
    }
}

fn length_hint<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let it = a.get(0).expect::<Record>().see(th)?;
    let b = th.class_of(a.get(0)).info().builtin;
    if matches!(b, Builtin::RangeIter | Builtin::LongRangeIter) {
        return Ok(crate::types::range::iter_left(th, it));
    }
    let (source, at) = (it.field(over::SOURCE), it.field(over::AT));
    if source.is_undef() {
        return Ok(Val::small(0));
    }
    let at = at.int_unchecked() as usize;
    let left = if let Some(l) = source.cast::<List>() {
        let len = l.see(th)?.len();
        match b {
            Builtin::ListRevIter if at > len => 0,
            Builtin::ListRevIter => at,
            _ => len.saturating_sub(at),
        }
    } else if let Some(t) = source.cast::<Tuple>() {
        t.len() - at
    } else if let Some(s) = source.cast::<Str>() {
        s.text()[at..].chars().count()
    } else if let Some(bytes) = crate::types::bytes::content(th, source)? {
        bytes.len().saturating_sub(at)
    } else if let Some(d) = source.cast::<Dict>() {
        let seen = d.see(th)?;
        let reverse = matches!(
            b,
            Builtin::DictRevKeyIter | Builtin::DictRevValueIter | Builtin::DictRevItemIter
        );
        let places = if reverse { 0..at } else { at..seen.used() };
        places.filter(|i| seen.entry(*i).is_some()).count()
    } else {
        let seen = source.expect::<Set>().see(th)?;
        (at..seen.used())
            .filter(|i| seen.entry(*i).is_some())
            .count()
    };
    Ok(Val::small(left as i64))
}

/// `(iter, (what is left,))`, the source itself with the position where that is simple.
fn reduce_over(th: &mut Thread, w: Window) -> Res<Done> {
    let maker = th.builtin_function("iter")?;
    let state = th.section(|th| {
        let it = th.get(w.at(0)).expect::<Record>().see(th)?;
        let b = th.class_of(th.get(w.at(0))).info().builtin;
        let simple = matches!(
            b,
            Builtin::ListIter | Builtin::TupleIter | Builtin::BytesIter | Builtin::ByteArrayIter
        );
        let source = it.field(over::SOURCE);
        if source.is_undef() {
            let empty = th.tuple(&[th.tuple(&[])]);
            return Ok(Some(th.root(th.tuple(&[th.get(maker), empty]))));
        }
        Ok(simple.then(|| {
            let args = th.tuple(&[source]);
            th.root(th.tuple(&[th.get(maker), args, it.field(over::AT)]))
        }))
    })?;
    if let Some(done) = state {
        return th.ret_slot(done);
    }
    // What is left is read by a copy.
    let copy = th.section(|th| {
        let it = th.get(w.at(0)).expect::<Record>().see(th)?;
        let b = th.class_of(th.get(w.at(0))).info().builtin;
        let fields: Vec<Val<'_>> = (0..th.get(w.at(0)).shape().nfields)
            .map(|i| it.field(i as usize))
            .collect();
        Ok(th.root(th.record(b, &fields)))
    })?;
    let rest = iter::to_list(th, copy)?;
    let args = th.tuple(&[th.get(rest)]);
    th.ret(th.tuple(&[th.get(maker), args]))
}

fn set_state(th: &mut Thread, w: Window) -> Res<Done> {
    let at = index::size(th, w.at(1))?.max(0);
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        if !own.field(over::SOURCE).is_undef() {
            own.set_field(over::AT, Val::small(at));
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// `(class, arguments)` of an iterator that is made by calling its class: the fields of `parts`, and of the tuple in `row`.
fn remade(th: &mut Thread, w: Window, parts: &[usize], row: Option<usize>) -> Res<Done> {
    let made = th.section(|th| {
        let v = th.get(w.at(0));
        let it = v.expect::<Record>().see(th)?;
        let mut args: Vec<Val<'_>> = parts.iter().map(|i| it.field(*i)).collect();
        if let Some(row) = row {
            args.extend_from_slice(it.field(row).expect::<crate::object::Tuple>().items());
        }
        let class = th.class_of(v).val();
        Ok(th.root(th.tuple(&[class, th.tuple(&args)])))
    })?;
    th.ret_slot(made)
}

const REDUCE_ENUMERATE: NativeDef =
    NativeDef::full("__reduce__", Params::all(&["_self"]), |th, w| {
        remade(
            th,
            w,
            &[chain::enumerate::ITER, chain::enumerate::COUNT],
            None,
        )
    });

const REDUCE_MAP: NativeDef = NativeDef::full("__reduce__", Params::all(&["_self"]), |th, w| {
    remade(th, w, &[chain::map::FUNC], Some(chain::map::ITERS))
});

const REDUCE_FILTER: NativeDef = NativeDef::full("__reduce__", Params::all(&["_self"]), |th, w| {
    remade(th, w, &[chain::filter::FUNC, chain::filter::ITER], None)
});

const REDUCE_ZIP: NativeDef = NativeDef::full("__reduce__", Params::all(&["_self"]), |th, w| {
    remade(th, w, &[], Some(chain::zip::ITERS))
});

/// Of `reversed`, and of iterators that ask `__getitem__` or call a function: the object UNDEF when exhausted.
fn reduce_ending(th: &mut Thread, w: Window) -> Res<Done> {
    let maker = th.builtin_function("iter")?;
    let made = th.section(|th| {
        let v = th.get(w.at(0));
        let it = v.expect::<Record>().see(th)?;
        let (source, other) = (it.field(0), it.field(1));
        let maker = th.get(maker);
        let b = th.class_of(v).info().builtin;
        let parts = match b {
            _ if source.is_undef() => vec![maker, th.tuple(&[th.tuple(&[])])],
            Builtin::CallableIter => vec![maker, th.tuple(&[source, other])],
            Builtin::SeqIter => vec![maker, th.tuple(&[source]), other],
            _ => vec![th.class_of(v).val(), th.tuple(&[source]), other],
        };
        Ok(th.root(th.tuple(&parts)))
    })?;
    th.ret_slot(made)
}

const REDUCE_ENDING: NativeDef =
    NativeDef::full("__reduce__", Params::all(&["_self"]), reduce_ending);

/// The position of `reversed` and of an iterator that asks `__getitem__`.
fn set_position(th: &mut Thread, w: Window) -> Res<Done> {
    let at = index::size(th, w.at(1))?;
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        if !own.field(chain::sequence::OBJECT).is_undef() {
            own.set_field(chain::sequence::AT, Val::small(at.max(-1)));
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

const SET_POSITION: NativeDef = NativeDef::full(
    "__setstate__",
    Params::all(&["_self", "_state"]),
    set_position,
);

macro_rules! specs {
    ($($name:ident = $class:ident [$($method:expr),*];)*) => {$(
        pub const $name: TypeSpec = TypeSpec { builtin: Builtin::$class, doc: "", methods: &[$($method),*], getsets: &[] };
    )*};
}
specs! {
    LIST = ListIter [SELF, NEXT, HINT, REDUCE, SET_STATE];
    LIST_REV = ListRevIter [SELF, NEXT, HINT];
    TUPLE = TupleIter [SELF, NEXT, HINT, REDUCE, SET_STATE];
    STR = StrIter [SELF, NEXT, HINT, REDUCE];
    BYTES = BytesIter [SELF, NEXT, HINT, REDUCE, SET_STATE];
    BYTE_ARRAY = ByteArrayIter [SELF, NEXT, HINT, REDUCE, SET_STATE];
    RANGE = RangeIter [SELF, NEXT, HINT, REDUCE_RANGE, SET_RANGE];
    LONG_RANGE = LongRangeIter [SELF, NEXT, HINT, REDUCE_RANGE, SET_RANGE];
    DICT_KEY = DictKeyIter [SELF, NEXT, HINT, REDUCE];
    DICT_VALUE = DictValueIter [SELF, NEXT, HINT, REDUCE];
    DICT_ITEM = DictItemIter [SELF, NEXT, HINT, REDUCE];
    DICT_REV_KEY = DictRevKeyIter [SELF, NEXT, HINT, REDUCE];
    DICT_REV_VALUE = DictRevValueIter [SELF, NEXT, HINT, REDUCE];
    DICT_REV_ITEM = DictRevItemIter [SELF, NEXT, HINT, REDUCE];
    SET = SetIter [SELF, NEXT, HINT, REDUCE];
    SEQUENCE = SeqIter [SELF, NEXT, REDUCE_ENDING, SET_POSITION];
    CALLABLE = CallableIter [SELF, NEXT, REDUCE_ENDING];
}

const REDUCE_RANGE: NativeDef =
    NativeDef::full("__reduce__", Params::all(&["_self"]), reduce_range);

fn reduce_range(th: &mut Thread, w: Window) -> Res<Done> {
    let maker = th.builtin_function("iter")?;
    let done = th.section(|th| {
        let it = th.get(w.at(0)).expect::<Record>().see(th)?;
        let (next, end, step) = (
            it.field(ranges::NEXT),
            it.field(ranges::END),
            it.field(ranges::STEP),
        );
        let range = crate::types::range::new(th, next, end, step);
        Ok(th.root(th.tuple(&[th.get(maker), th.tuple(&[range])])))
    })?;
    th.ret_slot(done)
}

/// The state is how many numbers are passed over: it goes on as an iterator over what is left then.
fn set_range(th: &mut Thread, w: Window) -> Res<Done> {
    let n = index::size(th, w.at(1))?.max(0);
    let rest = th.section(|th| {
        let it = th.get(w.at(0)).expect::<Record>().see(th)?;
        let [next, end, step] = [ranges::NEXT, ranges::END, ranges::STEP].map(|i| it.field(i));
        Ok(th.root(crate::types::range::new(th, next, end, step)))
    })?;
    let (from, none) = (th.root(th.int(n)), th.root(Val::NONE));
    let slice = th.root(th.builtin(Builtin::Slice));
    let part = th.call(slice, &[from, none])?;
    let rest = crate::protocol::container::get_item(th, rest, part)?;
    let fresh = iter::get_iter(th, rest)?;
    th.section(|th| {
        let fresh = th.get(fresh).expect::<Record>().see(th)?;
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        for i in [ranges::NEXT, ranges::END, ranges::STEP] {
            own.set_field(i, fresh.field(i));
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

const SET_RANGE: NativeDef =
    NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), set_range);

pub const ENUMERATE: TypeSpec = TypeSpec {
    builtin: Builtin::Enumerate,
    doc: "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "iterable", "start"], 2),
            new_enumerate,
        )
        .static_method(),
        SELF,
        NEXT,
        REDUCE_ENUMERATE,
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[],
};

fn new_enumerate(th: &mut Thread, w: Window) -> Res<Done> {
    let count = match w.opt(th, 2) {
        Some(start) => index::index(th, start)?,
        None => th.root(Val::small(0)),
    };
    let it = iter::get_iter(th, w.at(1))?;
    let r = construct::record(th, w.at(0), Builtin::Enumerate, &[it, count])?;
    th.ret_slot(r)
}

pub const ZIP: TypeSpec = TypeSpec {
    builtin: Builtin::Zip,
    doc: "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::all(&["_cls"]).kw(&["strict"]).rest(),
            new_zip,
        )
        .static_method(),
        SELF,
        NEXT,
        REDUCE_ZIP,
    ],
    getsets: &[],
};

/// A tuple of the iterators of the arguments from `first` on.
fn iterators(th: &mut Thread, w: Window, first: usize) -> Res<Slot> {
    let n = w.len - first;
    let row = th.root_row(n);
    for i in 0..n {
        let it = iter::get_iter(th, w.at(first + i))?;
        th.set(row.offset(i), th.get(it));
    }
    let items: Vec<Val<'_>> = (0..n).map(|i| th.get(row.offset(i))).collect();
    Ok(th.root(th.tuple(&items)))
}

/// A flag argument as a bool in a new register.
fn flag(th: &mut Thread, w: Window, i: usize) -> Res<Slot> {
    let on = match w.opt(th, i) {
        Some(v) => crate::protocol::number::truth(th, v)?,
        None => false,
    };
    Ok(th.root(Val::bool(on)))
}

fn new_zip(th: &mut Thread, w: Window) -> Res<Done> {
    let strict = flag(th, w, 1)?;
    let iters = iterators(th, w, 2)?;
    let r = construct::record(th, w.at(0), Builtin::Zip, &[iters, strict])?;
    th.ret_slot(r)
}

pub const MAP: TypeSpec = TypeSpec {
    builtin: Builtin::Map,
    doc: "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::all(&["_cls"]).kw(&["strict"]).rest(),
            new_map,
        )
        .static_method(),
        SELF,
        NEXT,
        REDUCE_MAP,
    ],
    getsets: &[],
};

fn new_map(th: &mut Thread, w: Window) -> Res<Done> {
    if w.len < 4 {
        return Err(th.type_error("map() must have at least two arguments."));
    }
    let strict = flag(th, w, 1)?;
    let iters = iterators(th, w, 3)?;
    let r = construct::record(th, w.at(0), Builtin::Map, &[w.at(2), iters, strict])?;
    th.ret_slot(r)
}

pub const FILTER: TypeSpec = TypeSpec {
    builtin: Builtin::Filter,
    doc: "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::all(&["_cls", "_function", "_iterable"]),
            new_filter,
        )
        .static_method(),
        SELF,
        NEXT,
        REDUCE_FILTER,
    ],
    getsets: &[],
};

fn new_filter(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(2))?;
    let r = construct::record(th, w.at(0), Builtin::Filter, &[w.at(1), it])?;
    th.ret_slot(r)
}

pub const REVERSED: TypeSpec = TypeSpec {
    builtin: Builtin::Reversed,
    doc: "Return a reverse iterator over the values of the given sequence.",
    methods: &[
        NativeDef::full("__new__", Params::all(&["_cls", "_sequence"]), new_reversed)
            .static_method(),
        SELF,
        NEXT,
        REDUCE_ENDING,
        SET_POSITION,
        NativeDef::full("__length_hint__", Params::all(&["_self"]), reversed_hint),
    ],
    getsets: &[],
};

fn new_reversed(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(it) = chain::reversed_special(th, w.at(1))? {
        return th.ret_slot(it);
    }
    if !iter::is_sequence(th, w.at(1))? {
        return Err(chain::not_reversible(th, w.at(1)));
    }
    let n = crate::protocol::container::len(th, w.at(1))?;
    let last = th.root(Val::small(n as i64 - 1));
    let r = construct::record(th, w.at(0), Builtin::Reversed, &[w.at(1), last])?;
    th.ret_slot(r)
}

fn reversed_hint(th: &mut Thread, w: Window) -> Res<Done> {
    let (object, at) = th.section(|th| {
        let it = th.get(w.at(0)).expect::<Record>().see(th)?;
        Ok((
            th.root(it.field(chain::sequence::OBJECT)),
            it.field(chain::sequence::AT).int_unchecked(),
        ))
    })?;
    if th.get(object).is_undef() {
        return th.ret(Val::small(0));
    }
    let n = crate::protocol::container::len(th, object)? as i64;
    th.ret(Val::small(if at >= n { 0 } else { at + 1 }))
}
