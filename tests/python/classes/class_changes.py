# Classes that change while instances exist: methods replaced, attributes added, __class__ set.
class A:
    def f(self):
        return 1


a = A()


def call(n):
    total = 0
    for _ in range(n):
        total += a.f()
    return total


print(call(50))
A.f = lambda self: 2
print(call(50))
a.f = lambda: 3
print(call(50))
del a.f
print(call(50))
del A.f
try:
    call(1)
except AttributeError as e:
    print(e)


class B:
    def f(self):
        return 10


A.__getattr__ = lambda self, name: (lambda: 7)
print(call(50))
a.__class__ = B
print(call(50), type(a).__name__)


class Base:
    x = 1


class Sub(Base):
    pass


s = Sub()


def read(n):
    return [s.x for _ in range(n)][-1]


print(read(50))
Base.x = 2
print(read(50))
Sub.x = 3
print(read(50))
s.x = 4
print(read(50))
Sub.x = property(lambda self: "property")
print(read(50))
del Sub.x
print(read(50))

#: expect
#| 50
#| 100
#| 150
#| 100
#| 'A' object has no attribute 'f'
#| 350
#| 500 B
#| 1
#| 2
#| 3
#| 4
#| property
#| 4
