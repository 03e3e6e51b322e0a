//! The exceptions that keep a value or two of their own.

use super::base::{self, ANY, SELF, member};
use crate::class::Builtin;
use crate::error::field;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{Record, Str, Tuple};
use crate::protocol::text;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

const fn spec(
    doc: &'static str,
    methods: &'static [NativeDef],
    getsets: &'static [crate::native::GetSet],
) -> TypeSpec {
    TypeSpec {
        builtin: Builtin::BaseException,
        doc,
        methods,
        getsets,
    }
}

const EXTRA: usize = field::EXTRA;

pub const STOP_ITERATION: TypeSpec = spec(
    "Signal the end from iterator.__next__().",
    &[NativeDef::quick("__init__", ANY, stop_init)],
    &[member::<EXTRA>("value")],
);

/// The first argument is the value.
fn stop_init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    base::init(th, a)?;
    let value = a.from(2).first().copied().unwrap_or(Val::NONE);
    a.get(0).expect::<Record>().own(th)?.set_field(EXTRA, value);
    Ok(Val::NONE)
}

pub const SYSTEM_EXIT: TypeSpec = spec(
    "Request to exit from the interpreter.",
    &[NativeDef::quick("__init__", ANY, exit_init)],
    &[member::<EXTRA>("code")],
);

/// No argument is None, one is the code, more are a tuple.
fn exit_init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    base::init(th, a)?;
    let code = match a.from(2) {
        [] => Val::NONE,
        [one] => *one,
        more => th.tuple(more),
    };
    a.get(0).expect::<Record>().own(th)?.set_field(EXTRA, code);
    Ok(Val::NONE)
}

pub const KEY_ERROR: TypeSpec = spec(
    "Mapping key not found.",
    &[NativeDef::full("__str__", SELF, key_str)],
    &[],
);

/// One argument is shown as `repr` does.
fn key_str(th: &mut Thread, w: Window) -> Res<Done> {
    let one = th.section(|th| {
        let args = base::seen(th, th.get(w.at(0)), field::ARGS)?;
        Ok(match args.expect::<Tuple>().items() {
            [one] => Some(th.root(*one)),
            _ => None,
        })
    })?;
    let r = match one {
        Some(one) => text::repr(th, one)?,
        None => base::message(th, w.at(0))?,
    };
    th.ret_slot(r)
}

/// Parameters of classes whose own values are given by keyword: positions 1.. are the keywords.
const fn keyworded(names: &'static [&'static str]) -> Params {
    Params::pos(&["_self"], 1).rest().kw(names)
}

/// Sets the arguments and the fields from `first` on from the keywords.
fn init_keyworded<'t>(th: &'t Thread, a: Args<'t>, n: usize, first: usize) -> Res<Val<'t>> {
    let args = th.tuple(a.from(1 + n));
    let own = a.get(0).expect::<Record>().own(th)?;
    own.set_field(field::ARGS, args);
    for i in 0..n {
        own.set_field(first + i, a.get(1 + i));
    }
    Ok(Val::NONE)
}

pub const ATTRIBUTE_ERROR: TypeSpec = spec(
    "Attribute not found.",
    &[NativeDef::quick(
        "__init__",
        keyworded(&["name", "obj"]),
        |th, a| init_keyworded(th, a, 2, field::NAME),
    )],
    &[
        member::<{ field::NAME }>("name"),
        member::<{ field::OBJ }>("obj"),
    ],
);

pub const NAME_ERROR: TypeSpec = spec(
    "Name not found globally.",
    &[NativeDef::quick(
        "__init__",
        keyworded(&["name"]),
        |th, a| init_keyworded(th, a, 1, field::NAME),
    )],
    &[member::<{ field::NAME }>("name")],
);

const MESSAGE: usize = field::EXTRA;

pub const IMPORT_ERROR: TypeSpec = spec(
    "Import can't find module, or can't find name in module.",
    &[
        NativeDef::quick(
            "__init__",
            keyworded(&["name", "path", "name_from"]),
            import_init,
        ),
        NativeDef::full("__str__", SELF, import_str),
        NativeDef::quick("__reduce__", SELF, import_reduce),
    ],
    &[
        member::<MESSAGE>("msg"),
        member::<{ MESSAGE + 1 }>("name"),
        member::<{ MESSAGE + 2 }>("path"),
        member::<{ MESSAGE + 3 }>("name_from"),
    ],
);

fn import_init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    init_keyworded(th, a, 3, MESSAGE + 1)?;
    let message = match a.from(4) {
        [one] => *one,
        _ => Val::NONE,
    };
    a.get(0)
        .expect::<Record>()
        .own(th)?
        .set_field(MESSAGE, message);
    Ok(Val::NONE)
}

fn import_str(th: &mut Thread, w: Window) -> Res<Done> {
    let message = th.section(|th| {
        let m = base::seen(th, th.get(w.at(0)), MESSAGE)?;
        Ok(m.cast::<Str>().map(|m| th.root(m.val())))
    })?;
    match message {
        Some(m) => th.ret_slot(m),
        None => base::str(th, w),
    }
}

/// The name and the path travel in the state.
fn import_reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let e = a.get(0);
    let args = base::seen(th, e, field::ARGS)?;
    let reduced = base::reduce_with(th, e, args)?.expect::<Tuple>().items();
    let state = match reduced.get(2) {
        Some(state) => state.expect::<crate::object::Dict>().own(th)?,
        None => crate::object::Dict::new(th),
    };
    for (i, id) in [(MESSAGE + 1, Id::name), (MESSAGE + 2, Id::path)] {
        let v = base::seen(th, e, i)?;
        if !v.is_none() {
            let name = th.id(id);
            state.append(th, name.expect::<Str>().hash(), name, v);
        }
    }
    if state.is_empty() {
        return Ok(th.tuple(&reduced[..2]));
    }
    Ok(th.tuple(&[reduced[0], reduced[1], state.val()]))
}
