//! Attribute access: what is found where, and what has to be called for it.
//!
//! [`find`] answers without running Python code; the outcome says what is left to do ([`get`], [`set`]). Inline caches
//! remember the outcomes that depend on the shape and the type version only ([`cache`]). What an object has of its own,
//! apart from its class, is in [`own`].

pub mod cache;
mod get;
pub mod own;
mod set;

pub use cache::{Cacheable, cacheable, grows, place_of};
pub use own::{MOST_SLOTS, own_attr, to_dict, write_own};

use super::lookup;
use crate::class::{Builtin, Class, FIRST_FREE_SHAPE};
use crate::names::Id;
use crate::object::{Dict, Kind, Native, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// Where an attribute was found.
pub enum Found<'t> {
    /// The value itself.
    Value(Val<'t>),
    /// A function or method descriptor that binds the object.
    Bind(Val<'t>),
    /// A descriptor whose `__get__` is to be called, with the object or (true) on the class itself.
    Get(Val<'t>, Val<'t>, bool),
    /// A property: its getter has to be called with the object.
    Property(Val<'t>),
    /// A native attribute whose getter needs the full right.
    Full(FullGet),
    /// The class has a `__getattribute__` of its own.
    Custom(Val<'t>),
    Missing,
}

type FullGet = fn(&mut Thread, Slot) -> Res<Slot>;

/// What reading a class attribute of this kind does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DescriptorKind {
    /// Not a descriptor.
    Plain,
    /// Binds the object as first argument.
    Function,
    StaticMethod,
    ClassMethod,
    Property,
    GetSet,
    Member,
    /// An item of a named tuple.
    TupleItem,
    /// A class with a `__get__` of its own; `data` if it has `__set__` or `__delete__`.
    User {
        data: bool,
    },
}

impl DescriptorKind {
    /// True if it takes precedence over the instance's own attribute.
    pub fn is_data(self) -> bool {
        matches!(
            self,
            DescriptorKind::Property
                | DescriptorKind::GetSet
                | DescriptorKind::Member
                | DescriptorKind::TupleItem
                | DescriptorKind::User { data: true }
        )
    }
}

/// Sorts a class attribute's value.
pub fn descriptor_kind<'t>(th: &'t Thread, v: Val<'t>) -> Res<DescriptorKind> {
    if !v.is_pointer() {
        return Ok(DescriptorKind::Plain);
    }
    let shape = v.shape();
    Ok(match shape.kind {
        Kind::Function => DescriptorKind::Function,
        Kind::Native if shape.id == Builtin::MethodDescriptor.shape() => DescriptorKind::Function,
        _ if shape.id >= FIRST_FREE_SHAPE => return user_kind(th, v),
        Kind::Record => builtin_kind(th.class_of(v).info().builtin),
        _ => DescriptorKind::Plain,
    })
}

fn builtin_kind(b: Builtin) -> DescriptorKind {
    match b {
        Builtin::Property => DescriptorKind::Property,
        Builtin::StaticMethod => DescriptorKind::StaticMethod,
        Builtin::ClassMethod | Builtin::ClassMethodDescriptor => DescriptorKind::ClassMethod,
        Builtin::GetSetDescriptor => DescriptorKind::GetSet,
        Builtin::MemberDescriptor => DescriptorKind::Member,
        Builtin::TupleGetter => DescriptorKind::TupleItem,
        _ => DescriptorKind::Plain,
    }
}

/// An object of a class that the VM does not know by number: also a subclass of `property` and the like, which behaves
/// as the builtin one unless it has methods of its own.
fn user_kind<'t>(th: &'t Thread, v: Val<'t>) -> Res<DescriptorKind> {
    let class = th.class_of(v);
    let known = builtin_kind(class.info().builtin);
    let own = |id| -> Res<Option<bool>> {
        Ok(lookup::lookup(th, class, th.id(id))?.map(|f| !f.is_kind(Kind::Native)))
    };
    let (get, set, delete) = (own(Id::__get__)?, own(Id::__set__)?, own(Id::__delete__)?);
    let overrides = [get, set, delete].contains(&Some(true));
    if known != DescriptorKind::Plain && !overrides {
        return Ok(known);
    }
    let data = set.is_some() || delete.is_some();
    Ok(if data || get.is_some() {
        DescriptorKind::User { data }
    } else {
        DescriptorKind::Plain
    })
}

/// Fields of a property record.
pub mod property {
    pub const GET: usize = 0;
    pub const SET: usize = 1;
    pub const DEL: usize = 2;
    pub const DOC: usize = 3;
    pub const NAME: usize = 4;
    /// True if the doc came from the getter.
    pub const GETTER_DOC: usize = 5;
}

/// Fields of a member descriptor's record.
pub mod member {
    /// The name under which the slot is kept: never an attribute's name.
    pub const STORAGE: usize = 0;
    pub const NAME: usize = 1;
    pub const OWNER: usize = 2;
}

/// Reads an attribute found on the type, for `obj` (UNDEF when asked on the class itself) of `owner`.
pub fn bind_found<'t>(th: &'t Thread, v: Val<'t>, obj: Val<'t>, owner: Val<'t>) -> Res<Found<'t>> {
    Ok(match descriptor_kind(th, v)? {
        DescriptorKind::Plain => Found::Value(v),
        DescriptorKind::Function if obj.is_undef() => Found::Value(v),
        DescriptorKind::Function => Found::Bind(v),
        DescriptorKind::StaticMethod => Found::Value(v.expect::<Record>().see(th)?.field(0)),
        DescriptorKind::ClassMethod => {
            let func = v.expect::<Record>().see(th)?.field(0);
            Found::Value(bind_method(th, func, owner))
        }
        DescriptorKind::Property
        | DescriptorKind::GetSet
        | DescriptorKind::Member
        | DescriptorKind::TupleItem
            if obj.is_undef() =>
        {
            Found::Value(v)
        }
        DescriptorKind::TupleItem => {
            Found::Value(crate::modules::collections::item(th, v.expect(), obj)?)
        }
        DescriptorKind::Property => {
            Found::Property(v.expect::<Record>().see(th)?.field(property::GET))
        }
        DescriptorKind::GetSet => {
            let getset = th.vm.getset(v.expect::<Record>());
            let value = (getset.get)(th, obj)?;
            match getset.full_get {
                Some(full) if value.is_undef() => Found::Full(full),
                _ => Found::Value(value),
            }
        }
        DescriptorKind::Member => {
            let storage = v.expect::<Record>().fixed(member::STORAGE);
            own_attr(th, obj, storage)?.map_or(Found::Missing, Found::Value)
        }
        DescriptorKind::User { .. } => match lookup::special(th, v, Id::__get__)? {
            Some(get) => Found::Get(v, get, obj.is_undef()),
            None => Found::Value(v),
        },
    })
}

/// The bound form of a function or native method.
pub fn bind_method<'t>(th: &'t Thread, func: Val<'t>, this: Val<'t>) -> Val<'t> {
    match func.cast::<Native>() {
        Some(native) if native.val().has_shape(Builtin::MethodDescriptor.shape()) => {
            Native::bound(th, native, this).val()
        }
        _ => th.record(Builtin::Method, &[func, this]),
    }
}

/// Finds `obj.name` without running Python code. `name` is interned.
pub fn find<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Found<'t>> {
    let class = th.class_of(obj);
    if let Some(custom) = custom_getattribute(th, class)? {
        return Ok(Found::Custom(custom));
    }
    find_generic(th, obj, name)
}

/// The class's `__getattribute__` if it is not the general one, which [`find_generic`] does for all objects.
pub(crate) fn custom_getattribute<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
) -> Res<Option<Val<'t>>> {
    let found = lookup::lookup(th, class, th.id(Id::__getattribute__))?;
    Ok(found.filter(|f| !f.cast::<Native>().is_some_and(|n| is_general(th, n))))
}

fn is_general<'t>(th: &'t Thread, n: Ref<'t, Native>) -> bool {
    [Builtin::Object, Builtin::Type, Builtin::Module]
        .into_iter()
        .any(|b| n.owner().is(th.builtin(b)))
}

/// `object.__getattribute__`, `type.__getattribute__` and `module.__getattribute__`, by the object's kind.
pub fn find_generic<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Found<'t>> {
    let class = th.class_of(obj);
    let on_type = lookup::lookup(th, class, name)?;
    if let Some(v) = on_type
        && descriptor_kind(th, v)?.is_data()
    {
        return bind_found(th, v, obj, class.val());
    }
    if let Some(c) = obj.cast::<Class>() {
        if let Some(v) = lookup::lookup(th, c, name)? {
            return bind_found(th, v, Val::UNDEF, obj);
        }
    } else if let Some(ns) = module_dict(th, obj) {
        if let Some(cell) = ns.see(th)?.cell(name) {
            let v = th.load_cell(cell)?;
            if !v.is_undef() {
                return Ok(Found::Value(v));
            }
        }
    } else if let Some(v) = own_attr(th, obj, name)? {
        return Ok(Found::Value(v));
    }
    match on_type {
        Some(v) => bind_found(th, v, obj, class.val()),
        None => Ok(Found::Missing),
    }
}

/// The namespace of a module object.
pub fn module_dict<'t>(th: &'t Thread, obj: Val<'t>) -> Option<Ref<'t, Dict>> {
    let m = obj.cast::<Record>()?;
    if th.class_of(obj).info().builtin == Builtin::Module {
        m.fixed(0).cast::<Dict>()
    } else {
        None
    }
}

/// `Found` with its values in registers.
pub enum RootedFound {
    Value(Slot),
    Get(Slot, Slot, bool),
    Property(Slot),
    Full(FullGet),
    Custom(Slot),
    Missing,
}

impl RootedFound {
    pub fn of<'t>(th: &'t Thread, f: Found<'t>, obj: Slot) -> RootedFound {
        match f {
            Found::Value(v) => RootedFound::Value(th.root(v)),
            Found::Bind(f) => RootedFound::Value(th.root(bind_method(th, f, th.get(obj)))),
            Found::Get(d, g, on_class) => RootedFound::Get(th.root(d), th.root(g), on_class),
            Found::Property(f) => RootedFound::Property(th.root(f)),
            Found::Full(f) => RootedFound::Full(f),
            Found::Custom(f) => RootedFound::Custom(th.root(f)),
            Found::Missing => RootedFound::Missing,
        }
    }
}
