//! `bytes(…)`, and what it shares with `bytearray(…)`.

use super::{Flavor, gather};
use crate::class::Builtin;
use crate::error::Exc;
use crate::names::Id;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::types::rows::ONE;
use crate::types::{args, codec, concat, construct};
use crate::unwind::Res;

pub const BYTES: &[NativeDef] = &[
    NativeDef::full(
        "__new__",
        Params::pos(&["_cls", "source", "encoding", "errors"], 1),
        new,
    )
    .static_method(),
    NativeDef::quick("__hash__", ONE, |th, a| {
        Ok(th.int(a.get(0).unboxed().expect::<Bytes>().hash()))
    }),
    NativeDef::quick("__bytes__", ONE, |_, a| Ok(a.get(0).unboxed())),
    NativeDef::quick("__getnewargs__", ONE, |th, a| {
        Ok(th.tuple(&[a.get(0).unboxed()]))
    }),
];

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let sources = [w.opt(th, 1), w.opt(th, 2), w.opt(th, 3)];
    let exact = match sources {
        [Some(x), None, None] if th.get(x).has_shape(Builtin::Bytes.shape()) => x,
        [Some(x), None, None] => match by_method(th, x)? {
            Some(bytes) => bytes,
            None => made(th, sources)?,
        },
        _ => made(th, sources)?,
    };
    let class = th.get(w.at(0));
    let exact = th.get(exact).unboxed();
    th.ret(construct::boxed_as(th, class, Builtin::Bytes, exact)?)
}

fn made(th: &mut Thread, sources: [Option<Slot>; 3]) -> Res<Slot> {
    let bytes = source(th, Flavor::Bytes, sources)?;
    Ok(th.root(Bytes::new(th, &bytes).val()))
}

/// By `__bytes__`.
fn by_method(th: &mut Thread, x: Slot) -> Res<Option<Slot>> {
    let Some(r) = th.call_special(x, Id::__bytes__, &[])? else {
        return Ok(None);
    };
    if th.get(r).unboxed().cast::<Bytes>().is_some() {
        return Ok(Some(r));
    }
    let text = format!(
        "__bytes__ returned non-bytes (type {})",
        th.class_name(th.get(r))
    );
    Err(th.type_error(text))
}

/// What `bytes(source, encoding, errors)` holds, `__bytes__` aside.
pub fn source(
    th: &mut Thread,
    flavor: Flavor,
    [x, encoding, errors]: [Option<Slot>; 3],
) -> Res<Vec<u8>> {
    let Some(x) = x else {
        return match (encoding, errors) {
            (None, None) => Ok(Vec::new()),
            (None, Some(_)) => Err(th.type_error("errors without a string argument")),
            _ => Err(th.type_error("encoding without a string argument")),
        };
    };
    if let Some(encoding) = encoding {
        let name = flavor.name();
        let encoding = args::encoding(th, name, Some(encoding), "encoding", "")?;
        let errors = args::encoding(th, name, errors, "errors", "strict")?;
        if args::text_of(th.get(x)).is_none() {
            return Err(th.type_error("encoding without a string argument"));
        }
        let encoded = codec::encode(th, x, &encoding, &errors)?;
        return th.section(|th| Ok(super::buffer(th, th.get(encoded))?.into_owned()));
    }
    if errors.is_some() {
        let text = if args::text_of(th.get(x)).is_some() {
            "string argument without an encoding"
        } else {
            "errors without a string argument"
        };
        return Err(th.type_error(text));
    }
    if args::text_of(th.get(x)).is_some() {
        return Err(th.type_error("string argument without an encoding"));
    }
    if let Some(count) = count(th, x)? {
        return Ok(vec![0; count]);
    }
    gather(th, x, &|th| {
        let (name, from) = (flavor.name(), th.class_name(th.get(x)));
        th.type_error(format!("cannot convert '{from}' object to {name}"))
    })
}

/// `bytes(5)`: so many zeros. `None` for an object that is no int.
fn count(th: &mut Thread, x: Slot) -> Res<Option<usize>> {
    let v = th.get(x);
    let is_index = Int::of(v).is_some()
        || lookup::lookup_cell(th, th.class_of(v), th.id(Id::__index__)).is_some();
    if !is_index {
        return Ok(None);
    }
    let i = crate::protocol::index::index(th, x)?;
    let Some(n) = Int::of(th.get(i)).and_then(Int::to_i64) else {
        return Err(th.raise(
            Exc::OverflowError,
            "cannot fit 'int' into an index-sized integer",
        ));
    };
    match usize::try_from(n) {
        Ok(n) => {
            concat::check_size(th, n)?;
            Ok(Some(n))
        }
        Err(_) => Err(th.value_error("negative count")),
    }
}
