# What with asks of an object; targets that are patterns or attributes; contextlib.
import contextlib


class Pair:
    def __enter__(self):
        return 1, [2, 3]

    def __exit__(self, *error):
        pass


class Box:
    pass


box = Box()
items = [0, 0]
with Pair() as (a, [b, c]):
    print(a, b, c)
with Pair() as box.value, Pair() as items[1]:
    print(box.value, items)


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *error):
        pass


for thing in (NoExit(), NoEnter(), 5):
    try:
        with thing:
            print("never")
    except TypeError:
        print("TypeError")

lazily = Box()
lazily.__enter__ = lambda: 1
lazily.__exit__ = lambda *error: None
try:
    with lazily:
        pass
except TypeError:
    print("looked up on the type")


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as e:
        print("caught", e)
    finally:
        print(f"</{name}>")


with tag("p") as p, tag("b"):
    print(p)
with tag("e"):
    raise ValueError("inside")
with contextlib.suppress(KeyError):
    {}["x"]
with contextlib.ExitStack() as stack:
    stack.enter_context(tag("in stack"))
    stack.callback(print, "callback")


@tag("decorated")
def f():
    print("f")


f()
f()

#: expect
#| 1 2 3
#| (1, [2, 3]) [0, (1, [2, 3])]
#| TypeError
#| TypeError
#| TypeError
#| looked up on the type
#| <p>
#| <b>
#| P
#| </b>
#| </p>
#| <e>
#| caught inside
#| </e>
#| <in stack>
#| callback
#| </in stack>
#| <decorated>
#| f
#| </decorated>
#| <decorated>
#| f
#| </decorated>
