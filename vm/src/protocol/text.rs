//! `repr(v)`, `str(v)`, `ascii(v)` and `format(v, spec)`.
//!
//! Exact builtin values without parts answer at once; everything else through its special methods.

use std::fmt::Write;

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::object::{Bytes, Complex, Kind, Str};
use crate::protocol::lookup;
use crate::text::{escape, float, format as spec_format};
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// Appends `repr(v)` of an exact builtin value without parts; false (and nothing appended) for anything else.
pub fn push_quick_repr<'t>(th: &'t Thread, out: &mut String, v: Val<'t>) -> Res<bool> {
    match v.tag() {
        Tag::Int(i) => push_int(out, i),
        Tag::Float(f) => float::push_repr(out, f),
        Tag::Bool(true) => out.push_str("True"),
        Tag::Bool(false) => out.push_str("False"),
        Tag::None => out.push_str("None"),
        Tag::Ellipsis => out.push_str("Ellipsis"),
        Tag::NotImplemented => out.push_str("NotImplemented"),
        Tag::Undef => unreachable!("V4: UNDEF is not a Python value"),
        Tag::Pointer => {
            let id = v.shape_id();
            if id == Builtin::Str.shape() {
                escape::push_repr(out, v.known::<Str>().text(), false);
            } else if id == Builtin::Int.shape() {
                let i = Int::Heap(v.known());
                out.push_str(&i.decimal(th).map_err(|fault| th.fault(fault))?);
            } else if id == Builtin::Bytes.shape() {
                out.push('b');
                out.push_str(&escape::bytes_repr(v.known::<Bytes>().slice()));
            } else if id == Builtin::Complex.shape() {
                let c = v.known::<Complex>();
                out.push_str(&float::complex_repr(c.re, c.im));
            } else {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The same for `str(v)`.
pub fn push_quick_str<'t>(th: &'t Thread, out: &mut String, v: Val<'t>) -> Res<bool> {
    if v.has_shape(Builtin::Str.shape()) {
        out.push_str(v.known::<Str>().text());
        return Ok(true);
    }
    push_quick_repr(th, out, v)
}

fn push_int(out: &mut String, i: i64) {
    let written = write!(out, "{i}");
    debug_assert!(written.is_ok(), "writing to a String does not fail");
}

/// `str(v)` or `repr(v)` of an exact builtin value without parts.
#[inline]
pub fn quick_repr<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Val<'t>>> {
    if let Some(i) = v.as_int() {
        return Ok(Some(decimal(th, i)));
    }
    let mut out = String::new();
    Ok(push_quick_repr(th, &mut out, v)?.then(|| th.str(&out)))
}

/// `str(v)` of the same; a `str` is its own.
#[inline]
pub fn quick_str<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Val<'t>>> {
    if v.has_shape(Builtin::Str.shape()) {
        return Ok(Some(v));
    }
    quick_repr(th, v)
}

/// The decimal digits of a small int, without detour over a `String`.
fn decimal(th: &Thread, i: i64) -> Val<'_> {
    let mut buffer = [0; 20];
    let mut at = buffer.len();
    let mut rest = i.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if i < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    if at == buffer.len() - 1 {
        return th.vm.character(th, buffer[at] as char);
    }
    th.str(std::str::from_utf8(&buffer[at..]).expect("digits are ASCII"))
}

/// `repr(v)`, in a new register.
pub fn repr(th: &mut Thread, v: Slot) -> Res<Slot> {
    if let Some(r) = th.section(|th| Ok(quick_repr(th, th.get(v))?.map(|r| th.root(r))))? {
        return Ok(r);
    }
    match convert(th, v, Id::__repr__)? {
        Some(r) => Ok(r),
        None => {
            let text = plain_repr(th, th.get(v));
            Ok(th.root(th.str(&text)))
        }
    }
}

/// `str(v)`, in a register.
pub fn str(th: &mut Thread, v: Slot) -> Res<Slot> {
    if let Some(r) = th.section(|th| Ok(quick_str(th, th.get(v))?.map(|r| th.root(r))))? {
        return Ok(r);
    }
    match convert(th, v, Id::__str__)? {
        Some(r) => Ok(r),
        None => repr(th, v),
    }
}

/// `ascii(v)`, in a register.
pub fn ascii(th: &mut Thread, v: Slot) -> Res<Slot> {
    let r = repr(th, v)?;
    if th.text_of(r).is_ascii() {
        return Ok(r);
    }
    let text = escape::escape_non_ascii(th.text_of(r));
    Ok(th.root(th.str(&text)))
}

/// What a special method makes of the value; `None` if the type has none.
fn convert(th: &mut Thread, v: Slot, id: Id) -> Res<Option<Slot>> {
    let Some(r) = th.call_special(v, id, &[])? else {
        return Ok(None);
    };
    if th.get(r).unboxed().is_kind(Kind::Str) {
        return Ok(Some(r));
    }
    let text = format!(
        "{} returned non-string (type {})",
        crate::names::IDS[id as usize],
        th.class_name(th.get(r))
    );
    Err(th.type_error(text))
}

/// `object.__repr__`: `<module.Class object at 0x…>`.
pub fn plain_repr<'t>(th: &'t Thread, v: Val<'t>) -> String {
    let class = th.class_of(v);
    format!("<{} object at {:#x}>", full_name(th, class.val()), v.bits())
}

/// A class's name with its module before it, unless that is `builtins`.
pub fn full_name<'t>(th: &'t Thread, class: Val<'t>) -> String {
    let class = class.expect::<Class>();
    let name = class.info().qualname.get().val(th);
    let name = name.cast::<Str>().map_or("?", |s| s.text());
    let module = lookup::own_cell(class, th.id(Id::__module__)).map(|c| c.current());
    match module.and_then(|m| m.cast::<Str>()).map(|m| m.text()) {
        Some(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name.to_owned(),
    }
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

/// Appends `repr(v)`: what containers make their own of.
pub fn push_repr(th: &mut Thread, out: &mut String, v: Slot) -> Res<()> {
    if th.section(|th| push_quick_repr(th, out, th.get(v)))? {
        return Ok(());
    }
    let mark = th.mark();
    let r = repr(th, v)?;
    out.push_str(th.text_of(r));
    th.release_to(mark);
    Ok(())
}

/// `format(v, spec)`, in a register.
pub fn format(th: &mut Thread, v: Slot, spec: Slot) -> Res<Slot> {
    let quick = th.section(|th| {
        let spec = th.get(spec);
        if !spec.has_shape(Builtin::Str.shape()) {
            return Ok(None);
        }
        let text = spec.known::<Str>().text();
        Ok(quick_format(th, th.get(v), text)?.map(|r| th.root(r)))
    })?;
    if let Some(r) = quick {
        return Ok(r);
    }
    let Some(r) = th.call_special(v, Id::__format__, &[spec])? else {
        let text = format!(
            "unsupported format string passed to {}.__format__",
            th.class_name(th.get(v))
        );
        return Err(th.type_error(text));
    };
    if th.get(r).unboxed().is_kind(Kind::Str) {
        return Ok(r);
    }
    let text = format!(
        "__format__ must return a str, not {}",
        th.class_name(th.get(r))
    );
    Err(th.type_error(text))
}

/// The same with a specification that is not an object yet.
pub fn format_with(th: &mut Thread, v: Slot, spec: &str) -> Res<Slot> {
    if let Some(r) = th.section(|th| Ok(quick_format(th, th.get(v), spec)?.map(|r| th.root(r))))? {
        return Ok(r);
    }
    let spec = th.root(th.str(spec));
    format(th, v, spec)
}

/// `format(v, spec)` of exact numbers and strings.
pub fn quick_format<'t>(th: &'t Thread, v: Val<'t>, spec: &str) -> Res<Option<Val<'t>>> {
    if spec.is_empty() {
        return quick_str(th, v);
    }
    if v.has_shape(Builtin::Str.shape()) {
        let text = spec_format::format_str(v.known::<Str>().text(), spec, "str");
        return text
            .map(|t| Some(th.str(&t)))
            .map_err(|fault| th.fault(fault));
    }
    let number = !v.is_pointer()
        && !matches!(v.tag(), Tag::None | Tag::Ellipsis | Tag::NotImplemented)
        || v.has_shape(Builtin::Int.shape())
        || v.has_shape(Builtin::Complex.shape());
    if number {
        return format_number(th, v, spec).map(Some);
    }
    Ok(None)
}

/// `format(v, spec)` of a number or an instance of a subclass of a number.
pub fn format_number<'t>(th: &'t Thread, v: Val<'t>, spec: &str) -> Res<Val<'t>> {
    let (name, exact) = (th.class_name(v), v.unboxed());
    let text = if let Some(f) = exact.as_float() {
        spec_format::format_float(f, spec, name)
    } else if let Some(c) = exact.cast::<Complex>() {
        spec_format::format_complex(c.re, c.im, spec, name)
    } else {
        if spec.is_empty()
            && let Some(text) = quick_str(th, exact)?
        {
            return Ok(text);
        }
        let i = Int::of(exact).expect("V3: the caller has seen a number");
        i.with(|i| spec_format::format_int(i, spec, name, th.vm.int_digits_limit() as usize))
    };
    text.map(|t| th.str(&t)).map_err(|fault| th.fault(fault))
}

/// The argument of `__format__`.
pub fn spec_argument<'t>(th: &'t Thread, spec: Val<'t>) -> Res<&'t str> {
    crate::types::args::only_text(th, spec, "__format__")
}
