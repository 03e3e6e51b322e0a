//! `types.SimpleNamespace`: an object with any attributes.

use crate::class::{Builtin, Class};
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, Kind, Record, Str};
use crate::protocol::attr::own;
use crate::protocol::{number, text};
use crate::thread::{Slot, Thread};
use crate::types::object;
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::SimpleNamespace,
    doc: "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::full("__init__", Params::pos(&["_self"], 1).rest().kwdict(), init),
        NativeDef::full("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), eq),
        NativeDef::quick("__reduce__", Params::all(&["_self"]), reduce),
        NativeDef::full("__replace__", Params::pos(&["_self"], 1).kwdict(), replace),
    ],
    getsets: &[GetSet::read("__dict__", object::get_dict).write(object::set_dict)],
};

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    Ok(Record::new(th, class.info().root_shape(), &[]).val())
}

/// Sets the attributes that a dict names.
fn set_all(th: &mut Thread, this: Slot, dict: Slot) -> Res<()> {
    let pairs = th.section(|th| {
        let seen = th.get(dict).expect::<Dict>().see(th)?;
        let all: Vec<_> = seen
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect();
        Ok(all)
    })?;
    for (k, v) in pairs {
        if !th.get(k).unboxed().is_kind(Kind::Str) {
            return Err(th.type_error("keywords must be strings"));
        }
        let name = object::attribute_name(th, k)?;
        th.set_own_attr(this, name, v)?;
    }
    Ok(())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let given = w.from(2).count();
    if given > 1 {
        let text = format!(
            "{} expected at most 1 positional argument, got {given}",
            th.class_name(th.get(w.at(0)))
        );
        return Err(th.type_error(text));
    }
    if let Some(first) = w.from(2).next() {
        let class = th.root(th.builtin(Builtin::Dict));
        let dict = th.call(class, &[first])?;
        set_all(th, w.at(0), dict)?;
    }
    if let Some(kwargs) = w.opt(th, 1) {
        set_all(th, w.at(0), kwargs)?;
    }
    th.ret(Val::NONE)
}

/// Names and values of the attributes, in registers.
fn items(th: &mut Thread, this: Slot) -> Res<Vec<(Slot, Slot)>> {
    th.section(|th| {
        let v = th.get(this);
        let mut all = Vec::new();
        for name in own::own_names(th, v)? {
            if let Some(value) = own::own_attr(th, v, name)? {
                all.push((th.root(name), th.root(value)));
            }
        }
        Ok(all)
    })
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let title = match exact(th, w.at(0)) {
        true => "namespace".to_owned(),
        false => th.class_name(th.get(w.at(0))).to_owned(),
    };
    let inner = text::guarded(th, w.at(0), |th| {
        let mut parts = Vec::new();
        for (name, v) in items(th, w.at(0))? {
            let v = text::repr_text(th, v)?;
            parts.push(format!("{}={v}", th.text_of(name)));
        }
        Ok(parts.join(", "))
    })?;
    let text = th.str(&format!("{title}({})", inner.as_deref().unwrap_or("...")));
    th.ret(text)
}

fn exact(th: &Thread, v: Slot) -> bool {
    th.class_of(th.get(v))
        .val()
        .is(th.builtin(Builtin::SimpleNamespace))
}

fn eq(th: &mut Thread, w: Window) -> Res<Done> {
    let other = th.get(w.at(1));
    if th.class_of(other).info().builtin != Builtin::SimpleNamespace {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (a, b) = (items(th, w.at(0))?, items(th, w.at(1))?);
    if a.len() != b.len() {
        return th.ret(Val::FALSE);
    }
    for (name, v) in a {
        let theirs = b.iter().find(|(n, _)| th.get(*n).is(th.get(name))).copied();
        let same = match theirs {
            Some((_, other)) => number::same_or_equal(th, v, other)?,
            None => false,
        };
        if !same {
            return th.ret(Val::FALSE);
        }
    }
    th.ret(Val::TRUE)
}

fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    let state = Dict::new(th);
    for name in own::own_names(th, v)? {
        if let Some(value) = own::own_attr(th, v, name)? {
            state.append(th, name.expect::<Str>().hash(), name, value);
        }
    }
    Ok(th.tuple(&[th.class_of(v).val(), th.tuple(&[]), state.val()]))
}

fn replace(th: &mut Thread, w: Window) -> Res<Done> {
    let class = th.root(th.class_of(th.get(w.at(0))).val());
    let made = th.call(class, &[])?;
    for (name, v) in items(th, w.at(0))? {
        th.set_own_attr(made, name, v)?;
    }
    if let Some(kwargs) = w.opt(th, 1) {
        set_all(th, made, kwargs)?;
    }
    th.ret_slot(made)
}
