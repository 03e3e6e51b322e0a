# A block that changes a long deque here and there and is undone leaves it as it was.
#: cpython no, CPython cannot undo anything
#: not off
import random
from collections import deque

from transaction import atomic


def change(rng, d):
    n = rng.randrange(len(d) + 1)
    match rng.randrange(14):
        case 0:
            d.append(n)
        case 1:
            d.appendleft(-n)
        case 2:
            d.pop()
        case 3:
            d.popleft()
        case 4:
            d[n % len(d)] = "set"
        case 5:
            d[-1 - n % len(d)] = "set"
        case 6:
            del d[n % len(d)]
        case 7:
            if d.maxlen is None or len(d) < d.maxlen:
                d.insert(n, "in")
            else:
                try:
                    d.insert(n, "in")
                except IndexError:
                    pass
        case 8:
            d.rotate(n - 500)
        case 9:
            d.reverse()
        case 10:
            d.extend(range(n % 5))
        case 11:
            d.extendleft(range(n % 5))
        case 12:
            if "set" in d:
                d.remove("set")
        case 13:
            if rng.randrange(20) == 0:
                d.clear()
                d.extend(range(700))


def play(seed, maxlen):
    rng = random.Random(seed)
    d = deque(range(900), maxlen)
    model = deque(d, maxlen)
    for _ in range(12):
        state, before = rng.getstate(), list(d)
        undone = rng.random() < 0.6
        changes = rng.choice([1, 3, 10, 60])
        try:
            with atomic(rollback=True):
                for _ in range(changes):
                    change(rng, d)
                if undone:
                    raise ValueError
        except ValueError:
            assert list(d) == before, seed
            continue
        rng.setstate(state)
        rng.random()
        rng.choice([1, 3, 10, 60])
        for _ in range(changes):
            change(rng, model)
        assert list(d) == list(model), seed
        if len(d) < 100:
            d.extend(range(600))
            model.extend(range(600))


for seed in range(30):
    play(seed, None)
    play(seed, 900)
print("as it was")

# Iterators see that nothing has changed.
d = deque(range(1000))
it = iter(d)
next(it)
try:
    with atomic(rollback=True):
        d.append(1)
        d.popleft()
        raise ValueError
except ValueError:
    pass
print(next(it), len(d))
for maxlen in 0, 1:
    e = deque(maxlen=maxlen)
    try:
        with atomic(rollback=True):
            e.append(1)
            e.appendleft(2)
            raise ValueError
    except ValueError:
        print(e)
try:
    deque([1, 2]).remove(3)
except ValueError as error:
    print(error)


class Meddler:
    def __eq__(self, other):
        m.append(1)
        return True


m = deque([Meddler(), 2])
try:
    m.remove(5)
except IndexError as error:
    print(error)
#: expect
#| as it was
#| 1 1000
#| deque([], maxlen=0)
#| deque([], maxlen=1)
#| 3 is not in deque
#| deque mutated during iteration
