# What an undone block did is undone in everything that has a state: iterators, native containers, streams in memory, context.
#: cpython no, nothing is undone there
import array
import bisect
import collections
import contextvars
import functools
import heapq
import io
import itertools
import random
import sys

from transaction import atomic


def undone(f):
    try:
        with atomic(rollback=True):
            f()
            raise ValueError
    except ValueError:
        pass


def iterators():
    yield iter(range(9))
    yield iter([1, 2, 3])
    yield iter((1, 2, 3))
    yield iter("abc")
    yield iter(b"abc")
    yield iter(bytearray(b"abc"))
    yield iter({1: 2, 3: 4})
    yield iter({1: 2, 3: 4}.items())
    yield iter(collections.deque([1, 2, 3]))
    yield iter(collections.OrderedDict(a=1, b=2))
    yield iter(array.array("i", [1, 2, 3]))
    yield reversed([1, 2, 3])
    yield reversed({1: 2, 3: 4})
    yield (n for n in range(5))
    yield enumerate("xyz")
    yield zip("ab", "cd")
    yield map(str, range(9))
    yield filter(None, [0, 1, 2])
    yield iter(iter([1, 2, 3]).__next__, 3)
    yield itertools.count(5)
    yield itertools.cycle("ab")
    yield itertools.repeat(7, 3)
    yield itertools.chain([1], [2], [3])
    yield itertools.chain.from_iterable(["ab", "cd"])
    yield itertools.tee(range(9))[1]
    yield itertools.islice(range(9), 5)
    yield itertools.accumulate(range(1, 9))
    yield itertools.groupby("abc")
    yield itertools.permutations("abc")
    yield itertools.combinations("abcd", 2)
    yield itertools.combinations_with_replacement("abc", 2)
    yield itertools.product("ab", repeat=2)
    yield itertools.starmap(pow, [(2, 3), (3, 2)])
    yield itertools.takewhile(bool, [1, 2, 0])
    yield itertools.dropwhile(bool, [1, 0, 2])
    yield itertools.filterfalse(bool, [0, 1, 0])
    yield itertools.zip_longest("ab", "c")
    yield itertools.pairwise("abcd")
    yield itertools.compress("abcd", [1, 0, 1, 1])
    yield itertools.batched("abcdef", 2)
    yield io.StringIO("a\nb\nc\n")
    yield io.BytesIO(b"a\nb\nc\n")


wrong = []
for it, same in zip(iterators(), iterators()):
    undone(lambda: (next(it), next(it)))
    first = [str(next(i)).split(" at ")[0] for i in (it, same)]
    if first[0] != first[1]:
        wrong.append((type(it).__name__, first))
print("iterators", wrong)

dq, od, dd = collections.deque([1, 2, 3], 3), collections.OrderedDict(a=1, b=2), collections.defaultdict(list)
counts, data, numbers, chosen = collections.Counter("aab"), bytearray(b"abc"), array.array("i", [1, 2, 3]), {1, 2, 3}
binary, text, rng, heap = io.BytesIO(b"abc"), io.StringIO("abc"), random.Random(1), [3, 5, 4]
state, calls = rng.getstate(), []


@functools.lru_cache
def cached(n):
    calls.append(n)
    return n


def change():
    dq.append(4), dq.appendleft(0), dq.rotate(1), dq.reverse()
    del dq[0]
    dq[0] = 9
    od["c"] = 3
    od.move_to_end("a")
    dd["x"].append(1)
    counts.update("zz")
    data[0] = 1
    data.extend(b"zz")
    del data[1]
    numbers.append(5)
    numbers[0] = 9
    numbers.extend(array.array("i", [7]))
    chosen.add(9), chosen.discard(1)
    binary.read(1), binary.write(b"zz")
    text.read(1), text.write("zz")
    rng.random(), rng.shuffle(heap)
    heapq.heappush(heap, 1), bisect.insort(heap, 2)
    cached(1)


undone(change)
print(dq, od, dict(dd), counts, sep="\n")
print(data, numbers, chosen, binary.getvalue(), binary.tell(), text.getvalue(), text.tell())
print(rng.getstate() == state, heap, cached.cache_info().currsize, cached(1), calls)

var = contextvars.ContextVar("var", default=0)
undone(lambda: var.set(5))
print(var.get())
token = var.set(1)
undone(lambda: var.reset(token))
print(var.get())
var.reset(token)
context = contextvars.copy_context()
undone(lambda: context.run(var.set, 7))
print(context.get(var, "none"))


def generator():
    total = 0
    while True:
        total += yield total


g = generator()
next(g), g.send(5)
undone(lambda: (g.send(10), g.close()))
print(g.send(1))

items = [3, 1, 2] * 50
try:
    with atomic(rollback=True):
        items.sort(key=lambda n: n if calls.append(n) or len(calls) < 60 else 1 / 0)
except ZeroDivisionError:
    print(items == [3, 1, 2] * 50, len(calls))

try:
    raise KeyError("outer")
except KeyError:
    undone(lambda: None)
    print(repr(sys.exception()))
undone(lambda: __import__("colorsys"))
print("colorsys" in sys.modules, __import__("colorsys").rgb_to_hsv(1, 0, 0))


# A block that finds no memory is undone, and the rest of the program sees the error.
def too_much():
    with atomic:
        items.append("half")
        return bytearray(1 << 62)


try:
    too_much()
except MemoryError:
    print(items[-1], len(items))
#: expect
#| iterators []
#| deque([1, 2, 3], maxlen=3)
#| OrderedDict({'a': 1, 'b': 2})
#| {}
#| Counter({'a': 2, 'b': 1})
#| bytearray(b'abc') array('i', [1, 2, 3]) {1, 2, 3} b'abc' 0 abc 0
#| True [3, 5, 4] 0 1 [1]
#| 0
#| 1
#| none
#| 6
#| True 1
#| KeyError('outer')
#| False (0.0, 1.0, 1)
#| 2 150
