//! Decimal objects: numbers in records.
//!
//! A Decimal is a record that never changes. In the narrow form, which holds what the usual precision needs, the head has
//! sign, kind and exponent, and the other two fields are the halves of a coefficient of 96 bits. In the wide form the first
//! of them is a tuple: the coefficient as an int, its number of digits, the exponent.

use dashu_int::UBig;

use super::core::{Coef, Kind, Number, binary};
use crate::class::Class;
use crate::modules::support::NativeClass;
use crate::object::{BigIntObj, Kind as ObjectKind, Record, Ref, Shape, Tuple};
use crate::thread::Thread;
use crate::types::int::Int;
use crate::value::Val;

/// Number of fields of a Decimal.
pub const NFIELDS: u32 = 3;
const HEAD: usize = 0;
const LOW: usize = 1;
const HIGH: usize = 2;

const NEGATIVE: i64 = 1;
const WIDE: i64 = 8;
/// Bits of a half of the coefficient.
const HALF: u32 = 48;

fn kind_bits(kind: Kind) -> i64 {
    (kind as i64) << 1
}

fn kind_of(head: i64) -> Kind {
    match head >> 1 & 3 {
        0 => Kind::Finite,
        1 => Kind::Infinite,
        2 => Kind::Quiet,
        _ => Kind::Signaling,
    }
}

/// A new Decimal.
#[inline]
pub fn new<'t>(th: &'t Thread, n: &Number) -> Val<'t> {
    let class = th.native_class(NativeClass::Decimal);
    of_shape(th, class.info().root_shape(), n)
}

/// A new instance of Decimal or of a subclass.
pub fn of_class<'t>(th: &'t Thread, class: Ref<'t, Class>, n: &Number) -> Val<'t> {
    of_shape(th, class.info().root_shape(), n)
}

#[inline]
fn of_shape<'t>(th: &'t Thread, shape: &Shape, n: &Number) -> Val<'t> {
    const EXPONENTS: i64 = 1 << 43;
    let head = i64::from(n.negative) | kind_bits(n.kind);
    if let Coef::Small(v) = n.coef
        && v >> (2 * HALF) == 0
        && (-EXPONENTS..EXPONENTS).contains(&n.exp)
    {
        let half = |v: u128| Val::small((v & ((1 << HALF) - 1)) as i64);
        let fields = [Val::small(head | n.exp << 4), half(v), half(v >> HALF)];
        return Record::new(th, shape, &fields).val();
    }
    let wide = th.tuple(&[
        int_of(th, false, &n.coef.to_big()),
        th.uint(n.coef.digits()),
        th.int(n.exp),
    ]);
    Record::new(th, shape, &[Val::small(head | WIDE), wide, Val::NONE]).val()
}

/// A big number as a Python int.
pub fn int_of<'t>(th: &'t Thread, negative: bool, v: &UBig) -> Val<'t> {
    match i64::try_from(v) {
        Ok(i) => th.int(if negative { -i } else { i }),
        Err(_) => BigIntObj::of_digits(th, negative, v.as_words().iter().copied()).val(),
    }
}

/// Is it a Decimal or an instance of a subclass?
#[inline]
pub fn is_decimal<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    if !v.is_kind(ObjectKind::Record) {
        return false;
    }
    let class = th.native_class(NativeClass::Decimal);
    v.shape_id() == class.info().root_shape().id || th.class_of(v).is_subclass(class.val())
}

/// Is it exactly a Decimal?
pub fn is_exact<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    v.has_shape(th.native_class(NativeClass::Decimal).info().root_shape().id)
}

/// The number of a Decimal.
#[inline]
pub fn number_of<'t>(th: &'t Thread, v: Val<'t>) -> Option<Number> {
    is_decimal(th, v).then(|| number(v))
}

/// The number of what is known to be a Decimal.
#[inline]
pub fn number(v: Val<'_>) -> Number {
    let r = v.expect::<Record>();
    let head = r.fixed(HEAD).int_unchecked();
    if head & WIDE != 0 {
        return wide_number(head, r.fixed(LOW));
    }
    let (low, high) = (
        r.fixed(LOW).int_unchecked() as u128,
        r.fixed(HIGH).int_unchecked() as u128,
    );
    Number {
        negative: head & NEGATIVE != 0,
        kind: kind_of(head),
        exp: head >> 4,
        coef: Coef::Small(high << HALF | low),
    }
}

#[cold]
fn wide_number(head: i64, wide: Val<'_>) -> Number {
    let wide = wide.expect::<Tuple>();
    let number = |v: Val<'_>| Int::exact(v).and_then(Int::to_i64).unwrap_or_default();
    let coef = match wide.at(0).cast::<BigIntObj>() {
        Some(i) if i.digits().len() > Coef::SMALL_LIMBS => {
            Coef::Big(UBig::from_words(i.digits()), number(wide.at(1)) as u64)
        }
        Some(i) => Coef::big(UBig::from_words(i.digits())),
        None => Coef::Small(number(wide.at(0)) as u128),
    };
    Number {
        negative: head & NEGATIVE != 0,
        kind: kind_of(head),
        exp: number(wide.at(2)),
        coef,
    }
}

/// The number of an int.
#[inline]
pub fn number_of_int(i: Int<'_>) -> Number {
    match i {
        Int::Small(i) => Number::int(i),
        Int::Heap(h) => binary::from_digits(h.is_negative(), h.digits()),
    }
}

/// The number of an operand: a Decimal or an int.
#[inline]
pub fn operand<'t>(th: &'t Thread, v: Val<'t>) -> Option<Number> {
    if let Some(i) = v.as_int() {
        return Some(Number::int(i));
    }
    number_of(th, v).or_else(|| Int::of(v).map(number_of_int))
}
