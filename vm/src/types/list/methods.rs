//! Methods of `list`.

use super::{get, quick_set, sort};
use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{List, Spot};
use crate::protocol::{index, iter};
use crate::thread::Thread;
use crate::types::{alias, construct, iter as iters, sequence};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_object"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::List,
    doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    methods: &{
        let [lt, le, eq, ne, gt, ge] = sequence::comparison_rows!(is_list);
        [
            NativeDef::quick("__new__", Params::all(&["_cls"]).rest().kwdict(), new).static_method(),
            NativeDef::full("__init__", Params::pos(&["_self", "_iterable"], 1), init),
            NativeDef::quick("append", TWO, append).doc("Append object to the end of the list."),
            NativeDef::full("extend", Params::all(&["_self", "_iterable"]), extend).doc("Extend list by appending elements from the iterable."),
            NativeDef::either("insert", Params::all(&["_self", "_index", "_object"]), quick_insert, insert).doc("Insert object before index."),
            NativeDef::either("pop", Params::pos(&["_self", "_index"], 1), quick_pop, pop).doc("Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."),
            NativeDef::full("remove", Params::all(&["_self", "_value"]), remove).doc("Remove first occurrence of value.\n\nRaises ValueError if the value is not present."),
            NativeDef::quick("clear", ONE, clear).doc("Remove all items from list."),
            NativeDef::quick("copy", ONE, copy).doc("Return a shallow copy of the list."),
            NativeDef::quick("reverse", ONE, reverse).doc("Reverse *IN PLACE*."),
            NativeDef::full("sort", ONE.kw(&["key", "reverse"]), sort::method).doc("Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order."),
            NativeDef::full("index", Params::pos(&["_self", "_value", "_start", "_stop"], 2), index_of).doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
            NativeDef::full("count", Params::all(&["_self", "_value"]), count).doc("Return number of occurrences of value."),
            NativeDef::quick("__len__", ONE, len),
            NativeDef::quick("__iter__", ONE, |th, a| Ok(iters::source_iter(th, Builtin::ListIter, a.get(0)))),
            NativeDef::quick("__reversed__", ONE, reversed).doc("Return a reverse iterator over the list."),
            NativeDef::either("__getitem__", TWO, |th, a| get(th, a.get(0), a.get(1)), |th, w| sequence::get_by_plain_key(th, w, get)),
            NativeDef::either("__setitem__", Params::all(&["_self", "_key", "_value"]), |th, a| quick_set(th, a.get(0), a.get(1), a.get(2)), set_item),
            NativeDef::full("__delitem__", TWO, del_item),
            NativeDef::full("__contains__", TWO, contains),
            NativeDef::quick("__add__", TWO, add),
            NativeDef::full("__iadd__", TWO, iadd),
            NativeDef::either("__mul__", TWO, mul, mul_full),
            NativeDef::either("__rmul__", TWO, mul, mul_full),
            NativeDef::either("__imul__", TWO, imul, imul_full),
            NativeDef::full("__repr__", ONE, repr),
            NativeDef::quick("__sizeof__", ONE, |th, a| Ok(Val::small(40 + 8 * a.get(0).expect::<List>().see(th)?.len() as i64))),
            alias::CLASS_GETITEM,
            lt, le, eq, ne, gt, ge,
        ]
    },
    getsets: &[],
};

fn is_list(v: Val<'_>) -> bool {
    v.cast::<List>().is_some()
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let shape = construct::shape_for_new(th, a.get(0), Builtin::List)?;
    Ok(List::of_shape(th, shape.id, &[]).val())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<List>().own(th)?;
        own.truncate(0);
        Ok(())
    })?;
    if let Some(iterable) = w.opt(th, 1) {
        iter::extend(th, w.at(0), iterable)?;
    }
    th.ret(Val::NONE)
}

fn append<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let own = a.get(0).expect::<List>().own_spot(th, Spot::End)?;
    own.push(th, a.get(1));
    Ok(Val::NONE)
}

fn extend(th: &mut Thread, w: Window) -> Res<Done> {
    iter::extend(th, w.at(0), w.at(1))?;
    th.ret(Val::NONE)
}

/// Where an index that may lie beyond both ends points.
fn clamp(i: i64, len: usize) -> usize {
    let i = if i < 0 {
        i.saturating_add(len as i64)
    } else {
        i
    };
    i.clamp(0, len as i64) as usize
}

fn quick_insert<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(i) = a.get(1).as_int() else {
        return Ok(Val::UNDEF);
    };
    let own = a.get(0).expect::<List>().own(th)?;
    own.insert(th, clamp(i, own.len()), a.get(2));
    Ok(Val::NONE)
}

fn insert(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index::size(th, w.at(1))?;
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<List>().own(th)?;
        own.insert(th, clamp(i, own.len()), th.get(w.at(2)));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn pop_at<'t>(th: &'t Thread, l: Val<'t>, i: i64) -> Res<Val<'t>> {
    let list = l.expect::<List>();
    let len = match list.own_unsaved(th)? {
        Some(own) => own.len(),
        None => list.hold(th)?.len(),
    };
    if len == 0 {
        return Err(th.index_error("pop from empty list"));
    }
    let at = index::position(th, i, len, "pop index out of range")?;
    if at + 1 == len {
        let own = list.own_spot(th, Spot::End)?;
        return Ok(own.pop().expect("V4: the list is not empty"));
    }
    Ok(list.own(th)?.remove(th, at))
}

fn quick_pop<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let i = match a.opt(1) {
        None => Some(-1),
        Some(v) => v.as_int(),
    };
    match i {
        Some(i) => pop_at(th, a.get(0), i),
        None => Ok(Val::UNDEF),
    }
}

fn pop(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index::size(th, w.at(1))?;
    let v = th.section(|th| Ok(th.root(pop_at(th, th.get(w.at(0)), i)?)))?;
    th.ret_slot(v)
}

fn remove(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(at) = sequence::search(th, w.at(0), w.at(1), 0, usize::MAX)? else {
        return Err(th.value_error("list.remove(x): x not in list"));
    };
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<List>().own(th)?;
        if at < own.len() {
            own.remove(th, at);
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn clear<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    a.get(0).expect::<List>().own(th)?.truncate(0);
    Ok(Val::NONE)
}

fn copy<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(th.list(a.get(0).expect::<List>().see(th)?.items()))
}

fn reverse<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let own = a.get(0).expect::<List>().own(th)?;
    let items = own.items();
    let n = items.len();
    for i in 0..n / 2 {
        let (low, high) = (items[i], items[n - 1 - i]);
        own.set(i, high);
        own.set(n - 1 - i, low);
    }
    Ok(Val::NONE)
}

fn index_of(th: &mut Thread, w: Window) -> Res<Done> {
    let (from, to) = search_bounds(th, w)?;
    match sequence::search(th, w.at(0), w.at(1), from, to)? {
        Some(at) => th.ret(Val::small(at as i64)),
        None => {
            let text = crate::protocol::text::repr_text(th, w.at(1))?;
            Err(th.value_error(format!("{text} is not in list")))
        }
    }
}

/// The optional `start` and `stop` of `index`, in arguments 2 and 3.
pub fn search_bounds(th: &mut Thread, w: Window) -> Res<(usize, usize)> {
    let mut bounds = [0, usize::MAX];
    for (i, bound) in bounds.iter_mut().enumerate() {
        if let Some(v) = w.opt(th, 2 + i) {
            let at = index::search_bound(th, v)?;
            let len = th.section(|th| Ok(sequence::items_of(th, th.get(w.at(0)))?.len()))?;
            *bound = clamp(at, len);
        }
    }
    Ok((bounds[0], bounds[1]))
}

fn count(th: &mut Thread, w: Window) -> Res<Done> {
    let n = sequence::count(th, w.at(0), w.at(1))?;
    th.ret(Val::small(n as i64))
}

fn len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.get(0).expect::<List>().see(th)?.len();
    Ok(Val::small(n as i64))
}

fn reversed<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.get(0).expect::<List>().see(th)?.len();
    Ok(th.record(Builtin::ListRevIter, &[a.get(0), Val::small(n as i64)]))
}

fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    super::set_item(th, w.at(0), w.at(1), w.at(2))?;
    th.ret(Val::NONE)
}

fn del_item(th: &mut Thread, w: Window) -> Res<Done> {
    super::del_item(th, w.at(0), w.at(1))?;
    th.ret(Val::NONE)
}

fn contains(th: &mut Thread, w: Window) -> Res<Done> {
    let found = sequence::search(th, w.at(0), w.at(1), 0, usize::MAX)?;
    th.ret(Val::bool(found.is_some()))
}

fn add<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(other) = a.get(1).cast::<List>() else {
        return Err(th.type_error(format!(
            "can only concatenate list (not \"{}\") to list",
            th.class_name(a.get(1))
        )));
    };
    let (x, y) = (
        a.get(0).expect::<List>().see(th)?.items(),
        other.see(th)?.items(),
    );
    Ok(th.list(&[x, y].concat()))
}

fn iadd(th: &mut Thread, w: Window) -> Res<Done> {
    iter::extend(th, w.at(0), w.at(1))?;
    th.ret_slot(w.at(0))
}

fn mul<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(n) = index::as_index(a.get(1)) else {
        return Ok(Val::UNDEF);
    };
    let items = a.get(0).expect::<List>().see(th)?.items();
    Ok(th.list(&sequence::repeated(th, items, n)?))
}

fn mul_full(th: &mut Thread, w: Window) -> Res<Done> {
    match sequence::repeat_count(th, w.at(1))? {
        None => th.ret(Val::NOT_IMPLEMENTED),
        Some(n) => {
            let v = th.section(|th| {
                let items = th.get(w.at(0)).expect::<List>().see(th)?.items();
                Ok(th.root(th.list(&sequence::repeated(th, items, n)?)))
            })?;
            th.ret_slot(v)
        }
    }
}

fn repeat_in_place<'t>(th: &'t Thread, l: Val<'t>, n: i64) -> Res<()> {
    let own = l.expect::<List>().own(th)?;
    let items = sequence::repeated(th, own.items(), n)?;
    own.replace(th, &items);
    Ok(())
}

fn imul<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(n) = index::as_index(a.get(1)) else {
        return Ok(Val::UNDEF);
    };
    repeat_in_place(th, a.get(0), n)?;
    Ok(a.get(0))
}

fn imul_full(th: &mut Thread, w: Window) -> Res<Done> {
    match sequence::repeat_count(th, w.at(1))? {
        None => th.ret(Val::NOT_IMPLEMENTED),
        Some(n) => {
            th.section(|th| repeat_in_place(th, th.get(w.at(0)), n))?;
            th.ret_slot(w.at(0))
        }
    }
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let text = crate::protocol::text::repr_items(th, w.at(0), ("[", "]"), |th, v, i| {
        let item = th.get(v).expect::<List>().see(th)?.at(i);
        Ok(item.map(|v| th.root(v)))
    })?;
    let text = text.unwrap_or_else(|| "[...]".to_owned());
    th.ret(th.str(&text))
}
