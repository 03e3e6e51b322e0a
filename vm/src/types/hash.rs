//! Hashes and equality of values that need no Python code.
//!
//! Hashes are CPython's for the same `PYTHONHASHSEED`, so that sets and anything else that depends on them come out
//! alike.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use super::int::Int;
use crate::class::Builtin;
use crate::names::Id;
use crate::numeric::hash::{self, Key};
use crate::object::{Bytes, Complex, Kind, Str, Tuple};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// `hash(None)`, the same in every process.
const NONE: i64 = 0xFCA8_6420;

/// The key for text and bytes, from `PYTHONHASHSEED` or by chance.
fn key() -> Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    *KEY.get_or_init(|| {
        let seed = std::env::var("PYTHONHASHSEED").ok();
        match seed.and_then(|s| s.parse::<u32>().ok()) {
            Some(seed) => Key::from_seed(seed),
            None => {
                let random = std::collections::hash_map::RandomState::new();
                Key::from_random(random.hash_one(0), random.hash_one(1))
            }
        }
    })
}

/// Hash of a text; what `Str` keeps.
pub fn text(text: &str) -> i64 {
    key().text(text)
}

/// Hash of bytes; what `Bytes` keeps.
pub fn bytes(bytes: &[u8]) -> i64 {
    key().bytes(bytes)
}

/// The hash, if it needs no Python code; `None` also for what cannot be hashed.
#[inline]
pub fn quick_hash<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<i64>> {
    Ok(match v.tag() {
        Tag::Int(i) => Some(hash::small_int(i)),
        Tag::Float(f) => Some(hash::float(f).unwrap_or_else(|| identity_hash(v))),
        Tag::Bool(b) => Some(i64::from(b)),
        Tag::None => Some(NONE),
        Tag::Ellipsis | Tag::NotImplemented => Some(identity_hash(v)),
        Tag::Undef => None,
        Tag::Pointer => return pointer_hash(th, v),
    })
}

fn pointer_hash<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<i64>> {
    let id = v.shape_id();
    if id == Builtin::Str.shape() {
        return Ok(Some(v.known::<Str>().hash()));
    }
    if id == Builtin::Bytes.shape() {
        return Ok(Some(v.known::<Bytes>().hash()));
    }
    if id == Builtin::Tuple.shape() {
        return tuple_hash(th, v.known::<Tuple>().items());
    }
    if id == Builtin::Int.shape() {
        return Ok(Int::of(v).map(|i| i.with(hash::int)));
    }
    if let Some(c) = v.cast::<Complex>() {
        let part = |x: f64| hash::float(x).unwrap_or_else(|| identity_hash(v));
        return Ok(Some(hash::complex(part(c.re), part(c.im))));
    }
    if let Some(known) = crate::native::operators_of(th, v) {
        return Ok((known.hash)(v));
    }
    let method = crate::protocol::lookup::lookup(th, th.class_of(v), th.id(Id::__hash__))?;
    match method {
        Some(m) if th.vm.is_object_hash(m) => Ok(Some(identity_hash(v))),
        // A subclass of an immutable builtin that has kept the builtin's hash.
        Some(m) if v.is_kind(Kind::Boxed) && m.is_kind(Kind::Native) => quick_hash(th, v.unboxed()),
        _ => Ok(None),
    }
}

fn tuple_hash<'t>(th: &'t Thread, items: &[Val<'t>]) -> Res<Option<i64>> {
    // The protocol counts the depth.
    crate::types::ops::nested(th, || items_hash(th, items))
}

fn items_hash<'t>(th: &'t Thread, items: &[Val<'t>]) -> Res<Option<i64>> {
    let mut small = [0; 8];
    if let Some(parts) = small.get_mut(..items.len()) {
        for (part, item) in parts.iter_mut().zip(items) {
            match quick_hash(th, *item)? {
                Some(h) => *part = h,
                None => return Ok(None),
            }
        }
        return Ok(Some(hash::tuple(parts.iter().copied())));
    }
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        match quick_hash(th, *item)? {
            Some(h) => parts.push(h),
            None => return Ok(None),
        }
    }
    Ok(Some(hash::tuple(parts.into_iter())))
}

/// `object.__hash__`.
pub fn identity_hash(v: Val<'_>) -> i64 {
    hash::identity(v.bits())
}

/// Equality, if it needs no Python code.
#[inline]
pub fn quick_equal<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    if a.is(b) {
        return Ok(Some(true));
    }
    crate::types::ops::quick_compare(th, crate::protocol::number::CmpOp::Eq, a, b)
}
