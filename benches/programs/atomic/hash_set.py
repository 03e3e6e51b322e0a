# threads share writes
"""A set with chained buckets, written in Python: threads put in what is not there and take out what is.

Usage: hash_set.py [THREADS [SIZE]]    SIZE steps in all. Two steps with one key undo each other, so
the order of steps does not matter to what is left at the end.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 600_000
KEYS = 4000
BUCKETS = 512
PARTS = 24


class Node:
    def __init__(self, key, next):
        self.key = key
        self.next = next


class HashSet:
    def __init__(self):
        self.buckets = [None] * BUCKETS

    def toggle(self, key):
        """Puts the key in or takes it out; by how much the set has grown."""
        place = key * 31 % BUCKETS
        before = None
        node = self.buckets[place]
        while node is not None and node.key != key:
            before = node
            node = node.next
        if node is None:
            self.buckets[place] = Node(key, self.buckets[place])
            return 1
        if before is None:
            self.buckets[place] = node.next
        else:
            before.next = node.next
        return -1

    def __contains__(self, key):
        node = self.buckets[key * 31 % BUCKETS]
        while node is not None:
            if node.key == key:
                return True
            node = node.next
        return False

    def keys(self):
        for node in self.buckets:
            while node is not None:
                yield node.key
                node = node.next


def key_of(state):
    return (state >> 8) % KEYS


def part(shared, number, steps):
    state = number * 7919 + 17
    grown = found = 0
    for step in range(steps):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        key = key_of(state)
        with atomic:
            if step % 3 == 0:
                grown += shared.toggle(key)
            elif key in shared:
                found += 1
    return grown


def expected(steps):
    """The keys that were touched an odd number of times."""
    odd = set()
    for number in range(PARTS):
        state = number * 7919 + 17
        for step in range(steps):
            state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
            key = key_of(state)
            if step % 3 == 0:
                odd.remove(key) if key in odd else odd.add(key)
    return odd


def work(shared, grown, first, threads, steps):
    for number in range(first, PARTS, threads):
        grown[number] = part(shared, number, steps)


def main(threads=2, size=SIZE):
    shared = HashSet()
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
    keys = sorted(shared.keys())
    print(len(keys), "keys, sum", sum(keys))
    print("grown as counted:", sum(grown) == len(keys))
    print("as in any order:", set(keys) == expected(steps))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
