# Money moves in blocks; an observer outside any block adds it all up in one step.
#: threads
#: must 1000
#: cpython no, its blocks do not exclude plain code
from _race import hunt, together
from transaction import atomic


def attempt():
    accounts = [100] * 10
    seen = []
    done = []

    def move(start):
        for i in range(150):
            with atomic:
                accounts[(start + i) % 10] -= i
                accounts[(start * 3 + i * 7) % 10] += i
        done.append(start)

    def observe():
        while len(done) < 2:
            seen.append(sum(accounts))

    together(lambda: move(1), lambda: move(4), observe)
    return seen + [sum(accounts)]


hunt(attempt)
