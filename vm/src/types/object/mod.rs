//! `object`: what every object can do.

mod class_of;
mod reduce;

pub use class_of::{DICT, WEAKREF, get_dict, set_dict};

use crate::class::{Builtin, Class, flags};
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Instance, Kind, List, Ref, Str};
use crate::protocol::{attr, lookup, text};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const SELF: Params = Params::all(&["_self"]);
const PAIR: Params = Params::all(&["_self", "_value"]);
const ANY: Params = Params::pos(&["_self"], 1).rest().kwdict();

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Object,
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::quick("__init__", ANY, init),
        NativeDef::quick("__repr__", SELF, repr),
        NativeDef::full("__str__", SELF, str),
        NativeDef::quick("__hash__", SELF, hash),
        NativeDef::quick("__eq__", PAIR, eq),
        NativeDef::full("__ne__", PAIR, ne),
        NativeDef::quick("__lt__", PAIR, not_implemented),
        NativeDef::quick("__le__", PAIR, not_implemented),
        NativeDef::quick("__gt__", PAIR, not_implemented),
        NativeDef::quick("__ge__", PAIR, not_implemented),
        NativeDef::full(
            "__getattribute__",
            Params::all(&["_self", "_name"]),
            getattribute,
        ),
        NativeDef::full(
            "__setattr__",
            Params::all(&["_self", "_name", "_value"]),
            setattr,
        ),
        NativeDef::full("__delattr__", Params::all(&["_self", "_name"]), delattr),
        NativeDef::full("__format__", Params::all(&["_self", "_spec"]), format),
        NativeDef::full("__dir__", SELF, dir),
        NativeDef::quick("__sizeof__", SELF, sizeof),
        NativeDef::quick(
            "__init_subclass__",
            Params::pos(&["_cls"], 1).kwdict(),
            init_subclass,
        )
        .class_method(),
        NativeDef::quick(
            "__subclasshook__",
            Params::pos(&["_cls"], 1).rest(),
            subclass_hook,
        )
        .class_method(),
        NativeDef::full("__reduce__", SELF, reduce::reduce),
        NativeDef::full(
            "__reduce_ex__",
            Params::all(&["_self", "_protocol"]),
            reduce::reduce_ex,
        ),
        NativeDef::full("__getstate__", SELF, reduce::getstate),
    ],
    getsets: &[GetSet::read("__class__", class_of::get).write(class_of::set)],
};

/// Surplus arguments of `__new__` and `__init__`: any positional or keyword ones?
fn has_surplus(a: Args<'_>) -> bool {
    a.opt(1).is_some() || a.len() > 2
}

/// A new instance of a class with attributes only.
fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(class) = a.get(0).cast::<Class>() else {
        return Err(th.type_error(format!(
            "object.__new__(X): X is not a type object ({})",
            th.class_name(a.get(0))
        )));
    };
    if has_surplus(a) {
        check_surplus(th, class, Id::__new__)?;
    }
    let info = class.info();
    if info.has_flag(flags::ABSTRACT) {
        return Err(abstract_class(th, class));
    }
    if info.kind != Kind::Instance {
        let native = th.builtin(info.builtin).expect::<Class>().name();
        return Err(th.type_error(format!(
            "object.__new__({}) is not safe, use {native}.__new__()",
            class.name()
        )));
    }
    let made = Instance::new(th, info.root_shape());
    if info.has_flag(flags::FINALIZER) {
        th.finalize_later(made.raw());
    }
    Ok(made.val())
}

/// CPython's rule: surplus arguments are an error unless the *other* of `__new__` and `__init__` is overridden.
fn check_surplus<'t>(th: &'t Thread, class: Ref<'t, Class>, here: Id) -> Res<()> {
    let own = |id| -> Res<bool> {
        let f = lookup::lookup(th, class, th.id(id))?;
        Ok(!f.is_some_and(|f| th.vm.is_object_new(f) || th.vm.is_idle_init(f)))
    };
    let (own_new, own_init) = (own(Id::__new__)?, own(Id::__init__)?);
    let name = class.name();
    let text = match here {
        Id::__new__ if own_new => {
            "object.__new__() takes exactly one argument (the type to instantiate)".to_owned()
        }
        Id::__new__ if !own_init => format!("{name}() takes no arguments"),
        Id::__init__ if own_init => {
            "object.__init__() takes exactly one argument (the instance to initialize)".to_owned()
        }
        Id::__init__ if !own_new => {
            format!("{name}.__init__() takes exactly one argument (the instance to initialize)")
        }
        _ => return Ok(()),
    };
    Err(th.type_error(text))
}

fn abstract_class<'t>(th: &'t Thread, class: Ref<'t, Class>) -> Unwind {
    let mut names: Vec<String> = lookup::lookup(th, class, th.id(Id::__abstractmethods__))
        .ok()
        .flatten()
        .and_then(|v| v.cast::<crate::object::Set>())
        .and_then(|s| s.see(th).ok())
        .map(|s| {
            s.entries()
                .filter_map(|(_, v)| v.cast::<Str>())
                .map(|s| format!("'{}'", s.text()))
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    let s = if names.len() == 1 { "" } else { "s" };
    th.type_error(format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{s} {}",
        class.name(),
        names.join(", ")
    ))
}

fn init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if has_surplus(a) {
        check_surplus(th, th.class_of(a.get(0)), Id::__init__)?;
    }
    Ok(Val::NONE)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    Ok(th.str(&format!(
        "<{} object at {}>",
        type_title(th, th.class_of(v)),
        address(v)
    )))
}

/// `module.qualname`, or the bare name of a builtin.
pub fn type_title<'t>(th: &'t Thread, class: Ref<'t, Class>) -> String {
    match lookup::own_cell(class, th.id(Id::__module__)).and_then(|c| c.current().cast::<Str>()) {
        Some(m) if m.text() != "builtins" => format!("{}.{}", m.text(), class.qualname()),
        _ => class.qualname().to_owned(),
    }
}

/// An object's identity as `repr` shows it.
pub fn address(v: Val<'_>) -> String {
    format!("{:#x}", v.bits())
}

fn str(th: &mut Thread, w: Window) -> Res<Done> {
    let r = text::repr(th, w.at(0))?;
    th.ret_slot(r)
}

fn hash<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(th.int(crate::types::hash::identity_hash(a.get(0))))
}

fn eq<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match a.get(0).is(a.get(1)) {
        true => Val::TRUE,
        false => Val::NOT_IMPLEMENTED,
    })
}

/// The opposite of what `__eq__` says.
fn ne(th: &mut Thread, w: Window) -> Res<Done> {
    match th.call_special(w.at(0), Id::__eq__, &[w.at(1)])? {
        Some(r) if !th.get(r).is_not_implemented() => {
            let equal = crate::protocol::number::truth(th, r)?;
            th.ret(Val::bool(!equal))
        }
        _ => th.ret(Val::NOT_IMPLEMENTED),
    }
}

fn not_implemented<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::NOT_IMPLEMENTED)
}

/// The interned form of an attribute name that a program gave, in a new register.
pub fn attribute_name(th: &Thread, name: Slot) -> Res<Slot> {
    match th.get(name).unboxed().cast::<Str>() {
        Some(s) if s.is_interned() => Ok(th.root(s.val())),
        Some(s) => Ok(th.root(th.intern(s.text()))),
        None => Err(th.type_error(format!(
            "attribute name must be string, not '{}'",
            th.class_name(th.get(name))
        ))),
    }
}

pub fn getattribute(th: &mut Thread, w: Window) -> Res<Done> {
    let name = attribute_name(th, w.at(1))?;
    let v = th.getattr_generic(w.at(0), name)?;
    th.ret_slot(v)
}

pub fn setattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = attribute_name(th, w.at(1))?;
    th.setattr_generic(w.at(0), name, w.at(2))?;
    th.ret(Val::NONE)
}

pub fn delattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = attribute_name(th, w.at(1))?;
    let nothing = th.root(Val::UNDEF);
    th.setattr_generic(w.at(0), name, nothing)?;
    th.ret(Val::NONE)
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(spec) = th.get(w.at(1)).unboxed().cast::<Str>() else {
        let text = format!(
            "__format__() argument must be str, not {}",
            th.class_name(th.get(w.at(1)))
        );
        return Err(th.type_error(text));
    };
    if !spec.is_empty() {
        let text = format!(
            "unsupported format string passed to {}.__format__",
            th.class_name(th.get(w.at(0)))
        );
        return Err(th.type_error(text));
    }
    let r = text::str(th, w.at(0))?;
    th.ret_slot(r)
}

/// Own attributes, then those of the class and its bases.
fn dir(th: &mut Thread, w: Window) -> Res<Done> {
    let names = th.section(|th| {
        let v = th.get(w.at(0));
        let mut names = attr::own::own_names(th, v)?;
        for class in th.class_of(v).mro() {
            names.extend(namespace_names(class.expect::<Class>()));
        }
        Ok(th.root(unique(th, names)))
    })?;
    th.ret_slot(names)
}

/// The names bound in a class's own namespace.
pub(super) fn namespace_names<'t>(class: Ref<'t, Class>) -> impl Iterator<Item = Val<'t>> {
    class
        .dict()
        .frozen()
        .entries()
        .map(|(_, name, _)| name)
        .filter(|name| name.is_kind(Kind::Str))
}

/// A list of the names, each once.
pub(super) fn unique<'t>(th: &'t Thread, names: Vec<Val<'t>>) -> Val<'t> {
    let mut seen = std::collections::HashSet::new();
    let once: Vec<Val<'t>> = names
        .into_iter()
        .filter(|n| n.cast::<Str>().is_none_or(|s| seen.insert(s.text())))
        .collect();
    List::new(th, &once).val()
}

fn sizeof<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let size = match a.get(0) {
        v if v.is_pointer() => crate::object::trace::size_of_object(v.raw()),
        _ => 8,
    };
    Ok(th.int(size as i64))
}

fn init_subclass<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if a.opt(1).is_some() {
        let name = a.get(0).cast::<Class>().map_or("?", |c| c.name());
        return Err(th.type_error(format!(
            "{name}.__init_subclass__() takes no keyword arguments"
        )));
    }
    Ok(Val::NONE)
}

fn subclass_hook<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::NOT_IMPLEMENTED)
}

/// True if the class uses this native method under this name (nobody overrides it).
pub fn uses_native<'t>(th: &'t Thread, class: Ref<'t, Class>, id: Id, owner: Builtin) -> Res<bool> {
    let own = |c: Ref<'t, Class>| lookup::lookup(th, c, th.id(id));
    let theirs = own(th.builtin(owner).expect::<Class>())?;
    Ok(own(class)?.zip(theirs).is_some_and(|(a, b)| a.is(b)))
}
