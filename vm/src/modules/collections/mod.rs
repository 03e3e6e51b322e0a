//! `_collections`.
//!
//! | what | file |
//! | --- | --- |
//! | `deque` and its iterators | [`deque`], [`deque_more`] |
//! | `defaultdict`, `OrderedDict` | [`dicts`] |
//! | `_count_elements`, `_tuplegetter` | here |

mod deque;
mod deque_edit;
mod deque_more;
mod dicts;

use super::iterate;
use super::support::{NativeClass, add, add_known_class};
use crate::class::Builtin;
use crate::native::{Args, Done, GetSet, ModuleSpec, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, Record};
use crate::protocol::number::{self, BinOp};
use crate::protocol::{container, iter};
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::Res;
use crate::value::{INT_MAX, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_collections",
    doc: "High performance data structures.",
    functions: &[NativeDef::full(
        "_count_elements",
        Params::all(&["_mapping", "_iterable"]),
        count_elements,
    )],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    add_known_class(th, module, NativeClass::Deque, &deque::CLASS)?;
    for (known, spec, next) in deque_more::ITERATORS {
        let class = add_known_class(th, module, *known, spec)?;
        iterate::set_next(class, next);
    }
    dicts::add_all(th, module)?;
    add(th, module, "_tuplegetter", th.builtin(Builtin::TupleGetter))?;
    Ok(())
}

/// Counts items in a mapping: `mapping[item] += 1`.
fn count_elements(th: &mut Thread, w: Window) -> Res<Done> {
    let mapping = w.at(0);
    let plain = th.section(|th| is_plain_dict(th, th.get(mapping)))?;
    let it = iter::get_iter(th, w.at(1))?;
    let one = th.root(Val::small(1));
    let zero = th.root(Val::small(0));
    let mark = th.mark();
    while let Some(item) = iter::next(th, it)? {
        if plain {
            let counted = th.section(|th| count_quickly(th, th.get(mapping), th.get(item)))?;
            if !counted {
                let old = dict::get(th, mapping, item)?.unwrap_or(zero);
                let new = number::binary(th, BinOp::Add, false, old, one)?;
                dict::set(th, mapping, item, new)?;
            }
        } else {
            let get = crate::modules::support::get_attr(th, mapping, "get")?;
            let old = th.call(get, &[item, zero])?;
            let new = number::binary(th, BinOp::Add, false, old, one)?;
            container::set_item(th, mapping, item, new)?;
        }
        th.release_to(mark);
    }
    th.ret(Val::NONE)
}

/// Is it a dict whose `get` and `__setitem__` are dict's own?
fn is_plain_dict<'t>(th: &'t Thread, v: Val<'t>) -> Res<bool> {
    if v.cast::<Dict>().is_none() {
        return Ok(false);
    }
    let class = th.class_of(v);
    let dict = th.builtin(Builtin::Dict).expect::<crate::class::Class>();
    for name in [th.intern("get"), th.id(crate::names::Id::__setitem__)] {
        let (mine, theirs) = (
            crate::protocol::lookup::lookup_cell(th, class, name),
            crate::protocol::lookup::lookup_cell(th, dict, name),
        );
        if mine.map(|c| c.raw()) != theirs.map(|c| c.raw()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Adds one to a small count in one quick step.
fn count_quickly<'t>(th: &'t Thread, mapping: Val<'t>, item: Val<'t>) -> Res<bool> {
    let d = mapping.expect::<Dict>();
    let count = match dict::quick_get(th, d, item)? {
        Some(n) => match n.as_int() {
            Some(n) if n < INT_MAX => n + 1,
            _ => return Ok(false),
        },
        None => 1,
    };
    dict::quick_set(th, d, item, Val::small(count))
}

/// `_tuplegetter`: the descriptor that reads an item of a named tuple.
pub const TUPLE_GETTER: TypeSpec = TypeSpec {
    builtin: Builtin::TupleGetter,
    doc: "",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::all(&["_cls", "_index", "_doc"]),
            new_getter,
        )
        .static_method(),
        NativeDef::quick("__get__", Params::pos(&["_self", "_obj", "_type"], 2), get),
        NativeDef::quick("__set__", Params::all(&["_self", "_obj", "_value"]), refuse),
        NativeDef::quick("__delete__", Params::all(&["_self", "_obj"]), refuse),
        NativeDef::quick("__reduce__", Params::all(&["_self"]), reduce_getter),
    ],
    getsets: &[GetSet::read("__doc__", |th, v| {
        let doc = v.expect::<Record>().see(th)?.field(1);
        Ok(if doc.is_undef() { Val::NONE } else { doc })
    })
    .write(|th, getter, doc| {
        th.section(|th| {
            let own = th.get(getter).expect::<Record>().own(th)?;
            own.set_field(1, th.get(doc));
            Ok(())
        })
    })],
};

fn new_getter<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if a.get(1).as_int().is_none() {
        return Err(th.type_error("_tuplegetter: an index is required"));
    }
    Ok(th.record(Builtin::TupleGetter, &[a.get(1), a.get(2)]))
}

fn get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.get(1).is_none() {
        true => Ok(a.get(0)),
        false => item(th, a.get(0).expect::<Record>(), a.get(1)),
    }
}

/// The item of a tuple that a getter reads.
pub fn item<'t>(
    th: &'t Thread,
    getter: crate::object::Ref<'t, Record>,
    of: Val<'t>,
) -> Res<Val<'t>> {
    let i = getter.fixed(0).as_int().unwrap_or(-1);
    let Some(t) = of.unboxed().cast::<crate::object::Tuple>() else {
        return Err(th.type_error(format!(
            "descriptor for index '{i}' for tuple subclasses doesn't apply to '{}' object",
            th.class_name(of)
        )));
    };
    match usize::try_from(i).ok().and_then(|i| t.items().get(i)) {
        Some(v) => Ok(*v),
        None => Err(th.index_error("tuple index out of range")),
    }
}

fn refuse<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Err(th.raise(crate::error::Exc::AttributeError, "can't set attribute"))
}

fn reduce_getter<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let args = th.tuple(&[r.fixed(0), r.see(th)?.field(1)]);
    Ok(th.tuple(&[th.builtin(Builtin::TupleGetter), args]))
}
