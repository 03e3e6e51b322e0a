//! The class `array` and its methods.

use super::super::support::{
    self, NativeClass, NativeClassSpec, bytes_like, get_attr, get_attr_opt, repr as repr_of, to_i64,
};
use super::item::ItemType;
use super::{CODES, code, get, is_array, item_type, len, like, make, store};
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{Bytes, Spot, Str};
use crate::protocol::index::{self, Key};
use crate::protocol::iter;
use crate::protocol::number::{self, CmpOp};
use crate::text::surrogate;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const ITEM: Params = Params::all(&["_self", "_v"]);
const OTHER: Params = Params::all(&["_self", "_other"]);

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "array",
    name: "array",
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\n\
          initialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the \
          appropriate type.",
    nfields: 2,
    flags: flags::DICT | flags::SEQUENCE,
    methods: &[
        NativeDef::full(
            "__new__",
            Params::pos(&["_cls", "_typecode", "_initializer"], 2),
            new,
        )
        .static_method(),
        NativeDef::quick("__len__", ONE, |th, a| {
            Ok(Val::small(len(th, a.get(0))? as i64))
        }),
        NativeDef::either(
            "__getitem__",
            Params::all(&["_self", "_key"]),
            quick_get,
            get_item,
        ),
        NativeDef::either(
            "__setitem__",
            Params::all(&["_self", "_key", "_value"]),
            quick_set,
            set_item,
        ),
        NativeDef::full("__delitem__", Params::all(&["_self", "_key"]), delete_item),
        NativeDef::quick("__iter__", ONE, |th, a| {
            Ok(th.native_record(NativeClass::ArrayIterator, &[a.get(0), Val::small(0)]))
        }),
        NativeDef::full("__contains__", ITEM, |th, w| {
            let found = find(th, w.at(0), w.at(1), 0, usize::MAX)?;
            th.ret(Val::bool(found.is_some()))
        }),
        NativeDef::full("__repr__", ONE, show),
        NativeDef::full("__eq__", OTHER, |th, w| compare(th, w, CmpOp::Eq)),
        NativeDef::full("__ne__", OTHER, |th, w| compare(th, w, CmpOp::Ne)),
        NativeDef::full("__lt__", OTHER, |th, w| compare(th, w, CmpOp::Lt)),
        NativeDef::full("__le__", OTHER, |th, w| compare(th, w, CmpOp::Le)),
        NativeDef::full("__gt__", OTHER, |th, w| compare(th, w, CmpOp::Gt)),
        NativeDef::full("__ge__", OTHER, |th, w| compare(th, w, CmpOp::Ge)),
        NativeDef::quick("__add__", OTHER, |th, a| {
            let (this, other) = (a.get(0), a.get(1));
            check_alike(
                th,
                this,
                other,
                "can only append array (not \"",
                "\") to array",
            )?;
            let both = [store(this).see(th)?.bytes(), store(other).see(th)?.bytes()].concat();
            Ok(like(th, this, &both))
        }),
        NativeDef::quick("__iadd__", OTHER, |th, a| {
            let (this, other) = (a.get(0), a.get(1));
            check_alike(th, this, other, "can only extend with array (not \"", "\")")?;
            let more = store(other).see(th)?.bytes().to_vec();
            push_bytes(th, this, &more)?;
            Ok(this)
        }),
        NativeDef::full("__mul__", OTHER, |th, w| repeat(th, w, false)),
        NativeDef::full("__rmul__", OTHER, |th, w| repeat(th, w, false)),
        NativeDef::full("__imul__", OTHER, |th, w| repeat(th, w, true)),
        NativeDef::full("append", ITEM, |th, w| {
            let kind = item_type(th.get(w.at(0)));
            let bytes = kind.write(th, w.at(1))?;
            th.section(|th| push_bytes(th, th.get(w.at(0)), &bytes[..kind.size]))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("extend", Params::all(&["_self", "_bb"]), |th, w| {
            extend(th, w.at(0), w.at(1))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("fromlist", Params::all(&["_self", "_list"]), |th, w| {
            if !th.get(w.at(1)).is_kind(crate::object::Kind::List) {
                return Err(th.type_error("arg must be list"));
            }
            let bytes = items(th, w.at(0), w.at(1))?;
            th.section(|th| push_bytes(th, th.get(w.at(0)), &bytes))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("frombytes", Params::all(&["_self", "_buffer"]), |th, w| {
            let bytes = bytes_like(th, w.at(1))?;
            from_bytes(th, w.at(0), &bytes)?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("fromunicode", Params::all(&["_self", "_ustr"]), |th, w| {
            let kind = item_type(th.get(w.at(0)));
            if !kind.is_text() {
                return Err(th.value_error(
                    "fromunicode() may only be called on unicode type arrays ('u' or 'w')",
                ));
            }
            let bytes = items(th, w.at(0), w.at(1))?;
            th.section(|th| push_bytes(th, th.get(w.at(0)), &bytes))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("fromfile", Params::all(&["_self", "_f", "_n"]), from_file),
        NativeDef::full("tofile", Params::all(&["_self", "_f"]), |th, w| {
            let bytes = th.section(|th| {
                Ok(th.root(Bytes::new(th, store(th.get(w.at(0))).see(th)?.bytes()).val()))
            })?;
            th.call_method(w.at(1), crate::names::Id::write, &[bytes])?;
            th.ret(Val::NONE)
        }),
        NativeDef::quick("tobytes", ONE, |th, a| {
            Ok(Bytes::new(th, store(a.get(0)).see(th)?.bytes()).val())
        }),
        NativeDef::quick("tolist", ONE, |th, a| Ok(th.list(&values(th, a.get(0))?))),
        NativeDef::quick("tounicode", ONE, to_text),
        NativeDef::full("insert", Params::all(&["_self", "_i", "_v"]), insert),
        NativeDef::full("pop", Params::pos(&["_self", "_i"], 1), pop),
        NativeDef::full("remove", ITEM, |th, w| {
            match find(th, w.at(0), w.at(1), 0, usize::MAX)? {
                Some(i) => th.section(|th| splice(th, th.get(w.at(0)), i, i + 1, &[]))?,
                None => return Err(th.value_error("array.remove(x): x not in array")),
            }
            th.ret(Val::NONE)
        }),
        NativeDef::full(
            "index",
            Params::pos(&["_self", "_v", "_start", "_stop"], 2),
            index_of,
        ),
        NativeDef::full("count", ITEM, count),
        NativeDef::quick("reverse", ONE, |th, a| {
            let size = item_type(a.get(0)).size;
            let own = store(a.get(0)).own(th)?;
            let turned: Vec<u8> = own.bytes().chunks(size).rev().flatten().copied().collect();
            own.replace_bytes(th, &turned);
            Ok(Val::NONE)
        }),
        NativeDef::quick("byteswap", ONE, |th, a| {
            let size = item_type(a.get(0)).size;
            let own = store(a.get(0)).own(th)?;
            let mut bytes = own.bytes().to_vec();
            bytes.chunks_mut(size).for_each(<[u8]>::reverse);
            own.replace_bytes(th, &bytes);
            Ok(Val::NONE)
        }),
        NativeDef::quick("clear", ONE, |th, a| {
            store(a.get(0)).own(th)?.replace_bytes(th, &[]);
            Ok(Val::NONE)
        }),
        NativeDef::quick("buffer_info", ONE, |th, a| {
            let address = th.uint(store(a.get(0)).raw().0);
            Ok(th.tuple(&[address, Val::small(len(th, a.get(0))? as i64)]))
        }),
        NativeDef::quick("__copy__", ONE, |th, a| copy(th, a.get(0))),
        NativeDef::quick("__deepcopy__", Params::all(&["_self", "_memo"]), |th, a| {
            copy(th, a.get(0))
        }),
        NativeDef::full(
            "__reduce_ex__",
            Params::all(&["_self", "_protocol"]),
            reduce,
        ),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("typecode", |_, v| Ok(code(v).val())),
        GetSet::read("itemsize", |_, v| Ok(Val::small(item_type(v).size as i64))),
    ],
};

fn kind_of(th: &mut Thread, v: Slot) -> Res<ItemType> {
    let Some(text) = th.get(v).unboxed().cast::<Str>().map(|s| s.text()) else {
        let text = format!(
            "array() argument 1 must be a unicode character, not {}",
            th.class_name(th.get(v))
        );
        return Err(th.type_error(text));
    };
    match ItemType::parse(text) {
        Some(kind) => Ok(kind),
        None => {
            let all: Vec<String> = CODES.chars().map(String::from).collect();
            let (last, rest) = all.split_last().expect("there are codes");
            Err(th.value_error(format!(
                "bad typecode (must be {} or {last})",
                rest.join(", ")
            )))
        }
    }
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let kind = kind_of(th, w.at(1))?;
    let array = {
        let class = th.get(w.at(0)).expect::<Class>();
        let mut letter = [0; 4];
        let code = th.intern(kind.letter.encode_utf8(&mut letter));
        th.root(make(th, class, code, &[]))
    };
    let Some(source) = w.opt(th, 2) else {
        return th.ret_slot(array);
    };
    if th.get(source).unboxed().is_kind(crate::object::Kind::Str) && !kind.is_text() {
        return Err(th.type_error(format!(
            "cannot use a str to initialize an array with typecode '{}'",
            kind.letter
        )));
    }
    let bytes = th.section(|th| {
        let v = th.get(source);
        Ok(match is_array(th, v) {
            false => crate::types::bytes::content(th, v)?.map(|b| b.into_owned()),
            true => None,
        })
    })?;
    match bytes {
        Some(bytes) => from_bytes(th, array, &bytes)?,
        None => extend(th, array, source)?,
    }
    th.ret_slot(array)
}

/// Appends bytes, or does nothing if the array cannot be changed now.
fn push_bytes<'t>(th: &'t Thread, array: Val<'t>, bytes: &[u8]) -> Res<()> {
    let own = store(array).own(th)?;
    let end = own.byte_len();
    own.splice_bytes(th, end, end, bytes);
    Ok(())
}

/// Puts bytes in the place of some items.
fn splice<'t>(th: &'t Thread, array: Val<'t>, from: usize, to: usize, bytes: &[u8]) -> Res<()> {
    let size = item_type(array).size;
    store(array)
        .own(th)?
        .splice_bytes(th, from * size, to * size, bytes);
    Ok(())
}

fn from_bytes(th: &mut Thread, array: Slot, bytes: &[u8]) -> Res<()> {
    let kind = item_type(th.get(array));
    if bytes.len() % kind.size != 0 {
        return Err(th.value_error("bytes length not a multiple of item size"));
    }
    th.section(|th| push_bytes(th, th.get(array), bytes))
}

/// The bytes of the items of an iterable.
fn items(th: &mut Thread, array: Slot, source: Slot) -> Res<Vec<u8>> {
    let kind = item_type(th.get(array));
    let it = iter::get_iter(th, source)?;
    let mut bytes = Vec::new();
    let mark = th.mark();
    while let Some(v) = iter::next(th, it)? {
        let item = kind.write(th, v)?;
        bytes.extend_from_slice(&item[..kind.size]);
        th.release_to(mark);
    }
    Ok(bytes)
}

fn extend(th: &mut Thread, array: Slot, source: Slot) -> Res<()> {
    let other = th.section(|th| {
        let v = th.get(source);
        if !is_array(th, v) {
            return Ok(None);
        }
        if item_type(v) != item_type(th.get(array)) {
            return Err(th.type_error("can only extend with array of same kind"));
        }
        Ok(Some(store(v).see(th)?.bytes().to_vec()))
    })?;
    let bytes = match other {
        Some(bytes) => bytes,
        None => items(th, array, source)?,
    };
    th.section(|th| push_bytes(th, th.get(array), &bytes))
}

fn check_alike<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>, before: &str, after: &str) -> Res<()> {
    if !is_array(th, b) {
        return Err(th.type_error(format!("{before}{}{after}", th.class_name(b))));
    }
    match item_type(a) == item_type(b) {
        true => Ok(()),
        false => Err(th.type_error("bad argument type for built-in operation")),
    }
}

fn copy<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(like(th, v, store(v).see(th)?.bytes()))
}

fn values<'t>(th: &'t Thread, v: Val<'t>) -> Res<Vec<Val<'t>>> {
    let kind = item_type(v);
    let bytes = store(v).see(th)?.bytes();
    bytes.chunks(kind.size).map(|c| kind.read(th, c)).collect()
}

fn repeat(th: &mut Thread, w: Window, in_place: bool) -> Res<Done> {
    let n = to_i64(th, w.at(1))?.max(0) as usize;
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        let bytes = store(v).see(th)?.bytes();
        if bytes
            .len()
            .checked_mul(n)
            .is_none_or(|n| n > isize::MAX as usize)
        {
            return Err(th.raise(Exc::MemoryError, ""));
        }
        let bytes = bytes.repeat(n);
        if in_place {
            store(v).own(th)?.replace_bytes(th, &bytes);
            return Ok(w.at(0));
        }
        Ok(th.root(like(th, v, &bytes)))
    })?;
    th.ret_slot(r)
}

// ---- subscripts ----

const OUT_OF_RANGE: &str = "array index out of range";

fn quick_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(i) = a.get(1).as_int() else {
        return Ok(Val::UNDEF);
    };
    let i = index::position(th, i, len(th, a.get(0))?, OUT_OF_RANGE)?;
    Ok(get(th, a.get(0), i)?.unwrap_or(Val::UNDEF))
}

fn get_item(th: &mut Thread, w: Window) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        let n = len(th, v)?;
        let r = match Key::of(th, th.get(key))? {
            Key::At(i) => {
                let i = index::position(th, i, n, OUT_OF_RANGE)?;
                get(th, v, i)?.unwrap_or(Val::NONE)
            }
            Key::Slice(slice) => {
                let size = item_type(v).size;
                let bytes = store(v).see(th)?.bytes();
                let places = slice.over(th, n)?.places();
                let part: Vec<u8> = places
                    .flat_map(|i| bytes[i * size..(i + 1) * size].iter().copied())
                    .collect();
                like(th, v, &part)
            }
            _ => return Err(bad_key(th)),
        };
        Ok(th.root(r))
    })?;
    th.ret_slot(r)
}

fn bad_key(th: &Thread) -> crate::unwind::Unwind {
    th.type_error("array indices must be integers")
}

/// Ints of 32 bits or less and doubles, at a place given by an int.
fn quick_set<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (array, Some(i)) = (a.get(0), a.get(1).as_int()) else {
        return Ok(Val::UNDEF);
    };
    let kind = item_type(array);
    let word = match (kind.letter, a.get(2).as_int(), a.get(2).as_float()) {
        ('b', Some(n), _) => i8::try_from(n).ok().map(|n| n as u64),
        ('B', Some(n), _) => u8::try_from(n).ok().map(u64::from),
        ('h', Some(n), _) => i16::try_from(n).ok().map(|n| n as u64),
        ('H', Some(n), _) => u16::try_from(n).ok().map(u64::from),
        ('i', Some(n), _) => i32::try_from(n).ok().map(|n| n as u64),
        ('I', Some(n), _) => u32::try_from(n).ok().map(u64::from),
        ('l' | 'q', Some(n), _) => Some(n as u64),
        ('L' | 'Q', Some(n), _) => u64::try_from(n).ok(),
        ('d', _, Some(f)) => Some(f.to_bits()),
        ('d', Some(n), _) => Some((n as f64).to_bits()),
        ('f', _, Some(f)) => Some((f as f32).to_bits().into()),
        _ => None,
    };
    let Some(word) = word else {
        return Ok(Val::UNDEF);
    };
    let n = store(array).hold(th)?.byte_len() / kind.size;
    let i = index::position(th, i, n, "array assignment index out of range")?;
    let own = store(array).own_spot(th, Spot::At(i * kind.size))?;
    let bytes = word.to_le_bytes();
    (0..kind.size).for_each(|k| own.set_byte(i * kind.size + k, bytes[k]));
    Ok(Val::NONE)
}

fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    let kind = item_type(th.get(w.at(0)));
    match th.section(|th| Key::of(th, th.get(key)))? {
        Key::At(i) => {
            let bytes = kind.write(th, w.at(2))?;
            th.section(|th| {
                let v = th.get(w.at(0));
                let i = index::position(th, i, len(th, v)?, "array assignment index out of range")?;
                splice(th, v, i, i + 1, &bytes[..kind.size])
            })?;
        }
        Key::Slice(slice) => th.section(|th| {
            let (v, other) = (th.get(w.at(0)), th.get(w.at(2)));
            check_alike(
                th,
                v,
                other,
                "can only assign array (not \"",
                "\") to array slice",
            )?;
            let with = store(other).see(th)?.bytes().to_vec();
            let bounds = slice.over(th, len(th, v)?)?;
            if bounds.step == 1 {
                let range = bounds.range();
                return splice(th, v, range.start, range.end, &with);
            }
            if with.len() != bounds.len * kind.size {
                return Err(th.value_error(format!(
                    "attempt to assign array of size {} to extended slice of size {}",
                    with.len() / kind.size,
                    bounds.len
                )));
            }
            for (i, item) in bounds.places().zip(with.chunks(kind.size)) {
                splice(th, v, i, i + 1, item)?;
            }
            Ok(())
        })?,
        _ => return Err(bad_key(th)),
    }
    th.ret(Val::NONE)
}

fn delete_item(th: &mut Thread, w: Window) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    th.section(|th| {
        let v = th.get(w.at(0));
        let n = len(th, v)?;
        match Key::of(th, th.get(key))? {
            Key::At(i) => {
                let i = index::position(th, i, n, "array assignment index out of range")?;
                splice(th, v, i, i + 1, &[])
            }
            Key::Slice(slice) => {
                let mut gone = vec![false; n];
                slice.over(th, n)?.places().for_each(|i| gone[i] = true);
                let size = item_type(v).size;
                let own = store(v).own(th)?;
                let kept: Vec<u8> = own
                    .bytes()
                    .chunks(size)
                    .zip(gone)
                    .filter(|(_, gone)| !gone)
                    .flat_map(|(item, _)| item.iter().copied())
                    .collect();
                own.replace_bytes(th, &kept);
                Ok(())
            }
            _ => Err(bad_key(th)),
        }
    })?;
    th.ret(Val::NONE)
}

fn insert(th: &mut Thread, w: Window) -> Res<Done> {
    let i = to_i64(th, w.at(1))?;
    let kind = item_type(th.get(w.at(0)));
    let bytes = kind.write(th, w.at(2))?;
    th.section(|th| {
        let v = th.get(w.at(0));
        let n = len(th, v)? as i64;
        let i = if i < 0 { i.saturating_add(n) } else { i }.clamp(0, n) as usize;
        splice(th, v, i, i, &bytes[..kind.size])
    })?;
    th.ret(Val::NONE)
}

fn pop(th: &mut Thread, w: Window) -> Res<Done> {
    let i = match w.opt(th, 1) {
        Some(i) => to_i64(th, i)?,
        None => -1,
    };
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        let n = len(th, v)?;
        if n == 0 {
            return Err(th.index_error("pop from empty array"));
        }
        let i = index::position(th, i, n, "pop index out of range")?;
        let item = get(th, v, i)?.unwrap_or(Val::NONE);
        splice(th, v, i, i + 1, &[])?;
        Ok(th.root(item))
    })?;
    th.ret_slot(r)
}

// ---- looking ----

/// The first place of an equal item.
fn find(th: &mut Thread, array: Slot, v: Slot, from: usize, to: usize) -> Res<Option<usize>> {
    let mark = th.mark();
    let mut i = from;
    while i < to {
        let item = th.section(|th| Ok(get(th, th.get(array), i)?.map(|v| th.root(v))))?;
        let Some(item) = item else {
            return Ok(None);
        };
        if number::same_or_equal(th, item, v)? {
            return Ok(Some(i));
        }
        th.release_to(mark);
        i += 1;
    }
    Ok(None)
}

fn index_of(th: &mut Thread, w: Window) -> Res<Done> {
    let n = th.section(|th| len(th, th.get(w.at(0))))? as i64;
    let mut limits = [0, n];
    for (i, limit) in limits.iter_mut().enumerate() {
        if let Some(v) = w.opt(th, 2 + i) {
            let i = to_i64(th, v)?;
            *limit = if i < 0 { i.saturating_add(n) } else { i }.max(0);
        }
    }
    match find(th, w.at(0), w.at(1), limits[0] as usize, limits[1] as usize)? {
        Some(i) => th.ret(Val::small(i as i64)),
        None => Err(th.value_error("array.index(x): x not in array")),
    }
}

fn count(th: &mut Thread, w: Window) -> Res<Done> {
    let (mut n, mut from) = (0, 0);
    while let Some(i) = find(th, w.at(0), w.at(1), from, usize::MAX)? {
        n += 1;
        from = i + 1;
    }
    th.ret(Val::small(n))
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let lists = th.section(|th| {
        let (a, b) = (th.get(w.at(0)), th.get(w.at(1)));
        if !is_array(th, b) {
            return Ok(None);
        }
        let (a, b) = (th.list(&values(th, a)?), th.list(&values(th, b)?));
        Ok(Some((th.root(a), th.root(b))))
    })?;
    match lists {
        Some((a, b)) => {
            let r = number::compare(th, op, a, b)?;
            th.ret_slot(r)
        }
        None => th.ret(Val::NOT_IMPLEMENTED),
    }
}

fn text_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<String> {
    let bytes = store(v).see(th)?.bytes();
    let codes = bytes
        .chunks_exact(4)
        .map(|c| u32::from_ne_bytes([c[0], c[1], c[2], c[3]]));
    Ok(codes.filter_map(surrogate::char_of).collect())
}

fn to_text<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    if !item_type(a.get(0)).is_text() {
        return Err(
            th.value_error("tounicode() may only be called on unicode type arrays ('u' or 'w')")
        );
    }
    Ok(th.str(&text_of(th, a.get(0))?))
}

fn show(th: &mut Thread, w: Window) -> Res<Done> {
    let (kind, name) = {
        let v = th.get(w.at(0));
        (item_type(v), th.class_name(v).to_owned())
    };
    let inner = th.section(|th| {
        let v = th.get(w.at(0));
        Ok(th.root(match kind.is_text() {
            true => th.str(&text_of(th, v)?),
            false => th.list(&values(th, v)?),
        }))
    })?;
    let inner = repr_of(th, inner)?;
    let text = match inner.as_str() {
        "[]" | "''" => format!("{name}('{}')", kind.letter),
        _ => format!("{name}('{}', {inner})", kind.letter),
    };
    th.ret(th.str(&text))
}

// ---- files, pickles ----

fn from_file(th: &mut Thread, w: Window) -> Res<Done> {
    let n = to_i64(th, w.at(2))?;
    if n < 0 {
        return Err(th.value_error("negative count"));
    }
    let size = item_type(th.get(w.at(0))).size;
    let wanted = th.root(Val::small(n * size as i64));
    let read = get_attr(th, w.at(1), "read")?;
    let bytes = th.call(read, &[wanted])?;
    let bytes = bytes_like(th, bytes)?;
    let whole = bytes.len() - bytes.len() % size;
    from_bytes(th, w.at(0), &bytes[..whole])?;
    match bytes.len() as i64 == n * size as i64 {
        true => th.ret(Val::NONE),
        false => Err(th.raise(Exc::EOFError, "read() didn't return enough bytes")),
    }
}

/// Formats of items in pickles: signed and unsigned ints from one byte on, in the order of this machine.
fn machine_format(kind: ItemType) -> i64 {
    match kind.letter {
        'b' => 1,
        'B' => 0,
        'H' => 2,
        'h' => 4,
        'I' => 6,
        'i' => 8,
        'L' | 'Q' => 10,
        'l' | 'q' => 12,
        'f' => 14,
        'd' => 16,
        _ => 20,
    }
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let protocol = to_i64(th, w.at(1))?;
    let attributes = match get_attr_opt(th, w.at(0), "__dict__")? {
        Some(d) => d,
        None => th.root(Val::NONE),
    };
    let f = crate::import::import_object(th, "array", "_array_reconstructor")?;
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        let (class, letter) = (th.class_of(v).val(), code(v).val());
        let (callee, args) = match protocol < 3 {
            true => (class, th.tuple(&[letter, th.list(&values(th, v)?)])),
            false => {
                let bytes = Bytes::new(th, store(v).see(th)?.bytes()).val();
                let format = Val::small(machine_format(item_type(v)));
                (th.get(f), th.tuple(&[class, letter, format, bytes]))
            }
        };
        Ok(th.root(th.tuple(&[callee, args, th.get(attributes)])))
    })?;
    th.ret_slot(r)
}

/// `_array_reconstructor(class, typecode, format, bytes)`, for pickles of machines like this one.
pub fn reconstruct(th: &mut Thread, w: Window) -> Res<Done> {
    let kind = kind_of(th, w.at(1))?;
    if to_i64(th, w.at(2))? != machine_format(kind) {
        return Err(th.value_error("array pickled on a machine with other formats of numbers"));
    }
    let array = th.call(w.at(0), &[w.at(1)])?;
    let bytes = support::bytes_like(th, w.at(3))?;
    from_bytes(th, array, &bytes)?;
    th.ret_slot(array)
}
