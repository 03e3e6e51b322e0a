# Rich comparison: reflection, NotImplemented, ordering by total_ordering, default equality.
import functools


class L:
    def __lt__(self, other):
        return "L.lt"

    def __ge__(self, other):
        return NotImplemented


class R:
    def __gt__(self, other):
        return "R.gt"

    def __le__(self, other):
        return "R.le"


print(L() < 1, L() > L(), 1 < R(), L() >= R(), R() > L(), L() < R())
try:
    L() >= 1
except TypeError as e:
    print(e)


class Sub(R):
    def __gt__(self, other):
        return "Sub.gt"


class Also(R):
    def __lt__(self, other):
        return "Also.lt"


print(R() < Sub(), Also() < Sub())


@functools.total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


a, b = Version(1), Version(2)
print(a < b, a <= b, a > b, a >= b, a == b, a != b, max(a, b).n, sorted([b, a])[0].n)


class Eq:
    def __eq__(self, other):
        return "equal"


print(Eq() == 1, Eq() != 1, 1 == Eq(), Eq() in [5], [Eq()] == [7])
x, y = object(), object()
print(x == x, x == y, x != y, x is x, x is not y)


class Chain:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print("compare", self.n, other.n)
        return self.n < other.n


print(Chain(1) < Chain(2) < Chain(0) < Chain(5))

#: expect
#| L.lt L.lt R.gt R.le R.gt L.lt
#| '>=' not supported between instances of 'L' and 'int'
#| Sub.gt Also.lt
#| True True False False False True 2 1
#| equal False equal True True
#| True False True True True
#| compare 1 2
#| compare 2 0
#| False
