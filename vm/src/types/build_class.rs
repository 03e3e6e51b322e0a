//! `__build_class__`: what a `class` statement calls.

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{Cell, Dict, Kind, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::types::class::create;
use crate::types::dict;
use crate::unwind::Res;
use crate::value::Val;

pub const FUNCTIONS: &[NativeDef] = &[NativeDef::full(
    "__build_class__",
    Params::pos(&["_func", "_name"], 2).rest().kwdict(),
    build_class,
)];

fn build_class(th: &mut Thread, w: Window) -> Res<Done> {
    let (body, name, kwargs) = (w.at(0), w.at(1), w.at(2));
    if !th.get(body).is_kind(Kind::Function) {
        return Err(th.type_error("__build_class__: func must be a function"));
    }
    if !th.get(name).is_kind(Kind::Str) {
        return Err(th.type_error("__build_class__: name is not a string"));
    }
    let given = {
        let all: Vec<Val<'_>> = w.from(3).map(|s| th.get(s)).collect();
        th.root(th.tuple(&all))
    };
    let bases = resolve_bases(th, given)?;
    let (meta, kwargs) = pick_metaclass(th, bases, kwargs)?;
    let namespace = prepare(th, meta, name, bases, kwargs)?;
    let cell = crate::interp::run_namespace(th, body, namespace)?;
    if !th.get(bases).is(th.get(given)) {
        let key = th.root(th.id(Id::__orig_bases__));
        crate::protocol::container::set_item(th, namespace, key, given)?;
    }
    let class = th.call_forward(meta, &[name, bases, namespace], std::iter::empty(), kwargs)?;
    check_cell(th, cell, class, name)?;
    th.ret_slot(class)
}

/// Bases that are no classes but have `__mro_entries__` are replaced by what that gives.
fn resolve_bases(th: &mut Thread, given: Slot) -> Res<Slot> {
    let n = th.get(given).expect::<Tuple>().len();
    let mut all = Vec::with_capacity(n);
    let mut changed = false;
    for i in 0..n {
        let base = th.root(th.get(given).expect::<Tuple>().items()[i]);
        if th.get(base).is_kind(Kind::Class) {
            all.push(base);
            continue;
        }
        let name = th.root(th.id(Id::__mro_entries__));
        let Some(f) = th.getattr_opt(base, name)? else {
            all.push(base);
            continue;
        };
        let entries = th.call(f, &[given])?;
        let Some(n) = th.get(entries).cast::<Tuple>().map(|t| t.len()) else {
            return Err(th.type_error("__mro_entries__ must return a tuple"));
        };
        changed = true;
        for i in 0..n {
            all.push(th.root(th.get(entries).expect::<Tuple>().items()[i]));
        }
    }
    if !changed {
        return Ok(given);
    }
    let items: Vec<Val<'_>> = all.iter().map(|s| th.get(*s)).collect();
    Ok(th.root(th.tuple(&items)))
}

/// The metaclass: the keyword, else that of the first base, then the most derived one; and the other keywords.
fn pick_metaclass(th: &mut Thread, bases: Slot, kwargs: Slot) -> Res<(Slot, Slot)> {
    let mut named = None;
    let mut others = kwargs;
    if th.get(kwargs).is_pointer() {
        let copy = th.section(|th| {
            let copy = Dict::new(th);
            copy.assign_copy(th, th.get(kwargs).expect::<Dict>().see(th)?);
            Ok(th.root(copy.val()))
        })?;
        let key = th.root(th.id(Id::metaclass));
        named = dict::remove(th, copy, key)?;
        others = copy;
    }
    let meta = match named {
        Some(meta) => meta,
        None => match th.get(bases).expect::<Tuple>().items() {
            [] => th.root(th.builtin(Builtin::Type)),
            [first, ..] => th.root(th.class_of(*first).val()),
        },
    };
    if th
        .get(meta)
        .cast::<Class>()
        .is_none_or(|c| !c.derives(th, Builtin::Type))
    {
        // Any callable may serve as metaclass.
        return Ok((meta, others));
    }
    Ok((create::metaclass(th, meta, bases)?, others))
}

/// `metaclass.__prepare__(name, bases, **kwargs)`, or a new dict.
fn prepare(th: &mut Thread, meta: Slot, name: Slot, bases: Slot, kwargs: Slot) -> Res<Slot> {
    let key = th.root(th.id(Id::__prepare__));
    if th.get(meta).is(th.builtin(Builtin::Type)) {
        return Ok(th.root(Dict::new(th).val()));
    }
    let Some(f) = th.getattr_opt(meta, key)? else {
        return Ok(th.root(Dict::new(th).val()));
    };
    let ns = th.call_forward(f, &[name, bases], std::iter::empty(), kwargs)?;
    let is_mapping = th.get(ns).is_kind(Kind::Dict)
        || crate::protocol::lookup::lookup_cell(
            th,
            th.class_of(th.get(ns)),
            th.id(Id::__getitem__),
        )
        .is_some();
    if is_mapping {
        return Ok(ns);
    }
    let title = th
        .get(meta)
        .cast::<Class>()
        .map_or("<metaclass>", |c| c.name());
    let text = format!(
        "{title}.__prepare__() must return a mapping, not {}",
        th.class_name(th.get(ns))
    );
    Err(th.type_error(text))
}

/// A metaclass that does not pass `__classcell__` on leaves the cell of `__class__` empty.
fn check_cell(th: &mut Thread, cell: Slot, class: Slot, name: Slot) -> Res<()> {
    th.section(|th| {
        let Some(c) = th.get(cell).cast::<Cell>() else {
            return Ok(());
        };
        if !th.get(class).is_kind(Kind::Class) {
            return Ok(());
        }
        let held = c.see(th)?.load();
        let name = th.get(name).expect::<Str>().text();
        if held.is_undef() {
            return Err(th.raise(
                crate::error::Exc::RuntimeError,
                format!(
                    "__class__ not set defining '{name}' as {}. Was __classcell__ propagated to type.__new__?",
                    class_repr(th, th.get(class))
                ),
            ));
        }
        if held.is(th.get(class)) {
            return Ok(());
        }
        Err(th.type_error(format!(
            "__class__ set to {} defining '{name}' as {}",
            class_repr(th, held),
            class_repr(th, th.get(class))
        )))
    })
}

fn class_repr(th: &Thread, v: Val<'_>) -> String {
    match v.raw().val(th).cast::<Class>() {
        Some(c) => format!("<class '{}'>", crate::types::object::type_title(th, c)),
        None => "?".to_owned(),
    }
}
