def f(x):
    a = 2 ** 10 + 1, 'a' * 3, -1.5, not 0, 1 - 2j
    if x in [1, 2] or x in {3}:
        while True:
            pass
    for i in [1, 2]:
        pass
    if __debug__ and 0:
        unreachable()
    return a

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(x) regs 4
#   flags optimized
#   locals a i
#     2        load_const r1, (1025, "aaa", -1.5, True, complex(1.0, -2.0))
#     3        load_const r3, (1, 2)
#              jump_if_in r0, r3, L0
#              load_const r3, {3}
#              jump_if_not_in r0, r3, L1
#     4  L0    loop L0
#     6  L1    load_const r3, (1, 2)
#              get_iter r3, r3
#        L2    for_iter r2, r3, L3
#              loop L2
#    10  L3    return r1
