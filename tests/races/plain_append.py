# list.append, set.add, items of a dict: nothing is lost, each thread's order is kept.
#: threads
#: must 900 True
from _race import hunt, together


def attempt():
    items, seen, table = [], set(), {}

    def work(k):
        for i in range(300):
            items.append((k, i))
            seen.add((k, i))
            table[k, i] = i

    together(lambda: work(0), lambda: work(1), lambda: work(2))
    ordered = all([i for k, i in items if k == n] == list(range(300)) for n in range(3))
    return [(len(items), ordered and len(seen) == len(table) == 900)]


hunt(attempt)
