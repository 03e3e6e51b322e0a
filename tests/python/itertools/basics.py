# The functions of itertools.
import itertools as it

print(list(it.islice(it.count(5, 2), 4)), list(it.islice(it.cycle("ab"), 5)), list(it.repeat(1, 3)), list(it.islice(it.repeat("x"), 2)))
print(list(it.chain("ab", [1])), list(it.chain.from_iterable([[1], [2, 3]])), list(it.accumulate([1, 2, 3, 4])), list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print(list(it.compress("abcd", [1, 0, 1, 0])), list(it.dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.filterfalse(lambda x: x % 2, range(5))))
print(list(it.islice(range(10), 2, 8, 2)), list(it.islice("abc", 2)), list(it.islice("abc", 1, None)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.pairwise("abcd")))
print(list(it.product("ab", [1, 2])), list(it.product(range(2), repeat=2)), list(it.product()))
print(list(it.permutations("abc", 2)), list(it.permutations([1, 2, 3]))[-1], list(it.combinations("abcd", 2)), list(it.combinations_with_replacement("ab", 2)))
print(list(it.zip_longest("abc", [1], fillvalue="-")), [list(b) for b in it.batched("abcdefg", 3)])
for key, group in it.groupby("aaabbc"):
    print(key, list(group), end=" ")
print()
print([(k, len(list(g))) for k, g in it.groupby(range(10), key=lambda x: x // 4)])
a, b = it.tee(iter([1, 2, 3]))
print(next(a), list(b), list(a))
c = it.count()
print(next(c), next(c), c, it.count(1.5), it.repeat(5, 2))
print(sum(1 for _ in it.permutations(range(6))), sum(1 for _ in it.combinations(range(12), 5)))
print(list(it.permutations([1], 2)), list(it.combinations([], 0)))
try:
    it.islice([1], -1)
except ValueError as e:
    print("ValueError")

#: expect
#| [5, 7, 9, 11] ['a', 'b', 'a', 'b', 'a'] [1, 1, 1] ['x', 'x']
#| ['a', 'b', 1] [1, 2, 3] [1, 3, 6, 10] [10, 10, 20, 60]
#| ['a', 'c'] [3, 1] [1, 2] [0, 2, 4]
#| [2, 4, 6] ['a', 'b'] ['b', 'c'] [8, 9] [('a', 'b'), ('b', 'c'), ('c', 'd')]
#| [('a', 1), ('a', 2), ('b', 1), ('b', 2)] [(0, 0), (0, 1), (1, 0), (1, 1)] [()]
#| [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')] (3, 2, 1) [('a', 'b'), ('a', 'c'), ('a', 'd'), ('b', 'c'), ('b', 'd'), ('c', 'd')] [('a', 'a'), ('a', 'b'), ('b', 'b')]
#| [('a', 1), ('b', '-'), ('c', '-')] [['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]
#| a ['a', 'a', 'a'] b ['b', 'b'] c ['c']
#| [(0, 4), (1, 4), (2, 2)]
#| 1 [1, 2, 3] [2, 3]
#| 0 1 count(2) count(1.5) repeat(5, 2)
#| 720 792
#| [] [()]
#| ValueError
