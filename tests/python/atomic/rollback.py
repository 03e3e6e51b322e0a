# atomic(rollback=True): an exception undoes the block; every kind of object gets its state back.
#: cpython no, CPython cannot undo anything
import collections

from transaction import atomic


class Thing:
    pass


t = Thing()
t.a = 1
t.gone = "here"
items = [1, 2, 3]
table = {"a": 1, "b": 2}
chosen = {1, 2}
d = collections.deque([1, 2])
data = bytearray(b"abc")
counter = 0
numbers = iter([10, 20, 30])
squares = (n * n for n in range(5))
next(squares)
try:
    with atomic(rollback=True):
        t.a = 2
        t.new = 3
        del t.gone
        items.append(4)
        items[0] = "x"
        items.reverse()
        table["c"] = 3
        del table["a"]
        table["b"] = 20
        chosen.add(3)
        chosen.discard(1)
        d.append(3)
        d.popleft()
        data[0] = 120
        counter += 1
        next(numbers)
        next(squares)
        raise ValueError("undo")
except ValueError as e:
    print(e)
print(t.__dict__, items, table, sorted(chosen), d, data, counter, next(numbers), next(squares))
with atomic(rollback=True):
    counter = 5
print(counter)


#: expect
#| undo
#| {'a': 1, 'gone': 'here'} [1, 2, 3] {'a': 1, 'b': 2} [1, 2] deque([1, 2]) bytearray(b'abc') 0 10 1
#| 5
