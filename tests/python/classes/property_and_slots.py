# Properties and __slots__.
class Temperature:
    def __init__(self, celsius):
        self._c = celsius

    @property
    def fahrenheit(self):
        """In F."""
        return self._c * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._c = (value - 32) * 5 / 9

    @fahrenheit.deleter
    def fahrenheit(self):
        self._c = None

    @property
    def fixed(self):
        return 1


t = Temperature(100)
print(t.fahrenheit, Temperature.fahrenheit.__doc__)
t.fahrenheit = 32
print(t._c)
del t.fahrenheit
print(t._c)
for f in (lambda: setattr(t, "fixed", 2), lambda: delattr(t, "fixed")):
    try:
        f()
    except AttributeError as e:
        print(e)
t.__dict__["fixed"] = "hidden"
print(t.fixed)


class S:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


s = S()
s.b = 2
print(s.a, s.b, hasattr(s, "__dict__"), S.__slots__)
try:
    s.c = 3
except AttributeError as e:
    print(e)
del s.a
try:
    s.a
except AttributeError as e:
    print(e)


class Sub(S):
    __slots__ = ("c",)


class WithDict(S):
    pass


u = Sub()
u.c = 5
print(u.a, u.c)
w = WithDict()
w.anything = 1
print(w.a, w.__dict__)
try:

    class Clash:
        __slots__ = ("x",)
        x = 1

except ValueError as e:
    print(e)


class Broken:
    @property
    def value(self):
        return self.missing

    def __getattr__(self, name):
        return "from __getattr__: " + name


print(Broken().value)

#: expect
#| 212.0 In F.
#| 0.0
#| None
#| property 'fixed' of 'Temperature' object has no setter
#| property 'fixed' of 'Temperature' object has no deleter
#| 1
#| 1 2 False ('a', 'b')
#| 'S' object has no attribute 'c' and no __dict__ for setting new attributes
#| 'S' object has no attribute 'a'
#| 1 5
#| 1 {'anything': 1}
#| 'x' in __slots__ conflicts with class variable
#| from __getattr__: missing
