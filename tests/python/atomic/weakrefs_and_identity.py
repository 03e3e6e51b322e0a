# What a block has seen alive stays so to its end; nothing comes back to life. Identity and hash outlive undoing.
#: threads
#: cpython no, it collects at once
import gc
import threading
import weakref

from transaction import atomic


class Thing:
    pass


thing = Thing()
ref = weakref.ref(thing)
with atomic:
    seen = ref() is not None
    thing = None
    gc.collect()
    still = ref() is not None
gc.collect()
print(seen, still, ref())

# Another thread lets go of it meanwhile.
outcomes = set()
for _ in range(20):
    thing = Thing()
    ref = weakref.ref(thing)

    def let_go():
        global thing
        thing = None
        gc.collect()

    def look():
        with atomic:
            first = ref() is not None
            for _ in range(1000):
                pass
            gc.collect()
            second = ref() is not None
        outcomes.add((first, second))

    threads = [threading.Thread(target=f) for f in (look, let_go)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
print((False, True) in outcomes, (True, False) in outcomes)

told = []
try:
    with atomic(rollback=True):
        made = Thing()
        weakref.finalize(made, told.append, "never")
        kept = weakref.ref(made, told.append)
        raise ValueError
except ValueError:
    made = None
gc.collect()
print(told)

table = weakref.WeakValueDictionary()
old = Thing()
try:
    with atomic(rollback=True):
        table["old"] = old
        table["new"] = Thing()
        raise ValueError
except ValueError:
    pass
print(sorted(table))

before = id(old), hash(old)
try:
    with atomic(rollback=True):
        inside = id(old), hash(old)
        fresh = {Thing(): n for n in range(100)}
        raise ValueError
except ValueError:
    pass
gc.collect()
print(before == (id(old), hash(old)), {old: 1}[old])
#: expect
#| True True None
#| False False
#| []
#| []
#| True 1
