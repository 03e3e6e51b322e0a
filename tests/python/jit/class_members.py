# Attributes that classes have, in compiled loops: class methods, static methods, items of named tuples; and what
# changes them.
from collections import namedtuple

P = namedtuple("P", "x y z")


class L(list):
    pass


class M(list):
    def __iter__(self):
        return iter([1])


class C:
    k = 5

    @classmethod
    def cm(cls, a):
        return cls.k + a

    @staticmethod
    def sm(a):
        return a * 2


class D(C):
    k = 9


def mixed(n):
    t = 0
    plain, own = L(range(5)), M([5, 6, 7])
    for i in range(n):
        p = P(i, 2, 3)
        t += p.x + p.y
        c = D() if i % 3 else C()
        t += c.cm(1) + c.sm(2) + C.cm(3) + D.sm(4)
        bound = c.cm
        t += bound(2)
        for x in plain:
            t += x
        for x in own:
            t += x
        if int.__repr__ is int.__repr__:
            t += 1
        t += len(repr(i)) + hash(3) + issubclass(D, C) + issubclass(C, (int, str))
        if i == n // 2:
            D.cm = staticmethod(lambda a: 100)
            C.k = 6
    return t


print(mixed(600))


class E:
    cm = classmethod(lambda cls, a: a)


def hidden(n):
    e, t = E(), 0
    for i in range(n):
        t += e.cm(i)
        if i == n - 100:
            e.cm = lambda a: 1
    return t


print(hidden(500))


def too_short(n):
    t, said = 0, set()
    short = tuple.__new__(P, (1,))
    for i in range(n):
        p = P(1, 2, 3) if i < n - 5 else short
        try:
            t += p.y
        except IndexError as e:
            said.add(str(e))
    return t, said


print(too_short(500))


class F(P):
    __slots__ = ()

    def __getattribute__(self, name):
        return 40 if name == "y" else super().__getattribute__(name)


def asked_first(n):
    t = 0
    for i in range(n):
        p = F(1, 2, 3)
        t += p.y + p.x
    return t


print(asked_first(300))


class Meta(type):
    @property
    def tag(cls):
        return cls.__name__

    def plain(cls):
        return "meta"


class G(metaclass=Meta):
    tag = "own"

    def plain(self):
        return "own"


def of_classes(n):
    seen = set()
    for i in range(n):
        seen.add((G.tag, G.plain(None), D.cm(1), L.append is list.append))
    return seen


print(of_classes(300))


def longer_list(n):
    items, t = L([1, 2]), 0
    for i in range(n):
        for x in items:
            t += x
            if len(items) < 50:
                items.append(i)
    return t, len(items)


print(longer_list(100))
#: expect
#| 251487
#| 80299
#| (990, {'tuple index out of range'})
#| 12300
#| {('G', 'own', 100, True)}
#| (300, 50)
