//! `types.GenericAlias`: what `list[int]` gives.
//!
//! An alias stands for its origin: calling it makes an instance of the origin, and attributes that are not its own are
//! the origin's. Type variables among the arguments are its parameters; subscribing it again puts values in their place.

use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Kind, List, Record, Tuple};
use crate::protocol::{number, text};
use crate::thread::{Slot, Thread};
use crate::types::{construct, keyed};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// Fields.
pub const ORIGIN: usize = 0;
/// A tuple.
pub const ARGS: usize = 1;
/// The type variables among the arguments, a tuple, or UNDEF until it is asked for.
pub const PARAMETERS: usize = 2;
/// True if it was unpacked with a star.
pub const STARRED: usize = 3;

/// `__class_getitem__` of the builtin classes that can be parametrised.
pub const CLASS_GETITEM: NativeDef = NativeDef::quick(
    "__class_getitem__",
    Params::all(&["_cls", "_item"]),
    |th, a| Ok(make(th, a.get(0), a.get(1))),
)
.class_method()
.doc("See PEP 585");

fn make<'t>(th: &'t Thread, origin: Val<'t>, item: Val<'t>) -> Val<'t> {
    let args = if item.is_kind(Kind::Tuple) {
        item
    } else {
        th.tuple(&[item])
    };
    th.record(
        Builtin::GenericAlias,
        &[origin, args, Val::UNDEF, Val::FALSE],
    )
}

/// `origin[item]` as a generic alias, in a new register.
pub fn new(th: &Thread, origin: Slot, item: Slot) -> Slot {
    th.root(make(th, th.get(origin), th.get(item)))
}

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_other"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::GenericAlias,
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::all(&["_cls", "_origin", "_args"]),
            new_method,
        )
        .static_method(),
        NativeDef::full("__call__", Params::all(&["_self"]).rest().kwdict(), call),
        NativeDef::full("__repr__", ONE, |th, w| {
            let out = repr(th, w.at(0))?;
            th.ret(th.str(&out))
        }),
        NativeDef::full("__eq__", TWO, eq),
        NativeDef::full("__hash__", ONE, hash),
        NativeDef::full("__getitem__", TWO, subscribe),
        NativeDef::full(
            "__getattr__",
            Params::all(&["_self", "_name"]),
            get_attribute,
        ),
        NativeDef::quick(
            "__mro_entries__",
            Params::all(&["_self", "_bases"]),
            |th, a| Ok(th.tuple(&[a.get(0).expect::<Record>().fixed(ORIGIN)])),
        ),
        NativeDef::full("__instancecheck__", TWO, |th, _| {
            Err(th.type_error("isinstance() argument 2 cannot be a parameterized generic"))
        }),
        NativeDef::full("__subclasscheck__", TWO, |th, _| {
            Err(th.type_error("issubclass() argument 2 cannot be a parameterized generic"))
        }),
        NativeDef::quick("__or__", TWO, |th, a| {
            crate::types::union::of(th, a.get(0), a.get(1))
        }),
        NativeDef::quick("__ror__", TWO, |th, a| {
            crate::types::union::of(th, a.get(1), a.get(0))
        }),
        NativeDef::full("__iter__", ONE, star),
        NativeDef::quick("__reduce__", ONE, |th, a| {
            let r = a.get(0).expect::<Record>();
            let args = th.tuple(&[r.fixed(ORIGIN), r.fixed(ARGS)]);
            Ok(th.tuple(&[th.builtin(Builtin::GenericAlias), args]))
        }),
    ],
    getsets: &[
        GetSet::read("__origin__", |_, v| Ok(v.expect::<Record>().fixed(ORIGIN))),
        GetSet::read("__args__", |_, v| Ok(v.expect::<Record>().fixed(ARGS))),
        GetSet::read("__unpacked__", |_, v| {
            Ok(v.expect::<Record>().fixed(STARRED))
        }),
        GetSet::read("__typing_unpacked_tuple_args__", |th, v| {
            let r = v.expect::<Record>();
            let is_tuple = r.fixed(ORIGIN).is(th.builtin(Builtin::Tuple));
            Ok(match is_tuple && r.fixed(STARRED).is(Val::TRUE) {
                true => r.fixed(ARGS),
                false => Val::NONE,
            })
        }),
        GetSet::either("__parameters__", known_parameters, parameters),
    ],
};

fn new_method<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let shape = construct::shape_for_new(th, a.get(0), Builtin::GenericAlias)?;
    let args = match a.get(2).is_kind(Kind::Tuple) {
        true => a.get(2),
        false => th.tuple(&[a.get(2)]),
    };
    let fields = [a.get(1), args, Val::UNDEF, Val::FALSE];
    Ok(Record::new(th, shape, &fields).val())
}

fn fixed(th: &Thread, v: Slot, i: usize) -> Slot {
    th.root(th.get(v).expect::<Record>().fixed(i))
}

/// Calls the origin, and tells an instance that can have attributes which alias made it.
fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let origin = fixed(th, w.at(0), ORIGIN);
    let args: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
    let args = th.root(th.tuple(&args));
    let kwargs = match w.opt(th, 1) {
        Some(kw) => kw,
        None => th.root(Val::UNDEF),
    };
    let made = th.call_ex(origin, args, kwargs)?;
    let name = th.root(th.id(Id::__orig_class__));
    match th.setattr(made, name, w.at(0)) {
        Ok(()) => {}
        Err(Unwind::Raise)
            if th.swallow(crate::error::Exc::AttributeError)
                || th.swallow(crate::error::Exc::TypeError) => {}
        Err(u) => return Err(u),
    }
    th.ret_slot(made)
}

fn repr(th: &mut Thread, v: Slot) -> Res<String> {
    let (origin, args) = (fixed(th, v, ORIGIN), fixed(th, v, ARGS));
    let starred = th.get(v).expect::<Record>().fixed(STARRED).is(Val::TRUE);
    let mut out = if starred { "*" } else { "" }.to_owned();
    out.push_str(&part_repr(th, origin)?);
    out.push('[');
    let n = th.get(args).expect::<Tuple>().len();
    if n == 0 {
        out.push_str("()");
    }
    let mark = th.mark();
    for i in 0..n {
        if i > 0 {
            out.push_str(", ");
        }
        let arg = th.root(th.get(args).expect::<Tuple>().at(i));
        out.push_str(&part_repr(th, arg)?);
        th.release_to(mark);
    }
    out.push(']');
    Ok(out)
}

/// A type by its name, `...`, a list of types, or anything's repr.
fn part_repr(th: &mut Thread, v: Slot) -> Res<String> {
    let value = th.get(v);
    if value.is(Val::ELLIPSIS) {
        return Ok("...".to_owned());
    }
    if value.is_kind(Kind::Class) {
        return Ok(text::full_name(th, value));
    }
    if !value.is_kind(Kind::List) {
        return text::repr_text(th, v);
    }
    let n = th.section(|th| Ok(th.get(v).expect::<List>().see(th)?.len()))?;
    let mut parts = Vec::with_capacity(n);
    for i in 0..n {
        let item = th.section(|th| {
            let item = th.get(v).expect::<List>().see(th)?.at(i);
            Ok(item.map(|v| th.root(v)))
        })?;
        if let Some(item) = item {
            parts.push(part_repr(th, item)?);
        }
    }
    Ok(format!("[{}]", parts.join(", ")))
}

fn is_alias(v: Val<'_>, th: &Thread) -> bool {
    v.is_kind(Kind::Record) && th.class_of(v.raw().val(th)).info().builtin == Builtin::GenericAlias
}

fn eq(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_alias(th.get(w.at(1)), th) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let same_star = {
        let star = |s| th.get(s).expect::<Record>().fixed(STARRED);
        star(w.at(0)).is(star(w.at(1)))
    };
    for i in [ORIGIN, ARGS] {
        let (a, b) = (fixed(th, w.at(0), i), fixed(th, w.at(1), i));
        if !number::same_or_equal(th, a, b)? {
            return th.ret(Val::FALSE);
        }
    }
    th.ret(Val::bool(same_star))
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let (origin, args) = (fixed(th, w.at(0), ORIGIN), fixed(th, w.at(0), ARGS));
    let h = keyed::hash(th, origin)? ^ keyed::hash(th, args)?;
    th.ret(th.int(h))
}

/// Attributes that are not the alias's own are the origin's.
fn get_attribute(th: &mut Thread, w: Window) -> Res<Done> {
    let origin = fixed(th, w.at(0), ORIGIN);
    let v = th.getattr(origin, w.at(1))?;
    th.ret_slot(v)
}

/// The type variables, if it is known which there are.
fn known_parameters<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let r = v.expect::<Record>();
    let known = r.see(th)?.field(PARAMETERS);
    let args = r.fixed(ARGS).expect::<Tuple>().items();
    if known.is_undef() && args.iter().all(|a| a.is_kind(Kind::Class)) {
        return Ok(th.tuple(&[]));
    }
    Ok(known)
}

/// The type variables among the arguments, also in nested ones, each once.
fn parameters(th: &mut Thread, alias: Slot) -> Res<Slot> {
    let known = th.section(|th| Ok(th.root(known_parameters(th, th.get(alias))?)))?;
    if !th.get(known).is_undef() {
        return Ok(known);
    }
    let args = fixed(th, alias, ARGS);
    let find = crate::import::import_object(th, "_typhon_alias", "parameters")?;
    let found = th.call(find, &[args])?;
    th.section(|th| {
        let own = th.get(alias).expect::<Record>().own(th)?;
        own.set_field(PARAMETERS, th.get(found));
        Ok(())
    })?;
    Ok(found)
}

/// `alias[values]`: the type variables replaced in their order.
fn subscribe(th: &mut Thread, w: Window) -> Res<Done> {
    let variables = parameters(th, w.at(0))?;
    let args = fixed(th, w.at(0), ARGS);
    let replace = crate::import::import_object(th, "_typhon_alias", "substituted")?;
    let new = th.call(replace, &[w.at(0), args, variables, w.at(1)])?;
    let made = {
        let r = th.get(w.at(0)).expect::<Record>();
        let fields = [r.fixed(ORIGIN), th.get(new), Val::UNDEF, r.fixed(STARRED)];
        th.record(Builtin::GenericAlias, &fields)
    };
    th.ret(made)
}

/// `*alias` gives the alias itself, starred.
fn star(th: &mut Thread, w: Window) -> Res<Done> {
    let r = th.get(w.at(0)).expect::<Record>();
    let fields = [r.fixed(ORIGIN), r.fixed(ARGS), Val::UNDEF, Val::TRUE];
    let starred = th.record(Builtin::GenericAlias, &fields);
    let all = th.tuple(&[starred]);
    th.ret(crate::types::iter::source_iter(th, Builtin::TupleIter, all))
}
