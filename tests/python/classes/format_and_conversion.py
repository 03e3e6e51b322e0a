# __format__, __str__, __repr__, __bytes__, __index__, __hash__ = None, __bool__ by __len__.
class Money:
    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        return f"{self.cents / 100:{spec or '.2f'}} EUR"

    def __bytes__(self):
        return b"money"

    def __index__(self):
        return self.cents


m = Money(1250)
print(f"{m}", f"{m:.1f}", format(m), format(m, "8.2f"), "{:.3f}".format(m), bytes(m), bin(Money(5)), [0] * Money(2))


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


print(bool(Sized(0)), bool(Sized(1)), not Sized(0), [x for x in (Sized(0), Sized(2)) if x][0].n)


class NoHash:
    __hash__ = None


class Default:
    pass


try:
    hash(NoHash())
except TypeError as e:
    print(e)
d = Default()
print(hash(d) == hash(d), d == d, f"{d!r}" == str(d) == f"{d}")
try:
    f"{d:>10}"
except TypeError as e:
    print(e)


class Private:
    def __init__(self):
        self.__secret = 1

    def get(self):
        return self.__secret


p = Private()
print(p.get(), p._Private__secret, sorted(vars(p)), hasattr(p, "__secret"))

#: expect
#| 12.50 EUR 12.5 EUR 12.50 EUR    12.50 EUR 12.500 EUR b'money' 0b101 [0, 0]
#| False True True 2
#| unhashable type: 'NoHash'
#| True True True
#| unsupported format string passed to Default.__format__
#| 1 1 ['_Private__secret'] False
