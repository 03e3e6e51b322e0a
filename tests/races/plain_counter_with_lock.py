# A lock makes a read and a write one step.
#: threads
#: must 600
import threading

from _race import Cell, hunt, together


def attempt():
    cell = Cell()
    lock = threading.Lock()

    def add():
        for _ in range(200):
            with lock:
                cell.x += 1

    together(add, add, add)
    return [cell.x]


hunt(attempt)
