# Callbacks, observers, a state machine, an LRU cache, memo, iterators: classes that work together.
from collections import OrderedDict


class Signal:
    def __init__(self):
        self.slots = []

    def connect(self, f):
        self.slots.append(f)
        return f

    def __call__(self, *args, **kw):
        return [f(*args, **kw) for f in list(self.slots)]

    def __get__(self, obj, owner):
        if obj is None:
            return self
        return obj.__dict__.setdefault("_signal", Signal())


class Button:
    clicked = Signal()

    def __init__(self, name):
        self.name = name

    def click(self):
        return self.clicked(self)


a, b = Button("a"), Button("b")


@a.clicked.connect
def once(button):
    a.clicked.slots.remove(once)
    return "once " + button.name


a.clicked.connect(lambda button: f"always {button.name}")
b.clicked.connect(lambda button, n=[0]: n.append(0) or len(n))
print(a.click(), a.click(), b.click(), b.click(), Button("c").click())


class State:
    table = {}

    def __init_subclass__(cls, **kw):
        State.table[cls.__name__.lower()] = cls()

    def on(self, event):
        return getattr(self, "on_" + event, self.default)()

    def default(self):
        return self


class Locked(State):
    def on_coin(self):
        return State.table["unlocked"]


class Unlocked(State):
    def on_push(self):
        return State.table["locked"]


state, seen = State.table["locked"], []
for event in "push coin coin push push coin".split():
    state = state.on(event)
    seen.append(type(state).__name__)
print(seen)


class LRU:
    def __init__(self, size):
        self.size, self.items, self.hits = size, OrderedDict(), 0

    def get(self, key, make):
        if key in self.items:
            self.items.move_to_end(key)
            self.hits += 1
        else:
            self.items[key] = make(key)
            if len(self.items) > self.size:
                self.items.popitem(last=False)
        return self.items[key]


cache = LRU(3)
print([cache.get(k, lambda k: k * k) for k in (1, 2, 3, 1, 4, 2, 1, 5, 1)], cache.hits, list(cache.items))


class Matrix:
    def __init__(self, *rows):
        self.rows = rows

    def __getitem__(self, at):
        match at:
            case (int(i), int(j)):
                return self.rows[i][j]
            case (slice() as i, slice() as j):
                return Matrix(*[r[j] for r in self.rows[i]])
            case int(i):
                return self.rows[i]

    def __iter__(self):
        return (x for row in self.rows for x in row)

    def __repr__(self):
        return ";".join(",".join(map(str, r)) for r in self.rows)


m = Matrix([1, 2, 3], [4, 5, 6], [7, 8, 9])
print(m[1, 2], m[:2, 1:], m[2], sum(m), 5 in m, m)


class Lazy:
    def __init__(self, items):
        self._make = items

    def map(self, f):
        return Lazy(lambda: map(f, self._make()))

    def filter(self, f):
        return Lazy(lambda: filter(f, self._make()))

    def take(self, n):
        return [x for x, _ in zip(self._make(), range(n))]


def naturals():
    n = 0
    while True:
        yield n
        n += 1


print(Lazy(naturals).map(lambda x: x * x).filter(lambda x: x % 3 == 1).take(8))

#: expect
#| ['once a', 'always a'] ['always a'] [2] [3] []
#| ['Locked', 'Unlocked', 'Unlocked', 'Locked', 'Locked', 'Unlocked']
#| [1, 4, 9, 1, 16, 4, 1, 25, 1] 3 [2, 5, 1]
#| 6 2,3;5,6 [7, 8, 9] 45 True 1,2,3;4,5,6;7,8,9
#| [1, 4, 16, 25, 49, 64, 100, 121]
