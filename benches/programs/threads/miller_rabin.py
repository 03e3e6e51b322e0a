# threads share nothing
"""Primes by the test of Miller and Rabin, each thread in ranges of its own.

Usage: miller_rabin.py [THREADS [SIZE]]    tests the SIZE odd numbers after a million; prints how many are prime.
"""

import sys
import threading

SIZE = 250_000
START = 1_000_001
WITNESSES = (2, 3, 5, 7, 11, 13, 17)
BLOCK = 250


def power(base, exponent, modulus):
    result = 1
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def is_prime(n):
    """Certain for all numbers below 341_550_071_728_321."""
    for witness in WITNESSES:
        if n % witness == 0:
            return n == witness
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for witness in WITNESSES:
        x = power(witness, odd, n)
        if x == 1 or x == n - 1:
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def by_division(n):
    divisor = 3
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 2
    return n % 2 == 1


def work(found, first, threads, size):
    for begin in range(first * BLOCK, size, threads * BLOCK):
        for number in range(begin, min(begin + BLOCK, size)):
            candidate = START + 2 * number
            if is_prime(candidate):
                found.append(candidate)


def main(threads=2, size=SIZE):
    found = [[] for _ in range(threads)]
    workers = [
        threading.Thread(target=work, args=(found[first], first, threads, size))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    primes = sorted(prime for part in found for prime in part)
    print(len(primes), "primes, the last", primes[-1], "and their sum", sum(primes))
    print("some divided:", all(by_division(prime) for prime in primes[::500]))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
