# A counter in a block loses nothing.
#: threads
#: must 600
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    cell = Cell()

    def add():
        for _ in range(200):
            with atomic:
                cell.x += 1

    together(add, add, add)
    return [cell.x]


hunt(attempt)
