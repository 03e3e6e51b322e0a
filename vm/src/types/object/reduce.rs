//! Pickling and copying: `__reduce__`, `__reduce_ex__`, `__getstate__`.

use super::uses_native;
use crate::class::{Builtin, Class, flags};
use crate::names::Id;
use crate::native::{Done, Window};
use crate::object::{Dict, Kind, Ref, Str, Tuple};
use crate::protocol::attr::own;
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// A function of `copyreg`.
fn copyreg(th: &mut Thread, name: &str) -> Res<Slot> {
    crate::import::import_object(th, "copyreg", name)
}

pub(super) fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let zero = th.root(Val::small(0));
    let f = copyreg(th, "_reduce_ex")?;
    let r = th.call(f, &[w.at(0), zero])?;
    th.ret_slot(r)
}

pub(super) fn reduce_ex(th: &mut Thread, w: Window) -> Res<Done> {
    let plain = th.section(|th| {
        let class = th.class_of(th.get(w.at(0)));
        uses_native(th, class, Id::__reduce__, Builtin::Object)
    })?;
    let r = if !plain {
        th.call_method(w.at(0), Id::__reduce__, &[])?
    } else if th.get(w.at(1)).as_int().is_some_and(|p| p >= 2) {
        new_object_form(th, w.at(0))?
    } else {
        let f = copyreg(th, "_reduce_ex")?;
        th.call(f, &[w.at(0), w.at(1)])?
    };
    th.ret_slot(r)
}

/// `(copyreg.__newobj__, (class, *args), state, items of a list, items of a dict)`.
fn new_object_form(th: &mut Thread, obj: Slot) -> Res<Slot> {
    let args = new_arguments(th, obj)?;
    let (is_list, is_dict) = {
        let class = th.class_of(th.get(obj));
        (
            class.derives(th, Builtin::List),
            class.derives(th, Builtin::Dict),
        )
    };
    if args.is_none() && !is_list && !is_dict {
        check_plain(th, obj)?;
    }
    let state = th.call_method(obj, Id::__getstate__, &[])?;
    let nothing = th.root(Val::NONE);
    let items = if is_list {
        crate::protocol::iter::get_iter(th, obj)?
    } else {
        nothing
    };
    let pairs = if is_dict {
        let all = th.call_method(obj, Id::items, &[])?;
        crate::protocol::iter::get_iter(th, all)?
    } else {
        nothing
    };
    let (maker, made_of) = match args {
        Some((args, Some(kwargs))) => {
            let f = copyreg(th, "__newobj_ex__")?;
            let class = th.class_of(th.get(obj)).val();
            let of = th.tuple(&[class, th.get(args), th.get(kwargs)]);
            (f, th.root(of))
        }
        other => {
            let f = copyreg(th, "__newobj__")?;
            let mut of = vec![th.class_of(th.get(obj)).val()];
            if let Some((args, _)) = other {
                of.extend_from_slice(th.get(args).expect::<Tuple>().items());
            }
            (f, th.root(th.tuple(&of)))
        }
    };
    let parts = [maker, made_of, state, items, pairs].map(|s| th.get(s));
    Ok(th.root(th.tuple(&parts)))
}

/// What `__getnewargs_ex__` or `__getnewargs__` says: a tuple, and a dict from the former.
fn new_arguments(th: &mut Thread, obj: Slot) -> Res<Option<(Slot, Option<Slot>)>> {
    let name = th.root(th.id(Id::__getnewargs_ex__));
    if let Some(f) = th.getattr_opt(obj, name)? {
        let r = th.call(f, &[])?;
        let pair = match th.get(r).cast::<Tuple>().map(|t| t.items()) {
            Some([args, kwargs]) if args.is_kind(Kind::Tuple) && kwargs.is_kind(Kind::Dict) => {
                Some((*args, *kwargs))
            }
            _ => None,
        };
        return match pair {
            Some((args, kwargs)) => Ok(Some((th.root(args), Some(th.root(kwargs))))),
            None => {
                Err(th.type_error("__getnewargs_ex__ should return a tuple of a tuple and a dict"))
            }
        };
    }
    let name = th.root(th.id(Id::__getnewargs__));
    let Some(f) = th.getattr_opt(obj, name)? else {
        return Ok(None);
    };
    let args = th.call(f, &[])?;
    if !th.get(args).is_kind(Kind::Tuple) {
        let text = format!(
            "__getnewargs__ should return a tuple, not '{}'",
            th.class_name(th.get(args))
        );
        return Err(th.type_error(text));
    }
    Ok(Some((args, None)))
}

/// Objects with a state that only the VM knows cannot be pickled in the general way.
fn check_plain(th: &Thread, obj: Slot) -> Res<()> {
    let class = th.class_of(th.get(obj));
    let plain =
        class.info().kind == Kind::Instance || class.info().builtin == Builtin::SimpleNamespace;
    if plain || class.info().has_flag(flags::EXCEPTION) {
        return Ok(());
    }
    // A class that says itself what its state is can be.
    let name = th.id(Id::__getstate__);
    let general = lookup::own_cell(th.builtin(Builtin::Object).expect(), name);
    let says = lookup::lookup(th, class, name)?;
    if says.is_some_and(|f| !general.is_some_and(|g| g.current().is(f))) {
        return Ok(());
    }
    Err(th.type_error(format!("cannot pickle '{}' object", class.name())))
}

/// A copy of the `__dict__`, None if it is empty; with the slots that are set beside it if there are any.
pub(super) fn getstate(th: &mut Thread, w: Window) -> Res<Done> {
    let (state, slots) = th.section(|th| {
        let v = th.get(w.at(0));
        let dict = match own::own_names(th, v)? {
            names if names.is_empty() => Val::NONE,
            names => copy_of(th, v, names)?,
        };
        let class = th.class_of(v);
        let slots = slot_values(th, v, class)?;
        Ok((th.root(dict), slots.map(|s| th.root(s))))
    })?;
    match slots {
        Some(slots) => {
            let pair = th.tuple(&[th.get(state), th.get(slots)]);
            th.ret(pair)
        }
        None => th.ret_slot(state),
    }
}

fn copy_of<'t>(th: &'t Thread, v: Val<'t>, names: Vec<Val<'t>>) -> Res<Val<'t>> {
    let copy = Dict::new(th);
    for name in names {
        if let Some(value) = own::own_attr(th, v, name)? {
            copy.append(th, name.expect::<Str>().hash(), name, value);
        }
    }
    Ok(copy.val())
}

/// The slots that are set, under their names.
fn slot_values<'t>(th: &'t Thread, v: Val<'t>, class: Ref<'t, Class>) -> Res<Option<Val<'t>>> {
    let set = Dict::new(th);
    for storage in &class.info().slots {
        let storage = storage.val(th);
        if let Some(value) = own::own_attr(th, v, storage)? {
            let name = storage.expect::<Str>().text();
            let name = th.intern(name.trim_start_matches('\0'));
            set.append(th, name.expect::<Str>().hash(), name, value);
        }
    }
    Ok(if set.is_empty() {
        None
    } else {
        Some(set.val())
    })
}
