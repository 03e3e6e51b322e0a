# yield, next, return values, for, exhaustion, laziness.
def count(n):
    print("start")
    for i in range(n):
        yield i
    print("end")
    return "result"


g = count(2)
print(type(g).__name__, next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)
print(next(g, "done"), list(g))
print(list(count(3)), sum(count(1)))


def squares():
    n = 0
    while True:
        yield n * n
        n += 1


s = squares()
print([next(s) for _ in range(5)], next(s))


def pairs(a, b):
    for x in a:
        for y in b:
            yield x, y


print(list(pairs("ab", range(2))), dict(pairs("a", [1])), max(pairs([3, 1], [5])))


def nothing():
    return
    yield


print(list(nothing()))


def early(n):
    for i in range(10):
        if i == n:
            return
        yield i


print(list(early(3)), len(list(early(20))))
gen = (x * x for x in range(4))
print(next(gen), list(gen), list(gen))
try:
    next(5)
except TypeError as e:
    print(e)
print(count.__name__, g.__name__, iter(g) is g)


def argument(items=[]):
    items.append(1)
    yield len(items)


a = argument()
b = argument()
print(next(b), next(a))


def raising():
    yield 1
    raise ValueError("inside")


r = raising()
print(next(r))
try:
    next(r)
except ValueError as e:
    print(e)
print(next(r, "finished"))


def stop():
    yield 1
    raise StopIteration("wrong")


try:
    list(stop())
except RuntimeError as e:
    print(e, repr(e.__cause__))

#: expect
#| start
#| generator 0 1
#| end
#| stop result
#| done []
#| start
#| end
#| start
#| end
#| [0, 1, 2] 0
#| [0, 1, 4, 9, 16] 25
#| [('a', 0), ('a', 1), ('b', 0), ('b', 1)] {'a': 1} (3, 5)
#| []
#| [0, 1, 2] 10
#| 0 [1, 4, 9] []
#| 'int' object is not an iterator
#| count count True
#| 1 2
#| 1
#| inside
#| finished
#| generator raised StopIteration StopIteration('wrong')
