//! Encodings by table: each byte is a character.

use super::{errors, pair, text};
use crate::error::Exc;
use crate::native::{Args, Done, Window};
use crate::object::{Bytes, Dict};
use crate::protocol::container;
use crate::text::codec::Problem;
use crate::text::surrogate::{char_of, code_of};
use crate::thread::{Slot, Thread};
use crate::types::codec::errors::{self as handlers, Charset, Replacement};
use crate::types::int::Int;
use crate::types::{args, bytes, dict};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const SET: Charset<'static> = Charset {
    name: "charmap",
    codec: None,
};
const UNDEFINED: &str = "character maps to <undefined>";

/// A dict from the characters of a decoding table to their bytes.
pub fn build<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let table = args::text(th, a.get(0), "charmap_build", 1)?;
    let map = Dict::new(th);
    for (byte, c) in table.chars().enumerate().filter(|(_, c)| *c != '\u{FFFE}') {
        let code = Val::small(i64::from(code_of(c)));
        dict::quick_set(th, **map, code, Val::small(byte as i64))?;
    }
    Ok(map.val())
}

/// `mapping[key]`; `None` for a LookupError.
fn look_up(th: &mut Thread, mapping: Slot, key: i64) -> Res<Option<Slot>> {
    let key = th.root(Val::small(key));
    match container::get_item(th, mapping, key) {
        Ok(v) if th.get(v).is_none() => Ok(None),
        Ok(v) => Ok(Some(v)),
        Err(Unwind::Raise) if th.swallow(Exc::LookupError) => Ok(None),
        Err(u) => Err(u),
    }
}

fn is_given(th: &Thread, w: Window, i: usize) -> Option<Slot> {
    w.opt(th, i).filter(|s| !th.get(*s).is_none())
}

/// Appends the bytes of a character; false if it has none.
fn encode_char(th: &mut Thread, mapping: Option<Slot>, c: char, out: &mut Vec<u8>) -> Res<bool> {
    let code = code_of(c);
    let Some(mapping) = mapping else {
        let byte = u8::try_from(code);
        out.extend(byte);
        return Ok(byte.is_ok());
    };
    let mark = th.mark();
    let Some(v) = look_up(th, mapping, i64::from(code))? else {
        return Ok(false);
    };
    if let Some(i) = Int::of(th.get(v)) {
        match u8::try_from(i.clamped()) {
            Ok(byte) => out.push(byte),
            Err(_) => return Err(th.type_error("character mapping must be in range(256)")),
        }
    } else if let Some(b) = th.get(v).unboxed().cast::<Bytes>() {
        out.extend_from_slice(b.slice());
    } else {
        let text = format!(
            "character mapping must return integer, bytes or None, not {}",
            th.class_name(th.get(v))
        );
        return Err(th.type_error(text));
    }
    th.release_to(mark);
    Ok(true)
}

pub fn encode(th: &mut Thread, w: Window) -> Res<Done> {
    let (text, errors) = (text(th, w.at(0), "charmap_encode")?, errors(th, w)?);
    let mapping = is_given(th, w, 2);
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (Vec::with_capacity(chars.len()), 0);
    while at < chars.len() {
        if encode_char(th, mapping, chars[at], &mut out)? {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < chars.len() && !encode_char(th, mapping, chars[end], &mut Vec::new())? {
            end += 1;
        }
        let p = Problem {
            start: at,
            end,
            reason: UNDEFINED,
        };
        let (replacement, next) = handlers::encoding(th, SET, &text, p, &errors)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(with) => {
                for c in with.chars() {
                    if !encode_char(th, mapping, c, &mut out)? {
                        return Err(handlers::raise_encode(th, SET, &text, p));
                    }
                }
            }
        }
        at = next;
    }
    let made = th.root(Bytes::new(th, &out).val());
    pair(th, made, chars.len())
}

/// Appends the text of a byte; false if it has none.
fn decode_byte(
    th: &mut Thread,
    mapping: Option<Slot>,
    table: Option<&[char]>,
    byte: u8,
    out: &mut String,
) -> Res<bool> {
    if let Some(table) = table {
        let c = table.get(usize::from(byte)).filter(|c| **c != '\u{FFFE}');
        out.extend(c);
        return Ok(c.is_some());
    }
    let Some(mapping) = mapping else {
        out.push(byte as char);
        return Ok(true);
    };
    let mark = th.mark();
    let Some(v) = look_up(th, mapping, i64::from(byte))? else {
        return Ok(false);
    };
    let known = if let Some(i) = Int::of(th.get(v)) {
        let c = u32::try_from(i.clamped()).ok().and_then(char_of);
        let Some(c) = c else {
            return Err(th.type_error("character mapping must be in range(0x110000)"));
        };
        out.extend(Some(c).filter(|c| *c != '\u{FFFE}'));
        c != '\u{FFFE}'
    } else if let Some(text) = args::text_of(th.get(v)) {
        out.push_str(text);
        true
    } else {
        return Err(th.type_error("character mapping must return integer, None or str"));
    };
    th.release_to(mark);
    Ok(known)
}

pub fn decode(th: &mut Thread, w: Window) -> Res<Done> {
    let errors = errors(th, w)?;
    let data = th.section(|th| Ok(bytes::buffer(th, th.get(w.at(0)))?.into_owned()))?;
    let mapping = is_given(th, w, 2);
    let table: Option<Vec<char>> = mapping
        .and_then(|m| args::text_of(th.get(m)))
        .map(|text| text.chars().collect());
    let (mut out, mut at) = (String::with_capacity(data.len()), 0);
    while at < data.len() {
        if decode_byte(th, mapping, table.as_deref(), data[at], &mut out)? {
            at += 1;
            continue;
        }
        let p = Problem {
            start: at,
            end: at + 1,
            reason: UNDEFINED,
        };
        at = handlers::decoding(th, SET, &data, p, &errors, &mut out)?;
    }
    let made = th.root(th.str(&out));
    pair(th, made, data.len())
}
