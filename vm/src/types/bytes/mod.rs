//! `bytes` and `bytearray`, which share most methods, and what else counts as bytes-like.

pub mod array;
mod case;
mod item;
mod layout;
mod new;
mod search;
mod split;

use std::borrow::Cow;

use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Args, NativeDef, TypeSpec};
use crate::object::{Bytes, Record};
use crate::protocol::iter;
use crate::protocol::number::CmpOp;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::types::rows::comparison_rows;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub use array::{new as new_array, quick_set_item, set_item};
pub use item::get;
pub use layout::hex;

const fn spec(builtin: Builtin, methods: &'static [NativeDef]) -> TypeSpec {
    TypeSpec {
        builtin,
        doc: "",
        methods,
        getsets: &[],
    }
}

macro_rules! shared {
    ($($bytes:ident $array:ident $methods:expr;)*) => {$(
        pub const $bytes: TypeSpec = spec(Builtin::Bytes, $methods);
        pub const $array: TypeSpec = spec(Builtin::ByteArray, $methods);
    )*};
}
shared! {
    BYTES_SEARCH ARRAY_SEARCH search::METHODS;
    BYTES_SPLIT ARRAY_SPLIT split::METHODS;
    BYTES_CASE ARRAY_CASE case::METHODS;
    BYTES_LAYOUT ARRAY_LAYOUT layout::METHODS;
    BYTES_ITEMS ARRAY_ITEMS item::METHODS;
    BYTES_COMPARISONS ARRAY_COMPARISONS comparison_rows!(compare);
}

pub const BYTES: TypeSpec = TypeSpec {
    builtin: Builtin::Bytes,
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object",
    methods: new::BYTES,
    getsets: &[],
};
pub const ARRAY: TypeSpec = TypeSpec {
    builtin: Builtin::ByteArray,
    doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array",
    methods: array::METHODS,
    getsets: &[],
};

/// Which of the two types a method's receiver is, and so its results.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    Bytes,
    Array,
}

impl Flavor {
    pub fn of(v: Val<'_>) -> Flavor {
        if v.unboxed().cast::<Bytes>().is_some() {
            Flavor::Bytes
        } else {
            Flavor::Array
        }
    }

    /// A new object of this type.
    pub fn make<'t>(self, th: &'t Thread, bytes: &[u8]) -> Val<'t> {
        match self {
            Flavor::Bytes => Bytes::new(th, bytes).val(),
            Flavor::Array => array::new(th, bytes),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Flavor::Bytes => "bytes",
            Flavor::Array => "bytearray",
        }
    }
}

/// The bytes of a bytes-like object; `None` for anything else.
pub fn content<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Cow<'t, [u8]>>> {
    if let Some(b) = v.unboxed().cast::<Bytes>() {
        return Ok(Some(Cow::Borrowed(b.slice())));
    }
    if !v.is_pointer() || v.cast::<Record>().is_none() {
        return Ok(None);
    }
    match th.class_of(v).info().builtin {
        Builtin::ByteArray => Ok(Some(Cow::Borrowed(v.expect::<Record>().see(th)?.bytes()))),
        Builtin::MemoryView => crate::types::memoryview::content(th, v).map(Some),
        _ => crate::modules::array::content(th, v),
    }
}

/// The receiver's bytes, and which type it is.
fn this<'t>(th: &'t Thread, a: Args<'t>) -> Res<(&'t [u8], Flavor)> {
    let v = a.get(0).unboxed();
    match v.cast::<Bytes>() {
        Some(b) => Ok((b.slice(), Flavor::Bytes)),
        None => Ok((v.expect::<Record>().see(th)?.bytes(), Flavor::Array)),
    }
}

/// Is it a `bytes`?
pub fn is_bytes(th: &Thread, v: Slot) -> bool {
    th.get(v).unboxed().cast::<Bytes>().is_some()
}

/// A bytes-like argument.
pub fn buffer<'t>(th: &'t Thread, v: Val<'t>) -> Res<Cow<'t, [u8]>> {
    content(th, v)?.ok_or_else(|| {
        th.type_error(format!(
            "a bytes-like object is required, not '{}'",
            th.class_name(v)
        ))
    })
}

/// What `bytes(x)` holds for an object with bytes or an iterable of ints; `name` is the type for messages.
pub fn from_object(th: &mut Thread, x: Slot) -> Res<Vec<u8>> {
    gather(th, x, &|th| {
        let name = th.class_name(th.get(x));
        th.type_error(format!("cannot convert '{name}' object to bytes"))
    })
}

/// The bytes of a bytes-like object or an iterable of ints; `refuse` is the error for anything else.
pub fn gather(th: &mut Thread, x: Slot, refuse: &dyn Fn(&Thread) -> Unwind) -> Res<Vec<u8>> {
    let direct = th.section(|th| Ok(content(th, th.get(x))?.map(|b| b.into_owned())))?;
    if let Some(bytes) = direct {
        return Ok(bytes);
    }
    if crate::types::args::text_of(th.get(x)).is_some() {
        return Err(refuse(th));
    }
    let it = match iter::get_iter(th, x) {
        Err(Unwind::Raise) if th.swallow(Exc::TypeError) => return Err(refuse(th)),
        r => r?,
    };
    let mut out = Vec::new();
    let mark = th.mark();
    while let Some(item) = iter::next(th, it)? {
        out.push(byte(th, item, "bytes must be in range(0, 256)")?);
        th.release_to(mark);
    }
    Ok(out)
}

/// An item of a bytes object: an int below 256.
pub fn byte(th: &mut Thread, v: Slot, message: &str) -> Res<u8> {
    let mark = th.mark();
    let i = crate::protocol::index::index(th, v)?;
    let i = Int::of(th.get(i))
        .expect("V3: index gives an int")
        .clamped();
    th.release_to(mark);
    u8::try_from(i).map_err(|_| th.value_error(message))
}

fn compare<'t>(th: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Val<'t>> {
    Ok(match (content(th, a)?, content(th, b)?) {
        (Some(x), Some(y)) => Val::bool(op.orders(x.cmp(&y))),
        _ => Val::NOT_IMPLEMENTED,
    })
}
