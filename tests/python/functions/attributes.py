# What a function knows about itself.
def f(a, b=1, *c, d=2, **e) -> int:
    """Says nothing."""
    local = 1
    return local


print(f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__module__)
f.note = "kept"
print(f.note, f.__dict__, callable(f), type(f).__name__, (lambda: 0).__name__)
print(f.__code__.co_name, f.__code__.co_argcount, f.__code__.co_varnames[:4])
try:
    f.nothing
except AttributeError as e:
    print(e)


class C:
    def m(self):
        """Doc."""

    class D:
        def n(self):
            def inner():
                pass

            return inner


print(C.m.__qualname__, C.D.n.__qualname__, C().m.__func__ is C.m, C.D().n().__qualname__, C.m.__doc__)
f.__name__ = "renamed"
print(f.__name__, f.__defaults__)
f.__defaults__ = (10,)
print(repr(f)[:12], repr(len), repr(C().m).startswith("<bound method C.m of <"))

#: expect
#| f f Says nothing. (1,) {'d': 2} __main__
#| kept {'note': 'kept'} True function <lambda>
#| f 2 ('a', 'b', 'd', 'c')
#| 'function' object has no attribute 'nothing'
#| C.m C.D.n True C.D.n.<locals>.inner Doc.
#| renamed (1,)
#| <function f  <built-in function len> True
