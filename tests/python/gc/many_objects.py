# Many short-lived objects beside some that live on; structures that grow while collections happen.
class Leaf:
    __slots__ = ("value", "next")

    def __init__(self, value, next):
        self.value = value
        self.next = next


def chain(n):
    head = None
    for i in range(n):
        head = Leaf(i, head)
    return head


kept = [chain(50) for _ in range(10)]
for round in range(20):
    garbage = [chain(20) for _ in range(10)]
    garbage.append(garbage)
    text = "".join(str(i) for i in range(100))
    table = {f"{i}": [i] for i in range(100)}
    kept[round % 10] = chain(50)


def total(leaf):
    result = 0
    while leaf is not None:
        result += leaf.value
        leaf = leaf.next
    return result


print([total(k) for k in kept], len(text), len(table), table["77"])
deep = None
for i in range(20000):
    deep = [deep, i]
depth = 0
while deep is not None:
    deep, last = deep
    depth += 1
print(depth, last)
big = [list(range(100)) for _ in range(100)]
for i in range(200):
    big[i % 100] = big[(i * 7) % 100] + [i] if len(big[i % 100]) < 105 else []
print(sum(map(len, big)))
s = set()
for i in range(3000):
    s.add((i % 50, str(i % 20)))
print(len(s))

#: expect
#| [1225, 1225, 1225, 1225, 1225, 1225, 1225, 1225, 1225, 1225] 190 100 [77]
#| 20000 0
#| 10327
#| 100
