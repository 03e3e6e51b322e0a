//! `int`: immediate up to 49 bits, a heap object beyond.

pub mod arith;
mod bytes;
mod digits;
mod methods;
mod new;

use num_bigint::BigInt;

use crate::class::Builtin;
use crate::native::{GetSet, TypeSpec};
use crate::object::{BigIntObj, Ref};
use crate::text::{Fault, IntRef};
use crate::thread::Thread;
use crate::value::{INT_MAX, INT_MIN, Tag, Val};

pub use new::{from_f64, from_object, from_text, quick_new};

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Int,
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.",
    methods: methods::METHODS,
    getsets: &[
        GetSet::read("real", methods::plain),
        GetSet::read("imag", |_, _| Ok(Val::small(0))),
        GetSet::read("numerator", methods::plain),
        GetSet::read("denominator", |_, _| Ok(Val::small(1))),
    ],
};

pub const OPERATORS: TypeSpec = TypeSpec {
    builtin: Builtin::Int,
    doc: "",
    methods: methods::OPERATORS,
    getsets: &[],
};
pub const COMPARISONS: TypeSpec = TypeSpec {
    builtin: Builtin::Int,
    doc: "",
    methods: methods::COMPARISONS,
    getsets: &[],
};

/// An int of either form.
#[derive(Clone, Copy)]
pub enum Int<'t> {
    Small(i64),
    Heap(Ref<'t, BigIntObj>),
}

impl<'t> Int<'t> {
    /// An exact `int` or `bool`.
    #[inline]
    pub fn exact(v: Val<'t>) -> Option<Int<'t>> {
        match v.tag() {
            Tag::Int(i) => Some(Int::Small(i)),
            Tag::Bool(b) => Some(Int::Small(i64::from(b))),
            Tag::Pointer if v.shape_id() == Builtin::Int.shape() => Some(Int::Heap(v.known())),
            _ => None,
        }
    }

    /// An `int` or an instance of a subclass.
    #[inline]
    pub fn of(v: Val<'t>) -> Option<Int<'t>> {
        Int::exact(v).or_else(|| Int::exact(v.unboxed()))
    }

    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        match self {
            Int::Small(i) => Some(i),
            Int::Heap(h) => h.to_i64(),
        }
    }

    #[inline]
    pub fn to_i128(self) -> Option<i128> {
        match self {
            Int::Small(i) => Some(i128::from(i)),
            Int::Heap(h) => h.to_i128(),
        }
    }

    pub fn to_big(self) -> BigInt {
        match self {
            Int::Small(i) => i.into(),
            Int::Heap(h) => h.to_big(),
        }
    }

    /// The nearest `i64`.
    pub fn clamped(self) -> i64 {
        self.to_i64().unwrap_or(if self.is_negative() {
            i64::MIN
        } else {
            i64::MAX
        })
    }

    pub fn is_negative(self) -> bool {
        match self {
            Int::Small(i) => i < 0,
            Int::Heap(h) => h.is_negative(),
        }
    }

    pub fn is_zero(self) -> bool {
        matches!(self, Int::Small(0))
    }

    /// Hands the number to a function of `text` or `numeric`.
    #[inline]
    pub fn with<R>(self, f: impl FnOnce(IntRef<'_>) -> R) -> R {
        match self {
            Int::Small(i) => f(IntRef::Small(i)),
            Int::Heap(h) => f(IntRef::Big(&h.to_big())),
        }
    }

    /// The nearest double.
    #[inline]
    pub fn to_f64(self) -> Result<f64, Fault> {
        match self {
            Int::Small(i) => Ok(i as f64),
            Int::Heap(_) => self.with(crate::numeric::to_f64),
        }
    }

    /// `str(self)`.
    pub fn decimal(self, th: &Thread) -> Result<String, Fault> {
        self.with(|i| crate::text::int::decimal(i, th.vm.int_digits_limit() as usize))
    }

    /// The number as a plain `int`.
    pub fn val(self, th: &'t Thread) -> Val<'t> {
        match self {
            Int::Small(i) => th.int(i),
            Int::Heap(h) => h.val(),
        }
    }
}

impl Thread {
    /// Any `i128` as a Python int.
    #[inline]
    pub fn wide_int(&self, i: i128) -> Val<'_> {
        if (i128::from(INT_MIN)..=i128::from(INT_MAX)).contains(&i) {
            Val::small(i as i64)
        } else {
            BigIntObj::of_i128(self, i).val()
        }
    }
}
