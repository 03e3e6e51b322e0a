# Independent reads of independent writes: two readers agree on the order of two writes.
#: threads
#: must agreed
from _race import hunt, together


def attempt():
    xs = [[0] for _ in range(150)]
    ys = [[0] for _ in range(150)]
    a, b = [], []

    def write_x():
        for x in xs:
            x[0] = 1

    def write_y():
        for y in ys:
            y[0] = 1

    def read_xy():
        for x, y in zip(xs, ys):
            r = x[0]
            a.append((r, y[0]))

    def read_yx():
        for x, y in zip(xs, ys):
            r = y[0]
            b.append((r, x[0]))

    together(write_x, write_y, read_xy, read_yx)
    return {"each write first" if p == q == (1, 0) else "agreed" for p, q in zip(a, b)}


hunt(attempt)
