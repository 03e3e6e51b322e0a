# One hot counter a loop; a break leaves without running the else part.
def f(items, n):
    total = 0
    for item in items:
        if item is None:
            continue
        if item in (1, 2):
            break
        total += item
    else:
        total = -1
    while n > 0:
        n -= 1
    return total

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(items, n) regs 6
#   flags optimized
#   locals total item
#     3        load_int r2, 0
#     4        get_iter r4, r0
#        L0    for_iter r3, r4, L4
#     5        jump_if_not_none r3, L1
#     6        jump L3
#     7  L1    load_const r5, (1, 2)
#              jump_if_not_in r3, r5, L2
#     8        jump L5
#     9  L2    inplace_add r2, r2, r3
#     4  L3    loop L0
#    11  L4    load_int r2, -1
#    12  L5    jump_if_not_gt_i r1, 0, L6
#    13        inplace_sub_i r1, r1, 1
#    12        loop L5
#    14  L6    return r2
