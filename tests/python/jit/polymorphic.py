# One call site, many receivers; methods that change; attributes in different places.
class Shape:
    def scaled(self, k):
        return self.area() * k


class Square(Shape):
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a * self.a


class Circle(Shape):
    def __init__(self, r):
        self.extra = "first"
        self.r = r

    def area(self):
        return 3 * self.r**2


class Odd:
    def __getattr__(self, name):
        return lambda *args: len(name)


class Static:
    @staticmethod
    def area():
        return 100

    def scaled(self, k):
        return self.area() - k


shapes = [Square(2), Circle(1), Odd(), Static(), Square(5)]


def total(n):
    result = 0
    for i in range(n):
        result += shapes[i % len(shapes)].scaled(i)
        result += shapes[-(i % len(shapes))].area()
    return result


print(total(200))
Square.area = lambda self: -self.a
print(total(200))
shapes[0].area = lambda: 1000
print(total(200))


def apply(f, n):
    x = 0
    for i in range(n):
        x = f(x)
    return x


print([apply(f, 100) for f in (lambda x: x + 1, abs, int, lambda x: x - 2, [0].count, float, str)][:6])


def swap_function(n):
    global helper
    out = []
    for i in range(n):
        out.append(helper(i))
        if i == n // 2:
            helper = other
    return out[0], out[-1], sum(out)


def helper(x):
    return x


def other(x):
    return -x


print(swap_function(100))


class Flip:
    pass


def attributes(n):
    result = 0
    for i in range(n):
        f = Flip()
        if i % 3:
            f.a, f.b = i, 1
        else:
            f.b, f.a = 1, i
        if i == 50:
            f.c = 5
        result += f.a - f.b + getattr(f, "c", 0)
    return result


print(attributes(150))


def operators(items, n):
    out = []
    for i in range(n):
        item = items[i % len(items)]
        out.append(item + item)
    return out[: len(items)], len(out)


print(operators([1, 2.5, "a", [1], (2,), True, b"x"], 140))

#: expect
#| 134580
#| -12060
#| 3935820
#| [100, 0, 0, -200, 0, 0.0]
#| (0, -99, -2400)
#| 11030
#| ([2, 5.0, 'aa', [1, 1], (2, 2), 2, b'xx'], 140)
