//! `partial`: a callable with some of its arguments given.
//!
//! `Placeholder` among the arguments given stands for one that the call gives; placeholders are filled first, from left
//! to right, and what the call gives beyond them comes behind.

use crate::class::{Builtin, Class, flags};
use crate::modules::support::{NativeClass, NativeClassSpec, repr, str_of};
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Dict, Record, Str, Tuple};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The class of the one `Placeholder`.
pub const PLACEHOLDER: NativeClassSpec = NativeClassSpec {
    module: "functools",
    name: "_PlaceholderType",
    doc: "The type of the Placeholder singleton.",
    nfields: 0,
    flags: flags::FINAL | flags::NO_NEW,
    methods: &[
        NativeDef::quick("__repr__", Params::all(&["_self"]), |th, _| {
            Ok(th.str("Placeholder"))
        }),
        NativeDef::quick("__reduce__", Params::all(&["_self"]), |th, _| {
            Ok(th.str("Placeholder"))
        }),
    ],
    getsets: &[],
};

/// Fields: function, tuple of arguments, dict of keywords, number of placeholders.
pub const PARTIAL: NativeClassSpec = NativeClassSpec {
    module: "functools",
    name: "partial",
    doc: "Create a new function with partial application of the given arguments and keywords.",
    nfields: 4,
    flags: flags::DICT,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_func"], 1).kwdict().rest(),
            new,
        )
        .static_method(),
        NativeDef::full("__call__", Params::pos(&["_self"], 1).kwdict().rest(), call),
        NativeDef::full("__repr__", Params::all(&["_self"]), shown),
        NativeDef::quick("__get__", Params::pos(&["_self", "_obj", "_type"], 2), bind),
        NativeDef::full("__reduce__", Params::all(&["_self"]), reduce),
        NativeDef::full("__setstate__", Params::all(&["_self", "_state"]), set_state),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("func", |th, v| Ok(v.expect::<Record>().see(th)?.field(0))),
        GetSet::read("args", |th, v| Ok(v.expect::<Record>().see(th)?.field(1))),
        GetSet::read("keywords", |th, v| {
            Ok(v.expect::<Record>().see(th)?.field(2))
        }),
    ],
};

fn is_placeholder(th: &Thread, v: Val<'_>) -> bool {
    let class = th.native_class(NativeClass::Placeholder).val().raw();
    th.class_of(v.raw().val(th)).val().raw() == class
}

/// The fields of a partial in registers: function, arguments, keywords.
fn parts(th: &mut Thread, this: Slot) -> Res<[Slot; 3]> {
    th.section(|th| {
        let seen = th.get(this).expect::<Record>().see(th)?;
        Ok([0, 1, 2].map(|i| th.root(seen.field(i))))
    })
}

fn is_partial(th: &Thread, v: Val<'_>) -> bool {
    th.class_of(v.raw().val(th))
        .is_subclass(th.native_class(NativeClass::Partial).val().raw().val(th))
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(mut func) = w.opt(th, 1) else {
        return Err(th.type_error("type 'partial' takes at least one argument"));
    };
    if !crate::modules::support::is_callable(th, func)? {
        return Err(th.type_error("the first argument must be callable"));
    }
    let given: Vec<Slot> = w.from(3).collect();
    if given.last().is_some_and(|s| is_placeholder(th, th.get(*s))) {
        return Err(th.type_error("trailing Placeholders are not allowed"));
    }
    let keywords = th.root(Dict::new(th).val());
    let mut all: Vec<Slot> = Vec::new();
    if is_partial(th, th.get(func)) {
        let [inner, args, kw] = parts(th, func)?;
        func = inner;
        all = spread(th, args);
        fill(th, &mut all, &given);
        merge(th, keywords, kw)?;
    } else {
        all.extend(&given);
    }
    if let Some(kw) = w.opt(th, 2) {
        let named = th.section(|th| {
            let mut all = th.get(kw).expect::<Dict>().see(th)?.entries();
            Ok(all.any(|(_, _, v)| is_placeholder(th, v)))
        })?;
        if named {
            return Err(th.type_error("Placeholder cannot be passed as a keyword argument"));
        }
    }
    if let Some(kw) = w.opt(th, 2) {
        merge(th, keywords, kw)?;
    }
    let r = {
        let items: Vec<Val<'_>> = all.iter().map(|s| th.get(*s)).collect();
        let count = items.iter().filter(|v| is_placeholder(th, **v)).count();
        let class = th.get(w.at(0)).expect::<Class>();
        let fields = [
            th.get(func),
            th.tuple(&items),
            th.get(keywords),
            Val::small(count as i64),
        ];
        Record::new(th, class.info().root_shape(), &fields).val()
    };
    th.ret(r)
}

/// The items of a tuple in registers.
fn spread(th: &Thread, tuple: Slot) -> Vec<Slot> {
    let items = th.get(tuple).expect::<Tuple>().items();
    items.iter().map(|v| th.root(*v)).collect()
}

/// Puts `given` in the places of the placeholders, the rest behind.
fn fill(th: &Thread, all: &mut Vec<Slot>, given: &[Slot]) {
    let mut rest = given.iter();
    for place in all.iter_mut() {
        if is_placeholder(th, th.get(*place)) {
            match rest.next() {
                Some(v) => *place = *v,
                None => break,
            }
        }
    }
    all.extend(rest);
}

/// Adds the keywords of one dict to another.
fn merge(th: &mut Thread, into: Slot, from: Slot) -> Res<()> {
    th.section(|th| {
        let from = th.get(from).expect::<Dict>().see(th)?;
        let into = th.get(into).expect::<Dict>().own(th)?;
        for (hash, k, v) in from.entries() {
            match into.find(hash, crate::object::string_key(k))? {
                Some(i) => into.set_entry(i, v),
                None => into.append(th, hash, k, v),
            }
        }
        Ok(())
    })
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let [func, args, stored] = parts(th, w.at(0))?;
    let placeholders = th.get(w.at(0)).expect::<Record>().fixed(3);
    let needed = placeholders.as_int().unwrap_or(0) as usize;
    let given: Vec<Slot> = w.from(2).collect();
    if given.len() < needed {
        let text = format!(
            "missing positional arguments in 'partial' call; expected at least {needed}, got {}",
            given.len()
        );
        return Err(th.type_error(text));
    }
    let mut all = spread(th, args);
    fill(th, &mut all, &given);
    let plain = th.section(|th| Ok(th.get(stored).expect::<Dict>().see(th)?.is_empty()))?;
    let keywords = match w.opt(th, 1) {
        None if plain => {
            let r = th.call(func, &all)?;
            return th.ret_slot(r);
        }
        None => stored,
        Some(kw) if plain => kw,
        Some(kw) => {
            let merged = th.root(Dict::new(th).val());
            merge(th, merged, stored)?;
            merge(th, merged, kw)?;
            merged
        }
    };
    let packed = {
        let items: Vec<Val<'_>> = all.iter().map(|s| th.get(*s)).collect();
        th.root(th.tuple(&items))
    };
    let r = th.call_ex(func, packed, keywords)?;
    th.ret_slot(r)
}

fn bind<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match a.get(1).is_none() {
        true => a.get(0),
        false => th.record(Builtin::Method, &[a.get(0), a.get(1)]),
    })
}

fn shown(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    let text = text::guarded(th, this, |th| described(th, this))?;
    th.ret(th.str(text.as_deref().unwrap_or("...")))
}

fn described(th: &mut Thread, this: Slot) -> Res<String> {
    let [func, args, keywords] = parts(th, this)?;
    let mut list = vec![repr(th, func)?];
    for v in spread(th, args) {
        list.push(repr(th, v)?);
    }
    let pairs: Vec<(Slot, Slot)> = th.section(|th| {
        let seen = th.get(keywords).expect::<Dict>().see(th)?;
        Ok(seen
            .entries()
            .map(|(_, k, v)| (th.root(k), th.root(v)))
            .collect())
    })?;
    for (k, v) in pairs {
        let name = str_of(th, k)?;
        list.push(format!("{name}={}", repr(th, v)?));
    }
    let title = th.section(|th| {
        let class = th.class_of(th.get(this));
        let module = crate::protocol::lookup::lookup(th, class, th.id(Id::__module__))?;
        let module = module
            .and_then(|m| m.cast::<Str>())
            .map_or("?", |s| s.text());
        Ok(format!("{module}.{}", class.name()))
    })?;
    Ok(format!("{title}({})", list.join(", ")))
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let [func, args, keywords] = parts(th, w.at(0))?;
    let name = th.root(th.id(Id::__dict__));
    let own = th.getattr_opt(w.at(0), name)?;
    let own = own.unwrap_or_else(|| th.root(Val::NONE));
    let r = {
        let f = th.get(func);
        let state = [f, th.get(args), th.get(keywords), th.get(own)];
        let class = th.class_of(th.get(w.at(0))).val();
        th.tuple(&[class, th.tuple(&[f]), th.tuple(&state)])
    };
    th.ret(r)
}

fn set_state(th: &mut Thread, w: Window) -> Res<Done> {
    let valid = {
        let state = th.get(w.at(1)).unboxed().cast::<Tuple>();
        state.is_some_and(|s| {
            s.len() == 4
                && s.at(1).unboxed().cast::<Tuple>().is_some()
                && (s.at(2).is_none() || s.at(2).cast::<Dict>().is_some())
        })
    };
    if !valid {
        return Err(th.type_error("invalid partial state"));
    }
    let state = spread(th, w.at(1));
    if th.get(state[2]).is_none() {
        th.set(state[2], Dict::new(th).val());
    }
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        let args = th.get(state[1]).unboxed();
        let count = args
            .expect::<Tuple>()
            .items()
            .iter()
            .filter(|v| is_placeholder(th, **v))
            .count();
        own.set_field(0, th.get(state[0]));
        own.set_field(1, args);
        own.set_field(2, th.get(state[2]));
        own.set_field(3, Val::small(count as i64));
        Ok(())
    })?;
    if let Some(d) = th.get(state[3]).cast::<Dict>() {
        let d = th.root(d.val());
        let pairs: Vec<(Slot, Slot)> = th.section(|th| {
            let seen = th.get(d).expect::<Dict>().see(th)?;
            Ok(seen
                .entries()
                .map(|(_, k, v)| (th.root(k), th.root(v)))
                .collect())
        })?;
        for (k, v) in pairs {
            let name = th.root(th.intern(th.text_of(k)));
            th.setattr(w.at(0), name, v)?;
        }
    }
    th.ret(Val::NONE)
}
