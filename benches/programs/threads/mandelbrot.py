# threads share nothing
"""Mandelbrot's set by rows: every thread computes rows of its own.

Usage: mandelbrot.py [THREADS [SIZE]]    SIZE by SIZE points; prints how many are in the set and a checksum.
"""

import sys
import threading

SIZE = 640
LIMIT = 60


def row(number, size):
    """The steps that each point of a row takes to escape."""
    steps = []
    im = 2.0 * number / size - 1.0
    for column in range(size):
        re = 2.0 * column / size - 1.5
        x = y = 0.0
        count = 0
        while count < LIMIT and x * x + y * y <= 4.0:
            x, y = x * x - y * y + re, 2.0 * x * y + im
            count += 1
        steps.append(count)
    return steps


def work(rows, first, threads):
    for number in range(first, len(rows), threads):
        rows[number] = row(number, len(rows))


def main(threads=2, size=SIZE):
    rows = [None] * size
    workers = [threading.Thread(target=work, args=(rows, first, threads)) for first in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    checksum = 0
    inside = 0
    for steps in rows:
        inside += steps.count(LIMIT)
        for count in steps:
            checksum = (checksum * 31 + count) % 1_000_000_007
    print(inside, "points in the set, checksum", checksum)
    print("rows checked:", all(rows[n] == row(n, size) for n in range(0, size, max(1, size // 3))))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
