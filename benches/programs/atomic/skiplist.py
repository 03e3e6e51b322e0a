# threads share writes
"""A skip list: towers of links over a sorted list, so that steps meet more rarely than in a plain one.

Usage: skiplist.py [THREADS [SIZE]]    SIZE steps in all; two steps with one key undo each other.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 200_000
KEYS = 3000
LEVELS = 10
PARTS = 24


class Node:
    def __init__(self, key, height):
        self.key = key
        self.links = [None] * height


def height_of(key):
    """A pseudo-random height that belongs to the key: half of the nodes end at each level."""
    bits = (key * 2_654_435_761) >> 7
    height = 1
    while bits & 1 and height < LEVELS:
        height += 1
        bits >>= 1
    return height


class SkipList:
    def __init__(self):
        self.head = Node(-1, LEVELS)

    def path(self, key):
        """The last node before the key at each level."""
        path = [None] * LEVELS
        node = self.head
        for level in range(LEVELS - 1, -1, -1):
            next = node.links[level]
            while next is not None and next.key < key:
                node = next
                next = node.links[level]
            path[level] = node
        return path

    def toggle(self, key):
        """Puts the key in or takes it out; by how much the list has grown."""
        path = self.path(key)
        found = path[0].links[0]
        if found is not None and found.key == key:
            for level in range(len(found.links)):
                path[level].links[level] = found.links[level]
            return -1
        node = Node(key, height_of(key))
        for level in range(len(node.links)):
            node.links[level] = path[level].links[level]
            path[level].links[level] = node
        return 1

    def keys(self, level):
        node = self.head.links[level]
        while node is not None:
            yield node.key
            node = node.links[level]


def keys_of(number, steps):
    state = number * 7919 + 17
    for _ in range(steps):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        yield (state >> 8) % KEYS


def part(shared, number, steps):
    grown = 0
    for key in keys_of(number, steps):
        with atomic:
            grown += shared.toggle(key)
    return grown


def work(shared, grown, first, threads, steps):
    for number in range(first, PARTS, threads):
        grown[number] = part(shared, number, steps)


def main(threads=2, size=SIZE):
    shared = SkipList()
    grown = [0] * PARTS
    steps = size // PARTS
    workers = [
        threading.Thread(target=work, args=(shared, grown, first, threads, steps))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    odd = set()
    for number in range(PARTS):
        for key in keys_of(number, steps):
            odd.remove(key) if key in odd else odd.add(key)
    levels = [list(shared.keys(level)) for level in range(LEVELS)]
    print(*map(len, levels), "keys at the levels, sum", sum(levels[0]))
    print("grown as counted:", sum(grown) == len(levels[0]))
    print("sorted, as in any order:", levels[0] == sorted(odd))
    right = [[key for key in levels[0] if height_of(key) > n] for n in range(LEVELS)]
    print("towers:", levels == right)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
