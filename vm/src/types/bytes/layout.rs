//! Laying bytes out, translating them, and writing them as hexadecimal digits and as text.

use super::search::same;
use super::{Flavor, buffer, this};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::text::bytes;
use crate::text::search::Ends;
use crate::thread::Thread;
use crate::types::rows::ONE;
use crate::types::{args, codec, concat};
use crate::unwind::Res;
use crate::value::Val;

const JUSTIFY: Params = Params::pos(&["_self", "_width", "_fillchar"], 2);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("center", JUSTIFY, |th, a| {
        justify(th, a, "center", Ends::Both)
    })
    .index(&[1]),
    NativeDef::quick("ljust", JUSTIFY, |th, a| {
        justify(th, a, "ljust", Ends::Right)
    })
    .index(&[1]),
    NativeDef::quick("rjust", JUSTIFY, |th, a| {
        justify(th, a, "rjust", Ends::Left)
    })
    .index(&[1]),
    NativeDef::quick("zfill", Params::all(&["_self", "_width"]), |th, a| {
        let width = width(th, a.get(1))?;
        let (all, flavor) = this(th, a)?;
        Ok(flavor.make(th, &bytes::zero_fill(all, width)))
    })
    .index(&[1]),
    NativeDef::quick(
        "expandtabs",
        Params::pos(&["_self", "tabsize"], 1),
        expand_tabs,
    )
    .index(&[1]),
    NativeDef::quick(
        "translate",
        Params::pos(&["_self", "_table", "delete"], 2),
        translate,
    ),
    NativeDef::quick("maketrans", Params::all(&["_frm", "_to"]), make_table).static_method(),
    NativeDef::quick(
        "hex",
        Params::pos(&["_self", "sep", "bytes_per_sep"], 1),
        |th, a| {
            let (all, _) = this(th, a)?;
            hex(th, all, a.opt(1), a.opt(2))
        },
    )
    .index(&[2]),
    NativeDef::full("fromhex", Params::all(&["_cls", "_string"]), from_hex).class_method(),
    NativeDef::full(
        "decode",
        Params::pos(&["_self", "encoding", "errors"], 1),
        decode,
    ),
    NativeDef::quick("__sizeof__", ONE, |th, a| {
        Ok(Val::small(33 + this(th, a)?.0.len() as i64))
    }),
];

fn width<'t>(th: &'t Thread, v: Val<'t>) -> Res<usize> {
    let width = args::size(th, v)?.max(0) as usize;
    concat::check_size(th, width)?;
    Ok(width)
}

fn justify<'t>(th: &'t Thread, a: Args<'t>, name: &str, ends: Ends) -> Res<Val<'t>> {
    let width = width(th, a.get(1))?;
    let fill = match a.opt(2) {
        None => b' ',
        Some(v) => match super::content(th, v)?.as_deref() {
            Some([one]) => *one,
            _ => {
                return Err(th.type_error(format!(
                    "{name}() argument 2 must be a byte string of length 1, not {}",
                    args::type_name_or_none(th, v)
                )));
            }
        },
    };
    let (all, flavor) = this(th, a)?;
    Ok(if width <= all.len() {
        same(th, a, flavor, all)
    } else {
        flavor.make(th, &bytes::justify(all, width, fill, ends))
    })
}

fn expand_tabs<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let size = args::size_or(th, a.opt(1), 8)?.max(0) as usize;
    let (all, flavor) = this(th, a)?;
    let tabs = bytes::count(all, b"\t");
    concat::check_size(th, size.saturating_mul(tabs))?;
    let chars = crate::types::str::percent::to_chars(all);
    let wide = crate::text::search::expand_tabs(&chars, size);
    Ok(flavor.make(th, &crate::types::str::percent::to_bytes(&wide)))
}

fn translate<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (all, flavor) = this(th, a)?;
    let table = match a.get(1) {
        v if v.is_none() => None,
        v => Some(buffer(th, v)?),
    };
    if table.as_ref().is_some_and(|t| t.len() != 256) {
        return Err(th.value_error("translation table must be 256 characters long"));
    }
    let gone = match a.opt(2) {
        Some(v) => buffer(th, v)?,
        None => (&[][..]).into(),
    };
    let kept = all.iter().filter(|b| !gone.contains(b));
    let out: Vec<u8> = match table {
        Some(table) => kept.map(|b| table[usize::from(*b)]).collect(),
        None => kept.copied().collect(),
    };
    Ok(flavor.make(th, &out))
}

fn make_table<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (from, to) = (buffer(th, a.get(0))?, buffer(th, a.get(1))?);
    if from.len() != to.len() {
        return Err(th.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    for (from, to) in from.iter().zip(to.iter()) {
        table[usize::from(*from)] = *to;
    }
    Ok(Bytes::new(th, &table).val())
}

/// Hexadecimal digits, with a separator between groups counted from the right (from the left if negative).
pub fn hex<'t>(
    th: &'t Thread,
    all: &[u8],
    separator: Option<Val<'t>>,
    group: Option<Val<'t>>,
) -> Res<Val<'t>> {
    let separator = match separator {
        None => None,
        Some(v) => {
            let text = match (args::text_of(v), super::content(th, v)?) {
                (Some(text), _) => text.to_owned(),
                (None, Some(bytes)) => crate::types::str::percent::to_chars(&bytes),
                (None, None) => return Err(th.type_error("sep must be str or bytes.")),
            };
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c.is_ascii() => Some(c),
                (Some(_), None) => return Err(th.value_error("sep must be ASCII.")),
                _ => return Err(th.value_error("sep must be length 1.")),
            }
        }
    };
    let group = args::size_or(th, group, 1)?;
    let size = group.unsigned_abs() as usize;
    concat::check_size(th, all.len().saturating_mul(3))?;
    let mut out = String::with_capacity(all.len() * 2);
    for (i, byte) in all.iter().enumerate() {
        if let Some(separator) = separator
            && i > 0
            && size > 0
        {
            let at = if group > 0 { all.len() - i } else { i };
            if at.is_multiple_of(size) {
                out.push(separator);
            }
        }
        for digit in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    Ok(th.str(&out))
}

fn from_hex(th: &mut Thread, w: Window) -> Res<Done> {
    let parsed = th.section(|th| {
        let v = th.get(w.at(1));
        let text = match (args::text_of(v), super::content(th, v)?) {
            (Some(text), _) => text.to_owned(),
            (None, Some(bytes)) => crate::types::str::percent::to_chars(&bytes),
            (None, None) => {
                return Err(th.type_error(format!(
                    "fromhex() argument must be str or bytes-like, not {}",
                    args::type_name_or_none(th, v)
                )));
            }
        };
        bytes::from_hex(&text).map_err(|at| {
            let digits = text.chars().filter(char::is_ascii_hexdigit).count();
            if at >= text.chars().count() && digits % 2 == 1 {
                return th.value_error(
                    "fromhex() arg must contain an even number of hexadecimal digits",
                );
            }
            th.value_error(format!(
                "non-hexadecimal number found in fromhex() arg at position {at}"
            ))
        })
    })?;
    let class = w.at(0);
    let flavor = {
        let array = th.get(class).expect::<crate::class::Class>();
        if array.derives(th, crate::class::Builtin::ByteArray) {
            Flavor::Array
        } else {
            Flavor::Bytes
        }
    };
    let made = th.root(flavor.make(th, &parsed));
    let exact = th.class_of(th.get(made)).val().is(th.get(class));
    if exact {
        return th.ret_slot(made);
    }
    let r = th.call(class, &[made])?;
    th.ret_slot(r)
}

fn decode(th: &mut Thread, w: Window) -> Res<Done> {
    let encoding = args::encoding(th, "decode", w.opt(th, 1), "encoding", "utf-8")?;
    let errors = args::encoding(th, "decode", w.opt(th, 2), "errors", "strict")?;
    let quick = th.section(|th| {
        if !matches!(encoding.as_str(), "utf-8" | "utf8" | "UTF-8" | "ascii") {
            return Ok(None);
        }
        let all = buffer(th, th.get(w.at(0)))?;
        let text = std::str::from_utf8(&all).ok();
        let fits = |t: &&str| encoding != "ascii" || t.is_ascii();
        Ok(text.filter(fits).map(|t| th.root(th.str(t))))
    })?;
    if let Some(text) = quick {
        return th.ret_slot(text);
    }
    let all = th.section(|th| Ok(buffer(th, th.get(w.at(0)))?.into_owned()))?;
    let text = codec::decode(th, &all, &encoding, &errors)?;
    th.ret_slot(text)
}
