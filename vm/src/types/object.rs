//! `object`.

use crate::class::Builtin;
use crate::native::TypeSpec;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Object,
    doc: "The base class of the class hierarchy.",
    methods: &[],
    getsets: &[],
};
