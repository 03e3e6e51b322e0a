//! Ops that are not worth tracing, over the interpreter.

pub mod build;
pub mod exception;
pub mod import;
pub mod lookup;
pub mod name;
pub mod object;
pub mod pattern;
pub mod suspend;

pub use build::list_append;
pub use object::{get_iter, invert, neg};

/// The ops of this module under the names of the table, for any machine.
pub mod table {
    use lang::opcode::ops;

    use crate::interp::Flow;
    use crate::semantics::Machine;
    use crate::unwind::Res;

    macro_rules! rare {
        ($($module:ident: $($name:ident $kind:ident),*;)*) => {$($(
            #[inline(always)]
            pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
                m.out_of_line(op, super::$module::$name)
            }
        )*)*};
    }
    rare! {
        name: delete_global DeleteGlobal, delete_name DeleteName, make_cell MakeCell,
            delete_cell DeleteCell, clear_cell ClearCell, load_dict_or_global LoadDictOrGlobal, load_dict_or_cell LoadDictOrCell,
            load_locals LoadLocals, load_build_class LoadBuildClass, load_assertion_error LoadAssertionError,
            load_not_implemented_error LoadNotImplementedError, setup_annotations SetupAnnotations;
        object: pos Pos, in_ In, not_in NotIn, jump_if_in JumpIfIn, jump_if_not_in JumpIfNotIn, delete_attr DeleteAttr,
            del_item DelItem, call_ex CallEx, make_function MakeFunction, unpack_ex UnpackEx, get_len GetLen,
            intrinsic1 Intrinsic1, intrinsic2 Intrinsic2;
        lookup: load_super_attr LoadSuperAttr, load_super_method LoadSuperMethod, load_special LoadSpecial;
        build: build_slice BuildSlice, build_set BuildSet, build_map BuildMap, list_extend ListExtend, list_to_tuple ListToTuple,
            set_add SetAdd, set_update SetUpdate, map_add MapAdd, dict_update DictUpdate, dict_merge DictMerge,
            format_value FormatValue, build_string BuildString, build_interpolation BuildInterpolation, build_template BuildTemplate;
        exception: raise Raise, raise_from RaiseFrom, raise_again RaiseAgain, reraise Reraise, enter_handler EnterHandler,
            leave_handler LeaveHandler, match_exc MatchExc, match_exc_group MatchExcGroup, reraise_star ReraiseStar,
            load_exc_info LoadExcInfo;
        suspend: return_generator ReturnGenerator, yield_ Yield, send Send, yield_from YieldFrom,
            get_yield_from_iter GetYieldFromIter, get_awaitable GetAwaitable, get_aiter GetAiter, get_anext GetAnext,
            end_async_for EndAsyncFor;
        import: import_name ImportName, import_from ImportFrom, import_star ImportStar;
        pattern: match_sequence MatchSequence, match_mapping MatchMapping, match_keys MatchKeys, match_class MatchClass,
            dict_without_keys DictWithoutKeys;
    }
}
