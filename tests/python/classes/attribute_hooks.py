# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__.
class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        print("get", name)
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        print("set", name, value)
        setattr(self._target, name, value)

    def __delattr__(self, name):
        print("del", name)
        delattr(self._target, name)


class T:
    a = 1


t = T()
p = Proxy(t)
print(p.a)
p.b = 5
p.b += 1
print(t.b, p.__dict__ == {"_target": t})
del p.b
print(hasattr(p, "b"), hasattr(t, "b"))


class Every:
    x = 1

    def __getattribute__(self, name):
        if name == "secret":
            raise AttributeError("no secret")
        return object.__getattribute__(self, name) if name.startswith("__") else name.upper()

    def __getattr__(self, name):
        return "fallback for " + name


e = Every()
print(e.x, e.anything, e.secret, e.__class__.__name__)


class Counting:
    def __init__(self):
        self.n = 0

    def __getattr__(self, name):
        if name == "stop":
            raise AttributeError(name)
        self.n += 1
        return self.n


c = Counting()
print(c.a, c.b, c.a, getattr(c, "stop", "default"), c.n)


class Dir:
    def __dir__(self):
        return ["b", "a"]


print(dir(Dir()), "a" in dir(T), [n for n in dir(t) if not n.startswith("__")])

#: expect
#| get a
#| 1
#| set b 5
#| get b
#| set b 6
#| 6 True
#| del b
#| get b
#| False False
#| X ANYTHING fallback for secret Every
#| 1 2 3 default 3
#| ['a', 'b'] True ['a']
