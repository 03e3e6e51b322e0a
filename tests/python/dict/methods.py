# setdefault, pop, popitem, update, copy, clear, |.
d = {"a": 1}
print(d.setdefault("a", 5), d.setdefault("b", 6), d.setdefault("c"), d)
print(d.pop("a"), d.pop("zz", "default"), d.popitem(), d)
d.update({"x": 1}, y=2)
d.update([("z", 3)])
d.update(w=4)
print(d)
e = d.copy()
e["x"] = 100
print(d["x"], e["x"], d | {"x": 9, "q": 0}, {"a": 1} | {"b": 2})
d |= {"n": 1}
print(d)
d.clear()
print(d, e, bool(d), bool(e))
print(list(reversed({"a": 1, "b": 2})), list(reversed({"a": 1, "b": 2}.items())))
print(sorted(e.items(), key=lambda kv: kv[1]), max(e, key=e.get), min(e.values()))
try:
    d.update(5)
except TypeError as e:
    print("TypeError")

#: expect
#| 1 6 None {'a': 1, 'b': 6, 'c': None}
#| 1 default ('c', None) {'b': 6}
#| {'b': 6, 'x': 1, 'y': 2, 'z': 3, 'w': 4}
#| 1 100 {'b': 6, 'x': 9, 'y': 2, 'z': 3, 'w': 4, 'q': 0} {'a': 1, 'b': 2}
#| {'b': 6, 'x': 1, 'y': 2, 'z': 3, 'w': 4, 'n': 1}
#| {} {'b': 6, 'x': 100, 'y': 2, 'z': 3, 'w': 4} False True
#| ['b', 'a'] [('b', 2), ('a', 1)]
#| [('y', 2), ('z', 3), ('w', 4), ('b', 6), ('x', 100)] x 2
#| TypeError
