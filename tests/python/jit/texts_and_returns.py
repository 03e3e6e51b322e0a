# Replacement fields, values of builtin classes, and loops whose traces return to their callers and come back.
def fields(n):
    out = []
    for i in range(n):
        x = i / 4
        out.append(f"<{i % 7:02d}|{x:.1f}|{i!r}>")
        out.append(f"{i},{i + 1}" + f"{'a' * (i % 3)}" + f"{x!s:>6}")
        if i == n - 2:
            x = None
        out.append(f"{x}")
    return out


made = fields(200)
print(len("".join(made)), made[-6:])


class Shown:
    def __init__(self, n):
        self.n = n

    def __str__(self):
        return "#" + str(self.n)

    def __format__(self, spec):
        return spec + "!" if spec else str(self)


def mixed_fields(items):
    out = ""
    for item in items:
        out = f"{out[-20:]}{item}"
    return out


print(mixed_fields([1] * 100 + ["a"] * 60 + [Shown(5)] * 60 + [2.5] * 60 + [None, True, 10**30]))
try:
    for i in range(200):
        f"{i if i < 150 else 'text':d}"
except ValueError as e:
    print(i, e)


def values(n):
    total = 0
    for i in range(n):
        s = str(i)
        parts = list(s)
        nothing = [list(), dict(), set(), tuple()]
        pair = tuple(parts)
        total += len(s) + len(parts) + int(s) + len(pair) + len(nothing[3]) + bool(parts) + len(str(pair))
        if type(parts) is list and str(Shown(i)) == "#" + s:
            total += 1
        nothing[0].append(i)
        total += nothing[0][0]
    return total


print(values(300))


class Point:
    def __init__(self, x):
        self.x = x

    def moved(self, by):
        return Point(self.x + by)


def first_over(points, limit):
    for p in points:
        if p.x > limit:
            return p
    return None


def search(points, n):
    found = []
    for i in range(n):
        p = first_over(points, i % 8)
        q = Point(-1) if p is None else p.moved(i)
        if i % 5 == 0:
            q = Point(q.x * 2)
        elif q.x % 7 == 3:
            q = q.moved(1).moved(2)
        found.append(q.x)
    return found


points = [Point(i) for i in range(6)]
found = search(points, 500)
print(sum(found), found[:12], found[-8:])


def inner(n, k):
    s = 0
    while n > 0:
        n -= 1
        if n % 3 == k:
            s += n
        if s > 40:
            return s
    return -s


def caller_one(n):
    return inner(n, 0) + 1


def caller_two(n):
    return [inner(n, 1), inner(n, 2)]


def alternate(n):
    s = 0
    for i in range(n):
        if i % 4 == 3:
            s += sum(caller_two(i % 23))
        else:
            s += caller_one(i % 17)
    return s


print(alternate(900))

#: expect
#| 5891 ['<02|49.5|198>', '198,199  49.5', 'None', '<03|49.8|199>', '199,200a 49.75', '49.75']
#| 2.52.52.52.5NoneTrue1000000000000000000000000000000
#| 150 Unknown format code 'd' for object of type 'str'
#| 96630
#| 94511 [2, 6, 5, 7, 9, -2, -1, -1, 9, 11, 26, 15] [497, -1, -1, -2, 497, 499, 501, 503]
#| -4767
