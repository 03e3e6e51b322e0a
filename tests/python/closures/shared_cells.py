# Closures that share a variable, loops, generators in closures, recursion through a cell.
def account(balance):
    def deposit(n):
        nonlocal balance
        balance += n

    def withdraw(n):
        nonlocal balance
        if n > balance:
            raise ValueError("too much")
        balance -= n

    return {"deposit": deposit, "withdraw": withdraw, "balance": lambda: balance}


a = account(10)
a["deposit"](5)
a["withdraw"](3)
try:
    a["withdraw"](100)
except ValueError as e:
    print(e)
print(a["balance"]())


def fib_maker():
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    return fib


print([fib_maker()(n) for n in range(10)])


def accumulate():
    total = 0

    def add(items):
        nonlocal total
        for item in items:
            total += item
            yield total

    return add


add = accumulate()
print(list(add(range(4))), list(add([10])))


def compose(*functions):
    def composed(x):
        for f in reversed(functions):
            x = f(x)
        return x

    return composed


print(compose(str, lambda n: n * 2, lambda n: n + 1)(4))


def params(n, *args, **kw):
    def use():
        return n, args, kw

    n += 1
    return use


print(params(1, 2, k=3)())

#: expect
#| too much
#| 12
#| [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
#| [0, 1, 3, 6] [16]
#| 10
#| (2, (2,), {'k': 3})
