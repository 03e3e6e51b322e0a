//! `_struct`: values packed into bytes. [`layout`] understands the formats.

mod layout;

use std::any::Any;

use layout::{Item, Kind, Layout};
use num_traits::ToPrimitive;

use super::io;
use super::iterate::{self, ITER, NEXT};
use super::support::{
    self, NativeClass, NativeClassSpec, add, add_known_class, big, index, know_class,
    new_exception_class, raise_class, to_f64, to_i64,
};
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Done, GetSet, ModuleSpec, NativeDef, NativeNext, Params, Window};
use crate::object::{Bytes, NativeData, Record, Str};
use crate::protocol::number;
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::bytes;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs represented as Python bytes objects.",
    functions: &[
        NativeDef::full("pack", Params::pos(&["_format"], 1).rest(), |th, w| {
            let l = given_layout(th, w.at(0))?;
            let args: Vec<Slot> = w.from(1).collect();
            let out = pack(th, &l, &args)?;
            th.ret(Bytes::new(th, &out).val())
        }),
        NativeDef::full(
            "pack_into",
            Params::pos(&["_format", "_buffer", "_offset"], 3).rest(),
            |th, w| {
                let l = given_layout(th, w.at(0))?;
                let args: Vec<Slot> = w.from(3).collect();
                pack_into(th, &l, w.at(1), w.at(2), &args)
            },
        ),
        NativeDef::full("unpack", Params::all(&["_format", "_buffer"]), |th, w| {
            let l = given_layout(th, w.at(0))?;
            unpack_exactly(th, &l, w.at(1))
        }),
        NativeDef::full(
            "unpack_from",
            Params::pos(&["_format", "buffer", "offset"], 2),
            |th, w| {
                let l = given_layout(th, w.at(0))?;
                let offset = w.opt(th, 2);
                unpack_from(th, &l, w.at(1), offset)
            },
        ),
        NativeDef::full(
            "iter_unpack",
            Params::all(&["_format", "_buffer"]),
            |th, w| {
                let l = given_layout(th, w.at(0))?;
                iter_unpack(th, &l, w.at(1))
            },
        ),
        NativeDef::full("calcsize", Params::all(&["_format"]), |th, w| {
            let l = given_layout(th, w.at(0))?;
            th.ret(Val::small(l.size as i64))
        }),
        NativeDef::quick("_clearcache", Params::all(&[]), |_, _| Ok(Val::NONE)),
    ],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    add_known_class(th, module, NativeClass::Struct, &STRUCT)?;
    let class = add_known_class(th, module, NativeClass::UnpackIterator, &ITERATOR)?;
    iterate::set_next(class, &NEXT_RECORD);
    let error = new_exception_class(th, "struct", "error", &[th.exc_class(Exc::Exception).val()]);
    know_class(th, NativeClass::StructError, error);
    add(th, module, "error", error.val())
}

/// `struct.error`.
fn error(th: &Thread, message: impl AsRef<str>) -> Unwind {
    raise_class(
        th,
        th.native_class(NativeClass::StructError),
        message.as_ref(),
    )
}

/// Field: the format.
const STRUCT: NativeClassSpec = NativeClassSpec {
    module: "_struct",
    name: "Struct",
    doc: "Struct(fmt) --> compiled struct object",
    nfields: 1,
    flags: 0,
    methods: &[
        NativeDef::full("__new__", Params::pos(&["_cls", "format"], 2), new).static_method(),
        NativeDef::full("pack", Params::pos(&["_self"], 1).rest(), |th, w| {
            let l = layout_of(th.get(w.at(0))).clone();
            let args: Vec<Slot> = w.from(1).collect();
            let out = pack(th, &l, &args)?;
            th.ret(Bytes::new(th, &out).val())
        }),
        NativeDef::full(
            "pack_into",
            Params::pos(&["_self", "_buffer", "_offset"], 3).rest(),
            |th, w| {
                let l = layout_of(th.get(w.at(0))).clone();
                let args: Vec<Slot> = w.from(3).collect();
                pack_into(th, &l, w.at(1), w.at(2), &args)
            },
        ),
        NativeDef::full("unpack", Params::all(&["_self", "_buffer"]), |th, w| {
            let l = layout_of(th.get(w.at(0))).clone();
            unpack_exactly(th, &l, w.at(1))
        }),
        NativeDef::full(
            "unpack_from",
            Params::pos(&["_self", "buffer", "offset"], 2),
            |th, w| {
                let l = layout_of(th.get(w.at(0))).clone();
                let offset = w.opt(th, 2);
                unpack_from(th, &l, w.at(1), offset)
            },
        ),
        NativeDef::full(
            "iter_unpack",
            Params::all(&["_self", "_buffer"]),
            |th, w| {
                let l = layout_of(th.get(w.at(0))).clone();
                iter_unpack(th, &l, w.at(1))
            },
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), |th, w| {
            let f = th.root(th.get(w.at(0)).expect::<Record>().fixed(0));
            let text = format!("Struct({})", support::repr(th, f)?);
            th.ret(th.str(&text))
        }),
    ],
    getsets: &[
        GetSet::read("format", |_, v| Ok(v.expect::<Record>().fixed(0))),
        GetSet::read("size", |_, v| Ok(Val::small(layout_of(v).size as i64))),
    ],
};

/// The layout of a `Struct`, never changed.
struct Held(Layout);

impl NativeData for Held {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn layout_of<'t>(v: Val<'t>) -> &'t Layout {
    let h = v.expect::<Record>().native::<Held>();
    &h.expect("V3: made with a layout").0
}

/// The layout that a format argument describes.
fn given_layout(th: &mut Thread, v: Slot) -> Res<Layout> {
    let v = th.get(v).unboxed();
    let format = match (v.cast::<Str>(), v.cast::<Bytes>()) {
        (Some(s), _) => s.text().to_owned(),
        (_, Some(b)) => String::from_utf8_lossy(b.slice()).into_owned(),
        _ => {
            return Err(th.type_error(format!(
                "Struct() argument 1 must be a str or bytes object, not {}",
                th.class_name(v)
            )));
        }
    };
    Layout::parse(&format).map_err(|problem| error(th, problem))
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let layout = given_layout(th, w.at(1))?;
    let r = {
        let format = match th.get(w.at(1)).unboxed().cast::<Bytes>() {
            Some(b) => th.str(&String::from_utf8_lossy(b.slice())),
            None => th.get(w.at(1)),
        };
        let info = th.get(w.at(0)).expect::<Class>().info();
        Record::with_native(th, info.root_shape(), &[format], Box::new(Held(layout))).val()
    };
    th.ret(r)
}

// ---- packing ----

fn pack(th: &mut Thread, l: &Layout, args: &[Slot]) -> Res<Vec<u8>> {
    if args.len() != l.items.len() {
        return Err(error(
            th,
            format!(
                "pack expected {} items for packing (got {})",
                l.items.len(),
                args.len()
            ),
        ));
    }
    let mut out = vec![0; l.size];
    for (item, v) in l.items.iter().zip(args) {
        let mark = th.mark();
        put(th, l, item, *v, &mut out)?;
        th.release_to(mark);
    }
    Ok(out)
}

fn put(th: &mut Thread, l: &Layout, item: &Item, v: Slot, out: &mut [u8]) -> Res<()> {
    let little = l.little;
    match item.kind {
        Kind::Char => match th.get(v).unboxed().cast::<Bytes>() {
            Some(b) if b.slice().len() == 1 => out[item.at] = b.slice()[0],
            _ => {
                return Err(error(th, "char format requires a bytes object of length 1"));
            }
        },
        Kind::Bool => out[item.at] = number::truth(th, v)?.into(),
        Kind::Int { bytes, signed } => {
            let n = match index(th, v) {
                Ok(i) => big(th.get(i)).unwrap_or_default(),
                Err(Unwind::Raise) if th.pending_is(Exc::TypeError) => {
                    th.take_pending();
                    return Err(error(th, "required argument is not an integer"));
                }
                Err(u) => return Err(u),
            };
            let bits = u32::from(bytes) * 8;
            let fits = match signed {
                true => n
                    .to_i128()
                    .is_some_and(|n| n >= -(1 << (bits - 1)) && n < 1 << (bits - 1)),
                false => n.to_i128().is_some_and(|n| n >= 0 && n < 1 << bits),
            };
            if !fits {
                return Err(out_of_range(th, item, bits, signed));
            }
            let n = n.to_i128().unwrap_or(0);
            store(out, item.at, bytes.into(), little, n as u64);
        }
        Kind::Float(width) => {
            let f = match to_f64(th, v) {
                Ok(f) => f,
                Err(Unwind::Raise) if th.pending_is(Exc::TypeError) => {
                    th.take_pending();
                    return Err(error(th, "required argument is not a float"));
                }
                Err(u) => return Err(u),
            };
            let bits = match width {
                8 => f.to_bits(),
                4 => {
                    let single = f as f32;
                    // The machine's own format converts as C does.
                    if single.is_infinite() && f.is_finite() && !l.native {
                        return Err(
                            th.raise(Exc::OverflowError, "float too large to pack with f format")
                        );
                    }
                    single.to_bits().into()
                }
                _ => match layout::half_bits(f) {
                    Some(b) => b.into(),
                    None => {
                        return Err(
                            th.raise(Exc::OverflowError, "float too large to pack with e format")
                        );
                    }
                },
            };
            store(out, item.at, width.into(), little, bits);
        }
        Kind::Text(n) | Kind::Pascal(n) => {
            let bytes =
                th.section(|th| Ok(bytes::content(th, th.get(v))?.map(|b| b.into_owned())))?;
            let Some(bytes) = bytes else {
                return Err(error(
                    th,
                    format!("argument for '{}' must be a bytes object", item.code),
                ));
            };
            if item.code == 's' {
                let k = bytes.len().min(n);
                out[item.at..item.at + k].copy_from_slice(&bytes[..k]);
            } else if n > 0 {
                let k = bytes.len().min(n - 1);
                out[item.at] = k.min(255) as u8;
                out[item.at + 1..item.at + 1 + k].copy_from_slice(&bytes[..k]);
            }
        }
    }
    Ok(())
}

fn out_of_range(th: &Thread, item: &Item, bits: u32, signed: bool) -> Unwind {
    let (low, high) = match signed {
        true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    error(
        th,
        format!("'{}' format requires {low} <= number <= {high}", item.code),
    )
}

/// Writes the low bytes of a number.
fn store(out: &mut [u8], at: usize, width: usize, little: bool, n: u64) {
    for i in 0..width {
        let place = if little { i } else { width - 1 - i };
        out[at + place] = (n >> (8 * i)) as u8;
    }
}

/// Where an offset argument points to in a buffer, with room for the layout behind it.
fn place(th: &mut Thread, l: &Layout, len: usize, offset: i64, what: &str) -> Res<usize> {
    let at = if offset < 0 {
        offset + len as i64
    } else {
        offset
    };
    if at < 0 {
        return Err(error(
            th,
            format!("offset {offset} out of range for {len}-byte buffer"),
        ));
    }
    if at as usize + l.size > len {
        return Err(error(
            th,
            format!(
                "{what} requires a buffer of at least {} bytes for {} {} bytes at offset {at} (actual buffer size is {len})",
                at as usize + l.size,
                if what == "pack_into" {
                    "packing"
                } else {
                    "unpacking"
                },
                l.size
            ),
        ));
    }
    Ok(at as usize)
}

fn pack_into(th: &mut Thread, l: &Layout, buffer: Slot, offset: Slot, args: &[Slot]) -> Res<Done> {
    let bytes = pack(th, l, args)?;
    let len = support::byte_length(th, buffer)?;
    let offset = to_i64(th, offset)?;
    let at = place(th, l, len, offset, "pack_into")?;
    io::fill_buffer_at(th, buffer, at, &bytes)?;
    th.ret(Val::NONE)
}

// ---- unpacking ----

fn load(bytes: &[u8], at: usize, width: usize, little: bool) -> u64 {
    (0..width).fold(0, |n, i| {
        let place = if little { i } else { width - 1 - i };
        n | u64::from(bytes[at + place]) << (8 * i)
    })
}

fn unpack<'t>(th: &'t Thread, l: &Layout, bytes: &[u8]) -> Val<'t> {
    let items: Vec<Val<'t>> = l
        .items
        .iter()
        .map(|item| {
            let at = item.at;
            match item.kind {
                Kind::Char => Bytes::new(th, &bytes[at..at + 1]).val(),
                Kind::Bool => Val::bool(bytes[at] != 0),
                Kind::Int { bytes: w, signed } => {
                    let n = load(bytes, at, w.into(), l.little);
                    match signed {
                        true => {
                            let shift = 64 - 8 * u32::from(w);
                            th.int((n << shift) as i64 >> shift)
                        }
                        false => th.uint(n),
                    }
                }
                Kind::Float(w) => {
                    let n = load(bytes, at, w.into(), l.little);
                    Val::float(match w {
                        8 => f64::from_bits(n),
                        4 => f32::from_bits(n as u32).into(),
                        _ => layout::from_half(n as u16),
                    })
                }
                Kind::Text(n) => Bytes::new(th, &bytes[at..at + n]).val(),
                Kind::Pascal(n) => {
                    let k = match n {
                        0 => 0,
                        n => usize::from(bytes[at]).min(n - 1),
                    };
                    Bytes::new(th, &bytes[at + 1.min(n)..at + 1.min(n) + k]).val()
                }
            }
        })
        .collect();
    th.tuple(&items)
}

fn unpack_exactly(th: &mut Thread, l: &Layout, buffer: Slot) -> Res<Done> {
    let r = th.section(|th| {
        let bytes = bytes::buffer(th, th.get(buffer))?;
        if bytes.len() != l.size {
            return Err(error(
                th,
                format!("unpack requires a buffer of {} bytes", l.size),
            ));
        }
        Ok(th.root(unpack(th, l, &bytes)))
    })?;
    th.ret_slot(r)
}

fn unpack_from(th: &mut Thread, l: &Layout, buffer: Slot, offset: Option<Slot>) -> Res<Done> {
    let offset = match offset {
        Some(o) => to_i64(th, o)?,
        None => 0,
    };
    let len = support::byte_length(th, buffer)?;
    let at = place(th, l, len, offset, "unpack_from")?;
    let r = th.section(|th| {
        let bytes = bytes::buffer(th, th.get(buffer))?;
        Ok(th.root(unpack(th, l, &bytes[at..at + l.size])))
    })?;
    th.ret_slot(r)
}

/// Fields: the buffer, how far it was read.
const ITERATOR: NativeClassSpec = NativeClassSpec {
    module: "_struct",
    name: "unpack_iterator",
    doc: "",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[
        ITER,
        NEXT,
        NativeDef::quick("__length_hint__", Params::all(&["_self"]), |th, a| {
            let seen = a.get(0).expect::<Record>().see(th)?;
            let len = bytes::buffer(th, seen.field(0))?.len() as i64;
            let left = len - seen.field(1).int_unchecked();
            Ok(Val::small(left / layout_of(a.get(0)).size as i64))
        }),
    ],
    getsets: &[],
};

const NEXT_RECORD: NativeNext = NativeNext {
    quick: next_record,
    full: |th, it| {
        th.section(|th| {
            Ok(match next_record(th, th.get(it))? {
                Next::Item(v) => Some(th.root(v)),
                Next::Done | Next::Other => None,
            })
        })
    },
};

fn next_record<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    let own = it.expect::<Record>().own(th)?;
    let l = layout_of(it);
    let bytes = bytes::buffer(th, own.field(0))?;
    let at = own.field(1).int_unchecked() as usize;
    if at + l.size > bytes.len() {
        return Ok(Next::Done);
    }
    let v = unpack(th, l, &bytes[at..at + l.size]);
    own.set_field(1, Val::small((at + l.size) as i64));
    Ok(Next::Item(v))
}

fn iter_unpack(th: &mut Thread, l: &Layout, buffer: Slot) -> Res<Done> {
    if l.size == 0 {
        return Err(error(
            th,
            "cannot iteratively unpack with a struct of length 0",
        ));
    }
    let len = support::byte_length(th, buffer)?;
    if len % l.size != 0 {
        return Err(error(
            th,
            format!(
                "iterative unpacking requires a buffer of a multiple of {} bytes",
                l.size
            ),
        ));
    }
    let r = {
        let info = th.native_class(NativeClass::UnpackIterator).info();
        let state = Box::new(Held(l.clone()));
        let fields = [th.get(buffer), Val::small(0)];
        Record::with_native(th, info.root_shape(), &fields, state).val()
    };
    th.ret(r)
}
