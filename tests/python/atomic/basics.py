# One atomic object: nested blocks, values, exceptions pass and commit, an exit needs an enter.
from __pypy__.thread import atomic, last_abort_info
from transaction import atomic as same

print(atomic is same)
x = 0
with atomic:
    x += 1
    with atomic:
        x += 1
    x += 1
print(x)
try:
    with atomic:
        x = 100
        raise ValueError("out")
except ValueError as e:
    print(e, x)
try:
    atomic.__exit__(None, None, None)
except RuntimeError:
    print("RuntimeError")


def f(n):
    with atomic:
        return n * 2


print(f(4), [f(i) for i in range(3)])
for i in range(5):
    with atomic:
        if i == 1:
            continue
        if i == 3:
            break
    print("loop", i)
try:
    atomic.__exit__(None, None, None)
except RuntimeError:
    print("left properly")
print(isinstance(last_abort_info(), (tuple, type(None))))


def g():
    try:
        with atomic:
            with atomic:
                1 / 0
    except ZeroDivisionError:
        return "caught outside"


print(g())
with atomic:
    try:
        raise KeyError("inside")
    except KeyError:
        y = "caught inside"
print(y)

#: expect
#| True
#| 3
#| out 100
#| RuntimeError
#| 8 [0, 2, 4]
#| loop 0
#| loop 2
#| left properly
#| True
#| caught outside
#| caught inside
