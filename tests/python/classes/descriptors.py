# Data and non-data descriptors, __set_name__, functions as descriptors.
class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = "_" + name
        print("named", owner.__name__, name)

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.name, None)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}")
        setattr(obj, self.name, value)

    def __delete__(self, obj):
        delattr(obj, self.name)


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name = name
        self.age = age


p = Person("Ann", 5)
print(p.name, p.age, p.__dict__, type(Person.name).__name__)
try:
    p.age = "old"
except TypeError as e:
    print(e)
del p.age
print(p.age)


class NonData:
    def __get__(self, obj, owner):
        return ("computed", obj is None, owner.__name__)


class H:
    n = NonData()


h = H()
print(h.n, H.n)
h.n = "instance wins"
print(h.n)


class Cached:
    def __init__(self, f):
        self.f = f

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner):
        value = obj.__dict__[self.name] = self.f(obj)
        return value


class Slow:
    @Cached
    def result(self):
        print("working")
        return 42


s = Slow()
print(s.result, s.result)


def free(self, x):
    return (self, x)


print(free.__get__(5)(6), (5).__add__.__self__, str.upper.__get__("a")())


class K:
    @classmethod
    def c(cls, x):
        return cls.__name__, x

    @staticmethod
    def s(x):
        return x

    @classmethod
    def make(cls):
        return cls()


class L(K):
    pass


print(L.c(1), L().c(2), K.s(3), L().s(4), type(L.make()).__name__, K.__dict__["s"].__func__(5))

#: expect
#| named Person name
#| named Person age
#| Ann 5 {'_name': 'Ann', '_age': 5} Typed
#| age must be int
#| None
#| ('computed', False, 'H') ('computed', True, 'H')
#| instance wins
#| working
#| 42 42
#| (5, 6) 5 A
#| ('L', 1) ('L', 2) 3 4 L 5
