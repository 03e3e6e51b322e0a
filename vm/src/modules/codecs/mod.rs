//! `_codecs`: the built-in encodings, and the registry of those written in Python.

mod charmap;
mod escape;
mod handlers;
mod registry;

use crate::native::{Done, FullFn, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Str};
use crate::text::codec::{Codec, Order};
use crate::thread::{Slot, Thread};
use crate::types::{args, bytes, codec};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_codecs",
    doc: "",
    functions: FUNCTIONS,
    init: handlers::register_all,
};

const ENCODE: Params = Params::pos(&["_str", "_errors"], 1);
const DECODE: Params = Params::pos(&["_data", "_errors", "_final"], 1);
const ORDERED: Params = Params::pos(&["_str", "_errors", "_byteorder"], 1);
const EXTENDED: Params = Params::pos(&["_data", "_errors", "_byteorder", "_final"], 1);

/// The pair of functions of an encoding.
const fn encoder(name: &'static str, f: FullFn) -> NativeDef {
    NativeDef::full(name, ENCODE, f)
}

const fn decoder(name: &'static str, f: FullFn) -> NativeDef {
    NativeDef::full(name, DECODE, f)
}

const LITTLE: Option<Order> = Some(Order::Little);
const BIG: Option<Order> = Some(Order::Big);

const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full(
        "register",
        Params::all(&["_search_function"]),
        registry::register,
    ),
    NativeDef::full(
        "unregister",
        Params::all(&["_search_function"]),
        registry::unregister,
    ),
    NativeDef::full("lookup", Params::all(&["_encoding"]), registry::lookup),
    NativeDef::full(
        "_forget_codec",
        Params::all(&["_encoding"]),
        registry::forget,
    ),
    NativeDef::full(
        "encode",
        Params::pos(&["obj", "encoding", "errors"], 1),
        |th, w| registry::convert(th, w, 0),
    ),
    NativeDef::full(
        "decode",
        Params::pos(&["obj", "encoding", "errors"], 1),
        |th, w| registry::convert(th, w, 1),
    ),
    NativeDef::full(
        "register_error",
        Params::all(&["_errors", "_handler"]),
        handlers::register,
    ),
    NativeDef::full(
        "_unregister_error",
        Params::all(&["_errors"]),
        handlers::unregister,
    ),
    NativeDef::full("lookup_error", Params::all(&["_name"]), handlers::lookup),
    NativeDef::full(
        "charmap_encode",
        Params::pos(&["_str", "_errors", "_mapping"], 1),
        charmap::encode,
    ),
    NativeDef::full(
        "charmap_decode",
        Params::pos(&["_data", "_errors", "_mapping"], 1),
        charmap::decode,
    ),
    NativeDef::quick("charmap_build", Params::all(&["_map"]), charmap::build),
    encoder("escape_encode", escape::encode),
    decoder("escape_decode", escape::decode),
    NativeDef::full("readbuffer_encode", ENCODE, read_buffer),
    encoder("utf_8_encode", |th, w| encode(th, w, Codec::Utf8)),
    decoder("utf_8_decode", |th, w| decode(th, w, Codec::Utf8, 2)),
    encoder("latin_1_encode", |th, w| encode(th, w, Codec::Latin1)),
    decoder("latin_1_decode", |th, w| decode(th, w, Codec::Latin1, 3)),
    encoder("ascii_encode", |th, w| encode(th, w, Codec::Ascii)),
    decoder("ascii_decode", |th, w| decode(th, w, Codec::Ascii, 3)),
    encoder("unicode_escape_encode", |th, w| {
        encode(th, w, Codec::UnicodeEscape)
    }),
    decoder("unicode_escape_decode", |th, w| {
        decode_escapes(th, w, Codec::UnicodeEscape)
    }),
    encoder("raw_unicode_escape_encode", |th, w| {
        encode(th, w, Codec::RawUnicodeEscape)
    }),
    decoder("raw_unicode_escape_decode", |th, w| {
        decode_escapes(th, w, Codec::RawUnicodeEscape)
    }),
    NativeDef::full("utf_16_encode", ORDERED, |th, w| {
        let order = order(th, w)?;
        encode(th, w, Codec::Utf16(order))
    }),
    encoder("utf_16_le_encode", |th, w| {
        encode(th, w, Codec::Utf16(LITTLE))
    }),
    encoder("utf_16_be_encode", |th, w| encode(th, w, Codec::Utf16(BIG))),
    decoder("utf_16_decode", |th, w| {
        decode(th, w, Codec::Utf16(None), 2)
    }),
    decoder("utf_16_le_decode", |th, w| {
        decode(th, w, Codec::Utf16(LITTLE), 2)
    }),
    decoder("utf_16_be_decode", |th, w| {
        decode(th, w, Codec::Utf16(BIG), 2)
    }),
    NativeDef::full("utf_16_ex_decode", EXTENDED, |th, w| {
        extended(th, w, Codec::Utf16)
    }),
    NativeDef::full("utf_32_encode", ORDERED, |th, w| {
        let order = order(th, w)?;
        encode(th, w, Codec::Utf32(order))
    }),
    encoder("utf_32_le_encode", |th, w| {
        encode(th, w, Codec::Utf32(LITTLE))
    }),
    encoder("utf_32_be_encode", |th, w| encode(th, w, Codec::Utf32(BIG))),
    decoder("utf_32_decode", |th, w| {
        decode(th, w, Codec::Utf32(None), 2)
    }),
    decoder("utf_32_le_decode", |th, w| {
        decode(th, w, Codec::Utf32(LITTLE), 2)
    }),
    decoder("utf_32_be_decode", |th, w| {
        decode(th, w, Codec::Utf32(BIG), 2)
    }),
    NativeDef::full("utf_32_ex_decode", EXTENDED, |th, w| {
        extended(th, w, Codec::Utf32)
    }),
];

/// The error handler's name in argument 1; None means strict.
fn errors(th: &Thread, w: Window) -> Res<String> {
    match w.opt(th, 1).filter(|s| !th.get(*s).is_none()) {
        None => Ok("strict".to_owned()),
        Some(v) => args::text(th, th.get(v), "codec", 2).map(str::to_owned),
    }
}

/// The byte order in argument 2: below zero little, above big, zero with a mark.
fn order(th: &mut Thread, w: Window) -> Res<Option<Order>> {
    let Some(v) = w.opt(th, 2) else {
        return Ok(None);
    };
    Ok(match crate::protocol::index::size(th, v)? {
        0 => None,
        n if n < 0 => LITTLE,
        _ => BIG,
    })
}

/// The bytes of an argument that may also be text.
fn input(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    th.section(|th| match args::text_of(th.get(v)) {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => Ok(bytes::buffer(th, th.get(v))?.into_owned()),
    })
}

/// `(converted, length of what was used)`.
fn pair(th: &mut Thread, converted: Slot, used: usize) -> Res<Done> {
    let used = Val::small(used as i64);
    th.ret(th.tuple(&[th.get(converted), used]))
}

fn encode(th: &mut Thread, w: Window, to: Codec) -> Res<Done> {
    let text = w.at(0);
    let errors = errors(th, w)?;
    let used = args::text(th, th.get(text), "encode", 1)?.chars().count();
    let mut out = to.mark().to_vec();
    codec::encode_with(th, to, text, &errors, &mut out)?;
    let made = th.root(Bytes::new(th, &out).val());
    pair(th, made, used)
}

/// `last` is the argument that says whether more bytes may follow; there is none for encodings without long characters.
fn decode(th: &mut Thread, w: Window, from: Codec, last: usize) -> Res<Done> {
    let errors = errors(th, w)?;
    let data = th.section(|th| Ok(bytes::buffer(th, th.get(w.at(0)))?.into_owned()))?;
    let complete = match w.opt(th, last) {
        Some(v) => crate::protocol::number::truth(th, v)?,
        None => last > 2,
    };
    let (text, used) = codec::decode_with(th, from, &data, &errors, complete)?;
    pair(th, text, used)
}

/// Escapes may come as text, too, and are complete unless the third argument says otherwise.
fn decode_escapes(th: &mut Thread, w: Window, from: Codec) -> Res<Done> {
    let errors = errors(th, w)?;
    let data = input(th, w.at(0))?;
    let complete = match w.opt(th, 2) {
        Some(v) => crate::protocol::number::truth(th, v)?,
        None => true,
    };
    let (text, used) = codec::decode_with(th, from, &data, &errors, complete)?;
    pair(th, text, used)
}

/// Decodes with a byte order that may be known from an earlier part: `(text, used, order)`.
fn extended(th: &mut Thread, w: Window, family: fn(Option<Order>) -> Codec) -> Res<Done> {
    let errors = errors(th, w)?;
    let data = th.section(|th| Ok(bytes::buffer(th, th.get(w.at(0)))?.into_owned()))?;
    let known = order(th, w)?;
    let complete = match w.opt(th, 3) {
        Some(v) => crate::protocol::number::truth(th, v)?,
        None => false,
    };
    let from = family(known);
    let (mark, plain) = from.after_mark(&data);
    let (text, used) = codec::decode_with(th, from, &data, &errors, complete)?;
    let found = match (known, plain) {
        (Some(order), _) => Some(order),
        (None, Codec::Utf16(order) | Codec::Utf32(order)) if mark > 0 => order,
        _ => None,
    };
    let order = match found {
        None => 0,
        Some(Order::Little) => -1,
        Some(Order::Big) => 1,
    };
    let used = Val::small(used as i64);
    th.ret(th.tuple(&[th.get(text), used, Val::small(order)]))
}

fn read_buffer(th: &mut Thread, w: Window) -> Res<Done> {
    let data = input(th, w.at(0))?;
    let made = th.root(Bytes::new(th, &data).val());
    pair(th, made, data.len())
}

/// The text of an argument as a Rust string.
fn text(th: &Thread, v: Slot, function: &str) -> Res<String> {
    match th.get(v).unboxed().cast::<Str>() {
        Some(s) => Ok(s.text().to_owned()),
        None => Err(args::wrong_type(th, th.get(v), function, 1, "str")),
    }
}
