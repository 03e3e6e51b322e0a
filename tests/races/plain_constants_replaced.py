# A method, a class attribute and a global function are replaced while hot loops use them: the change is seen, and only forward.
#: threads
#: must forward
from _race import hunt, together


class Thing:
    version = 0

    def number(self):
        return 0


def helper():
    return 0


def make(n):
    return lambda *self: n


def attempt():
    global helper
    Thing.number, Thing.version, helper = make(0), 0, make(0)
    seen = []

    def change():
        global helper
        for i in range(1, 41):
            Thing.number = make(i)
            Thing.version = i
            helper = make(i)

    def use():
        thing = Thing()
        last = (0, 0, 0)
        while last[2] < 40:
            now = (thing.number(), thing.version, helper())
            forward = all(a <= b for a, b in zip(last, now))
            seen.append("forward" if forward else f"{last} then {now}")
            last = now

    together(change, use)
    return seen


hunt(attempt)
