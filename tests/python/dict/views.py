# Views follow the dict, and keys behave as sets.
d = {"a": 1, "b": 2, "c": 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i)
d["d"] = 4
print(len(k), list(v), ("d", 4) in i, "d" in k, 4 in v)
print(sorted(k & {"a", "z"}), sorted(k | {"z"}), sorted(k - {"a"}), sorted(k ^ {"a", "q"}), k == {"a", "b", "c", "d"})
print(sorted(i & {("a", 1)}), k.isdisjoint({"x"}), {"a"} <= k)
for key, value in d.items():
    d[key] = value * 10
print(d)
try:
    for key in d:
        d[key + "x"] = 1
except RuntimeError as e:
    print(e)
try:
    for key in d:
        del d[key]
except RuntimeError as e:
    print(e)
for key in list(d):
    if key.endswith("x"):
        del d[key]
print(d)

#: expect
#| dict_keys(['a', 'b', 'c']) dict_values([1, 2, 3]) dict_items([('a', 1), ('b', 2), ('c', 3)])
#| 4 [1, 2, 3, 4] True True True
#| ['a'] ['a', 'b', 'c', 'd', 'z'] ['b', 'c', 'd'] ['b', 'c', 'd', 'q'] True
#| [('a', 1)] True True
#| {'a': 10, 'b': 20, 'c': 30, 'd': 40}
#| dictionary changed size during iteration
#| dictionary changed size during iteration
#| {'b': 20, 'c': 30, 'd': 40}
