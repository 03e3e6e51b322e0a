# Generators that compiled loops resume: every way in and out of their frames.
import sys


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def total(it):
    t = 0
    for x in it:
        t += x
    return t


print(total(count(300)), total(count(0)), total(count(1)))


def changes(n):
    for i in range(n):
        if i % 7 == 3:
            yield i * 0.5
        elif i % 11 == 5:
            yield 2 ** 70 + i
        else:
            yield i
    return "end"


print(total(changes(300)))


def small(n):
    t = 0
    for i in range(n):
        for x in count(i % 5):
            t += x
        for x in count(3):
            for y in count(x):
                t += x * y
    return t


print(small(200))


def evens(it):
    for x in it:
        if x % 2 == 0:
            yield x


def pairs(a, b):
    for x in evens(count(a)):
        for y in evens(count(b)):
            yield x, y


def piped(n):
    t = 0
    for x, y in pairs(n, 9):
        t += x - y
    return t


print(piped(100))


def fails(n, at):
    try:
        for i in range(n):
            if i == at:
                raise ValueError(i)
            yield i
    except ValueError as e:
        yield -1
        try:
            yield 1 // 0
        except ZeroDivisionError:
            yield -2
    finally:
        log.append(at)


log = []


def catching(n):
    t = 0
    for k in range(6):
        for x in fails(n, k * 20):
            t += x
    return t, log


print(catching(100))


def raises(n):
    for i in range(n):
        yield [0, 1, 2][i]


def raised():
    seen = []
    for k in range(40):
        try:
            for x in raises(5):
                seen.append(x)
        except IndexError as e:
            seen.append(len(e.__traceback__.tb_next.tb_frame.f_code.co_name))
    return sum(seen)


print(raised())


def consumer_fails(n):
    g = count(n)
    t = 0
    for x in g:
        t += x
        try:
            if x % 60 == 59:
                raise KeyError
        except KeyError:
            t += next(g)
    return t, next(g, "over"), g.gi_frame is None


print(consumer_fails(295))


def left_open(n):
    kept = []
    t = 0
    for k in range(30):
        g = count(n)
        for x in g:
            t += x
            if x == k:
                break
        kept.append(g)
    return t, [next(g) for g in kept][:5], [g.gi_running for g in kept][:2], total(kept[3])


print(left_open(50))


def itself(n):
    def g():
        for i in range(n):
            if i == n - 5:
                try:
                    next(me)
                except ValueError as e:
                    yield str(e)
            yield me.gi_running, i
    me = g()
    return [x for x in me if isinstance(x, str) or x[1] % 50 == 0]


print(itself(200))


def echo(n):
    got = 0
    for i in range(n):
        x = yield i + got
        if x is not None:
            got += x


def sent(n):
    g = echo(n)
    t = next(g)
    for i in range(n // 2):
        t += g.send(i)
    for x in g:
        t += x
    return t


print(sent(200))


def nested(d):
    if d:
        yield from nested(d - 1)
        yield d
        yield from nested(d - 1)


def walk():
    t = 0
    for x in nested(8):
        t = t * 3 % 10007 + x
    return t


print(walk(), walk())


def delegates(n):
    a = yield from count(n)
    b = yield from changes(n)
    yield from [a, b, n]


def through(n):
    t = []
    for x in delegates(n):
        t.append(x)
    return len(t), t[-3:], sum(t[:-3])


print(through(150))


def closures(n):
    t = 0
    for i in range(n):
        for x in (i * j for j in range(6) if j != i % 6):
            t += x
    return t


print(closures(100))


def closed(n):
    out = []

    def g(k):
        try:
            for i in range(100):
                yield i
        except GeneratorExit:
            out.append(k)
            raise

    for k in range(n):
        it = g(k)
        for x in it:
            if x > k % 9:
                it.close()
    return out[-1], len(out)


print(closed(60))


def depth(n):
    def g(k):
        for i in range(k):
            yield sys._getframe().f_back.f_code.co_name, sys._getframe(1).f_locals["mark"]

    mark = 0
    seen = set()
    for x in g(n):
        mark += 1
        seen.add(x[0])
    return seen, mark


print(depth(100))


def unbound(n):
    for i in range(n):
        if i == n - 3:
            del i
        yield 1
        if n and i < 0:
            break


def unbound_local(n):
    t = 0
    try:
        for x in unbound(n):
            t += x
    except UnboundLocalError as e:
        return t, str(e)


print(unbound_local(120))


def other_function(n):
    t = 0
    for k in range(n):
        g = (lambda m: (yield from range(m + 1)) if k % 3 else (yield k))(4)
        for x in g:
            t += x
    return t


print(other_function(120))

#: expect
#| 44850 0 0
#| 2.715360727650046e+22
#| 800
#| 11250
#| (10835, [0, 20, 40, 60, 80, 100])
#| 360
#| (43365, 'over', True)
#| (4495, [1, 2, 3, 4, 5], [False, False], 1215)
#| [(True, 0), (True, 50), (True, 100), (True, 150), 'generator already executing']
#| 676600
#| 6994 6994
#| (303, [None, 'end', 150], 1.4167099448608936e+22)
#| 61980
#| (59, 60)
#| ({'depth'}, 100)
#| (118, "cannot access local variable 'i' where it is not associated with a value")
#| 3140
