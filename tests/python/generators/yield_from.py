# Delegation: values, sends, throws and results pass through.
def inner():
    try:
        x = yield 1
        print("got", x)
        y = yield 2
        print("got", y)
    except ValueError as e:
        print("inner caught", e)
        yield "recovered"
    return "inner result"


def outer():
    result = yield from inner()
    print("result", result)
    yield from [10, 20]
    yield from "ab"
    return "outer result"


o = outer()
print(next(o), o.send("a"), o.send("b"))
print(list(o))
o = outer()
next(o)
print(o.throw(ValueError("thrown")))
print(next(o))


def tree(t):
    if isinstance(t, list):
        for x in t:
            yield from tree(x)
    else:
        yield t


print(list(tree([1, [2, [3, [4]], 5], [[6]]])))


def deep(n):
    if n == 0:
        yield "bottom"
    else:
        yield from deep(n - 1)


print(list(deep(200)))


def closing():
    try:
        yield 1
    finally:
        print("inner closed")


def around():
    try:
        yield from closing()
    finally:
        print("outer closed")


a = around()
next(a)
a.close()


class Iterable:
    def __iter__(self):
        return iter([7, 8])


def over():
    yield (yield from Iterable())


print(list(over()))


def wrong():
    yield from 5


try:
    list(wrong())
except TypeError as e:
    print(e)
print(list((yield_ for yield_ in (i for i in (1, 2)))))

#: expect
#| got a
#| got b
#| result inner result
#| 1 2 10
#| [20, 'a', 'b']
#| inner caught thrown
#| recovered
#| result inner result
#| 10
#| [1, 2, 3, 4, 5, 6]
#| ['bottom']
#| inner closed
#| outer closed
#| [7, 8, None]
#| 'int' object is not iterable
#| [1, 2]
