//! Text encodings.

use crate::object::{Bytes, Str};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;

/// `bytes.decode(encoding, errors)`, in a register.
pub fn decode(th: &mut Thread, bytes: &[u8], encoding: &str, errors: &str) -> Res<Slot> {
    let _ = errors;
    match (encoding, std::str::from_utf8(bytes)) {
        ("utf-8", Ok(text)) => Ok(th.root(th.str(text))),
        _ => Err(th.value_error("cannot decode")),
    }
}

/// `str.encode(encoding, errors)`, in a register.
pub fn encode(th: &mut Thread, text: Slot, encoding: &str, errors: &str) -> Res<Slot> {
    let _ = (encoding, errors);
    let bytes = th.get(text).unboxed().expect::<Str>().text().as_bytes();
    Ok(th.root(Bytes::new(th, bytes).val()))
}
