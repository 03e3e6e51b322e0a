# Exceptions leave blocks under contention: what was done before them stays, once.
#: threads
#: must 300 99
from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    cell = Cell()
    caught = []

    def work():
        for i in range(100):
            try:
                with atomic:
                    cell.x += 1
                    if i % 3 == 1:
                        raise ValueError(i)
            except ValueError as e:
                caught.append(e.args[0])

    together(work, work, work)
    return [(cell.x, len(caught))]


hunt(attempt)
