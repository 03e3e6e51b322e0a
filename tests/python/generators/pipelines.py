# Generators chained, interleaved, kept in structures, and used as coroutines.
def read(lines):
    for line in lines:
        yield line.strip()


def nonempty(lines):
    return (line for line in lines if line)


def numbered(lines):
    for n, line in enumerate(lines, 1):
        yield f"{n}: {line}"


print(list(numbered(nonempty(read([" a ", "", "b\n", "  ", "c"])))))


def worker(name, n):
    for i in range(n):
        yield f"{name}{i}"


def round_robin(*tasks):
    tasks = list(tasks)
    while tasks:
        task = tasks.pop(0)
        try:
            yield next(task)
        except StopIteration:
            continue
        tasks.append(task)


print(list(round_robin(worker("a", 3), worker("b", 1), worker("c", 2))))


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


p = primes()
print([next(p) for _ in range(15)])


def windows(items, size):
    window = []
    for item in items:
        window.append(item)
        if len(window) == size:
            yield tuple(window)
            window.pop(0)


print(list(windows(range(5), 3)))
gens = [(lambda k: (k * i for i in range(3)))(k) for k in range(3)]
print([list(g) for g in gens])


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield [item] + rest


print(list(permutations([1, 2, 3])))
total = 0
for i, g in enumerate(worker("x", 100)):
    total += len(g) * i
print(total)

#: expect
#| ['1: a', '2: b', '3: c']
#| ['a0', 'b0', 'c0', 'a1', 'c1', 'a2']
#| [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
#| [(0, 1, 2), (1, 2, 3), (2, 3, 4)]
#| [[0, 0, 0], [0, 1, 2], [0, 2, 4]]
#| [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
#| 14805
