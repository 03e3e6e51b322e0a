//! Operators between builtin values that need no Python code.
//!
//! Only exact builtin values are looked at: an instance of a subclass may override anything, and goes through its
//! special methods, which come back here with what is in the box.

use crate::class::Builtin;
use crate::names::Id;
use crate::native::operators_of;
use crate::object::{Bytes, Kind, List, Str, Tuple};
use crate::protocol::lookup;
use crate::protocol::number::{BinOp, CmpOp};
use crate::thread::Thread;
use crate::types::float::{Real, arith};
use crate::types::int::Int;
use crate::types::{bool, complex, concat};
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// An exact real number.
#[inline]
fn real<'t>(v: Val<'t>) -> Option<Real<'t>> {
    match v.as_float() {
        Some(f) => Some(Real::Float(f)),
        None => Int::exact(v).map(Real::Int),
    }
}

/// `a op b` by the rules of the builtin types; `None` if none applies.
#[inline]
pub fn quick_binary<'t>(
    th: &'t Thread,
    op: BinOp,
    inplace: bool,
    a: Val<'t>,
    b: Val<'t>,
) -> Res<Option<Val<'t>>> {
    match (real(a), real(b)) {
        (Some(Real::Int(x)), Some(Real::Int(y))) => {
            if let Some(v) = bool::between(op, a, b) {
                return Ok(Some(v));
            }
            crate::types::int::arith::binary(th, op, x, y)
        }
        (Some(x), Some(y)) => arith::binary(th, op, arith::to_f64(th, x)?, arith::to_f64(th, y)?),
        _ => other_binary(th, op, inplace, a, b),
    }
}

/// The operators where at least one side is no real number.
fn other_binary<'t>(
    th: &'t Thread,
    op: BinOp,
    inplace: bool,
    a: Val<'t>,
    b: Val<'t>,
) -> Res<Option<Val<'t>>> {
    if let Some(known) = operators_of(th, a).or_else(|| operators_of(th, b)) {
        return (known.binary)(th, op, a, b);
    }
    let is_complex = |v: Val<'_>| v.has_shape(Builtin::Complex.shape());
    if is_complex(a) && (is_complex(b) || real(b).is_some()) || is_complex(b) && real(a).is_some() {
        return match (complex::operand(th, a)?, complex::operand(th, b)?) {
            (Some(x), Some(y)) => complex::binary(th, op, x, y),
            _ => Ok(None),
        };
    }
    match op {
        BinOp::Add => concat::concat(th, inplace, a, b),
        BinOp::Mul => match (Int::exact(a), Int::exact(b)) {
            (None, Some(times)) => concat::repeat(th, inplace, a, times),
            (Some(times), None) => concat::repeat(th, false, b, times),
            _ => Ok(None),
        },
        BinOp::Mod if a.has_shape(Builtin::Str.shape()) => {
            crate::types::str::percent::quick(th, a.known::<Str>(), b)
        }
        _ => Ok(None),
    }
}

/// A comparison by the rules of the builtin types; `None` if none applies.
#[inline]
pub fn quick_compare<'t>(th: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    if let (Some(x), Some(y)) = (exact_str(a), exact_str(b)) {
        return Ok(Some(compare_text(op, x, y)));
    }
    match (real(a), real(b)) {
        (Some(x), Some(y)) => Ok(Some(match arith::order(x, y) {
            Some(order) => op.orders(order),
            None => op == CmpOp::Ne,
        })),
        _ => other_compare(th, op, a, b),
    }
}

#[inline]
fn exact_str<'t>(v: Val<'t>) -> Option<&'t str> {
    v.has_shape(Builtin::Str.shape())
        .then(|| v.known::<Str>().text())
}

/// Texts are ordered by code points, which is the order of their UTF-8.
#[inline]
fn compare_text(op: CmpOp, x: &str, y: &str) -> bool {
    match op {
        CmpOp::Eq => x == y,
        CmpOp::Ne => x != y,
        _ => op.orders(x.cmp(y)),
    }
}

fn other_compare<'t>(th: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    match (family(a), family(b)) {
        (Some(x), Some(y)) if x == y => compare_within(th, op, x, a, b),
        (Some(_), Some(_)) if equality => Ok(Some(op == CmpOp::Ne)),
        (Some(_), Some(_)) => Ok(None),
        _ if let Some(known) = operators_of(th, a).or_else(|| operators_of(th, b)) => {
            (known.compare)(th, op, a, b)
        }
        _ if equality && !asks_methods(th, a)? && !asks_methods(th, b)? => {
            Ok(Some(a.is(b) == (op == CmpOp::Eq)))
        }
        _ if a.is_kind(Kind::Boxed) || b.is_kind(Kind::Boxed) => {
            // Instances of subclasses that have kept the builtin's comparisons.
            if kept_builtin(th, op, a)? && kept_builtin(th, op, b)? {
                return quick_compare(th, op, a.unboxed(), b.unboxed());
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Builtin values fall into families: values of different families are never equal and have no order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Bytes,
    Tuple,
    List,
    /// Dicts and sets compare by their own methods.
    Dict,
    Set,
    /// None, Ellipsis, NotImplemented: by identity.
    Single,
}

fn family(v: Val<'_>) -> Option<Family> {
    Some(match v.tag() {
        Tag::Int(_) | Tag::Float(_) | Tag::Bool(_) => Family::Number,
        Tag::None | Tag::Ellipsis | Tag::NotImplemented => Family::Single,
        Tag::Undef => return None,
        Tag::Pointer => match v.shape_id() {
            s if s == Builtin::Str.shape() => Family::Text,
            s if s == Builtin::Int.shape() || s == Builtin::Complex.shape() => Family::Number,
            s if s == Builtin::Tuple.shape() => Family::Tuple,
            s if s == Builtin::List.shape() => Family::List,
            s if s == Builtin::Bytes.shape() || s == Builtin::ByteArray.shape() => Family::Bytes,
            s if s == Builtin::Dict.shape() => Family::Dict,
            s if s == Builtin::Set.shape() || s == Builtin::FrozenSet.shape() => Family::Set,
            _ => return None,
        },
    })
}

fn compare_within<'t>(
    th: &'t Thread,
    op: CmpOp,
    family: Family,
    a: Val<'t>,
    b: Val<'t>,
) -> Res<Option<bool>> {
    match family {
        Family::Tuple => {
            let (x, y) = (a.known::<Tuple>().items(), b.known::<Tuple>().items());
            compare_items(th, op, x, y)
        }
        Family::List => {
            let (x, y) = (a.known::<List>().see(th)?, b.known::<List>().see(th)?);
            compare_items(th, op, x.items(), y.items())
        }
        Family::Bytes => Ok(Some(match (a.cast::<Bytes>(), b.cast::<Bytes>()) {
            (Some(x), Some(y)) => op.orders(x.slice().cmp(y.slice())),
            _ => {
                let x = crate::types::bytes::content(th, a)?;
                let y = crate::types::bytes::content(th, b)?;
                op.orders(x.as_deref().cmp(&y.as_deref()))
            }
        })),
        // Two numbers of which at least one is complex.
        Family::Number if matches!(op, CmpOp::Eq | CmpOp::Ne) => {
            Ok(Some(complex::equals(th, a, b)? == (op == CmpOp::Eq)))
        }
        Family::Single if matches!(op, CmpOp::Eq | CmpOp::Ne) => {
            Ok(Some(a.is(b) == (op == CmpOp::Eq)))
        }
        _ => Ok(None),
    }
}

/// Compares sequences item by item; `None` if two items cannot be compared without Python code.
pub fn compare_items<'t>(
    th: &'t Thread,
    op: CmpOp,
    a: &[Val<'t>],
    b: &[Val<'t>],
) -> Res<Option<bool>> {
    if a.len() != b.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Some(op == CmpOp::Ne));
    }
    for (x, y) in a.iter().zip(b) {
        if x.is(*y) {
            continue;
        }
        match nested_compare(th, CmpOp::Eq, *x, *y)? {
            None => return Ok(None),
            Some(true) => {}
            Some(false) if op == CmpOp::Eq => return Ok(Some(false)),
            Some(false) if op == CmpOp::Ne => return Ok(Some(true)),
            Some(false) => return nested_compare(th, op, *x, *y),
        }
    }
    Ok(Some(op.orders(a.len().cmp(&b.len()))))
}

/// An item's comparison; containers that are nested too deep are left to the protocol, which counts the depth.
fn nested_compare<'t>(th: &'t Thread, op: CmpOp, x: Val<'t>, y: Val<'t>) -> Res<Option<bool>> {
    nested(th, || quick_compare(th, op, x, y))
}

/// How deep quick work follows containers. The protocol goes one level and tries quick work again, so that what cannot be
/// done quickly costs this many steps a level.
const NESTING: u32 = 64;

/// One more level of quick work; `None` if it is nested too deep.
pub fn nested<R>(th: &Thread, step: impl FnOnce() -> Res<Option<R>>) -> Res<Option<R>> {
    let depth = &th.locals.nesting;
    if depth.get() >= NESTING {
        return Ok(None);
    }
    depth.set(depth.get() + 1);
    let r = step();
    depth.set(depth.get() - 1);
    r
}

/// Does equality of this value depend on a special method of its class beyond `object`'s?
fn asks_methods<'t>(th: &'t Thread, v: Val<'t>) -> Res<bool> {
    if family(v).is_some_and(|f| f == Family::Single) {
        return Ok(false);
    }
    let class = th.class_of(v);
    for id in [Id::__eq__, Id::__ne__] {
        if let Some(f) = lookup::lookup(th, class, th.id(id))?
            && !th.vm.is_object_eq(f)
            && !th.vm.is_object_ne(f)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Is this an exact builtin, or does the comparison come from the builtin that the class derives from?
fn kept_builtin<'t>(th: &'t Thread, op: CmpOp, v: Val<'t>) -> Res<bool> {
    if !v.is_kind(Kind::Boxed) {
        return Ok(family(v).is_some());
    }
    let class = th.class_of(v);
    let mut kept = lookup::lookup(th, class, th.id(op.method()))?;
    if op == CmpOp::Ne {
        let eq = lookup::lookup(th, class, th.id(Id::__eq__))?;
        kept = kept.filter(|_| eq.is_some_and(|f| f.is_kind(Kind::Native)));
    }
    Ok(kept.is_some_and(|f| f.is_kind(Kind::Native)))
}
