//! `bytes` and `bytearray`.

use std::borrow::Cow;

use crate::error::Exc;
use crate::object::Bytes;
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The bytes of a bytes-like object; `None` for anything else.
pub fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Cow<'t, [u8]>>> {
    let _ = th;
    Ok(v.unboxed()
        .cast::<Bytes>()
        .map(|b| Cow::Borrowed(b.slice())))
}

/// What `bytes(x)` holds for an object with bytes or an iterable of ints.
pub fn from_object(th: &mut Thread, x: Slot) -> Res<Vec<u8>> {
    let direct = |th: &mut Thread, x: Slot| {
        th.section(|th| Ok(content(th, th.get(x))?.map(|b| b.into_owned())))
    };
    if let Some(bytes) = direct(th, x)? {
        return Ok(bytes);
    }
    let refuse = |th: &Thread| {
        th.type_error(format!(
            "cannot convert '{}' object to bytes",
            th.class_name(th.get(x))
        ))
    };
    if crate::types::args::text_of(th.get(x)).is_some() {
        return Err(refuse(th));
    }
    let it = match iter::get_iter(th, x) {
        Err(Unwind::Raise) if th.swallow(Exc::TypeError) => return Err(refuse(th)),
        r => r?,
    };
    let mut out = Vec::new();
    let mark = th.mark();
    while let Some(item) = iter::next(th, it)? {
        out.push(byte(th, item)?);
        th.release_to(mark);
    }
    Ok(out)
}

/// An item of a bytes object: an int below 256.
pub fn byte(th: &mut Thread, v: Slot) -> Res<u8> {
    let i = crate::protocol::number::index(th, v)?;
    let i = Int::of(th.get(i))
        .expect("V3: index gives an int")
        .clamped();
    u8::try_from(i).map_err(|_| th.value_error("bytes must be in range(0, 256)"))
}
