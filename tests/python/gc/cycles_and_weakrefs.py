# Garbage that refers to itself goes; what is still referred to stays; weak references are cleared.
#: not gc
import gc
import weakref


class Node:
    def __init__(self, name):
        self.name = name
        self.other = None


def cycle(n):
    a, b = Node(f"a{n}"), Node(f"b{n}")
    a.other, b.other = b, a
    return weakref.ref(a)


refs = [cycle(i) for i in range(20)]
kept = refs[3]()
gc.collect()
print(sum(r() is not None for r in refs), kept.name, kept.other.name, kept.other.other is kept)
del kept
gc.collect()
print([r() for r in refs] == [None] * 20)

log = []
target = Node("target")
r = weakref.ref(target, lambda ref: log.append("gone"))
print(r() is target, weakref.getweakrefcount(target))
del target
gc.collect()
print(r(), log)

values = weakref.WeakValueDictionary()
a = Node("kept")
values["a"], values["b"] = a, Node("dropped")
gc.collect()
print(sorted(values), values["a"].name)

keys = weakref.WeakKeyDictionary()
keys[a] = "data"
print(len(keys))
del a
gc.collect()
print(len(keys), len(values))


class Closing:
    def __del__(self):
        log.append("deleted")


Closing()
c = Closing()
c.me = c
del c
gc.collect()
print(log)

#: expect
#| 1 a3 b3 True
#| True
#| True 1
#| None ['gone']
#| ['a'] kept
#| 1
#| 0 0
#| ['gone', 'deleted', 'deleted']
