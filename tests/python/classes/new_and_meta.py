# __new__, metaclasses, __init_subclass__, __class_getitem__, type() with three arguments.
class Single:
    _one = None

    def __new__(cls, *args):
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __init__(self, n):
        self.n = n


a, b = Single(1), Single(2)
print(a is b, a.n)


class Other:
    def __new__(cls):
        return 5

    def __init__(self):
        print("never called")


print(Other())


class Meta(type):
    def __new__(mcls, name, bases, namespace, **kw):
        namespace["added"] = sorted(k for k in namespace if not k.startswith("__"))
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kw):
        super().__init__(name, bases, namespace)
        cls.options = kw

    def __call__(cls, *args):
        print("making", cls.__name__)
        return super().__call__(*args)

    def __len__(cls):
        return 42

    @property
    def shout(cls):
        return cls.__name__.upper()


class Made(metaclass=Meta, flag=True):
    x = 1

    def f(self):
        pass


class Child(Made):
    pass


print(Made.added, Made.options, Child.options, len(Made), Made.shout, type(Child) is Meta)
Made()


class Plugin:
    known = []

    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        Plugin.known.append((cls.__name__, name))

    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class One(Plugin, name="first"):
    pass


class Two(One):
    pass


print(Plugin.known, Plugin[int], Two["x"])
T = type("T", (One,), {"x": 1, "f": lambda self: self.x})
print(T.__name__, T().f(), T.__mro__[1].__name__, type(T), T.__qualname__)
try:
    class Bad(1):
        pass
except TypeError as e:
    print(type(e).__name__)
try:
    class Final(bool):
        pass
except TypeError as e:
    print(e)

#: expect
#| True 2
#| 5
#| ['f', 'x'] {'flag': True} {} 42 MADE True
#| making Made
#| [('One', 'first'), ('Two', None)] Plugin[<class 'int'>] Two[x]
#| T 1 One <class 'type'> T
#| TypeError
#| type 'bool' is not an acceptable base type
