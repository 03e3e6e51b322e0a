# Keys with their own __hash__ and __eq__; objects by identity; numbers that are equal.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


d = {Key(i): i for i in range(10)}
print(d[Key(4)], Key(9) in d, Key(10) in d, len(d), d)
for i in range(0, 10, 2):
    del d[Key(i)]
print(d, d.get(Key(2)), d.get(Key(3)))
d[Key(2)] = "again"
print(list(d.values()))


class Plain:
    pass


a, b = Plain(), Plain()
e = {a: "a", b: "b"}
print(e[a], e[b], Plain() in e, a == a, a != b)


class Unhashable:
    def __eq__(self, other):
        return True


try:
    {Unhashable(): 1}
except TypeError:
    print("TypeError")


class Bad:
    def __hash__(self):
        return "x"


try:
    hash(Bad())
except TypeError as e:
    print(e)


class Raises:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        raise ValueError("compared")


f = {Raises(): 1}
try:
    f[Raises()]
except ValueError as e:
    print(e)

#: expect
#| 4 True False 10 {K0: 0, K1: 1, K2: 2, K3: 3, K4: 4, K5: 5, K6: 6, K7: 7, K8: 8, K9: 9}
#| {K1: 1, K3: 3, K5: 5, K7: 7, K9: 9} None 3
#| [1, 3, 5, 7, 9, 'again']
#| a b False True True
#| TypeError
#| __hash__ method should return an integer
#| compared
