//! `binascii`: bytes as text of a few characters, and checksums.

use super::support::{
    self, NativeClass, add, bytes_like, know_class, new_exception_class, raise_class, to_i64,
};
use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Str};
use crate::protocol::number;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        NativeDef::full("hexlify", HEX, hexlify),
        NativeDef::full("b2a_hex", HEX, hexlify),
        NativeDef::full("unhexlify", Params::all(&["_hexstr"]), unhexlify),
        NativeDef::full("a2b_hex", Params::all(&["_hexstr"]), unhexlify),
        NativeDef::full(
            "b2a_base64",
            Params::all(&["_data"]).kw(&["newline"]),
            to_base64,
        ),
        NativeDef::full(
            "a2b_base64",
            Params::all(&["_data"]).kw(&["strict_mode"]),
            from_base64,
        ),
        NativeDef::full("crc32", Params::pos(&["_data", "_crc"], 1), |th, w| {
            let bytes = bytes_like(th, w.at(0))?;
            let start = start(th, w)?;
            th.ret(Val::small(crc32(&bytes, start as u32).into()))
        }),
        NativeDef::full("crc_hqx", Params::all(&["_data", "_crc"]), |th, w| {
            let bytes = bytes_like(th, w.at(0))?;
            let start = start(th, w)?;
            th.ret(Val::small(crc_hqx(&bytes, start as u16).into()))
        }),
        NativeDef::full(
            "b2a_qp",
            Params::pos(&["data", "quotetabs", "istext", "header"], 1),
            to_quoted,
        ),
        NativeDef::full("a2b_qp", Params::pos(&["data", "header"], 1), from_quoted),
        NativeDef::full("b2a_uu", Params::all(&["_data"]).kw(&["backtick"]), to_uu),
        NativeDef::full("a2b_uu", Params::all(&["_data"]), from_uu),
    ],
    init,
};

const HEX: Params = Params::pos(&["data", "sep", "bytes_per_sep"], 1);

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let error = new_exception_class(
        th,
        "binascii",
        "Error",
        &[th.exc_class(Exc::ValueError).val()],
    );
    know_class(th, NativeClass::BinasciiError, error);
    add(th, module, "Error", error.val())?;
    let incomplete = new_exception_class(
        th,
        "binascii",
        "Incomplete",
        &[th.exc_class(Exc::Exception).val()],
    );
    add(th, module, "Incomplete", incomplete.val())
}

fn error(th: &Thread, message: &str) -> Unwind {
    raise_class(th, th.native_class(NativeClass::BinasciiError), message)
}

fn start(th: &mut Thread, w: Window) -> Res<i64> {
    match w.opt(th, 1) {
        Some(c) => {
            let i = support::index(th, c)?;
            let n = support::big(th.get(i)).unwrap_or_default();
            Ok((n & num_bigint::BigInt::from(u32::MAX))
                .try_into()
                .unwrap_or(0))
        }
        None => Ok(0),
    }
}

/// ASCII text or bytes.
fn ascii(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    match th.get(v).unboxed().cast::<Str>() {
        Some(s) if s.is_ascii() => Ok(s.text().as_bytes().to_vec()),
        Some(_) => Err(th.value_error("string argument should contain only ASCII characters")),
        None => bytes_like(th, v),
    }
}

fn ret_bytes(th: &mut Thread, bytes: &[u8]) -> Res<Done> {
    th.ret(Bytes::new(th, bytes).val())
}

fn hexlify(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let separator = match w.opt(th, 1) {
        Some(s) => {
            let s = ascii(th, s)?;
            if s.len() != 1 {
                return Err(th.value_error("sep must be length 1."));
            }
            Some(s[0])
        }
        None => None,
    };
    let every = match w.opt(th, 2) {
        Some(n) => to_i64(th, n)?,
        None => 1,
    };
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for (i, b) in bytes.iter().enumerate() {
        if let Some(s) = separator
            && i > 0
            && every != 0
        {
            // Groups are counted from the end, or from the front if the number is negative.
            let from = if every > 0 { bytes.len() - i } else { i };
            if from % every.unsigned_abs() as usize == 0 {
                out.push(s);
            }
        }
        out.extend_from_slice(format!("{b:02x}").as_bytes());
    }
    ret_bytes(th, &out)
}

fn unhexlify(th: &mut Thread, w: Window) -> Res<Done> {
    let text = ascii(th, w.at(0))?;
    if text.len() % 2 != 0 {
        return Err(error(th, "Odd-length string"));
    }
    let digit = |b: u8| char::from(b).to_digit(16);
    let out: Option<Vec<u8>> = text
        .chunks_exact(2)
        .map(|p| Some((digit(p[0])? * 16 + digit(p[1])?) as u8))
        .collect();
    match out {
        Some(out) => ret_bytes(th, &out),
        None => Err(error(th, "Non-hexadecimal digit found")),
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn to_base64(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let newline = match w.opt(th, 1) {
        Some(n) => number::truth(th, n)?,
        None => true,
    };
    let mut out = Vec::with_capacity(bytes.len() / 3 * 4 + 5);
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            out.push(match i <= chunk.len() {
                true => ALPHABET[(n >> (18 - 6 * i) & 63) as usize],
                false => b'=',
            });
        }
    }
    if newline {
        out.push(b'\n');
    }
    ret_bytes(th, &out)
}

fn from_base64(th: &mut Thread, w: Window) -> Res<Done> {
    let text = ascii(th, w.at(0))?;
    let strict = match w.opt(th, 1) {
        Some(s) => number::truth(th, s)?,
        None => false,
    };
    match decode_base64(&text, strict) {
        Ok(out) => ret_bytes(th, &out),
        Err(problem) => Err(error(th, &problem)),
    }
}

fn decode_base64(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b).map(|i| i as u8);
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut quad, mut left, mut pads, mut done) = (0usize, 0u8, 0, false);
    if strict && text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".into());
    }
    for (i, b) in text.iter().enumerate() {
        if *b == b'=' {
            pads += 1;
            if quad >= 2 && quad + pads >= 4 {
                if strict && i + 1 < text.len() {
                    return Err("Excess data after padding".into());
                }
                done = true;
                break;
            }
            continue;
        }
        let Some(v) = value(*b) else {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        };
        if strict && pads > 0 {
            return Err("Discontinuous padding not allowed".into());
        }
        pads = 0;
        match quad {
            0 => left = v,
            1 => {
                out.push(left << 2 | v >> 4);
                left = v & 15;
            }
            2 => {
                out.push(left << 4 | v >> 2);
                left = v & 3;
            }
            _ => out.push(left << 6 | v),
        }
        quad = (quad + 1) % 4;
    }
    if quad == 1 && !done {
        return Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        ));
    }
    if quad != 0 && !done {
        return Err("Incorrect padding".into());
    }
    Ok(out)
}

/// The usual CRC-32, going on from `start`.
pub fn crc32(bytes: &[u8], start: u32) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut i = 0;
        while i < 256 {
            let (mut c, mut k) = (i as u32, 0);
            while k < 8 {
                c = if c & 1 != 0 {
                    0xEDB8_8320 ^ c >> 1
                } else {
                    c >> 1
                };
                k += 1;
            }
            table[i] = c;
            i += 1;
        }
        table
    };
    !bytes.iter().fold(!start, |c, b| {
        TABLE[((c ^ u32::from(*b)) & 255) as usize] ^ c >> 8
    })
}

/// The CRC of BinHex: polynomial 0x1021.
fn crc_hqx(bytes: &[u8], start: u16) -> u16 {
    bytes.iter().fold(start, |crc, b| {
        (0..8).fold(crc ^ u16::from(*b) << 8, |c, _| {
            if c & 0x8000 != 0 {
                c << 1 ^ 0x1021
            } else {
                c << 1
            }
        })
    })
}

fn flag(th: &mut Thread, v: Option<Slot>, default: bool) -> Res<bool> {
    match v {
        Some(v) => number::truth(th, v),
        None => Ok(default),
    }
}

fn to_quoted(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let (tabs, text, header) = (
        flag(th, w.opt(th, 1), false)?,
        flag(th, w.opt(th, 2), true)?,
        flag(th, w.opt(th, 3), false)?,
    );
    let mut out: Vec<u8> = Vec::new();
    let mut column = 0;
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        let at_end =
            i + 1 == bytes.len() || bytes[i + 1] == b'\n' || bytes[i + 1..].starts_with(b"\r\n");
        let line_end = text && (b == b'\n' || bytes[i..].starts_with(b"\r\n"));
        if line_end {
            if b == b'\r' {
                out.push(b'\r');
                i += 1;
            }
            out.push(b'\n');
            column = 0;
            i += 1;
            continue;
        }
        let plain = match b {
            b' ' | b'\t' => !(tabs || at_end || header && b == b'\t'),
            b'=' => false,
            b'_' => !header,
            b'.' => !(column == 0 && at_end),
            33..=126 => true,
            _ => false,
        };
        let piece = match (plain, header && b == b' ') {
            (_, true) => vec![b'_'],
            (true, _) => vec![b],
            _ => format!("={b:02X}").into_bytes(),
        };
        if column + piece.len()
            > if at_end && i + 1 == bytes.len() {
                76
            } else {
                75
            }
        {
            out.extend_from_slice(b"=\n");
            column = 0;
        }
        column += piece.len();
        out.extend(piece);
        i += 1;
    }
    ret_bytes(th, &out)
}

fn from_quoted(th: &mut Thread, w: Window) -> Res<Done> {
    let text = ascii(th, w.at(0))?;
    let header = flag(th, w.opt(th, 1), false)?;
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let (mut out, mut i) = (Vec::new(), 0);
    while i < text.len() {
        match text[i] {
            b'=' => match (digit(text.get(i + 1)), digit(text.get(i + 2))) {
                (Some(a), Some(b)) => {
                    out.push((a * 16 + b) as u8);
                    i += 3;
                }
                _ => match text.get(i + 1) {
                    None => i += 1,
                    Some(b'\n') => i += 2,
                    Some(b'\r') => {
                        let end = text[i..].iter().position(|b| *b == b'\n');
                        i = end.map_or(text.len(), |n| i + n + 1);
                    }
                    Some(b'=') => {
                        out.push(b'=');
                        i += 2;
                    }
                    Some(_) => {
                        out.push(b'=');
                        i += 1;
                    }
                },
            },
            b'_' if header => {
                out.push(b' ');
                i += 1;
            }
            b => {
                out.push(b);
                i += 1;
            }
        }
    }
    ret_bytes(th, &out)
}

fn to_uu(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let backtick = flag(th, w.opt(th, 1), false)?;
    if bytes.len() > 45 {
        return Err(error(th, "At most 45 bytes at once"));
    }
    let shown = |n: u8| if n == 0 && backtick { b'`' } else { n + b' ' };
    let mut out = vec![shown(bytes.len() as u8)];
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        out.extend((0..4).map(|i| shown((n >> (18 - 6 * i) & 63) as u8)));
    }
    out.push(b'\n');
    ret_bytes(th, &out)
}

fn from_uu(th: &mut Thread, w: Window) -> Res<Done> {
    let text = ascii(th, w.at(0))?;
    let Some((first, rest)) = text.split_first() else {
        return ret_bytes(th, &[]);
    };
    let length = usize::from(first.wrapping_sub(b' ') & 63);
    let mut values = Vec::new();
    for b in rest {
        match b {
            b'\n' | b'\r' => break,
            b' '..=b'`' => values.push((b - b' ') & 63),
            _ => return Err(error(th, "Illegal char")),
        }
    }
    let mut out = Vec::new();
    for chunk in values.chunks(4) {
        let n = (0..4).fold(0u32, |n, i| {
            n << 6 | u32::from(chunk.get(i).copied().unwrap_or(0))
        });
        out.extend_from_slice(&n.to_be_bytes()[1..]);
    }
    if out[length.min(out.len())..].iter().any(|b| *b != 0) {
        return Err(error(th, "Trailing garbage"));
    }
    out.resize(length, 0);
    ret_bytes(th, &out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_known_ones() {
        assert_eq!(crc32(b"123456789", 0), 0xCBF4_3926);
        assert_eq!(crc32(b"456789", crc32(b"123", 0)), 0xCBF4_3926);
        assert_eq!(crc_hqx(b"123456789", 0), 0x31C3);
    }

    #[test]
    fn base64_comes_back() {
        assert_eq!(decode_base64(b"aGVs\nbG8=", false).unwrap(), b"hello");
        assert_eq!(
            decode_base64(b"aGVsbG8", false),
            Err("Incorrect padding".into())
        );
        assert!(decode_base64(b"aGVs!bG8=", true).is_err());
    }
}
