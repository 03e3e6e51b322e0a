# An iterator shared by loops and functions goes on where it was left.
it = iter(range(10))
for x in it:
    if x == 3:
        break
print(list(zip(it, it)))
lines = iter("a b c d e f".split())
print([(line, next(lines)) for line in lines])
d = {i: i for i in range(5)}
keys = iter(d)
print(next(keys), next(keys), list(keys))
e = enumerate("abcd")
next(e)
print([x for x in e])


def take(n, it):
    return [next(it) for _ in range(n)]


c = iter(range(100))
print(take(3, c), take(2, c), sum(c))
print(next(iter("ab")), next(reversed([1, 2])), [*iter((1, 2))])
s = iter("abc")
print("b" in s, list(s))

#: expect
#| [(4, 5), (6, 7), (8, 9)]
#| [('a', 'b'), ('c', 'd'), ('e', 'f')]
#| 0 1 [2, 3, 4]
#| [(1, 'b'), (2, 'c'), (3, 'd')]
#| [0, 1, 2] [3, 4] 4940
#| a 2 [1, 2]
#| True ['c']
