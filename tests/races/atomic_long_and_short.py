# A long block gets through although short ones write what it reads.
#: threads
#: must finished
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    cells = [Cell() for _ in range(100)]
    done = []

    def long():
        for _ in range(3):
            with atomic:
                for cell in cells:
                    cell.y += cell.x
        done.append(1)

    def short():
        i = 0
        while not done:
            with atomic:
                cells[i % 100].x += 1
            i += 1

    together(long, short, short)
    return ["finished"]


hunt(attempt)
