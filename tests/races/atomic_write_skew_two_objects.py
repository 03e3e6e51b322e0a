# The same with two objects, of which each block reads one and writes the other.
#: threads
#: may 1 0
#: may 0 1
from _race import hunt, together
from transaction import atomic


def attempt():
    left = [[0] for _ in range(200)]
    right = [[0] for _ in range(200)]

    def first():
        for a, b in zip(left, right):
            with atomic:
                if not b[0]:
                    a[0] = 1

    def second():
        for a, b in zip(left, right):
            with atomic:
                if not a[0]:
                    b[0] = 1

    together(first, second)
    return [(a[0], b[0]) for a, b in zip(left, right)]


hunt(attempt)
