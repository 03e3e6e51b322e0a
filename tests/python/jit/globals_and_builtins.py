# Globals and builtins read in hot loops, and replaced while the loop runs.
LIMIT = 10
total = 0


def count(n):
    global total
    for i in range(n):
        if i < LIMIT:
            total += 1
        else:
            total += 2


count(100)
print(total)
LIMIT = 50
count(100)
print(total)


def replaced(n):
    global abs
    out = []
    for i in range(n):
        out.append(abs(-i))
        if i == n // 2:
            abs = lambda x: "mine"
    return out[1], out[-1]


print(replaced(100))
del abs
print(abs(-1), replaced(10)[0])
del abs


def made(n):
    found = 0
    for i in range(n):
        try:
            found += later
        except NameError:
            if i == n // 2:
                globals()["later"] = 1
    return found


print(made(100))


class Config:
    step = 1


def configured(n):
    x = 0
    for i in range(n):
        x += Config.step
        if i == 60:
            Config.step = 10
        if i == 80:
            Config.step = 0.5
    return x


print(configured(100))


def use_math(n):
    import math

    s = 0.0
    for i in range(n):
        s += math.sqrt(i) * math.pi
    return round(s, 6)


print(use_math(100))
exec("def dynamic(n):\n    t = 0\n    for i in range(n):\n        t += i * LIMIT\n    return t")
print(dynamic(100))

#: expect
#| 190
#| 340
#| (1, 'mine')
#| 1 1
#| 49
#| 270.5
#| 2078.047135
#| 247500
