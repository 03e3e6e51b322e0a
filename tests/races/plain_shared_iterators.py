# Built-in iterators shared by threads give each item once.
#: threads
#: must True True True True
import itertools

from _race import hunt, together


def attempt():
    count = itertools.count()
    pairs = zip(range(200), range(200, 400))
    numbered = enumerate("ab" * 100)
    mapped = map(abs, range(200))
    got = [[], [], [], []]

    def work():
        for _ in range(100):
            got[0].append(next(count))
        for pair in pairs:
            got[1].append(pair)
        for item in numbered:
            got[2].append(item)
        for item in mapped:
            got[3].append(item)

    together(work, work)
    return [
        (
            sorted(got[0]) == list(range(200)),
            sorted(got[1]) == [(i, i + 200) for i in range(200)],
            sorted(got[2]) == list(enumerate("ab" * 100)),
            sorted(got[3]) == list(range(200)),
        )
    ]


hunt(attempt)
