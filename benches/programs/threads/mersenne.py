# threads share nothing
"""Mersenne primes by the test of Lucas and Lehmer: big integers, a thread takes the next exponent.

Usage: mersenne.py [THREADS [SIZE]]    tests 2**p - 1 for the primes p below SIZE.
"""

import sys
import threading

SIZE = 2300
KNOWN = (3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1279, 2203, 2281)


def odd_primes(limit):
    return [n for n in range(3, limit, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


def is_mersenne(p):
    number = (1 << p) - 1
    s = 4
    for _ in range(p - 2):
        s = s * s - 2
        # The remainder by 2**p - 1: the high bits are added to the low ones.
        while s > number:
            s = (s & number) + (s >> p)
        if s == number:
            s = 0
    return s == 0


def work(exponents, found, first, threads):
    for place in range(first, len(exponents), threads):
        found[place] = is_mersenne(exponents[place])


def main(threads=2, size=SIZE):
    # The long ones first, so that no thread is left with one at the end.
    exponents = odd_primes(size)[::-1]
    found = [None] * len(exponents)
    workers = [
        threading.Thread(target=work, args=(exponents, found, first, threads))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    primes = sorted(p for p, yes in zip(exponents, found) if yes)
    print("Mersenne primes for", *primes)
    print("as known:", primes == [p for p in KNOWN if p < size])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
