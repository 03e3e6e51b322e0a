//! `defaultdict` and `OrderedDict`: subclasses of `dict`, whose items already lie in order.

use crate::bootstrap;
use crate::class::{Builtin, Class};
use crate::modules::support::{
    self, NativeClass, NativeClassSpec, add, is_callable, know_class, new_subclass, repr,
};
use crate::names::Id;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::Dict;
use crate::protocol::number::{self, CmpOp};
use crate::protocol::{attr, container};
use crate::thread::{Slot, Thread};
use crate::types::dict::{self, update};
use crate::unwind::Res;
use crate::value::Val;

/// Adds both classes.
pub fn add_all(th: &Thread, module: Slot) -> Res<()> {
    let base = th.builtin(Builtin::Dict).expect::<Class>();
    let class = new_subclass(th, &DEFAULT_DICT, base);
    let factory = th.intern("default_factory");
    let member = th.record(Builtin::MemberDescriptor, &[factory, factory, class.val()]);
    bootstrap::bind(th, class, factory, member);
    add(th, module, "defaultdict", class.val())?;
    know_class(th, NativeClass::DefaultDict, class);
    let class = new_subclass(th, &ORDERED_DICT, base);
    know_class(th, NativeClass::OrderedDict, class);
    add(th, module, "OrderedDict", class.val())
}

const DEFAULT_DICT: NativeClassSpec = NativeClassSpec {
    module: "collections",
    name: "defaultdict",
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "_default_factory"], 1)
                .kwdict()
                .rest(),
            init,
        ),
        NativeDef::full("__missing__", Params::all(&["_self", "_key"]), missing),
        NativeDef::full("__repr__", Params::all(&["_self"]), shown),
        NativeDef::full("copy", Params::all(&["_self"]), copy),
        NativeDef::full("__copy__", Params::all(&["_self"]), copy),
        NativeDef::full("__reduce__", Params::all(&["_self"]), reduce),
        NativeDef::full("__or__", Params::all(&["_self", "_other"]), join),
        NativeDef::full("__ror__", Params::all(&["_self", "_other"]), join_reflected),
    ],
    getsets: &[],
};

/// The factory of a defaultdict in a register, None if there is none.
fn factory(th: &mut Thread, this: Slot) -> Res<Slot> {
    th.section(|th| {
        let name = th.intern("default_factory");
        let found = attr::own_attr(th, th.get(this), name)?;
        Ok(th.root(found.unwrap_or(Val::NONE)))
    })
}

fn set_factory(th: &mut Thread, this: Slot, factory: Slot) -> Res<()> {
    support::set_attr(th, this, "default_factory", factory)
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let factory = w.opt(th, 1).unwrap_or_else(|| th.root(Val::NONE));
    if !th.get(factory).is_none() && !is_callable(th, factory)? {
        return Err(th.type_error("first argument must be callable or None"));
    }
    set_factory(th, w.at(0), factory)?;
    for other in w.from(3) {
        update::update(th, w.at(0), other)?;
    }
    if let Some(keywords) = w.opt(th, 2) {
        update::update(th, w.at(0), keywords)?;
    }
    th.ret(Val::NONE)
}

fn missing(th: &mut Thread, w: Window) -> Res<Done> {
    let factory = factory(th, w.at(0))?;
    if th.get(factory).is_none() {
        return Err(th.key_error(th.get(w.at(1))));
    }
    let v = th.call(factory, &[])?;
    container::set_item(th, w.at(0), w.at(1), v)?;
    th.ret_slot(v)
}

/// A plain dict with the same items.
fn plain_copy(th: &mut Thread, this: Slot) -> Res<Slot> {
    let d = th.root(Dict::new(th).val());
    update::update(th, d, this)?;
    Ok(d)
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let f = factory(th, w.at(0))?;
    let f = repr(th, f)?;
    let d = plain_copy(th, w.at(0))?;
    let d = repr(th, d)?;
    let name = th.class_name(th.get(w.at(0))).to_owned();
    th.ret(th.str(&format!("{name}({f}, {d})")))
}

/// A new object of the same class with the same factory and items.
fn copied(th: &mut Thread, this: Slot) -> Res<Slot> {
    let f = factory(th, this)?;
    let class = th.root(th.class_of(th.get(this)).val());
    th.call(class, &[f, this])
}

fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    let c = copied(th, w.at(0))?;
    th.ret_slot(c)
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let f = factory(th, w.at(0))?;
    let items = support::get_attr(th, w.at(0), "items")?;
    let items = th.call(items, &[])?;
    let it = crate::protocol::iter::get_iter(th, items)?;
    let r = {
        let f = th.get(f);
        let args = if f.is_none() {
            th.tuple(&[])
        } else {
            th.tuple(&[f])
        };
        let class = th.class_of(th.get(w.at(0))).val();
        th.tuple(&[class, args, Val::NONE, Val::NONE, th.get(it)])
    };
    th.ret(r)
}

fn is_dict(th: &Thread, v: Slot) -> bool {
    th.get(v).cast::<Dict>().is_some()
}

fn join(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_dict(th, w.at(1)) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let c = copied(th, w.at(0))?;
    update::update(th, c, w.at(1))?;
    th.ret_slot(c)
}

fn join_reflected(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_dict(th, w.at(1)) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let f = factory(th, w.at(0))?;
    let class = th.root(th.class_of(th.get(w.at(0))).val());
    let c = th.call(class, &[f, w.at(1)])?;
    update::update(th, c, w.at(0))?;
    th.ret_slot(c)
}

const ORDERED_DICT: NativeClassSpec = NativeClassSpec {
    module: "collections",
    name: "OrderedDict",
    doc: "Dictionary that remembers insertion order",
    nfields: 0,
    flags: crate::class::flags::DICT,
    methods: &[
        NativeDef::full(
            "move_to_end",
            Params::pos(&["_self", "key", "last"], 2),
            move_to_end,
        ),
        NativeDef::full("popitem", Params::pos(&["_self", "last"], 1), pop_item),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), |th, w| {
            equal(th, w, false)
        }),
        NativeDef::full("__ne__", Params::all(&["_self", "_other"]), |th, w| {
            equal(th, w, true)
        }),
        NativeDef::full("__repr__", Params::all(&["_self"]), shown_ordered),
        NativeDef::full("copy", Params::all(&["_self"]), copy_ordered),
        NativeDef::full("__copy__", Params::all(&["_self"]), copy_ordered),
        NativeDef::full("__reduce__", Params::all(&["_self"]), reduce_ordered),
        NativeDef::full("__or__", Params::all(&["_self", "_other"]), join_ordered),
        NativeDef::full("__ror__", Params::all(&["_self", "_other"]), |th, w| {
            if !is_dict(th, w.at(1)) {
                return th.ret(Val::NOT_IMPLEMENTED);
            }
            let class = th.root(th.class_of(th.get(w.at(0))).val());
            let c = th.call(class, &[w.at(1)])?;
            update::update(th, c, w.at(0))?;
            th.ret_slot(c)
        }),
    ],
    getsets: &[],
};

/// The first or last key with its value, in registers.
fn at_end(th: &mut Thread, d: Slot, last: bool) -> Res<Option<(Slot, Slot)>> {
    th.section(|th| {
        let seen = th.get(d).expect::<Dict>().see(th)?;
        let mut places = 0..seen.used();
        let found = match last {
            true => places.rev().find_map(|i| seen.entry(i)),
            false => places.find_map(|i| seen.entry(i)),
        };
        Ok(found.map(|(_, k, v)| (th.root(k), th.root(v))))
    })
}

fn move_to_end(th: &mut Thread, w: Window) -> Res<Done> {
    let (d, key) = (w.at(0), w.at(1));
    let last = match w.opt(th, 2) {
        Some(l) => number::truth(th, l)?,
        None => true,
    };
    let Some(v) = dict::remove(th, d, key)? else {
        return Err(th.key_error(th.get(key)));
    };
    if last {
        dict::set(th, d, key, v)?;
        return th.ret(Val::NONE);
    }
    // To the front: all others are put in again behind it.
    let rest = plain_copy(th, d)?;
    let hash = crate::types::keyed::hash(th, key)?;
    th.section(|th| {
        let own = th.get(d).expect::<Dict>().own(th)?;
        let rest = th.get(rest).expect::<Dict>().see(th)?;
        own.forget_all();
        own.append(th, hash, th.get(key), th.get(v));
        for (hash, k, v) in rest.entries() {
            own.append(th, hash, k, v);
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn pop_item(th: &mut Thread, w: Window) -> Res<Done> {
    let last = match w.opt(th, 1) {
        Some(l) => number::truth(th, l)?,
        None => true,
    };
    let Some((k, v)) = at_end(th, w.at(0), last)? else {
        return Err(th.raise_with(
            crate::error::Exc::KeyError,
            &[th.str("dictionary is empty")],
        ));
    };
    container::del_item(th, w.at(0), k)?;
    th.ret(th.tuple(&[th.get(k), th.get(v)]))
}

fn equal(th: &mut Thread, w: Window, negate: bool) -> Res<Done> {
    if !is_dict(th, w.at(1)) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let ordered = {
        let class = th.native_class(NativeClass::OrderedDict).val();
        th.class_of(th.get(w.at(1))).is_subclass(class)
    };
    let (a, b) = (plain_copy(th, w.at(0))?, plain_copy(th, w.at(1))?);
    let mut same = number::compare_truth(th, CmpOp::Eq, a, b)?;
    if same && ordered {
        let (x, y) = (support::to_list(th, a)?, support::to_list(th, b)?);
        same = number::compare_truth(th, CmpOp::Eq, x, y)?;
    }
    th.ret(Val::bool(same != negate))
}

fn shown_ordered(th: &mut Thread, w: Window) -> Res<Done> {
    let name = th.class_name(th.get(w.at(0))).to_owned();
    let d = plain_copy(th, w.at(0))?;
    let empty = th.section(|th| Ok(th.get(d).expect::<Dict>().see(th)?.is_empty()))?;
    let text = match empty {
        true => format!("{name}()"),
        false => format!("{name}({})", repr(th, d)?),
    };
    th.ret(th.str(&text))
}

fn copied_ordered(th: &mut Thread, this: Slot) -> Res<Slot> {
    let class = th.root(th.class_of(th.get(this)).val());
    th.call(class, &[this])
}

fn copy_ordered(th: &mut Thread, w: Window) -> Res<Done> {
    let c = copied_ordered(th, w.at(0))?;
    th.ret_slot(c)
}

fn join_ordered(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_dict(th, w.at(1)) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let c = copied_ordered(th, w.at(0))?;
    update::update(th, c, w.at(1))?;
    th.ret_slot(c)
}

fn reduce_ordered(th: &mut Thread, w: Window) -> Res<Done> {
    let name = th.root(th.id(Id::__dict__));
    let own = th.getattr_opt(w.at(0), name)?;
    let own = match own {
        Some(o) if number::truth(th, o)? => o,
        _ => th.root(Val::NONE),
    };
    let items = support::get_attr(th, w.at(0), "items")?;
    let items = th.call(items, &[])?;
    let it = crate::protocol::iter::get_iter(th, items)?;
    let r = {
        let class = th.class_of(th.get(w.at(0))).val();
        th.tuple(&[class, th.tuple(&[]), th.get(own), Val::NONE, th.get(it)])
    };
    th.ret(r)
}
