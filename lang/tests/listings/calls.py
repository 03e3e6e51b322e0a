# Arguments are computed where the callee will have its parameters.
def f(a, b, *args, **kw):
    f(a, b)
    a.append(b, key=1)
    f(*args)
    f(a, *args, x=1, **kw)
    return b.x(a)(b)

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(a, b, *args, **kw) regs 9
#   flags optimized
#     3        load_global r4, f
#              move r5, r0
#              move r6, r1
#              call r4, r4, 2
#     4        load_method r4, r0, append
#              move r6, r1
#              load_int r7, 1
#              call_method_kw r4, r4, 2, ("key")
#     5        load_global r4, f
#              move r5, r2
#              load_undef r6
#              call_ex r4, r4
#     6        load_global r4, f
#              build_list r5, r5, 0
#              list_append r5, r0
#              list_extend r5, r2
#              list_to_tuple r5, r5
#              build_map r6, r6, 0
#              load_const r7, "x"
#              load_int r8, 1
#              map_add r6, r7, r8
#              dict_merge r6, r3, r4
#              call_ex r4, r4
#     7        load_method r5, r1, x
#              move r7, r0
#              call_method r4, r5, 1
#              move r5, r1
#              call r4, r4, 1
#              return r4
