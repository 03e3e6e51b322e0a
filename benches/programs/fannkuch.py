"""Pancake flips: for every permutation, reverse the first p[0] items until 1 comes first.

Usage: fannkuch.py [N]    prints a checksum over all N! permutations and the longest series.

Goes through them REPEAT times: N + 1 would be ten times the work.
"""

import sys

DEFAULT = 9
REPEAT = 4


def flips(permutation):
    """The number of reversals until item 0 is first."""
    work = permutation[:]
    count = 0
    first = work[0]
    while first:
        work[:first + 1] = work[first::-1]
        count += 1
        first = work[0]
    return count


def flips_by_swaps(permutation, work):
    """The same, swapping in place in a list that is lent."""
    size = len(permutation)
    for i in range(size):
        work[i] = permutation[i]
    count = 0
    first = work[0]
    while first:
        low = 0
        high = first
        while low < high:
            work[low], work[high] = work[high], work[low]
            low += 1
            high -= 1
        count += 1
        first = work[0]
    return count


def next_permutation(permutation, turns):
    """Steps to the next permutation by rotating prefixes; False when all have been seen.

    turns[i] says how often the prefix of length i + 1 has still to be rotated.
    """
    for i in range(1, len(permutation)):
        first = permutation[0]
        for j in range(i):
            permutation[j] = permutation[j + 1]
        permutation[i] = first
        turns[i] -= 1
        if turns[i] > 0:
            return True
        turns[i] = i + 1
    return False


def fannkuch(size):
    permutation = list(range(size))
    turns = [i + 1 for i in range(size)]
    work = [0] * size
    checksum = 0
    longest = 0
    sign = 1
    while True:
        count = flips_by_swaps(permutation, work)
        checksum += sign * count
        if count > longest:
            longest = count
        sign = -sign
        if not next_permutation(permutation, turns):
            return checksum, longest


def main(size):
    for _ in range(REPEAT):
        checksum, longest = fannkuch(size)
    print(checksum)
    print("Pfannkuchen(%d) = %d" % (size, longest))
    worst = [(i * 2 + 1) % size for i in range(size)] if size % 2 else list(range(size))[::-1]
    print("series of", worst, "is", flips(worst))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
