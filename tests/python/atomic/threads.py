# Counters, two things that belong together, lists and dicts, changed in blocks by several threads.
#: threads
import threading

from transaction import atomic


class Counter:
    n = 0


def run(n, f):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    [t.start() for t in threads]
    [t.join() for t in threads]


c = Counter()
c.n = 0


def count(i):
    for _ in range(300):
        with atomic:
            c.n += 1


run(4, count)
print(c.n)


def on_class(i):
    for _ in range(100):
        with atomic:
            Counter.n += 1


run(3, on_class)
print(Counter.n)
total = 0


def on_global(i):
    global total
    for _ in range(100):
        with atomic:
            total += 1


run(3, on_global)
print(total)
left, right = [], []


def both(i):
    for j in range(60):
        with atomic:
            left.append((i, j))
            right.append((i, j))


run(3, both)
print(left == right, len(left))
table = {}


def histogram(i):
    for j in range(100):
        with atomic:
            table[j % 7] = table.get(j % 7, 0) + 1


run(3, histogram)
print(sorted(table.items()))
cell = 0


def closure():
    n = 0

    def step(i):
        nonlocal n
        for _ in range(100):
            with atomic:
                n += 1

    run(3, step)
    return n


print(closure())
accounts = [100] * 6


def transfer(i):
    for j in range(150):
        with atomic:
            a, b = (i + j) % 6, (i * 2 + j * 3 + 1) % 6
            accounts[a] -= j
            accounts[b] += j


run(4, transfer)
print(sum(accounts), accounts)

#: expect
#| 1200
#| 300
#| 300
#| True 180
#| [(0, 45), (1, 45), (2, 42), (3, 42), (4, 42), (5, 42), (6, 42)]
#| 300
#| 600 [-1775, 3750, -1675, -1700, 3900, -1900]
