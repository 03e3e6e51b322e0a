//! `_contextvars`: context variables.
//!
//! A context is a record over a dict from variable to value; the thread remembers which one is current. Entering a
//! context (`run`) makes it current until the call is over.

use crate::bootstrap;
use crate::class::flags;
use crate::error::Exc;
use crate::modules::support::{self, NativeClass, NativeClassSpec};
use crate::native::{Args, Done, GetSet, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Dict, Record};
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::Res;
use crate::value::{Raw, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[NativeDef::full(
        "copy_context",
        Params::pos(&[], 0),
        copy_context,
    )],
    init,
};

/// Field of a context: its dict.
const VALUES: usize = 0;
/// Fields of a variable.
const NAME: usize = 0;
const DEFAULT: usize = 1;
/// Fields of a token.
const VAR: usize = 0;
const OLD: usize = 1;
const USED: usize = 2;

const CONTEXT: NativeClassSpec = NativeClassSpec {
    module: "_contextvars",
    name: "Context",
    doc: "",
    nfields: 1,
    flags: flags::FINAL,
    methods: &[
        NativeDef::quick("__new__", Params::all(&["_cls"]), new_context).static_method(),
        NativeDef::full(
            "run",
            Params::all(&["_self", "_callable"]).rest().kwdict(),
            run,
        ),
        NativeDef::full("copy", Params::all(&["_self"]), copy),
        NativeDef::full(
            "get",
            Params::pos(&["_self", "_var", "_default"], 2),
            context_get,
        ),
        NativeDef::full("__getitem__", Params::all(&["_self", "_var"]), context_item),
        NativeDef::full("__contains__", Params::all(&["_self", "_var"]), context_has),
        NativeDef::full("__len__", Params::all(&["_self"]), context_len),
        NativeDef::full("__iter__", Params::all(&["_self"]), context_iter),
    ],
    getsets: &[],
};

const CONTEXT_VAR: NativeClassSpec = NativeClassSpec {
    module: "_contextvars",
    name: "ContextVar",
    doc: "",
    nfields: 2,
    flags: flags::FINAL,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::all(&["_cls", "_name"]).kw(&["default"]),
            new_var,
        )
        .static_method(),
        NativeDef::full("get", Params::pos(&["_self", "_default"], 1), var_get),
        NativeDef::full("set", Params::all(&["_self", "_value"]), var_set),
        NativeDef::full("reset", Params::all(&["_self", "_token"]), var_reset),
    ],
    getsets: &[GetSet::read("name", |_, v| {
        Ok(v.expect::<Record>().fixed(NAME))
    })],
};

const TOKEN: NativeClassSpec = NativeClassSpec {
    module: "_contextvars",
    name: "Token",
    doc: "",
    nfields: 3,
    flags: flags::FINAL | flags::NO_NEW,
    methods: &[],
    getsets: &[
        GetSet::read("var", |_, v| Ok(v.expect::<Record>().fixed(VAR))),
        GetSet::read("old_value", |_, v| {
            let old = v.expect::<Record>().fixed(OLD);
            Ok(if old.is_undef() { Val::NONE } else { old })
        }),
    ],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    for spec in [&CONTEXT, &CONTEXT_VAR, &TOKEN] {
        let class = th.root(support::new_class(th, spec).val());
        support::set_attr(th, module, spec.name, class)?;
        if spec.name == "Context" {
            support::know_class(th, NativeClass::Context, th.get(class).expect());
        }
        if spec.name == "Token" {
            let th = &*th;
            bootstrap::bind(th, th.get(class).expect(), th.intern("MISSING"), Val::NONE);
        }
    }
    Ok(())
}

/// A new record of one of the module's classes.
fn make<'t>(th: &'t Thread, class: Val<'t>, fields: &[Val<'t>]) -> Val<'t> {
    let shape = class.expect::<crate::class::Class>().info().root_shape();
    Record::new(th, shape, fields).val()
}

fn class(th: &mut Thread, name: &str) -> Res<Slot> {
    let modules = th.root(th.vm.modules(th).val());
    let key = th.root(th.intern("_contextvars"));
    let module = dict::get(th, modules, key)?
        .ok_or_else(|| th.raise(Exc::RuntimeError, "_contextvars is gone"))?;
    support::get_attr(th, module, name)
}

fn new_context<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), &[Dict::new(th).val()]))
}

/// The thread's current context, made when first asked for.
fn current(th: &mut Thread) -> Res<Slot> {
    if !th.locals.context.get().is_undef() {
        return Ok(th.root(th.locals.context.get().val(th)));
    }
    let class = class(th, "Context")?;
    let made = th.root(make(th, th.get(class), &[Dict::new(th).val()]));
    th.locals.context.set(th.raw(made));
    Ok(made)
}

/// The value that a variable of a native module has in the current context.
pub fn quick_value<'t>(th: &'t Thread, var: Val<'t>) -> Res<Option<Val<'t>>> {
    let context = th.locals.context.get();
    if context.is_undef() {
        return Ok(None);
    }
    let values = context.val(th).expect::<Record>().fixed(VALUES);
    let hash = crate::types::hash::identity_hash(var);
    let values = values.expect::<Dict>().see(th)?;
    values.lookup(hash, |key: Val<'t>| Ok(key.is(var)))
}

/// Gives a variable of a native module a value in the current context.
pub fn quick_set_value<'t>(th: &'t Thread, var: Val<'t>, value: Val<'t>) -> Res<()> {
    if th.locals.context.get().is_undef() {
        let made = th.native_record(NativeClass::Context, &[Dict::new(th).val()]);
        th.locals.context.set(made.raw());
    }
    let context = th.locals.context.get().val(th).expect::<Record>();
    let values = context.fixed(VALUES).expect::<Dict>();
    let stored = dict::quick_set(th, values, var, value)?;
    debug_assert!(stored, "a variable is found by identity");
    Ok(())
}

fn values(th: &Thread, context: Slot) -> Slot {
    th.root(th.get(context).expect::<Record>().fixed(VALUES))
}

fn copy_of(th: &mut Thread, context: Slot) -> Res<Slot> {
    let class = class(th, "Context")?;
    let from = values(th, context);
    th.section(|th| {
        let copy = Dict::new(th);
        copy.assign_copy(th, th.get(from).expect::<Dict>().see(th)?);
        Ok(th.root(make(th, th.get(class), &[copy.val()])))
    })
}

fn copy_context(th: &mut Thread, _: Window) -> Res<Done> {
    let now = current(th)?;
    let copy = copy_of(th, now)?;
    th.ret_slot(copy)
}

fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    let copy = copy_of(th, w.at(0))?;
    th.ret_slot(copy)
}

fn run(th: &mut Thread, w: Window) -> Res<Done> {
    let before = th.root_row(1);
    th.set_raw(before, th.locals.context.get());
    th.locals.context.set(th.raw(w.at(0)));
    let rest = {
        let all: Vec<Val<'_>> = w.from(3).map(|s| th.get(s)).collect();
        th.root(th.tuple(&all))
    };
    let result = th.call_ex(w.at(1), rest, w.at(2));
    th.locals.context.set(th.raw(before));
    let result = result?;
    th.ret_slot(result)
}

fn context_get(th: &mut Thread, w: Window) -> Res<Done> {
    let d = values(th, w.at(0));
    match dict::get(th, d, w.at(1))? {
        Some(v) => th.ret_slot(v),
        None => match w.opt(th, 2) {
            Some(default) => th.ret_slot(default),
            None => th.ret(Val::NONE),
        },
    }
}

fn context_item(th: &mut Thread, w: Window) -> Res<Done> {
    let d = values(th, w.at(0));
    match dict::get(th, d, w.at(1))? {
        Some(v) => th.ret_slot(v),
        None => Err(th.key_error(th.get(w.at(1)))),
    }
}

fn context_has(th: &mut Thread, w: Window) -> Res<Done> {
    let d = values(th, w.at(0));
    let found = dict::get(th, d, w.at(1))?.is_some();
    th.ret(Val::bool(found))
}

fn context_len(th: &mut Thread, w: Window) -> Res<Done> {
    let d = values(th, w.at(0));
    let n = th.section(|th| Ok(th.get(d).expect::<Dict>().see(th)?.len()))?;
    th.ret(Val::small(n as i64))
}

fn context_iter(th: &mut Thread, w: Window) -> Res<Done> {
    let d = values(th, w.at(0));
    let it = crate::protocol::iter::get_iter(th, d)?;
    th.ret_slot(it)
}

fn new_var<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), &[a.get(1), a.get(2)]))
}

fn var_get(th: &mut Thread, w: Window) -> Res<Done> {
    let context = current(th)?;
    let d = values(th, context);
    if let Some(v) = dict::get(th, d, w.at(0))? {
        return th.ret_slot(v);
    }
    if let Some(default) = w.opt(th, 1) {
        return th.ret_slot(default);
    }
    let default = th.root(th.get(w.at(0)).expect::<Record>().fixed(DEFAULT));
    if th.get(default).is_undef() {
        return Err(th.raise_with(Exc::LookupError, &[th.get(w.at(0))]));
    }
    th.ret_slot(default)
}

fn var_set(th: &mut Thread, w: Window) -> Res<Done> {
    let context = current(th)?;
    let d = values(th, context);
    let old = dict::get(th, d, w.at(0))?;
    let class = class(th, "Token")?;
    let token = {
        let old = old.map_or(Val::UNDEF, |s| th.get(s));
        th.root(make(th, th.get(class), &[th.get(w.at(0)), old, Val::FALSE]))
    };
    dict::set(th, d, w.at(0), w.at(1))?;
    th.ret_slot(token)
}

fn var_reset(th: &mut Thread, w: Window) -> Res<Done> {
    let used = th.section(|th| {
        let own = th.get(w.at(1)).expect::<Record>().own(th)?;
        let used = own.field(USED).as_bool() == Some(true);
        own.set_field(USED, Val::TRUE);
        Ok(used)
    })?;
    if used {
        return Err(th.raise(Exc::RuntimeError, "Token has already been used once"));
    }
    let context = current(th)?;
    let d = values(th, context);
    let old = th.root_row(1);
    th.set_raw(old, th.get(w.at(1)).expect::<Record>().fixed(OLD).raw());
    if th.raw(old) == Raw::UNDEF {
        dict::remove(th, d, w.at(0))?;
    } else {
        dict::set(th, d, w.at(0), old)?;
    }
    th.ret(Val::NONE)
}
