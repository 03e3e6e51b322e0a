"""Fibonacci numbers by naive double recursion: the cost of a call.

Usage: fib.py [N]    prints fib(N) and the number of calls made.
"""

import sys

DEFAULT = 37


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def calls(n):
    """How many calls fib(n) makes, itself included."""
    return 2 * fib(n + 1) - 1


def main(size):
    print("fib(%d) = %d" % (size, fib(size)))
    print("calls:", calls(min(size, 20)), "for", min(size, 20))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
