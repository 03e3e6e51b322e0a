# deque: both ends, maxlen, rotation, index, iteration.
from collections import deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.pop(), d.popleft(), d)
d.extend("ab")
d.extendleft("xy")
print(d, list(d), list(reversed(d)), 2 in d, d.index("a"), d.count(2))
d.rotate(2)
print(d)
d.rotate(-3)
print(d)
d[1] = "set"
d.insert(1, "ins")
d.remove("ins")
del d[0]
print(d, d == deque(d), d.copy(), bool(deque()))
m = deque(maxlen=3)
for i in range(6):
    m.append(i)
print(m, m.maxlen)
m.appendleft(9)
print(m)
d.reverse()
print(d + deque([1]), deque([1]) * 2)
d.clear()
print(d)
for f in (lambda: d.pop(), lambda: d.popleft(), lambda: d[0], lambda: deque([1]).remove(2)):
    try:
        f()
    except (IndexError, ValueError) as e:
        print(type(e).__name__)
try:
    q = deque([1, 2])
    for x in q:
        q.append(x)
except RuntimeError as e:
    print(e)
big = deque(range(1000))
big.rotate(137)
print(sum(big), big[0], big[500])

#: expect
#| deque([1, 2, 3]) 5 0 4 4 0 deque([1, 2, 3])
#| deque(['y', 'x', 1, 2, 3, 'a', 'b']) ['y', 'x', 1, 2, 3, 'a', 'b'] ['b', 'a', 3, 2, 1, 'x', 'y'] True 5 1
#| deque(['a', 'b', 'y', 'x', 1, 2, 3])
#| deque(['x', 1, 2, 3, 'a', 'b', 'y'])
#| deque(['set', 2, 3, 'a', 'b', 'y']) True deque(['set', 2, 3, 'a', 'b', 'y']) False
#| deque([3, 4, 5], maxlen=3) 3
#| deque([9, 3, 4], maxlen=3)
#| deque(['y', 'b', 'a', 3, 2, 'set', 1]) deque([1, 1])
#| deque([])
#| IndexError
#| IndexError
#| IndexError
#| ValueError
#| deque mutated during iteration
#| 499500 863 363
