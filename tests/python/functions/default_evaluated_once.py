# Order of evaluation: arguments, operators, assignments, chains.
def say(x):
    print(x, end=" ")
    return x


def f(*args, **kw):
    print("called")


f(say(1), say(2), a=say(3), *[say(4)], **{"b": say(5)})
say(1) + say(2) * say(3)
print()
d = {}
d[say("key")] = say("value")
print()
say(1) < say(2) < say(0) < say(9)
print()
say(0) and say(1)
say(1) or say(2)
print(say(0) or say("") or say("last"))
x = [say(1), say(2), (say(3), say(4))]
print()
{say("a"): say("b"), say("c"): say("d")}
print()
say([1, 2, 3])[say(0) : say(2)]
print()
y = say("then") if say(True) else say("else")
print()
a = b = say("both")
print(a, b)
i = 0
a = [0, 0, 0]
i, a[i] = 1, "x"
print(i, a)
n = 1
n += say(n) + (n := 10)
print(n)


def default(v=say("once")):
    return v


default()
default()
print()

#: expect
#| 1 2 4 3 5 called
#| 1 2 3
#| value key
#| 1 2 0
#| 0 1 0  last last
#| 1 2 3 4
#| a b c d
#| [1, 2, 3] 0 2
#| True then
#| both both both
#| 1 [0, 'x', 0]
#| 1 12
#| once
