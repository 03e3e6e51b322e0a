# Reads of one place never go back in time.
#: threads
#: must forward
from _race import Cell, hunt, together


def attempt():
    cell = Cell()
    seen = []

    def write():
        for i in range(1, 400):
            cell.x = i

    def read():
        last = 0
        for _ in range(400):
            value = cell.x
            seen.append("forward" if value >= last else "back")
            last = value

    together(write, read, read)
    return seen


hunt(attempt)
