from __future__ import annotations

x: list[ int ] = []


def f(a: 'C', b: (1,)) -> lambda: 0: ...

# ---- listing ----
# code 0 <module>() regs 4
#   flags future_annotations
#     1        setup_annotations
#              import_name r0, __future__, 0, ("annotations")
#              import_from r1, r0, annotations
#              store_name annotations, r1
#     3        build_list r0, r0, 0
#              store_name x, r0
#              load_const r1, "list[int]"
#              load_name r2, __annotations__
#              load_const r3, "x"
#              set_item r2, r3, r1
#     6        load_undef r0
#              load_undef r1
#              load_undef r2
#              load_undef r3
#              load_const r2, ("a", "'C'", "b", "(1,)", "return", "lambda: 0")
#              make_function r0, <code 1 f>, r0
#              store_name f, r0
#              return_const None
# code 1 f(a, b) regs 2
#   flags optimized future_annotations
#     6        return_const None
