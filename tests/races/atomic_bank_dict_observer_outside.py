# The same with accounts in a dict.
#: threads
#: must 800
#: cpython no, its blocks do not exclude plain code
from _race import hunt, together
from transaction import atomic


def attempt():
    accounts = {f"a{i}": 100 for i in range(8)}
    seen = []
    done = []

    def move(start):
        for i in range(120):
            source, target = f"a{(start + i) % 8}", f"a{(start * 3 + i * 5) % 8}"
            with atomic:
                accounts[source] -= i
                accounts[target] += i
        done.append(start)

    def observe():
        while len(done) < 2:
            seen.append(sum(accounts.values()))

    together(lambda: move(1), lambda: move(4), observe)
    return seen + [sum(accounts.values())]


hunt(attempt)
