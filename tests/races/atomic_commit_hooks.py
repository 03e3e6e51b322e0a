# A commit hook runs once for each block that came through, however often it was tried.
#: threads
#: must 300 300
from _race import Cell, hunt, together
from transaction import atomic, on_commit


def attempt():
    cell = Cell()
    hooks = []

    def work():
        for _ in range(100):
            with atomic:
                on_commit(lambda: hooks.append(1))
                cell.x += 1

    together(work, work, work)
    return [(cell.x, len(hooks))]


hunt(attempt)
