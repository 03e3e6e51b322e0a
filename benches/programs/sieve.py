"""Primes below N by crossing out multiples, one segment of flags after the other, so that the flags stay in the cache.

Usage: sieve.py [N]    prints their number, the last five, their sum and the widest gap.
"""

import sys

DEFAULT = 30_000_000
SEGMENT = 1 << 15


def small_primes(limit):
    """The primes below limit, from one list of flags."""
    flags = [True] * limit
    flags[0] = flags[1] = False
    i = 2
    while i * i < limit:
        if flags[i]:
            for j in range(i * i, limit, i):
                flags[j] = False
        i += 1
    return [i for i in range(limit) if flags[i]]


def cross_out(flags, low, primes):
    """flags[k] says whether low + k is prime; nothing below low + len(flags) is the square of a prime not in primes."""
    width = len(flags)
    for prime in primes:
        first = prime * prime - low
        if first >= width:
            break
        if first < 0:
            first = -low % prime
        for k in range(first, width, prime):
            flags[k] = False


class Summary:
    """What is printed about the primes, fed in ascending order."""

    def __init__(self):
        self.count = 0
        self.total = 0
        self.previous = 2
        self.gap = 0
        self.after = 2
        self.last = []

    def add(self, low, flags):
        for k in range(len(flags)):
            if flags[k]:
                prime = low + k
                self.count += 1
                self.total += prime
                if prime - self.previous > self.gap:
                    self.gap = prime - self.previous
                    self.after = self.previous
                self.previous = prime
        tail = [low + k for k in range(max(0, len(flags) - 500), len(flags)) if flags[k]]
        self.last = (self.last + tail)[-5:]


def main(size):
    size = max(size, 16)
    primes = small_primes(int(size**0.5) + 2)
    summary = Summary()
    blank = [True] * SEGMENT
    flags = blank[:]
    for low in range(0, size, SEGMENT):
        flags[:] = blank
        if size - low < SEGMENT:
            del flags[size - low :]
        if low == 0:
            flags[0] = flags[1] = False
        cross_out(flags, low, primes)
        summary.add(low, flags)
    print(summary.count, "primes below", size)
    print("last:", *summary.last)
    print("sum:", summary.total)
    print("widest gap:", summary.gap, "after", summary.after)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
