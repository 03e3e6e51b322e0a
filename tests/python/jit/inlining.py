# Calls in hot loops: defaults, keywords, stars, closures, recursion, generators, exceptions from below.
def add(a, b=10, *rest, c=100, **kw):
    return a + b + sum(rest) + c + len(kw)


def calls(n):
    total = 0
    for i in range(n):
        total += add(i)
        total += add(i, i)
        total += add(i, c=i)
        total += add(*(i, i, i), **{"x": 1, "c": 2})
    return total


print(calls(100))


def counter():
    n = 0

    def step(k):
        nonlocal n
        n += k
        return n

    return step


def closures(n):
    step = counter()
    for i in range(n):
        last = step(i)
    return last


print(closures(100))


def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)


def recursive(n):
    return sum(fact(i % 12) for i in range(n))


print(recursive(150))


def depth(n):
    if n == 0:
        raise KeyError("bottom")
    return depth(n - 1)


def from_below(n):
    caught = 0
    for i in range(n):
        try:
            depth(i % 4)
        except KeyError:
            caught += 1
    return caught


print(from_below(120))


def evens(n):
    for i in range(n):
        if i % 2 == 0:
            yield i


def consume(n):
    total = 0
    for x in evens(n):
        for y in evens(5):
            total += x * y
    return total


print(consume(100))


class Acc:
    total = 0

    def add(self, x):
        self.total += x
        return self

    @property
    def double(self):
        return self.total * 2

    @classmethod
    def fresh(cls):
        return cls()

    def __len__(self):
        return self.total % 10

    def __iadd__(self, other):
        return self.add(other)

    def __getitem__(self, i):
        return self.total + i

    def __call__(self, x):
        return x + 1


def methods(n):
    a = Acc.fresh()
    x = 0
    for i in range(n):
        a.add(i).add(1)
        a += 2
        x += a.double + len(a) + a[i] + a(i)
    return x


print(methods(120))


def locals_live(n):
    a = b = c = d = e = 0
    for i in range(n):
        a, b, c, d, e = b, c, d, e, a + i
        if i % 37 == 36:
            a, e = e, a
    return a, b, c, d, e


print(locals_live(200))
print(max((fact(i) for i in range(20)), key=lambda v: v % 1009), sorted(range(60), key=lambda v: (v * 37) % 61)[:8])

#: expect
#| 61900
#| 4950
#| 527456722
#| 120
#| 14700
#| 944220
#| (4107, 4028, 3803, 4167, 3795)
#| 5040 [0, 33, 5, 38, 10, 43, 15, 48]
