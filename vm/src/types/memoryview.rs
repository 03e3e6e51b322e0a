//! `memoryview`: a window on the bytes of another object.
//!
//! A view has one dimension. It does not keep its object from changing size: what lies beyond the object's end is
//! simply not there any more.

use std::borrow::Cow;

use crate::class::Builtin;
use crate::modules::array;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Bytes, Record, Ref, Str, shape};
use crate::protocol::index::{self, Key};
use crate::protocol::number::CmpOp;
use crate::thread::{Slot, Thread};
use crate::types::bytes::{self, buffer};
use crate::types::format_code::Code;
use crate::types::rows::{ONE, TWO};
use crate::types::{args, construct};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// Fields of the record.
mod field {
    /// The bytes-like object, None once released.
    pub const OBJECT: usize = 0;
    /// Offset of the first item in bytes.
    pub const START: usize = 1;
    /// Number of items.
    pub const LEN: usize = 2;
    /// From one item to the next, in bytes.
    pub const STEP: usize = 3;
    /// Format code, a `str`.
    pub const FORMAT: usize = 4;
    pub const READ_ONLY: usize = 5;
}

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::MemoryView,
    doc: "Create a new memoryview object which references the given object.",
    methods: METHODS,
    getsets: &[
        GetSet::read("obj", |th, v| Ok(view(th, v)?.object)),
        GetSet::read("nbytes", |th, v| {
            let view = view(th, v)?;
            Ok(Val::small((view.len * view.code.size()) as i64))
        }),
        GetSet::read("itemsize", |th, v| {
            Ok(Val::small(view(th, v)?.code.size() as i64))
        }),
        GetSet::read("format", |th, v| Ok(view(th, v)?.format.val())),
        GetSet::read("readonly", |th, v| Ok(Val::bool(view(th, v)?.read_only))),
        GetSet::read("ndim", |th, v| view(th, v).map(|_| Val::small(1))),
        GetSet::read("shape", |th, v| {
            Ok(th.tuple(&[Val::small(view(th, v)?.len as i64)]))
        }),
        GetSet::read("strides", |th, v| {
            Ok(th.tuple(&[Val::small(view(th, v)?.step)]))
        }),
        GetSet::read("suboffsets", |th, v| view(th, v).map(|_| th.tuple(&[]))),
        GetSet::read("c_contiguous", contiguous),
        GetSet::read("f_contiguous", contiguous),
        GetSet::read("contiguous", contiguous),
    ],
};

const METHODS: &[NativeDef] = &[
    NativeDef::full("__new__", Params::all(&["_cls", "object"]), new).static_method(),
    NativeDef::quick("__repr__", ONE, |th, a| {
        let v = a.get(0);
        let state = match v.expect::<Record>().see(th)?.field(field::OBJECT).is_none() {
            true => "released memory",
            false => "memory",
        };
        Ok(th.str(&format!("<{state} at {:#x}>", v.bits())))
    }),
    NativeDef::quick("__hash__", ONE, hash),
    NativeDef::quick("__eq__", TWO, |th, a| compare(th, CmpOp::Eq, a)),
    NativeDef::quick("__ne__", TWO, |th, a| compare(th, CmpOp::Ne, a)),
    NativeDef::quick("__len__", ONE, |th, a| {
        Ok(Val::small(view(th, a.get(0))?.len as i64))
    }),
    NativeDef::full("__getitem__", TWO, get_item),
    NativeDef::full(
        "__setitem__",
        Params::all(&["_self", "_key", "_value"]),
        set_item,
    ),
    NativeDef::quick("__enter__", ONE, |th, a| {
        view(th, a.get(0)).map(|_| a.get(0))
    }),
    NativeDef::quick("__exit__", Params::pos(&["_self"], 1).rest(), release),
    NativeDef::quick("release", ONE, release),
    NativeDef::quick("__buffer__", Params::all(&["_self", "_flags"]), |th, a| {
        of(th, a.get(0))
    }),
    NativeDef::quick("__release_buffer__", TWO, |_, _| Ok(Val::NONE)),
    NativeDef::quick("tobytes", Params::pos(&["_self", "order"], 1), |th, a| {
        Ok(Bytes::new(th, &view(th, a.get(0))?.content(th)?).val())
    }),
    NativeDef::quick("tolist", ONE, |th, a| {
        let view = view(th, a.get(0))?;
        let content = view.content(th)?;
        let items: Vec<Val<'_>> = content
            .chunks(view.code.size())
            .map(|c| view.code.read(th, c))
            .collect();
        Ok(th.list(&items))
    }),
    NativeDef::quick(
        "hex",
        Params::pos(&["_self", "sep", "bytes_per_sep"], 1),
        |th, a| {
            let content = view(th, a.get(0))?.content(th)?;
            bytes::hex(th, &content, a.opt(1), a.opt(2))
        },
    )
    .index(&[2]),
    NativeDef::quick("toreadonly", ONE, |th, a| {
        let view = view(th, a.get(0))?;
        Ok(View {
            read_only: true,
            ..view
        }
        .make(th))
    }),
    NativeDef::quick("cast", Params::pos(&["_self", "format", "shape"], 2), cast),
    NativeDef::quick("count", TWO, |th, a| {
        let mut n = 0;
        for item in view(th, a.get(0))?.items(th)? {
            n += i64::from(crate::types::hash::quick_equal(th, item, a.get(1))? == Some(true));
        }
        Ok(Val::small(n))
    }),
    NativeDef::quick("index", TWO, |th, a| {
        for (i, item) in view(th, a.get(0))?.items(th)?.into_iter().enumerate() {
            if crate::types::hash::quick_equal(th, item, a.get(1))? == Some(true) {
                return Ok(Val::small(i as i64));
            }
        }
        Err(th.value_error("memoryview.index(x): x not found"))
    }),
];

/// A view taken apart.
#[derive(Clone, Copy)]
struct View<'t> {
    object: Val<'t>,
    start: usize,
    len: usize,
    step: i64,
    format: Ref<'t, Str>,
    code: Code,
    read_only: bool,
}

/// The fields of a view that has not been released.
fn view<'t>(th: &'t Thread, v: Val<'t>) -> Res<View<'t>> {
    let seen = v.expect::<Record>().see(th)?;
    let object = seen.field(field::OBJECT);
    if object.is_none() {
        return Err(th.value_error("operation forbidden on released memoryview object"));
    }
    let number = |i| {
        seen.field(i)
            .as_int()
            .expect("V3: a view's numbers are ints")
    };
    let format = seen.field(field::FORMAT).expect::<Str>();
    Ok(View {
        object,
        start: number(field::START) as usize,
        len: number(field::LEN) as usize,
        step: number(field::STEP),
        format,
        code: Code::parse(format.text()).expect("V3: the format was checked"),
        read_only: seen.field(field::READ_ONLY) == Val::TRUE,
    })
}

impl<'t> View<'t> {
    fn make(self, th: &'t Thread) -> Val<'t> {
        let fields = [
            self.object,
            Val::small(self.start as i64),
            Val::small(self.len as i64),
            Val::small(self.step),
            self.format.val(),
            Val::bool(self.read_only),
        ];
        Record::new(th, shape(Builtin::MemoryView.shape()), &fields).val()
    }

    /// Where the items lie in the object's bytes.
    fn places(self) -> impl Iterator<Item = usize> {
        (0..self.len as i64).map(move |i| (self.start as i64 + i * self.step) as usize)
    }

    fn is_contiguous(self) -> bool {
        self.len <= 1 || self.step == self.code.size() as i64
    }

    /// The bytes of the items one after the other.
    fn content(self, th: &'t Thread) -> Res<Cow<'t, [u8]>> {
        let all = buffer(th, self.object)?;
        let size = self.code.size();
        if let (true, Cow::Borrowed(all)) = (self.is_contiguous(), &all) {
            let to = (self.start + self.len * size).min(all.len());
            return Ok(Cow::Borrowed(&all[self.start.min(to)..to]));
        }
        let items = self.places().filter_map(|at| all.get(at..at + size));
        Ok(Cow::Owned(items.flatten().copied().collect()))
    }

    fn items(self, th: &'t Thread) -> Res<Vec<Val<'t>>> {
        let content = self.content(th)?;
        Ok(content
            .chunks_exact(self.code.size())
            .map(|c| self.code.read(th, c))
            .collect())
    }
}

/// The bytes that a view shows.
pub fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<Cow<'t, [u8]>> {
    view(th, v)?.content(th)
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let made = th.section(|th| {
        construct::class_of_new(th, th.get(w.at(0)), Builtin::MemoryView)?;
        of(th, th.get(w.at(1))).map(|v| th.root(v))
    })?;
    th.ret_slot(made)
}

/// `memoryview(object)`.
pub fn of<'t>(th: &'t Thread, object: Val<'t>) -> Res<Val<'t>> {
    if object.has_shape(Builtin::MemoryView.shape()) {
        return Ok(view(th, object)?.make(th));
    }
    let Some(content) = bytes::content(th, object)? else {
        return Err(th.type_error(format!(
            "memoryview: a bytes-like object is required, not '{}'",
            th.class_name(object)
        )));
    };
    // The items of an array are what they are; other objects have bytes.
    let format =
        match array::is_array(th, object) && Code::parse(array::code(object).text()).is_some() {
            true => array::code(object),
            false => th.intern("B").expect::<Str>(),
        };
    let code = Code::parse(format.text()).expect("a known code");
    let view = View {
        object,
        start: 0,
        len: content.len() / code.size(),
        step: code.size() as i64,
        format,
        code,
        read_only: object.unboxed().cast::<Bytes>().is_some(),
    };
    Ok(view.make(th))
}

fn contiguous<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(Val::bool(view(th, v)?.is_contiguous()))
}

fn hash<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let view = view(th, a.get(0))?;
    if !view.read_only {
        return Err(th.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(view.format.text(), "B" | "b" | "c") {
        return Err(th.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    Ok(th.int(crate::types::hash::bytes(&view.content(th)?)))
}

fn compare<'t>(th: &'t Thread, op: CmpOp, a: Args<'t>) -> Res<Val<'t>> {
    if a.get(0).is(a.get(1)) {
        return Ok(Val::bool(op == CmpOp::Eq));
    }
    let this = view(th, a.get(0))?;
    let other = a.get(1);
    let Some(bytes) = bytes::content(th, other)? else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let code = match other.has_shape(Builtin::MemoryView.shape()) {
        true => view(th, other)?.code,
        false => Code::parse("B").expect("a known code"),
    };
    let mine = this.content(th)?;
    let same = if this.code == code && !code.is_float() {
        mine == bytes
    } else {
        let (x, y) = (
            mine.chunks_exact(this.code.size()),
            bytes.chunks_exact(code.size()),
        );
        x.len() == y.len()
            && x.zip(y).all(|(x, y)| {
                let (x, y) = (this.code.read(th, x), code.read(th, y));
                matches!(
                    crate::types::ops::quick_compare(th, CmpOp::Eq, x, y),
                    Ok(Some(true))
                )
            })
    };
    Ok(Val::bool(same == (op == CmpOp::Eq)))
}

fn release<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    a.get(0)
        .expect::<Record>()
        .own(th)?
        .set_field(field::OBJECT, Val::NONE);
    Ok(Val::NONE)
}

fn bad_key(th: &Thread) -> Unwind {
    th.type_error("memoryview: invalid slice key")
}

const OUT_OF_BOUNDS: &str = "index out of bounds on dimension 1";

fn get_item(th: &mut Thread, w: Window) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    let item = th.section(|th| {
        let (v, key) = (th.get(w.at(0)), th.get(key));
        let view = view(th, v)?;
        let item = match Key::of(th, key)? {
            Key::At(i) => {
                let at = index::position(th, i, view.len, OUT_OF_BOUNDS)?;
                let place = (view.start as i64 + at as i64 * view.step) as usize;
                let all = buffer(th, view.object)?;
                match all.get(place..place + view.code.size()) {
                    Some(bytes) => view.code.read(th, bytes),
                    None => return Err(th.index_error(OUT_OF_BOUNDS)),
                }
            }
            Key::Slice(slice) => {
                let bounds = slice.over(th, view.len)?;
                View {
                    start: (view.start as i64 + bounds.start * view.step).max(0) as usize,
                    len: bounds.len,
                    step: view.step * bounds.step,
                    ..view
                }
                .make(th)
            }
            _ if key.is_kind(crate::object::Kind::Tuple) => {
                return Err(th.raise(
                    crate::error::Exc::NotImplementedError,
                    "multi-dimensional sub-views are not implemented",
                ));
            }
            _ if key.is(Val::ELLIPSIS) => v,
            _ => return Err(bad_key(th)),
        };
        Ok(th.root(item))
    })?;
    th.ret_slot(item)
}

fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    let value = plain_value(th, w.at(2))?;
    th.section(|th| {
        let view = view(th, th.get(w.at(0)))?;
        if view.read_only {
            return Err(th.type_error("cannot modify read-only memory"));
        }
        match Key::of(th, th.get(key))? {
            Key::At(i) => {
                let at = index::position(th, i, view.len, OUT_OF_BOUNDS)?;
                let bytes = view.code.write(th, th.get(value))?;
                let one = View {
                    start: (view.start as i64 + at as i64 * view.step) as usize,
                    len: 1,
                    ..view
                };
                store(th, one, &bytes)
            }
            Key::Slice(slice) => {
                let bounds = slice.over(th, view.len)?;
                let part = View {
                    start: (view.start as i64 + bounds.start * view.step).max(0) as usize,
                    len: bounds.len,
                    step: view.step * bounds.step,
                    ..view
                };
                let with = buffer(th, th.get(value))?.into_owned();
                if with.len() != part.len * part.code.size() {
                    return Err(th.value_error(
                        "memoryview assignment: lvalue and rvalue have different structures",
                    ));
                }
                store(th, part, &with)
            }
            _ => Err(bad_key(th)),
        }
    })?;
    th.ret(Val::NONE)
}

/// An object with `__index__` as an int; anything else as it is.
fn plain_value(th: &mut Thread, v: Slot) -> Res<Slot> {
    let index = th.section(|th| {
        Ok(crate::protocol::lookup::special(th, th.get(v), crate::names::Id::__index__)?.is_some())
    })?;
    if index {
        crate::protocol::index::index(th, v)
    } else {
        Ok(v)
    }
}

/// Writes the items of a view, one after the other in `bytes`.
fn store<'t>(th: &'t Thread, view: View<'t>, bytes: &[u8]) -> Res<()> {
    let array = view.object.expect::<Record>().own(th)?;
    let size = view.code.size();
    if view.places().any(|at| at + size > array.byte_len()) {
        return Err(th.index_error(OUT_OF_BOUNDS));
    }
    for (at, item) in view.places().zip(bytes.chunks(size)) {
        item.iter()
            .enumerate()
            .for_each(|(i, byte)| array.set_byte(at + i, *byte));
    }
    Ok(())
}

fn cast<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let view = view(th, a.get(0))?;
    let format = args::text(th, a.get(1), "cast", 1)?;
    let Some(code) = Code::parse(format) else {
        return Err(th.value_error(
            "memoryview: destination format must be a native single character format prefixed \
             with an optional '@'",
        ));
    };
    if !view.is_contiguous() {
        return Err(th.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    if view.code.size() != 1 && code.size() != 1 {
        return Err(th.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    let bytes = view.len * view.code.size();
    if !bytes.is_multiple_of(code.size()) {
        return Err(th.type_error("memoryview: length is not a multiple of itemsize"));
    }
    Ok(View {
        len: bytes / code.size(),
        step: code.size() as i64,
        format: th.intern(format).expect::<Str>(),
        code,
        ..view
    }
    .make(th))
}
