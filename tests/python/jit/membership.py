# in, not in, slices, items of strings and methods behind super in hot loops.
class Base:
    def __init__(self, n):
        self.n = n

    def value(self, k):
        return self.n + k


class Mid(Base):
    pass


class Derived(Mid):
    def __init__(self, n):
        super().__init__(n * 2)
        self.m = n

    def value(self, k):
        return super().value(k) - self.m


def objects(n):
    total = 0
    for i in range(n):
        total += Derived(i).value(i % 5)
    return total


def members(n):
    words = ["a", "b", "c"]
    table = {"a": 1, 3: 4}
    found = 0
    for i in range(n):
        c = "abcdef"[i % 6]
        if c in words:
            found += 1
        if c not in table:
            found += 10
        found += 100 * (i in (5, 6, 7)) + (c in "xbx")
    return found


def slices(n):
    items = list(range(20))
    total = 0
    for i in range(n):
        k = i % 10
        total += len(items[k : k + 5]) + items[k::3][-1] + len("hello world"[k:])
    return total


print(objects(4000), members(4000), slices(4000))
Base.value = lambda self, k: 7
print(objects(100))

#: expect
#| 8006000 36298 118000
#| -4250
