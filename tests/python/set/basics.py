# Sets: operators, methods, comparison, frozenset.
a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, 1 in a, 9 in a, len(a))
print(a <= {1, 2, 3, 4}, a < a, a >= {1}, {1, 2} == {2, 1}, a.isdisjoint({7}), {1} | frozenset([2]))
a.add(5)
a.add(5)
a.discard(99)
a.remove(1)
a.update([6, 7], (8,))
print(sorted(a))
a |= {100}
a &= {5, 6, 100}
a -= {6}
a ^= {5, 1}
print(sorted(a))
print(sorted(a.union([1, 2], "x" and [3])), sorted(a.intersection([1])), sorted(a.difference({1})), sorted(a.symmetric_difference([1, 2])))
f = frozenset("abca")
print(sorted(f), len(f), {f: 1}[frozenset("cab")], hash(f) == hash(frozenset("bca")), f == set("abc"))
print(set(), frozenset(), {1}, frozenset([1]), {"a"})
c = a.copy()
c.clear()
print(c, bool(c), a.pop() in (1, 100), len(a))
for g in (lambda: set().pop(), lambda: {1}.remove(2)):
    try:
        g()
    except KeyError as e:
        print("KeyError", e)
for g in (lambda: {[]}, lambda: {1} | [2], lambda: set(5), lambda: {1} < 3):
    try:
        g()
    except TypeError as e:
        print("TypeError")
try:
    s = {1, 2}
    for x in s:
        s.add(x + 10)
except RuntimeError as e:
    print(e)
print({x * x for x in range(-3, 4)} == {0, 1, 4, 9}, {*"ab", *[1]} == {"a", "b", 1})

#: expect
#| {1, 2, 3, 4} {3} {1, 2} {1, 2, 4} True False 3
#| True False True True True {1, 2}
#| [2, 3, 5, 6, 7, 8]
#| [1, 100]
#| [1, 2, 3, 100] [1] [100] [2, 100]
#| ['a', 'b', 'c'] 3 1 True True
#| set() frozenset() {1} frozenset({1}) {'a'}
#| set() False True 1
#| KeyError 'pop from an empty set'
#| KeyError 2
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| Set changed size during iteration
#| True True
