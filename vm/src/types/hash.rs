//! Hashes and equality of values that need no Python code.

use crate::class::Builtin;
use crate::object::{Bytes, Kind, Str, Tuple};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// The hash, if it needs no Python code; `None` also for what cannot be hashed.
#[inline]
pub fn quick_hash<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<i64>> {
    Ok(match v.tag() {
        Tag::Int(i) => Some(crate::hashing::hash_int(i)),
        Tag::Float(f) => Some(crate::hashing::hash_float(f, v.bits())),
        Tag::Bool(b) => Some(i64::from(b)),
        Tag::None | Tag::Ellipsis | Tag::NotImplemented => Some(v.bits() as i64 ^ 0x6B_5F5E),
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
        let mut parts = Vec::new();
        for item in v.known::<Tuple>().items() {
            match quick_hash(th, *item)? {
                Some(h) => parts.push(h),
                None => return Ok(None),
            }
        }
        return Ok(Some(crate::hashing::combine(&parts)));
    }
    Ok(match v.shape().kind {
        Kind::Instance | Kind::Class | Kind::Function => {
            let class = th.class_of(v);
            let hash =
                crate::protocol::lookup::lookup(th, class, th.id(crate::names::Id::__hash__))?;
            hash.filter(|h| th.vm.is_object_hash(*h))
                .map(|_| identity_hash(v))
        }
        _ => None,
    })
}

/// `object.__hash__`.
pub fn identity_hash(v: Val<'_>) -> i64 {
    (v.bits() >> 4) as i64
}

/// Equality, if it needs no Python code.
#[inline]
pub fn quick_equal<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    if a.is(b) && !a.is_float() {
        return Ok(Some(true));
    }
    crate::types::ops::quick_compare(th, crate::protocol::number::CmpOp::Eq, a, b)
}
