# Load buffering: each reads one place and then writes the other. Nobody reads from the future.
#: threads
#: may 0 0
#: may 0 1
#: may 1 0
from _race import Cell, hunt, together


def attempt():
    cells = [Cell() for _ in range(300)]
    a, b = [], []

    def first():
        for cell in cells:
            a.append(cell.x)
            cell.y = 1

    def second():
        for cell in cells:
            b.append(cell.y)
            cell.x = 1

    together(first, second)
    return zip(a, b)


hunt(attempt)
