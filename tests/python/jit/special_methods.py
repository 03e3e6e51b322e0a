# Operators, items, properties, bound methods and keywords of users' classes in hot loops.
class V:
    __slots__ = ("x", "y")

    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def __add__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return V(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return V(self.x + other, self.y)

    def __mul__(self, k):
        return V(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.x += 1
        return self

    def __neg__(self):
        return V(-self.x, -self.y)

    def __getitem__(self, i):
        if i > 1:
            raise IndexError(i)
        return self.y if i else self.x

    @property
    def total(self):
        return self.x + self.y


class Other:
    def __radd__(self, left):
        return 1000

    def __sub__(self, right):
        return NotImplemented


class Sub(V):
    __slots__ = ()

    def __radd__(self, other):
        return "sub first"


class Matters:
    def __rsub__(self, left):
        return 5


def vectors(n):
    a, b = V(1, 2), V(3, 4)
    s = 0
    for i in range(n):
        c = a + b * i
        d = 2 * c
        s += d[0] + d[1] + c.total
        a = V(c.x % 7, y=c.y % 5)
    return s


print(vectors(3), vectors(300))


def refusals(n):
    v, o, w = V(1, 2), Other(), Matters()
    s = 0
    for i in range(n):
        s += v + o
        s += o - w
        s += (i + v).x
        if i % 50 == 49:
            try:
                v + "text"
            except TypeError as e:
                s += len(str(e))
    return s


print(refusals(3), refusals(300))


def mixed(n):
    out = []
    v, s = V(1, 1), Sub(2, 2)
    for i in range(n):
        r = v + (s if i % 3 == 2 else v)
        if i >= n - 6:
            out.append(r if isinstance(r, str) else r.x)
    return out


print(mixed(300))


def in_place(n):
    v = V(0)
    for i in range(n):
        v += i
    return v.x


print(in_place(300))


def raising(n):
    v = V(1, 2)
    s = 0
    for i in range(n):
        try:
            s += v[i % 3]
        except IndexError as e:
            s += 100 * e.args[0]
            if i == n - 1:
                print(e.__traceback__.tb_next.tb_frame.f_code.co_name)
    return s


print(raising(300))


class P:
    def __init__(self):
        self.n = 0

    @property
    def value(self):
        self.n += 1
        if self.n % 97 == 0:
            raise AttributeError("not now")
        return self.n

    def __call__(self, k, *, by=1):
        return self.n + k * by


class Guarded(P):
    def __getattr__(self, name):
        return -1


def properties(n, p):
    s = 0
    for i in range(n):
        try:
            s += p.value
        except AttributeError as e:
            s += 10000
    return s


print(properties(300, P()), properties(300, Guarded()))


def changed_property(n):
    class Q:
        x = property(lambda self: 1)

    q = Q()
    s = 0
    for i in range(n):
        s += q.x
        if i == n // 2:
            Q.x = property(lambda self: 5)
        if i == n // 2 + n // 4:
            Q.__dict__["x"].__init__(lambda self: 7)
    return s


print(changed_property(400))


def bound(n):
    p = P()
    s = 0
    f = p.__call__
    for i in range(n):
        g = p.__call__
        s += f(i) + g(i, by=2) + p(1, by=3)
    return s


print(bound(300))


def keywords(n):
    def f(a, b=2, /, c=3, *, d, e=5):
        return a * 10000 + b * 1000 + c * 100 + d * 10 + e

    def g(a, b=2, *, c=3):
        return a * 100 + b * 10 + c

    s = 0
    for i in range(n):
        s += f(1, d=i) + f(i, 1, e=0, d=2) + f(1, 2, 3, d=4, e=i)
        s += g(b=i, a=1) + g(1, c=i) + g(i, i, c=i)
        if i == n - 1:
            try:
                g(1, a=2)
            except TypeError as e:
                print(e)
    return s


print(keywords(300))


def depth(n):
    class R:
        def __init__(self, k):
            self.k = k

        def __add__(self, other):
            return self.k if self.k == 0 else R(self.k - 1) + other

    s = 0
    for i in range(n):
        s += R(i % 5) + 1
    try:
        R(100000) + 1
    except RecursionError as e:
        s += 1
    return s


print(depth(300))

#: expect
#| 96 946347
#| 3021 346938
#| [2, 2, 'sub first', 2, 2, 'sub first']
#| 300
#| __getitem__
#| 20300
#| 74568 44565
#| 1394
#| 135450
#| keywords.<locals>.g() got multiple values for argument 'a'
#| 462321450
#| 1
