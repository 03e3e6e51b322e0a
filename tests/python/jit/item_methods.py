# `__setitem__` and `__getitem__` written in Python, in compiled loops: inlined, failing, recursive, changed.
import sys


class Grid:
    def __init__(self, w, h):
        self.w, self.h, self.data = w, h, [0] * (w * h)

    def at(self, x, y):
        if 0 <= x < self.w and 0 <= y < self.h:
            return y * self.w + x
        raise IndexError((x, y))

    def __getitem__(self, place):
        x, y = place
        return self.data[self.at(x, y)]

    def __setitem__(self, place, value):
        x, y = place
        self.data[self.at(x, y)] = value


def fill(n):
    grid = Grid(7, 5)
    for i in range(n):
        grid[i % 7, i % 5] = i
        grid[i % 7, i % 5] += grid[0, 0]
    return sum(grid.data)


print(fill(500))


def outside(n):
    grid, said = Grid(4, 4), []
    for i in range(n):
        try:
            grid[i % 5, 0] = i
        except IndexError as e:
            said.append(e.args[0])
    return len(said), said[-1], grid.data[:4]


print(outside(300))


class Counting:
    """The value that the method returns is nothing to anyone."""

    def __init__(self):
        self.calls = 0

    def __setitem__(self, key, value):
        self.calls += 1
        if key > 0 and key % 50 == 0:
            self[key - 1] = value
        return [key, value]


def returning(n):
    c = Counting()
    for i in range(n):
        c[i] = i
    return c.calls


print(returning(400))


def replaced(n):
    c, seen = Counting(), []
    for i in range(n):
        c[i] = i
        if i == n - 30:
            Counting.__setitem__ = lambda self, key, value: seen.append(key)
    return c.calls, len(seen)


print(replaced(300))


class Looks:
    def __setitem__(self, key, value):
        self.line = sys._getframe(1).f_locals["mark"]


def looked_at(n):
    looks, right = Looks(), 0
    for mark in range(n):
        looks[0] = None
        right += looks.line == mark
    return right


print(looked_at(300))


class Deep:
    def __setitem__(self, key, value):
        self[key + 1] = value


for _ in range(3):
    try:
        Deep()[0] = 1
    except RecursionError as e:
        print(type(e).__name__)


def yields(n):
    grid = Grid(3, 3)
    for i in range(n):
        grid[i % 3, 1] = yield grid[i % 3, 1]


def sends(n):
    g, t = yields(n + 1), 0
    next(g)
    for i in range(n):
        t += g.send(i)
    return t


print(sends(300))
#: expect
#| 48930
#| (60, (4, 0), [295, 296, 297, 298])
#| 407
#| (276, 29)
#| 300
#| RecursionError
#| RecursionError
#| RecursionError
#| 44253
