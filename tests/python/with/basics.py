# with: order of enter and exit, several managers, exceptions suppressed and replaced, return and break through it.
class Door:
    def __init__(self, name, suppress=False, fail=None):
        self.name, self.suppress, self.fail = name, suppress, fail

    def __enter__(self):
        if self.fail == "enter":
            raise ValueError("enter " + self.name)
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind.__name__ if kind else None, value, tb is not None)
        if self.fail == "exit":
            raise KeyError("exit " + self.name)
        return self.suppress


with Door("a") as a, Door("b") as b:
    print(a, b)
with (Door("c") as c, Door("d"),):
    print(c)
with Door("s", suppress=True):
    1 / 0
print("after")
try:
    with Door("o"), Door("i", fail="exit"):
        raise TypeError("body")
except KeyError as e:
    print(repr(e), repr(e.__context__))
try:
    with Door("x"), Door("y", fail="enter"):
        print("never")
except ValueError as e:
    print(e)


def leave():
    for i in range(3):
        with Door(i):
            if i == 0:
                continue
            return i


print(leave())
for i in range(2):
    with Door("loop"):
        break

#: expect
#| enter a
#| enter b
#| a b
#| exit b None None False
#| exit a None None False
#| enter c
#| enter d
#| c
#| exit d None None False
#| exit c None None False
#| enter s
#| exit s ZeroDivisionError division by zero True
#| after
#| enter o
#| enter i
#| exit i TypeError body True
#| exit o KeyError 'exit i' True
#| KeyError('exit i') TypeError('body')
#| enter x
#| exit x ValueError enter y True
#| enter y
#| enter 0
#| exit 0 None None False
#| enter 1
#| exit 1 None None False
#| 1
#| enter loop
#| exit loop None None False
