//! `method`: a function bound to an object.

use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Record, Str};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::types::object;
use crate::unwind::Res;
use crate::value::Val;

const FUNC: usize = 0;
const THIS: usize = 1;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Method,
    doc: "Create a bound instance method object.",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::all(&["_cls", "_function", "_instance"]),
            new,
        )
        .static_method(),
        NativeDef::full("__call__", Params::pos(&["_self"], 1).rest().kwdict(), call),
        NativeDef::full("__repr__", Params::all(&["_self"]), repr),
        NativeDef::quick("__eq__", Params::all(&["_self", "_other"]), eq),
        NativeDef::quick(
            "__get__",
            Params::pos(&["_self", "_instance", "_owner"], 2),
            |_, a| Ok(a.get(0)),
        ),
        NativeDef::full("__hash__", Params::all(&["_self"]), hash),
        NativeDef::full(
            "__getattribute__",
            Params::all(&["_self", "_name"]),
            getattribute,
        ),
        NativeDef::quick("__reduce__", Params::all(&["_self"]), reduce),
    ],
    getsets: &[
        GetSet::read("__func__", |_, v| Ok(v.expect::<Record>().fixed(FUNC))),
        GetSet::read("__self__", |_, v| Ok(v.expect::<Record>().fixed(THIS))),
    ],
};

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let callable =
        crate::protocol::lookup::lookup_cell(th, th.class_of(a.get(1)), th.id(Id::__call__))
            .is_some();
    if !callable {
        return Err(th.type_error("first argument must be callable"));
    }
    if a.get(2).is_none() {
        return Err(th.type_error("instance must not be None"));
    }
    Ok(th.record(Builtin::Method, &[a.get(1), a.get(2)]))
}

fn parts(th: &Thread, m: Slot) -> (Slot, Slot) {
    let r = th.get(m).expect::<Record>();
    (th.root(r.fixed(FUNC)), th.root(r.fixed(THIS)))
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, this) = parts(th, w.at(0));
    let r = th.call_forward(f, &[this], w.from(2), w.at(1))?;
    th.ret_slot(r)
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, this) = parts(th, w.at(0));
    let mut name = None;
    for id in [Id::__qualname__, Id::__name__] {
        let key = th.root(th.id(id));
        if let Some(v) = th.getattr_opt(f, key)? {
            name = th.get(v).cast::<Str>().map(|s| s.text().to_owned());
            break;
        }
    }
    let this = text::repr_text(th, this)?;
    let text = format!(
        "<bound method {} of {this}>",
        name.as_deref().unwrap_or("?")
    );
    let text = th.str(&text);
    th.ret(text)
}

fn eq<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if !a.get(1).has_shape(Builtin::Method.shape()) {
        return Ok(Val::NOT_IMPLEMENTED);
    }
    let (x, y) = (a.get(0).expect::<Record>(), a.get(1).expect::<Record>());
    Ok(Val::bool(
        x.fixed(FUNC).is(y.fixed(FUNC)) && x.fixed(THIS).is(y.fixed(THIS)),
    ))
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let (f, this) = parts(th, w.at(0));
    let this = object_hash(th, this);
    let f = crate::types::dict::hash(th, f)?;
    let h = th.int(this ^ f);
    th.ret(h)
}

fn object_hash(th: &Thread, v: Slot) -> i64 {
    crate::types::hash::identity_hash(th.get(v))
}

/// Attributes of the method itself, else those of the function.
fn getattribute(th: &mut Thread, w: Window) -> Res<Done> {
    let name = object::attribute_name(th, w.at(1))?;
    let v = lookup(th, w.at(0), name)?;
    th.ret_slot(v)
}

fn lookup(th: &mut Thread, m: Slot, name: Slot) -> Res<Slot> {
    let own = th.section(|th| {
        let class = th.class_of(th.get(m));
        Ok(crate::protocol::lookup::lookup_cell(th, class, th.get(name)).is_some())
    })?;
    if own && !th.get(name).is(th.id(Id::__doc__)) {
        return th.getattr_generic(m, name);
    }
    let (f, _) = parts(th, m);
    th.getattr(f, name)
}

/// `getattr(object, name)` gives it again.
fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let name = super::name_of(th, r.fixed(FUNC)).unwrap_or(Val::NONE);
    Ok(super::native::getattr_form(th, r.fixed(THIS), name))
}
