# namedtuple, and typing.NamedTuple-free use of it.
from collections import namedtuple

P = namedtuple("P", "x y")
p = P(1, y=2)
print(p, p.x, p[1], tuple(p), p == (1, 2), len(p), p._fields, p._asdict(), p._replace(x=10), P._make([5, 6]))
x, y = p
print(x, y, hash(p) == hash((1, 2)), max(P(1, 5), P(2, 0)), P.__name__, repr(P(0, "a")), isinstance(p, tuple))
Q = namedtuple("Q", ["a", "b", "c"], defaults=[2, 3])
print(Q(1), Q._field_defaults, Q(1, c=5))


class Named(namedtuple("Base", "name age")):
    __slots__ = ()

    def greet(self):
        return f"hi {self.name}"


print(Named("A", 1), Named("A", 1).greet(), sorted([Named("b", 1), Named("a", 2)]))
for f in (lambda: P(1), lambda: setattr(p, "x", 5), lambda: P(1, 2, 3), lambda: p.z):
    try:
        f()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    namedtuple("Bad", "a a")
except ValueError as e:
    print(e)
total = 0
for i in range(100):
    q = P(i, -i)
    total += q.x - q.y
print(total)

#: expect
#| P(x=1, y=2) 1 2 (1, 2) True 2 ('x', 'y') {'x': 1, 'y': 2} P(x=10, y=2) P(x=5, y=6)
#| 1 2 True P(x=2, y=0) P P(x=0, y='a') True
#| Q(a=1, b=2, c=3) {'b': 2, 'c': 3} Q(a=1, b=2, c=5)
#| Named(name='A', age=1) hi A [Named(name='a', age=2), Named(name='b', age=1)]
#| TypeError P.__new__() missing 1 required positional argument: 'y'
#| AttributeError can't set attribute
#| TypeError P.__new__() takes 3 positional arguments but 4 were given
#| AttributeError 'P' object has no attribute 'z'
#| Encountered duplicate field name: 'a'
#| 9900
