//! `int(…)`.

use super::Int;
use crate::class::Builtin;
use crate::names::Id;
use crate::native::{Done, Window};
use crate::numeric::big;
use crate::object::{Bytes, Kind};
use crate::text::{Fault, escape, int as digits};
use crate::thread::{Slot, Thread};
use crate::types::{args, construct};
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// `int.__new__(cls, x=0, base=10)`.
pub fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let value = match (w.opt(th, 1), w.opt(th, 2)) {
        (None, None) => th.root(Val::small(0)),
        (None, Some(_)) => return Err(th.type_error("int() missing string argument")),
        (Some(x), None) => from_object(th, x)?,
        (Some(x), Some(base)) => {
            let base = crate::protocol::index::index(th, base)?;
            with_base(th, x, base)?
        }
    };
    let class = th.get(w.at(0));
    th.ret(construct::boxed_as(th, class, Builtin::Int, th.get(value))?)
}

/// `int(x)` of values that need no Python code.
pub fn quick_new<'t>(th: &'t Thread, x: Val<'t>) -> Res<Option<Val<'t>>> {
    Ok(Some(match x.tag() {
        Tag::Int(_) => x,
        Tag::Bool(b) => Val::small(i64::from(b)),
        Tag::Float(f) => from_f64(th, f)?,
        Tag::Pointer if x.has_shape(Builtin::Int.shape()) => x,
        Tag::Pointer if x.has_shape(Builtin::Str.shape()) => match args::text_of(x) {
            Some(text) => from_text(th, text, 10)?,
            None => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

/// `int(x)` of a float.
pub fn from_f64<'t>(th: &'t Thread, f: f64) -> Res<Val<'t>> {
    if f.abs() < 9.0e18 {
        return Ok(th.int(f as i64));
    }
    match big::from_f64(f) {
        Ok(i) => Ok(th.big_int(&i)),
        Err(fault) => Err(th.fault(fault)),
    }
}

/// `int(text, base)`.
pub fn from_text<'t>(th: &'t Thread, text: &str, base: u32) -> Res<Val<'t>> {
    match digits::parse(text, base, th.vm.int_digits_limit() as usize) {
        Ok(digits::Parsed::Small(i)) => Ok(th.int(i)),
        Ok(digits::Parsed::Big(i)) => Ok(th.big_int(&i)),
        Err(fault) => Err(th.fault(fault)),
    }
}

/// The same of bytes, which the error shows as such.
fn from_bytes<'t>(th: &'t Thread, bytes: &[u8], base: u32) -> Res<Val<'t>> {
    let text: String = bytes.iter().map(|b| *b as char).collect();
    let ascii = if text.is_ascii() { text.as_str() } else { "?" };
    match digits::parse(ascii, base, th.vm.int_digits_limit() as usize) {
        Ok(digits::Parsed::Small(i)) => Ok(th.int(i)),
        Ok(digits::Parsed::Big(i)) => Ok(th.big_int(&i)),
        Err(Fault::Value(text)) if text.starts_with("invalid literal") => {
            Err(th.value_error(format!(
                "invalid literal for int() with base {base}: b{}",
                escape::bytes_repr(bytes)
            )))
        }
        Err(fault) => Err(th.fault(fault)),
    }
}

fn with_base(th: &mut Thread, x: Slot, base: Slot) -> Res<Slot> {
    let v = th.section(|th| {
        let base = Int::of(th.get(base)).map_or(-1, Int::clamped);
        let base = match u32::try_from(base) {
            Ok(b) if b != 1 && b <= 36 => b,
            _ => return Err(th.value_error("int() base must be >= 2 and <= 36, or 0")),
        };
        let v = th.get(x).unboxed();
        if let Some(text) = args::text_of(v) {
            return Ok(th.root(from_text(th, text, base)?));
        }
        match crate::types::bytes::content(th, v)? {
            Some(bytes) => Ok(th.root(from_bytes(th, &bytes, base)?)),
            None => Err(th.type_error("int() can't convert non-string with explicit base")),
        }
    })?;
    Ok(v)
}

/// `int(x)`: the special methods, then text and bytes. The result is an exact int.
pub fn from_object(th: &mut Thread, x: Slot) -> Res<Slot> {
    if let Some(v) = th.section(|th| Ok(quick_new(th, th.get(x))?.map(|v| th.root(v))))? {
        return Ok(v);
    }
    for id in [Id::__int__, Id::__index__] {
        if let Some(r) = th.call_special(x, id, &[])? {
            let v = th.get(r);
            return match Int::of(v) {
                Some(i) => {
                    th.set(r, i.val(th));
                    Ok(r)
                }
                None => Err(th.type_error(format!(
                    "{} returned non-int (type {})",
                    crate::names::IDS[id as usize],
                    th.class_name(v)
                ))),
            };
        }
    }
    th.section(|th| {
        let v = th.get(x).unboxed();
        if let Some(text) = args::text_of(v) {
            return Ok(th.root(from_text(th, text, 10)?));
        }
        if let Some(b) = v.cast::<Bytes>() {
            return Ok(th.root(from_bytes(th, b.slice(), 10)?));
        }
        match crate::types::bytes::content(th, v)? {
            Some(bytes) if !v.is_kind(Kind::Bytes) => Ok(th.root(from_bytes(th, &bytes, 10)?)),
            _ => Err(th.type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                th.class_name(th.get(x))
            ))),
        }
    })
}
