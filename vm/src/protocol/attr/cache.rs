//! What inline caches may remember of an attribute read, and reading by place.

use super::{DescriptorKind, custom_getattribute, descriptor_kind, member, module_dict};
use crate::class::flags;
use crate::object::instance::AttrRead;
use crate::object::{Cell, Dict, Function, Instance, Kind, Place, Record, Ref, word_of};
use crate::protocol::lookup::lookup_cell;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// What an inline cache may remember of an attribute read.
pub enum Cacheable<'t> {
    /// An attribute of the object in this place.
    Slot(Place),
    /// A constant found on the type, which binds (`true`) or not.
    Constant(Ref<'t, Cell>, bool),
    No,
}

/// May objects of this shape get other attributes? Then what they do not have is read from them like what they have.
pub fn grows(th: &Thread, obj: Val<'_>) -> bool {
    obj.is_pointer() && th.class_of(obj).info().has_flag(flags::DICT)
}

/// From here to the next break the object keeps its shape.
pub fn settle<'t>(th: &'t Thread, obj: Val<'t>) -> Res<()> {
    match grows(th, obj) {
        true => th.see_word(word_of(obj)),
        false => Ok(()),
    }
}

/// Sorts an attribute read for the cache; the caller has read the attribute already.
pub fn cacheable<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Cacheable<'t>> {
    if !obj.is_pointer() || obj.is_kind(Kind::Class) || module_dict(th, obj).is_some() {
        return Ok(Cacheable::No);
    }
    settle(th, obj)?;
    let (shape, class) = (obj.shape(), th.class_of(obj));
    if shape.dict_mode || custom_getattribute(th, class)?.is_some() {
        return Ok(Cacheable::No);
    }
    let on_type = lookup_cell(th, class, name);
    let found = match on_type {
        Some(c) => Some((descriptor_kind(th, th.load_cell(c)?)?, c)),
        None => None,
    };
    let place = |name: Val<'t>| shape.slot(name.raw()).map(|i| shape.place(i));
    Ok(match found {
        Some((DescriptorKind::Member, c)) => {
            let storage = th.load_cell(c)?.expect::<Record>().fixed(member::STORAGE);
            place(storage).map_or(Cacheable::No, Cacheable::Slot)
        }
        Some((k, _)) if k.is_data() => Cacheable::No,
        Some((k, c)) => match (place(name), k) {
            (Some(p), _) => Cacheable::Slot(p),
            (None, DescriptorKind::Plain) => Cacheable::Constant(c, false),
            (None, DescriptorKind::Function) => Cacheable::Constant(c, true),
            _ => Cacheable::No,
        },
        None => place(name).map_or(Cacheable::No, Cacheable::Slot),
    })
}
/// Reads an attribute by place from an object of any kind that can have some.
pub fn place_of<'t>(th: &'t Thread, obj: Val<'t>, place: Place) -> Res<Val<'t>> {
    macro_rules! of {
        ($t:ty) => {
            Ok(obj.expect::<$t>().see(th)?.attr(place))
        };
    }
    match obj.shape().kind {
        Kind::Instance => of!(Instance),
        Kind::Record => of!(Record),
        Kind::Function => of!(Function),
        Kind::List => of!(crate::object::List),
        Kind::Dict => of!(Dict),
        Kind::Set => of!(crate::object::Set),
        Kind::Boxed => of!(crate::object::Boxed),
        Kind::Generator => of!(crate::object::Generator),
        kind => unreachable!("V3: a {kind:?} has no attributes of its own"),
    }
}
