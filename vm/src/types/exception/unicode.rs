//! `UnicodeEncodeError`, `UnicodeDecodeError`, `UnicodeTranslateError`.
//!
//! What they say of the fault are their arguments; a program may set it anew, which is then kept in fields.

use super::base::{self, ANY, SELF};
use crate::class::Builtin;
use crate::error::field;
use crate::native::{Args, Done, GetSet, NativeDef, TypeSpec, Window};
use crate::object::{Bytes, Kind, Record, Str, Tuple};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The values in the order of the fields; a translation error has no encoding.
const ENCODING: usize = 0;
const OBJECT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const REASON: usize = 4;

const fn row(
    doc: &'static str,
    methods: &'static [NativeDef],
    getsets: &'static [GetSet],
) -> TypeSpec {
    TypeSpec {
        builtin: Builtin::BaseException,
        doc,
        methods,
        getsets,
    }
}

/// A value that was set, else the argument in its place; `first` is the place of the first argument.
fn value<'t>(th: &'t Thread, e: Val<'t>, i: usize, first: usize) -> Res<Val<'t>> {
    let own = e.expect::<Record>().see(th)?.field(field::EXTRA + i);
    if !own.is_undef() {
        return Ok(own);
    }
    let args = base::seen(th, e, field::ARGS)?;
    let given = args
        .cast::<Tuple>()
        .and_then(|t| t.items().get(i.wrapping_sub(first)).copied());
    Ok(given.unwrap_or(Val::NONE))
}

fn get<'t, const I: usize, const FIRST: usize>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    value(th, v, I, FIRST)
}

fn set<const I: usize>(th: &mut Thread, e: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        th.get(e)
            .expect::<Record>()
            .own(th)?
            .set_field(field::EXTRA + I, th.get(v));
        Ok(())
    })
}

const fn attribute<const I: usize, const FIRST: usize>(name: &'static str) -> GetSet {
    GetSet::read(name, get::<I, FIRST>).write(set::<I>)
}

macro_rules! getsets {
    ($first:literal) => {
        &[
            attribute::<ENCODING, $first>("encoding"),
            attribute::<OBJECT, $first>("object"),
            attribute::<START, $first>("start"),
            attribute::<END, $first>("end"),
            attribute::<REASON, $first>("reason"),
        ]
    };
}

pub const ENCODE: TypeSpec = row(
    "Unicode encoding error.",
    &[
        NativeDef::quick("__init__", ANY, |th, a| init(th, a, 5, Kind::Str)),
        NativeDef::full("__str__", SELF, |th, w| str(th, w, 0, "encode")),
    ],
    getsets!(0),
);

pub const DECODE: TypeSpec = row(
    "Unicode decoding error.",
    &[
        NativeDef::quick("__init__", ANY, |th, a| init(th, a, 5, Kind::Bytes)),
        NativeDef::full("__str__", SELF, |th, w| str(th, w, 0, "decode")),
    ],
    getsets!(0),
);

pub const TRANSLATE: TypeSpec = row(
    "Unicode translation error.",
    &[
        NativeDef::quick("__init__", ANY, |th, a| init(th, a, 4, Kind::Str)),
        NativeDef::full("__str__", SELF, |th, w| str(th, w, 1, "translate")),
    ],
    getsets!(1),
);

fn init<'t>(th: &'t Thread, a: Args<'t>, wanted: usize, object: Kind) -> Res<Val<'t>> {
    base::init(th, a)?;
    let args = a.from(2);
    if args.len() != wanted {
        return Err(th.type_error(format!(
            "function takes exactly {wanted} arguments ({} given)",
            args.len()
        )));
    }
    let int = |v: Val<'t>| v.unboxed().as_int().is_some() || v.as_bool().is_some();
    let text = |v: Val<'t>| v.unboxed().is_kind(Kind::Str);
    let at = wanted - 4;
    let object_fits =
        args[at].unboxed().is_kind(object) || object == Kind::Bytes && !text(args[at]);
    let good = (at == 0 || text(args[0]))
        && object_fits
        && int(args[at + 1])
        && int(args[at + 2])
        && text(args[at + 3]);
    if good {
        return Ok(Val::NONE);
    }
    let wrong = (0..wanted)
        .find(|i| match i.wrapping_sub(at) {
            0 => !object_fits,
            1 | 2 => !int(args[*i]),
            _ => !text(args[*i]),
        })
        .unwrap_or(0);
    let kind = match (wrong.wrapping_sub(at), object) {
        (1 | 2, _) => {
            return Err(th.type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                th.class_name(args[wrong])
            )));
        }
        (0, Kind::Bytes) => {
            return Err(th.type_error(format!(
                "a bytes-like object is required, not '{}'",
                th.class_name(args[wrong])
            )));
        }
        _ => "str",
    };
    Err(th.type_error(format!(
        "argument {} must be {kind}, not {}",
        wrong + 1,
        th.class_name(args[wrong])
    )))
}

fn str(th: &mut Thread, w: Window, first: usize, verb: &str) -> Res<Done> {
    let parts = th.section(|th| {
        let e = th.get(w.at(0));
        let get = |i| value(th, e, i, first);
        let number =
            |i| Ok::<_, crate::unwind::Unwind>(get(i)?.as_int().unwrap_or(0).max(0) as usize);
        let (object, start, end) = (get(OBJECT)?, number(START)?, number(END)?);
        if object.is_none() {
            return Ok(None);
        }
        let fault = fault_text(object, start, end, verb);
        Ok(Some((
            th.root(get(ENCODING)?),
            th.root(get(REASON)?),
            fault,
        )))
    })?;
    let Some((encoding, reason, fault)) = parts else {
        let empty = th.str("");
        return th.ret(empty);
    };
    let reason = text::str_text(th, reason)?;
    let subject = match first {
        0 => format!("'{}' codec can't {verb}", text::str_text(th, encoding)?),
        _ => format!("can't {verb}"),
    };
    let text = th.str(&format!("{subject} {fault}: {reason}"));
    th.ret(text)
}

/// What could not be converted, and where.
fn fault_text(object: Val<'_>, start: usize, end: usize, verb: &str) -> String {
    let unit = if verb == "decode" {
        "byte"
    } else {
        "character"
    };
    if end != start + 1 {
        return format!("{unit}s in position {start}-{}", end.saturating_sub(1));
    }
    let shown = match (
        object.unboxed().cast::<Str>(),
        object.unboxed().cast::<Bytes>(),
    ) {
        (Some(s), _) => s.text().chars().nth(start).map(|c| match u32::from(c) {
            c @ 0..=0xFF => format!("'\\x{c:02x}'"),
            c @ 0..=0xFFFF => format!("'\\u{c:04x}'"),
            c => format!("'\\U{c:08x}'"),
        }),
        (_, Some(b)) => b.slice().get(start).map(|b| format!("{b:#04x}")),
        _ => None,
    };
    match shown {
        Some(shown) => format!("{unit} {shown} in position {start}"),
        None => format!("{unit}s in position {start}-{}", end.saturating_sub(1)),
    }
}
