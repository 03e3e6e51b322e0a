//! The attributes of an object itself: by shape, or in a dict.
//!
//! An object moves from shape to shape as attributes are added. When one is deleted, when there are too many, or when
//! somebody asks for the `__dict__`, they move into a dict for good (dict mode). The slots of `__slots__` have storage names
//! that no attribute can have ([`storage_name`]); they lie inline in either mode.

use super::member;
use crate::class::{Builtin, Class, flags};
use crate::object::instance::{AttrRead, AttrWrite};
use crate::object::{
    Boxed, Dict, Function, Generator, Instance, Kind, List, Mutable, Owned, Record, Ref, Seen, Set,
    Shape, Str, has_attrs, string_key,
};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// Runs an expression with `$t` as the layout of an object that can have attributes.
macro_rules! by_layout {
    ($kind:expr, $go:ident, $none:expr) => {
        match $kind {
            Kind::Instance => $go!(Instance),
            Kind::Record => $go!(Record),
            Kind::Function => $go!(Function),
            Kind::List => $go!(List),
            Kind::Dict => $go!(Dict),
            Kind::Set => $go!(Set),
            Kind::Boxed => $go!(Boxed),
            Kind::Generator => $go!(Generator),
            _ => $none,
        }
    };
}

/// The name under which an instance keeps the slot `name`. In layouts without inline slots it is the plain name, so that
/// dict mode needs no second place.
pub fn storage_name<'t>(th: &'t Thread, kind: Kind, name: &str) -> Val<'t> {
    match kind {
        Kind::Instance => th.intern(&format!("\0{name}")),
        _ => th.intern(name),
    }
}

fn is_storage_name(name: Val<'_>) -> bool {
    name.expect::<Str>().text().starts_with('\0')
}

/// An attribute that the object itself has (not its class).
pub fn own_attr<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Option<Val<'t>>> {
    if !obj.is_pointer() {
        return Ok(None);
    }
    macro_rules! go {
        ($t:ty) => {{
            let seen = obj.expect::<$t>().see(th)?;
            read_own(th, seen, obj.shape(), name)
        }};
    }
    by_layout!(obj.shape().kind, go, Ok(None))
}

fn read_own<'t, T: Mutable>(
    th: &'t Thread,
    seen: Seen<'t, T>,
    shape: &Shape,
    name: Val<'t>,
) -> Res<Option<Val<'t>>> {
    if let Some(i) = shape.slot(name.raw()) {
        return Ok(Some(seen.attr(shape.place(i))).filter(|v| !v.is_undef()));
    }
    if !shape.dict_mode {
        return Ok(None);
    }
    let dict = seen
        .attr_dict()
        .expect("V3: dict mode has a dict")
        .see(th)?;
    dict.lookup(name.expect::<Str>().hash(), string_key(name))
}

/// Sets (or with UNDEF deletes) an attribute of the object itself; false if it cannot have it or does not have it.
pub fn set_own<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>, v: Val<'t>) -> Res<bool> {
    if !obj.is_pointer() || !has_attrs(obj.shape().kind) {
        return Ok(false);
    }
    macro_rules! go {
        ($t:ty) => {
            write_own(th, obj.expect::<$t>().own(th)?, name, v)
        };
    }
    by_layout!(obj.shape().kind, go, Ok(false))
}

/// [`set_own`] of an object that is owned.
pub fn write_own<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    name: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    let shape = own.val().shape();
    if let Some(i) = shape.slot(name.raw()) {
        let place = shape.place(i);
        if v.is_undef() {
            if own.attr(place).is_undef() {
                return Ok(false);
            }
            return Ok(remove_slot(th, own, shape, name));
        }
        own.set_attr(place, v);
        return Ok(true);
    }
    if shape.dict_mode {
        return set_in_dict(th, own, name, v);
    }
    if v.is_undef() || !may_add(th, shape, name) {
        return Ok(false);
    }
    add_slot(th, own, shape, name, v)
}

fn set_in_dict<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    name: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    let dict = own.attr_dict().expect("V3: dict mode has a dict").own(th)?;
    let hash = name.expect::<Str>().hash();
    match dict.find(hash, string_key(name))? {
        Some(i) if v.is_undef() => dict.remove_entry(i),
        Some(i) => dict.set_entry(i, v),
        None if v.is_undef() => return Ok(false),
        None => dict.append(th, hash, name, v),
    }
    Ok(true)
}

/// May an object of this shape get this new attribute? Without a `__dict__` only slots that are not inline.
fn may_add<'t>(th: &'t Thread, shape: &Shape, name: Val<'t>) -> bool {
    let class = shape.class().val(th).expect::<Class>();
    class.info().has_flag(flags::DICT) || shape.kind != Kind::Instance && is_slot(th, class, name)
}

/// Has the class a member of this storage name, which is the plain one?
fn is_slot<'t>(th: &'t Thread, class: Ref<'t, Class>, name: Val<'t>) -> bool {
    let found = lookup::lookup_cell(th, class, name).map(|c| c.current());
    found.is_some_and(|v| {
        v.has_shape(Builtin::MemberDescriptor.shape())
            && v.expect::<Record>().fixed(member::STORAGE).is(name)
    })
}

/// Objects with more attributes than this keep them in a dict.
pub const MOST_SLOTS: u32 = 96;

fn add_slot<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    shape: &'static Shape,
    name: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    if shape.nslots >= MOST_SLOTS || !crate::object::shape::has_room() {
        let dict = to_dict(th, own, shape);
        dict.append(th, name.expect::<Str>().hash(), name, v);
        return Ok(true);
    }
    let child = shape.with(name.raw());
    own.add_attr(th, child, v);
    shape
        .class()
        .val(th)
        .expect::<Class>()
        .info()
        .learn_slots(shape.class(), child.nslots);
    Ok(true)
}

fn remove_slot<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    shape: &'static Shape,
    name: Val<'t>,
) -> bool {
    let class = shape.class().val(th).expect::<Class>();
    if !class.info().has_flag(flags::DICT) || is_storage_name(name) {
        // A slot stays and is empty.
        let i = shape.slot(name.raw()).expect("V3: the slot was found");
        own.set_attr(shape.place(i), Val::UNDEF);
        return true;
    }
    let dict = to_dict(th, own, shape);
    if let Ok(Some(i)) = dict.find(name.expect::<Str>().hash(), string_key(name)) {
        dict.remove_entry(i);
    }
    true
}

/// Moves an object's attributes into a dict, for good.
pub fn to_dict<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    shape: &'static Shape,
) -> Owned<'t, Dict> {
    let class = shape.class().val(th).expect::<Class>();
    to_dict_of(th, own, shape, class)
}

/// The same with another class to begin with: how `obj.__class__ = class` is done. Slots are the same in both.
fn to_dict_of<'t, T: Mutable>(
    th: &'t Thread,
    own: Owned<'t, T>,
    shape: &'static Shape,
    class: Ref<'t, Class>,
) -> Owned<'t, Dict> {
    let dict = Dict::new(th);
    for (i, n) in shape.names().into_iter().enumerate() {
        let (n, v) = (n.val(th), own.attr(shape.place(i as u32)));
        if !v.is_undef() && !is_storage_name(n) {
            dict.append(th, n.expect::<Str>().hash(), n, v);
        }
    }
    own.enter_dict_mode(th, class.info().dict_shape(), **dict);
    dict
}

/// The live `__dict__` of an object, `None` if it has none. From now on the object is in dict mode.
pub fn dict_of<'t>(th: &'t Thread, obj: Val<'t>) -> Res<Option<Ref<'t, Dict>>> {
    if !obj.is_pointer() || !has_attrs(obj.shape().kind) {
        return Ok(None);
    }
    if !th.class_of(obj).info().has_flag(flags::DICT) {
        return Ok(None);
    }
    macro_rules! go {
        ($t:ty) => {{
            if let Some(d) = obj.expect::<$t>().see(th)?.attr_dict() {
                return Ok(Some(d));
            }
            let own = obj.expect::<$t>().own(th)?;
            Ok(Some(**to_dict(th, own, obj.shape())))
        }};
    }
    by_layout!(obj.shape().kind, go, Ok(None))
}

/// `obj.__dict__ = dict` for an object that has one. Of a module's namespace, whose values are cells, it gets a copy.
pub fn replace_dict<'t>(th: &'t Thread, obj: Val<'t>, dict: Ref<'t, Dict>) -> Res<()> {
    macro_rules! go {
        ($t:ty) => {{
            let own = obj.expect::<$t>().own(th)?;
            if !obj.shape().dict_mode {
                to_dict(th, own, obj.shape());
            }
            let plain = if dict.is_namespace() {
                let copy = Dict::new(th);
                copy.assign_copy(th, dict.see(th)?);
                **copy
            } else {
                dict
            };
            own.replace_dict(plain);
            Ok(())
        }};
    }
    by_layout!(obj.shape().kind, go, Ok(()))
}

/// Gives an object another class of the same layout. Its attributes move into a dict, if it has any.
pub fn set_class<'t>(th: &'t Thread, obj: Val<'t>, class: Ref<'t, Class>) -> Res<()> {
    macro_rules! go {
        ($t:ty) => {{
            let own = obj.expect::<$t>().own(th)?;
            let shape = obj.shape();
            if shape.dict_mode {
                th.reshape(obj, class.info().dict_shape().id);
            } else if class.info().has_flag(flags::DICT) {
                to_dict_of(th, own, shape, class);
            } else {
                th.reshape(obj, same_slots(shape, class).id);
            }
            Ok(())
        }};
    }
    by_layout!(obj.shape().kind, go, Ok(()))
}

/// The shape of an object of `class` that has only slots, with as many inline words as an object of `shape`.
fn same_slots(shape: &'static Shape, class: Ref<'_, Class>) -> &'static Shape {
    let root = class.info().root_shape();
    shape
        .names()
        .into_iter()
        .filter(|n| root.slot(*n).is_none())
        .fold(root, |s, n| s.with(n))
}

/// The names of an object's own attributes that are set, slots not included.
pub fn own_names<'t>(th: &'t Thread, obj: Val<'t>) -> Res<Vec<Val<'t>>> {
    if !obj.is_pointer() || !has_attrs(obj.shape().kind) {
        return Ok(Vec::new());
    }
    macro_rules! go {
        ($t:ty) => {{
            let seen = obj.expect::<$t>().see(th)?;
            if let Some(d) = seen.attr_dict() {
                return Ok(d.see(th)?.entries().map(|(_, k, _)| k).collect());
            }
            let shape = obj.shape();
            let names = shape.names().into_iter().enumerate();
            Ok(names
                .filter(|(i, _)| !seen.attr(shape.place(*i as u32)).is_undef())
                .map(|(_, n)| n.val(th))
                .filter(|n| !is_storage_name(*n))
                .collect())
        }};
    }
    by_layout!(obj.shape().kind, go, Ok(Vec::new()))
}

/// A member descriptor of a class under construction.
pub fn new_member<'t>(th: &'t Thread, kind: Kind, name: &str, owner: Val<'t>) -> Val<'t> {
    let mut fields = [Val::UNDEF; 3];
    fields[member::STORAGE] = storage_name(th, kind, name);
    fields[member::NAME] = th.intern(name);
    fields[member::OWNER] = owner;
    th.record(Builtin::MemberDescriptor, &fields)
}

impl Thread {
    /// Sets or deletes an attribute of the object itself.
    pub(crate) fn set_own_attr(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let module =
            self.section(|th| Ok(super::module_dict(th, th.get(obj)).map(|d| th.root(d.val()))))?;
        if let Some(ns) = module {
            return self.set_module_attr(obj, ns, name, value);
        }
        if self.section(|th| set_own(th, th.get(obj), th.get(name), th.get(value)))? {
            return Ok(());
        }
        Err(self.cannot_set(obj, name, value))
    }
}
