# Decorators, with and without arguments, stacked, on classes; functools.wraps.
import functools


def loud(f):
    @functools.wraps(f)
    def wrapper(*args, **kw):
        return f(*args, **kw).upper()

    return wrapper


def times(n):
    def decorate(f):
        def wrapper(*args):
            return f(*args) * n

        return wrapper

    return decorate


@times(2)
@loud
def hi(name):
    """Greets."""
    return "hi " + name


@loud
def ho(name):
    """Says ho."""
    return "ho " + name


print(hi("bob"), hi.__name__, ho.__name__, ho.__doc__, ho.__wrapped__("x"))


def register(cls):
    registry.append(cls.__name__)
    return cls


registry = []


@register
class A:
    pass


@register
class B(A):
    pass


print(registry)
order = []


def mark(n):
    order.append(("made", n))

    def decorate(f):
        order.append(("applied", n))
        return f

    return decorate


@mark(1)
@mark(2)
def nothing():
    pass


print(order)


class Counted:
    def __init__(self, f):
        self.f = f
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.f(*args)


@Counted
def add(a, b):
    return a + b


print(add(1, 2), add(3, 4), add.calls)

#: expect
#| HI BOBHI BOB wrapper ho Says ho. ho x
#| ['A', 'B']
#| [('made', 1), ('made', 2), ('applied', 2), ('applied', 1)]
#| 3 7 2
