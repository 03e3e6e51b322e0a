//! `str`: its methods by subject.

mod case;
pub mod format;
mod layout;
mod new;
pub mod percent;
mod search;
mod split;
mod translate;

use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, TypeSpec, Window};
use crate::object::{Ref, Str};
use crate::protocol::number::CmpOp;
use crate::protocol::text;
use crate::text::escape;
use crate::thread::Thread;
use crate::types::int::Int;
use crate::types::rows::{ONE, TWO, comparison_rows};
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

pub use new::quick_new;
pub use split::quick_join;

const fn spec(methods: &'static [NativeDef]) -> TypeSpec {
    TypeSpec {
        builtin: Builtin::Str,
        doc: "",
        methods,
        getsets: &[],
    }
}

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Str,
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object.",
    methods: BASICS,
    getsets: &[],
};
pub const COMPARISONS: TypeSpec = spec(comparison_rows!(compare));
pub const CASE: TypeSpec = spec(case::METHODS);
pub const SEARCH: TypeSpec = spec(search::METHODS);
pub const SPLIT: TypeSpec = spec(split::METHODS);
pub const LAYOUT: TypeSpec = spec(layout::METHODS);
pub const FORMAT: TypeSpec = spec(format::METHODS);
pub const TRANSLATE: TypeSpec = spec(translate::METHODS);

const BASICS: &[NativeDef] = &[
    NativeDef::full("__new__", new::PARAMS, new::new).static_method(),
    NativeDef::quick("__repr__", ONE, |th, a| {
        Ok(th.str(&escape::repr(this(a).text())))
    }),
    NativeDef::quick("__str__", ONE, |_, a| Ok(this(a).val())),
    NativeDef::quick("__hash__", ONE, |th, a| Ok(th.int(this(a).hash()))),
    NativeDef::full("__format__", TWO, format_method),
    NativeDef::quick("__add__", TWO, |th, a| {
        let sum = concat::concat(th, false, this(a).val(), a.get(1).unboxed())?;
        Ok(sum.unwrap_or(Val::NOT_IMPLEMENTED))
    }),
    NativeDef::quick("__mul__", TWO, repeat).index(&[1]),
    NativeDef::quick("__rmul__", TWO, repeat).index(&[1]),
    NativeDef::full("__mod__", TWO, percent::modulo),
    NativeDef::full("__rmod__", TWO, percent::reflected),
    NativeDef::quick(
        "__getnewargs__",
        ONE,
        |th, a| Ok(th.tuple(&[this(a).val()])),
    ),
    NativeDef::quick("__sizeof__", ONE, |_, a| {
        let s = this(a);
        let width = match s.text().chars().max().map_or(0, u32::from) {
            0..=0x7F => return Ok(Val::small(41 + s.len() as i64)),
            0x80..=0xFF => 1,
            0x100..=0xFFFF => 2,
            _ => 4,
        };
        Ok(Val::small(56 + width * (s.len() as i64 + 1)))
    }),
];

/// The receiver.
pub(super) fn this<'t>(a: Args<'t>) -> Ref<'t, Str> {
    a.get(0).unboxed().expect::<Str>()
}

/// A method's result: the receiver itself if nothing changed and it is an exact `str`.
pub(super) fn result<'t>(th: &'t Thread, this: Ref<'t, Str>, text: &str) -> Val<'t> {
    if text.len() == this.text().len() {
        return this.val();
    }
    if text.len() <= 1
        && let Some(c) = text.chars().next()
    {
        return th.vm.character(th, c);
    }
    th.str(text)
}

fn repeat<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(n) = Int::of(a.get(1)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let r = concat::repeat(th, false, this(a).val(), n)?;
    Ok(r.unwrap_or(Val::NOT_IMPLEMENTED))
}

fn compare<'t>(_: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    Ok(match (args::text_of(a), args::text_of(b)) {
        (Some(x), Some(y)) => Val::bool(op.orders(x.cmp(y))),
        _ => Val::NOT_IMPLEMENTED,
    })
}

fn format_method(th: &mut Thread, w: Window) -> Res<Done> {
    let done = th.section(|th| {
        let (v, spec) = (th.get(w.at(0)), text::spec_argument(th, th.get(w.at(1)))?);
        if spec.is_empty() {
            return Ok(None);
        }
        let s = v.unboxed().expect::<Str>().text();
        match crate::text::format::format_str(s, spec, th.class_name(v)) {
            Ok(text) => Ok(Some(th.root(th.str(&text)))),
            Err(fault) => Err(th.fault(fault)),
        }
    })?;
    let done = match done {
        Some(v) => v,
        None => text::str(th, w.at(0))?,
    };
    th.ret_slot(done)
}
