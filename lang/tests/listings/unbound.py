# A local is checked only where it may be unbound.
def f(c):
    if c:
        x = 1
    print(x)
    print(x)
    del x
    return x

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(c) regs 4
#   flags optimized
#   locals x
#     3        jump_if_false r0, L0
#     4        load_int r1, 1
#     5  L0    load_global r2, print
#              check_local r1, x
#              move r3, r1
#              call r2, r2, 1
#     6        load_global r2, print
#              move r3, r1
#              call r2, r2, 1
#     7        load_undef r1
#     8        check_local r1, x
#              return r1
