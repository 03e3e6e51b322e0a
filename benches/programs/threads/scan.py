# threads share reads
"""A million objects, built by the main thread, are read from end to end again and again by all.

Usage: scan.py [THREADS [SIZE]]    SIZE scans in all; prints the sums.
"""

import sys
import threading

SIZE = 240
OBJECTS = 1_000_000
PARTS = 24


class Point:
    def __init__(self, place):
        self.x = place
        self.y = place & 3


def scan(points):
    total = 0
    for point in points:
        total += point.x
    return total


def work(points, totals, first, threads, scans):
    for part in range(first, PARTS, threads):
        totals[part] = sum(scan(points) for _ in range(scans))


def main(threads=2, size=SIZE):
    points = [Point(place) for place in range(OBJECTS)]
    scans = max(1, size // PARTS)
    totals = [None] * PARTS
    workers = [
        threading.Thread(target=work, args=(points, totals, first, threads, scans))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("sum of a scan:", totals[0] // scans)
    print("all parts alike:", set(totals) == {scans * OBJECTS * (OBJECTS - 1) // 2})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
