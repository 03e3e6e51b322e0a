# Write to read causality: what one thread saw and passed on, the third sees too.
#: threads
#: must in order
from _race import Cell, hunt, together


def attempt():
    xs = [Cell() for _ in range(200)]
    ys = [Cell() for _ in range(200)]
    seen = []

    def write():
        for x in xs:
            x.x = 1

    def pass_on():
        for x, y in zip(xs, ys):
            if x.x:
                y.y = 1

    def read():
        for x, y in zip(xs, ys):
            r = y.y
            seen.append("in order" if r <= x.x else "effect before cause")

    together(write, pass_on, read)
    return seen


hunt(attempt)
