# Store buffering with one place in a list and one in a dict.
#: threads
#: may 0 1
#: may 1 0
#: may 1 1
from _race import hunt, together


def attempt():
    lists = [[0] for _ in range(300)]
    dicts = [{"k": 0} for _ in range(300)]
    a, b = [], []

    def first():
        for x, y in zip(lists, dicts):
            x[0] = 1
            a.append(y["k"])

    def second():
        for x, y in zip(lists, dicts):
            y["k"] = 1
            b.append(x[0])

    together(first, second)
    return zip(a, b)


hunt(attempt)
