# Tuples: literals, comparison, hash, methods.
t = (1, "a", 2.5)
print(t, (), (1,), 1, (1, 2)[0], t[-1], t[::-1], len(t), t.count(1), t.index("a"))
print((1, 2) + (3,), (0,) * 3, (1, 2) == (1, 2), (1, 2) < (1, 2, 0), (1, 2) == [1, 2])
print(hash((1, 2)) == hash((1, 2)), {(1, 2): "x"}[(1, 2)], (1, (2, 3)) in [(1, (2, 3))])
print(tuple("abc"), tuple(range(3)), tuple([1]), tuple())
a = t
a += (4,)
print(a, t)
for f in (lambda: t[5], lambda: hash(([],)), lambda: t.index(9), lambda: (1,) + [2]):
    try:
        f()
    except (IndexError, TypeError, ValueError) as e:
        print(type(e).__name__)
try:
    t[0] = 1
except TypeError as e:
    print(e)
x = ([],)
try:
    x[0] += [1]
except TypeError as e:
    print(e)
print(x)


class Pair(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    @property
    def first(self):
        return self[0]


p = Pair(1, 2)
print(p, p.first, p == (1, 2), type(p + (3,)).__name__)

#: expect
#| (1, 'a', 2.5) () (1,) 1 1 2.5 (2.5, 'a', 1) 3 1 1
#| (1, 2, 3) (0, 0, 0) True True False
#| True x True
#| ('a', 'b', 'c') (0, 1, 2) (1,) ()
#| (1, 'a', 2.5, 4) (1, 'a', 2.5)
#| IndexError
#| TypeError
#| ValueError
#| TypeError
#| 'tuple' object does not support item assignment
#| 'tuple' object does not support item assignment
#| ([1],)
#| (1, 2) 1 True tuple
