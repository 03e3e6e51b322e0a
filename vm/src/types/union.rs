//! `typing.Union`: what `int | str` gives.

use crate::class::Builtin;
use crate::native::{Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Kind, Record, Tuple};
use crate::protocol::{number, text};
use crate::thread::{Slot, Thread};
use crate::types::class::{self, Check};
use crate::unwind::Res;
use crate::value::Val;

const ARGS: usize = 0;

const PAIR: Params = Params::all(&["_self", "_other"]);

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::UnionType,
    doc: "Represent a union type\n\nE.g. for int | str",
    methods: &[
        NativeDef::quick("__or__", PAIR, |th, a| of(th, a.get(0), a.get(1))),
        NativeDef::quick("__ror__", PAIR, |th, a| of(th, a.get(1), a.get(0))),
        NativeDef::full("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("__eq__", PAIR, eq),
        NativeDef::full("__hash__", Params::all(&["_self"]), hash),
        NativeDef::full("__instancecheck__", PAIR, |th, w| {
            check(th, w, Check::Instance)
        }),
        NativeDef::full("__subclasscheck__", PAIR, |th, w| {
            check(th, w, Check::Subclass)
        }),
        NativeDef::full(
            "__class_getitem__",
            Params::all(&["_cls", "_args"]),
            |th, w| ask(th, "_union_of", &[w.at(1)]),
        )
        .class_method(),
        NativeDef::quick(
            "_from_args",
            Params::all(&["_cls", "_args"]),
            |th, a| match a.get(1).cast::<Tuple>() {
                Some(args) => Ok(th.record(Builtin::UnionType, &[args.val()])),
                None => Err(th.type_error("_from_args() argument 1 must be tuple")),
            },
        )
        .class_method(),
        NativeDef::full("__getitem__", PAIR, |th, w| {
            ask(th, "_union_substituted", &[w.at(0), w.at(1)])
        }),
        NativeDef::full(
            "__mro_entries__",
            Params::all(&["_self", "_bases"]),
            |th, w| {
                let text = text::repr_text(th, w.at(0))?;
                Err(th.type_error(format!("Cannot subclass {text}")))
            },
        ),
    ],
    getsets: &[
        GetSet::read("__args__", |_, v| Ok(v.expect::<Record>().fixed(ARGS))),
        GetSet::read("__origin__", |th, _| Ok(th.builtin(Builtin::UnionType))),
        GetSet::either(
            "__parameters__",
            |_, _| Ok(Val::UNDEF),
            |th, v| {
                let f = crate::import::import_object(th, "_typing", "_union_parameters")?;
                th.call(f, &[v])
            },
        ),
    ],
};

/// Answers what a function of `_typing` answers, which knows all that may stand in a union.
fn ask(th: &mut Thread, function: &str, args: &[Slot]) -> Res<Done> {
    let f = crate::import::import_object(th, "_typing", function)?;
    let r = th.call(f, args)?;
    th.ret_slot(r)
}

/// Can this stand in a union?
fn unionable<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    v.is_none()
        || v.is_kind(Kind::Class)
        || v.is_pointer()
            && matches!(
                th.class_of(v).info().builtin,
                Builtin::GenericAlias | Builtin::UnionType
            )
        || is_typing_form(th, v)
}

/// Type variables and aliases of `typing` say so by having the attributes of a parametrised type.
fn is_typing_form<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    let module = crate::protocol::lookup::lookup_cell(
        th,
        th.class_of(v),
        th.id(crate::names::Id::__module__),
    );
    module
        .and_then(|c| c.current().cast::<crate::object::Str>())
        .is_some_and(|m| matches!(m.text(), "typing" | "_typing"))
}

/// `a | b` of types: a union without repetitions; NotImplemented if one of them is no type.
pub fn of<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    if !unionable(th, a) || !unionable(th, b) {
        return Ok(Val::NOT_IMPLEMENTED);
    }
    let mut all: Vec<Val<'t>> = Vec::new();
    for v in [a, b] {
        let parts = match v.has_shape(Builtin::UnionType.shape()) {
            true => v
                .expect::<Record>()
                .fixed(ARGS)
                .expect::<Tuple>()
                .items()
                .to_vec(),
            false if v.is_none() => vec![th.builtin(Builtin::NoneType)],
            false => vec![v],
        };
        for part in parts {
            if !all.iter().any(|known| same(th, *known, part)) {
                all.push(part);
            }
        }
    }
    if let [one] = all[..] {
        return Ok(one);
    }
    Ok(th.record(Builtin::UnionType, &[th.tuple(&all)]))
}

/// The same type, or aliases of the same types.
fn same<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> bool {
    let alias = |v: Val<'t>| v.has_shape(Builtin::GenericAlias.shape());
    if a.is(b) || !alias(a) || !alias(b) {
        return a.is(b);
    }
    let (x, y) = (a.expect::<Record>(), b.expect::<Record>());
    let args = |r: crate::object::Ref<'t, Record>| {
        r.fixed(1).cast::<Tuple>().map_or(&[][..], |t| t.items())
    };
    x.fixed(0).is(y.fixed(0))
        && args(x).len() == args(y).len()
        && args(x).iter().zip(args(y)).all(|(p, q)| same(th, *p, *q))
}

fn parts(th: &Thread, union: Slot) -> Vec<Slot> {
    let args = th
        .get(union)
        .expect::<Record>()
        .fixed(ARGS)
        .expect::<Tuple>();
    args.items().iter().map(|v| th.root(*v)).collect()
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let mut texts = Vec::new();
    for part in parts(th, w.at(0)) {
        texts.push(type_text(th, part)?);
    }
    let text = th.str(&texts.join(" | "));
    th.ret(text)
}

/// How a type is written in the `repr` of a union or alias.
pub fn type_text(th: &mut Thread, v: Slot) -> Res<String> {
    let plain = {
        let value = th.get(v);
        if value.is(th.builtin(Builtin::NoneType)) {
            Some("None".to_owned())
        } else if value.is(Val::ELLIPSIS) {
            Some("...".to_owned())
        } else {
            value
                .cast::<crate::class::Class>()
                .map(|c| crate::types::object::type_title(th, c))
        }
    };
    match plain {
        Some(text) => Ok(text),
        None => text::repr_text(th, v),
    }
}

fn eq(th: &mut Thread, w: Window) -> Res<Done> {
    if !th.get(w.at(1)).has_shape(Builtin::UnionType.shape()) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (a, b) = (parts(th, w.at(0)), parts(th, w.at(1)));
    if a.len() != b.len() {
        return th.ret(Val::FALSE);
    }
    for x in &a {
        let mut found = false;
        for y in &b {
            found = found || number::same_or_equal(th, *x, *y)?;
        }
        if !found {
            return th.ret(Val::FALSE);
        }
    }
    th.ret(Val::TRUE)
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let mut h = 0;
    for part in parts(th, w.at(0)) {
        h ^= crate::types::dict::hash(th, part)?;
    }
    let h = th.int(h);
    th.ret(h)
}

fn check(th: &mut Thread, w: Window, what: Check) -> Res<Done> {
    let parts = parts(th, w.at(0));
    for part in parts {
        if th.get(part).has_shape(Builtin::GenericAlias.shape()) {
            let name = if what == Check::Instance {
                "isinstance"
            } else {
                "issubclass"
            };
            let text = format!("{name}() argument 2 cannot be a parameterized generic");
            return Err(th.type_error(text));
        }
        if class::check(th, what, w.at(1), part)? {
            return th.ret(Val::TRUE);
        }
    }
    th.ret(Val::FALSE)
}
