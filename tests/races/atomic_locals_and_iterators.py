# What a block did to local variables, closures, iterators and generators is undone with its try.
#: threads
#: must 100 100 100 4950
from _race import Cell, hunt, together
from transaction import atomic


def numbers():
    n = 0
    while True:
        yield n
        n += 1


def attempt():
    cell = Cell()
    results = []

    def work():
        local = 0
        closed = 0
        items = iter(range(1000))
        total = 0
        generator = numbers()

        def step():
            nonlocal closed
            closed += 1

        for _ in range(100):
            with atomic:
                local += 1
                step()
                item = next(items)
                total += next(generator)
                cell.x += 1
        results.append((local, closed, item + 1, total))

    together(work, work, work)
    return results if cell.x == 300 else [cell.x]


hunt(attempt)
