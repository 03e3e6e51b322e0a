//! `_opcode`: what `dis` and `opcode` want to know at import. Our bytecode is not CPython's, so there is nothing to say
//! about its opcodes.

use crate::native::{Args, ModuleSpec, NativeDef, Params};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

const OP: Params = Params::all(&["opcode"]);
const NONE: Params = Params::all(&[]);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        NativeDef::quick(
            "stack_effect",
            Params::pos(&["_opcode", "_oparg"], 1).kw(&["jump"]),
            |th, _| Err(th.value_error("invalid opcode or oparg")),
        ),
        NativeDef::quick("is_valid", OP, no),
        NativeDef::quick("has_arg", OP, no),
        NativeDef::quick("has_const", OP, no),
        NativeDef::quick("has_name", OP, no),
        NativeDef::quick("has_jump", OP, no),
        NativeDef::quick("has_free", OP, no),
        NativeDef::quick("has_local", OP, no),
        NativeDef::quick("has_exc", OP, no),
        NativeDef::quick("get_intrinsic1_descs", NONE, nothing),
        NativeDef::quick("get_intrinsic2_descs", NONE, nothing),
        NativeDef::quick("get_special_method_names", NONE, nothing),
        NativeDef::quick("get_nb_ops", NONE, nothing),
        NativeDef::quick("get_specialization_stats", NONE, |_, _| Ok(Val::NONE)),
        NativeDef::quick(
            "get_executor",
            Params::pos(&[], 0).kw(&["code", "offset"]),
            |_, _| Ok(Val::NONE),
        ),
    ],
    init: |_, _| Ok(()),
};

fn no<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::FALSE)
}

fn nothing<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(th.list(&[]))
}
