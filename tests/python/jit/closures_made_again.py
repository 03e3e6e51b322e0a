# Functions that a `def` makes again and again: one code, other cells, called in compiled loops.
import sys


def adder(k):
    def add(x):
        return x + k

    return add


def several(n):
    t = 0
    for i in range(n):
        f = adder(i % 7)
        for j in range(5):
            t += f(j)
    return t


print(several(200))


def counter():
    n = 0

    def step(by):
        nonlocal n
        n += by
        return n

    return step


def counters(n):
    all_of_them = [counter() for _ in range(4)]
    for i in range(n):
        for step in all_of_them:
            step(i % 3)
    return [step(0) for step in all_of_them]


print(counters(150))


def failing(limit):
    def check(x):
        if x > limit:
            raise ValueError(x, limit, sys._getframe().f_locals["limit"])
        return x

    return check


def caught(n):
    t, seen = 0, []
    for i in range(n):
        check = failing(i % 50 + 90)
        try:
            t += check(i)
        except ValueError as e:
            t += 1
            seen.append(e.args)
    return t, len(seen), seen[-1]


print(caught(240))


def around(f, by):
    def inner(x):
        return f(x) * by

    return inner


def chains(n):
    t = 0
    for i in range(n):
        f = around(around(adder(i), 2), i % 3)
        t += f(1)
    return t


print(chains(200))


def generators(n):
    def make(k):
        def numbers(m):
            for i in range(m):
                yield i * k

        return numbers

    t = 0
    for i in range(n):
        f = make(i % 5)
        for x in f(4):
            t += x
        t += sum(f(3))
    return t


print(generators(150))


def types_change(n):
    t = []
    for i in range(n):
        f = adder(i if i % 3 else float(i) if i % 2 else "x")
        try:
            t.append(f(i))
        except TypeError as e:
            t.append(str(e))
    return t[:7], t[-7:]


print(types_change(120))


def other_code(n):
    t = 0
    for i in range(n):
        f = adder(i)
        if i == n // 2:

            def add(x):
                return x * k * 1000

            k = 2

            def twice(x):
                return x * k

            f.__code__ = twice.__code__
        t += f(3)
    return t


print(other_code(100))


def recursive(n):
    def walk(k):
        return 1 if k < 2 else walk(k - 1) + walk(k - 2) + extra

    extra = n % 2
    return walk(7)


print(sum(recursive(k) for k in range(80)))


def who(n):
    def name():
        return sys._getframe(1).f_code.co_name, sys._getframe().f_code.co_name, n

    def outer():
        return name()

    return outer()


print(sorted({who(k % 2) for k in range(120)}))

#: expect
#| 4970
#| [150, 150, 150, 150]
#| (5090, 140, (239, 129, 129))
#| 40066
#| 2700
#| (["unsupported operand type(s) for +: 'int' and 'str'", 2, 4, 6.0, 8, 10, "unsupported operand type(s) for +: 'int' and 'str'"], [226, "unsupported operand type(s) for +: 'int' and 'str'", 230, 232, 234.0, 236, 238])
#| 5347
#| 2480
#| [('outer', 'name', 0), ('outer', 'name', 1)]
