# global, nonlocal, class scopes, comprehension scopes, del.
x = "module"


class C:
    x = "class"
    y = [x for _ in range(1)]

    def method(self):
        return x

    z = x


print(C().method(), C.y, C.z)


def f():
    global made
    made = 1
    x = "local"

    class D:
        seen = x
        x = "class"
        after = x

        def g(self):
            return x

    return D.seen, D.after, D().g()


print(f(), made)


def g():
    try:
        print(x)
    except UnboundLocalError as e:
        print(e)
    x = 1
    del x
    try:
        x
    except UnboundLocalError as e:
        print(e)


g()
try:
    undefined
except NameError as e:
    print(e)


def h():
    return [x for x in range(3)], x


print(h())
i = "kept"
print([i for i in range(3)], i)
print((lambda: [(a := n) for n in range(3)])(), "a" in globals())
[last := n for n in range(5)]
print(last)


def shadow():
    print = len
    return print("abc")


print(shadow())


def loop():
    for i in range(3):
        pass
    return i


print(loop())


def locals_of(a, b=2):
    c = 3
    return sorted(locals().items())


print(locals_of(1))

#: expect
#| module ['module'] class
#| ('module', 'class', 'local') 1
#| cannot access local variable 'x' where it is not associated with a value
#| cannot access local variable 'x' where it is not associated with a value
#| name 'undefined' is not defined
#| ([0, 1, 2], 'module')
#| [0, 1, 2] kept
#| [0, 1, 2] False
#| 4
#| 3
#| 2
#| [('a', 1), ('b', 2), ('c', 3)]
