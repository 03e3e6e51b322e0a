//! Text encodings over objects: `str.encode`, `bytes.decode`, and the error handlers.

pub mod errors;

use crate::error::Exc;
use crate::object::{Bytes, Dict, List, Str, Tuple};
use crate::text::codec::Codec;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

use errors::{Charset, Replacement};

/// `bytes.decode(encoding, errors)`, in a register.
pub fn decode(th: &mut Thread, bytes: &[u8], encoding: &str, errors: &str) -> Res<Slot> {
    let Some(codec) = Codec::find(encoding) else {
        return decode_by_python(th, bytes, encoding, errors);
    };
    decode_with(th, codec, bytes, errors, true).map(|(text, _)| text)
}

/// The text of the bytes, and how many of them were used: unless they are the last ones, a character that is not
/// complete is left for the next time.
pub fn decode_with(
    th: &mut Thread,
    codec: Codec,
    bytes: &[u8],
    errors: &str,
    last: bool,
) -> Res<(Slot, usize)> {
    let (mut at, plain) = codec.after_mark(bytes);
    let mut out = String::with_capacity(bytes.len());
    loop {
        match plain.decode(bytes, at, &mut out) {
            Ok(()) => return Ok((th.root(th.str(&out)), bytes.len())),
            Err(p) if !last && plain.is_incomplete(p, bytes) => {
                return Ok((th.root(th.str(&out)), p.start));
            }
            Err(p) => {
                let set = Charset {
                    name: codec.name(),
                    codec: Some(plain),
                };
                at = errors::decoding(th, set, bytes, p, errors, &mut out)?;
            }
        }
    }
}

/// `str.encode(encoding, errors)`, in a register.
pub fn encode(th: &mut Thread, text: Slot, encoding: &str, errors: &str) -> Res<Slot> {
    match Codec::find(encoding) {
        Some(codec) => {
            let mut out = codec.mark().to_vec();
            encode_with(th, codec, text, errors, &mut out)?;
            Ok(th.root(Bytes::new(th, &out).val()))
        }
        None => encode_by_python(th, text, encoding, errors),
    }
}

/// Appends the text without a mark.
pub fn encode_with(
    th: &mut Thread,
    codec: Codec,
    text: Slot,
    errors: &str,
    out: &mut Vec<u8>,
) -> Res<()> {
    let text = th.get(text).unboxed().expect::<Str>().text().to_owned();
    if text.is_ascii()
        && matches!(
            codec,
            Codec::Utf8 | Codec::Utf8Sig | Codec::Latin1 | Codec::Ascii
        )
    {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    let mut at = 0;
    while let Err(p) = codec.encode(&text, at, out) {
        let set = Charset::of(codec);
        let (replacement, next) = errors::encoding(th, set, &text, p, errors)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(with) => {
                if codec.encode(&with, 0, out).is_err() {
                    return Err(errors::raise_encode(th, set, &text, p));
                }
            }
        }
        at = crate::text::search::byte_offset(&text, next);
    }
    Ok(())
}

/// Places in the registry.
pub const ERRORS: usize = 0;
/// Search functions, a list.
pub const SEARCH: usize = 1;
/// What they found, by name.
pub const FOUND: usize = 2;

/// A part of the registry of encodings.
pub fn registry<'t>(th: &'t Thread, part: usize) -> Val<'t> {
    th.vm.codecs(th).at(part)
}

/// The registry as it is before anything is registered.
pub fn new_registry<'t>(th: &'t Thread) -> Val<'t> {
    th.tuple(&[
        Dict::new(th).val(),
        List::new(th, &[]).val(),
        Dict::new(th).val(),
    ])
}

/// The codec of an encoding that is written in Python: what its search function gave.
fn text_codec(th: &mut Thread, encoding: &str, verb: &str) -> Res<Slot> {
    let lookup = crate::import::load::import_object(th, "codecs", "lookup")?;
    let name = th.root(th.str(encoding));
    let info = th.call(lookup, &[name])?;
    let mark = {
        let n = th.intern("_is_text_encoding");
        th.root(n)
    };
    if let Some(is_text) = th.getattr_opt(info, mark)?
        && !crate::protocol::number::truth(th, is_text)?
    {
        return Err(th.raise(
            Exc::LookupError,
            format!(
                "'{encoding}' is not a text encoding; use codecs.{verb}() to handle arbitrary codecs"
            ),
        ));
    }
    Ok(info)
}

/// Calls one of a codec's functions: the first part of its result.
pub fn run_codec(
    th: &mut Thread,
    info: Slot,
    function: usize,
    input: Slot,
    errors: &str,
) -> Res<Slot> {
    let f = {
        let functions = th.get(info).unboxed().cast::<Tuple>().map(|t| t.items());
        let f = functions.and_then(|f| f.get(function).copied());
        f.map(|f| th.root(f))
    };
    let Some(f) = f else {
        return Err(th.type_error("codec search functions must return 4-tuples"));
    };
    let errors = th.root(th.str(errors));
    let r = th.call(f, &[input, errors])?;
    let first = match th.get(r).cast::<Tuple>().map(|t| t.items()) {
        Some([first, _]) => Some(th.root(*first)),
        _ => None,
    };
    let what = if function == 0 { "encoder" } else { "decoder" };
    first.ok_or_else(|| th.type_error(format!("{what} must return a tuple (object, integer)")))
}

fn encode_by_python(th: &mut Thread, text: Slot, encoding: &str, errors: &str) -> Res<Slot> {
    let info = text_codec(th, encoding, "encode")?;
    let made = run_codec(th, info, 0, text, errors)?;
    if crate::types::bytes::is_bytes(th, made) {
        return Ok(made);
    }
    let name = th.class_name(th.get(made));
    Err(th.type_error(format!(
        "'{encoding}' encoder returned '{name}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
    )))
}

fn decode_by_python(th: &mut Thread, bytes: &[u8], encoding: &str, errors: &str) -> Res<Slot> {
    let info = text_codec(th, encoding, "decode")?;
    let input = th.root(Bytes::new(th, bytes).val());
    let made = run_codec(th, info, 1, input, errors)?;
    if th.get(made).unboxed().cast::<Str>().is_some() {
        return Ok(made);
    }
    let name = th.class_name(th.get(made));
    Err(th.type_error(format!(
        "'{encoding}' decoder returned '{name}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
    )))
}
