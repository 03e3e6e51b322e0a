//! What a new class's instances look like: the base whose layout counts, and slots.

use crate::class::{Builtin, Class, flags};
use crate::object::{Kind, Ref};
use crate::protocol::attr::own;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// The class in the line of bases that last added something to the layout.
fn solid<'t>(class: Ref<'t, Class>) -> Ref<'t, Class> {
    let mut at = class;
    while let Some(base) = at.base() {
        let (a, b) = (at.info(), base.info());
        let native = a.has_flag(flags::BUILTIN) && (a.builtin != b.builtin || a.kind != b.kind);
        if native || a.nfields > b.nfields || a.slots.len() > b.slots.len() {
            break;
        }
        at = base;
    }
    at
}

/// Do instances of `class` have what methods of `other` find in theirs?
pub fn contains_layout_of<'t>(class: Ref<'t, Class>, other: Ref<'t, Class>) -> bool {
    let layout = solid(other).val();
    let mut at = Some(class);
    while let Some(c) = at {
        if c.val().is(layout) {
            return true;
        }
        at = c.base();
    }
    false
}

/// The base whose layout a class with these bases gets.
pub fn best_base<'t>(th: &'t Thread, bases: &[Val<'t>]) -> Res<Ref<'t, Class>> {
    let mut best: Option<(Ref<'t, Class>, Ref<'t, Class>)> = None;
    for b in bases {
        let Some(base) = b.cast::<Class>() else {
            return Err(th.type_error("bases must be types"));
        };
        if base.info().has_flag(flags::FINAL) {
            return Err(th.type_error(format!(
                "type '{}' is not an acceptable base type",
                crate::protocol::call::full_name(th, base)
            )));
        }
        let layout = solid(base);
        best = match best {
            None => Some((base, layout)),
            Some((_, l)) if l.is_subclass(layout.val()) => best,
            Some((_, l)) if layout.is_subclass(l.val()) => Some((base, layout)),
            Some(_) => {
                return Err(th.type_error("multiple bases have instance lay-out conflict"));
            }
        };
    }
    Ok(best.map_or_else(|| th.builtin(Builtin::Object).expect(), |(base, _)| base))
}

/// Kind of the instances of a class with this base.
pub fn kind_below(base: Ref<'_, Class>) -> Kind {
    let info = base.info();
    if info.has_flag(flags::BOXED) && info.has_flag(flags::BUILTIN) {
        Kind::Boxed
    } else {
        info.kind
    }
}

/// What the `__slots__` of a class body ask for.
#[derive(Default)]
pub struct Slots {
    /// Names of the new slots, mangled, as they are shown.
    pub names: Vec<String>,
    pub dict: bool,
    pub weakref: bool,
}

impl Slots {
    /// Sorts the names of `__slots__`.
    pub fn of<'t>(
        th: &'t Thread,
        class: &str,
        base: Ref<'t, Class>,
        names: &[String],
    ) -> Res<Slots> {
        let mut slots = Slots::default();
        for name in names {
            match name.as_str() {
                "__dict__" if base.info().has_flag(flags::DICT) || slots.dict => {
                    return Err(th.type_error("__dict__ slot disallowed: we already got one"));
                }
                "__dict__" => slots.dict = true,
                "__weakref__" if slots.weakref => {
                    return Err(th.type_error("__weakref__ slot disallowed: we already got one"));
                }
                "__weakref__" => slots.weakref = true,
                name if !is_identifier(name) => {
                    return Err(th.type_error("__slots__ must be identifiers"));
                }
                name => slots.names.push(mangled(class, name)),
            }
        }
        slots.names.sort();
        Ok(slots)
    }

    /// Storage names of the base's slots and the new ones.
    pub fn storage(&self, th: &Thread, base: Ref<'_, Class>, kind: Kind) -> Vec<Raw> {
        let mut all = base.info().slots.clone();
        for name in &self.names {
            let name = own::storage_name(th, kind, name).raw();
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// A private name as it is known outside the class.
pub fn mangled(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_owned();
    }
    format!("_{class}{name}")
}
