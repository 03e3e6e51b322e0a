# Special methods for operators, with reflected and in-place forms.
class V:
    def __init__(self, *items):
        self.items = items

    def __repr__(self):
        return f"V{self.items}"

    def __add__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return V(*(a + b for a, b in zip(self.items, other.items)))

    def __mul__(self, k):
        return V(*(a * k for a in self.items))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.items, other.items))

    def __neg__(self):
        return self * -1

    def __pos__(self):
        return self

    def __invert__(self):
        return V(*reversed(self.items))

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return any(self.items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __contains__(self, x):
        return x in self.items

    def __iter__(self):
        return iter(self.items)

    def __eq__(self, other):
        return isinstance(other, V) and self.items == other.items

    def __hash__(self):
        return hash(self.items)

    def __call__(self, x):
        return [x * i for i in self.items]

    def __divmod__(self, k):
        return "divmod", k

    def __rsub__(self, other):
        return ("rsub", other)

    def __pow__(self, n, m=None):
        return ("pow", n, m)

    def __lshift__(self, n):
        return ("shift", n)

    def __iadd__(self, other):
        self.items += tuple(other)
        return self

    def __int__(self):
        return len(self.items)

    def __float__(self):
        return 0.5

    def __index__(self):
        return 2

    def __round__(self, n=None):
        return ("round", n)


v, w = V(1, 2), V(3, 4)
print(v + w, v * 3, 3 * v, v @ w, -v, +v, ~v, abs(V(3, 4)), bool(V(0)), bool(v), len(v), v[1], 2 in v, list(v))
print(v == V(1, 2), v != w, v == 1, hash(v) == hash(V(1, 2)), {v: 1}[V(1, 2)], v(10), divmod(v, 5), 1 - v, v**2, pow(v, 2, 3), v << 1)
a, b = v, [*w]
print(a, b)
v += w
print(v, int(v), float(v), "abc"[v], [10, 20, 30][v], round(v), round(v, 1), hex(v), range(5)[v])
for f in (lambda: v + 1, lambda: 1 + v, lambda: v < w, lambda: v - 1, lambda: v // 2):
    try:
        f()
    except TypeError as e:
        print(e)

#: expect
#| V(4, 6) V(3, 6) V(3, 6) 11 V(-1, -2) V(1, 2) V(2, 1) 5.0 False True 2 2 True [1, 2]
#| True True False True 1 [10, 20] ('divmod', 5) ('rsub', 1) ('pow', 2, None) ('pow', 2, 3) ('shift', 1)
#| V(1, 2) [3, 4]
#| V(1, 2, 3, 4) 4 0.5 c 30 ('round', None) ('round', 1) 0x2 2
#| unsupported operand type(s) for +: 'V' and 'int'
#| unsupported operand type(s) for +: 'int' and 'V'
#| '<' not supported between instances of 'V' and 'V'
#| unsupported operand type(s) for -: 'V' and 'int'
#| unsupported operand type(s) for //: 'V' and 'int'
