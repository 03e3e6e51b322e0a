# A hot loop in which the types change on the way: int to big int, to float, to str and back.
def grow(n):
    x = 1
    for _ in range(n):
        x *= 3
    return x


print(grow(200))


def mixed(items):
    total = 0
    for item in items:
        total = total + item
    return total


print(mixed([1] * 100), mixed([1] * 60 + [0.5] * 60), mixed([1] * 60 + [True] * 60 + [2**60] * 60), mixed([0.5] * 50 + [1] * 50))
try:
    mixed([1] * 100 + ["a"])
except TypeError as e:
    print(e)


def halve(x):
    steps = 0
    while x != 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


print([halve(n) for n in (27, 97, 871, 6171)], halve(2**200), halve(2**64 - 1))


def names(n):
    v = None
    seen = []
    for i in range(n):
        if v is None:
            v = 0
        elif i == 40:
            v = "s"
        elif i == 80:
            v = 1.5
        elif isinstance(v, str):
            v += "x"
        else:
            v += 1
        if i % 20 == 0:
            seen.append(v)
    return seen, v


print(names(120))
near = 2**48 - 60


def up(x, n):
    for _ in range(n):
        x += 1
    return x


def down(x, n):
    while n:
        x -= 1
        n -= 1
    return x


print(up(near, 120), down(-near, 120), up(2**63 - 50, 100), up(2**47 - 50, 100), up(float(2**53), 3))

#: expect
#| 265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001
#| 100 90.0 69175290276410818680 75.0
#| unsupported operand type(s) for +: 'int' and 'str'
#| [111, 118, 178, 261] 200 863
#| ([0, 20, 's', 'sxxxxxxxxxxxxxxxxxxxx', 1.5, 21.5], 40.5)
#| 281474976710716 -281474976710716 9223372036854775858 140737488355378 9007199254740992.0
