# A binary operation on locals is one instruction, result included; so is a comparison in a condition.
def f(a, b, i):
    x = a + b
    x += 1
    x *= i - 3
    if x < 10 and not a == b:
        return -x
    return a < b <= i

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(a, b, i) regs 5
#   flags optimized
#   locals x
#     3        add r3, r0, r1
#     4        inplace_add_i r3, r3, 1
#     5        sub_i r4, r2, 3
#              inplace_mul r3, r3, r4
#     6        jump_if_not_lt_i r3, 10, L0
#              jump_if_eq r0, r1, L0
#     7        neg r4, r3
#              return r4
#     8  L0    lt r4, r0, r1
#              jump_if_false r4, L1
#              le r4, r1, r2
#        L1    return r4
