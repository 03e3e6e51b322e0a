//! `_abc`: abstract base classes.
//!
//! What a class knows lies in a record in its `_abc_impl`: the classes registered with it, and the answers that were
//! given before, positive and negative. Classes live for ever, so all of them are held strongly. Negative answers are
//! void as soon as any class is registered anywhere: a counter tells.

use std::sync::atomic::{AtomicU64, Ordering};

use super::builtins::objects::is_subclass;
use super::support::{
    NativeClass, NativeClassSpec, get_attr, get_attr_opt, know_class, new_class, set_attr,
};
use crate::class::{Class, flags};
use crate::names::Id;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Dict, Kind, Record};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        NativeDef::quick("get_cache_token", Params::all(&[]), |th, _| {
            Ok(th.uint(token()))
        }),
        NativeDef::full("_abc_init", Params::all(&["_self"]), init_class),
        NativeDef::full(
            "_abc_register",
            Params::all(&["_self", "_subclass"]),
            register,
        ),
        NativeDef::full(
            "_abc_instancecheck",
            Params::all(&["_self", "_instance"]),
            instance_check,
        ),
        NativeDef::full(
            "_abc_subclasscheck",
            Params::all(&["_self", "_subclass"]),
            subclass_check,
        ),
        NativeDef::full("_get_dump", Params::all(&["_self"]), dump),
        NativeDef::full("_reset_registry", Params::all(&["_self"]), |th, w| {
            reset(th, w, &[REGISTRY])
        }),
        NativeDef::full("_reset_caches", Params::all(&["_self"]), |th, w| {
            reset(th, w, &[YES, NO])
        }),
    ],
    init: |th, _| {
        let class = new_class(th, &DATA);
        know_class(th, NativeClass::AbcData, class);
        Ok(())
    },
};

const DATA: NativeClassSpec = NativeClassSpec {
    module: "_abc",
    name: "_abc_data",
    doc: "Internal state held by ABC machinery.",
    nfields: 4,
    flags: flags::NO_NEW,
    methods: &[],
    getsets: &[],
};

/// Fields: dicts whose keys are classes, and the counter's value that the negative answers hold for.
const REGISTRY: usize = 0;
const YES: usize = 1;
const NO: usize = 2;
const NO_TOKEN: usize = 3;

/// How often a class was registered.
static REGISTRATIONS: AtomicU64 = AtomicU64::new(0);

fn token() -> u64 {
    // ORD: Acquire; pairs with Release in `register`: who sees the new number sees the registry it is about, too.
    REGISTRATIONS.load(Ordering::Acquire)
}

fn init_class(th: &mut Thread, w: Window) -> Res<Done> {
    let class = w.at(0);
    let names = abstract_names(th, class)?;
    set_attr(th, class, "__abstractmethods__", names)?;
    let data = th.root(th.native_record(
        NativeClass::AbcData,
        &[
            Dict::new(th).val(),
            Dict::new(th).val(),
            Dict::new(th).val(),
            th.uint(token()),
        ],
    ));
    set_attr(th, class, "_abc_impl", data)?;
    copy_pattern_flags(th, class)?;
    th.ret(Val::NONE)
}

/// `__abc_tpflags__`: instances match as sequences or as mappings.
fn copy_pattern_flags(th: &mut Thread, class: Slot) -> Res<()> {
    let own = th.section(|th| {
        let class = th.get(class).expect::<Class>();
        let cell = crate::protocol::lookup::own_cell(class, th.intern("__abc_tpflags__"));
        Ok(cell.and_then(|c| c.current().as_int()))
    })?;
    let Some(given) = own else {
        return Ok(());
    };
    let flag = match given {
        32 => flags::SEQUENCE,
        64 => flags::MAPPING,
        _ => 0,
    };
    let info = th.get(class).expect::<Class>().info();
    info.flags.set(info.flags.get() | flag);
    let name = th.root(th.intern("__abc_tpflags__"));
    let nothing = th.root(Val::UNDEF);
    th.setattr(class, name, nothing)
}

/// A frozenset of the names of abstract methods.
fn abstract_names(th: &mut Thread, class: Slot) -> Res<Slot> {
    let names = th.root(th.list(&[]));
    let own: Vec<(Slot, Slot)> = th.section(|th| {
        let ns = th.get(class).expect::<Class>().dict().frozen();
        Ok(ns
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect())
    })?;
    for (name, value) in own {
        if is_abstract(th, value)? {
            push(th, names, name)?;
        }
    }
    let bases: Vec<Slot> = {
        let bases = th.get(class).expect::<Class>().bases();
        bases.iter().map(|b| th.root(*b)).collect()
    };
    for base in bases {
        let Some(inherited) = get_attr_opt(th, base, "__abstractmethods__")? else {
            continue;
        };
        for name in crate::import::load::strings(th, inherited)? {
            let n = th.root(th.intern(&name));
            if let Some(value) = th.getattr_opt(class, n)?
                && is_abstract(th, value)?
            {
                push(th, names, n)?;
            }
        }
    }
    let frozenset = th.root(th.builtin(crate::class::Builtin::FrozenSet));
    th.call(frozenset, &[names])
}

fn push(th: &mut Thread, list: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        let list = th.get(list).expect::<crate::object::List>();
        list.own(th)?.push(th, th.get(v));
        Ok(())
    })
}

fn is_abstract(th: &mut Thread, v: Slot) -> Res<bool> {
    // Plain functions without attributes are the common case.
    if !th.get(v).is_pointer() {
        return Ok(false);
    }
    let mark = th.mark();
    let name = th.root(th.id(Id::__isabstractmethod__));
    let is = match th.getattr_opt(v, name)? {
        Some(flag) => number::truth(th, flag)?,
        None => false,
    };
    th.release_to(mark);
    Ok(is)
}

/// The data of a class.
fn data(th: &mut Thread, class: Slot) -> Res<Slot> {
    let found = get_attr(th, class, "_abc_impl")?;
    let known = th.native_class(NativeClass::AbcData).raw();
    if th.get(found).is_pointer() && th.class_of(th.get(found)).raw() == known {
        return Ok(found);
    }
    Err(th.type_error("_abc_impl is set to a wrong type"))
}

/// One of the dicts in a register.
fn part(th: &mut Thread, data: Slot, i: usize) -> Res<Slot> {
    Ok(th.root(th.get(data).expect::<Record>().fixed(i)))
}

/// Is the class in that dict?
fn has(th: &mut Thread, data: Slot, i: usize, class: Slot) -> Res<bool> {
    let d = part(th, data, i)?;
    Ok(dict::get(th, d, class)?.is_some())
}

fn remember(th: &mut Thread, data: Slot, i: usize, class: Slot) -> Res<()> {
    let d = part(th, data, i)?;
    let yes = th.root(Val::TRUE);
    dict::set(th, d, class, yes)
}

fn register(th: &mut Thread, w: Window) -> Res<Done> {
    let (class, sub) = (w.at(0), w.at(1));
    if !th.get(sub).is_kind(Kind::Class) {
        return Err(th.type_error("Can only register classes"));
    }
    if is_subclass(th, sub, class)? {
        return th.ret_slot(sub);
    }
    if is_subclass(th, class, sub)? {
        return Err(th.raise(
            crate::error::Exc::RuntimeError,
            "Refusing to create an inheritance cycle",
        ));
    }
    let data = data(th, class)?;
    remember(th, data, REGISTRY, sub)?;
    // ORD: Release; pairs with Acquire in `token`.
    REGISTRATIONS.fetch_add(1, Ordering::Release);
    let pattern = flags::SEQUENCE | flags::MAPPING;
    let wanted = th.get(class).expect::<Class>().info().flags.get() & pattern;
    // The builtin ones say themselves what they are: text is no sequence to a pattern.
    let builtin = th
        .get(sub)
        .expect::<Class>()
        .info()
        .has_flag(flags::BUILTIN);
    if wanted != 0 && !builtin {
        let info = th.get(sub).expect::<Class>().info();
        info.flags.set(info.flags.get() & !pattern | wanted);
    }
    th.ret_slot(sub)
}

fn instance_check(th: &mut Thread, w: Window) -> Res<Done> {
    let (class, instance) = (w.at(0), w.at(1));
    let data = data(th, class)?;
    let name = th.root(th.id(Id::__class__));
    let sub = th.getattr(instance, name)?;
    if has(th, data, YES, sub)? {
        return th.ret(Val::TRUE);
    }
    let real = th.root(th.class_of(th.get(instance)).val());
    if th.get(real).is(th.get(sub)) {
        if negative(th, data, sub)? {
            return th.ret(Val::FALSE);
        }
        let r = ask(th, class, sub)?;
        return th.ret(Val::bool(r));
    }
    let r = ask(th, class, sub)? || ask(th, class, real)?;
    th.ret(Val::bool(r))
}

/// `cls.__subclasscheck__(sub)`.
fn ask(th: &mut Thread, class: Slot, sub: Slot) -> Res<bool> {
    let f = get_attr(th, class, "__subclasscheck__")?;
    let r = th.call(f, &[sub])?;
    number::truth(th, r)
}

/// Is there a negative answer that still holds?
fn negative(th: &mut Thread, data: Slot, sub: Slot) -> Res<bool> {
    let stale = th.section(|th| {
        let known = th.get(data).expect::<Record>().see(th)?.field(NO_TOKEN);
        Ok(known.as_int() != Some(token() as i64))
    })?;
    if stale {
        let no = part(th, data, NO)?;
        th.section(|th| {
            let own = th.get(data).expect::<Record>().own(th)?;
            let no = th.get(no).expect::<Dict>().own(th)?;
            own.set_field(NO_TOKEN, th.uint(token()));
            no.forget_all();
            Ok(())
        })?;
        return Ok(false);
    }
    has(th, data, NO, sub)
}

fn subclass_check(th: &mut Thread, w: Window) -> Res<Done> {
    let (class, sub) = (w.at(0), w.at(1));
    if !th.get(sub).is_kind(Kind::Class) {
        return Err(th.type_error("issubclass() arg 1 must be a class"));
    }
    let data = data(th, class)?;
    if has(th, data, YES, sub)? {
        return th.ret(Val::TRUE);
    }
    if negative(th, data, sub)? {
        return th.ret(Val::FALSE);
    }
    let is = derive(th, class, sub, data)?;
    remember(th, data, if is { YES } else { NO }, sub)?;
    th.ret(Val::bool(is))
}

/// The answer without what was remembered.
fn derive(th: &mut Thread, class: Slot, sub: Slot, data: Slot) -> Res<bool> {
    let hook = get_attr(th, class, "__subclasshook__")?;
    let r = th.call(hook, &[sub])?;
    if let Some(answer) = th.get(r).as_bool() {
        return Ok(answer);
    }
    if !th.get(r).is_not_implemented() {
        return Err(th.raise(
            crate::error::Exc::AssertionError,
            "__subclasshook__ must return either False, True, or NotImplemented",
        ));
    }
    if th.get(sub).expect::<Class>().is_subclass(th.get(class)) {
        return Ok(true);
    }
    let registry = part(th, data, REGISTRY)?;
    let registered: Vec<Slot> = th.section(|th| {
        let seen = th.get(registry).expect::<Dict>().see(th)?;
        Ok(seen.entries().map(|(_, k, _)| th.root(k)).collect())
    })?;
    for r in registered {
        if is_subclass(th, sub, r)? {
            return Ok(true);
        }
    }
    let list = get_attr(th, class, "__subclasses__")?;
    let list = th.call(list, &[])?;
    if th.get(list).cast::<crate::object::List>().is_none() {
        return Err(th.type_error("__subclasses__() must return a list"));
    }
    let direct: Vec<Slot> = th.section(|th| {
        let all = th.get(list).expect::<crate::object::List>().see(th)?;
        Ok(all.items().iter().map(|c| th.root(*c)).collect())
    })?;
    for s in direct {
        if is_subclass(th, sub, s)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dump(th: &mut Thread, w: Window) -> Res<Done> {
    let data = data(th, w.at(0))?;
    let parts = [REGISTRY, YES, NO].map(|i| part(th, data, i));
    let mut sets = Vec::new();
    let class = th.root(th.builtin(crate::class::Builtin::Set));
    for p in parts {
        sets.push(th.call(class, &[p?])?);
    }
    let r = th.section(|th| {
        let token = th.get(data).expect::<Record>().see(th)?.field(NO_TOKEN);
        let all = [th.get(sets[0]), th.get(sets[1]), th.get(sets[2]), token];
        Ok(th.root(th.tuple(&all)))
    })?;
    th.ret_slot(r)
}

fn reset(th: &mut Thread, w: Window, parts: &[usize]) -> Res<Done> {
    let data = data(th, w.at(0))?;
    for i in parts {
        let d = part(th, data, *i)?;
        th.section(|th| {
            th.get(d).expect::<Dict>().own(th)?.forget_all();
            Ok(())
        })?;
    }
    th.ret(Val::NONE)
}
