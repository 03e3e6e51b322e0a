//! The views that `d.keys()`, `d.values()` and `d.items()` give, and `mappingproxy`.

use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, Kind, Record, Tuple};
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::protocol::{container, iter, text};
use crate::thread::{Slot, Thread};
use crate::types::{alias, iter as iters, set};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_value"]);

/// A view of a dict.
pub fn new<'t>(th: &'t Thread, b: Builtin, d: Val<'t>) -> Val<'t> {
    th.record(b, &[d])
}

/// The dict behind a view, in a new register.
fn dict_of(th: &Thread, view: Slot) -> Slot {
    th.root(th.get(view).expect::<Record>().fixed(0))
}

fn dict<'t>(v: Val<'t>) -> Val<'t> {
    v.expect::<Record>().fixed(0)
}

fn len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = dict(a.get(0)).expect::<Dict>().see(th)?.len();
    Ok(Val::small(n as i64))
}

const LEN: NativeDef = NativeDef::quick("__len__", ONE, len);
const REPR: NativeDef = NativeDef::full("__repr__", ONE, repr);
const MAPPING: GetSet = GetSet::read("mapping", |th, v| {
    Ok(th.record(Builtin::MappingProxy, &[dict(v)]))
});

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = th.class_name(th.get(w.at(0))).to_owned();
    let body = text::guarded(th, w.at(0), |th| {
        let list = iter::to_list(th, w.at(0))?;
        text::repr_text(th, list)
    })?;
    let body = match body {
        Some(body) => format!("{name}({body})"),
        None => "...".to_owned(),
    };
    th.ret(th.str(&body))
}

/// The rows that keys and items have in common, with more.
macro_rules! set_rows {
    ($($more:expr),* $(,)?) => {
        &[
            LEN,
            REPR,
            NativeDef::full("__and__", TWO, |th, w| combine(th, BinOp::And, w.at(0), w.at(1))),
            NativeDef::full("__rand__", TWO, |th, w| combine(th, BinOp::And, w.at(1), w.at(0))),
            NativeDef::full("__or__", TWO, |th, w| combine(th, BinOp::Or, w.at(0), w.at(1))),
            NativeDef::full("__ror__", TWO, |th, w| combine(th, BinOp::Or, w.at(1), w.at(0))),
            NativeDef::full("__xor__", TWO, |th, w| combine(th, BinOp::Xor, w.at(0), w.at(1))),
            NativeDef::full("__rxor__", TWO, |th, w| combine(th, BinOp::Xor, w.at(1), w.at(0))),
            NativeDef::full("__sub__", TWO, |th, w| combine(th, BinOp::Sub, w.at(0), w.at(1))),
            NativeDef::full("__rsub__", TWO, |th, w| combine(th, BinOp::Sub, w.at(1), w.at(0))),
            NativeDef::full("__lt__", TWO, |th, w| compare(th, w, CmpOp::Lt)),
            NativeDef::full("__le__", TWO, |th, w| compare(th, w, CmpOp::Le)),
            NativeDef::full("__eq__", TWO, |th, w| compare(th, w, CmpOp::Eq)),
            NativeDef::full("__ne__", TWO, |th, w| compare(th, w, CmpOp::Ne)),
            NativeDef::full("__gt__", TWO, |th, w| compare(th, w, CmpOp::Gt)),
            NativeDef::full("__ge__", TWO, |th, w| compare(th, w, CmpOp::Ge)),
            NativeDef::full("isdisjoint", TWO, is_disjoint).doc("Return True if the view and the given iterable have a null intersection."),
            $($more),*
        ]
    };
}

pub const KEYS: TypeSpec = TypeSpec {
    builtin: Builtin::DictKeys,
    doc: "",
    methods: set_rows![
        NativeDef::quick("__iter__", ONE, |th, a| iters::sized_iter(
            th,
            Builtin::DictKeyIter,
            dict(a.get(0))
        )),
        NativeDef::quick("__reversed__", ONE, |th, a| iters::sized_rev_iter(
            th,
            Builtin::DictRevKeyIter,
            dict(a.get(0))
        )),
        NativeDef::full("__contains__", TWO, |th, w| {
            let d = dict_of(th, w.at(0));
            let found = super::get(th, d, w.at(1))?.is_some();
            th.ret(Val::bool(found))
        }),
    ],
    getsets: &[MAPPING],
};

pub const VALUES: TypeSpec = TypeSpec {
    builtin: Builtin::DictValues,
    doc: "",
    methods: &[
        LEN,
        REPR,
        NativeDef::quick("__iter__", ONE, |th, a| {
            iters::sized_iter(th, Builtin::DictValueIter, dict(a.get(0)))
        }),
        NativeDef::quick("__reversed__", ONE, |th, a| {
            iters::sized_rev_iter(th, Builtin::DictRevValueIter, dict(a.get(0)))
        }),
    ],
    getsets: &[MAPPING],
};

pub const ITEMS: TypeSpec = TypeSpec {
    builtin: Builtin::DictItems,
    doc: "",
    methods: set_rows![
        NativeDef::quick("__iter__", ONE, |th, a| iters::sized_iter(
            th,
            Builtin::DictItemIter,
            dict(a.get(0))
        )),
        NativeDef::quick("__reversed__", ONE, |th, a| iters::sized_rev_iter(
            th,
            Builtin::DictRevItemIter,
            dict(a.get(0))
        )),
        NativeDef::full("__contains__", TWO, items_contain),
    ],
    getsets: &[MAPPING],
};

fn items_contain(th: &mut Thread, w: Window) -> Res<Done> {
    let pair = th.get(w.at(1)).unboxed().cast::<Tuple>();
    let Some([k, v]) = pair.map(|p| p.items()) else {
        return th.ret(Val::FALSE);
    };
    let (k, v) = (th.root(*k), th.root(*v));
    let d = dict_of(th, w.at(0));
    let found = match super::get(th, d, k)? {
        Some(other) => number::same_or_equal(th, other, v)?,
        None => false,
    };
    th.ret(Val::bool(found))
}

/// A view and any iterable as a new set.
fn combine(th: &mut Thread, op: BinOp, a: Slot, b: Slot) -> Res<Done> {
    let left = set::from_iterable(th, a)?;
    let right = set::from_iterable(th, b)?;
    let r = set::combine(th, op, left, right)?;
    th.ret_slot(r)
}

/// Is it a set, or a view that is like one?
pub fn is_set_like(v: Val<'_>) -> bool {
    v.is_kind(Kind::Set)
        || v.has_shape(Builtin::DictKeys.shape())
        || v.has_shape(Builtin::DictItems.shape())
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    if !is_set_like(th.get(w.at(1))) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (n, m) = (container::len(th, w.at(0))?, container::len(th, w.at(1))?);
    let holds = match op {
        CmpOp::Eq => n == m && all_in(th, w.at(0), w.at(1))?,
        CmpOp::Ne => !(n == m && all_in(th, w.at(0), w.at(1))?),
        CmpOp::Lt => n < m && all_in(th, w.at(0), w.at(1))?,
        CmpOp::Le => n <= m && all_in(th, w.at(0), w.at(1))?,
        CmpOp::Gt => n > m && all_in(th, w.at(1), w.at(0))?,
        CmpOp::Ge => n >= m && all_in(th, w.at(1), w.at(0))?,
    };
    th.ret(Val::bool(holds))
}

/// Is every item of `a` in `b`?
fn all_in(th: &mut Thread, a: Slot, b: Slot) -> Res<bool> {
    let mut all = true;
    iter::for_each(th, a, |th, v| {
        all = container::contains(th, b, v)?;
        Ok(all)
    })?;
    Ok(all)
}

fn is_disjoint(th: &mut Thread, w: Window) -> Res<Done> {
    let mut disjoint = true;
    iter::for_each(th, w.at(1), |th, v| {
        disjoint = !container::contains(th, w.at(0), v)?;
        Ok(disjoint)
    })?;
    th.ret(Val::bool(disjoint))
}

/// The mapping behind a proxy, in a new register.
fn behind(th: &Thread, w: Window) -> Slot {
    dict_of(th, w.at(0))
}

/// Calls the mapping's method of the same name.
macro_rules! passed_on {
    ($($name:literal $id:ident;)*) => {
        [$(NativeDef::full($name, ONE, |th, w| {
            let d = behind(th, w);
            let r = th.call_method(d, Id::$id, &[])?;
            th.ret_slot(r)
        })),*]
    };
}

pub const PROXY: TypeSpec = TypeSpec {
    builtin: Builtin::MappingProxy,
    doc: "Read-only proxy of a mapping.",
    methods: &{
        let [keys, values, items, copy] =
            passed_on! { "keys" keys; "values" values; "items" items; "copy" copy; };
        [
            NativeDef::full("__new__", Params::all(&["_cls", "mapping"]), new_proxy)
                .static_method(),
            keys,
            values,
            items,
            copy,
            NativeDef::full(
                "get",
                Params::pos(&["_self", "_key", "_default"], 2),
                proxy_get,
            )
            .doc("Return the value for key if key is in the mapping, else default."),
            NativeDef::full("__getitem__", TWO, |th, w| {
                let d = behind(th, w);
                let v = container::get_item(th, d, w.at(1))?;
                th.ret_slot(v)
            }),
            NativeDef::full("__contains__", TWO, |th, w| {
                let d = behind(th, w);
                let found = container::contains(th, d, w.at(1))?;
                th.ret(Val::bool(found))
            }),
            NativeDef::full("__len__", ONE, |th, w| {
                let d = behind(th, w);
                let n = container::len(th, d)?;
                th.ret(Val::small(n as i64))
            }),
            NativeDef::full("__iter__", ONE, |th, w| {
                let d = behind(th, w);
                let it = iter::get_iter(th, d)?;
                th.ret_slot(it)
            }),
            NativeDef::full("__reversed__", ONE, |th, w| {
                let d = behind(th, w);
                match iters::chain::reversed_special(th, d)? {
                    Some(it) => th.ret_slot(it),
                    None => Err(iters::chain::not_reversible(th, d)),
                }
            }),
            NativeDef::full("__repr__", ONE, |th, w| {
                let d = behind(th, w);
                let text = text::repr_text(th, d)?;
                th.ret(th.str(&format!("mappingproxy({text})")))
            }),
            NativeDef::full("__str__", ONE, |th, w| {
                let d = behind(th, w);
                let r = text::str(th, d)?;
                th.ret_slot(r)
            }),
            NativeDef::full("__hash__", ONE, |th, w| {
                let d = behind(th, w);
                let h = super::hash(th, d)?;
                th.ret(th.int(h))
            }),
            NativeDef::full("__eq__", TWO, |th, w| proxy_compare(th, w, CmpOp::Eq)),
            NativeDef::full("__ne__", TWO, |th, w| proxy_compare(th, w, CmpOp::Ne)),
            NativeDef::full("__or__", TWO, |th, w| proxy_or(th, w.at(0), w.at(1))),
            NativeDef::full("__ror__", TWO, |th, w| proxy_or(th, w.at(1), w.at(0))),
            NativeDef::full("__ior__", TWO, |th, _| {
                Err(th.type_error("'|=' is not supported by mappingproxy; use '|' instead"))
            }),
            alias::CLASS_GETITEM,
        ]
    },
    getsets: &[],
};

fn new_proxy(th: &mut Thread, w: Window) -> Res<Done> {
    let is_mapping = th.section(|th| {
        let v = th.get(w.at(1));
        let sequence = v.is_kind(Kind::List) || v.unboxed().is_kind(Kind::Tuple);
        Ok(!sequence && crate::protocol::lookup::special(th, v, Id::__getitem__)?.is_some())
    })?;
    if !is_mapping {
        return Err(th.type_error(format!(
            "mappingproxy() argument must be a mapping, not {}",
            th.class_name(th.get(w.at(1)))
        )));
    }
    th.ret(th.record(Builtin::MappingProxy, &[th.get(w.at(1))]))
}

fn proxy_get(th: &mut Thread, w: Window) -> Res<Done> {
    let d = behind(th, w);
    let default = match w.opt(th, 2) {
        Some(v) => v,
        None => th.root(Val::NONE),
    };
    let r = th.call_method(d, Id::get, &[w.at(1), default])?;
    th.ret_slot(r)
}

/// A proxy stands for its mapping.
fn look_through(th: &Thread, v: Slot) -> Slot {
    if th.get(v).has_shape(Builtin::MappingProxy.shape()) {
        dict_of(th, v)
    } else {
        v
    }
}

fn proxy_compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let (a, b) = (look_through(th, w.at(0)), look_through(th, w.at(1)));
    let r = number::compare(th, op, a, b)?;
    th.ret_slot(r)
}

fn proxy_or(th: &mut Thread, a: Slot, b: Slot) -> Res<Done> {
    let (a, b) = (look_through(th, a), look_through(th, b));
    let r = number::binary(th, BinOp::Or, false, a, b)?;
    th.ret_slot(r)
}
