# The end of a program while daemon threads are in blocks: what they did in them has not been, and nobody waits for them.
#: threads
#: cpython no, its daemon threads may hold the lock for ever
import atexit
import threading
import time

from transaction import atomic, become_inevitable

box = []


def endless():
    with atomic:
        print("half a line", end="")
        box.append("endless")
        while True:
            pass


def asleep():
    with atomic:
        box.append("asleep")
        try:
            time.sleep(100)
        finally:
            print("never")


def busy():
    n = 0
    while True:
        with atomic:
            box.append(n)
            for _ in range(1000):
                pass
            box.pop()


for f in endless, asleep, busy:
    threading.Thread(target=f, daemon=True).start()
time.sleep(0.1)
atexit.register(lambda: print("atexit", [n for n in box if isinstance(n, str)]))
print("end")
#: expect
#| end
#| atexit []
