//! `itemgetter`, `attrgetter`, `methodcaller`.

use crate::class::Class;
use crate::modules::support::{NativeClassSpec, repr};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Dict, List, Record, Str, Tuple};
use crate::protocol::{container, index};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const CLASSES: &[NativeClassSpec] = &[
    NativeClassSpec {
        module: "operator",
        name: "itemgetter",
        doc: "Return a callable object that fetches the given item(s) from its operand.",
        nfields: 1,
        flags: 0,
        methods: &[
            NativeDef::quick(
                "__new__",
                Params::pos(&["_cls", "_item"], 2).rest(),
                new_item,
            )
            .static_method(),
            NativeDef::either(
                "__call__",
                Params::all(&["_self", "_obj"]),
                quick_item,
                call_item,
            ),
            NativeDef::full("__repr__", Params::all(&["_self"]), |th, w| {
                show(th, w, "operator.itemgetter")
            }),
            NativeDef::quick("__reduce__", Params::all(&["_self"]), reduce),
        ],
        getsets: &[],
    },
    NativeClassSpec {
        module: "operator",
        name: "attrgetter",
        doc: "Return a callable object that fetches the given attribute(s) from its operand.",
        nfields: 1,
        flags: 0,
        methods: &[
            NativeDef::quick(
                "__new__",
                Params::pos(&["_cls", "_attr"], 2).rest(),
                new_attr,
            )
            .static_method(),
            NativeDef::full("__call__", Params::all(&["_self", "_obj"]), call_attr),
            NativeDef::full("__repr__", Params::all(&["_self"]), |th, w| {
                show(th, w, "operator.attrgetter")
            }),
            NativeDef::quick("__reduce__", Params::all(&["_self"]), reduce),
        ],
        getsets: &[],
    },
    NativeClassSpec {
        module: "operator",
        name: "methodcaller",
        doc: "Return a callable object that calls the given method on its operand.",
        nfields: 3,
        flags: 0,
        methods: &[
            NativeDef::quick(
                "__new__",
                Params::pos(&["_cls", "_name"], 2).kwdict().rest(),
                new_method,
            )
            .static_method(),
            NativeDef::full("__call__", Params::all(&["_self", "_obj"]), call_method),
            NativeDef::full("__repr__", Params::all(&["_self"]), show_method),
            NativeDef::full("__reduce__", Params::all(&["_self"]), reduce_method),
        ],
        getsets: &[],
    },
];

fn make<'t>(th: &'t Thread, a: Args<'t>, fields: &[Val<'t>]) -> Val<'t> {
    let class = a.get(0).expect::<Class>();
    Record::new(th, class.info().root_shape(), fields).val()
}

/// The field of a getter: what it was given.
fn given<'t>(v: Val<'t>) -> &'t [Val<'t>] {
    v.expect::<Record>().fixed(0).expect::<Tuple>().items()
}

fn new_item<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a, &[th.tuple(a.from(1))]))
}

/// One small index into an exact list or tuple.
fn quick_item<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let ([one], v) = (given(a.get(0)), a.get(1)) else {
        return Ok(Val::UNDEF);
    };
    let Some(i) = one.as_int() else {
        return Ok(Val::UNDEF);
    };
    let found = if v.has_shape(crate::class::Builtin::Tuple.shape()) {
        let items = v.expect::<Tuple>().items();
        index::in_range(i, items.len()).map(|i| items[i])
    } else if v.has_shape(crate::class::Builtin::List.shape()) {
        let items = v.expect::<List>().see(th)?.items();
        index::in_range(i, items.len()).map(|i| items[i])
    } else {
        None
    };
    Ok(found.unwrap_or(Val::UNDEF))
}

fn call_item(th: &mut Thread, w: Window) -> Res<Done> {
    each(th, w, |th, obj, key| container::get_item(th, obj, key))
}

/// Applies `f` for what the getter was given: one result itself, several in a tuple.
fn each(th: &mut Thread, w: Window, f: impl Fn(&mut Thread, Slot, Slot) -> Res<Slot>) -> Res<Done> {
    let n = given(th.get(w.at(0))).len();
    let out = th.root_row(n);
    for i in 0..n {
        let mark = th.mark();
        let key = th.root(given(th.get(w.at(0)))[i]);
        let v = f(th, w.at(1), key)?;
        th.set(out.offset(i), th.get(v));
        th.release_to(mark);
    }
    if n == 1 {
        return th.ret_slot(out);
    }
    let all: Vec<Val<'_>> = (0..n).map(|i| th.get(out.offset(i))).collect();
    th.ret(th.tuple(&all))
}

fn new_attr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if a.from(1)
        .iter()
        .any(|v| v.unboxed().cast::<Str>().is_none())
    {
        return Err(th.type_error("attribute name must be a string"));
    }
    Ok(make(th, a, &[th.tuple(a.from(1))]))
}

fn call_attr(th: &mut Thread, w: Window) -> Res<Done> {
    each(th, w, |th, obj, path| {
        let path = th.text_of(path).to_owned();
        let mut at = obj;
        for name in path.split('.') {
            let n = th.root(th.intern(name));
            at = th.getattr(at, n)?;
        }
        Ok(at)
    })
}

/// `operator.itemgetter(1, 2)`.
fn show(th: &mut Thread, w: Window, title: &str) -> Res<Done> {
    let n = given(th.get(w.at(0))).len();
    let mut parts = Vec::new();
    for i in 0..n {
        let v = th.root(given(th.get(w.at(0)))[i]);
        parts.push(repr(th, v)?);
    }
    th.ret(th.str(&format!("{title}({})", parts.join(", "))))
}

fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    let args = v.expect::<Record>().fixed(0);
    Ok(th.tuple(&[th.class_of(v).val(), args]))
}

// ---- methodcaller: name, arguments, keywords ----

fn new_method<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(name) = a.get(1).unboxed().cast::<Str>() else {
        return Err(th.type_error("method name must be a string"));
    };
    let keywords = a.opt(2).unwrap_or_else(|| Dict::new(th).val());
    let fields = [th.intern(name.text()), th.tuple(a.from(3)), keywords];
    Ok(make(th, a, &fields))
}

fn call_method(th: &mut Thread, w: Window) -> Res<Done> {
    let [name, args, keywords] = {
        let r = th.get(w.at(0)).expect::<Record>();
        [0, 1, 2].map(|i| th.root(r.fixed(i)))
    };
    let f = th.getattr(w.at(1), name)?;
    let r = th.call_ex(f, args, keywords)?;
    th.ret_slot(r)
}

/// The class with name and arguments; keywords need a `functools.partial` of it.
fn reduce_method(th: &mut Thread, w: Window) -> Res<Done> {
    let [name, args, keywords] = {
        let r = th.get(w.at(0)).expect::<Record>();
        [0, 1, 2].map(|i| th.root(r.fixed(i)))
    };
    let class = th.root(th.class_of(th.get(w.at(0))).val());
    let plain = th.section(|th| Ok(th.get(keywords).expect::<Dict>().see(th)?.len() == 0))?;
    let r = if plain {
        let mut all = vec![th.get(name)];
        all.extend_from_slice(th.get(args).expect::<Tuple>().items());
        th.tuple(&[th.get(class), th.tuple(&all)])
    } else {
        let partial = crate::import::import_object(th, "functools", "partial")?;
        let bound = th.root(th.tuple(&[th.get(class), th.get(name)]));
        let maker = th.call_ex(partial, bound, keywords)?;
        th.tuple(&[th.get(maker), th.get(args)])
    };
    th.ret(r)
}

fn show_method(th: &mut Thread, w: Window) -> Res<Done> {
    let [name, args, keywords] = {
        let r = th.get(w.at(0)).expect::<Record>();
        [0, 1, 2].map(|i| th.root(r.fixed(i)))
    };
    let mut parts = vec![repr(th, name)?];
    let n = th.get(args).expect::<Tuple>().len();
    for i in 0..n {
        let v = th.root(th.get(args).expect::<Tuple>().at(i));
        parts.push(repr(th, v)?);
    }
    let pairs: Vec<(Slot, Slot)> = th.section(|th| {
        let seen = th.get(keywords).expect::<Dict>().see(th)?;
        Ok(seen
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect())
    })?;
    for (k, v) in pairs {
        let k = th.text_of(k).to_owned();
        parts.push(format!("{k}={}", repr(th, v)?));
    }
    th.ret(th.str(&format!("operator.methodcaller({})", parts.join(", "))))
}
