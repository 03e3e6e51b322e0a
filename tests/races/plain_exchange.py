# One object handed back and forth between compiled loops.
#: threads
#: must 100
from _race import Cell, hunt, together


def attempt():
    cell = Cell()

    def play(me):
        while cell.y < 100:
            if cell.x == me:
                if cell.y < 100:
                    cell.y += 1
                cell.x = 1 - me

    together(lambda: play(0), lambda: play(1))
    return [cell.y]


hunt(attempt)
