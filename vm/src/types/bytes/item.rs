//! What makes bytes a sequence: length, items, concatenation, repetition; and `%`.

use super::{Flavor, buffer, content, this};
use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::Record;
use crate::protocol::index::{self, Key};
use crate::text::escape;
use crate::thread::Thread;
use crate::types::concat;
use crate::types::int::Int;
use crate::types::iter::source_iter;
use crate::types::rows::{ONE, TWO};
use crate::types::sequence::get_by_plain_key;
use crate::types::str::percent::{Formatter, Mode, to_bytes, to_chars};
use crate::unwind::Res;
use crate::value::Val;

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("__len__", ONE, |th, a| {
        Ok(Val::small(this(th, a)?.0.len() as i64))
    }),
    NativeDef::quick("__iter__", ONE, |th, a| {
        let v = a.get(0).unboxed();
        let iter = match Flavor::of(v) {
            Flavor::Bytes => Builtin::BytesIter,
            Flavor::Array => Builtin::ByteArrayIter,
        };
        Ok(source_iter(th, iter, v))
    }),
    NativeDef::either(
        "__getitem__",
        TWO,
        |th, a| get(th, a.get(0), a.get(1)),
        |th, w| get_by_plain_key(th, w, get),
    ),
    NativeDef::quick("__repr__", ONE, repr),
    NativeDef::quick("__str__", ONE, repr),
    NativeDef::quick("__add__", TWO, |th, a| {
        let (all, flavor) = this(th, a)?;
        let Some(other) = content(th, a.get(1))? else {
            return Ok(Val::NOT_IMPLEMENTED);
        };
        concat::check_size(th, all.len() + other.len())?;
        Ok(flavor.make(th, &[all, &other].concat()))
    }),
    NativeDef::quick("__mul__", TWO, repeat).index(&[1]),
    NativeDef::quick("__rmul__", TWO, repeat).index(&[1]),
    NativeDef::quick("__buffer__", Params::all(&["_self", "_flags"]), |th, a| {
        crate::types::memoryview::of(th, a.get(0))
    }),
    NativeDef::full("__mod__", TWO, modulo),
    NativeDef::quick("__rmod__", TWO, |_, _| Ok(Val::NOT_IMPLEMENTED)),
];

/// `bytes[key]` where nothing has to be asked; UNDEF if the full form has to do it.
pub fn get<'t>(th: &'t Thread, v: Val<'t>, key: Val<'t>) -> Res<Val<'t>> {
    // An index into an array is what programs do in loops.
    if let Some(i) = key.as_int()
        && v.has_shape(Builtin::ByteArray.shape())
    {
        let all = v.known::<Record>().see(th)?.bytes();
        if let Some(at) = index::in_range(i, all.len()) {
            return Ok(Val::small(i64::from(all[at])));
        }
    }
    let v = v.unboxed();
    let all = buffer(th, v)?;
    Ok(match Key::of(th, key)? {
        Key::At(i) => {
            let at = index::position(th, i, all.len(), out_of_range(Flavor::of(v)))?;
            Val::small(i64::from(all[at]))
        }
        Key::Slice(slice) => {
            let bounds = slice.over(th, all.len())?;
            let flavor = Flavor::of(v);
            if bounds.step == 1 {
                return Ok(flavor.make(th, &all[bounds.range()]));
            }
            let picked: Vec<u8> = bounds.places().map(|at| all[at]).collect();
            flavor.make(th, &picked)
        }
        Key::Ask => Val::UNDEF,
        Key::Other => {
            let what = if Flavor::of(v) == Flavor::Bytes {
                "byte"
            } else {
                "bytearray"
            };
            return Err(index::bad_key(th, what, key));
        }
    })
}

fn out_of_range(flavor: Flavor) -> &'static str {
    match flavor {
        Flavor::Bytes => "index out of range",
        Flavor::Array => "bytearray index out of range",
    }
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (all, flavor) = this(th, a)?;
    let text = escape::bytes_repr(all);
    Ok(th.str(&match flavor {
        Flavor::Bytes => format!("b{text}"),
        // An apostrophe is escaped even between double quotes.
        Flavor::Array if text.starts_with('"') => {
            format!(
                "{}(b{})",
                th.class_name(a.get(0)),
                text.replace('\'', "\\'")
            )
        }
        Flavor::Array => format!("{}(b{text})", th.class_name(a.get(0))),
    }))
}

fn repeat<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(n) = Int::of(a.get(1)) else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let (all, flavor) = this(th, a)?;
    let n = concat::times(th, n)?;
    concat::check_size(th, all.len().saturating_mul(n))?;
    Ok(flavor.make(th, &all.repeat(n)))
}

fn modulo(th: &mut Thread, w: Window) -> Res<Done> {
    let (format, flavor) = th.section(|th| {
        let v = th.get(w.at(0));
        Ok((to_chars(&buffer(th, v)?), Flavor::of(v)))
    })?;
    let out = Formatter::run(th, Mode::Bytes, &format, w.at(1))?;
    th.ret(flavor.make(th, &to_bytes(&out)))
}
