def f(pair, seq):
    a, b = pair
    a, b = b, a
    first, *rest = seq
    pair.x, pair[0] = seq
    return [*rest, a], {**first, 'b': b}

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(pair, seq) regs 9
#   flags optimized
#   locals a b first rest
#     2        unpack_sequence r2, 2, r0
#     3        move r6, r2
#              move r2, r3
#              move r3, r6
#     4        unpack_ex r6, 1, 0, r1
#              move r4, r6
#              move r5, r7
#     5        unpack_sequence r6, 2, r1
#              store_attr r0, x, r6
#              load_int r8, 0
#              set_item r0, r8, r7
#     6        build_list r6, r6, 0
#              list_extend r6, r5
#              list_append r6, r2
#              build_map r7, r7, 0
#              dict_update r7, r4
#              load_const r8, "b"
#              map_add r7, r8, r3
#              build_tuple r6, r6, 2
#              return r6
