//! What only a `bytearray` has: it changes.

use super::{Flavor, buffer, byte, content, gather};
use crate::class::{Builtin, Class};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Owned, Record, Spot, shape};
use crate::protocol::index::{self, Key};
use crate::text::bytes;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::types::rows::{ONE, TWO};
use crate::types::{args, concat, construct};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const NEW: Params = Params::pos(&["_self", "source", "encoding", "errors"], 1);
const BYTE_RANGE: &str = "byte must be in range(0, 256)";
const ASSIGN: &str = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick(
        "__new__",
        Params::all(&["_cls"]).rest().kwdict(),
        |th, a| {
            construct::class_of_new(th, a.get(0), Builtin::ByteArray)?;
            let shape = a.get(0).expect::<Class>().info().root_shape();
            Ok(Record::new(th, shape, &[Val::UNDEF, Val::small(0)]).val())
        },
    )
    .static_method(),
    NativeDef::full("__init__", NEW, init),
    NativeDef::full(
        "__setitem__",
        Params::all(&["_self", "_key", "_value"]),
        |th, w| {
            set_item(th, w.at(0), w.at(1), w.at(2))?;
            th.ret(Val::NONE)
        },
    ),
    NativeDef::full("__delitem__", TWO, |th, w| {
        delete_item(th, w.at(0), w.at(1))?;
        th.ret(Val::NONE)
    }),
    NativeDef::full("append", Params::all(&["_self", "_item"]), append),
    NativeDef::full("extend", Params::all(&["_self", "_iterable"]), extend),
    NativeDef::full("insert", Params::all(&["_self", "_index", "_item"]), insert),
    NativeDef::quick("pop", Params::pos(&["_self", "_index"], 1), pop).index(&[1]),
    NativeDef::full("remove", Params::all(&["_self", "_value"]), remove),
    NativeDef::quick("reverse", ONE, |th, a| {
        let array = own(th, a.get(0))?;
        let mut all = array.bytes().to_vec();
        all.reverse();
        array.replace_bytes(th, &all);
        Ok(Val::NONE)
    }),
    NativeDef::quick("clear", ONE, |th, a| {
        own(th, a.get(0))?.replace_bytes(th, &[]);
        Ok(Val::NONE)
    }),
    NativeDef::quick("copy", ONE, |th, a| {
        Ok(new(th, a.get(0).expect::<Record>().see(th)?.bytes()))
    }),
    NativeDef::quick("resize", Params::all(&["_self", "_size"]), resize).index(&[1]),
    NativeDef::quick("__iadd__", TWO, |th, a| {
        let Some(more) = content(th, a.get(1))?.map(|b| b.into_owned()) else {
            return Err(th.type_error(format!(
                "can't concat {} to {}",
                th.class_name(a.get(1)),
                th.class_name(a.get(0))
            )));
        };
        push_all(th, a.get(0), &more)?;
        Ok(a.get(0))
    }),
    NativeDef::quick("__imul__", TWO, |th, a| {
        let Some(n) = Int::of(a.get(1)) else {
            return Ok(Val::NOT_IMPLEMENTED);
        };
        let array = own(th, a.get(0))?;
        let n = concat::times(th, n)?;
        concat::check_size(th, array.byte_len().saturating_mul(n))?;
        array.replace_bytes(th, &array.bytes().repeat(n));
        Ok(a.get(0))
    })
    .index(&[1]),
    NativeDef::quick("__release_buffer__", TWO, |_, _| Ok(Val::NONE)),
    NativeDef::quick("__alloc__", ONE, |th, a| {
        Ok(Val::small(
            a.get(0).expect::<Record>().see(th)?.byte_len() as i64 + 1,
        ))
    }),
    NativeDef::full("__reduce__", ONE, |th, w| reduce(th, w.at(0))),
    NativeDef::full(
        "__reduce_ex__",
        Params::pos(&["_self", "_protocol"], 1),
        |th, w| reduce(th, w.at(0)),
    ),
];

/// A new `bytearray`.
pub fn new<'t>(th: &'t Thread, bytes: &[u8]) -> Val<'t> {
    let fields = [Val::UNDEF, Val::small(0)];
    let array = Record::new(th, shape(Builtin::ByteArray.shape()), &fields);
    array.splice_bytes(th, 0, 0, bytes);
    array.val()
}

fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<Owned<'t, Record>> {
    v.expect::<Record>().own(th)
}

fn push_all<'t>(th: &'t Thread, v: Val<'t>, more: &[u8]) -> Res<()> {
    let array = own(th, v)?;
    let len = array.byte_len();
    concat::check_size(th, len + more.len())?;
    array.splice_bytes(th, len, len, more);
    Ok(())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let sources = [w.opt(th, 1), w.opt(th, 2), w.opt(th, 3)];
    let bytes = super::new::source(th, Flavor::Array, sources)?;
    th.section(|th| {
        own(th, th.get(w.at(0)))?.replace_bytes(th, &bytes);
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// `array[i] = byte` where nothing has to be asked; false if the full form has to do it.
pub fn quick_set_item<'t>(th: &'t Thread, array: Val<'t>, key: Val<'t>, v: Val<'t>) -> Res<bool> {
    let (Some(i), Some(byte)) = (key.as_int(), v.as_int()) else {
        return Ok(false);
    };
    let array = array.expect::<Record>();
    let len = array.hold(th)?.byte_len();
    match (index::in_range(i, len), u8::try_from(byte)) {
        (Some(at), Ok(byte)) => {
            array.own_spot(th, Spot::At(at))?.set_byte(at, byte);
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// `array[key] = value`.
pub fn set_item(th: &mut Thread, array: Slot, key: Slot, value: Slot) -> Res<()> {
    if th.section(|th| quick_set_item(th, th.get(array), th.get(key), th.get(value)))? {
        return Ok(());
    }
    let key = index::plain_key(th, key)?;
    match th.section(|th| Key::of(th, th.get(key)))? {
        Key::At(i) => {
            let byte = byte(th, value, BYTE_RANGE)?;
            th.section(|th| {
                let array = own(th, th.get(array))?;
                let at = index::position(th, i, array.byte_len(), "bytearray index out of range")?;
                array.set_byte(at, byte);
                Ok(())
            })
        }
        Key::Slice(slice) => {
            if th.get(value).is_int() {
                return Err(th.type_error(ASSIGN));
            }
            let with = gather(th, value, &|th| th.type_error(ASSIGN))?;
            th.section(|th| {
                let array = own(th, th.get(array))?;
                let bounds = slice.over(th, array.byte_len())?;
                if bounds.step == 1 {
                    let range = bounds.range();
                    array.splice_bytes(th, range.start, range.end, &with);
                    return Ok(());
                }
                if with.len() != bounds.len {
                    return Err(th.value_error(format!(
                        "attempt to assign bytes of size {} to extended slice of size {}",
                        with.len(),
                        bounds.len
                    )));
                }
                bounds
                    .places()
                    .zip(&with)
                    .for_each(|(at, byte)| array.set_byte(at, *byte));
                Ok(())
            })
        }
        _ => Err(bad_key(th, key)),
    }
}

fn bad_key(th: &Thread, key: Slot) -> Unwind {
    index::bad_key(th, "bytearray", th.get(key))
}

/// `del array[key]`.
fn delete_item(th: &mut Thread, array: Slot, key: Slot) -> Res<()> {
    let key = index::plain_key(th, key)?;
    th.section(|th| {
        let kind = Key::of(th, th.get(key))?;
        let array = own(th, th.get(array))?;
        let len = array.byte_len();
        match kind {
            Key::At(i) => {
                let at = index::position(th, i, len, "bytearray index out of range")?;
                array.splice_bytes(th, at, at + 1, &[]);
            }
            Key::Slice(slice) => {
                let bounds = slice.over(th, len)?;
                if bounds.step == 1 {
                    let range = bounds.range();
                    array.splice_bytes(th, range.start, range.end, &[]);
                    return Ok(());
                }
                let mut gone = vec![false; len];
                bounds.places().for_each(|at| gone[at] = true);
                let kept = array.bytes().iter().zip(gone).filter(|(_, gone)| !gone);
                let kept: Vec<u8> = kept.map(|(byte, _)| *byte).collect();
                array.replace_bytes(th, &kept);
            }
            _ => return Err(bad_key(th, key)),
        }
        Ok(())
    })
}

fn append(th: &mut Thread, w: Window) -> Res<Done> {
    let byte = byte(th, w.at(1), BYTE_RANGE)?;
    th.section(|th| {
        let array = th.get(w.at(0)).expect::<Record>();
        array.own_spot(th, Spot::End)?.push_byte(th, byte);
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn extend(th: &mut Thread, w: Window) -> Res<Done> {
    let more = w.at(1);
    if args::text_of(th.get(more)).is_some() {
        return Err(th.type_error("expected iterable of integers; got: 'str'"));
    }
    let bytes = gather(th, more, &|th| {
        let name = th.class_name(th.get(more));
        th.type_error(format!("can't extend bytearray with {name}"))
    })?;
    th.section(|th| push_all(th, th.get(w.at(0)), &bytes))?;
    th.ret(Val::NONE)
}

fn insert(th: &mut Thread, w: Window) -> Res<Done> {
    let at = index::size(th, w.at(1))?;
    let byte = byte(th, w.at(2), BYTE_RANGE)?;
    th.section(|th| {
        let array = own(th, th.get(w.at(0)))?;
        let len = array.byte_len() as i64;
        let at = if at < 0 { at.saturating_add(len) } else { at };
        let at = at.clamp(0, len) as usize;
        array.splice_bytes(th, at, at, &[byte]);
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn pop<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let at = args::size_or(th, a.opt(1), -1)?;
    let array = own(th, a.get(0))?;
    let len = array.byte_len();
    if len == 0 {
        return Err(th.index_error("pop from empty bytearray"));
    }
    let at = index::position(th, at, len, "pop index out of range")?;
    let byte = array.bytes()[at];
    array.splice_bytes(th, at, at + 1, &[]);
    Ok(Val::small(i64::from(byte)))
}

fn remove(th: &mut Thread, w: Window) -> Res<Done> {
    let byte = byte(th, w.at(1), BYTE_RANGE)?;
    th.section(|th| {
        let array = own(th, th.get(w.at(0)))?;
        match bytes::find(array.bytes(), &[byte]) {
            Some(at) => {
                array.splice_bytes(th, at, at + 1, &[]);
                Ok(())
            }
            None => Err(th.value_error("value not found in bytearray")),
        }
    })?;
    th.ret(Val::NONE)
}

fn resize<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Ok(size) = usize::try_from(args::size(th, a.get(1))?) else {
        return Err(th.value_error(format!(
            "bytearray.resize(): new size must be >= 0, got {}",
            args::size(th, a.get(1))?
        )));
    };
    concat::check_size(th, size)?;
    let array = own(th, a.get(0))?;
    let len = array.byte_len();
    if size < len {
        array.splice_bytes(th, size, len, &[]);
    } else {
        array.splice_bytes(th, len, len, &vec![0; size - len]);
    }
    Ok(Val::NONE)
}

/// `(class, (bytes as Latin-1 text, 'latin-1'), attributes)`.
fn reduce(th: &mut Thread, array: Slot) -> Res<Done> {
    let name = th.root(th.id(crate::names::Id::__dict__));
    let attributes = th.getattr_opt(array, name)?;
    let r = th.section(|th| {
        let v = th.get(array);
        let text = crate::types::str::percent::to_chars(&buffer(th, v)?);
        let args = th.tuple(&[th.str(&text), th.str("latin-1")]);
        let attributes = attributes.map_or(Val::NONE, |s| th.get(s));
        Ok(th.root(th.tuple(&[th.class_of(v).val(), args, attributes])))
    })?;
    th.ret_slot(r)
}
