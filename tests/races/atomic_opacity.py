# A block never sees half of another one, not even in a try that is undone later.
#: threads
#: must whole
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    a, b = Cell(1), Cell(-1)
    seen = []

    def write():
        for i in range(200):
            with atomic:
                a.x += i
                b.x -= i

    def read():
        for _ in range(200):
            with atomic:
                what = "whole"
                if a.x + b.x != 0:
                    # In a try that is undone this would never be seen, so it stays here.
                    while True:
                        pass
            seen.append(what)

    together(write, read)
    return seen


hunt(attempt)
