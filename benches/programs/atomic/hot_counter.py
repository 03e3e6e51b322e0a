# threads share writes
"""One counter for all: every step of every thread writes the same object.

Usage: hot_counter.py [THREADS [SIZE]]    SIZE steps in all; prints the counter.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 1_500_000
PARTS = 24


class Counter:
    def __init__(self):
        self.value = 0
        self.even = 0


def count(counter, steps):
    for _ in range(steps):
        with atomic:
            counter.value += 1
            if counter.value % 2 == 0:
                counter.even += 1


def work(counter, first, threads, steps):
    for _ in range(first, PARTS, threads):
        count(counter, steps)


def main(threads=2, size=SIZE):
    counter = Counter()
    steps = size // PARTS
    workers = [
        threading.Thread(target=work, args=(counter, first, threads, steps))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("counted to", counter.value)
    print("nothing lost:", counter.value == steps * PARTS and counter.even == counter.value // 2)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
