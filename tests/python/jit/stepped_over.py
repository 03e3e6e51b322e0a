# Ops that no trace holds, in the middle of compiled loops and functions: the interpreter does them.
import gc
import sys
import weakref


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    def __lt__(self, other):
        return self.x < other.x


class Made:
    def __init__(self, key, table):
        self.key = key
        self.value = table.pop(key, None) or sorted([3, 1, 2], key=lambda v: -v)


def inner(x, items):
    table = {1: x}
    del table[1]
    return max(items, key=lambda v: v) + x


def mixed(n):
    t = 0
    items = [1, 2, 3]
    for i in range(n):
        t += inner(i, items)
        made = Made(i, {i: i})
        if Point(i) == Point(3):
            t += 1
        t += len(str(made.value)) + sorted(items, reverse=True)[0]
    return t


print(mixed(400))


def raising(n):
    seen, t = [], 0
    for i in range(n):
        table = {i % 100: 1}
        try:
            del table[i % 100 if i % 97 else -1]
        except KeyError as e:
            seen.append((i, e.args[0]))
        t += 1
    return t, seen


print(raising(350))


def watched(n):
    found = set()
    for i in range(n):
        unused = i * 2
        found.add(look()["unused"] == unused)
        unused = None
    return found


def look():
    return sys._getframe(1).f_locals


print(watched(300))


class Node:
    pass


def collected(n):
    alive = 0
    for i in range(n):
        node = Node()
        ref = weakref.ref(node)
        if i % 50 == 0:
            gc.collect()
            alive += ref() is node
        keep = [node, node]
        del node, keep[0]
        alive += len(keep)
    return alive


print(collected(200))


def descent(n, table):
    # Recursive, with ops that are stepped over before and behind the calls.
    if n == 0:
        return 0
    table[n] = n
    below = descent(n - 1, table) + 1
    del table[n]
    return below + sum(sorted([n % 3, 1], reverse=True))


print([descent(k, {}) for k in range(1, 60, 7)])


def too_deep(n):
    table = {n: 1}
    del table[n]
    return too_deep(n + 1)


for _ in range(3):
    try:
        too_deep(0)
    except RecursionError as e:
        print(type(e).__name__)


def numbers(k):
    table = {}
    for i in range(k):
        table[i] = i
        yield i * k
        del table[i]


def over_generators(n):
    t = 0
    for i in range(n):
        pairs = zip(numbers(i % 7), map(str, numbers(5)))
        for a, b in pairs:
            t += a + len(b)
        t += next(numbers(3)) + sum(numbers(4))
    return t


print(over_generators(300))
changed = 1


def changes(n):
    # What the trace took for constant changes while an op is stepped over.
    global changed
    t = 0
    for i in range(n):
        table = {0: i}
        exec("changed = 5") if i == n - 20 else table.pop(0)
        sorted([2, 1], key=(lambda v: v) if i != n - 10 else rebind)
        t += changed
    return t


def rebind(v):
    global changed
    changed = 100
    return v


print(changes(400))
#: expect
#| 83299
#| (350, [(0, -1), (97, -1), (194, -1), (291, -1)])
#| {True}
#| 204
#| [3, 25, 45, 66, 88, 108, 129, 151, 171]
#| RecursionError
#| RecursionError
#| RecursionError
#| 14614
#| 1390
