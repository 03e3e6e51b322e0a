# Threads that make cyclic garbage, while another reads and writes what lives on.
#: threads
#: must True
import gc

from _race import Cell, hunt, together


def attempt():
    kept = [Cell(i, [i]) for i in range(100)]

    def make():
        for i in range(200):
            a, b = Cell(), Cell()
            a.x, b.x = b, a
            a.y = [b] * 10
            kept[i % 100].other = a

    def use():
        for i in range(300):
            cell = kept[i % 100]
            cell.y = [cell.x] + cell.y[:3]
        gc.collect()

    together(make, make, use)
    return [all(c.x == i and set(c.y) == {i} and c.other.x.x is c.other for i, c in enumerate(kept))]


hunt(attempt)
