//! `slice`.

use crate::class::Builtin;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::Record;
use crate::protocol::index::{self, Slice};
use crate::protocol::number::CmpOp;
use crate::protocol::text;
use crate::thread::Thread;
use crate::types::{keyed, sequence};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_value"]);

fn part<'t>(v: Val<'t>, i: usize) -> Val<'t> {
    v.expect::<Record>().fixed(i)
}

fn parts<'t>(v: Val<'t>) -> [Val<'t>; 3] {
    [part(v, 0), part(v, 1), part(v, 2)]
}

/// A slice object.
pub fn new<'t>(th: &'t Thread, parts: &[Val<'t>; 3]) -> Val<'t> {
    th.record(Builtin::Slice, parts)
}

macro_rules! comparisons {
    ($($name:literal $op:ident;)*) => {
        [$(NativeDef::full($name, TWO, |th, w| compare(th, w, CmpOp::$op))),*]
    };
}

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Slice,
    doc: "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
    methods: &{
        let [lt, le, eq, ne, gt, ge] = comparisons! {
            "__lt__" Lt; "__le__" Le; "__eq__" Eq; "__ne__" Ne; "__gt__" Gt; "__ge__" Ge;
        };
        [
            NativeDef::quick(
                "__new__",
                Params::pos(&["_cls", "_start", "_stop", "_step"], 2),
                new_method,
            )
            .static_method(),
            NativeDef::full("indices", Params::all(&["_self", "_length"]), indices).doc("S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\nindices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices."),
            NativeDef::full("__repr__", ONE, repr),
            NativeDef::full("__hash__", ONE, hash),
            NativeDef::quick("__reduce__", ONE, |th, a| {
                Ok(th.tuple(&[th.builtin(Builtin::Slice), th.tuple(&parts(a.get(0)))]))
            }),
            lt, le, eq, ne, gt, ge,
        ]
    },
    getsets: &[
        GetSet::read("start", |_, v| Ok(part(v, 0))),
        GetSet::read("stop", |_, v| Ok(part(v, 1))),
        GetSet::read("step", |_, v| Ok(part(v, 2))),
    ],
};

fn new_method<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    crate::types::construct::class_of_new(th, a.get(0), Builtin::Slice)?;
    let parts = match a.opt(2) {
        None => [Val::NONE, a.get(1), Val::NONE],
        Some(stop) => [a.get(1), stop, a.opt(3).unwrap_or(Val::NONE)],
    };
    Ok(new(th, &parts))
}

fn indices(th: &mut Thread, w: Window) -> Res<Done> {
    let len = index::index(th, w.at(1))?;
    let len = index::as_index(th.get(len)).expect("index gives an int");
    if len < 0 {
        return Err(th.value_error("length should not be negative"));
    }
    let plain = index::plain_key(th, w.at(0))?;
    let b = th.section(|th| {
        Slice::of(th.get(plain))
            .expect("plain slices hold ints and None")
            .over(th, len as usize)
    })?;
    th.ret(th.tuple(&[th.int(b.start), th.int(b.stop), th.int(b.step)]))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let mut texts = Vec::new();
    for i in 0..3 {
        texts.push(text::field_repr(th, w.at(0), i)?);
    }
    th.ret(th.str(&format!("slice({})", texts.join(", "))))
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let all = th.root(th.tuple(&parts(th.get(w.at(0)))));
    let h = keyed::hash(th, all)?;
    th.ret(th.int(h))
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    if !th.get(w.at(1)).has_shape(Builtin::Slice.shape()) {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let (a, b) = (
        th.root(th.tuple(&parts(th.get(w.at(0))))),
        th.root(th.tuple(&parts(th.get(w.at(1))))),
    );
    let r = sequence::compare(th, op, a, b)?;
    th.ret_slot(r)
}
