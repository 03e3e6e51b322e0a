//! `BaseException`: arguments, notes, traceback, context and cause.

use crate::class::{Builtin, Class, flags};
use crate::error::field;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, List, Record, Ref, Str, Tuple};
use crate::protocol::attr::own;
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::types::object;
use crate::unwind::Res;
use crate::value::Val;

pub(super) const SELF: Params = Params::all(&["_self"]);
pub(super) const ANY: Params = Params::pos(&["_self"], 1).rest().kwdict();
pub(super) const NEW: Params = Params::pos(&["_cls"], 1).rest().kwdict();

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::BaseException,
    doc: "Common base class for all exceptions.",
    methods: &[
        NativeDef::quick("__new__", NEW, new).static_method(),
        NativeDef::quick("__init__", ANY, init),
        NativeDef::full("__repr__", SELF, repr),
        NativeDef::full("__str__", SELF, str),
        NativeDef::quick(
            "with_traceback",
            Params::all(&["_self", "_tb"]),
            with_traceback,
        ),
        NativeDef::full(
            "add_note",
            Params::all(&["_self", "_note"]),
            add_note_method,
        ),
        NativeDef::quick("__reduce__", SELF, reduce),
        NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), setstate),
    ],
    getsets: &[
        GetSet::read("args", |th, v| seen(th, v, field::ARGS)).write(set_args),
        GetSet::read("__traceback__", |th, v| seen(th, v, field::TRACEBACK)).write(set_traceback),
        GetSet::read("__context__", |th, v| seen(th, v, field::CONTEXT)).write(set_context),
        GetSet::read("__cause__", |th, v| seen(th, v, field::CAUSE)).write(set_cause),
        GetSet::read("__suppress_context__", |th, v| seen(th, v, field::SUPPRESS))
            .write(set_suppress),
        GetSet::read("__dict__", object::get_dict).write(object::set_dict),
    ],
};

/// A field of an exception; None while it was not set.
pub fn seen<'t>(th: &'t Thread, v: Val<'t>, i: usize) -> Res<Val<'t>> {
    let v = v.expect::<Record>().see(th)?.field(i);
    Ok(if v.is_undef() { Val::NONE } else { v })
}

/// The getter of a field of a class's own.
pub(super) fn get<'t, const I: usize>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    seen(th, v, I)
}

/// Its setter; deleting leaves None.
pub(super) fn set<const I: usize>(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    set_field(th, e, I, v)
}

fn set_field(th: &mut Thread, e: Slot, i: usize, v: Slot) -> Res<()> {
    th.section(|th| {
        th.get(e)
            .expect::<Record>()
            .own(th)?
            .set_field(i, th.get(v));
        Ok(())
    })
}

/// The row of an attribute that is a field.
pub(super) const fn member<const I: usize>(name: &'static str) -> GetSet {
    GetSet::read(name, get::<I>).write(set::<I>)
}

/// A new exception of `class` with these arguments; nothing of the class's own is set.
pub fn make<'t>(th: &'t Thread, class: Ref<'t, Class>, args: &[Val<'t>]) -> Ref<'t, Record> {
    let fields = [th.tuple(args), Val::NONE, Val::NONE, Val::NONE, Val::FALSE];
    **Record::new(th, class.info().root_shape(), &fields)
}

pub(super) fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0).expect(), a.from(2)).val())
}

/// Refuses keywords.
pub(super) fn no_keywords<'t>(th: &'t Thread, a: Args<'t>) -> Res<()> {
    if a.opt(1).is_none() {
        return Ok(());
    }
    Err(th.type_error(format!(
        "{}() takes no keyword arguments",
        th.class_name(a.get(0))
    )))
}

pub(super) fn init<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    no_keywords(th, a)?;
    let args = th.tuple(a.from(2));
    a.get(0)
        .expect::<Record>()
        .own(th)?
        .set_field(field::ARGS, args);
    Ok(Val::NONE)
}

/// The arguments of an exception, in a register.
fn args_of(th: &mut Thread, e: Slot) -> Res<Slot> {
    th.section(|th| Ok(th.root(seen(th, th.get(e), field::ARGS)?)))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let args = args_of(th, w.at(0))?;
    let one = match th.get(args).expect::<Tuple>().items() {
        [one] => Some(th.root(*one)),
        _ => None,
    };
    let inner = match one {
        Some(one) => format!("({})", text::repr_text(th, one)?),
        None => text::repr_text(th, args)?,
    };
    let text = format!("{}{inner}", th.class_name(th.get(w.at(0))));
    let text = th.str(&text);
    th.ret(text)
}

pub(super) fn str(th: &mut Thread, w: Window) -> Res<Done> {
    let r = message(th, w.at(0))?;
    th.ret_slot(r)
}

/// What `str` of an exception is unless its class knows better.
pub(super) fn message(th: &mut Thread, e: Slot) -> Res<Slot> {
    let args = args_of(th, e)?;
    match th.get(args).expect::<Tuple>().items() {
        [] => Ok(th.root(th.str(""))),
        [one] => {
            let one = th.root(*one);
            text::str(th, one)
        }
        _ => text::str(th, args),
    }
}

fn with_traceback<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    check_traceback(th, a.get(1))?;
    a.get(0)
        .expect::<Record>()
        .own(th)?
        .set_field(field::TRACEBACK, a.get(1));
    Ok(a.get(0))
}

fn check_traceback(th: &Thread, v: Val<'_>) -> Res<()> {
    if v.is_none() || !v.is_undef() && v.has_shape(Builtin::Traceback.shape()) {
        return Ok(());
    }
    Err(th.type_error("__traceback__ must be a traceback or None"))
}

fn add_note_method(th: &mut Thread, w: Window) -> Res<Done> {
    if th.get(w.at(1)).unboxed().cast::<Str>().is_none() {
        let text = format!(
            "note must be a str, not '{}'",
            th.class_name(th.get(w.at(1)))
        );
        return Err(th.type_error(text));
    }
    append_note(th, w.at(0), w.at(1))?;
    th.ret(Val::NONE)
}

/// `exc.add_note(text)`.
pub fn add_note(th: &mut Thread, exc: Slot, text: &str) -> Res<()> {
    let note = th.root(th.str(text));
    append_note(th, exc, note)
}

fn append_note(th: &mut Thread, exc: Slot, note: Slot) -> Res<()> {
    let name = th.root(th.id(Id::__notes__));
    let notes = match th.getattr_opt(exc, name)? {
        Some(notes) => notes,
        None => {
            let notes = th.root(List::new(th, &[]).val());
            th.setattr(exc, name, notes)?;
            notes
        }
    };
    th.section(|th| match th.get(notes).cast::<List>() {
        Some(l) => {
            l.own(th)?.push(th, th.get(note));
            Ok(())
        }
        None => Err(th.type_error("Cannot add note: __notes__ is not a list")),
    })
}

/// `(class, args)`, and the `__dict__` if there is anything in it.
fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let e = a.get(0);
    reduce_with(th, e, seen(th, e, field::ARGS)?)
}

pub(super) fn reduce_with<'t>(th: &'t Thread, e: Val<'t>, args: Val<'t>) -> Res<Val<'t>> {
    let class = th.class_of(e).val();
    let names = own::own_names(th, e)?;
    if names.is_empty() {
        return Ok(th.tuple(&[class, args]));
    }
    let state = Dict::new(th);
    for name in names {
        if let Some(v) = own::own_attr(th, e, name)? {
            state.append(th, name.expect::<Str>().hash(), name, v);
        }
    }
    Ok(th.tuple(&[class, args, state.val()]))
}

fn setstate(th: &mut Thread, w: Window) -> Res<Done> {
    let state = th.get(w.at(1));
    if state.is_none() {
        return th.ret(Val::NONE);
    }
    let Some(d) = state.cast::<Dict>() else {
        return Err(th.type_error("state is not a dictionary"));
    };
    let _ = d;
    let pairs = th.section(|th| {
        let seen = th.get(w.at(1)).expect::<Dict>().see(th)?;
        Ok(seen
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect::<Vec<_>>())
    })?;
    for (k, v) in pairs {
        let name = object::attribute_name(th, k)?;
        th.setattr(w.at(0), name, v)?;
    }
    th.ret(Val::NONE)
}

fn set_args(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    if th.get(v).is_undef() {
        return Err(th.type_error("args may not be deleted"));
    }
    let items = th.root(th.get(v));
    let list = crate::protocol::iter::to_list(th, items)?;
    let tuple = th.section(|th| {
        let items = th.get(list).expect::<List>().see(th)?.items();
        Ok(th.root(th.tuple(items)))
    })?;
    set_field(th, e, field::ARGS, tuple)
}

fn set_traceback(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    if th.get(v).is_undef() {
        return Err(th.type_error("__traceback__ may not be deleted"));
    }
    check_traceback(th, th.get(v))?;
    set_field(th, e, field::TRACEBACK, v)
}

fn check_exception(th: &Thread, v: Slot, what: &str) -> Res<()> {
    let v = th.get(v);
    if v.is_undef() {
        return Err(th.type_error(format!("__{what}__ may not be deleted")));
    }
    if v.is_none() || th.class_of(v).info().has_flag(flags::EXCEPTION) {
        return Ok(());
    }
    Err(th.type_error(format!(
        "exception {what} must be None or derive from BaseException"
    )))
}

fn set_context(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    check_exception(th, v, "context")?;
    set_field(th, e, field::CONTEXT, v)
}

fn set_cause(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    check_exception(th, v, "cause")?;
    let yes = th.root(Val::TRUE);
    set_field(th, e, field::CAUSE, v)?;
    set_field(th, e, field::SUPPRESS, yes)
}

fn set_suppress(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    if th.get(v).as_bool().is_none() {
        return Err(th.type_error("attribute value type must be bool"));
    }
    set_field(th, e, field::SUPPRESS, v)
}
