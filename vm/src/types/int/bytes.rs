//! `int.to_bytes` and `int.from_bytes`.

use super::Int;
use crate::class::Builtin;
use crate::native::{Args, Done, Window};
use crate::numeric::bytes;
use crate::thread::Thread;
use crate::types::args;
use crate::unwind::Res;
use crate::value::Val;

/// True for big-endian.
fn byte_order<'t>(th: &'t Thread, v: Val<'t>, function: &str) -> Res<bool> {
    if v.is_undef() {
        return Ok(true);
    }
    match args::text_of(v) {
        Some("big") => Ok(true),
        Some("little") => Ok(false),
        Some(_) => Err(th.value_error("byteorder must be either 'little' or 'big'")),
        None => Err(th.type_error(format!(
            "{function}() argument 'byteorder' must be str, not {}",
            args::type_name_or_none(th, v)
        ))),
    }
}

pub fn to_bytes<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let value = Int::of(a.get(0)).expect("V3: the receiver was checked");
    let length = args::size_or(th, a.opt(1), 1)?;
    let big = byte_order(th, a.get(2), "to_bytes")?;
    let signed = crate::protocol::number::quick_truth(th, a.opt(3).unwrap_or(Val::FALSE))?;
    let Ok(length) = usize::try_from(length) else {
        return Err(th.value_error("length argument must be non-negative"));
    };
    match bytes::to_bytes(&value.to_big(), length, big, signed.unwrap_or(true)) {
        Ok(b) => Ok(crate::object::Bytes::new(th, &b).val()),
        Err(fault) => Err(th.fault(fault)),
    }
}

pub fn from_bytes(th: &mut Thread, w: Window) -> Res<Done> {
    let class = w.at(0);
    let content = crate::types::bytes::from_object(th, w.at(1))?;
    let signed = match w.opt(th, 3) {
        Some(v) => crate::protocol::number::truth(th, v)?,
        None => false,
    };
    let value = th.section(|th| {
        let big = byte_order(th, th.get(w.at(2)), "from_bytes")?;
        Ok(th.root(th.big_int(&bytes::from_bytes(&content, big, signed))))
    })?;
    if th.get(class).is(th.builtin(Builtin::Int)) {
        return th.ret_slot(value);
    }
    let r = th.call(class, &[value])?;
    th.ret_slot(r)
}
