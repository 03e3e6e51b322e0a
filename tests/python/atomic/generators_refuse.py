# A yield with a block open is refused.
#: cpython no, its stand-in does not see it
from transaction import atomic


def g():
    with atomic:
        yield 1


try:
    next(g())
except RuntimeError:
    print("RuntimeError")


def fine():
    with atomic:
        x = 1
    yield x


print(list(fine()))
with atomic:
    print(sum(n for n in range(5)), list(fine()))

#: expect
#| RuntimeError
#| [1]
#| 10 [1]
