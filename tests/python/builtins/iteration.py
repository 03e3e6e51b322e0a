# enumerate, zip, map, filter, reversed, sorted, sum, min, max, any, all, iter, next.
print(list(enumerate("ab")), list(enumerate("ab", 5)), list(zip([1, 2, 3], "ab")), list(zip()), list(zip("ab", "cd", "ef")))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, range(4))))
print(list(reversed([1, 2])), list(reversed(range(3))), sum([1, 2, 3]), sum([1.5, 2]), sum([[1], [2]], []), sum((), 5), sum(range(10), start=100))
print(min(3, 1, 2), max([3, 1, 2]), min("abc"), max("a", "bb", key=len), min([], default="none"), max(x for x in (1, 5, 2)), min([(2, "a"), (1, "z")]))
print(any([]), all([]), any([0, 1]), all([1, 0]), any(x > 2 for x in range(5)), all(x < 5 for x in range(5)))
it = iter([1, 2, 3])
print(next(it), [x for x in it], next(it, None))
try:
    list(zip([1, 2], [3], strict=True))
except ValueError as e:
    print(e)
for f in (lambda: min([]), lambda: sum(["a"]), lambda: sum("ab", ""), lambda: max(1), lambda: sorted([1, "a"]), lambda: zip(1), lambda: map(5), lambda: reversed({1}), lambda: min()):
    try:
        f()
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
z = zip("ab", iter([1, 2]))
print(iter(z) is z, next(z), list(z), list(z))
m = map(int, "123")
print(next(m), sum(m), list(m))
e = enumerate(["x"])
print(next(e), next(e, "end"))
print(sorted({3, 1, 2}), sorted("bca", reverse=True), sorted({"b": 1, "a": 2}), sorted([[2], [1, 5], []]))

#: expect
#| [(0, 'a'), (1, 'b')] [(5, 'a'), (6, 'b')] [(1, 'a'), (2, 'b')] [] [('a', 'c', 'e'), ('b', 'd', 'f')]
#| ['1', '2'] [11, 22] [1, 'a'] [2, 3]
#| [2, 1] [2, 1, 0] 6 3.5 [1, 2] 5 145
#| 1 3 a bb none 5 (1, 'z')
#| False True True False True True
#| 1 [2, 3] None
#| zip() argument 2 is shorter than argument 1
#| ValueError min() iterable argument is empty
#| TypeError unsupported operand type(s) for +: 'int' and 'str'
#| TypeError sum() can't sum strings [use ''.join(seq) instead]
#| TypeError 'int' object is not iterable
#| TypeError '<' not supported between instances of 'str' and 'int'
#| TypeError 'int' object is not iterable
#| TypeError map() must have at least two arguments.
#| TypeError 'set' object is not reversible
#| TypeError min expected at least 1 argument, got 0
#| True ('a', 1) [('b', 2)] []
#| 1 5 []
#| (0, 'x') end
#| [1, 2, 3] ['c', 'b', 'a'] ['a', 'b'] [[], [1, 5], [2]]
