# Context managers of all kinds in loops that are compiled.
import threading


class Manager:
    def __init__(self):
        self.depth = 0
        self.most = 0
        self.seen = []

    def __enter__(self):
        self.depth += 1
        self.most = max(self.most, self.depth)
        return self

    def __exit__(self, kind, value, where):
        self.depth -= 1
        if kind is not None:
            self.seen.append(kind.__name__)
        return kind is KeyError


class Loose(Manager):
    def __exit__(self, *args):
        self.depth -= 1
        if args[0] is not None:
            self.seen.append(str(args[1]))
        return args[0] is ValueError


def nested(n):
    m, k = Manager(), Loose()
    t = 0
    for i in range(n):
        with m as a:
            with m, k as b:
                t += a.depth + b.depth
    return t, m.depth, m.most, k.depth


print(nested(300))


def raising(n):
    m, k = Manager(), Loose()
    t = 0
    for i in range(n):
        with m:
            t += 1
            if i % 40 == 39:
                raise KeyError(i)
            t += 1
        with k:
            if i % 50 == 49:
                raise ValueError(i)
            t += 10
    return t, m.seen, k.seen, m.depth, k.depth


print(raising(200))


def leaving(n):
    m = Manager()
    t = 0
    for i in range(n):
        with m:
            if i % 3 == 0:
                continue
            if i == n - 5:
                break
            t += i
    return t, m.depth, i


print(leaving(200))


def locks(n):
    lock, r = threading.Lock(), threading.RLock()
    t = 0
    for i in range(n):
        with lock:
            t += lock.locked()
        with r:
            with r:
                t += 1
    return t, lock.locked()


print(locks(300))


def several_classes(n):
    t = 0
    for i in range(n):
        with (Manager(), Loose(), threading.Lock())[i % 3] as got:
            t += 1 if got is True else got.depth * 2
    return t


print(several_classes(300))


class Late:
    def __enter__(self):
        return 1

    def __exit__(self, *args):
        return None


def changed(n):
    late = Late()
    t = 0
    for i in range(n):
        with late as k:
            t += k
        if i == n // 2:
            Late.__enter__ = lambda self: 100
    return t


print(changed(200))


def returning(n):
    m = Manager()

    def f(i):
        with m:
            return i + m.depth

    return sum(map(f, range(n))), sum([f(i) for i in range(n)]), m.depth


print(returning(200))

#: expect
#| (900, 0, 2, 0)
#| (2355, ['KeyError', 'KeyError', 'KeyError', 'KeyError', 'KeyError'], ['49', '99', '149', '199'], 0, 0)
#| (13267, 0, 199)
#| (600, False)
#| 500
#| 10001
#| (20100, 20100, 0)
