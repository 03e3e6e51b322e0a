# Closures see variables, not values; nonlocal writes them; each call has its own.
def counter():
    n = 0

    def increment(by=1):
        nonlocal n
        n += by
        return n

    def read():
        return n

    return increment, read


inc, read = counter()
inc2, read2 = counter()
print(inc(), inc(), inc(10), read(), inc2(), read2())

late = [lambda: i for i in range(3)]
bound = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in bound])


def outer():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = "inner"
            return x

        return inner()

    before = x
    return before, middle(), x


print(outer())


def later():
    def use():
        return value

    value = 1
    first = use()
    value = 2
    return first, use()


print(later())


def unbound():
    def use():
        return value

    try:
        use()
    except NameError as e:
        print(e)
    value = 1
    del value
    try:
        use()
    except NameError as e:
        print(e)


unbound()


def make(n):
    return lambda: (lambda: (lambda: n)())()


print(make(7)(), counter()[0].__closure__[0].cell_contents)

#: expect
#| 1 2 12 12 1 1
#| [2, 2, 2] [0, 1, 2]
#| ('outer', 'inner', 'inner')
#| (1, 2)
#| cannot access free variable 'value' where it is not associated with a value in enclosing scope
#| cannot access free variable 'value' where it is not associated with a value in enclosing scope
#| 7 0
