# Comprehensions run in the code around them, with variables of their own.
def f(rows, k):
    x = [y * k for row in rows if row for y in row]
    s = {y for y in x}
    d = {y: k for y in x}
    return sum(y for y in s), [lambda: y for y in x], d

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(rows, k) regs 13
#   flags optimized
#   locals x s d
#     3        build_list r5, r5, 0
#              get_iter r6, r0
#        L0    for_iter r7, r6, L3
#              jump_if_false r7, L2
#              get_iter r9, r7
#        L1    for_iter r8, r9, L2
#              mul r10, r8, r1
#              list_append r5, r10
#              loop L1
#        L2    loop L0
#        L3    move r2, r5
#     4        build_set r5, r5, 0
#              get_iter r6, r2
#        L4    for_iter r7, r6, L5
#              set_add r5, r7
#              loop L4
#        L5    move r3, r5
#     5        build_map r5, r5, 0
#              get_iter r6, r2
#        L6    for_iter r7, r6, L7
#              map_add r5, r7, r1
#              loop L6
#        L7    move r4, r5
#     6        load_global r6, sum
#              load_undef r9
#              load_undef r10
#              load_undef r11
#              load_undef r12
#              make_function r8, <code 2 <genexpr>>, r9
#              get_iter r9, r3
#              call r7, r8, 1
#              call r5, r6, 1
#              build_list r6, r6, 0
#              get_iter r7, r2
#              load_undef r8
#              make_cell r8, r8
#        L8    for_iter r9, r7, L9
#              store_cell r8, r9
#              load_undef r9
#              load_undef r10
#              load_undef r11
#              load_undef r12
#              build_tuple r12, r8, 1
#              make_function r9, <code 3 <lambda>>, r9
#              list_append r6, r9
#              loop L8
#        L9    move r7, r4
#              build_tuple r5, r5, 3
#              return r5
# code 2 <genexpr>(.0) regs 3
#   name f.<locals>.<genexpr>
#   flags optimized nested generator
#   locals y
#     6        return_generator
#        L0    for_iter r1, r0, L1
#              yield r2, r1
#              loop L0
#        L1    return_const None
# code 3 <lambda>() regs 2
#   name f.<locals>.<lambda>
#   flags optimized nested
#   free y r0
#     6        load_free r0, 0
#              load_cell r1, r0, y
#              return r1
