# Without one, additions may get lost; but nothing worse happens.
#: threads
#: must possible
from _race import Cell, hunt, together


def attempt():
    cell = Cell()

    def add():
        for _ in range(300):
            cell.x += 1

    together(add, add)
    return ["possible" if 2 <= cell.x <= 600 else cell.x]


hunt(attempt)
