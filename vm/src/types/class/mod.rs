//! `type`: class objects.

pub mod create;
mod getset;
pub use getset::collect_below;
pub mod layout;
pub mod mro;

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, List, Tuple};
use crate::protocol::call;
use crate::thread::{Slot, Thread};
use crate::types::object;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const SELF: Params = Params::all(&["_self"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Type,
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_name", "_bases", "_dict"], 1).kwdict(),
            create::new,
        )
        .static_method(),
        NativeDef::quick("__init__", Params::pos(&["_self"], 1).rest().kwdict(), init),
        NativeDef::full("__call__", Params::pos(&["_self"], 1).rest().kwdict(), call),
        NativeDef::quick("__repr__", SELF, repr),
        NativeDef::full(
            "__getattribute__",
            Params::all(&["_self", "_name"]),
            object::getattribute,
        ),
        NativeDef::full(
            "__setattr__",
            Params::all(&["_self", "_name", "_value"]),
            object::setattr,
        ),
        NativeDef::full(
            "__delattr__",
            Params::all(&["_self", "_name"]),
            object::delattr,
        ),
        NativeDef::full(
            "__instancecheck__",
            Params::all(&["_self", "_instance"]),
            instance_check,
        ),
        NativeDef::full(
            "__subclasscheck__",
            Params::all(&["_self", "_subclass"]),
            subclass_check,
        ),
        NativeDef::quick("__subclasses__", SELF, subclasses),
        NativeDef::quick("mro", SELF, mro),
        NativeDef::quick(
            "__prepare__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            prepare,
        )
        .class_method(),
        NativeDef::quick("__dir__", SELF, dir),
        NativeDef::quick("__or__", Params::all(&["_self", "_other"]), union_of),
        NativeDef::quick(
            "__ror__",
            Params::all(&["_self", "_other"]),
            union_reflected,
        ),
        NativeDef::quick("__sizeof__", SELF, sizeof),
    ],
    getsets: getset::ALL,
};

fn init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = a.len().saturating_sub(2);
    if a.opt(1).is_some() && n == 1 {
        return Err(th.type_error("type.__init__() takes no keyword arguments"));
    }
    if n != 1 && n != 3 {
        return Err(th.type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(Val::NONE)
}

/// `type.__call__(cls, …)`: the ordinary way to make an instance.
fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let site = th.forward_site(w.at(0), &[], w.from(2), w.at(1))?;
    let made = call::type_call(th, site)?;
    th.ret_slot(made)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    Ok(th.str(&format!("<class '{}'>", object::type_title(th, class))))
}

fn instance_check(th: &mut Thread, w: Window) -> Res<Done> {
    let hit = is_instance_by_class(th, w.at(1), w.at(0))?;
    th.ret(Val::bool(hit))
}

/// By the object's type, else by what it says its `__class__` is.
fn is_instance_by_class(th: &mut Thread, obj: Slot, class: Slot) -> Res<bool> {
    if th.class_of(th.get(obj)).is_subclass(th.get(class)) {
        return Ok(true);
    }
    let name = th.root(th.id(Id::__class__));
    let Some(said) = th.getattr_opt(obj, name)? else {
        return Ok(false);
    };
    Ok(th
        .get(said)
        .cast::<Class>()
        .is_some_and(|c| c.is_subclass(th.get(class))))
}

fn subclass_check(th: &mut Thread, w: Window) -> Res<Done> {
    let hit = is_subclass_by_bases(th, w.at(1), w.at(0))?;
    th.ret(Val::bool(hit))
}

/// True if `sub` is `class`, or has it in its MRO, or among the bases that it says it has.
fn is_subclass_by_bases(th: &mut Thread, sub: Slot, class: Slot) -> Res<bool> {
    if let Some(c) = th.get(sub).cast::<Class>() {
        return Ok(c.is_subclass(th.get(class)));
    }
    if th.get(sub).is(th.get(class)) {
        return Ok(true);
    }
    let Some(bases) = said_bases(th, sub)? else {
        return Err(th.type_error("issubclass() arg 1 must be a class"));
    };
    let n = th.get(bases).expect::<Tuple>().len();
    for i in 0..n {
        let base = th.root(th.get(bases).expect::<Tuple>().items()[i]);
        if is_subclass_by_bases(th, base, class)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The tuple `__bases__` of something that is no class.
fn said_bases(th: &mut Thread, v: Slot) -> Res<Option<Slot>> {
    let name = th.root(th.id(Id::__bases__));
    let found = th.getattr_opt(v, name)?;
    Ok(found.filter(|b| th.get(*b).cast::<Tuple>().is_some()))
}

/// Which of the two questions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Instance,
    Subclass,
}

/// `isinstance(v, kind)` and `issubclass(v, kind)`: `kind` is a class, a tuple of kinds, a union, or anything with the
/// special method.
pub fn check(th: &mut Thread, what: Check, v: Slot, kind: Slot) -> Res<bool> {
    if what == Check::Instance && th.class_of(th.get(v)).val().is(th.get(kind)) {
        return Ok(true);
    }
    let plain_class = th.get(kind).has_shape(Builtin::Type.shape());
    if plain_class && what == Check::Instance {
        return is_instance_by_class(th, v, kind);
    }
    if plain_class && th.get(v).cast::<Class>().is_some() {
        return is_subclass_by_bases(th, v, kind);
    }
    if let Some(n) = th.get(kind).unboxed().cast::<Tuple>().map(|t| t.len()) {
        return check_any(th, what, v, kind, n);
    }
    let id = match what {
        Check::Instance => Id::__instancecheck__,
        Check::Subclass => Id::__subclasscheck__,
    };
    if let Some(r) = th.call_special(kind, id, &[v])? {
        return crate::protocol::number::truth(th, r);
    }
    if said_bases(th, kind)?.is_none() {
        return Err(bad_kind(th, what));
    }
    match what {
        Check::Subclass => is_subclass_by_bases(th, v, kind),
        Check::Instance => {
            let of = th.getattr_id(v, Id::__class__)?;
            is_subclass_by_bases(th, of, kind)
        }
    }
}

fn check_any(th: &mut Thread, what: Check, v: Slot, kinds: Slot, n: usize) -> Res<bool> {
    let mark = th.mark();
    crate::interp::count_depth(th)?;
    let mut hit = Ok(false);
    for i in 0..n {
        let one = th.root(th.get(kinds).unboxed().expect::<Tuple>().items()[i]);
        hit = check(th, what, v, one);
        th.release_to(mark);
        if !matches!(hit, Ok(false)) {
            break;
        }
    }
    crate::interp::uncount_depth(th);
    hit
}

#[cold]
fn bad_kind(th: &Thread, what: Check) -> Unwind {
    th.type_error(match what {
        Check::Instance => "isinstance() arg 2 must be a type, a tuple of types, or a union",
        Check::Subclass => "issubclass() arg 2 must be a class, a tuple of classes, or a union",
    })
}

fn subclasses<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let subs = a.get(0).expect::<Class>().info().subclasses.list(th);
    Ok(th.list(&subs))
}

fn mro<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let order = mro::linearise(th, class.val(), class.bases())?;
    Ok(List::new(th, &order).val())
}

fn prepare<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Dict::new(th).val())
}

fn dir<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let names = class
        .mro()
        .iter()
        .flat_map(|c| object::namespace_names(c.expect::<Class>()))
        .collect();
    Ok(object::unique(th, names))
}

fn union_of<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    crate::types::union::of(th, a.get(0), a.get(1))
}

fn union_reflected<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    crate::types::union::of(th, a.get(1), a.get(0))
}

fn sizeof<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::small(size_of::<crate::class::ClassData>() as i64))
}
