# Items change places in blocks: none gets lost, none is there twice.
#: threads
#: must 0 1 2 3 4 5 6 7
from _race import hunt, together
from transaction import atomic


def attempt():
    items = list(range(8))
    seen = []

    def swap(k):
        for i in range(150):
            a, b = (i * k) % 8, (i + k) % 8
            with atomic:
                items[a], items[b] = items[b], items[a]

    def watch():
        for _ in range(50):
            with atomic:
                copy = list(items)
            seen.append(tuple(sorted(copy)))

    together(lambda: swap(3), lambda: swap(5), watch)
    return seen + [tuple(sorted(items))]


hunt(attempt)
