# Store buffering: each writes one place and reads the other. Nobody may miss both writes.
#: threads
#: may 0 1
#: may 1 0
#: may 1 1
from _race import Cell, hunt, together


def attempt():
    cells = [Cell() for _ in range(300)]
    a, b = [], []

    def first():
        for cell in cells:
            cell.x = 1
            a.append(cell.y)

    def second():
        for cell in cells:
            cell.y = 1
            b.append(cell.x)

    together(first, second)
    return zip(a, b)


hunt(attempt)
