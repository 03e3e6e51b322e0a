//! `_bz2`: compression by the crate bzip2, whose algorithm is in Rust.
//!
//! The state of a stream is outside the protocol: a block that uses one is not undone.

use bzip2::{Action, Compress, Compression, Decompress, Status};

use super::support::{Held, NativeClassSpec, add_class, bytes_like, held, irrevocable, to_i64};
use crate::class::Class;
use crate::error::Exc;
use crate::native::{Done, GetSet, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_bz2",
    doc: "",
    functions: &[],
    init: |th, module| {
        let th = &*th;
        add_class(th, module, &COMPRESSOR)?;
        add_class(th, module, &DECOMPRESSOR)?;
        Ok(())
    },
};

const COMPRESSOR: NativeClassSpec = NativeClassSpec {
    module: "_bz2",
    name: "BZ2Compressor",
    doc: "Create a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_compresslevel"], 1),
            new_compressor,
        )
        .static_method(),
        NativeDef::full("compress", Params::all(&["_self", "_data"]), |th, w| {
            let bytes = bytes_like(th, w.at(1))?;
            compress(th, w, &bytes, Action::Run)
        }),
        NativeDef::full("flush", Params::all(&["_self"]), |th, w| {
            compress(th, w, &[], Action::Finish)
        }),
    ],
    getsets: &[],
};

const DECOMPRESSOR: NativeClassSpec = NativeClassSpec {
    module: "_bz2",
    name: "BZ2Decompressor",
    doc: "Create a decompressor object for decompressing data incrementally.",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full("__new__", Params::all(&["_cls"]), |th, w| {
            let state = Reader {
                state: Decompress::new(false),
                rest: Vec::new(),
                unused: Vec::new(),
                ended: false,
            };
            make(th, w, state)
        })
        .static_method(),
        NativeDef::full(
            "decompress",
            Params::pos(&["_self", "data", "max_length"], 2),
            decompress,
        ),
    ],
    getsets: &[
        GetSet::read("eof", |_, v| Ok(Val::bool(held::<Reader>(v).ended))),
        GetSet::read("needs_input", |_, v| {
            let r = held::<Reader>(v);
            Ok(Val::bool(!r.ended && r.rest.is_empty()))
        }),
        GetSet::read("unused_data", |th, v| {
            Ok(Bytes::new(th, &held::<Reader>(v).unused).val())
        }),
    ],
};

/// Room that is made at once for output.
const ROOM: usize = 16 << 10;

/// A stream that is written; none once it was finished.
type Writer = Option<Compress>;

/// A stream that is read.
struct Reader {
    state: Decompress,
    /// Given, but not read yet.
    rest: Vec<u8>,
    /// Given behind the end of the stream.
    unused: Vec<u8>,
    ended: bool,
}

impl Reader {
    /// Reads `rest` until it is used up or there are `most` bytes; `None` if it is not in the format.
    fn run(&mut self, most: usize) -> Option<Vec<u8>> {
        let (mut out, mut at) = (Vec::new(), 0);
        while out.len() < most {
            let had = out.len();
            out.reserve_exact(ROOM.min(most - had));
            let room = out.capacity().min(most);
            out.resize(room, 0);
            let (read, made) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(&self.rest[at..], &mut out[had..]);
            let read = (self.state.total_in() - read) as usize;
            let made = (self.state.total_out() - made) as usize;
            out.truncate(had + made);
            at += read;
            match status.ok()? {
                Status::StreamEnd => {
                    self.ended = true;
                    break;
                }
                _ if made == 0 && at == self.rest.len() => break,
                _ if made == 0 && read == 0 => break,
                _ => {}
            }
        }
        let behind = self.rest.split_off(at);
        self.rest = Vec::new();
        match self.ended {
            true => self.unused = behind,
            false => self.rest = behind,
        }
        Some(out)
    }
}

fn make<T: Send + 'static>(th: &mut Thread, w: Window, state: T) -> Res<Done> {
    let r = {
        let info = th.get(w.at(0)).expect::<Class>().info();
        Record::with_native(th, info.root_shape(), &[], Box::new(Held::new(state))).val()
    };
    th.ret(r)
}

fn new_compressor(th: &mut Thread, w: Window) -> Res<Done> {
    let level = match w.opt(th, 1) {
        Some(level) => to_i64(th, level)?,
        None => 9,
    };
    if !(1..=9).contains(&level) {
        return Err(th.value_error("compresslevel must be between 1 and 9"));
    }
    let state: Writer = Some(Compress::new(Compression::new(level as u32), 0));
    make(th, w, state)
}

fn compress(th: &mut Thread, w: Window, bytes: &[u8], action: Action) -> Res<Done> {
    irrevocable(th)?;
    let out = written(th, w.at(0), bytes, action)?;
    th.ret(Bytes::new(th, &out).val())
}

fn written(th: &Thread, this: Slot, mut bytes: &[u8], action: Action) -> Res<Vec<u8>> {
    let mut state = held::<Writer>(th.get(this));
    let finish = matches!(action, Action::Finish);
    let Some(c) = state.as_mut() else {
        return Err(th.value_error(match finish {
            true => "Repeated call to flush()",
            false => "Compressor has been flushed",
        }));
    };
    let mut out = Vec::new();
    while finish || !bytes.is_empty() {
        out.reserve(ROOM);
        let read = c.total_in();
        let status = c.compress_vec(bytes, &mut out, action);
        bytes = &bytes[(c.total_in() - read) as usize..];
        match status {
            Ok(Status::StreamEnd) => {
                *state = None;
                break;
            }
            Ok(_) => {}
            Err(_) => return Err(invalid(th)),
        }
    }
    Ok(out)
}

fn invalid(th: &Thread) -> Unwind {
    th.raise(Exc::OSError, "Invalid data stream")
}

fn decompress(th: &mut Thread, w: Window) -> Res<Done> {
    let most = match w.opt(th, 2) {
        Some(n) => usize::try_from(to_i64(th, n)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let mut bytes = bytes_like(th, w.at(1))?;
    irrevocable(th)?;
    let out = {
        let mut reader = held::<Reader>(th.get(w.at(0)));
        if reader.ended {
            return Err(th.raise(Exc::EOFError, "End of stream already reached"));
        }
        reader.rest.append(&mut bytes);
        reader.run(most)
    };
    match out {
        Some(out) => th.ret(Bytes::new(th, &out).val()),
        None => Err(invalid(th)),
    }
}
