# Functions with *args, lambdas and functions made in compiled loops.
def rest(a, *more, k=0):
    return a + len(more) + k


def only(*args):
    return args


def middle(a, b=5, *c):
    return a, b, c


def calls(n):
    t = 0
    kept = None
    for i in range(n):
        t += rest(i) + rest(i, 1) + rest(i, 1, 2, 3, 4, 5)
        t += rest(1, k=i) + rest(1, 2, k=3)
        kept = only(i, t)
        t += kept[0] + len(only()) + only(1, 2, 3)[2]
        x, y, z = middle(i), middle(i, 1), middle(i, 1, 2, i)
        t += x[1] + y[1] + z[2][1] + len(x[2])
        if only() is not only() and only() != ():
            t += 10 ** 9
    return t, kept


print(calls(200))


class Bound:
    def __init__(self, *parts):
        self.parts = parts

    def add(self, *more):
        return sum(self.parts) + len(more)


def methods(n):
    t = 0
    for i in range(n):
        b = Bound(i, 1, 2)
        t += b.add() + b.add(1, 2) + len(Bound().parts)
        add = b.add
        t += add(i)
    return t


print(methods(200))


def wrong(n):
    t = 0
    for i in range(n):
        try:
            t += rest() if i == n - 2 else rest(i)
        except TypeError as e:
            return t, str(e)


print(wrong(150))


def made(n):
    t = 0
    fs = []
    for i in range(n):
        f = lambda x, y=i: x + y + i
        t += f(1) + f(2, 3)
        if i % 50 == 0:
            fs.append(f)

        def g(z):
            """Says something."""
            return z * i

        t += g(2) + len(g.__doc__) + len(g.__name__)
    return t, [f(0) for f in fs], [f.__defaults__ for f in fs], g.__qualname__


print(made(160))

#: expect
#| (123600, (199, 123193))
#| 62100
#| (10878, "rest() missing 1 required positional argument: 'a'")
#| (67120, [159, 209, 259, 309], [(0,), (50,), (100,), (150,)], 'made.<locals>.g')
