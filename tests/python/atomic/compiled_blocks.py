# Blocks in hot loops: exits, exceptions, calls and allocation inside.
from transaction import atomic


class P:
    def __init__(self, x):
        self.x = x


def loop(n):
    p = P(0)
    kept = []
    for i in range(n):
        with atomic:
            q = P(i)
            p.x += q.x
            if i % 50 == 0:
                kept.append(q)
        if i % 3 == 0:
            with atomic:
                p.x -= 1
    return p.x, [k.x for k in kept]


print(loop(200))


def errors(n):
    caught = 0
    p = P(0)
    for i in range(n):
        try:
            with atomic:
                p.x += 1
                if i % 10 == 9:
                    raise ValueError
                p.x += 1
        except ValueError:
            caught += 1
    return caught, p.x


print(errors(150))


def helper(p, i):
    with atomic:
        p.x += i
        return p.x


def calls(n):
    p = P(0)
    with atomic:
        for i in range(n):
            helper(p, i)
    return p.x


print(calls(150))


def long_block(n):
    a = [0] * 10
    with atomic:
        for i in range(n):
            a[i % 10] += i
            if a[i % 10] > 100:
                a[i % 10] = 0
    return a


print(long_block(500))


def generators(n):
    with atomic:
        return sum(x * y for x in range(n) for y in range(x % 5))


print(generators(60))

#: expect
#| (19833, [0, 50, 100, 150])
#| (15, 285)
#| 11175
#| [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
#| 3720
