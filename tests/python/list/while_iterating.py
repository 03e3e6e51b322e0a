# Changing a list while it is iterated, and iterators that are used up.
a = [1, 2, 3]
for x in a:
    if len(a) < 8:
        a.append(x * 10)
print(a)
b = list(range(6))
for x in b:
    if x % 2 == 0:
        b.remove(x)
print(b)
it = iter([1, 2])
print(next(it), next(it), next(it, "none"))
try:
    next(it)
except StopIteration as e:
    print("stop", e.value)
it = iter(b)
b.clear()
print(list(it))
r = reversed([1, 2, 3])
print(next(r), list(r), list(r))
print([x for x in reversed("abc")])
a = [0]
it = iter(a)
print(next(it))
print(next(it, None))
a.append(1)
print(next(it, "stays used up"))

#: expect
#| [1, 2, 3, 10, 20, 30, 100, 200]
#| [1, 3, 5]
#| 1 2 none
#| stop None
#| []
#| 3 [2, 1] []
#| ['c', 'b', 'a']
#| 0
#| None
#| stays used up
