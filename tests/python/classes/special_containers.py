# __getitem__ with slices and tuples, __setitem__, __delitem__, __len__, __reversed__, __length_hint__, __iter__.
class Log:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


g = Log()
print(g[1], g["a"], g[1:2], g[::3], g[1, 2], g[1:2, ...], g[()], g[:, 0], g[None])
g[0] = 1
g[1:2] = [3]
g["k"] += "!"
del g[5], g[1:]


class Tree:
    def __init__(self, value, *children):
        self.value = value
        self.children = children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child

    def __len__(self):
        return 1 + sum(map(len, self.children))

    def __reversed__(self):
        return reversed(list(self))


t = Tree(1, Tree(2, Tree(3)), Tree(4))
print(list(t), len(t), list(reversed(t)), 3 in t, 9 in t, max(t), [*t], sum(t), dict(zip(t, "abcd")))
first, *rest = t
print(first, rest)


class BadLen:
    def __len__(self):
        return -1


class BadIter:
    def __iter__(self):
        return 5


class BadBool:
    def __bool__(self):
        return 1


for f in (lambda: len(BadLen()), lambda: bool(BadBool()), lambda: len(5), lambda: iter(5)):
    try:
        f()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
for f in (lambda: iter(BadIter()), lambda: 1 in 5):
    try:
        f()
    except TypeError:
        print("TypeError")
i = iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)
print(list(i))


class Counter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Counter(3)), sum(Counter(5)), [x for x in Counter(2)], 1 in Counter(3))

#: expect
#| 1 a slice(1, 2, None) slice(None, None, 3) (1, 2) (slice(1, 2, None), Ellipsis) () (slice(None, None, None), 0) None
#| set 0 1
#| set slice(1, 2, None) [3]
#| set k k!
#| del 5
#| del slice(1, None, None)
#| [1, 2, 3, 4] 4 [4, 3, 2, 1] True False 4 [1, 2, 3, 4] 10 {1: 'a', 2: 'b', 3: 'c', 4: 'd'}
#| 1 [2, 3, 4]
#| ValueError __len__() should return >= 0
#| TypeError __bool__ should return bool, returned int
#| TypeError object of type 'int' has no len()
#| TypeError 'int' object is not iterable
#| TypeError
#| TypeError
#| [1, 2]
#| [2, 1, 0] 10 [1, 0] True
