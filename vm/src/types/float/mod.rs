//! `float`: always immediate.

pub mod arith;
mod methods;

use crate::class::Builtin;
use crate::native::{GetSet, TypeSpec};
use crate::value::{Tag, Val};

use super::int::Int;

pub use methods::{by_special_method, from_object, quick_new, real_argument};

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Float,
    doc: "Convert a string or number to a floating-point number, if possible.",
    methods: methods::METHODS,
    getsets: &[
        GetSet::read("real", methods::plain),
        GetSet::read("imag", |_, _| Ok(Val::float(0.0))),
    ],
};
pub const OPERATORS: TypeSpec = TypeSpec {
    builtin: Builtin::Float,
    doc: "",
    methods: methods::OPERATORS,
    getsets: &[],
};
pub const COMPARISONS: TypeSpec = TypeSpec {
    builtin: Builtin::Float,
    doc: "",
    methods: methods::COMPARISONS,
    getsets: &[],
};

/// A real number, of a `float` or an `int` or an instance of a subclass.
#[derive(Clone, Copy)]
pub enum Real<'t> {
    Float(f64),
    Int(Int<'t>),
}

impl<'t> Real<'t> {
    pub fn of(v: Val<'t>) -> Option<Real<'t>> {
        match v.unboxed().tag() {
            Tag::Float(f) => Some(Real::Float(f)),
            _ => Int::of(v).map(Real::Int),
        }
    }
}
