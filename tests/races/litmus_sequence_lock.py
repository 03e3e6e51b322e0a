# A reader who finds the same even number before and after saw one whole write.
#: threads
#: may whole
#: may busy
from _race import Cell, hunt, together


def attempt():
    cell = Cell()
    cell.number = 0
    seen = []

    def write():
        for i in range(1, 200):
            cell.number += 1
            cell.x = i
            cell.y = -i
            cell.number += 1

    def read():
        for _ in range(200):
            before = cell.number
            x, y = cell.x, cell.y
            after = cell.number
            if before == after and before % 2 == 0:
                seen.append("whole" if x == -y else "torn")
            else:
                seen.append("busy")

    together(write, read)
    return seen


hunt(attempt)
