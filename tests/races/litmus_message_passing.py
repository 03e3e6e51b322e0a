# Message passing: who sees the flag sees the data.
#: threads
#: may 0 0
#: may 0 1
#: may 1 1
from _race import Cell, hunt, together


def attempt():
    data = [Cell() for _ in range(300)]
    flags = [[0] for _ in range(300)]
    seen = []

    def write():
        for cell, flag in zip(data, flags):
            cell.x = 1
            flag[0] = 1

    def read():
        for cell, flag in zip(data, flags):
            f = flag[0]
            seen.append((f, cell.x))

    together(write, read)
    return seen


hunt(attempt)
