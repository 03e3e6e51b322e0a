# A hot loop in a called function: its traces go through the caller and come back, from one caller or several.
def escape(c, limit):
    z = 0.0
    step = 0
    while step < limit:
        if z > 4.0:
            return step
        z = z * z + c
        step += 1
    return limit


def row(width):
    total = 0
    for x in range(width):
        total += escape(x / width, 40)
    return total


def other(width):
    total = 0
    for x in range(width):
        total += escape(x / width, 7) * 2
        total -= escape(0.1, 3)
    return total


class Counter:
    def __init__(self, n):
        self.n = 0
        while self.n < n:
            self.n += 1


def made(n):
    return [Counter(i % 9).n for i in range(n)]


print(row(3000), other(3000), row(1500), other(100))
print(sum(made(3000)), made(12))


def adder(k):
    def add(values):
        total = 0
        for v in values:
            total += v * k
        return total

    return add


def closures(n):
    total = 0
    for i in range(n):
        total += adder(i % 3)((1, 2, 3))
    return total


print(closures(4000))

#: expect
#| 44500 24256 22260 812
#| 11991 [0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2]
#| 23994
