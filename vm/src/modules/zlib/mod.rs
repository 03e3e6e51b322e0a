//! `zlib`: compression, by the crate flate2.
//!
//! | what | file |
//! | --- | --- |
//! | the stream under all of it: which format, bytes in, bytes out | [`stream`] |
//! | `compressobj`, `decompressobj`, and the decompressor of `gzip` | [`objects`] |
//! | functions for all at once, checksums, constants | here |

mod objects;
mod stream;

use super::support::{
    NativeClass, add, add_known_class, bytes_like, know_class, new_exception_class, raise_class,
    to_i64,
};
use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Bytes;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

use stream::{Compressor, Decompressor, Fault};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "zlib",
    doc: "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.",
    functions: &[
        NativeDef::full(
            "compress",
            Params::pos(&["_data", "level", "wbits"], 1),
            compress,
        ),
        NativeDef::full(
            "decompress",
            Params::pos(&["_data", "wbits", "bufsize"], 1),
            decompress,
        ),
        NativeDef::full("crc32", Params::pos(&["_data", "_value"], 1), |th, w| {
            let (bytes, start) = checked(th, w, 0)?;
            th.ret(Val::small(super::binascii::crc32(&bytes, start).into()))
        }),
        NativeDef::full("adler32", Params::pos(&["_data", "_value"], 1), |th, w| {
            let (bytes, start) = checked(th, w, 1)?;
            th.ret(Val::small(adler32(&bytes, start).into()))
        }),
        objects::COMPRESSOBJ,
        objects::DECOMPRESSOBJ,
    ],
    init,
};

const CONSTANTS: &[(&str, i64)] = &[
    ("MAX_WBITS", 15),
    ("DEFLATED", 8),
    ("DEF_MEM_LEVEL", 8),
    ("DEF_BUF_SIZE", 16384),
    ("Z_NO_COMPRESSION", 0),
    ("Z_BEST_SPEED", 1),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_FILTERED", 1),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_RLE", 3),
    ("Z_FIXED", 4),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_SYNC_FLUSH", 2),
    ("Z_FULL_FLUSH", 3),
    ("Z_FINISH", 4),
    ("Z_BLOCK", 5),
    ("Z_TREES", 6),
];

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in CONSTANTS {
        add(th, module, name, Val::small(*n))?;
    }
    for name in ["ZLIB_VERSION", "ZLIB_RUNTIME_VERSION"] {
        add(th, module, name, th.str("1.3.1"))?;
    }
    let error = new_exception_class(th, "zlib", "error", &[th.exc_class(Exc::Exception).val()]);
    know_class(th, NativeClass::ZlibError, error);
    add(th, module, "error", error.val())?;
    know_class(
        th,
        NativeClass::ZlibCompress,
        super::support::new_class(th, &objects::COMPRESS),
    );
    know_class(
        th,
        NativeClass::ZlibDecompress,
        super::support::new_class(th, &objects::DECOMPRESS),
    );
    add_known_class(
        th,
        module,
        NativeClass::ZlibDecompressor,
        &objects::DECOMPRESSOR,
    )?;
    Ok(())
}

/// `zlib.error`.
fn error(th: &Thread, message: &str) -> Unwind {
    raise_class(th, th.native_class(NativeClass::ZlibError), message)
}

/// The exception for what went wrong in a stream.
fn fault(th: &Thread, f: Fault, doing: &str) -> Unwind {
    match f {
        Fault::Settings => th.value_error("Invalid initialization option"),
        Fault::Data(text) => error(th, &format!("Error -3 {doing}: {text}")),
        Fault::Dictionary => error(th, &format!("Error 2 {doing}")),
    }
}

/// Bytes, and the checksum of what came before.
fn checked(th: &mut Thread, w: Window, default: u32) -> Res<(Vec<u8>, u32)> {
    let bytes = bytes_like(th, w.at(0))?;
    let start = match w.opt(th, 1) {
        Some(v) => super::support::index(th, v)?,
        None => return Ok((bytes, default)),
    };
    let n = super::support::big(th.get(start)).unwrap_or_default();
    let low = n.to_signed_bytes_le();
    let sign = if n.sign() == num_bigint::Sign::Minus {
        0xFF
    } else {
        0
    };
    let mut word = [sign; 4];
    for (to, from) in word.iter_mut().zip(&low) {
        *to = *from;
    }
    Ok((bytes, u32::from_le_bytes(word)))
}

/// The checksum of zlib streams: two sums modulo the largest prime of 16 bits.
fn adler32(bytes: &[u8], start: u32) -> u32 {
    const PRIME: u32 = 65521;
    let (mut a, mut b) = (start & 0xFFFF, start >> 16);
    // So many bytes cannot make the sums overflow.
    for part in bytes.chunks(5552) {
        for byte in part {
            a += u32::from(*byte);
            b += a;
        }
        a %= PRIME;
        b %= PRIME;
    }
    b << 16 | a
}

fn int_or(th: &mut Thread, v: Option<Slot>, default: i64) -> Res<i64> {
    match v {
        Some(v) => to_i64(th, v),
        None => Ok(default),
    }
}

fn compress(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let level = w.opt(th, 1);
    let level = int_or(th, level, -1)?;
    let bits = w.opt(th, 2);
    let bits = int_or(th, bits, 15)?;
    let mut c = match Compressor::new(level, bits, None) {
        Ok(c) => c,
        Err(Fault::Settings) => return Err(error(th, "Bad compression level")),
        Err(f) => return Err(fault(th, f, "while compressing data")),
    };
    let out = c.run(&bytes, flate2::FlushCompress::Finish);
    let out = out.map_err(|f| fault(th, f, "while compressing data"))?;
    th.ret(Bytes::new(th, &out).val())
}

fn decompress(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    let bits = w.opt(th, 1);
    let bits = int_or(th, bits, 15)?;
    let doing = "while decompressing data";
    let mut d = Decompressor::new(bits, None).map_err(|f| fault(th, f, doing))?;
    let out = d.run(&bytes, usize::MAX).map_err(|f| fault(th, f, doing))?;
    if !d.ended() {
        let text = format!("Error -5 {doing}: incomplete or truncated stream");
        return Err(error(th, &text));
    }
    th.ret(Bytes::new(th, &out).val())
}
