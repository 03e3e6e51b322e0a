# The other side of a generator: send, throw, close.
def echo():
    received = []
    while True:
        try:
            item = yield received
            received.append(item)
        except ValueError as e:
            received.append(f"caught {e}")


e = echo()
print(next(e), e.send(1), e.send(2), e.throw(ValueError("v")), next(e))
try:
    e.throw(KeyError("k"))
except KeyError as k:
    print(repr(k))
print(next(e, "over"))
try:
    echo().send(1)
except TypeError as t:
    print(t)


def cleanup():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closed")
        raise
    finally:
        print("finally")


c = cleanup()
next(c)
c.close()
c.close()
print(list(c))
unstarted = cleanup()
unstarted.close()
print(next(unstarted, "never began"))


def stubborn():
    for _ in range(2):
        try:
            yield 1
        except GeneratorExit:
            pass


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as r:
    print(r)


def averager():
    total = n = 0
    average = None
    while (value := (yield average)) is not None:
        total += value
        n += 1
        average = total / n
    return total


a = averager()
next(a)
print(a.send(10), a.send(20), a.send(30))
try:
    a.send(None)
except StopIteration as stop:
    print(stop.value)


def self_running():
    try:
        next(me)
    except ValueError as v:
        yield str(v)


me = self_running()
print(next(me))
g = echo()
next(g)
try:
    g.throw(TypeError)
except TypeError as t:
    print(repr(t))


def returns_on_close():
    try:
        yield
    except GeneratorExit:
        return "closing value"


rc = returns_on_close()
next(rc)
rc.close()
print("done")

#: expect
#| [1, 2, 'caught v', None] [1, 2, 'caught v', None] [1, 2, 'caught v', None] [1, 2, 'caught v', None] [1, 2, 'caught v', None]
#| KeyError('k')
#| over
#| can't send non-None value to a just-started generator
#| closed
#| finally
#| []
#| never began
#| generator ignored GeneratorExit
#| 10.0 15.0 20.0
#| 60
#| generator already executing
#| TypeError()
#| done
