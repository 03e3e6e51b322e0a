# Lists, dicts, sets and iterators used by several threads without a lock lose nothing.
#: threads
import itertools
import threading


def run(n, f):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    [t.start() for t in threads]
    [t.join() for t in threads]


a = []
run(4, lambda i: [a.append((i, j)) for j in range(200)])
print(len(a), len(set(a)), all([j for i, j in a if i == k] == list(range(200)) for k in range(4)))
d = {}
run(4, lambda i: [d.setdefault(j % 50, []).append(i) for j in range(100)])
print(len(d), sum(map(len, d.values())), {len(v) for v in d.values()})
s = set()
run(4, lambda i: [s.add(j) for j in range(i * 10, i * 10 + 100)])
print(len(s))
counter = itertools.count()
taken = []
run(4, lambda i: [taken.append(next(counter)) for _ in range(100)])
print(sorted(taken) == list(range(400)))
shared = iter(range(300))
parts = [[] for _ in range(3)]
run(3, lambda i: parts[i].extend(shared))
print(sorted(itertools.chain(*parts)) == list(range(300)))
z = zip(range(200), "ab" * 100)
pairs = []
run(3, lambda i: [pairs.append(p) for p in z])
print(sorted(pairs) == list(zip(range(200), "ab" * 100)))


class Slot:
    pass


slot = Slot()


def attributes(i):
    for j in range(60):
        setattr(slot, f"a{i}_{j}", j)


run(4, attributes)
print(len(vars(slot)), sum(vars(slot).values()))


class Lazy:
    made = 0

    def get(self):
        return self.__dict__.setdefault("value", object())


lazy = Lazy()
got = []
run(4, lambda i: got.append(lazy.get()))
print(len(set(got)))
words = {}
run(4, lambda i: words.update({f"{i}.{j}": j for j in range(50)}))
print(len(words))
stack = list(range(200))
popped = [[] for _ in range(4)]


def drain(i):
    while True:
        try:
            popped[i].append(stack.pop())
        except IndexError:
            return


run(4, drain)
print(sorted(itertools.chain(*popped)) == list(range(200)))

#: expect
#| 800 800 True
#| 50 400 {8}
#| 130
#| True
#| True
#| True
#| 240 7080
#| 1
#| 200
#| True
