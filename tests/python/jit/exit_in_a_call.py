# An exit inside an inlined call: the argument was in its register before the loop began.
def size(a):
    if len(a) <= 2:
        return 0
    first, *rest = a
    return first + len(rest)


def run(n):
    total = 0
    for i in range(n):
        total += size([1, 2] if i < n - 3 else [i, 1, 2])
    return total


print(run(100), run(3), run(50))


def shrink(a):
    if len(a) <= 1:
        return a
    first, *rest = a
    return shrink([x for x in rest if x < first]) + [first] + shrink([x for x in rest if x >= first])


for n in (0, 1, 2, 50):
    items = [(i * 37) % 101 for i in range(n)]
    print(shrink(items) == sorted(items))
print(shrink("the quick brown fox jumps over the lazy dog".split()))
print(shrink([(1, "b"), (0, "z"), (1, "a")]))

#: expect
#~ 300 9 150
#~ True
#~ True
#~ True
#~ True
#~ ['brown', 'dog', 'fox', 'jumps', 'lazy', 'over', 'quick', 'the', 'the']
#~ [(0, 'z'), (1, 'a'), (1, 'b')]
