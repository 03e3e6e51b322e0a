# A block that would have to keep very much for undoing becomes one that is not undone; but one that an exception undoes
# does not.
#: cpython no, nothing is undone there
#: not gc,exit,conflict
from transaction import atomic, counters, retry

data = bytearray(80 << 20)
data[0] = 1


def turns():
    return counters()["inevitable"]


def poll():
    for _ in range(10000):
        pass


before = turns()
with atomic:
    data.reverse()
    poll()
    try:
        retry(0)
    except RuntimeError as error:
        print(error)
print(data[-1], turns() - before)

before = turns()
try:
    with atomic(rollback=True):
        data.reverse()
        poll()
        raise ValueError
except ValueError:
    print(data[-1], turns() - before)

# What is written a little is not much, however large it is.
numbers = list(range(3_000_000))
before = turns()
for n in range(300):
    with atomic:
        numbers[n * 1000] = -1
        numbers.append(n)
print(numbers[5000], len(numbers), turns() - before)
#: expect
#| retry() in an atomic block that can no longer be undone
#| 1 1
#| 1 0
#| -1 3000300 0
