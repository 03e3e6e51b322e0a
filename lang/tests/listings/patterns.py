def f(subject):
    match subject:
        case 0 | None:
            return 'nothing'
        case [x, y, *rest] if x:
            return rest
        case {'k': value, **others}:
            return value, others
        case Point(0, y=Point() as p) | [_, *_, p]:
            return p
        case _:
            return 'other'

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(subject) regs 14
#   flags optimized
#   locals x y rest others value p
#     2        move r7, r0
#     3        jump_if_not_eq_i r7, 0, L0
#              jump L1
#        L0    jump_if_not_none r7, L2
#     4  L1    return_const "nothing"
#     5  L2    match_sequence r8, r7
#              jump_if_false r8, L3
#              get_len r8, r7
#              jump_if_lt_i r8, 2, L3
#              unpack_ex r9, 2, 0, r7
#              move r1, r9
#              move r2, r10
#              move r3, r11
#              jump_if_false r1, L3
#     6        return r3
#     7  L3    match_mapping r8, r7
#              jump_if_false r8, L4
#              get_len r8, r7
#              jump_if_lt_i r8, 1, L4
#              load_const r9, "k"
#              build_tuple r9, r9, 1
#              match_keys r10, r7, r9
#              jump_if_none r10, L4
#              unpack_sequence r11, 1, r10
#              dict_without_keys r12, r7, r9
#              move r5, r11
#              move r4, r12
#     8        move r8, r5
#              move r9, r4
#              build_tuple r8, r8, 2
#              return r8
#     9  L4    load_global r10, Point
#              match_class r9, r7, r10, 1, ("y")
#              jump_if_none r9, L5
#              unpack_sequence r10, 2, r9
#              jump_if_not_eq_i r10, 0, L5
#              load_global r13, Point
#              match_class r12, r11, r13, 0, ()
#              jump_if_none r12, L5
#              move r8, r11
#              jump L6
#        L5    match_sequence r9, r7
#              jump_if_false r9, L7
#              get_len r9, r7
#              jump_if_lt_i r9, 2, L7
#              sub_i r10, r9, 1
#              get_item r10, r7, r10
#              move r8, r10
#        L6    move r6, r8
#    10        return r6
#    12  L7    return_const "other"
