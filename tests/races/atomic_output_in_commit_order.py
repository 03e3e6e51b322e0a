# What blocks print appears in the order of their commits, and before what plain code prints that has seen them.
#: threads
#: must in order
#: must each once
#: must seen after
import os
import tempfile

from _race import Cell, hunt, together
from transaction import atomic


def attempt():
    counter = Cell(0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "text")
        with open(path, "w", buffering=1) as out:

            def count():
                for _ in range(200):
                    with atomic:
                        counter.x += 1
                        print("n", end=" ", file=out)
                        print(counter.x, file=out)

            def look():
                while counter.x < 400:
                    print("seen", counter.x, file=out)

            together(count, count, look)
        with open(path) as f:
            lines = [line.split() for line in f]
    numbers = [int(n) for what, n in lines if what == "n"]
    yield "in order" if numbers == sorted(numbers) else "out of order"
    yield "each once" if sorted(numbers) == list(range(1, 401)) else "lost or twice"
    printed = 0
    for what, n in lines:
        if what == "n":
            printed = int(n)
        elif int(n) > printed:
            yield "seen before"
    yield "seen after"


hunt(attempt)
