//! The computed attributes of classes.

use super::{create, mro};
use crate::class::{Builtin, Class, flags};
use crate::error::Exc;
use crate::names::Id;
use crate::native::GetSet;
use crate::object::{Kind, Ref, Tuple};
use crate::protocol::lookup::own_cell;
use crate::thread::{Slot, Thread};
use crate::types::function::annotate;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub(super) const ALL: &[GetSet] = &[
    GetSet::read("__name__", name).write(set_name),
    GetSet::read("__qualname__", qualname).write(set_qualname),
    GetSet::read("__module__", module).write(set_module),
    GetSet::read("__doc__", doc).write(set_doc),
    GetSet::read("__dict__", dict),
    GetSet::read("__bases__", bases).write(set_bases),
    GetSet::read("__base__", base),
    GetSet::read("__mro__", mro_tuple),
    GetSet::read("__abstractmethods__", abstract_methods).write(create::set_abstract_methods),
    GetSet::either(
        "__annotations__",
        annotate::class_known,
        annotate::class_compute,
    )
    .write(annotate::class_set),
    GetSet::read("__annotate__", annotate::class_function).write(annotate::class_set_function),
    GetSet::read("__type_params__", type_params).write(set_type_params),
    GetSet::read("__basicsize__", basic_size),
    GetSet::read("__itemsize__", zero),
    GetSet::read("__dictoffset__", dict_offset),
    GetSet::read("__weakrefoffset__", zero),
    GetSet::read("__flags__", type_flags),
    GetSet::read("__text_signature__", none),
];

fn class(v: Val<'_>) -> Ref<'_, Class> {
    v.expect::<Class>()
}

fn name<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(class(v).name_val())
}

fn qualname<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(class(v).info().qualname.get().val(th))
}

/// Refuses to change a builtin class, and to delete.
fn check_special(th: &Thread, c: Slot, value: Slot, attr: &str) -> Res<()> {
    let class = th.get(c).expect::<Class>();
    let (immutable, name) = (class.info().has_flag(flags::BUILTIN), class.name());
    if immutable {
        return Err(th.type_error(format!(
            "cannot set '{attr}' attribute of immutable type '{name}'"
        )));
    }
    if th.get(value).is_undef() {
        return Err(th.type_error(format!("cannot delete '{attr}' attribute of type '{name}'")));
    }
    Ok(())
}

fn check_text(th: &Thread, c: Slot, value: Slot, attr: &str) -> Res<()> {
    check_special(th, c, value, attr)?;
    if th.get(value).unboxed().is_kind(Kind::Str) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "can only assign string to {}.{attr}, not '{}'",
        th.get(c).expect::<Class>().name(),
        th.class_name(th.get(value))
    )))
}

fn set_name(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_text(th, c, value, "__name__")?;
    if th.text_of(value).contains('\0') {
        return Err(th.value_error("type name must not contain null characters"));
    }
    let text = th.root(th.intern(th.text_of(value)));
    th.changing(|th| {
        class(th.get(c)).info().name.set(th.raw(text));
        Ok(())
    })?;
    Ok(())
}

fn set_qualname(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_text(th, c, value, "__qualname__")?;
    let text = th.root(th.get(value).unboxed());
    th.changing(|th| {
        class(th.get(c)).info().qualname.set(th.raw(text));
        Ok(())
    })?;
    Ok(())
}

/// An attribute of the class's own namespace.
fn own<'t>(th: &'t Thread, v: Val<'t>, id: Id) -> Res<Option<Val<'t>>> {
    match own_cell(class(v), th.id(id)) {
        // What lies there may be the attribute of the class's instances.
        Some(cell) => Ok(Some(th.load_cell(cell)?)
            .filter(|v| !v.is_undef() && !v.has_shape(Builtin::GetSetDescriptor.shape()))),
        None => Ok(None),
    }
}

fn set_own(th: &mut Thread, c: Slot, id: Id, value: Slot) -> Res<()> {
    let name = th.root(th.id(id));
    th.set_class_attr(c, name, value)
}

fn module<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(own(th, v, Id::__module__)?.unwrap_or_else(|| th.intern("builtins")))
}

fn set_module(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_special(th, c, value, "__module__")?;
    set_own(th, c, Id::__module__, value)
}

/// The class's own docstring; a descriptor in its place is asked.
fn doc<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(own(th, v, Id::__doc__)?.unwrap_or(Val::NONE))
}

fn set_doc(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_special(th, c, value, "__doc__")?;
    set_own(th, c, Id::__doc__, value)
}

fn dict<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(th.record(Builtin::MappingProxy, &[class(v).dict().val()]))
}

fn bases<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(class(v).info().bases.get().val(th))
}

fn base<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(class(v).info().base.get().val(th))
}

fn mro_tuple<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(class(v).info().mro.get().val(th))
}

fn abstract_methods<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    match own(th, v, Id::__abstractmethods__)? {
        Some(names) => Ok(names),
        None => Err(th.raise(
            Exc::AttributeError,
            format!(
                "type object '{}' has no attribute '__abstractmethods__'",
                class(v).name()
            ),
        )),
    }
}

fn type_params<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(own(th, v, Id::__type_params__)?.unwrap_or_else(|| th.tuple(&[])))
}

fn set_type_params(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_special(th, c, value, "__type_params__")?;
    set_own(th, c, Id::__type_params__, value)
}

fn basic_size<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let info = class(v).info();
    Ok(Val::small(
        16 + 8 * (i64::from(info.nfields) + info.slots.len() as i64),
    ))
}

fn zero<'t>(_: &'t Thread, _: Val<'t>) -> Res<Val<'t>> {
    Ok(Val::small(0))
}

fn none<'t>(_: &'t Thread, _: Val<'t>) -> Res<Val<'t>> {
    Ok(Val::NONE)
}

fn dict_offset<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let has = class(v).info().has_flag(flags::DICT);
    Ok(Val::small(if has { -1 } else { 0 }))
}

/// The bits of CPython's `tp_flags` that programs look at.
fn type_flags<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let info = class(v).info();
    let bit = |on: bool, n: u32| i64::from(on) << n;
    Ok(Val::small(
        bit(info.has_flag(flags::SEQUENCE), 5)
            | bit(info.has_flag(flags::MAPPING), 6)
            | bit(info.has_flag(flags::BUILTIN), 8)
            | bit(!info.has_flag(flags::BUILTIN), 9)
            | bit(!info.has_flag(flags::FINAL), 10)
            | bit(info.has_flag(flags::ABSTRACT), 20),
    ))
}

/// `cls.__bases__ = …`: the same layout, then new MROs for the class and all below it.
fn set_bases(th: &mut Thread, c: Slot, value: Slot) -> Res<()> {
    check_special(th, c, value, "__bases__")?;
    th.section(|th| check_new_bases(th, class(th.get(c)), th.get(value)))?;
    let old = th.root(class(th.get(c)).info().bases.get().val(th));
    th.changing(|th| {
        class(th.get(c)).info().bases.set(th.raw(value));
        Ok(())
    })?;
    let below = th.section(|th| {
        let mut all = Vec::new();
        collect_below(th, class(th.get(c)), &mut all);
        Ok(all.into_iter().map(|v| th.root(v)).collect::<Vec<_>>())
    })?;
    let mut orders = Vec::new();
    for sub in &below {
        match mro::compute(th, *sub) {
            Ok(order) => orders.push((*sub, order)),
            Err(u) => {
                th.changing(|th| {
                    class(th.get(c)).info().bases.set(th.raw(old));
                    Ok(())
                })?;
                return Err(u);
            }
        }
        let (sub, order) = orders[orders.len() - 1];
        th.changing(|th| {
            class(th.get(sub)).info().mro.set(th.raw(order));
            Ok(())
        })?;
    }
    th.changing(|th| {
        for b in th.get(old).expect::<Tuple>().items() {
            class(*b).info().subclasses.remove(th.get(c));
        }
        for b in class(th.get(c)).bases() {
            class(*b).info().subclasses.add(th.get(c));
        }
        th.vm.bump_type_version();
        Ok(())
    })
}

/// The class, then its subclasses, bases before derived ones.
pub fn collect_below<'t>(th: &'t Thread, c: Ref<'t, Class>, all: &mut Vec<Val<'t>>) {
    all.retain(|known| !known.is(c.val()));
    all.push(c.val());
    for sub in c.info().subclasses.list(th) {
        collect_below(th, class(sub), all);
    }
}

fn check_new_bases<'t>(th: &'t Thread, c: Ref<'t, Class>, value: Val<'t>) -> Res<()> {
    let Some(bases) = value.cast::<Tuple>().map(|t| t.items()) else {
        return Err(th.type_error(format!(
            "can only assign tuple to {}.__bases__, not {}",
            c.name(),
            th.class_name(value)
        )));
    };
    if bases.is_empty() {
        return Err(th.type_error(format!(
            "can only assign non-empty tuple to {}.__bases__, not ()",
            c.name()
        )));
    }
    for b in bases {
        match b.cast::<Class>() {
            None => return Err(not_classes(th, c, *b)),
            Some(b) if b.is_subclass(c.val()) => {
                return Err(th.type_error("a __bases__ item causes an inheritance cycle"));
            }
            Some(_) => {}
        }
    }
    let best = super::layout::best_base(th, bases)?;
    let (a, b) = (best.info(), c.info());
    if super::layout::kind_below(best) != b.kind || a.nfields != b.nfields || a.builtin != b.builtin
    {
        return Err(th.type_error(format!(
            "__bases__ assignment: '{}' object layout differs from '{}'",
            best.name(),
            c.base().map_or("object", |b| b.name())
        )));
    }
    Ok(())
}

fn not_classes(th: &Thread, c: Ref<'_, Class>, other: Val<'_>) -> Unwind {
    th.type_error(format!(
        "{}.__bases__ must be tuple of classes, not '{}'",
        c.name(),
        th.class_name(other.raw().val(th))
    ))
}
