# threads share writes
"""A sorted linked list: a step reads all nodes before the one it changes, so steps often meet.

Usage: linked_list.py [THREADS [SIZE]]    SIZE steps in all; two steps with one key undo each other.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 150_000
KEYS = 200
PARTS = 24


class Node:
    def __init__(self, key, next):
        self.key = key
        self.next = next


def toggle(head, key):
    """Puts the key in or takes it out; by how much the list has grown."""
    before = head
    node = head.next
    while node is not None and node.key < key:
        before = node
        node = node.next
    if node is not None and node.key == key:
        before.next = node.next
        return -1
    before.next = Node(key, node)
    return 1


def keys_of(number, steps):
    state = number * 7919 + 17
    for _ in range(steps):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        yield (state >> 8) % KEYS


def part(head, number, steps):
    grown = 0
    for key in keys_of(number, steps):
        with atomic:
            grown += toggle(head, key)
    return grown


def work(head, grown, first, threads, steps):
    for number in range(first, PARTS, threads):
        grown[number] = part(head, number, steps)


def main(threads=2, size=SIZE):
    head = Node(-1, None)
    grown = [0] * PARTS
    steps = size // PARTS
    workers = [
        threading.Thread(target=work, args=(head, grown, first, threads, steps))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    keys = []
    node = head.next
    while node is not None:
        keys.append(node.key)
        node = node.next
    odd = set()
    for number in range(PARTS):
        for key in keys_of(number, steps):
            odd.remove(key) if key in odd else odd.add(key)
    print(len(keys), "keys, sum", sum(keys))
    print("grown as counted:", sum(grown) == len(keys))
    print("sorted, as in any order:", keys == sorted(odd))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
