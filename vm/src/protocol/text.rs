//! `repr(v)` and `str(v)`.

use crate::class::Builtin;
use crate::names::Id;
use crate::object::Kind;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;

/// `repr(v)`, in a new register.
pub fn repr(th: &mut Thread, v: Slot) -> Res<Slot> {
    convert(th, v, Id::__repr__)
}

/// `str(v)`, in a new register.
pub fn str(th: &mut Thread, v: Slot) -> Res<Slot> {
    if th.get(v).has_shape(Builtin::Str.shape()) {
        return Ok(v);
    }
    convert(th, v, Id::__str__)
}

fn convert(th: &mut Thread, v: Slot, id: Id) -> Res<Slot> {
    let Some(r) = th.call_special(v, id, &[])? else {
        let text = format!("'{}' object has no text form", th.class_name(th.get(v)));
        return Err(th.type_error(text));
    };
    if th.get(r).unboxed().is_kind(Kind::Str) {
        return Ok(r);
    }
    let text = format!(
        "{} returned non-string (type {})",
        crate::names::IDS[id as usize],
        th.class_name(th.get(r))
    );
    Err(th.type_error(text))
}

/// The text of `repr(v)` as a Rust string, for messages.
pub fn repr_text(th: &mut Thread, v: Slot) -> Res<String> {
    let mark = th.mark();
    let r = repr(th, v)?;
    let text = th.text_of(r).to_owned();
    th.release_to(mark);
    Ok(text)
}

/// The text of `str(v)` as a Rust string.
pub fn str_text(th: &mut Thread, v: Slot) -> Res<String> {
    let mark = th.mark();
    let r = str(th, v)?;
    let text = th.text_of(r).to_owned();
    th.release_to(mark);
    Ok(text)
}
