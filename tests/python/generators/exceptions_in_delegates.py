# What comes out of generators that delegate, and exceptions that are none.
def inner(stop):
    try:
        yield 1
        yield 2
    finally:
        raise stop


def outer(stop):
    return (yield from inner(stop))


for stop in StopIteration(), KeyError("k"):
    g = outer(stop)
    print(next(g))
    try:
        g.close()
    except (RuntimeError, KeyError) as e:
        print(repr(e), repr(e.__context__))


class Strange(Exception):
    def __new__(cls, *args):
        return cls


def plain():
    yield


for how in (lambda: plain().throw(Strange),):
    try:
        how()
    except TypeError as e:
        print(e)
try:
    raise Strange
except TypeError as e:
    print(e)
#: expect
#| 1
#| RuntimeError('generator raised StopIteration') StopIteration()
#| 1
#| KeyError('k') GeneratorExit()
#| calling <class '__main__.Strange'> should have returned an instance of BaseException, not type
#| calling <class '__main__.Strange'> should have returned an instance of BaseException, not <class 'type'>
