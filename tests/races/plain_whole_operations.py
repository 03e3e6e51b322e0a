# extend, update, slice assignment, sort and clear are one step each: a reader sees all or nothing.
#: threads
#: may list 0
#: may list 50
#: may dict 0
#: may dict 50
#: may slice 0
#: may slice 100
#: may sorted 4950
#: cpython no, its sort empties the list meanwhile
from _race import hunt, together


def attempt():
    a, d, s, numbers = [], {}, [0] * 100, list(range(100))
    fifty, table = list(range(50)), dict.fromkeys(range(50))
    seen = []
    done = []

    def write():
        for i in range(100):
            a.extend(fifty)
            d.update(table)
            s[:] = [i % 2] * 100
            numbers.sort(reverse=i % 2 == 0)
            a.clear()
            d.clear()
        done.append(1)

    def read():
        while not done:
            seen.append(("list", len(a)))
            seen.append(("dict", len(d)))
            seen.append(("slice", sum(s)))
            seen.append(("sorted", sum(numbers)))

    together(write, read)
    return seen


hunt(attempt)
