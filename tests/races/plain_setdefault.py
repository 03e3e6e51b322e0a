# dict.setdefault: one value wins and everybody gets it.
#: threads
#: must one winner
from _race import hunt, together


def attempt():
    table = {}
    got = [[], [], []]

    def work(k):
        for i in range(150):
            got[k].append(table.setdefault(i, (k, i)))

    together(lambda: work(0), lambda: work(1), lambda: work(2))
    same = got[0] == got[1] == got[2] == [table[i] for i in range(150)]
    return ["one winner" if same else "different"]


hunt(attempt)
