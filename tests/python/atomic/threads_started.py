# A thread that a block starts begins when the block commits, and never if it is undone.
#: threads
#: cpython no, a block there would wait for the thread that it starts
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from transaction import atomic, or_else, retry

seen = []
with atomic:
    t = threading.Thread(target=lambda: seen.append("ran"))
    t.start()
    print(t.is_alive())
    try:
        t.join()
    except RuntimeError as e:
        print(e)
    try:
        t.start()
    except RuntimeError as e:
        print(e)
    seen.append("before")
t.join()
print(seen, t.is_alive())

seen.clear()
try:
    with atomic(rollback=True):
        u = threading.Thread(target=seen.append, args=("never",))
        u.start()
        raise ValueError
except ValueError:
    pass
time.sleep(0.02)
print(seen)


def first():
    threading.Thread(target=seen.append, args=("first",)).start()
    retry()


def second():
    global chosen
    chosen = threading.Thread(target=seen.append, args=("second",))
    chosen.start()


with atomic:
    or_else(first, second)
chosen.join()
print(seen)

# Many, from several threads at once.
count = [0]


def one():
    with atomic:
        count[0] += 1


def many():
    started = []
    for _ in range(10):
        with atomic:
            child = threading.Thread(target=one)
            child.start()
        started.append(child)
    for child in started:
        child.join()


parents = [threading.Thread(target=many) for _ in range(3)]
for p in parents:
    p.start()
for p in parents:
    p.join()
print(count)

with ThreadPoolExecutor(2) as pool:
    with atomic:
        future = pool.submit(pow, 2, 10)
    with atomic:
        print(future.result(10))

# The process waits for it.
with atomic:
    threading.Thread(target=lambda: (time.sleep(0.05), print("last"))).start()
#: expect
#| True
#| cannot join a thread in the atomic block that starts it
#| threads can only be started once
#| ['before', 'ran'] False
#| []
#| ['second']
#| [30]
#| 1024
#| last
