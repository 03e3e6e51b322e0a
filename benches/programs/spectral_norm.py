"""Largest singular value of the infinite matrix A[i][j] = 1 / ((i+j)(i+j+1)/2 + i + 1).

Usage: spectral_norm.py [N]    cuts the matrix to N x N and takes ten rounds of the power method.
"""

import sys
from math import sqrt

DEFAULT = 560
ROUNDS = 10


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    """A v"""
    size = len(vector)
    result = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += entry(i, j) * vector[j]
        result.append(total)
    return result


def times_transposed(vector):
    """A' v"""
    size = len(vector)
    result = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += entry(j, i) * vector[j]
        result.append(total)
    return result


def spectral_norm(size):
    u = [1.0] * size
    v = u
    for _ in range(ROUNDS):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    uv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    return sqrt(uv / vv)


def main(size):
    print("%.9f" % spectral_norm(size))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
