# A descriptor or hook that a class gets while compiled code reads and writes the attribute of its instances.
class P:
    def __init__(self):
        self.x = 1


class Q(P):
    pass


def read(objects, n):
    total = 0
    for i in range(n):
        total += objects[i % len(objects)].x
    return total


def write(obj, n):
    for i in range(n):
        obj.x = i


p, q = P(), Q()
print(read([p, q], 3000))
write(p, 3000)
print(p.x)
P.x = property(lambda self: 10, lambda self, v: self.__dict__.__setitem__("seen", v))
print(read([p, q], 3000))
write(p, 3000)
print(p.x, p.__dict__["x"], p.seen)
del P.x
print(read([p], 100), read([q], 100))


class H:
    pass


h = H()
h.x = 5
print(read([h], 3000))
write(h, 3000)
H.__setattr__ = lambda self, name, value: object.__setattr__(self, name, -value)
write(h, 3000)
print(h.x)
H.__getattribute__ = lambda self, name: 7
print(read([h], 3000), h.anything)


class Data:
    def __get__(self, obj, owner):
        return 3

    def __set__(self, obj, value):
        pass


class R:
    def __init__(self):
        self.x = 1


def grow(n):
    total = 0
    for i in range(n):
        if i == n // 2:
            R.x = Data()
        r = R()
        total += r.x
    return total


print(grow(3000), R().__dict__)

#: expect
#| 3000
#| 2999
#| 30000
#| 10 2999 2999
#| 299900 100
#| 15000
#| -2999
#| 21000 7
#| 6000 {}
