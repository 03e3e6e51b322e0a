x: int = 1


class C:
    y: list[C]
    if x:
        z: str = ''


def f(a: C, *args: *Ts) -> None: ...

# ---- listing ----
# code 0 <module>() regs 8
#     1        build_set r0, r0, 0
#              store_name __conditional_annotations__, r0
#              load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 __annotate__>, r0
#              store_name __annotate__, r0
#              load_int r0, 1
#              store_name x, r0
#              load_name r1, __conditional_annotations__
#              load_int r2, 0
#              set_add r1, r2
#     4        load_build_class r0
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              make_function r1, <code 2 C>, r3
#              load_const r2, "C"
#              call r0, r0, 2
#              store_name C, r0
#    10        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              load_undef r7
#              make_function r2, <code 3 __annotate__>, r4
#              make_function r0, <code 4 f>, r0
#              store_name f, r0
#              return_const None
# code 1 __annotate__(.format, /) regs 4
#   flags optimized
#     1        jump_if_not_gt_i r0, 2, L0
#              load_not_implemented_error r1
#              raise r1
#        L0    build_map r1, r1, 0
#              load_int r2, 0
#              load_global r3, __conditional_annotations__
#              jump_if_not_in r2, r3, L1
#              load_const r2, "x"
#              load_global r3, int
#              map_add r1, r2, r3
#        L1    return r1
# code 2 C() regs 6
#   cell __classdict__ r0
#   cell __conditional_annotations__ r1
#     4        load_undef r0
#              make_cell r0, r0
#              load_undef r1
#              make_cell r1, r1
#              load_name r2, __name__
#              store_name __module__, r2
#              load_const r2, "C"
#              store_name __qualname__, r2
#              load_int r2, 4
#              store_name __firstlineno__, r2
#              load_locals r2
#              store_cell r0, r2
#              build_set r2, r2, 0
#              store_cell r1, r2
#              load_undef r2
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              build_tuple r5, r0, 2
#              make_function r2, <code 5 __annotate__>, r2
#              store_name __annotate_func__, r2
#     6        load_name r2, x
#              jump_if_false r2, L0
#     7        load_const r2, ""
#              store_name z, r2
#              load_cell r3, r1, __conditional_annotations__
#              load_int r4, 1
#              set_add r3, r4
#     4  L0    load_const r2, ()
#              store_name __static_attributes__, r2
#              store_name __classdictcell__, r0
#              return_const None
# code 3 __annotate__(.format, /) regs 4
#   flags optimized
#    10        jump_if_not_gt_i r0, 2, L0
#              load_not_implemented_error r1
#              raise r1
#        L0    build_map r1, r1, 0
#              load_const r2, "a"
#              load_global r3, C
#              map_add r1, r2, r3
#              load_const r2, "args"
#              load_global r3, Ts
#              unpack_sequence r3, 1, r3
#              map_add r1, r2, r3
#              load_const r2, "return"
#              load_const r3, None
#              map_add r1, r2, r3
#              return r1
# code 4 f(a, *args) regs 2
#   flags optimized
#    10        return_const None
# code 5 __annotate__(.format, /) regs 7
#   name C.__annotate__
#   flags optimized method
#   free __classdict__ r1
#   free __conditional_annotations__ r2
#     5        load_free r1, 0
#              load_free r2, 1
#              jump_if_not_gt_i r0, 2, L0
#              load_not_implemented_error r3
#              raise r3
#        L0    build_map r3, r3, 0
#              load_const r4, "y"
#              load_cell r5, r1, __classdict__
#              load_dict_or_global r5, r5, list
#              load_cell r6, r1, __classdict__
#              load_dict_or_global r6, r6, C
#              get_item r5, r5, r6
#              map_add r3, r4, r5
#     7        load_int r4, 1
#              load_cell r5, r2, __conditional_annotations__
#              jump_if_not_in r4, r5, L1
#              load_const r4, "z"
#              load_cell r5, r1, __classdict__
#              load_dict_or_global r5, r5, str
#              map_add r3, r4, r5
#        L1    return r3
