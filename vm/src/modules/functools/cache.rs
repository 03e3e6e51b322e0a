//! The wrapper that `lru_cache` makes.
//!
//! Results lie in an ordinary dict; with a bound, a hit moves its entry to the end, so that the first entry is the one
//! used longest ago. Without a bound a hit writes nothing, so threads can share the cache without meeting. Hits and
//! misses are counted outside the transactions.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::class::{Builtin, Class, flags};
use crate::modules::support::{NativeClassSpec, get_attr_opt, is_callable, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Dict, NativeData, Record, Ref};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Fields of a wrapper.
mod field {
    pub const FUNCTION: usize = 0;
    /// Most entries; None for no bound.
    pub const LIMIT: usize = 1;
    pub const TYPED: usize = 2;
    /// What `cache_info` makes.
    pub const INFO: usize = 3;
    pub const RESULTS: usize = 4;
    /// Separates positional from keyword arguments in keys.
    pub const MARK: usize = 5;
}

pub const WRAPPER: NativeClassSpec = NativeClassSpec {
    module: "functools",
    name: "_lru_cache_wrapper",
    doc: "Create a cached callable that wraps another function.",
    nfields: 6,
    flags: flags::DICT,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::all(&[
                "_cls",
                "user_function",
                "maxsize",
                "typed",
                "cache_info_type",
            ]),
            new,
        )
        .static_method(),
        NativeDef::either(
            "__call__",
            Params::pos(&["_self"], 1).kwdict().rest(),
            quick_call,
            call,
        ),
        NativeDef::quick("__get__", Params::pos(&["_self", "_obj", "_type"], 2), bind),
        NativeDef::full("cache_info", Params::all(&["_self"]), cache_info),
        NativeDef::full("cache_clear", Params::all(&["_self"]), cache_clear),
        NativeDef::full("__reduce__", Params::all(&["_self"]), |th, w| {
            let name = get_attr_opt(th, w.at(0), "__qualname__")?;
            match name {
                Some(n) => th.ret_slot(n),
                None => Err(th.type_error("cannot pickle this cache")),
            }
        }),
        NativeDef::quick("__copy__", Params::all(&["_self"]), |_, a| Ok(a.get(0))),
        NativeDef::quick("__deepcopy__", Params::all(&["_self", "_memo"]), |_, a| {
            Ok(a.get(0))
        }),
    ],
    getsets: &[GetSet::read("__dict__", crate::types::object::get_dict)
        .write(crate::types::object::set_dict)],
};

#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
}

impl NativeData for Counts {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn counts<'t>(this: Val<'t>) -> &'t Counts {
    this.expect::<Record>()
        .native::<Counts>()
        .expect("V3: made with counts")
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    if !is_callable(th, w.at(1))? {
        return Err(th.type_error("the first argument must be callable"));
    }
    let limit = match th.get(w.at(2)).is_none() {
        true => Val::NONE.raw(),
        false => Val::small(to_i64(th, w.at(2))?.max(0)).raw(),
    };
    let typed = number::truth(th, w.at(3))?;
    let r = {
        let class = th.get(w.at(0)).expect::<Class>();
        let fields = [
            th.get(w.at(1)),
            limit.val(th),
            Val::bool(typed),
            th.get(w.at(4)),
            Dict::new(th).val(),
            th.tuple(&[]),
        ];
        let info = class.info();
        Record::with_native(th, info.root_shape(), &fields, Box::<Counts>::default()).val()
    };
    th.ret(r)
}

/// The key of a call: a single int or str itself, else a tuple of all there is to know.
fn key<'t>(
    th: &'t Thread,
    this: Ref<'t, Record>,
    args: &[Val<'t>],
    keywords: Option<Ref<'t, Dict>>,
) -> Res<Val<'t>> {
    let typed = this.fixed(field::TYPED).is(Val::TRUE);
    if let ([one], None, false) = (args, keywords, typed)
        && (one.is_int() || one.has_shape(Builtin::Str.shape()))
    {
        return Ok(*one);
    }
    let mut parts = args.to_vec();
    let named: Vec<(Val<'t>, Val<'t>)> = match keywords {
        Some(d) => d.see(th)?.entries().map(|(_, k, v)| (k, v)).collect(),
        None => Vec::new(),
    };
    if !named.is_empty() {
        parts.push(this.fixed(field::MARK));
        parts.extend(named.iter().flat_map(|(k, v)| [*k, *v]));
    }
    if typed {
        parts.extend(args.iter().map(|v| th.class_of(*v).val()));
        parts.extend(named.iter().map(|(_, v)| th.class_of(*v).val()));
    }
    Ok(th.tuple(&parts))
}

/// A hit in an unbounded cache, with keys that need no Python code.
fn quick_call<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let this = a.get(0).expect::<Record>();
    if !this.fixed(field::LIMIT).is_none() {
        return Ok(Val::UNDEF);
    }
    let key = key(th, this, a.from(2), a.get(1).cast::<Dict>())?;
    let results = this.see(th)?.field(field::RESULTS).expect::<Dict>();
    match dict::quick_get(th, results, key)? {
        Some(v) => {
            // ORD: Relaxed; a count.
            counts(a.get(0)).hits.fetch_add(1, Ordering::Relaxed);
            Ok(v)
        }
        None => Ok(Val::UNDEF),
    }
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    let (function, limit) = {
        let r = th.get(this).expect::<Record>();
        let limit = r.fixed(field::LIMIT).as_int();
        (th.root(r.fixed(field::FUNCTION)), limit)
    };
    if limit == Some(0) {
        // ORD: Relaxed; a count.
        counts(th.get(this)).misses.fetch_add(1, Ordering::Relaxed);
        let r = forward(th, function, w)?;
        return th.ret_slot(r);
    }
    let (key, results) = th.section(|th| {
        let r = th.get(this).expect::<Record>();
        let args: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
        let k = key(th, r, &args, th.get(w.at(1)).cast::<Dict>())?;
        Ok((th.root(k), th.root(r.see(th)?.field(field::RESULTS))))
    })?;
    if let Some(v) = dict::get(th, results, key)? {
        // ORD: Relaxed; a count.
        counts(th.get(this)).hits.fetch_add(1, Ordering::Relaxed);
        if limit.is_some() {
            move_to_end(th, results, key, v)?;
        }
        return th.ret_slot(v);
    }
    // ORD: Relaxed; a count.
    counts(th.get(this)).misses.fetch_add(1, Ordering::Relaxed);
    let v = forward(th, function, w)?;
    dict::set(th, results, key, v)?;
    if let Some(limit) = limit {
        drop_oldest(th, results, limit as usize)?;
    }
    th.ret_slot(v)
}

/// Calls the wrapped function with the arguments of the call.
fn forward(th: &mut Thread, function: Slot, w: Window) -> Res<Slot> {
    let args = {
        let args: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
        th.root(th.tuple(&args))
    };
    th.call_ex(function, args, w.at(1))
}

fn move_to_end(th: &mut Thread, results: Slot, key: Slot, v: Slot) -> Res<()> {
    let is_last = th.section(|th| {
        let seen = th.get(results).expect::<Dict>().see(th)?;
        let last = seen.used().checked_sub(1).and_then(|i| seen.entry(i));
        Ok(last.is_some_and(|(_, k, _)| k.is(th.get(key))))
    })?;
    if !is_last && dict::remove(th, results, key)?.is_some() {
        dict::set(th, results, key, v)?;
    }
    Ok(())
}

fn drop_oldest(th: &mut Thread, results: Slot, limit: usize) -> Res<()> {
    th.section(|th| {
        let own = th.get(results).expect::<Dict>().own(th)?;
        while own.len() > limit {
            match (0..own.used()).find(|i| own.entry(*i).is_some()) {
                Some(i) => own.remove_entry(i),
                None => break,
            }
        }
        Ok(())
    })
}

fn bind<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match a.get(1).is_none() {
        true => a.get(0),
        false => th.record(Builtin::Method, &[a.get(0), a.get(1)]),
    })
}

fn cache_info(th: &mut Thread, w: Window) -> Res<Done> {
    let (info, args) = th.section(|th| {
        let v = th.get(w.at(0));
        let seen = v.expect::<Record>().see(th)?;
        let size = seen.field(field::RESULTS).expect::<Dict>().see(th)?.len();
        let c = counts(v);
        // ORD: Relaxed; counts.
        let (hits, misses) = (
            c.hits.load(Ordering::Relaxed),
            c.misses.load(Ordering::Relaxed),
        );
        let args = [
            th.root(th.uint(hits)),
            th.root(th.uint(misses)),
            th.root(seen.field(field::LIMIT)),
            th.root(Val::small(size as i64)),
        ];
        Ok((th.root(seen.field(field::INFO)), args))
    })?;
    let r = th.call(info, &args)?;
    th.ret_slot(r)
}

fn cache_clear(th: &mut Thread, w: Window) -> Res<Done> {
    th.section(|th| {
        let v = th.get(w.at(0));
        let results = v.expect::<Record>().see(th)?.field(field::RESULTS);
        results.expect::<Dict>().own(th)?.forget_all();
        let c = counts(v);
        // ORD: Relaxed; counts.
        c.hits.store(0, Ordering::Relaxed);
        c.misses.store(0, Ordering::Relaxed);
        Ok(())
    })?;
    th.ret(Val::NONE)
}
