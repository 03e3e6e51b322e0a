# Each block checks both places and takes one: they cannot both have found both free.
#: threads
#: may 1 0
#: may 0 1
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    cells = [Cell() for _ in range(200)]

    def first():
        for cell in cells:
            with atomic:
                if cell.x + cell.y == 0:
                    cell.x = 1

    def second():
        for cell in cells:
            with atomic:
                if cell.x + cell.y == 0:
                    cell.y = 1

    together(first, second)
    return [(cell.x, cell.y) for cell in cells]


hunt(attempt)
