# Deep recursion is fine up to the limit and raises RecursionError beyond it.
import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(900))


def endless():
    return endless() + 1


try:
    endless()
except RecursionError as e:
    print(type(e).__name__, str(e)[:33])


class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "x")


try:
    Loop().y
except RecursionError:
    print("through __getattr__")


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print(even(500), odd(300))
print(sys.getrecursionlimit())
sys.setrecursionlimit(5000)
print(depth(4500))


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 9))

#: expect
#| 900
#| RecursionError maximum recursion depth exceeded
#| through __getattr__
#| True False
#| 1000
#| 4500
#| 21
