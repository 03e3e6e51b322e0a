//! Methods of `dict`.

use super::{quick_find, quick_set, update, views};
use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Traced, TypeSpec, Window};
use crate::object::{Dict, Spot};
use crate::protocol::number::CmpOp;
use crate::protocol::{iter, number, text};
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::types::keyed::{Look, quick_look};
use crate::types::{alias, construct, iter as iters, keyed};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_key"]);
const OTHER: Params = Params::all(&["_self", "_value"]);
const DEFAULT: Params = Params::pos(&["_self", "_key", "_default"], 2);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Dict,
    doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]).rest().kwdict(), new).static_method(),
        NativeDef::full("__init__", Params::all(&["_self"]).rest().kwdict(), init),
        NativeDef::full("update", Params::all(&["_self"]).rest().kwdict(), update_method).doc("D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]"),
        NativeDef::either("get", DEFAULT, quick_get, get).traced(Traced::Reads).doc("Return the value for key if key is in the dictionary, else default."),
        NativeDef::either("setdefault", DEFAULT, quick_set_default, set_default).doc("Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default."),
        NativeDef::full("pop", DEFAULT, pop).doc("D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError."),
        NativeDef::full("popitem", ONE, pop_item).doc("Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty."),
        NativeDef::full("clear", ONE, clear).doc("Remove all items from the dict."),
        NativeDef::full("copy", ONE, copy).doc("Return a shallow copy of the dict."),
        NativeDef::full("fromkeys", Params::pos(&["_cls", "_iterable", "_value"], 2), from_keys).class_method().doc("Create a new dictionary with keys from iterable and values set to value."),
        NativeDef::quick("keys", ONE, |th, a| Ok(views::new(th, Builtin::DictKeys, a.get(0)))).doc("Return a set-like object providing a view on the dict's keys."),
        NativeDef::quick("values", ONE, |th, a| Ok(views::new(th, Builtin::DictValues, a.get(0)))).doc("Return an object providing a view on the dict's values."),
        NativeDef::quick("items", ONE, |th, a| Ok(views::new(th, Builtin::DictItems, a.get(0)))).doc("Return a set-like object providing a view on the dict's items."),
        NativeDef::quick("__len__", ONE, len),
        NativeDef::quick("__iter__", ONE, |th, a| iters::sized_iter(th, Builtin::DictKeyIter, a.get(0))),
        NativeDef::quick("__reversed__", ONE, |th, a| iters::sized_rev_iter(th, Builtin::DictRevKeyIter, a.get(0))).doc("Return a reverse iterator over the dict keys."),
        NativeDef::either("__contains__", TWO, quick_contains, contains).doc("True if the dictionary has the specified key, else False."),
        NativeDef::full("__getitem__", TWO, get_item).doc("Return self[key]."),
        NativeDef::either("__setitem__", Params::all(&["_self", "_key", "_value"]), quick_set_item, set_item),
        NativeDef::full("__delitem__", TWO, del_item),
        NativeDef::full("__eq__", OTHER, |th, w| equality(th, w, CmpOp::Eq)),
        NativeDef::full("__ne__", OTHER, |th, w| equality(th, w, CmpOp::Ne)),
        NativeDef::full("__or__", OTHER, or),
        NativeDef::full("__ror__", OTHER, ror),
        NativeDef::full("__ior__", OTHER, ior),
        NativeDef::full("__repr__", ONE, repr),
        NativeDef::quick("__sizeof__", ONE, |th, a| Ok(Val::small(64 + 36 * a.get(0).expect::<Dict>().see(th)?.used() as i64))),
        alias::CLASS_GETITEM,
    ],
    getsets: &[],
};

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let shape = construct::shape_for_new(th, a.get(0), Builtin::Dict)?;
    Ok(Dict::of_shape(th, shape.id, false).val())
}

/// Takes over the optional mapping and the keywords of a call.
fn take_all(th: &mut Thread, w: Window, name: &str) -> Res<()> {
    // Places: the dict, the keywords, the positional arguments.
    if w.len > 3 {
        return Err(th.type_error(format!(
            "{name} expected at most 1 argument, got {}",
            w.len - 2
        )));
    }
    if w.len == 3 {
        update(th, w.at(0), w.at(2))?;
    }
    if let Some(kw) = w.opt(th, 1) {
        update(th, w.at(0), kw)?;
    }
    Ok(())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    take_all(th, w, "dict")?;
    th.ret(Val::NONE)
}

fn update_method(th: &mut Thread, w: Window) -> Res<Done> {
    take_all(th, w, "update")?;
    th.ret(Val::NONE)
}

fn quick_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match quick_find(th, a.get(0).expect(), a.get(1))? {
        None => Val::UNDEF,
        Some(v) if v.is_undef() => a.opt(2).unwrap_or(Val::NONE),
        Some(v) => v,
    })
}

fn get(th: &mut Thread, w: Window) -> Res<Done> {
    match super::get(th, w.at(0), w.at(1))? {
        Some(v) => th.ret_slot(v),
        None => match w.opt(th, 2) {
            Some(v) => th.ret_slot(v),
            None => th.ret(Val::NONE),
        },
    }
}

fn quick_set_default<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (d, key) = (a.get(0).expect::<Dict>(), a.get(1));
    if d.is_namespace() {
        return Ok(Val::UNDEF);
    }
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(Val::UNDEF);
    };
    let seen = d.see(th)?;
    match quick_look(th, seen, hash, key, &[])? {
        Look::Ask(_) => Ok(Val::UNDEF),
        Look::At(i) => Ok(seen.entry(i).expect("V4: just found").2),
        Look::Absent => {
            let v = a.opt(2).unwrap_or(Val::NONE);
            d.own_spot(th, Spot::End)?.append(th, hash, key, v);
            Ok(v)
        }
    }
}

fn set_default(th: &mut Thread, w: Window) -> Res<Done> {
    let default = match w.opt(th, 2) {
        Some(v) => v,
        None => th.root(Val::NONE),
    };
    let v = super::set_default(th, w.at(0), w.at(1), default)?;
    th.ret_slot(v)
}

fn pop(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(v) = super::remove(th, w.at(0), w.at(1))? {
        return th.ret_slot(v);
    }
    match w.opt(th, 2) {
        Some(v) => th.ret_slot(v),
        None => Err(th.key_error(th.get(w.at(1)))),
    }
}

fn pop_item(th: &mut Thread, w: Window) -> Res<Done> {
    let last = th.section(|th| {
        let d = th.get(w.at(0)).expect::<Dict>();
        let seen = d.see(th)?;
        let Some((i, (_, k, v))) = (0..seen.used())
            .rev()
            .find_map(|i| Some((i, seen.entry(i)?)))
        else {
            return Err(th.raise_with(
                crate::error::Exc::KeyError,
                &[th.str("popitem(): dictionary is empty")],
            ));
        };
        if !d.is_namespace() {
            d.own_spot(th, Spot::At(i))?.remove_entry(i);
        }
        Ok((th.root(k), th.root(v)))
    })?;
    if th.get(w.at(0)).expect::<Dict>().is_namespace() {
        super::remove(th, w.at(0), last.0)?;
    }
    th.ret(th.tuple(&[th.get(last.0), th.get(last.1)]))
}

fn clear(th: &mut Thread, w: Window) -> Res<Done> {
    let namespace = th.get(w.at(0)).expect::<Dict>().is_namespace();
    if !namespace {
        th.section(|th| {
            th.get(w.at(0)).expect::<Dict>().own(th)?.forget_all();
            Ok(())
        })?;
        return th.ret(Val::NONE);
    }
    let keys = iter::to_list(th, w.at(0))?;
    iter::for_each(th, keys, |th, k| {
        super::remove(th, w.at(0), k)?;
        Ok(true)
    })?;
    th.ret(Val::NONE)
}

fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    let d = update::copy(th, w.at(0))?;
    th.ret_slot(d)
}

fn from_keys(th: &mut Thread, w: Window) -> Res<Done> {
    let value = match w.opt(th, 2) {
        Some(v) => v,
        None => th.root(Val::NONE),
    };
    let d = th.call(w.at(0), &[])?;
    let exact = th.get(d).has_shape(Builtin::Dict.shape());
    iter::for_each(th, w.at(1), |th, k| {
        if exact {
            super::set(th, d, k, value)?;
        } else {
            crate::protocol::container::set_item(th, d, k, value)?;
        }
        Ok(true)
    })?;
    th.ret_slot(d)
}

fn len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.get(0).expect::<Dict>().see(th)?.len();
    Ok(Val::small(n as i64))
}

fn quick_contains<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let known = keyed::quick_contains::<Dict>(th, a.get(0).expect(), a.get(1))?;
    Ok(known.map_or(Val::UNDEF, Val::bool))
}

fn contains(th: &mut Thread, w: Window) -> Res<Done> {
    let found = super::get(th, w.at(0), w.at(1))?.is_some();
    th.ret(Val::bool(found))
}

fn get_item(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(v) = super::get(th, w.at(0), w.at(1))? {
        return th.ret_slot(v);
    }
    if !th.get(w.at(0)).has_shape(Builtin::Dict.shape())
        && let Some(v) = th.call_special(w.at(0), Id::__missing__, &[w.at(1)])?
    {
        return th.ret_slot(v);
    }
    Err(th.key_error(th.get(w.at(1))))
}

fn quick_set_item<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let done = quick_set(th, a.get(0).expect(), a.get(1), a.get(2))?;
    Ok(if done { Val::NONE } else { Val::UNDEF })
}

fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    super::set(th, w.at(0), w.at(1), w.at(2))?;
    th.ret(Val::NONE)
}

fn del_item(th: &mut Thread, w: Window) -> Res<Done> {
    match super::remove(th, w.at(0), w.at(1))? {
        Some(_) => th.ret(Val::NONE),
        None => Err(th.key_error(th.get(w.at(1)))),
    }
}

fn equality(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    if th.get(w.at(1)).cast::<Dict>().is_none() {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let same = equal(th, w.at(0), w.at(1))?;
    th.ret(Val::bool(same == (op == CmpOp::Eq)))
}

/// Do two dicts have the same items?
fn equal(th: &mut Thread, a: Slot, b: Slot) -> Res<bool> {
    let quick = th.section(|th| {
        let (a, b) = (th.get(a).expect::<Dict>(), th.get(b).expect::<Dict>());
        let (x, y) = (a.see(th)?, b.see(th)?);
        if x.len() != y.len() {
            return Ok(Some(false));
        }
        for (hash, k, v) in x.entries() {
            let other = match quick_look(th, y, hash, k, &[])? {
                Look::Ask(_) => return Ok(None),
                Look::Absent => return Ok(Some(false)),
                Look::At(i) => y.entry(i).expect("V4: just found").2,
            };
            if v.is(other) {
                continue;
            }
            match crate::types::hash::quick_equal(th, v, other)? {
                Some(true) => {}
                known => return Ok(known),
            }
        }
        Ok(Some(true))
    })?;
    if let Some(known) = quick {
        return Ok(known);
    }
    let items = th.root(views::new(th, Builtin::DictItems, th.get(a)));
    let mut same = true;
    iter::for_each(th, items, |th, pair| {
        let (k, v) = {
            let pair = th.get(pair).expect::<crate::object::Tuple>();
            (th.root(pair.at(0)), th.root(pair.at(1)))
        };
        same = match super::get(th, b, k)? {
            Some(other) => number::same_or_equal(th, v, other)?,
            None => false,
        };
        Ok(same)
    })?;
    Ok(same)
}

fn both_dicts(th: &Thread, w: Window) -> bool {
    th.get(w.at(0)).cast::<Dict>().is_some() && th.get(w.at(1)).cast::<Dict>().is_some()
}

fn or(th: &mut Thread, w: Window) -> Res<Done> {
    if !both_dicts(th, w) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let d = update::copy(th, w.at(0))?;
    update(th, d, w.at(1))?;
    th.ret_slot(d)
}

fn ror(th: &mut Thread, w: Window) -> Res<Done> {
    if !both_dicts(th, w) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let d = update::copy(th, w.at(1))?;
    update(th, d, w.at(0))?;
    th.ret_slot(d)
}

fn ior(th: &mut Thread, w: Window) -> Res<Done> {
    update(th, w.at(0), w.at(1))?;
    th.ret_slot(w.at(0))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let text = text::guarded(th, w.at(0), |th| {
        let mut out = "{".to_owned();
        let items = th.root(views::new(th, Builtin::DictItems, th.get(w.at(0))));
        iter::for_each(th, items, |th, pair| {
            let (k, v) = {
                let pair = th.get(pair).expect::<crate::object::Tuple>();
                (th.root(pair.at(0)), th.root(pair.at(1)))
            };
            if out.len() > 1 {
                out.push_str(", ");
            }
            out.push_str(&text::repr_text(th, k)?);
            out.push_str(": ");
            out.push_str(&text::repr_text(th, v)?);
            Ok(true)
        })?;
        out.push('}');
        Ok(out)
    })?;
    let text = text.unwrap_or_else(|| "{...}".to_owned());
    th.ret(th.str(&text))
}
