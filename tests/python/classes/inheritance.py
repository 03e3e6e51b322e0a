# MRO, super, diamonds, isinstance, conflicts.
class A:
    def who(self):
        return ["A"]

    def only_a(self):
        return "only A, " + self.who()[0]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


print(D().who(), [c.__name__ for c in D.__mro__], D().only_a())
print(isinstance(D(), A), issubclass(D, C), issubclass(C, D), issubclass(D, (int, A)), D.__bases__)
print(super(B, D()).who(), super(D, D()).who(), B.who(D()))
try:

    class E(A, B):
        pass

except TypeError as e:
    print(str(e).splitlines()[0])


class Base:
    def __init__(self, x, **kw):
        super().__init__(**kw)
        self.x = x


class Mixin:
    def __init__(self, y=0, **kw):
        super().__init__(**kw)
        self.y = y


class Both(Base, Mixin):
    def __init__(self, z, **kw):
        super().__init__(**kw)
        self.z = z


b = Both(1, x=2, y=3)
print(b.x, b.y, b.z)


class Meta(A):
    @classmethod
    def make(cls):
        return super().__new__(cls).who()

    @staticmethod
    def plain():
        return "static"


print(Meta.make(), Meta.plain(), Meta().plain())
try:
    super().x
except RuntimeError as e:
    print(e)
print(A.__subclasses__() == [B, C, Meta], D.mro()[-1])
D.__bases__ = (C, B)
print([c.__name__ for c in D.__mro__])

#: expect
#| ['D', 'B', 'C', 'A'] ['D', 'B', 'C', 'A', 'object'] only A, D
#| True True False True (<class '__main__.B'>, <class '__main__.C'>)
#| ['C', 'A'] ['B', 'C', 'A'] ['B', 'C', 'A']
#| Cannot create a consistent method resolution order (MRO) for bases A, B
#| 2 3 1
#| ['A'] static static
#| super(): no arguments
#| True <class 'object'>
#| ['D', 'C', 'B', 'A', 'object']
