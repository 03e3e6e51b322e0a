# An object that only an undone try has made has no finalizer; one of a committed block has.
#: cpython no, nothing is undone there
import gc
import weakref

from transaction import atomic, or_else, retry

seen = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        seen.append(self.name)


def forget(name):
    Noisy(name)
    gc.collect()


try:
    with atomic(rollback=True):
        forget("undone")
        raise ValueError
except ValueError:
    pass
gc.collect()
print(seen)

with atomic:
    forget("committed")
gc.collect()
print(seen)


def first():
    forget("first way")
    retry()


with atomic:
    or_else(first, lambda: forget("second way"))
gc.collect()
print(seen)

# What lives on after the block, and what was there before it.
old = Noisy("old")
with atomic:
    kept = Noisy("kept")
    old = None
    kept_ref = weakref.ref(kept)
    gc.collect()
gc.collect()
print(seen, kept_ref() is kept)
kept = None
gc.collect()
print(seen)

# One that an undone block has let go of is as alive as before.
old = Noisy("let go")
try:
    with atomic(rollback=True):
        box, old = [old], None
        box.clear()
        gc.collect()
        raise ValueError
except ValueError:
    pass
gc.collect()
print(old.name, seen)
old = None
gc.collect()
print(seen)

# Many, in a loop that is compiled.
seen.clear()


def make(n):
    for i in range(n):
        with atomic:
            Noisy(i)


make(3000)
gc.collect()
print(sorted(seen) == list(range(3000)))
#: expect
#| []
#| ['committed']
#| ['committed', 'second way']
#| ['committed', 'second way', 'old'] True
#| ['committed', 'second way', 'old', 'kept']
#| let go ['committed', 'second way', 'old', 'kept']
#| ['committed', 'second way', 'old', 'kept', 'let go']
#| True
