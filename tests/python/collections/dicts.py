# defaultdict, OrderedDict, Counter, ChainMap.
from collections import ChainMap, Counter, OrderedDict, defaultdict

d = defaultdict(list)
for i, letter in enumerate("abcab"):
    d[letter].append(i)
print(d, d["z"], "y" in d, d.get("y"), dict(d), d.default_factory)
n = defaultdict(int)
n["a"] += 5
print(n, n["b"], sorted(n), defaultdict(lambda: "dflt")["x"])
try:
    defaultdict(None)["k"]
except KeyError as e:
    print(e)
tree = defaultdict(lambda: defaultdict(int))
tree["a"]["b"] += 1
print(tree["a"], {k: dict(v) for k, v in tree.items()})

o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
o.move_to_end("a")
print(o, list(o), o.popitem(last=False), o == {"c": 3, "a": 1}, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1))
o.move_to_end("a", last=False)
print(list(o.items()), list(reversed(o)))

c = Counter("abracadabra")
print(c, c["a"], c["zz"], c.most_common(2), sum(c.values()), c.total(), sorted(c.elements())[:6])
c.update("aaa")
c.subtract({"b": 5})
print(c["a"], c["b"], +c, Counter(a=3) + Counter(a=1, b=2), Counter(a=3) - Counter(a=1), Counter(a=3, b=1) & Counter(a=1, b=5), Counter(a=1) | Counter(a=4))
print(Counter([3, 1, 3]), Counter(a=1) == Counter(a=1, b=0), Counter())

m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m["a"], m["b"], dict(m), len(m), "z" in m)

#: expect
#| defaultdict(<class 'list'>, {'a': [0, 3], 'b': [1, 4], 'c': [2], 'z': []}) [] False None {'a': [0, 3], 'b': [1, 4], 'c': [2], 'z': []} <class 'list'>
#| defaultdict(<class 'int'>, {'a': 5, 'b': 0}) 0 ['a', 'b'] dflt
#| 'k'
#| defaultdict(<class 'int'>, {'b': 1}) {'a': {'b': 1}}
#| OrderedDict({'c': 3, 'a': 1}) ['b', 'c', 'a'] ('b', 2) True False
#| [('a', 1), ('c', 3)] ['c', 'a']
#| Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1}) 5 0 [('a', 5), ('b', 2)] 11 11 ['a', 'a', 'a', 'a', 'a', 'b']
#| 8 -3 Counter({'a': 8, 'r': 2, 'c': 1, 'd': 1}) Counter({'a': 4, 'b': 2}) Counter({'a': 2}) Counter({'a': 1, 'b': 1}) Counter({'a': 4})
#| Counter({3: 2, 1: 1}) True Counter()
#| 1 3 {'a': 1, 'b': 3} 2 False
