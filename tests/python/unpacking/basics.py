# Targets: tuples, lists, stars, nesting, swaps, attributes, for loops, errors.
a, b = 1, 2
a, b = b, a
print(a, b)
(c, d), [e, *f] = (3, 4), "xyz"
print(c, d, e, f)
first, *middle, last = range(5)
print(first, middle, last)
*init, end = [1]
print(init, end)
head, *tail = "a"
print(head, tail)
[p, (q, *r), *s] = [1, (2, 3, 4), 5, 6]
print(p, q, r, s)


class O:
    pass


o = O()
items = [0, 0, 0]
o.x, items[1], *items[2:] = 10, 20, 30, 40
print(o.x, items)
for i, (x, *y) in enumerate([(1, 2, 3), "ab"]):
    print(i, x, y)
x = y = z = []
y.append(1)
print(x, y is z)
print([*range(3), *"ab"], (*[1], 2), {*[1, 1]}, {**{"a": 1}, "b": 2}, *[7, 8], (*"",))
(only,) = [5]
[] = ()
print(only)
for source, count in (([1], "a, b"), ([1, 2, 3], "a, b")):
    try:
        a, b = source
    except ValueError as e:
        print(str(e)[:21])
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
for f in (lambda: (lambda a, b: 0)(*5), ):
    try:
        f()
    except TypeError:
        print("TypeError")
try:
    a, b = 5
except TypeError as e:
    print(e)
try:
    a, b = None
except TypeError as e:
    print(e)


def fib(n):
    a, b = 0, 1
    while n:
        a, b, n = b, a + b, n - 1
    return a


print(fib(90))
i = 0
i, items[i] = 2, "two"
print(i, items)
g = (n for n in range(10))
a, b, *_ = g
print(a, b, next(g, "used up"))

#: expect
#| 2 1
#| 3 4 x ['y', 'z']
#| 0 [1, 2, 3] 4
#| [] 1
#| a []
#| 1 2 [3, 4] [5, 6]
#| 10 [0, 20, 30, 40]
#| 0 1 [2, 3]
#| 1 a ['b']
#| [1] True
#| [0, 1, 2, 'a', 'b'] (1, 2) {1} {'a': 1, 'b': 2} 7 8 ()
#| 5
#| not enough values to
#| too many values to un
#| not enough values to unpack (expected at least 2, got 1)
#| TypeError
#| cannot unpack non-iterable int object
#| cannot unpack non-iterable NoneType object
#| 2880067194370816120
#| 2 [0, 20, 'two', 40]
#| 0 1 used up
