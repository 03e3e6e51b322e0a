"""Builds and walks many short-lived binary trees beside one that lives on: allocation and collection.

Usage: binary_trees.py [DEPTH]    prints how many trees of each depth were made and their nodes.
"""

import sys

DEFAULT = 16
SMALLEST = 4


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def main(size):
    largest = max(SMALLEST + 2, size)
    print("stretch tree of depth %d: %d nodes" % (largest + 1, build(largest + 1).count()))
    lasting = build(largest)
    for depth in range(SMALLEST, largest + 1, 4):
        trees = 1 << (largest - depth + SMALLEST)
        nodes = sum(build(depth).count() for _ in range(trees))
        print("%6d trees of depth %2d: %d nodes" % (trees, depth, nodes))
    print("long lived tree of depth %d: %d nodes" % (largest, lasting.count()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
