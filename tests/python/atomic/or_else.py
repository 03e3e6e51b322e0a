# or_else takes the second way when the first asks for a retry, and undoes what that did.
#: threads
#: cpython no, it has no retry
import threading

from transaction import atomic, check, or_else, retry


class Box:
    def __init__(self, item=None):
        self.item = item


def take(box):
    log.append("looked")
    check(box.item is not None)
    item, box.item = box.item, None
    return item


log = []
a, b = Box(), Box("from b")
print(or_else(lambda: take(a), lambda: take(b)), b.item, log)
a.item = "from a"
with atomic:
    log.append("before")
    print(or_else(lambda: take(a), lambda: take(b)), a.item)
print(log)


def inner():
    return or_else(lambda: retry(), lambda: take(b))


print(or_else(inner, lambda: "neither"), b.item)
try:
    or_else(lambda: 1 / 0, lambda: "not this")
except ZeroDivisionError:
    print("an exception is no retry")

got = []


def wait():
    got.append(or_else(lambda: take(a), lambda: take(b)))


for box in (a, b, a):
    t = threading.Thread(target=wait)
    t.start()
    with atomic:
        box.item = "late"
    t.join(10)
    print(got, a.item, b.item)

#: expect
#| from b None ['looked']
#| from a None
#| ['looked', 'before', 'looked']
#| neither None
#| an exception is no retry
#| ['late'] None None
#| ['late', 'late'] None None
#| ['late', 'late', 'late'] None None
