# Every way to pass arguments, and every way to get it wrong.
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw


print(f(1, c=3), f(1, 2, 3, 4, c=5), f(1, c=3, e=6, b=7), f(*[1, 2, 3], **{"c": 4, "x": 5}))
print(f(*"ab", *[9], c=0, **{"k": 1}, **{"l": 2}))


def g(a, b, /, c, *, d):
    return a, b, c, d


print(g(1, 2, 3, d=4), g(1, 2, c=3, d=4))


def h(a, b=[]):
    b.append(a)
    return b


print(h(1), h(2), h(3, []))
for call in (
    lambda: f(), lambda: f(1), lambda: f(1, c=2, a=3), lambda: g(1, b=2, c=3, d=4), lambda: g(1, 2, 3, 4),
    lambda: g(1, 2, 3), lambda: g(), lambda: h(), lambda: h(1, 2, 3), lambda: h(1, c=2), lambda: f(1, c=1, **{"c": 2}),
    lambda: h(*5), lambda: h(**5), lambda: h(**{1: 2}), lambda: (lambda: 0)(1), lambda: (lambda x, y: 0)(x=1),
    lambda: len("abc")(), lambda: g(1, 2, 3, d=1, e=2),
):
    try:
        print(call())
    except TypeError as e:
        print(e)

#: expect
#| (1, 2, (), 3, 4, {}) (1, 2, (3, 4), 5, 4, {}) (1, 7, (), 3, 4, {'e': 6}) (1, 2, (3,), 4, 4, {'x': 5})
#| ('a', 'b', (9,), 0, 4, {'k': 1, 'l': 2})
#| (1, 2, 3, 4) (1, 2, 3, 4)
#| [1, 2] [1, 2] [3]
#| f() missing 1 required positional argument: 'a'
#| f() missing 1 required keyword-only argument: 'c'
#| f() got multiple values for argument 'a'
#| g() got some positional-only arguments passed as keyword arguments: 'b'
#| g() takes 3 positional arguments but 4 were given
#| g() missing 1 required keyword-only argument: 'd'
#| g() missing 3 required positional arguments: 'a', 'b', and 'c'
#| h() missing 1 required positional argument: 'a'
#| h() takes from 1 to 2 positional arguments but 3 were given
#| h() got an unexpected keyword argument 'c'
#| __main__.f() got multiple values for keyword argument 'c'
#| __main__.h() argument after * must be an iterable, not int
#| __main__.h() argument after ** must be a mapping, not int
#| keywords must be strings
#| <lambda>.<locals>.<lambda>() takes 0 positional arguments but 1 was given
#| <lambda>.<locals>.<lambda>() missing 1 required positional argument: 'y'
#| 'int' object is not callable
#| g() got an unexpected keyword argument 'e'
