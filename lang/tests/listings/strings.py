def f(x, width):
    a = f'{x}'
    b = f'<{x!r:>{width}} {x=}>'
    return t'hello {x:.2f}!', '\ud800', b'\x00\n' b'"'

# ---- listing ----
# code 0 <module>() regs 4
#     1        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(x, width) regs 9
#   flags optimized
#   locals a b
#     2        load_undef r4
#              format_value r2, r0, 0, r4
#     3        load_const r4, "<"
#              load_const r6, ">"
#              load_undef r8
#              format_value r7, r1, 0, r8
#              build_string r6, r6, 2
#              format_value r5, r0, 114, r6
#              load_const r6, " x="
#              load_undef r8
#              format_value r7, r0, 114, r8
#              load_const r8, ">"
#              build_string r3, r4, 5
#     4        load_const r6, ".2f"
#              build_interpolation r5, r0, "x", 0, r6
#              build_tuple r6, r5, 1
#              load_const r7, ("hello ", "!")
#              build_template r4, r7, r6
#              load_const r5, "\d800"
#              load_const r6, b"\x00\n\""
#              build_tuple r4, r4, 3
#              return r4
