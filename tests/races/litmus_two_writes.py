# Two places written in opposite orders by two threads: in the end at least one holds a second write.
#: threads
#: may 1 2
#: may 2 1
#: may 2 2
from _race import Cell, hunt, together


def attempt():
    cells = [Cell() for _ in range(300)]

    def first():
        for cell in cells:
            cell.x = 1
            cell.y = 2

    def second():
        for cell in cells:
            cell.y = 1
            cell.x = 2

    together(first, second)
    return {(cell.x, cell.y) for cell in cells}


hunt(attempt)
