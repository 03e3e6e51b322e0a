//! Objects that compress or decompress piece by piece. Their state is outside the protocol: a block that uses one is not
//! undone.

use flate2::FlushCompress;

use super::super::support::{
    Held, NativeClass, NativeClassSpec, bytes_like, held, irrevocable, to_i64,
};
use super::stream::{Compressor, Decompressor};
use super::{error, fault, int_or};
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const COMPRESSING: &str = "while compressing data";
const DECOMPRESSING: &str = "while decompressing data";

pub const COMPRESSOBJ: NativeDef = NativeDef::full(
    "compressobj",
    Params::pos(
        &["level", "method", "wbits", "memLevel", "strategy", "zdict"],
        0,
    ),
    |th, w| {
        let level = w.opt(th, 0);
        let level = int_or(th, level, -1)?;
        let method = w.opt(th, 1);
        let method = int_or(th, method, 8)?;
        let bits = w.opt(th, 2);
        let bits = int_or(th, bits, 15)?;
        let dictionary = dictionary(th, w, 5)?;
        if method != 8 {
            return Err(th.value_error("Invalid initialization option"));
        }
        let c = Compressor::new(level, bits, dictionary.as_deref());
        let c = c.map_err(|f| fault(th, f, COMPRESSING))?;
        th.ret(make(th, NativeClass::ZlibCompress, Held::new(Some(c))))
    },
);

pub const DECOMPRESSOBJ: NativeDef = NativeDef::full(
    "decompressobj",
    Params::pos(&["wbits", "zdict"], 0),
    |th, w| {
        let d = decompressor(th, w, 0)?;
        th.ret(make(th, NativeClass::ZlibDecompress, Held::new(d)))
    },
);

pub const COMPRESS: NativeClassSpec = NativeClassSpec {
    module: "zlib",
    name: "Compress",
    doc: "",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full("compress", Params::all(&["_self", "_data"]), |th, w| {
            let bytes = bytes_like(th, w.at(1))?;
            compress(th, w.at(0), &bytes, FlushCompress::None)
        }),
        NativeDef::full("flush", Params::pos(&["_self", "_mode"], 1), |th, w| {
            let mode = w.opt(th, 1);
            let mode = match int_or(th, mode, 4)? {
                0 => return th.ret(Bytes::new(th, &[]).val()),
                1 => FlushCompress::Partial,
                2 => FlushCompress::Sync,
                3 => FlushCompress::Full,
                4 => FlushCompress::Finish,
                _ => {
                    return Err(error(
                        th,
                        "Error -2 while flushing: inconsistent stream state",
                    ));
                }
            };
            compress(th, w.at(0), &[], mode)
        }),
    ],
    getsets: &[],
};

const MAX_LENGTH: Params = Params::pos(&["_self", "_data", "max_length"], 2);

pub const DECOMPRESS: NativeClassSpec = NativeClassSpec {
    module: "zlib",
    name: "Decompress",
    doc: "",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full("decompress", MAX_LENGTH, |th, w| {
            let most = w.opt(th, 2);
            let most = match int_or(th, most, 0)? {
                0 => usize::MAX,
                n if n < 0 => return Err(th.value_error("max_length must be non-negative")),
                n => n as usize,
            };
            let bytes = bytes_like(th, w.at(1))?;
            decompress(th, w.at(0), &bytes, most)
        }),
        NativeDef::full("flush", Params::pos(&["_self", "_length"], 1), |th, w| {
            if let Some(n) = w.opt(th, 1)
                && to_i64(th, n)? <= 0
            {
                return Err(th.value_error("length must be greater than zero"));
            }
            let rest = std::mem::take(&mut held::<Decompressor>(th.get(w.at(0))).rest);
            decompress(th, w.at(0), &rest, usize::MAX)
        }),
    ],
    getsets: &[
        GetSet::read("eof", |_, v| Ok(Val::bool(held::<Decompressor>(v).ended()))),
        GetSet::read("unused_data", |th, v| {
            Ok(Bytes::new(th, &held::<Decompressor>(v).unused).val())
        }),
        GetSet::read("unconsumed_tail", |th, v| {
            Ok(Bytes::new(th, &held::<Decompressor>(v).rest).val())
        }),
    ],
};

/// The decompressor that `gzip` reads with: it keeps what does not fit the limit itself.
pub const DECOMPRESSOR: NativeClassSpec = NativeClassSpec {
    module: "zlib",
    name: "_ZlibDecompressor",
    doc: "Create a decompressor object for decompressing data incrementally.",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "wbits", "zdict"], 1),
            |th, w| {
                let d = decompressor(th, w, 1)?;
                let r = {
                    let info = th.get(w.at(0)).expect::<Class>().info();
                    let state = Box::new(Held::new(d));
                    Record::with_native(th, info.root_shape(), &[], state).val()
                };
                th.ret(r)
            },
        )
        .static_method(),
        NativeDef::full("decompress", MAX_LENGTH, |th, w| {
            let most = w.opt(th, 2);
            let most = usize::try_from(int_or(th, most, -1)?).unwrap_or(usize::MAX);
            let mut bytes = bytes_like(th, w.at(1))?;
            if held::<Decompressor>(th.get(w.at(0))).ended() {
                return Err(th.raise(Exc::EOFError, "End of stream already reached"));
            }
            let mut all = std::mem::take(&mut held::<Decompressor>(th.get(w.at(0))).rest);
            all.append(&mut bytes);
            decompress(th, w.at(0), &all, most)
        }),
    ],
    getsets: &[
        GetSet::read("eof", |_, v| Ok(Val::bool(held::<Decompressor>(v).ended()))),
        GetSet::read("needs_input", |_, v| {
            let d = held::<Decompressor>(v);
            Ok(Val::bool(!d.ended() && d.rest.is_empty()))
        }),
        GetSet::read("unused_data", |th, v| {
            Ok(Bytes::new(th, &held::<Decompressor>(v).unused).val())
        }),
    ],
};

fn make<'t, T: Send + 'static>(th: &'t Thread, class: NativeClass, state: Held<T>) -> Val<'t> {
    let info = th.native_class(class).info();
    Record::with_native(th, info.root_shape(), &[], Box::new(state)).val()
}

fn dictionary(th: &mut Thread, w: Window, i: usize) -> Res<Option<Vec<u8>>> {
    match w.opt(th, i) {
        Some(v) => bytes_like(th, v).map(Some),
        None => Ok(None),
    }
}

/// A decompressor from the arguments from place `i` on.
fn decompressor(th: &mut Thread, w: Window, i: usize) -> Res<Decompressor> {
    let bits = w.opt(th, i);
    let bits = int_or(th, bits, 15)?;
    let dictionary = dictionary(th, w, i + 1)?;
    Decompressor::new(bits, dictionary).map_err(|f| fault(th, f, DECOMPRESSING))
}

/// Compresses; a stream that was finished takes no more.
fn compress(th: &mut Thread, this: Slot, bytes: &[u8], flush: FlushCompress) -> Res<Done> {
    irrevocable(th)?;
    let out = {
        let mut state = held::<Option<Compressor>>(th.get(this));
        match state.as_mut() {
            Some(c) => {
                let out = c.run(bytes, flush);
                if matches!(flush, FlushCompress::Finish) {
                    *state = None;
                }
                out.map_err(|f| fault(th, f, COMPRESSING))?
            }
            None => {
                return Err(error(
                    th,
                    "Error -2 while compressing data: inconsistent stream state",
                ));
            }
        }
    };
    th.ret(Bytes::new(th, &out).val())
}

fn decompress(th: &mut Thread, this: Slot, bytes: &[u8], most: usize) -> Res<Done> {
    irrevocable(th)?;
    let out = held::<Decompressor>(th.get(this)).run(bytes, most);
    let out = out.map_err(|f| fault(th, f, DECOMPRESSING))?;
    th.ret(Bytes::new(th, &out).val())
}
