# Builtin functions in hot loops, with arguments that change kind or are refused.
import math


def lengths(things, n):
    total = 0
    for i in range(n):
        total += len(things[i % len(things)])
    return total


print(lengths([[1, 2], (3,), "four", {5: 6}], 4000), lengths([[]], 2000))


def numbers(values, n):
    out = []
    for i in range(n):
        v = values[i % len(values)]
        out.append((abs(v), min(v, 2), max(v, 2.5), float(v), int(v)))
    return out[-len(values):]


print(numbers([1, -2, 3], 3000))
print(numbers([1.5, -2.5], 3000))
print(numbers([1, -2.5, True, -(10**20)], 3000))


def roots(values):
    out = 0.0
    for v in values:
        try:
            out += math.sqrt(v)
        except ValueError:
            out -= 1
    return out


print(roots([4.0] * 3000 + [-1.0, 9, 2**100] * 3))


def kinds(values, n):
    found = 0
    for i in range(n):
        v = values[i % len(values)]
        if isinstance(v, int):
            found += 1
        elif isinstance(v, (str, list)):
            found += 100
    return found


print(kinds([1, "a", True, [], 2.5], 5000))


def walk(n):
    out = 0
    for i in range(n):
        for a, b in ((i, 1), (2, i)):
            out += a * b
        for c in "xyz":
            out += ord(c)
        for k in {1: 2, i: 3}:
            out += k
    return out


print(walk(3000))

#: expect
#| 8000 0
#| [(1, 1, 2.5, 1.0, 1), (2, -2, 2.5, -2.0, -2), (3, 2, 3, 3.0, 3)]
#| [(1.5, 1.5, 2.5, 1.5, 1), (2.5, -2.5, 2.5, -2.5, -2)]
#| [(1, 1, 2.5, 1.0, 1), (2.5, -2.5, 2.5, -2.5, -2), (1, True, 2.5, 1.0, 1), (100000000000000000000, -100000000000000000000, 2.5, -1e+20, -100000000000000000000)]
#| 3377699720533878.0
#| 202000
#| 19085999
