# Generators and atomic blocks in one compiled loop.
from transaction import atomic


class Box:
    n = 0


def steps(n):
    for i in range(n):
        with atomic:
            Box.n += 0
            i += 1
        yield i


def made(n):
    b = Box()
    t = 0
    for x in steps(n):
        with atomic:
            b.n += x
            t += b.n
    return b.n, t


print(made(200))


def within(n):
    b = Box()
    for k in range(n):
        with atomic:
            for x in (i * k for i in range(4)):
                b.n += x
    return b.n


print(within(150))


def half_way(n):
    def numbers():
        i = 0
        while True:
            yield i
            i += 1

    b = Box()
    it = numbers()
    t = 0
    for k in range(n):
        try:
            with atomic(rollback=True):
                for x in it:
                    b.n += x
                    if x % 5 == 4:
                        break
                if k % 10 == 9:
                    raise KeyError
        except KeyError:
            t += 1
    return b.n, t, next(it)


print(half_way(100))


def open_block(n):
    def g():
        for i in range(n):
            if i == n - 1:
                with atomic:
                    yield i
            yield i

    t = 0
    try:
        for x in g():
            t += x
    except RuntimeError as e:
        return t, str(e)


print(open_block(120))

#: expect
#| (20100, 1353400)
#| 67050
#| (101025, 10, 450)
#| (7021, 'cannot suspend inside an atomic block')
