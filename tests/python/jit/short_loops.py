# Inner loops of few turns, unrolled into the trace around them: fixed and varying lengths, lists that change meanwhile.
def fill(data, start):
    for i in range(4):
        start = start % 26 + 1
        data[i] = start
    return start


def fixed(n):
    data, last = [0] * 4, 0
    total = 0
    for i in range(n):
        last = fill(data, last + i % 3)
        for d in data:
            total += d
        for a, b in ((1, 2), (3, i)):
            total += a * b
    return total, data


print(fixed(3000))


def varying(n):
    seen = 0
    for i in range(n):
        for j in range(i % 9):
            seen += i * j
        for x in [i] * (i % 4):
            seen -= x
        for x in (1, 2, 3)[: i % 5]:
            seen += x
    return seen


print(varying(3000))


def growing(n):
    out = 0
    for i in range(n):
        items = [i, i + 1]
        for x in items:
            if len(items) < 4 + i % 7:
                items.append(x + 1)
            if x % 11 == 0:
                break
            out += x
        else:
            out += 1000
    return out


print(growing(2000))


def first_long_then_short(n):
    total = 0
    for i in range(n):
        for j in range(50 if i < 40 else 2):
            total += j ^ i
        for j in range(2 if i < 1500 else 60):
            total += j & i
    return total


print(first_long_then_short(3000))


def raising(n):
    total = 0
    for i in range(n):
        try:
            for x in (1, 2, 0 if i % 100 == 99 else 3):
                total += 6 // x
        except ZeroDivisionError:
            total += 100000
    return total


print(raising(2000))


class Node:
    def __init__(self, parts):
        self.parts = parts
        self.weight = 0

    def weigh(self):
        self.weight = 0
        for part in self.parts:
            self.weight += part if isinstance(part, int) else part.weigh()
        return self.weight


trees = [Node([i, Node([1, 2]), Node([Node([3]), i % 5])]) for i in range(50)]


def weigh_all(n):
    return sum(tree.weigh() for _ in range(n) for tree in trees)


print(weigh_all(60))


def counted(n):
    hits = 0
    it = iter(range(n))
    for i in it:
        for j in it:
            hits += j
            if j % 3 == i % 3:
                break
    return hits


print(counted(5000))

#: expect
#| (13663462, [21, 22, 23, 24])
#| 35233085
#| 11580171
#| 10388194
#| 2021960
#| 97500
#| 9375000
