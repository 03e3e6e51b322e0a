//! `property`, `staticmethod`, `classmethod`, and the descriptors of native attributes.

use crate::class::{Builtin, Class};
use crate::error::Exc;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Record, Ref, Str};
use crate::protocol::attr::{self, member, own, property};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::types::function;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const GET: Params = Params::pos(&["_self", "_instance", "_owner"], 2);
const SET: Params = Params::all(&["_self", "_instance", "_value"]);
const DELETE: Params = Params::all(&["_self", "_instance"]);

pub const PROPERTY: TypeSpec = TypeSpec {
    builtin: Builtin::Property,
    doc: "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            property_new,
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "fget", "fset", "fdel", "doc"], 1),
            property_init,
        ),
        NativeDef::full("__get__", GET, property_get),
        NativeDef::full("__set__", SET, property_set),
        NativeDef::full("__delete__", DELETE, property_delete),
        NativeDef::full("getter", DELETE, |th, w| {
            property_with(th, w, property::GET)
        }),
        NativeDef::full("setter", DELETE, |th, w| {
            property_with(th, w, property::SET)
        }),
        NativeDef::full("deleter", DELETE, |th, w| {
            property_with(th, w, property::DEL)
        }),
        NativeDef::quick("__set_name__", SET, property_set_name),
    ],
    getsets: &[
        GetSet::read("fget", |th, v| property_part(th, v, property::GET)),
        GetSet::read("fset", |th, v| property_part(th, v, property::SET)),
        GetSet::read("fdel", |th, v| property_part(th, v, property::DEL)),
        GetSet::read("__doc__", |th, v| property_part(th, v, property::DOC))
            .write(property_set_doc),
        GetSet::read("__name__", property_name).write(property_set_own_name),
        GetSet::either(
            "__isabstractmethod__",
            |_, _| Ok(Val::UNDEF),
            property_abstract,
        ),
    ],
};

fn record_new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let n = class.info().nfields as usize;
    Ok(Record::new(th, class.info().root_shape(), &vec![Val::NONE; n]).val())
}

fn property_new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let made = record_new(th, a)?;
    made.expect::<Record>()
        .own(th)?
        .set_field(property::NAME, Val::UNDEF);
    Ok(made)
}

fn property_init(th: &mut Thread, w: Window) -> Res<Done> {
    let given = |th: &Thread, i: usize| w.opt(th, i).filter(|s| !th.get(*s).is_none());
    let (getter, doc) = (given(th, 1), given(th, 4));
    let getter_doc = match (getter, doc) {
        (Some(f), None) => {
            let name = th.root(th.id(Id::__doc__));
            th.getattr_opt(f, name)?.filter(|d| !th.get(*d).is_none())
        }
        _ => None,
    };
    let exact = th.get(w.at(0)).has_shape(Builtin::Property.shape());
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        let part = |i| given(th, i).map_or(Val::NONE, |s| th.get(s));
        own.set_field(property::GET, part(1));
        own.set_field(property::SET, part(2));
        own.set_field(property::DEL, part(3));
        own.set_field(
            property::DOC,
            doc.or(getter_doc).map_or(Val::NONE, |s| th.get(s)),
        );
        own.set_field(property::NAME, Val::UNDEF);
        own.set_field(property::GETTER_DOC, Val::bool(getter_doc.is_some()));
        Ok(())
    })?;
    if !exact {
        // An instance of a subclass shows its own text, not that of the class body. Without a place for it, a text that
        // was not taken from the getter is dropped.
        let none = th.root(Val::NONE);
        let name = th.root(th.id(Id::__doc__));
        let shown = doc.or(getter_doc).unwrap_or(none);
        match th.setattr(w.at(0), name, shown) {
            Err(Unwind::Raise) if getter_doc.is_none() && th.swallow(Exc::AttributeError) => {}
            r => r?,
        }
    }
    th.ret(Val::NONE)
}

fn property_part<'t>(th: &'t Thread, v: Val<'t>, part: usize) -> Res<Val<'t>> {
    Ok(v.expect::<Record>().see(th)?.field(part))
}

fn property_get(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(1)).is_none() {
        return th.ret_slot(w.at(0));
    }
    let f = th.section(|th| Ok(th.root(property_part(th, th.get(w.at(0)), property::GET)?)))?;
    if th.get(f).is_none() {
        let owner = th.class_of(th.get(w.at(1))).qualname().to_owned();
        let text = match th.property_name(w.at(0))? {
            Some(name) => format!("property {name} of '{owner}' object has no getter"),
            None => format!("property of '{owner}' object has no getter"),
        };
        return Err(th.raise(Exc::AttributeError, text));
    }
    let v = th.call(f, &[w.at(1)])?;
    th.ret_slot(v)
}

fn property_set(th: &mut Thread, w: Window) -> Res<Done> {
    th.set_property(w.at(0), w.at(1), w.at(2))?;
    th.ret(Val::NONE)
}

fn property_delete(th: &mut Thread, w: Window) -> Res<Done> {
    let nothing = th.root(Val::UNDEF);
    th.set_property(w.at(0), w.at(1), nothing)?;
    th.ret(Val::NONE)
}

/// A copy of the property with one of its functions replaced.
fn property_with(th: &mut Thread, w: Window, part: usize) -> Res<Done> {
    let (class, parts, name) = th.section(|th| {
        let v = th.get(w.at(0));
        let seen = v.expect::<Record>().see(th)?;
        let mut parts = [property::GET, property::SET, property::DEL].map(|i| seen.field(i));
        if !th.get(w.at(1)).is_none() {
            parts[part] = th.get(w.at(1));
        }
        let from_getter = seen.field(property::GETTER_DOC).is(Val::TRUE);
        let doc = match from_getter && !parts[0].is_none() {
            true => Val::NONE,
            false => seen.field(property::DOC),
        };
        let [get, set, del] = parts;
        let rooted = [get, set, del, doc].map(|v| th.root(v));
        Ok((
            th.root(th.class_of(v).val()),
            rooted,
            th.root(seen.field(property::NAME)),
        ))
    })?;
    let made = th.call(class, &parts)?;
    th.section(|th| {
        if let Some(r) = th.get(made).cast::<Record>() {
            r.own(th)?.set_field(property::NAME, th.get(name));
        }
        Ok(())
    })?;
    th.ret_slot(made)
}

fn property_set_name<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    a.get(0)
        .expect::<Record>()
        .own(th)?
        .set_field(property::NAME, a.get(2));
    Ok(Val::NONE)
}

fn property_name<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let seen = v.expect::<Record>().see(th)?;
    let own = seen.field(property::NAME);
    if !own.is_undef() {
        return Ok(own);
    }
    function::name_of(th, seen.field(property::GET)).ok_or_else(|| {
        th.raise(
            Exc::AttributeError,
            "'property' object has no attribute '__name__'",
        )
    })
}

fn property_set_own_name(th: &mut Thread, p: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        th.get(p)
            .expect::<Record>()
            .own(th)?
            .set_field(property::NAME, th.get(v));
        Ok(())
    })
}

fn property_set_doc(th: &mut Thread, p: Slot, v: Slot) -> Res<()> {
    set_field(th, p, property::DOC, v)
}

fn set_field(th: &mut Thread, p: Slot, i: usize, v: Slot) -> Res<()> {
    th.section(|th| {
        let value = Some(th.get(v))
            .filter(|v| !v.is_undef())
            .unwrap_or(Val::NONE);
        th.get(p).expect::<Record>().own(th)?.set_field(i, value);
        Ok(())
    })
}

fn property_abstract(th: &mut Thread, p: Slot) -> Res<Slot> {
    let parts = th.section(|th| {
        let seen = th.get(p).expect::<Record>().see(th)?;
        Ok([property::GET, property::SET, property::DEL].map(|i| th.root(seen.field(i))))
    })?;
    for f in parts {
        if is_abstract(th, f)? {
            return Ok(th.root(Val::TRUE));
        }
    }
    Ok(th.root(Val::FALSE))
}

fn wrapper_abstract(th: &mut Thread, w: Slot) -> Res<Slot> {
    let f = th.section(|th| Ok(th.root(wrapped(th, th.get(w))?)))?;
    let yes = is_abstract(th, f)?;
    Ok(th.root(Val::bool(yes)))
}

/// Truth of the `__isabstractmethod__` of something; false if it has none.
fn is_abstract(th: &mut Thread, f: Slot) -> Res<bool> {
    let name = th.root(th.id(Id::__isabstractmethod__));
    match th.getattr_opt(f, name)? {
        Some(v) => number::truth(th, v),
        None => Ok(false),
    }
}

const WRAPPER_INIT: Params = Params::pos(&["_self", "_function"], 2);

pub const STATIC_METHOD: TypeSpec = TypeSpec {
    builtin: Builtin::StaticMethod,
    doc: "Convert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            record_new,
        )
        .static_method(),
        NativeDef::full("__init__", WRAPPER_INIT, wrapper_init),
        NativeDef::quick("__get__", GET, |th, a| wrapped(th, a.get(0))),
        NativeDef::full(
            "__call__",
            Params::pos(&["_self"], 1).rest().kwdict(),
            static_call,
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), |th, w| {
            wrapper_repr(th, w, "staticmethod")
        }),
    ],
    getsets: WRAPPER_GETSETS,
};

pub const CLASS_METHOD: TypeSpec = TypeSpec {
    builtin: Builtin::ClassMethod,
    doc: "Convert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\nIf you want those, see the staticmethod builtin.",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            record_new,
        )
        .static_method(),
        NativeDef::full("__init__", WRAPPER_INIT, wrapper_init),
        NativeDef::quick("__get__", GET, class_method_get),
        NativeDef::full("__repr__", Params::all(&["_self"]), |th, w| {
            wrapper_repr(th, w, "classmethod")
        }),
    ],
    getsets: WRAPPER_GETSETS,
};

const WRAPPER_GETSETS: &[GetSet] = &[
    GetSet::read("__func__", wrapped),
    GetSet::read("__wrapped__", wrapped),
    GetSet::either(
        "__isabstractmethod__",
        |_, _| Ok(Val::UNDEF),
        wrapper_abstract,
    ),
    GetSet::either(
        "__annotations__",
        |_, _| Ok(Val::UNDEF),
        |th, w| of_wrapped(th, w, "__annotations__"),
    ),
    GetSet::either(
        "__annotate__",
        |_, _| Ok(Val::UNDEF),
        |th, w| of_wrapped(th, w, "__annotate__"),
    ),
];

/// What the wrapped function says.
fn of_wrapped(th: &mut Thread, w: Slot, name: &str) -> Res<Slot> {
    let f = th.section(|th| Ok(th.root(wrapped(th, th.get(w))?)))?;
    let name = th.root(th.intern(name));
    th.getattr(f, name)
}

fn wrapped<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.expect::<Record>().see(th)?.field(0))
}

/// Keeps the function and takes over its names, as `functools.update_wrapper` would.
fn wrapper_init(th: &mut Thread, w: Window) -> Res<Done> {
    set_field(th, w.at(0), 0, w.at(1))?;
    for id in [Id::__module__, Id::__name__, Id::__qualname__, Id::__doc__] {
        let name = th.root(th.id(id));
        if let Some(v) = th.getattr_opt(w.at(1), name)? {
            th.set_own_attr(w.at(0), name, v)?;
        }
    }
    th.ret(Val::NONE)
}

fn static_call(th: &mut Thread, w: Window) -> Res<Done> {
    let f = th.section(|th| Ok(th.root(wrapped(th, th.get(w.at(0)))?)))?;
    let r = th.call_forward(f, &[], w.from(2), w.at(1))?;
    th.ret_slot(r)
}

fn wrapper_repr(th: &mut Thread, w: Window, title: &str) -> Res<Done> {
    let f = th.section(|th| Ok(th.root(wrapped(th, th.get(w.at(0)))?)))?;
    let f = crate::protocol::text::repr_text(th, f)?;
    let text = th.str(&format!("<{title}({f})>"));
    th.ret(text)
}

fn class_method_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let owner = match a.opt(2).filter(|v| !v.is_none()) {
        Some(owner) => owner,
        None => th.class_of(a.get(1)).val(),
    };
    Ok(attr::bind_method(th, wrapped(th, a.get(0))?, owner))
}

// ---- descriptors of native attributes ----

const NATIVE_GETSETS: &[GetSet] = &[
    GetSet::read("__name__", |_, v| Ok(v.expect::<Record>().fixed(1))),
    GetSet::read("__qualname__", native_qualname),
    GetSet::read("__objclass__", |_, v| Ok(v.expect::<Record>().fixed(2))),
    GetSet::read("__doc__", |_, _| Ok(Val::NONE)),
];

pub const GETSET: TypeSpec = TypeSpec {
    builtin: Builtin::GetSetDescriptor,
    doc: "",
    methods: &[
        NativeDef::full("__get__", GET, getset_get),
        NativeDef::full("__set__", SET, native_set),
        NativeDef::full("__delete__", DELETE, native_delete),
        NativeDef::quick("__repr__", Params::all(&["_self"]), |th, a| {
            native_repr(th, a, "attribute")
        }),
    ],
    getsets: NATIVE_GETSETS,
};

pub const MEMBER: TypeSpec = TypeSpec {
    builtin: Builtin::MemberDescriptor,
    doc: "",
    methods: &[
        NativeDef::quick("__get__", GET, member_get),
        NativeDef::full("__set__", SET, native_set),
        NativeDef::full("__delete__", DELETE, native_delete),
        NativeDef::quick("__repr__", Params::all(&["_self"]), |th, a| {
            native_repr(th, a, "member")
        }),
    ],
    getsets: NATIVE_GETSETS,
};

fn owner_of(v: Val<'_>) -> Ref<'_, Class> {
    v.expect::<Record>().fixed(member::OWNER).expect()
}

fn native_qualname<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let name = v.expect::<Record>().fixed(1).expect::<Str>().text();
    Ok(th.str(&format!("{}.{name}", owner_of(v).qualname())))
}

/// The descriptor itself for a class, an error for an object of another type.
fn check_instance<'t>(th: &'t Thread, d: Val<'t>, obj: Val<'t>) -> Res<()> {
    let owner = owner_of(d);
    if th.class_of(obj).is_subclass(owner.val()) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
        d.expect::<Record>().fixed(1).expect::<Str>().text(),
        owner.name(),
        th.class_name(obj)
    )))
}

fn getset_get(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(1)).is_none() && w.opt(th, 2).is_some() {
        return th.ret_slot(w.at(0));
    }
    let getset = th.vm.getset(th.get(w.at(0)).expect::<Record>());
    let quick = th.section(|th| {
        check_instance(th, th.get(w.at(0)), th.get(w.at(1)))?;
        Ok(th.root((getset.get)(th, th.get(w.at(1)))?))
    })?;
    match getset.full_get {
        Some(full) if th.get(quick).is_undef() => {
            let v = full(th, w.at(1))?;
            th.ret_slot(v)
        }
        _ => th.ret_slot(quick),
    }
}

fn member_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (d, obj) = (a.get(0), a.get(1));
    if obj.is_none() && a.opt(2).is_some() {
        return Ok(d);
    }
    check_instance(th, d, obj)?;
    let r = d.expect::<Record>();
    match own::own_attr(th, obj, r.fixed(member::STORAGE))? {
        Some(v) => Ok(v),
        None => Err(unset(th, r.fixed(member::NAME), obj)),
    }
}

fn unset(th: &Thread, name: Val<'_>, obj: Val<'_>) -> Unwind {
    th.raise(
        Exc::AttributeError,
        format!(
            "'{}' object has no attribute '{}'",
            th.class_name(obj.raw().val(th)),
            name.expect::<Str>().text()
        ),
    )
}

fn native_set(th: &mut Thread, w: Window) -> Res<Done> {
    set_native(th, w.at(0), w.at(1), w.at(2))?;
    th.ret(Val::NONE)
}

fn native_delete(th: &mut Thread, w: Window) -> Res<Done> {
    let nothing = th.root(Val::UNDEF);
    set_native(th, w.at(0), w.at(1), nothing)?;
    th.ret(Val::NONE)
}

fn set_native(th: &mut Thread, d: Slot, obj: Slot, v: Slot) -> Res<()> {
    th.section(|th| check_instance(th, th.get(d), th.get(obj)))?;
    match th.get(d).has_shape(Builtin::MemberDescriptor.shape()) {
        true => th.set_member(d, obj, v),
        false => th.set_computed(d, obj, v),
    }
}

fn native_repr<'t>(th: &'t Thread, a: Args<'t>, what: &str) -> Res<Val<'t>> {
    let name = a.get(0).expect::<Record>().fixed(1).expect::<Str>().text();
    Ok(th.str(&format!(
        "<{what} '{name}' of '{}' objects>",
        owner_of(a.get(0)).name()
    )))
}
