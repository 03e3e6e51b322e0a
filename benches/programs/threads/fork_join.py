# threads share writes
"""Merge sort: parts are sorted by threads, which hand them on to be merged.

Usage: fork_join.py [THREADS [SIZE]]    sorts SIZE numbers in 16 parts.
"""

import sys
import threading

SIZE = 300_000
PARTS = 16


def numbers(size):
    state = 2024
    made = []
    for _ in range(size):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        made.append(state >> 7)
    return made


def merge(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged.extend(left[i:])
    merged.extend(right[j:])
    return merged


def merge_sort(part):
    if len(part) < 2:
        return part
    middle = len(part) // 2
    return merge(merge_sort(part[:middle]), merge_sort(part[middle:]))


def fork(threads, places, step):
    """Calls step(place) for all places, shared out between the threads, and waits for the end."""

    def work(first):
        for place in places[first::threads]:
            step(place)

    workers = [threading.Thread(target=work, args=(first,)) for first in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def main(threads=2, size=SIZE):
    given = numbers(size)
    parts = [given[place * size // PARTS : (place + 1) * size // PARTS] for place in range(PARTS)]

    def sort_one(place):
        parts[place] = merge_sort(parts[place])

    fork(threads, range(PARTS), sort_one)
    width = 1
    while width < PARTS:

        def merge_two(place):
            parts[place] = merge(parts[place], parts[place + width])
            parts[place + width] = None

        fork(threads, range(0, PARTS, 2 * width), merge_two)
        width *= 2
    result = parts[0]
    print(len(result), "numbers from", result[0], "to", result[-1])
    print("sorted:", result == sorted(given))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
