//! `module`: a namespace with attributes.

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, Kind, Record, Ref, Str};
use crate::protocol::attr::module_dict;
use crate::thread::{Slot, Thread};
use crate::types::function::annotate;
use crate::types::{dict, object};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Module,
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::full("__init__", Params::pos(&["_self", "name", "doc"], 2), init),
        NativeDef::full(
            "__getattribute__",
            Params::all(&["_self", "_name"]),
            object::getattribute,
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("__dir__", Params::all(&["_self"]), dir),
    ],
    getsets: &[
        GetSet::read("__dict__", |th, v| Ok(namespace(th, v).val())),
        GetSet::either(
            "__annotations__",
            |_, _| Ok(Val::UNDEF),
            annotate::module_get,
        )
        .write(annotate::module_set),
    ],
};

fn namespace<'t>(th: &'t Thread, v: Val<'t>) -> Ref<'t, Dict> {
    module_dict(th, v).expect("V3: a module has a namespace")
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let ns = Dict::namespace(th);
    Ok(Record::new(th, class.info().root_shape(), &[ns.val()]).val())
}

/// Binds the names that every module has.
fn init(th: &mut Thread, w: Window) -> Res<Done> {
    if !th.get(w.at(1)).unboxed().is_kind(Kind::Str) {
        let text = format!(
            "module.__init__() argument 1 must be str, not {}",
            th.class_name(th.get(w.at(1)))
        );
        return Err(th.type_error(text));
    }
    let ns = th.root(namespace(th, th.get(w.at(0))).val());
    let none = th.root(Val::NONE);
    let doc = w.opt(th, 2).unwrap_or(none);
    let all = [
        (Id::__name__, w.at(1)),
        (Id::__doc__, doc),
        (Id::__package__, none),
        (Id::__loader__, none),
        (Id::__spec__, none),
    ];
    for (id, v) in all {
        let key = th.root(th.id(id));
        dict::set(th, ns, key, v)?;
    }
    th.ret(Val::NONE)
}

/// What the module's namespace has under a name.
fn own(th: &mut Thread, module: Slot, id: Id) -> Res<Option<Slot>> {
    let ns = th.root(namespace(th, th.get(module)).val());
    let key = th.root(th.id(id));
    dict::get(th, ns, key)
}

/// By the name, and where it comes from.
fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let text = |th: &Thread, s: Option<Slot>| {
        s.and_then(|s| th.get(s).cast::<Str>())
            .map(|s| s.text().to_owned())
    };
    let name = own(th, w.at(0), Id::__name__)?;
    let name = match name {
        Some(name) => crate::protocol::text::repr_text(th, name)?,
        None => "'?'".to_owned(),
    };
    let file = own(th, w.at(0), Id::__file__)?;
    let spec = own(th, w.at(0), Id::__spec__)?.filter(|s| !th.get(*s).is_none());
    let from = match (text(th, file), spec) {
        (Some(file), _) => format!(" from '{file}'"),
        (None, Some(spec)) => {
            let key = th.root(th.intern("origin"));
            let origin = th.getattr_opt(spec, key)?;
            text(th, origin).map_or_else(String::new, |o| format!(" ({o})"))
        }
        (None, None) => String::new(),
    };
    let text = th.str(&format!("<module {name}{from}>"));
    th.ret(text)
}

/// The names in the namespace, or what the module's own `__dir__` says.
fn dir(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some(f) = own(th, w.at(0), Id::__dir__)? {
        let names = th.call(f, &[])?;
        return th.ret_slot(names);
    }
    let names = th.section(|th| {
        let seen = namespace(th, th.get(w.at(0))).see(th)?;
        let all: Vec<Val<'_>> = seen.entries().map(|(_, k, _)| k).collect();
        Ok(th.root(th.list(&all)))
    })?;
    th.ret_slot(names)
}
