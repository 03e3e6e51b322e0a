# Double-checked locking: the object is made once, and nobody sees it half made.
#: threads
#: must 1 whole
import threading

from _race import hunt, together


class Holder:
    value = None

    def __init__(self):
        self.lock = threading.Lock()
        self.made = 0

    def get(self):
        if self.value is None:
            with self.lock:
                if self.value is None:
                    self.made += 1
                    self.value = Made()
        return self.value


class Made:
    def __init__(self):
        self.a = 1
        self.b = [2]
        self.c = {"k": 3}


def attempt():
    holders = [Holder() for _ in range(60)]
    seen = []

    def work():
        for holder in holders:
            m = holder.get()
            seen.append("whole" if (m.a, m.b[0], m.c["k"]) == (1, 2, 3) else "half")

    together(work, work, work)
    return [(max(h.made for h in holders), what) for what in set(seen)]


hunt(attempt)
