# threads share writes
"""A B-tree that all threads fill: descents read the upper nodes, splits write them.

Usage: btree.py [THREADS [SIZE]]    SIZE keys in all, each put in once.
"""

import sys
import threading

try:
    from transaction import atomic
except ImportError:
    # Elsewhere one lock for all blocks means the same.
    atomic = threading.RLock()

SIZE = 120_000
PARTS = 24
ORDER = 16


class Node:
    def __init__(self, keys, children):
        self.keys = keys
        self.children = children


class Tree:
    def __init__(self):
        self.root = Node([], [])

    def insert(self, key):
        """Puts a key in; false if it is there."""
        if len(self.root.keys) >= ORDER:
            self.root = Node([], [self.root])
            split(self.root, 0)
        node = self.root
        while True:
            place = find(node.keys, key)
            if place < len(node.keys) and node.keys[place] == key:
                return False
            if not node.children:
                node.keys.insert(place, key)
                return True
            if len(node.children[place].keys) >= ORDER:
                split(node, place)
                if node.keys[place] < key:
                    place += 1
                elif node.keys[place] == key:
                    return False
            node = node.children[place]

    def __contains__(self, key):
        node = self.root
        while True:
            place = find(node.keys, key)
            if place < len(node.keys) and node.keys[place] == key:
                return True
            if not node.children:
                return False
            node = node.children[place]


def find(keys, key):
    """Where in sorted keys the first one is that is not smaller."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


def split(node, place):
    """Divides a full child; its middle key comes up."""
    child = node.children[place]
    middle = len(child.keys) // 2
    right = Node(child.keys[middle + 1 :], child.children[middle + 1 :])
    node.keys.insert(place, child.keys[middle])
    node.children.insert(place + 1, right)
    del child.keys[middle:]
    del child.children[middle + 1 :]


def in_order(node):
    for place, key in enumerate(node.keys):
        if node.children:
            yield from in_order(node.children[place])
        yield key
    if node.children:
        yield from in_order(node.children[-1])


def depths(node, depth=1):
    """The depths of all leaves."""
    if not node.children:
        return {depth}
    return {d for child in node.children for d in depths(child, depth + 1)}


def key_of(number):
    """Spreads the numbers over all keys; no two of them to the same."""
    return number * 48_271 % 2_147_483_647


def part(tree, number, size):
    put = 0
    for n in range(number, size, PARTS):
        with atomic:
            put += tree.insert(key_of(n + 1))
        with atomic:
            put -= key_of(n // 2 + 1) in tree and key_of(n + 1) not in tree
    return put


def work(tree, put, first, threads, size):
    for number in range(first, PARTS, threads):
        put[number] = part(tree, number, size)


def main(threads=2, size=SIZE):
    tree = Tree()
    put = [0] * PARTS
    workers = [
        threading.Thread(target=work, args=(tree, put, first, threads, size))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    keys = list(in_order(tree.root))
    print(len(keys), "keys, sum", sum(keys))
    print("each once:", sum(put) == size and keys == sorted(key_of(n + 1) for n in range(size)))
    print("balanced:", len(depths(tree.root)) == 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
