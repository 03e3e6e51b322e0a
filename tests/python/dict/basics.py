# Literals, access, order of insertion, membership.
d = {"b": 1, "a": 2}
d["c"] = 3
d["b"] = 10
print(d, len(d), list(d), "a" in d, "z" not in d, d["c"], d.get("z"), d.get("z", 0))
del d["a"]
d["a"] = 5
print(d, list(d.items()), list(d.values()), list(d.keys()))
print({}, dict(), dict(a=1, b=2), dict([("x", 1), ("y", 2)]), dict({"k": 1}, j=2), {**{"a": 1}, "b": 2, **{"a": 3}})
print({1: "int", 1.0: "float", True: "bool"}, {(): 0, (1, 2): 1, None: 2, "": 3})
for f in (lambda: d["zz"], lambda: {}[1, 2], lambda: d.popitem() and {}.popitem(), lambda: {}.pop("a")):
    try:
        f()
    except KeyError as e:
        print(type(e).__name__, e)
for f in (lambda: {[]: 1}, lambda: d[{}], lambda: dict(5), lambda: dict([1])):
    try:
        f()
    except TypeError as e:
        print("TypeError")
print(d == {"c": 3, "b": 10}, {"a": 1, "b": 2} == {"b": 2, "a": 1}, {} != {1: 1})
nested = {}
nested["me"] = nested
print(nested)
print(dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), dict(zip("abc", range(3))))

#: expect
#| {'b': 10, 'a': 2, 'c': 3} 3 ['b', 'a', 'c'] True True 3 None 0
#| {'b': 10, 'c': 3, 'a': 5} [('b', 10), ('c', 3), ('a', 5)] [10, 3, 5] ['b', 'c', 'a']
#| {} {} {'a': 1, 'b': 2} {'x': 1, 'y': 2} {'k': 1, 'j': 2} {'a': 3, 'b': 2}
#| {1: 'bool'} {(): 0, (1, 2): 1, None: 2, '': 3}
#| KeyError 'zz'
#| KeyError (1, 2)
#| KeyError 'popitem(): dictionary is empty'
#| KeyError 'a'
#| TypeError
#| TypeError
#| TypeError
#| TypeError
#| True True True
#| {'me': {...}}
#| {'a': None, 'b': None} {1: 0, 2: 0} {'a': 0, 'b': 1, 'c': 2}
