# Mutual exclusion by Dekker's algorithm, with nothing but plain attributes.
#: threads
#: must 600
from _race import hunt, together


class Shared:
    def __init__(self):
        self.wants = [False, False]
        self.turn = 0
        self.count = 0


def attempt():
    s = Shared()

    def enter(me):
        for _ in range(300):
            s.wants[me] = True
            while s.wants[1 - me]:
                if s.turn != me:
                    s.wants[me] = False
                    while s.turn != me:
                        pass
                    s.wants[me] = True
            s.count += 1
            s.turn = 1 - me
            s.wants[me] = False

    together(lambda: enter(0), lambda: enter(1))
    return [s.count]


hunt(attempt)
