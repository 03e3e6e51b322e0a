# A parameter that an inner function uses keeps its register, which then holds the cell.
def outer(a):
    n = 0

    def inner(step=1):
        nonlocal n
        n += step
        return a + n

    return inner

# ---- listing ----
# code 0 <module>() regs 4
#     2        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 outer>, r0
#              store_name outer, r0
#              return_const None
# code 1 outer(a) regs 9
#   flags optimized
#   locals inner
#   cell a r0
#   cell n r2
#     2        make_cell r0, r0
#              load_undef r2
#              make_cell r2, r2
#     3        load_int r3, 0
#              store_cell r2, r3
#     5        load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              load_const r3, (1)
#              move r7, r0
#              move r8, r2
#              build_tuple r6, r7, 2
#              make_function r1, <code 2 inner>, r3
#    10        return r1
# code 2 inner(step) regs 5
#   name outer.<locals>.inner
#   flags optimized nested
#   free a r1
#   free n r2
#     5        load_free r1, 0
#              load_free r2, 1
#     7        load_cell r3, r2, n
#              inplace_add r3, r3, r0
#              store_cell r2, r3
#     8        load_cell r3, r1, a
#              load_cell r4, r2, n
#              add r3, r3, r4
#              return r3
