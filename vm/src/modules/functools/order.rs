//! `cmp_to_key`: an old comparison function as a sort key.

use crate::class::flags;
use crate::error::Exc;
use crate::modules::support::{NativeClass, NativeClassSpec};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::Record;
use crate::protocol::number::{self, CmpOp};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// Fields: the comparison, the object (UNDEF for the key function itself).
pub const KEY: NativeClassSpec = NativeClassSpec {
    module: "functools",
    name: "KeyWrapper",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::quick("__call__", Params::all(&["_self", "obj"]), call),
        NativeDef::full("__lt__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Lt)
        }),
        NativeDef::full("__le__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Le)
        }),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Eq)
        }),
        NativeDef::full("__ne__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Ne)
        }),
        NativeDef::full("__gt__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Gt)
        }),
        NativeDef::full("__ge__", Params::all(&["_self", "_other"]), |th, w| {
            compare(th, w, CmpOp::Ge)
        }),
    ],
    getsets: &[GetSet::read("obj", |th, v| {
        let obj = v.expect::<Record>().fixed(1);
        match obj.is_undef() {
            true => Err(th.raise(Exc::AttributeError, "object")),
            false => Ok(obj),
        }
    })],
};

/// `cmp_to_key(mycmp)`.
pub fn cmp_to_key<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(th.native_record(NativeClass::ComparisonKey, &[a.get(0)]))
}

fn call<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let comparison = a.get(0).expect::<Record>().fixed(0);
    Ok(th.native_record(NativeClass::ComparisonKey, &[comparison, a.get(1)]))
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let class = th.native_class(NativeClass::ComparisonKey).val().raw();
    let other = th.get(w.at(1));
    if !th.class_of(other).val().is(class.val(th)) {
        return Err(th.type_error("other argument must be K instance"));
    }
    let (comparison, a, b) = {
        let (x, y) = (th.get(w.at(0)).expect::<Record>(), other.expect::<Record>());
        (
            th.root(x.fixed(0)),
            th.root(x.fixed(1)),
            th.root(y.fixed(1)),
        )
    };
    let r = th.call(comparison, &[a, b])?;
    if let Some(n) = th.get(r).as_int() {
        return th.ret(Val::bool(op.holds(&n, &0)));
    }
    let zero = th.root(Val::small(0));
    let v = number::compare(th, op, r, zero)?;
    th.ret_slot(v)
}
