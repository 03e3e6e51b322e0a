# Objects that get attributes from several threads at once keep them all.
#: threads
#: must 120 120
from _race import hunt, together


class Thing:
    pass


def attempt():
    thing = Thing()
    others = [Thing() for _ in range(40)]

    def work(k):
        for i in range(40):
            setattr(thing, f"a{k}_{i}", i)
            setattr(others[i], f"b{k}", i)

    together(lambda: work(0), lambda: work(1), lambda: work(2))
    return [(len(vars(thing)), sum(len(vars(other)) for other in others))]


hunt(attempt)
