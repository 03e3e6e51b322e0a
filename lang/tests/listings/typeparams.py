def first[T: int = bool](items: list[T], default=None) -> T:
    return items[0]


class Box[T](Base):
    value: T


type Pair[A, *B] = tuple[A, *B]

# ---- listing ----
# code 0 <module>() regs 7
#     1        load_const r1, None
#              load_const r2, None
#              load_const r1, (None)
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              make_function r0, <code 1 <generic parameters of first>>, r3
#              call r0, r0, 2
#              store_name first, r0
#     5        load_undef r1
#              load_undef r2
#              load_undef r3
#              load_undef r4
#              make_function r0, <code 2 <generic parameters of Box>>, r1
#              call r0, r0, 0
#              store_name Box, r0
#     9        load_undef r1
#              load_undef r2
#              load_undef r3
#              load_undef r4
#              make_function r0, <code 3 <generic parameters of Pair>>, r1
#              call r0, r0, 0
#              store_name Pair, r0
#              return_const None
# code 1 <generic parameters of first>(.defaults, .kwdefaults, /) regs 12
#   flags optimized
#   cell T r2
#     1        load_undef r2
#              make_cell r2, r2
#              load_const r4, "T"
#              load_undef r5
#              load_undef r6
#              load_undef r7
#              load_undef r8
#              load_const r5, (1)
#              make_function r5, <code 4 T>, r5
#              intrinsic2 r3, typevar_with_bound, r4, r5
#              load_undef r6
#              load_undef r7
#              load_undef r8
#              load_undef r9
#              load_const r6, (1)
#              make_function r6, <code 5 T>, r6
#              intrinsic2 r3, set_typeparam_default, r3, r6
#              store_cell r2, r3
#              build_tuple r3, r3, 1
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              load_undef r7
#              jump_if_none r0, L0
#              move r4, r0
#        L0    jump_if_none r1, L1
#              move r5, r1
#        L1    load_undef r8
#              load_undef r9
#              load_undef r10
#              load_undef r11
#              build_tuple r11, r2, 1
#              make_function r6, <code 6 __annotate__>, r8
#              make_function r4, <code 7 first>, r4
#              intrinsic2 r4, set_function_type_params, r4, r3
#              return r4
# code 2 <generic parameters of Box>() regs 11
#   flags optimized
#   cell .type_params r0
#   cell T r1
#     5        load_undef r0
#              make_cell r0, r0
#              load_undef r1
#              make_cell r1, r1
#              load_const r3, "T"
#              intrinsic1 r2, typevar, r3
#              store_cell r1, r2
#              build_tuple r2, r2, 1
#              store_cell r0, r2
#              intrinsic1 r3, subscript_generic, r2
#              load_build_class r4
#              load_undef r7
#              load_undef r8
#              load_undef r9
#              load_undef r10
#              build_tuple r10, r0, 2
#              make_function r5, <code 8 Box>, r7
#              load_const r6, "Box"
#              load_global r7, Base
#              move r8, r3
#              call r4, r4, 4
#              return r4
# code 3 <generic parameters of Pair>() regs 9
#   flags optimized
#   cell A r0
#   cell B r1
#     9        load_undef r0
#              make_cell r0, r0
#              load_undef r1
#              make_cell r1, r1
#              load_const r3, "A"
#              intrinsic1 r2, typevar, r3
#              store_cell r0, r2
#              load_const r4, "B"
#              intrinsic1 r3, typevartuple, r4
#              store_cell r1, r3
#              build_tuple r2, r2, 2
#              load_const r3, "Pair"
#              move r4, r2
#              load_undef r5
#              load_undef r6
#              load_undef r7
#              load_undef r8
#              load_const r5, (1)
#              build_tuple r8, r0, 2
#              make_function r5, <code 9 Pair>, r5
#              build_tuple r3, r3, 3
#              intrinsic1 r3, typealias, r3
#              return r3
# code 4 T(.format, /) regs 2
#   flags optimized nested
#     1        load_global r1, int
#              return r1
# code 5 T(.format, /) regs 2
#   flags optimized nested
#     1        load_global r1, bool
#              return r1
# code 6 __annotate__(.format, /) regs 6
#   flags optimized nested
#   free T r1
#     1        load_free r1, 0
#              jump_if_not_gt_i r0, 2, L0
#              load_not_implemented_error r2
#              raise r2
#        L0    build_map r2, r2, 0
#              load_const r3, "items"
#              load_global r4, list
#              load_cell r5, r1, T
#              get_item r4, r4, r5
#              map_add r2, r3, r4
#              load_const r3, "return"
#              load_cell r4, r1, T
#              map_add r2, r3, r4
#              return r2
# code 7 first(items, default) regs 3
#   flags optimized nested
#     2        load_int r2, 0
#              get_item r2, r0, r2
#              return r2
# code 8 Box() regs 9
#   flags nested
#   cell __classdict__ r0
#   free .type_params r1
#   free T r2
#     5        load_undef r0
#              make_cell r0, r0
#              load_free r1, 0
#              load_free r2, 1
#              load_name r3, __name__
#              store_name __module__, r3
#              load_const r3, "Box"
#              store_name __qualname__, r3
#              load_int r3, 5
#              store_name __firstlineno__, r3
#              load_cell r3, r1, .type_params
#              store_name __type_params__, r3
#              load_locals r3
#              store_cell r0, r3
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              move r7, r2
#              move r8, r0
#              build_tuple r6, r7, 2
#              make_function r3, <code 10 __annotate__>, r3
#              store_name __annotate_func__, r3
#              load_const r3, ()
#              store_name __static_attributes__, r3
#              store_name __classdictcell__, r0
#              return_const None
# code 9 Pair(.format, /) regs 6
#   flags optimized nested
#   free A r1
#   free B r2
#     9        load_free r1, 0
#              load_free r2, 1
#              load_global r3, tuple
#              build_list r4, r4, 0
#              load_cell r5, r1, A
#              list_append r4, r5
#              load_cell r5, r2, B
#              list_extend r4, r5
#              list_to_tuple r4, r4
#              get_item r3, r3, r4
#              return r3
# code 10 __annotate__(.format, /) regs 6
#   name Box.__annotate__
#   flags optimized nested method
#   free T r1
#   free __classdict__ r2
#     6        load_free r1, 0
#              load_free r2, 1
#              jump_if_not_gt_i r0, 2, L0
#              load_not_implemented_error r3
#              raise r3
#        L0    build_map r3, r3, 0
#              load_const r4, "value"
#              load_cell r5, r2, __classdict__
#              load_dict_or_cell r5, r5, T, r1
#              map_add r3, r4, r5
#              return r3
