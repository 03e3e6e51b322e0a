"""All ways to put N queens on a board so that none attacks another.

Usage: nqueens.py [N]    prints their number, the first one and a checksum.

Two searches that must agree: a recursive generator over rows with sets of taken lines, and
one that keeps the taken lines as bits of integers.
"""

import sys

DEFAULT = 10
REPEAT = 55


def solutions(size):
    """Yields each solution as a tuple of columns, in lexical order."""
    columns = set()
    up = set()
    down = set()
    placed = []

    def place(row):
        if row == size:
            yield tuple(placed)
            return
        for column in range(size):
            if column in columns or row + column in up or row - column in down:
                continue
            placed.append(column)
            columns.add(column)
            up.add(row + column)
            down.add(row - column)
            yield from place(row + 1)
            down.remove(row - column)
            up.remove(row + column)
            columns.remove(column)
            placed.pop()

    return place(0)


def count(size):
    full = (1 << size) - 1

    def search(columns, up, down):
        if columns == full:
            return 1
        found = 0
        free = full & ~(columns | up | down)
        while free:
            bit = free & -free
            free ^= bit
            found += search(columns | bit, (up | bit) << 1, (down | bit) >> 1)
        return found

    return search(0, 0, 0)


def main(size):
    for _ in range(REPEAT):
        checksum = 0
        found = 0
        first = None
        for solution in solutions(size):
            if first is None:
                first = solution
            found += 1
            for row, column in enumerate(solution):
                checksum = (checksum * 31 + row * column) % 1_000_003
        again = count(size)
    print(found, "solutions for", size)
    print("by bits:", again)
    print("first:", first)
    print("checksum:", checksum)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
