//! Annotations of functions, classes and modules (PEP 649): computed by an `__annotate__` function when first asked for.

use super::replace;
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::names::Id;
use crate::object::{Dict, Function, Kind, Part, Str, Tuple};
use crate::protocol::attr;
use crate::protocol::lookup::own_cell;
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `annotationlib.Format.VALUE`.
const VALUE_FORMAT: i64 = 1;

/// Calls an `__annotate__` function for the values.
fn ask(th: &mut Thread, f: Slot) -> Res<Slot> {
    let format = th.root(Val::small(VALUE_FORMAT));
    let r = th.call(f, &[format])?;
    if th.get(r).is_kind(Kind::Dict) {
        return Ok(r);
    }
    let text = format!(
        "__annotate__() must return a dict, not {}",
        th.class_name(th.get(r))
    );
    Err(th.type_error(text))
}

// ---- functions ----

/// The annotations of a function if they were computed or assigned.
pub(super) fn known<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.expect::<Function>().part(Part::Annotations))
}

/// Computes and keeps them.
pub(super) fn compute(th: &mut Thread, f: Slot) -> Res<Slot> {
    let source = th.root(th.get(f).expect::<Function>().part(Part::Annotate));
    let v = th.get(source);
    let made = if v.is_kind(Kind::Tuple) {
        texts(th, source)
    } else if v.is_undef() || v.is_none() {
        th.root(Dict::new(th).val())
    } else {
        ask(th, source)?
    };
    replace(th, f, Part::Annotations, made)?;
    Ok(made)
}

/// A dict from a flat tuple of names and texts.
fn texts(th: &Thread, flat: Slot) -> Slot {
    let d = Dict::new(th);
    for pair in th.get(flat).expect::<Tuple>().items().chunks(2) {
        if let [name, text] = pair {
            d.append(th, name.expect::<Str>().hash(), *name, *text);
        }
    }
    th.root(d.val())
}

pub(super) fn set(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    let value = th.get(v);
    let nothing = th.root(Val::UNDEF);
    if value.is_undef() || value.is_none() {
        replace(th, f, Part::Annotations, nothing)?;
    } else if value.is_kind(Kind::Dict) {
        replace(th, f, Part::Annotations, v)?;
    } else {
        return Err(th.type_error("__annotations__ must be set to a dict object"));
    }
    replace(th, f, Part::Annotate, nothing)?;
    Ok(())
}

pub(super) fn function<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let f = v.expect::<Function>().part(Part::Annotate);
    Ok(if f.is_undef() || f.is_kind(Kind::Tuple) {
        Val::NONE
    } else {
        f
    })
}

pub(super) fn set_function(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    check_function(th, v)?;
    let nothing = th.root(Val::UNDEF);
    if !th.get(v).is_none() {
        replace(th, f, Part::Annotations, nothing)?;
    }
    replace(th, f, Part::Annotate, v)?;
    Ok(())
}

fn check_function(th: &Thread, v: Slot) -> Res<()> {
    let value = th.get(v);
    if value.is_undef() {
        return Err(th.type_error("__annotate__ cannot be deleted"));
    }
    let callable = value.is_none()
        || crate::protocol::lookup::lookup_cell(th, th.class_of(value), th.id(Id::__call__))
            .is_some();
    if callable {
        return Ok(());
    }
    Err(th.type_error("__annotate__ must be callable or None"))
}

// ---- classes ----

/// What a class's own namespace has under one of these names.
fn own<'t>(th: &'t Thread, class: Val<'t>, names: &[Id]) -> Res<Option<Val<'t>>> {
    for id in names {
        if let Some(cell) = own_cell(class.expect::<Class>(), th.id(*id)) {
            let v = th.load_cell(cell)?;
            if !v.is_undef() {
                return Ok(Some(v));
            }
        }
    }
    Ok(None)
}

const KNOWN: &[Id] = &[Id::__annotations__, Id::__annotations_cache__];
const FUNCTION: &[Id] = &[Id::__annotate_func__, Id::__annotate__];

pub fn class_known<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let class = v.expect::<Class>();
    if class.info().has_flag(flags::BUILTIN) {
        return Err(th.raise(
            Exc::AttributeError,
            format!(
                "type object '{}' has no attribute '__annotations__'",
                class.name()
            ),
        ));
    }
    Ok(own(th, v, KNOWN)?.unwrap_or(Val::UNDEF))
}

pub fn class_compute(th: &mut Thread, class: Slot) -> Res<Slot> {
    let f = th.section(|th| {
        let f = own(th, th.get(class), FUNCTION)?;
        Ok(f.filter(|f| !f.is_none()).map(|f| th.root(f)))
    })?;
    let made = match f {
        Some(f) => ask(th, f)?,
        None => th.root(Dict::new(th).val()),
    };
    let name = th.root(th.id(Id::__annotations_cache__));
    th.set_class_attr(class, name, made)?;
    Ok(made)
}

pub fn class_set(th: &mut Thread, class: Slot, v: Slot) -> Res<()> {
    let plain = th.section(|th| Ok(own(th, th.get(class), &[Id::__annotations__])?.is_some()))?;
    let id = if plain {
        Id::__annotations__
    } else {
        Id::__annotations_cache__
    };
    let name = th.root(th.id(id));
    th.set_class_attr(class, name, v)?;
    forget(th, class, FUNCTION)
}

/// Unbinds names that the class's own namespace has.
fn forget(th: &mut Thread, class: Slot, names: &[Id]) -> Res<()> {
    for id in names {
        if th.section(|th| Ok(own(th, th.get(class), &[*id])?.is_some()))? {
            let (name, nothing) = (th.root(th.id(*id)), th.root(Val::UNDEF));
            th.set_class_attr(class, name, nothing)?;
        }
    }
    Ok(())
}

pub fn class_function<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let class = v.expect::<Class>();
    if class.info().has_flag(flags::BUILTIN) {
        return Err(th.raise(
            Exc::AttributeError,
            format!(
                "type object '{}' has no attribute '__annotate__'",
                class.name()
            ),
        ));
    }
    Ok(own(th, v, FUNCTION)?.unwrap_or(Val::NONE))
}

pub fn class_set_function(th: &mut Thread, class: Slot, v: Slot) -> Res<()> {
    check_function(th, v)?;
    let name = th.root(th.id(Id::__annotate_func__));
    th.set_class_attr(class, name, v)?;
    if !th.get(v).is_none() {
        forget(th, class, KNOWN)?;
    }
    Ok(())
}

// ---- modules ----

/// `module.__annotations__`: kept in the namespace once computed.
pub fn module_get(th: &mut Thread, module: Slot) -> Res<Slot> {
    let ns = module_namespace(th, module)?;
    let key = th.root(th.id(Id::__annotations__));
    if let Some(v) = dict::get(th, ns, key)? {
        return Ok(v);
    }
    let name = th.root(th.id(Id::__annotate__));
    let made = match dict::get(th, ns, name)? {
        Some(f) if !th.get(f).is_none() => ask(th, f)?,
        _ => th.root(Dict::new(th).val()),
    };
    dict::set(th, ns, key, made)?;
    Ok(made)
}

fn module_namespace(th: &mut Thread, module: Slot) -> Res<Slot> {
    let ns = attr::module_dict(th, th.get(module)).map(|d| th.root(d.val()));
    ns.ok_or_else(|| -> Unwind { th.raise(Exc::AttributeError, "module has no __dict__") })
}

pub fn module_set(th: &mut Thread, module: Slot, v: Slot) -> Res<()> {
    let ns = module_namespace(th, module)?;
    let key = th.root(th.id(Id::__annotations__));
    if th.get(v).is_undef() {
        if dict::remove(th, ns, key)?.is_none() {
            return Err(th.raise(Exc::AttributeError, "__annotations__"));
        }
    } else {
        dict::set(th, ns, key, v)?;
    }
    let name = th.root(th.id(Id::__annotate__));
    dict::remove(th, ns, name).map(|_| ())
}
