# A subclass of dict: __missing__, overridden methods, keys of other types.
class Zero(dict):
    def __missing__(self, key):
        return f"no {key}"


z = Zero(a=1)
print(z["a"], z["b"], "b" in z, z.get("b"), len(z), z)


class Logged(dict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)


g = Logged()
g["x"] = 1
g.update(y=2)
print(g, isinstance(g, dict), type(g.copy()).__name__, g == {"x": 1, "y": 2})

#: expect
#| 1 no b False None 1 {'a': 1}
#| set x
#| {'x': 1, 'y': 2} True dict True
