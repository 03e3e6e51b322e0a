# A plain class before a native one in the bases, and an order of lookup that has room for it only.
import _random
import collections
import random


class Mixin:
    def random(self):
        return 0.25

    def extra(self):
        return "extra"


class First(Mixin, _random.Random):
    pass


class Second(Mixin, random.Random):
    pass


class Queue(Mixin, collections.deque):
    pass


f = First()
f.seed(3)
print(f.random(), f.extra(), First.__base__.__name__)
s = Second(5)
print(s.random(), s.getrandbits(8), s.extra())
q = Queue([1, 2])
q.append(3)
print(list(q), q.random())


class Odd(type):
    def mro(cls):
        return [cls, dict, object]


try:

    class X(metaclass=Odd):
        pass
except TypeError as e:
    print(e)


class Number(float):
    def __init__(self, x, unit=None):
        self.unit = unit


n = Number(2.5, unit="m")
print(n, n.unit)


class Hook:
    def __get__(self, obj, owner=None):
        def get(name):
            return f"{name} of {owner.__name__}"

        return get


class A:
    __getattribute__ = Hook()


class B:
    __getattr__ = Hook()


print(A().one, B().two)


class C:
    @classmethod
    def g(cls, x: int) -> str:
        "about g"

    @staticmethod
    def h(x: int) -> str:
        "about h"


for name in "gh":
    w = C.__dict__[name]
    print(w.__name__, w.__doc__, w.__annotations__)
#: expect
#| 0.25 extra Random
#| 0.25 159 extra
#| [1, 2, 3] 0.25
#| mro() returned base with unsuitable layout ('dict')
#| 2.5 m
#| one of A two of B
#| g about g {'x': <class 'int'>, 'return': <class 'str'>}
#| h about h {'x': <class 'int'>, 'return': <class 'str'>}
