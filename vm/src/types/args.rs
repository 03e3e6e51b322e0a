//! Reading the arguments of native functions, in CPython's words when they do not fit.

use super::int::Int;
use crate::error::Exc;
use crate::object::Str;
use crate::protocol::iter;
use crate::text::Fault;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

impl Thread {
    /// Raises what a function of `text` or `numeric` found wrong.
    #[cold]
    pub fn fault(&self, fault: Fault) -> Unwind {
        match &fault {
            Fault::Value(text) => self.value_error(text),
            Fault::Overflow(text) => self.raise(Exc::OverflowError, text),
            Fault::Type(text) => self.type_error(text),
            Fault::ZeroDivision(text) => self.raise(Exc::ZeroDivisionError, text),
            Fault::Memory => self.raise_with(Exc::MemoryError, &[]),
        }
    }
}

/// The text of a `str` or an instance of a subclass.
#[inline]
pub fn text_of<'t>(v: Val<'t>) -> Option<&'t str> {
    Some(v.unboxed().cast::<Str>()?.text())
}

/// A `str` argument by its place in the call (counted from 1, without the receiver).
pub fn text<'t>(th: &'t Thread, v: Val<'t>, function: &str, place: usize) -> Res<&'t str> {
    text_of(v).ok_or_else(|| wrong_type(th, v, function, place, "str"))
}

/// A `str` argument of a function with a single one.
pub fn only_text<'t>(th: &'t Thread, v: Val<'t>, function: &str) -> Res<&'t str> {
    text_of(v).ok_or_else(|| {
        let got = type_name_or_none(th, v);
        th.type_error(format!("{function}() argument must be str, not {got}"))
    })
}

/// The TypeError of an argument in a place.
#[cold]
pub fn wrong_type<'t>(
    th: &'t Thread,
    v: Val<'t>,
    function: &str,
    place: usize,
    want: &str,
) -> Unwind {
    let got = type_name_or_none(th, v);
    th.type_error(format!(
        "{function}() argument {place} must be {want}, not {got}"
    ))
}

/// A type's name as argument errors say it: `None` is called by its value.
pub fn type_name_or_none<'t>(th: &'t Thread, v: Val<'t>) -> &'t str {
    if v.is_none() {
        "None"
    } else {
        th.class_name(v)
    }
}

/// An `int` argument. Objects with `__index__` were converted before (see `NativeDef::index`).
pub fn int<'t>(th: &'t Thread, v: Val<'t>) -> Res<Int<'t>> {
    Int::of(v).ok_or_else(|| {
        th.type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            th.class_name(v)
        ))
    })
}

/// An `int` argument that counts something: a width, a maximum, a position.
pub fn size<'t>(th: &'t Thread, v: Val<'t>) -> Res<i64> {
    int(th, v)?.to_i64().ok_or_else(|| {
        th.raise(
            Exc::OverflowError,
            "Python int too large to convert to C ssize_t",
        )
    })
}

/// The same where it may be left out.
pub fn size_or<'t>(th: &'t Thread, v: Option<Val<'t>>, default: i64) -> Res<i64> {
    v.map_or(Ok(default), |v| size(th, v))
}

/// A limit that is negative for "any number".
pub fn limit<'t>(th: &'t Thread, v: Option<Val<'t>>) -> Res<Option<usize>> {
    Ok(usize::try_from(size_or(th, v, -1)?).ok())
}

/// The bounds that `find` and its like take: `[start, end)` within `0..=len`. `None` if start lies behind the end of
/// the text, where not even the empty text is found.
pub fn bounds<'t>(
    th: &'t Thread,
    start: Val<'t>,
    end: Val<'t>,
    len: usize,
) -> Res<Option<(usize, usize)>> {
    let from = bound(th, start, 0, len)?;
    let to = bound(th, end, len as i64, len)?.min(len as i64);
    Ok((from <= to).then_some((from as usize, to.max(0) as usize)))
}

/// One bound: negative ones count from the end; the result is not negative, but may exceed `len`.
fn bound<'t>(th: &'t Thread, v: Val<'t>, default: i64, len: usize) -> Res<i64> {
    if v.is_undef() || v.is_none() {
        return Ok(default);
    }
    let Some(i) = Int::of(v) else {
        return Err(
            th.type_error("slice indices must be integers or None or have an __index__ method")
        );
    };
    let i = i.clamped();
    Ok(if i < 0 {
        (i.saturating_add(len as i64)).max(0)
    } else {
        i
    })
}

/// An argument that names an encoding or an error handler.
pub fn encoding(
    th: &Thread,
    function: &str,
    v: Option<Slot>,
    name: &str,
    default: &str,
) -> Res<String> {
    let Some(v) = v else {
        return Ok(default.to_owned());
    };
    match text_of(th.get(v)) {
        Some(text) => Ok(text.to_owned()),
        None => Err(th.type_error(format!(
            "{function}() argument '{name}' must be str, not {}",
            type_name_or_none(th, th.get(v))
        ))),
    }
}

/// The items of an iterable as a list, in a register; `refusal` is said of anything that is not iterable.
pub fn collect(th: &mut Thread, iterable: Slot, refusal: &str) -> Res<Slot> {
    let it = match iter::get_iter(th, iterable) {
        Err(Unwind::Raise) if th.swallow(Exc::TypeError) => return Err(th.type_error(refusal)),
        r => r?,
    };
    iter::to_list(th, it)
}
