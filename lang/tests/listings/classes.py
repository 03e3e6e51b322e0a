# __class__ and super().
class Point(Base, metaclass=Meta):
    """A point."""
    kind = 'p'

    def __init__(self, x):
        super().__init__(x)
        self.__x = x

# ---- listing ----
# code 0 <module>() regs 7
#     2        load_build_class r0
#              load_undef r3
#              load_undef r4
#              load_undef r5
#              load_undef r6
#              make_function r1, <code 1 Point>, r3
#              load_const r2, "Point"
#              load_name r3, Base
#              load_name r4, Meta
#              call_kw r0, r0, 4, ("metaclass")
#              store_name Point, r0
#              return_const None
# code 1 Point() regs 5
#   cell __class__ r0
#     2        load_undef r0
#              make_cell r0, r0
#              load_name r1, __name__
#              store_name __module__, r1
#              load_const r1, "Point"
#              store_name __qualname__, r1
#              load_int r1, 2
#              store_name __firstlineno__, r1
#     3        load_const r1, "A point."
#              store_name __doc__, r1
#     4        load_const r1, "p"
#              store_name kind, r1
#     6        load_undef r1
#              load_undef r2
#              load_undef r3
#              load_undef r4
#              build_tuple r4, r0, 1
#              make_function r1, <code 2 __init__>, r1
#              store_name __init__, r1
#     2        load_const r1, ("_Point__x")
#              store_name __static_attributes__, r1
#              store_name __classcell__, r0
#              return r0
# code 2 __init__(self, x) regs 7
#   name Point.__init__
#   flags optimized method
#   free __class__ r2
#     6        load_free r2, 0
#     7        load_global r5, super
#              load_cell r6, r2, __class__
#              load_super_method r3, r5, r6, r0, __init__, 0
#              move r5, r1
#              call_method r3, r3, 1
#     8        store_attr r0, _Point__x, r1
#              return_const None
