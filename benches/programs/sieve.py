"""Primes below N by crossing out multiples in a list of flags.

Usage: sieve.py [N]    prints their number, the last five, their sum and the widest gap.
"""

import sys

DEFAULT = 25_000_000


def sieve(limit):
    """flags[i] says whether i is prime, for i < limit."""
    flags = [True] * limit
    flags[0] = flags[1] = False
    i = 2
    while i * i < limit:
        if flags[i]:
            for j in range(i * i, limit, i):
                flags[j] = False
        i += 1
    return flags


def main(size):
    flags = sieve(max(size, 16))
    count = 0
    total = 0
    previous = 2
    gap, after = 0, 2
    last = []
    for number in range(len(flags)):
        if flags[number]:
            count += 1
            total += number
            if number - previous > gap:
                gap, after = number - previous, previous
            previous = number
    for number in range(len(flags) - 1, -1, -1):
        if flags[number]:
            last.append(number)
            if len(last) == 5:
                break
    print(count, "primes below", len(flags))
    print("last:", *reversed(last))
    print("sum:", total)
    print("widest gap:", gap, "after", after)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
