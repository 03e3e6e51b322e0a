# Attributes of objects of several shapes at one place, members of __slots__, attributes of modules and classes.
import math


class Base:
    scale = 3

    def area(self):
        return self.side * self.scale


class Square(Base):
    def __init__(self, side):
        self.side = side


class Named(Base):
    scale = 5

    def __init__(self, side):
        self.name = "named"
        self.other = None
        self.side = side


class Slotted:
    __slots__ = ("side", "scale")

    def __init__(self, side):
        self.side = side
        self.scale = 2

    def area(self):
        return self.side * self.scale


def total(shapes, turns):
    sum = 0
    for _ in range(turns):
        for s in shapes:
            sum += s.area()
            s.side += 1
    return sum


shapes = [Square(1), Named(2), Slotted(3), Square(4), Named(5), Slotted(6)]
print(total(shapes, 2000), [s.side for s in shapes])


def constants(n):
    sum = 0.0
    for i in range(n):
        sum += math.sqrt(i) + Base.scale + math.fabs(-1.5)
    return sum


print("%.6f" % constants(5000))
Base.scale = 4
print("%.6f" % constants(5000), total(shapes[:1], 1500))


class Late:
    pass


def grow(n):
    out = []
    for i in range(n):
        o = Late()
        o.a = i
        o.b = i + 1
        o.c = o.d = o.e = o.f = 0
        o.g = o.a + o.b
        out.append(o)
    return out


objects = grow(3000)
print(objects[-1].g, sorted(vars(objects[0])), len(objects))


def missing(n):
    found = 0
    o = Slotted(1)
    for i in range(n):
        if i == n - 1:
            del o.side
        try:
            found += o.side
        except AttributeError as e:
            print(e)
    return found


print(missing(3000))

#: expect
#| 40116000 [2001, 2002, 2003, 2004, 2005, 2006]
#| 258166.697759
#| 263166.697759 16503000
#| 5999 ['a', 'b', 'c', 'd', 'e', 'f', 'g'] 3000
#| 'Slotted' object has no attribute 'side'
#| 2999
