# Blocks that a compiled loop opens and closes: levels, frames, hooks, undoing.
#: not aborts
from transaction import atomic, is_atomic, on_commit, on_abort, retry


class Box:
    def __init__(self, n):
        self.n = n

    def add(self, k):
        with atomic:
            self.n += k
        return self.n

    def add_within(self, k):
        with atomic:
            self.n += k
            return self.n


def levels(n):
    b = Box(0)
    inside = 0
    for i in range(n):
        with atomic:
            b.n += 1
            with atomic:
                b.n += 1
                inside += is_atomic()
        inside += is_atomic()
    return b.n, inside


print(levels(300))


def inlined(n):
    b = Box(0)
    total = 0
    for i in range(n):
        total += b.add(i)
        total -= b.add_within(1)
    return b.n, total


print(inlined(300))


def made_before(n):
    kept = []
    for i in range(n):
        pair = [i, i]
        box = Box(i)
        with atomic:
            pair[0] += 1
            box.n += 1
            pair.append(box.n)
        if pair[0] % 100 == 0:
            kept.append(pair)
    return kept


print(made_before(300))


def loops_inside(n):
    a = [0] * 7
    for i in range(n):
        with atomic:
            j = 0
            while j < 7:
                a[j] += i
                j += 1
    return a


print(loops_inside(120))

done = []


def hooks(n):
    for i in range(n):
        with atomic:
            if i % 60 == 59:
                on_commit(lambda i=i: done.append(i))
    return done


print(hooks(240))


def undone(n):
    b = Box(0)
    total = 0
    seen = []
    for i in range(n):
        local = i * 2
        try:
            with atomic:
                b.n += 1
                local += b.n
                if i % 50 == 25:
                    on_abort(lambda i=i: seen.append((i, b.n)))
                    retry(timeout=0.0)
        except TimeoutError:
            total += 1000
        total += local
    return total, b.n, seen


print(undone(200))


def rolled_back(n):
    b = Box(0)
    caught = 0
    x = 0
    for i in range(n):
        x = i
        try:
            with atomic(rollback=True):
                b.n += 1
                x = -1
                if i % 4 == 0:
                    raise KeyError(i)
        except KeyError:
            caught += x
    return b.n, caught, x


print(rolled_back(200))


def returns_from_block(n):
    def step(b, i):
        with atomic:
            if i % 3:
                return b.n
            b.n += i
        return -1

    b = Box(0)
    return sum([step(b, i) for i in range(n)]), b.n


print(returns_from_block(200))


def both(n, outer):
    b = Box(0)
    for i in range(n):
        with atomic:
            b.n += i
    return b.n


def in_and_out(n):
    r = both(n, False)
    with atomic:
        r += both(n, True)
    return r + both(n, False)


print(in_and_out(150))


class Wide:
    def __enter__(self):
        atomic.__enter__()
        return self

    def __exit__(self, *args):
        return atomic.__exit__(*args)


def through_methods(n):
    b = Box(0)
    w = Wide()
    for i in range(n):
        with w:
            b.n += i
    return b.n, is_atomic()


print(through_methods(150))

#: expect
#| (600, 300)
#| (45150, -300)
#| [[100, 99, 100], [200, 199, 200], [300, 299, 300]]
#| [7140, 7140, 7140, 7140, 7140, 7140, 7140]
#| [59, 119, 179, 239]
#| (63106, 196, [(25, 25), (75, 74), (125, 123), (175, 172)])
#| (150, 4900, -1)
#| (293996, 6633)
#| 33525
#| (11175, False)
