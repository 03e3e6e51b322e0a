# Each item is popped once.
#: threads
#: must True True True
import collections

from _race import hunt, together


def attempt():
    stack = list(range(300))
    deque = collections.deque(range(300))
    table = dict.fromkeys(range(300))
    got = [[], [], []]

    def drain(pop, into):
        while True:
            try:
                into.append(pop())
            except (IndexError, KeyError):
                return

    def work():
        mine = [[], [], []]
        drain(stack.pop, mine[0])
        drain(deque.popleft, mine[1])
        drain(lambda: table.popitem()[0], mine[2])
        for whole, part in zip(got, mine):
            whole.extend(part)

    together(work, work, work)
    return [tuple(sorted(items) == list(range(300)) for items in got)]


hunt(attempt)
