# threads share writes
"""One dictionary of counts under one lock; each thread counts under keys of its own.

Usage: dict_under_lock.py [THREADS [SIZE]]    SIZE counts in all; prints the sums.
"""

import sys
import threading

SIZE = 24_000_000
PARTS = 24
KEYS = 64


def count(lock, counts, first, turns):
    for turn in range(turns):
        key = first + (turn & 63)
        with lock:
            counts[key] += 1


def work(lock, counts, first, threads, turns):
    for part in range(first, PARTS, threads):
        count(lock, counts, part * KEYS, turns)


def main(threads=2, size=SIZE):
    lock = threading.Lock()
    counts = dict.fromkeys(range(PARTS * KEYS), 0)
    turns = size // PARTS
    workers = [
        threading.Thread(target=work, args=(lock, counts, first, threads, turns))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("counted", sum(counts.values()), "of", turns * PARTS)
    parts = {sum(counts[part * KEYS + key] for key in range(KEYS)) for part in range(PARTS)}
    print("each part:", sorted(parts))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
