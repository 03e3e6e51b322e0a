# threads share reads
"""A dictionary of words is built by one thread and then read by all: an index that no longer changes.

Usage: build_then_share.py [THREADS [SIZE]]    SIZE look-ups in all; prints what they found.
"""

import sys
import threading

SIZE = 2_400_000
WORDS = 20_000
PARTS = 24


class Entry:
    def __init__(self, word, number):
        self.word = word
        self.number = number
        self.near = None


def build(words):
    """word -> entry; an entry knows the next one."""
    index = {}
    before = None
    for number in range(words):
        word = "w%d" % (number * 7 % words)
        entry = Entry(word, number * 7 % words)
        index[word] = entry
        if before is not None:
            before.near = entry
        before = entry
    before.near = index["w0"]
    return index


def look_up(index, names, part, turns):
    """Follows names through the index; the sum of the numbers met."""
    total = 0
    place = part * 37 % len(names)
    for _ in range(turns):
        entry = index[names[place]]
        total += entry.number + entry.near.number
        place = (place + 11) % len(names)
    return total


def work(index, names, sums, first, threads, turns):
    for part in range(first, PARTS, threads):
        sums[part] = look_up(index, names, part, turns)


def main(threads=2, size=SIZE):
    index = build(WORDS)
    names = sorted(index)
    turns = size // PARTS
    sums = [None] * PARTS
    workers = [
        threading.Thread(target=work, args=(index, names, sums, first, threads, turns))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(len(index), "words,", turns * PARTS, "look-ups, sum", sum(sums))
    print("part by part:", sums[5] == look_up(index, names, 5, turns))
    print("index as built:", sum(entry.number for entry in index.values()) == WORDS * (WORDS - 1) // 2)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
