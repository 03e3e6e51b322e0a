# Copies of iterators go on from where the original stands, which does not move.
import copy
import pickle

makers = [
    lambda: map(str, [1, 2, 3]),
    lambda: zip([1, 2, 3], "abc"),
    lambda: filter(None, [1, 0, 3, 4]),
    lambda: enumerate("abc", 5),
    lambda: reversed((1, 2, 3)),
    lambda: iter("abc"),
    lambda: iter([1, 2, 3]),
    lambda: iter({1: 2, 3: 4, 5: 6}),
    lambda: iter(range(5)),
]
for make in makers:
    it = make()
    first = next(it)
    twin = pickle.loads(pickle.dumps(it))
    print(first, list(twin), list(it), list(it))

pieces = iter([1, 2, 0, 3].pop, 3)
print(pieces.__reduce__()[1][1], list(pieces), list(iter(lambda: 0, 0)))
for size, state in (6, 4), (6, 2**62), (6, -3), (2**40, 2**40 - 2):
    r = iter(range(size))
    r.__setstate__(state)
    print(list(r))
r = iter(range(6))
r.__setstate__(4)
print(list(r))


async def count(n):
    for i in range(n):
        yield i


async def steps():
    it = count(2)
    print(await anext(it), await anext(it, "none"), await anext(it, "none"))


try:
    steps().send(None)
except StopIteration:
    pass

from functools import partial

p = partial(print)
p.__setstate__((print, (), {7: 8}, {}))
print(repr(p).split(", ", 1)[1])
x, y = ([],), ([],)
x[0].append(x)
y[0].append(y)
for op in (lambda: x == y, lambda: x < y):
    try:
        op()
    except RecursionError:
        print("too deep")
import time

print(time.gmtime(0).tm_zone, time.struct_time(range(9)).tm_zone)
#: expect
#| 1 ['2', '3'] ['2', '3'] []
#| (1, 'a') [(2, 'b'), (3, 'c')] [(2, 'b'), (3, 'c')] []
#| 1 [3, 4] [3, 4] []
#| (5, 'a') [(6, 'b'), (7, 'c')] [(6, 'b'), (7, 'c')] []
#| 3 [2, 1] [2, 1] []
#| a ['b', 'c'] ['b', 'c'] []
#| 1 [2, 3] [2, 3] []
#| 1 [3, 5] [3, 5] []
#| 0 [1, 2, 3, 4] [1, 2, 3, 4] []
#| 3 [] []
#| [4, 5]
#| []
#| [0, 1, 2, 3, 4, 5]
#| [1099511627774, 1099511627775]
#| [4, 5]
#| 0 1 none
#| 7=8)
#| too deep
#| too deep
#| GMT None
