# Finalizers run once, when the object is garbage or at the end of the program; errors in them are reported.
import gc
import sys


class A:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


class B(A):
    pass


def make(cls, name, cyclic):
    a = cls(name)
    if cyclic:
        a.me = a


make(A, "plain", False)
gc.collect()
make(B, "cycle", True)
gc.collect()

saved = []


class Phoenix:
    def __del__(self):
        print("rises")
        saved.append(self)


def burn():
    Phoenix()


burn()
gc.collect()
print(len(saved), type(saved[0]).__name__)
saved.clear()
gc.collect()


class Late:
    pass


Late.__del__ = lambda self: print("given later")


def late():
    Late()


late()
gc.collect()


class Bad:
    def __del__(self):
        1 / 0


def bad():
    Bad()


sys.unraisablehook = lambda u: print("hook", u.exc_type.__name__)
bad()
gc.collect()
sys.unraisablehook = sys.__unraisablehook__

last = A("at the end")
print("end")

#: expect
#| del plain
#| del cycle
#| rises
#| 1 Phoenix
#| given later
#| hook ZeroDivisionError
#| end
#| del at the end
