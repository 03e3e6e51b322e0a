# Augmented assignment evaluates its target once; all operators; annotations; walrus; del.
calls = []


def at(x):
    calls.append(x)
    return x


a = [1, 2, 3]
a[at(1)] += 10
d = {"k": 1}
d[at("k")] *= 5
print(a, d, calls)
x = 17
x += 3
x -= 1
x *= 2
x //= 3
x %= 7
x **= 3
x <<= 2
x >>= 1
x |= 1
x &= 0xFF
x ^= 0b1010
x /= 2
print(x)
m = [1]
n = m
n += [2]
n = n + [3]
print(m, n)
s = "a"
s += "b"
s *= 3
print(s)
t = (1,)
t += (2,)
print(t)


class A:
    count: int = 0
    later: str


A.count += 1
a = A()
a.count += 10
print(A.count, a.count, hasattr(A, "later"))
y: int = 5
z: "anything"
(w): int = 6
print(y, w)
try:
    z
except NameError as e:
    print(e)
if (n := 10) > 5 and (m := n * 2):
    print(n, m)
while (n := n - 3) > 0:
    print(n, end=" ")
print()
del x, y
for name in ("x", "y"):
    print(name in globals(), end=" ")
data = {"a": [1, 2, 3], "b": 2}
del data["a"][1], data["b"]
print(data)
try:
    del undefined
except NameError as e:
    print(e)
b = c = 5
print(b, c)
global_list = [[]] * 2
global_list[0] += [1]
print(global_list)

#: expect
#| [1, 12, 3] {'k': 5} [1, 'k']
#| 120.5
#| [1, 2] [1, 2, 3]
#| ababab
#| (1, 2)
#| 1 11 False
#| 5 6
#| name 'z' is not defined
#| 10 20
#| 7 4 1
#| False False {'a': [1, 3]}
#| name 'undefined' is not defined
#| 5 5
#| [[1], [1]]
