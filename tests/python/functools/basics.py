# reduce, partial, lru_cache, cache, wraps, cmp_to_key, cached_property, singledispatch.
import functools
from functools import cached_property, cmp_to_key, lru_cache, partial, reduce, singledispatch

print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, [1, 2, 3], 10), reduce(max, [3, 1, 5]))
try:
    reduce(max, [])
except TypeError as e:
    print(e)
double = partial(lambda a, b, c=0: (a, b, c), 1, c=9)
print(double(2), double(3, c=4), double.args, double.keywords, partial(int, base=2)("101"))
calls = []


@lru_cache(maxsize=2)
def slow(n):
    calls.append(n)
    return n * n


print([slow(n) for n in (1, 2, 1, 3, 1, 2)], calls, slow.cache_info())
slow.cache_clear()
print(slow(1), slow.cache_info(), slow.__wrapped__(5), slow.__name__)


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info().hits)


@lru_cache
def typed(a, *args, k=1):
    return (a, args, k)


print(typed(1), typed(1, 2, k=3), typed(1.0), typed.cache_info())
try:
    typed([])
except TypeError as e:
    print("TypeError")
print(sorted(["b", "A", "c"], key=cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))


class Data:
    @cached_property
    def value(self):
        print("computed")
        return 42


d = Data()
print(d.value, d.value, d.__dict__)


@singledispatch
def show(x):
    return "object"


@show.register
def _(x: int):
    return "int"


@show.register(str)
def _(x):
    return "str"


print(show(1), show("a"), show(2.5), show(True))


class Cell:
    def __init__(self):
        self.alive = False

    def set(self, state):
        self.alive = state

    on = functools.partialmethod(set, True)


c = Cell()
c.on()
print(c.alive)

#: expect
#| 6 60 5
#| reduce() of empty iterable with no initial value
#| (1, 2, 9) (1, 3, 4) (1,) {'c': 9} 5
#| [1, 4, 1, 9, 1, 4] [1, 2, 3, 2] CacheInfo(hits=2, misses=4, maxsize=2, currsize=2)
#| 1 CacheInfo(hits=0, misses=1, maxsize=2, currsize=1) 25 slow
#| 23416728348467685 78
#| (1, (), 1) (1, (2,), 3) (1.0, (), 1) CacheInfo(hits=0, misses=3, maxsize=128, currsize=3)
#| TypeError
#| ['A', 'b', 'c']
#| computed
#| 42 42 {'value': 42}
#| int str object int
#| True
