//! Text encodings over objects: `str.encode`, `bytes.decode`, and the error handlers.

mod errors;

use crate::error::Exc;
use crate::object::{Bytes, Str};
use crate::text::codec::{Codec, Problem};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};

use errors::Replacement;

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
            Err(p) => at = errors::decoding(th, codec, plain, bytes, p, errors, &mut out)?,
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
        let (replacement, next) = errors::encoding(th, codec, &text, p, errors)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(with) => {
                if codec.encode(&with, 0, out).is_err() {
                    return Err(errors::raise_encode(th, codec, &text, p));
                }
            }
        }
        at = crate::text::search::byte_offset(&text, next);
    }
    Ok(())
}

/// Encodings that are written in Python are found by the `codecs` module.
fn encode_by_python(th: &mut Thread, text: Slot, encoding: &str, errors: &str) -> Res<Slot> {
    let _ = (text, errors);
    Err(unknown(th, encoding))
}

fn decode_by_python(th: &mut Thread, bytes: &[u8], encoding: &str, errors: &str) -> Res<Slot> {
    let _ = (bytes, errors);
    Err(unknown(th, encoding))
}

fn unknown(th: &Thread, encoding: &str) -> Unwind {
    th.raise(Exc::LookupError, format!("unknown encoding: {encoding}"))
}

/// The UnicodeDecodeError of a problem.
pub fn raise_decode(th: &mut Thread, codec: Codec, bytes: &[u8], p: Problem) -> Unwind {
    errors::raise_decode(th, codec, bytes, p)
}
