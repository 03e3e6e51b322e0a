# sum, any, all, list, tuple, set, frozenset of generators: values, exceptions, what tracebacks and frames show.
import sys
import traceback


def numbers(n):
    for i in range(n):
        yield i


def values(n):
    return (
        sum(numbers(n)),
        sum(i * 0.1 for i in range(n)),
        sum(x for x in [True, 2, 3.5, 4]),
        sum([i] for i in range(0)),
        any(i > 5 for i in range(n)),
        all(i < 5 for i in range(n)),
        list(i * 2 for i in range(n))[:3],
        tuple(numbers(4)),
        sorted(set(i % 3 for i in range(n))),
        frozenset(i % 2 for i in range(n)) == {0, 1},
        sum(2 ** 62 + i for i in range(3)),
        sum((i for i in range(4)), 10),
        list(()),
        any(()),
    )


for k in range(60):
    v = values(k)
print(v)
print(sum(0.1 for i in range(10)), sum(x for x in [1, 0.1, 0.2, 0.3]))


def fails():
    yield 1
    raise LookupError("in the generator")


def show(f):
    try:
        f()
    except Exception as e:
        names = [x.name for x in traceback.extract_tb(e.__traceback__)]
        print(type(e).__name__, e, names)


show(lambda: sum(fails()))
show(lambda: list(fails()))
show(lambda: sum(x for x in "ab"))
show(lambda: set([x] for x in range(3)))
show(lambda: sum(numbers(3), numbers))
show(lambda: any(1 // x for x in (0, 1)))


def callers():
    yield sys._getframe(0).f_code.co_name
    yield sys._getframe(1).f_code.co_name
    yield sys._getframe().f_back.f_code.co_name
    yield sys._getframe(2).f_code.co_name


def asks():
    return list(callers()), tuple(callers())


print(asks())


def stops():
    yield 1
    raise StopIteration


show(lambda: tuple(stops()))


def closed(n):
    out = []

    def g():
        try:
            for i in range(n):
                yield i
        finally:
            out.append("closed")

    it = g()
    print(any(i == 3 for i in it), next(it), out)
    it.close()
    return out


print(closed(9))


class Odd:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        if self.v == 7:
            raise OverflowError("seven")
        return self.v > 3

    def __add__(self, other):
        return Odd(self.v + other.v)

    def __radd__(self, other):
        return Odd(self.v + other)


print(any(Odd(i) for i in range(6)), all(Odd(i) for i in range(4, 6)), sum(Odd(i) for i in range(5)).v)
show(lambda: all(Odd(i) for i in (4, 7)))


def nested(n):
    return sum(sum(i * j for j in range(n) if any(k == j for k in range(i))) for i in range(n))


print(nested(12), [nested(k) for k in range(6)])


def hot(n):
    t = 0
    for i in range(n):
        t += sum(i * j for j in range(5))
        t += len(set(j % 3 for j in range(i % 7)))
        t += tuple(j for j in (i, t))[1] % 3
        if all(j != i % 5 for j in range(4)):
            t += 1
    return t


print(hot(300))


def recursion(n):
    return sum(recursion(n - 1) for i in range(2)) + 1 if n else 1


print(recursion(8))


def deep(n):
    return sum(deep(n + 1) for i in range(1))


try:
    deep(0)
except RecursionError as e:
    print("RecursionError")

#: expect
#| (1711, 171.10000000000002, 10.5, 0, True, False, [0, 2, 4], (0, 1, 2, 3), [0, 1, 2], True, 13835058055282163715, 16, [], False)
#| 1.0 1.6
#| LookupError in the generator ['show', '<lambda>', 'fails']
#| LookupError in the generator ['show', '<lambda>', 'fails']
#| TypeError unsupported operand type(s) for +: 'int' and 'str' ['show', '<lambda>']
#| TypeError cannot use 'list' as a set element (unhashable type: 'list') ['show', '<lambda>']
#| TypeError unsupported operand type(s) for +: 'function' and 'int' ['show', '<lambda>']
#| ZeroDivisionError division by zero ['show', '<lambda>', '<genexpr>']
#| (['callers', 'asks', 'asks', '<module>'], ('callers', 'asks', 'asks', '<module>'))
#| RuntimeError generator raised StopIteration ['show', '<lambda>']
#| True 4 []
#| ['closed']
#| True True 10
#| OverflowError seven ['show', '<lambda>', '__bool__']
#| 1925 [0, 0, 0, 2, 11, 35]
#| 449497
#| 511
#| RecursionError
