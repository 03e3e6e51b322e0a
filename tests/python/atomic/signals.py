# Handlers of signals run between steps: after a block, in a wait of one, or after undoing one that takes long.
#: threads
#: cpython no, nothing is undone there
#: timeout 20
import os
import signal
import threading
import time

from transaction import atomic, is_atomic, retry

got = []
signal.signal(signal.SIGALRM, lambda number, frame: got.append(is_atomic()))

with atomic:
    signal.raise_signal(signal.SIGALRM)
    inside = list(got)
print("short block", inside, got)

got.clear()
tries = 0
started = time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0.05)
with atomic:
    tries += 1
    while not got and time.monotonic() - started < 5:
        pass
print("long block", got, tries, time.monotonic() - started < 1)

box = []


def interrupt():
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()


interrupt()
try:
    with atomic:
        box.append(1)
        retry()
except KeyboardInterrupt:
    print("waiting block", box, is_atomic())

interrupt()
try:
    with atomic:
        box.append(1)
        while True:
            pass
except KeyboardInterrupt:
    print("endless block", box, is_atomic())

# A block that cannot be undone is not.
got.clear()
with atomic:
    os.stat(".")
    box.append("once")
    signal.raise_signal(signal.SIGALRM)
    end = time.monotonic() + 0.15
    while time.monotonic() < end:
        pass
print("irrevocable block", got, box)
#: expect
#| short block [] [False]
#| long block [False] 1 True
#| waiting block [] False
#| endless block [] False
#| irrevocable block [False] ['once']
