# Many short threads, started by threads, leave their objects to others.
#: threads
#: must 60 1770
import threading

from _race import Cell, hunt


def attempt():
    cells = []

    def leaf(i):
        cell = Cell(i)
        cell.items = [i]
        cells.append(cell)

    def branch(start):
        threads = [threading.Thread(target=leaf, args=(start + i,)) for i in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    threads = [threading.Thread(target=branch, args=(i * 10,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for cell in cells:
        cell.y = cell.x + cell.items.pop()
    return [(len(cells), sum(cell.y for cell in cells) // 2)]


hunt(attempt)
