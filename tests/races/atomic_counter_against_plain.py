# Blocks against plain code: a plain write is not lost to a block that read before it, nor undone with one.
#: threads
#: must kept
#: cpython no, its blocks do not exclude plain code
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    cell = Cell()
    seen = []

    def block():
        for _ in range(200):
            with atomic:
                cell.y += 1
                if cell.x % 2:
                    cell.y -= 1

    def plain():
        for i in range(1, 200):
            cell.x = i
            seen.append("kept" if cell.x == i else "lost")

    together(block, plain)
    return seen


hunt(attempt)
