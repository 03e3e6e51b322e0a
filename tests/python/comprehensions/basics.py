# List, dict, set comprehensions and generator expressions: nesting, conditions, scopes.
print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [x if x % 2 else -x for x in range(5)])
print([(x, y) for x in range(3) for y in range(x)], [[y * x for y in range(3)] for x in range(3)])
print({x: x * x for x in range(3)}, {k: v for v, k in enumerate("abc")}, sorted({x % 3 for x in range(10)}))
print(sum(x for x in range(5)), "".join(c.upper() for c in "abc" if c != "b"), any(x > 3 for x in range(5)))
print([a + b for a, b in [(1, 2), (3, 4)]], [a for a, *b in ["xyz", "uv"]], [y for x in [[1, 2], [3]] for y in x])
x = "outer"
print([x for x in range(2)], x)
functions = [lambda: i for i in range(3)]
print([f() for f in functions])


def f(n):
    return [i + n for i in range(n)], {n: i for i in range(2)}


print(f(3))


class C:
    size = 3
    items = [i for i in range(size)]


print(C.items)
print([y := 1, y + 1], [last for i in range(3) if (last := i * 10)])
print([[1 for _ in range(2)] for _ in range(2)], [i for i in [] for j in 1 / 0])
lazy = (1 / n for n in [1, 0])
print(next(lazy))
try:
    next(lazy)
except ZeroDivisionError:
    print("late")
try:
    g = (i for i in 5)
except TypeError as e:
    print(e)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], {(i, j): v for i, row in enumerate(matrix) for j, v in enumerate(row)}[1, 2])
print([i for i in range(3) if not i == 1 or False], {**{c: 1 for c in "ab"}}, [*(c for c in "ab")])

#: expect
#| [0, 1, 4, 9, 16] [5, 7, 9] [0, 1, -2, 3, -4]
#| [(1, 0), (2, 0), (2, 1)] [[0, 0, 0], [0, 1, 2], [0, 2, 4]]
#| {0: 0, 1: 1, 2: 4} {'a': 0, 'b': 1, 'c': 2} [0, 1, 2]
#| 10 AC True
#| [3, 7] ['x', 'u'] [1, 2, 3]
#| [0, 1] outer
#| [2, 2, 2]
#| ([3, 4, 5], {3: 1})
#| [0, 1, 2]
#| [1, 2] [10, 20]
#| [[1, 1], [1, 1]] []
#| 1.0
#| late
#| 'int' object is not iterable
#| [[1, 4], [2, 5], [3, 6]] 6
#| [0, 2] {'a': 1, 'b': 1} ['a', 'b']
