//! `repr(v)`, `str(v)`, `ascii(v)` and `format(v, spec)`.
//!
//! Exact builtin values, also nested ones, are written in one quick operation; everything else goes through its special
//! methods. What is being written by a thread is remembered, so that an object inside itself becomes `...`.

use std::fmt::Write;

use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::native::operators_of;
use crate::object::{Bytes, Complex, Dict, Kind, List, Record, Set, Str, Tuple};
use crate::protocol::lookup;
use crate::text::{escape, float, format as spec_format};
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// Deeper nesting is left to the full way, which notices cycles.
const QUICK_DEPTH: usize = 12;

/// Appends `repr(v)` of an exact builtin value; false (and nothing appended) for anything else.
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
                let before = out.len();
                let done = push_nested(th, out, v, QUICK_DEPTH);
                // After a conflict it is written again from its start.
                if !matches!(done, Ok(true)) {
                    out.truncate(before);
                }
                return done;
            }
        }
    }
    Ok(true)
}

/// Exact containers, which may hold others; false, with anything appended, if an item is no exact builtin.
fn push_nested<'t>(th: &'t Thread, out: &mut String, v: Val<'t>, depth: usize) -> Res<bool> {
    let id = v.shape_id();
    if depth == 0 {
        return Ok(false);
    }
    if id == Builtin::List.shape() {
        let items = v.known::<List>().see(th)?.items();
        return push_items(th, out, items, ("[", "]"), depth);
    }
    if id == Builtin::Tuple.shape() {
        let items = v.known::<Tuple>().items();
        let end = if items.len() == 1 { ",)" } else { ")" };
        return push_items(th, out, items, ("(", end), depth);
    }
    if id == Builtin::Set.shape() {
        let seen = v.known::<Set>().see(th)?;
        let items: Vec<Val<'t>> = seen.entries().map(|(_, k)| k).collect();
        let ends = if items.is_empty() {
            ("set(", ")")
        } else {
            ("{", "}")
        };
        return push_items(th, out, &items, ends, depth);
    }
    if id != Builtin::Dict.shape() {
        let Some(known) = operators_of(th, v) else {
            return Ok(false);
        };
        out.push_str(&(known.text)(th, v, true)?);
        return Ok(true);
    }
    out.push('{');
    for (n, (_, k, v)) in v.known::<Dict>().see(th)?.entries().enumerate() {
        out.push_str(if n == 0 { "" } else { ", " });
        if !push_item(th, out, k, depth)? {
            return Ok(false);
        }
        out.push_str(": ");
        if !push_item(th, out, v, depth)? {
            return Ok(false);
        }
    }
    out.push('}');
    Ok(true)
}

fn push_items<'t>(
    th: &'t Thread,
    out: &mut String,
    items: &[Val<'t>],
    (open, close): (&str, &str),
    depth: usize,
) -> Res<bool> {
    out.push_str(open);
    for (n, v) in items.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { ", " });
        if !push_item(th, out, *v, depth)? {
            return Ok(false);
        }
    }
    out.push_str(close);
    Ok(true)
}

fn push_item<'t>(th: &'t Thread, out: &mut String, v: Val<'t>, depth: usize) -> Res<bool> {
    let nested = v.is_pointer()
        && matches!(
            v.shape().kind,
            Kind::List | Kind::Tuple | Kind::Dict | Kind::Set
        );
    if nested {
        push_nested(th, out, v, depth - 1)
    } else {
        push_quick_repr(th, out, v)
    }
}

/// The same for `str(v)`.
pub fn push_quick_str<'t>(th: &'t Thread, out: &mut String, v: Val<'t>) -> Res<bool> {
    if v.has_shape(Builtin::Str.shape()) {
        out.push_str(v.known::<Str>().text());
        return Ok(true);
    }
    if let Some(known) = operators_of(th, v) {
        out.push_str(&(known.text)(th, v, false)?);
        return Ok(true);
    }
    push_quick_repr(th, out, v)
}

fn push_int(out: &mut String, i: i64) {
    let written = write!(out, "{i}");
    debug_assert!(written.is_ok(), "writing to a String does not fail");
}

/// `str(v)` or `repr(v)` of an exact builtin value.
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
    if let Some(known) = operators_of(th, v) {
        return Ok(Some(th.str(&(known.text)(th, v, false)?)));
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

/// Runs `f` to write an object that holds others; `None` if the object is being written already, further out.
pub fn guarded(
    th: &mut Thread,
    v: Slot,
    f: impl FnOnce(&mut Thread) -> Res<String>,
) -> Res<Option<String>> {
    let word = th.raw(v);
    if th.locals.writing.borrow().contains(&word) {
        return Ok(None);
    }
    th.locals.writing.borrow_mut().push(word);
    let r = f(th);
    th.locals.writing.borrow_mut().pop();
    r.map(Some)
}

/// The `__repr__` of a list, tuple, set: the items that `at` gives, one after the other, as they are at that moment.
pub fn repr_items(
    th: &mut Thread,
    v: Slot,
    (open, close): (&str, &str),
    at: impl Fn(&Thread, Slot, usize) -> Res<Option<Slot>>,
) -> Res<Option<String>> {
    guarded(th, v, |th| {
        let mut out = open.to_owned();
        let mark = th.mark();
        for i in 0.. {
            let Some(item) = th.section(|th| at(th, v, i))? else {
                break;
            };
            if i > 0 {
                out.push_str(", ");
            }
            let r = repr(th, item)?;
            out.push_str(th.text_of(r));
            th.release_to(mark);
        }
        out.push_str(close);
        Ok(out)
    })
}

/// `<name(…)>`-like text of a record's field, for reprs that wrap another value.
pub fn field_repr(th: &mut Thread, v: Slot, field: usize) -> Res<String> {
    let inner = th.section(|th| Ok(th.root(th.get(v).expect::<Record>().see(th)?.field(field))))?;
    repr_text(th, inner)
}
