//! Attribute access: what is found where, and what has to be called for it.
//!
//! [`find`] answers without running Python code; the outcome says what is left to do. Inline caches remember the
//! outcomes that depend on the shape and the type version only.

use super::lookup::{self, lookup_cell};
use crate::class::{Builtin, Class, flags};
use crate::error::Exc;
use crate::names::Id;
use crate::object::instance::{AttrRead, AttrWrite};
use crate::object::{
    Cell, Dict, Function, Instance, Kind, Mutable, Native, Place, Record, Ref, Seen, Shape, Str,
    has_attrs, string_key,
};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// Where an attribute was found.
pub enum Found<'t> {
    /// The value itself.
    Value(Val<'t>),
    /// A function or method descriptor that binds the object.
    Bind(Val<'t>),
    /// A descriptor whose `__get__` is Python code: descriptor, and its `__get__`.
    Get(Val<'t>, Val<'t>),
    /// A property: its getter has to be called with the object.
    Property(Val<'t>),
    /// The class has a `__getattribute__` of its own.
    Custom(Val<'t>),
    Missing,
}

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
    /// A class with a Python-level `__get__`; `data` if it has `__set__` or `__delete__`.
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
        Kind::Record => match th.class_of(v).info().builtin {
            Builtin::Property => DescriptorKind::Property,
            Builtin::StaticMethod => DescriptorKind::StaticMethod,
            Builtin::ClassMethod | Builtin::ClassMethodDescriptor => DescriptorKind::ClassMethod,
            Builtin::GetSetDescriptor => DescriptorKind::GetSet,
            Builtin::MemberDescriptor => DescriptorKind::Member,
            _ => user_kind(th, v)?,
        },
        Kind::Instance | Kind::Boxed => user_kind(th, v)?,
        _ => DescriptorKind::Plain,
    })
}

fn user_kind<'t>(th: &'t Thread, v: Val<'t>) -> Res<DescriptorKind> {
    let class = th.class_of(v);
    if lookup_cell(th, class, th.id(Id::__get__)).is_none() {
        let data = lookup_cell(th, class, th.id(Id::__set__)).is_some()
            || lookup_cell(th, class, th.id(Id::__delete__)).is_some();
        return Ok(if data {
            DescriptorKind::User { data }
        } else {
            DescriptorKind::Plain
        });
    }
    let data = lookup_cell(th, class, th.id(Id::__set__)).is_some()
        || lookup_cell(th, class, th.id(Id::__delete__)).is_some();
    Ok(DescriptorKind::User { data })
}

/// Fields of a property record.
pub mod property {
    pub const GET: usize = 0;
    pub const SET: usize = 1;
    pub const DEL: usize = 2;
    pub const DOC: usize = 3;
    pub const NAME: usize = 4;
}

/// Reads an attribute found on the type, for `obj` (UNDEF when asked on the class itself) of `owner`.
pub fn bind_found<'t>(th: &'t Thread, v: Val<'t>, obj: Val<'t>, owner: Val<'t>) -> Res<Found<'t>> {
    Ok(match descriptor_kind(th, v)? {
        DescriptorKind::Plain => Found::Value(v),
        DescriptorKind::Function if obj.is_undef() => Found::Value(v),
        DescriptorKind::Function => Found::Bind(v),
        DescriptorKind::StaticMethod => Found::Value(v.expect::<Record>().fixed(0)),
        DescriptorKind::ClassMethod => {
            return bind_class_method(th, v.expect::<Record>().fixed(0), owner);
        }
        DescriptorKind::Property | DescriptorKind::GetSet | DescriptorKind::Member
            if obj.is_undef() =>
        {
            Found::Value(v)
        }
        DescriptorKind::Property => {
            Found::Property(v.expect::<Record>().see(th)?.field(property::GET))
        }
        DescriptorKind::GetSet => Found::Value((th.vm.getset(v.expect::<Record>()).get)(th, obj)?),
        DescriptorKind::Member => return member_get(th, v.expect::<Record>(), obj),
        DescriptorKind::User { .. } => match lookup::special(th, v, Id::__get__)? {
            Some(get) => Found::Get(v, get),
            None => Found::Value(v),
        },
    })
}

fn bind_class_method<'t>(th: &'t Thread, func: Val<'t>, owner: Val<'t>) -> Res<Found<'t>> {
    if func.is_kind(Kind::Function) || func.is_kind(Kind::Native) {
        return Ok(Found::Value(bind_method(th, func, owner)));
    }
    match descriptor_kind(th, func)? {
        DescriptorKind::Plain => Ok(Found::Value(bind_method(th, func, owner))),
        _ => bind_found(th, func, owner, th.class_of(owner).val()),
    }
}

/// A `__slots__` member: its value in the instance's slot of that (mangled) name.
fn member_get<'t>(th: &'t Thread, member: Ref<'t, Record>, obj: Val<'t>) -> Res<Found<'t>> {
    Ok(own_attr(th, obj, member.fixed(0))?.map_or(Found::Missing, Found::Value))
}

/// The bound form of a function or native method.
pub fn bind_method<'t>(th: &'t Thread, func: Val<'t>, this: Val<'t>) -> Val<'t> {
    match func.cast::<Native>() {
        Some(native) => Native::bound(th, native, this).val(),
        None => th.record(Builtin::Method, &[func, this]),
    }
}

/// An attribute that the object itself has (not its class).
pub fn own_attr<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Option<Val<'t>>> {
    if !obj.is_pointer() {
        return Ok(None);
    }
    macro_rules! of {
        ($t:ty) => {{
            let seen = obj.expect::<$t>().see(th)?;
            read_own(th, seen, obj.shape(), name)
        }};
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
        _ => Ok(None),
    }
}

fn read_own<'t, T: Mutable>(
    th: &'t Thread,
    seen: Seen<'t, T>,
    shape: &Shape,
    name: Val<'t>,
) -> Res<Option<Val<'t>>> {
    if shape.dict_mode {
        let dict = seen
            .attr_dict()
            .expect("V3: dict mode has a dict")
            .see(th)?;
        let hash = name.expect::<Str>().hash();
        return dict.lookup(hash, string_key(name));
    }
    Ok(shape
        .slot(name.raw())
        .map(|i| seen.attr(shape.place(i)))
        .filter(|v| !v.is_undef()))
}

/// Finds `obj.name` without running Python code. `name` is interned.
pub fn find<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Found<'t>> {
    let class = th.class_of(obj);
    if let Some(custom) = custom_getattribute(th, class)? {
        return Ok(Found::Custom(custom));
    }
    find_generic(th, obj, name)
}

fn custom_getattribute<'t>(th: &'t Thread, class: Ref<'t, Class>) -> Res<Option<Val<'t>>> {
    Ok(
        lookup::lookup(th, class, th.id(Id::__getattribute__))?
            .filter(|f| !f.is_kind(Kind::Native)),
    )
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
        Some(m.fixed(0).expect::<Dict>())
    } else {
        None
    }
}

impl Thread {
    /// `getattr(obj, name)`; `name` is any interned `str`.
    pub fn getattr(&mut self, obj: Slot, name: Slot) -> Res<Slot> {
        match self.getattr_opt(obj, name)? {
            Some(v) => Ok(v),
            None => Err(self.attribute_error(obj, name)),
        }
    }

    /// The same with a name known to the VM.
    pub fn getattr_id(&mut self, obj: Slot, id: Id) -> Res<Slot> {
        let name = self.root(self.id(id));
        self.getattr(obj, name)
    }

    /// `getattr(obj, name, <nothing>)`: an AttributeError raised on the way counts as missing.
    pub fn getattr_opt(&mut self, obj: Slot, name: Slot) -> Res<Option<Slot>> {
        let first = self.getattr_plain(obj, name);
        let missing = match first {
            Ok(Some(v)) => return Ok(Some(v)),
            Ok(None) => true,
            Err(Unwind::Raise) => self.pending_is(Exc::AttributeError),
            Err(_) => false,
        };
        if !missing {
            return first;
        }
        let hook = self.section(|th| {
            Ok(lookup::special(th, th.get(obj), Id::__getattr__)?.map(|f| th.root(f)))
        })?;
        let Some(hook) = hook else {
            self.take_pending();
            return Ok(None);
        };
        self.take_pending();
        match self.call(hook, &[obj, name]) {
            Ok(v) => Ok(Some(v)),
            Err(Unwind::Raise) if self.swallow(Exc::AttributeError) => Ok(None),
            Err(u) => Err(u),
        }
    }

    /// Finishes what [`find`] found.
    fn getattr_plain(&mut self, obj: Slot, name: Slot) -> Res<Option<Slot>> {
        let found = self.section(|th| {
            let f = find(th, th.get(obj), th.get(name))?;
            Ok(RootedFound::of(th, f, obj))
        })?;
        self.finish_found(found, obj, name)
    }

    /// Calls what an outcome asks for.
    pub(crate) fn finish_found(
        &mut self,
        found: RootedFound,
        obj: Slot,
        name: Slot,
    ) -> Res<Option<Slot>> {
        match found {
            RootedFound::Value(v) => Ok(Some(v)),
            RootedFound::Missing => Ok(None),
            RootedFound::Property(f) if self.get(f).is_none() => {
                let text = format!(
                    "property '{}' of '{}' object has no getter",
                    self.text_of(name),
                    self.class_name(self.get(obj))
                );
                Err(self.raise(Exc::AttributeError, text))
            }
            RootedFound::Property(f) => self.call(f, &[obj]).map(Some),
            RootedFound::Get(d, get) => {
                let owner = self.root(self.class_of(self.get(obj)).val());
                self.call(get, &[d, obj, owner]).map(Some)
            }
            RootedFound::Custom(f) => self.call(f, &[obj, name]).map(Some),
        }
    }

    /// `obj.name = value`, or `del obj.name` if `value` holds UNDEF.
    pub fn setattr(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let deleting = self.get(value).is_undef();
        let id = if deleting {
            Id::__delattr__
        } else {
            Id::__setattr__
        };
        let custom = self.section(|th| {
            Ok(lookup::special(th, th.get(obj), id)?
                .filter(|f| !f.is_kind(Kind::Native))
                .map(|f| th.root(f)))
        })?;
        match custom {
            Some(f) if deleting => self.call(f, &[obj, name]).map(|_| ()),
            Some(f) => self.call(f, &[obj, name, value]).map(|_| ()),
            None => self.setattr_generic(obj, name, value),
        }
    }

    /// `object.__setattr__` and `type.__setattr__`.
    pub fn setattr_generic(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        if self.get(obj).is_kind(Kind::Class) {
            return self.set_class_attr(obj, name, value);
        }
        let hook = self.section(|th| {
            let v = lookup::lookup(th, th.class_of(th.get(obj)), th.get(name))?;
            match v {
                Some(v) if descriptor_kind(th, v)?.is_data() => Ok(Some(th.root(v))),
                _ => Ok(None),
            }
        })?;
        match hook {
            Some(d) => self.set_through_descriptor(d, obj, name, value),
            None => self.set_own_attr(obj, name, value),
        }
    }

    fn set_through_descriptor(&mut self, d: Slot, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let deleting = self.get(value).is_undef();
        match self.section(|th| descriptor_kind(th, th.get(d)))? {
            DescriptorKind::Property => {
                let place = if deleting {
                    property::DEL
                } else {
                    property::SET
                };
                let f = self.section(|th| {
                    Ok(th.root(th.get(d).expect::<Record>().see(th)?.field(place)))
                })?;
                if self.get(f).is_none() {
                    let what = if deleting { "deleter" } else { "setter" };
                    let text = format!(
                        "property '{}' of '{}' object has no {what}",
                        self.text_of(name),
                        self.class_name(self.get(obj))
                    );
                    return Err(self.raise(Exc::AttributeError, text));
                }
                let args = [obj, value];
                self.call(f, &args[..2 - deleting as usize]).map(|_| ())
            }
            DescriptorKind::GetSet => match self.vm.getset(self.get(d).expect::<Record>()).set {
                Some(set) => set(self, obj, value),
                None => {
                    let text = format!(
                        "attribute '{}' of '{}' objects is not writable",
                        self.text_of(name),
                        self.class_name(self.get(obj))
                    );
                    Err(self.raise(Exc::AttributeError, text))
                }
            },
            DescriptorKind::Member => {
                let slot_name = self.root(self.get(d).expect::<Record>().fixed(0));
                self.set_own_attr(obj, slot_name, value)
            }
            _ => {
                let id = if deleting {
                    Id::__delete__
                } else {
                    Id::__set__
                };
                let Some(f) =
                    self.section(|th| Ok(lookup::special(th, th.get(d), id)?.map(|f| th.root(f))))?
                else {
                    return Err(self.raise(Exc::AttributeError, id_text(id)));
                };
                let args = [d, obj, value];
                self.call(f, &args[..3 - deleting as usize]).map(|_| ())
            }
        }
    }

    /// Sets or deletes an attribute of the object itself.
    pub(crate) fn set_own_attr(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        if let Some(ns) =
            self.section(|th| Ok(module_dict(th, th.get(obj)).map(|d| th.root(d.val()))))?
        {
            return self.set_namespace(ns, name, value);
        }
        let done = self.section(|th| {
            let (o, n, v) = (th.get(obj), th.get(name), th.get(value));
            if !o.is_pointer() || !has_attrs(o.shape().kind) {
                return Ok(false);
            }
            macro_rules! of {
                ($t:ty) => {
                    write_own(th, o.expect::<$t>().own(th)?, n, v)
                };
            }
            match o.shape().kind {
                Kind::Instance => of!(Instance),
                Kind::Record => of!(Record),
                Kind::Function => of!(Function),
                Kind::List => of!(crate::object::List),
                Kind::Dict => of!(Dict),
                Kind::Set => of!(crate::object::Set),
                Kind::Boxed => of!(crate::object::Boxed),
                _ => Ok(false),
            }
        })?;
        if done {
            Ok(())
        } else {
            Err(self.attribute_error(obj, name))
        }
    }

    /// The usual AttributeError.
    #[cold]
    pub fn attribute_error(&self, obj: Slot, name: Slot) -> Unwind {
        let v = self.get(obj);
        let name = self.text_of(name);
        let text = if let Some(c) = v.cast::<Class>() {
            format!("type object '{}' has no attribute '{name}'", c.name())
        } else if let Some(ns) = module_dict(self, v) {
            let module = ns.frozen().cell(self.id(Id::__name__)).map(|c| c.current());
            let module = module
                .and_then(|m| m.cast::<Str>())
                .map_or("?", |s| s.text());
            format!("module '{module}' has no attribute '{name}'")
        } else {
            format!("'{}' object has no attribute '{name}'", self.class_name(v))
        };
        let exc = self.new_exception(Exc::AttributeError, &[self.str(&text)]);
        self.note_attribute(exc, name, v);
        self.raise_value(exc.val())
    }

    /// The text of a register known to hold a `str`.
    pub fn text_of(&self, s: Slot) -> &str {
        self.get(s).unboxed().expect::<Str>().text()
    }

    /// Gives an exception its `name` and `obj` attributes.
    fn note_attribute<'t>(&'t self, exc: Ref<'t, Record>, name: &str, obj: Val<'t>) {
        // The exception is new and ours: the barrier cannot refuse it.
        if let Ok(own) = exc.own(self) {
            let _ = write_own(self, own, self.id(Id::name), self.str(name));
            let _ = write_own(self, own, self.id(Id::obj), obj);
        }
    }
}

fn id_text(id: Id) -> &'static str {
    crate::names::IDS[id as usize]
}

/// Sets (or with UNDEF deletes) an attribute of an owned object; false if it cannot have it or does not have it.
pub fn write_own<'t, T: Mutable>(
    th: &'t Thread,
    own: crate::object::Owned<'t, T>,
    name: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    let shape = own.val().shape();
    if shape.dict_mode {
        let dict = own.attr_dict().expect("V3: dict mode has a dict").own(th)?;
        let hash = name.expect::<Str>().hash();
        let at = dict.find(hash, string_key(name))?;
        match at {
            Some(i) if v.is_undef() => dict.remove_entry(i),
            Some(i) => dict.set_entry(i, v),
            None if v.is_undef() => return Ok(false),
            None => dict.append(th, hash, name, v),
        }
        return Ok(true);
    }
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
    if v.is_undef() || !may_add(th, shape, name) {
        return Ok(false);
    }
    add_slot(th, own, shape, name, v)
}

/// May an object of this shape get this new attribute? Without a `__dict__` only names from `__slots__`.
fn may_add<'t>(th: &'t Thread, shape: &Shape, name: Val<'t>) -> bool {
    let class = shape.class().val(th).expect::<Class>();
    if class.info().has_flag(flags::DICT) {
        return true;
    }
    class.mro().iter().any(|c| {
        let c = c.expect::<Class>();
        own_cell_is_member(th, c, name)
    })
}

fn own_cell_is_member<'t>(th: &'t Thread, class: Ref<'t, Class>, name: Val<'t>) -> bool {
    // A member's cell is found under the unmangled name of the slot, which the member records.
    class.dict().frozen().entries().any(|(_, _, v)| {
        v.has_shape(Builtin::MemberDescriptor.shape()) && v.expect::<Record>().fixed(0).is(name)
    }) && {
        let _ = th;
        true
    }
}

/// Objects with more attributes than this keep them in a dict.
const MOST_SLOTS: u32 = 96;

fn add_slot<'t, T: Mutable>(
    th: &'t Thread,
    own: crate::object::Owned<'t, T>,
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
    own: crate::object::Owned<'t, T>,
    shape: &'static Shape,
    name: Val<'t>,
) -> bool {
    let class = shape.class().val(th).expect::<Class>();
    if !class.info().has_flag(flags::DICT) {
        // A `__slots__` member: the slot stays and is empty.
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
    own: crate::object::Owned<'t, T>,
    shape: &'static Shape,
) -> crate::object::Owned<'t, Dict> {
    let dict = Dict::new(th);
    for (i, n) in shape.names().into_iter().enumerate() {
        let v = own.attr(shape.place(i as u32));
        if !v.is_undef() {
            let n = n.val(th);
            dict.append(th, n.expect::<Str>().hash(), n, v);
        }
    }
    let class = shape.class().val(th).expect::<Class>();
    own.enter_dict_mode(th, class.info().dict_shape(), **dict);
    dict
}

/// `Found` with its values in registers.
pub enum RootedFound {
    Value(Slot),
    Get(Slot, Slot),
    Property(Slot),
    Custom(Slot),
    Missing,
}

impl RootedFound {
    pub fn of<'t>(th: &'t Thread, f: Found<'t>, obj: Slot) -> RootedFound {
        match f {
            Found::Value(v) => RootedFound::Value(th.root(v)),
            Found::Bind(f) => RootedFound::Value(th.root(bind_method(th, f, th.get(obj)))),
            Found::Get(d, g) => RootedFound::Get(th.root(d), th.root(g)),
            Found::Property(f) => RootedFound::Property(th.root(f)),
            Found::Custom(f) => RootedFound::Custom(th.root(f)),
            Found::Missing => RootedFound::Missing,
        }
    }
}

/// What an inline cache may remember of an attribute read.
pub enum Cacheable<'t> {
    /// An attribute of the object in this place.
    Slot(Place),
    /// A constant found on the type, which binds (`true`) or not.
    Constant(Ref<'t, Cell>, bool),
    No,
}

/// Sorts an attribute read for the cache; the caller has read the attribute already.
pub fn cacheable<'t>(th: &'t Thread, obj: Val<'t>, name: Val<'t>) -> Res<Cacheable<'t>> {
    if !obj.is_pointer() || obj.is_kind(Kind::Class) || module_dict(th, obj).is_some() {
        return Ok(Cacheable::No);
    }
    let (shape, class) = (obj.shape(), th.class_of(obj));
    if shape.dict_mode || custom_getattribute(th, class)?.is_some() {
        return Ok(Cacheable::No);
    }
    let on_type = lookup_cell(th, class, name);
    let kind = match on_type {
        Some(c) => Some(descriptor_kind(th, th.load_cell(c)?)?),
        None => None,
    };
    let slot = shape.slot(name.raw()).map(|i| shape.place(i));
    Ok(match (kind, slot) {
        (Some(DescriptorKind::Member), Some(p)) => Cacheable::Slot(p),
        (Some(k), _) if k.is_data() => Cacheable::No,
        (_, Some(p)) => Cacheable::Slot(p),
        (Some(DescriptorKind::Plain), None) => {
            on_type.map_or(Cacheable::No, |c| Cacheable::Constant(c, false))
        }
        (Some(DescriptorKind::Function), None) => {
            on_type.map_or(Cacheable::No, |c| Cacheable::Constant(c, true))
        }
        _ => Cacheable::No,
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
